"""What the starter corpus holds, how varied it is, and how far its annotators agree.

Run with `python experiments/starter-corpus/run.py`; writes `results.json` beside itself. The
figures are those of `tests/starter_corpus.py`, which says how each is counted. What compares with
real news needs the folder of real data beside the project, and is left out where it is absent.
"""

import json
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

import stance

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))


def main() -> None:
    report = measure()
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "PySastrawi", "numpy")},
        **report,
        "agreement": agreement(),
    }
    (HERE / "results.json").write_text(
        json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    for row in report["targets"]:
        verdict = "met" if row["met"] else "missed"
        print(f"{row['figure']}: {row['value']} ({row['target']}: {verdict})")
    for row in results["agreement"]:
        print(f"{row['group']}: {row['sentences']} sentences, kappa {row['kappa']}")


def measure() -> dict:
    """The quality report, as the script in the tests gives it."""
    command = [sys.executable, ROOT / "tests" / "starter_corpus.py", "--json"]
    reference = ROOT / SETTINGS["reference"]
    if reference.is_dir():
        command += ["--reference", reference]
    else:
        print(f"{SETTINGS['reference']} is not here: no comparison with real news.")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:  # 1: a target is missed, which the report says
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def agreement() -> list[dict]:
    """How far the annotators agree on sentences that two or more of them labelled."""
    compared = stance.compare_annotators(
        ROOT / "labels",
        corpus=ROOT / "articles",
        by=SETTINGS["groups"],
        draws=SETTINGS["draws"],
        rng=np.random.default_rng(SETTINGS["seed"]),
    )
    return [row_of(row) for row in compared.to_dict()["rows"]]


def row_of(row: dict) -> dict:
    measured = row["measured"]
    figures = {name: measured[name] for name in ("agreement", "kappa", "alpha_nominal")}
    found = {
        "group": row["group"],
        "annotators": row["annotators"],
        "sentences": measured["n_sentences"],
        "articles": measured["n_clusters"],
    }
    for name, figure in figures.items():
        found[name] = figure and rounded(figure["value"])
        found[f"{name}_interval"] = figure and [rounded(figure["low"]), rounded(figure["high"])]
    return found


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


if __name__ == "__main__":
    main()
