# `make report` and `make test` do all the set-up themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: report test check lint lock wheel clean

report: $(VENV)/run.ready
	@$(BIN)/stance demo --output report --jobs 2

# All but the tests that take more than ten seconds each, which `make check` runs too.
test: $(VENV)/dev.ready
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not slow"

check: lint wheel
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --cov --cov-report=term

lint: $(VENV)/dev.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The wheel must build, and give a working `stance` without the development tools.
wheel: $(VENV)/dev.ready
	.ci/check-wheel $(BIN)/python

# Locked with hashes and without any address; the build tools are locked too.
lock: $(VENV)/dev.ready
	.ci/lock $(BIN)/python

$(VENV)/run.ready: requirements.lock pyproject.toml
	@.ci/install $(PYTHON) $(VENV) requirements.lock
	@touch $@

$(VENV)/dev.ready: requirements-dev.lock pyproject.toml
	@.ci/install $(PYTHON) $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/run.ready

clean:
	rm -rf $(VENV) build dist report .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
