"""The documentation is run: its commands, its Python, its links, and what it must mention.

Each page's blocks run in order in a folder of their own with `articles/` and `labels/`. Commands
(``console``, lines that begin with ``$ ``) run in a shell whose standard output is a terminal of
100 columns, as a reader's is; where no shell is needed `stance` runs in this process, which has
loaded it already, except for the README and the tutorial. Python (``>>>``) runs as a doctest.
Output is compared where the page shows any, and ``...`` stands for anything. A block after "save
... as `NAME`:" is written to that file. Pages other than the tutorial find what the tutorial
makes: corpus/, bundle/, scores.
"""

import doctest
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import stance

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
README = ROOT / "README.md"
NOT_OURS = {".venv", "build", "dist", "report", "node_modules"}
EVERY_PAGE = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(
        part in NOT_OURS or part.startswith(".") for part in path.relative_to(ROOT).parts[:-1]
    )
)
FLAGS = doctest.ELLIPSIS
# `STANCE_REWRITE_DOCS=1 pytest tests/test_docs.py` puts real output in place of what has changed.
REWRITE = os.environ.get("STANCE_REWRITE_DOCS") == "1"
# Blocks that show something, and are neither commands nor Python.
SHOWN = {"", "csv", "html", "json", "jsonl", "text", "toml", "tsv"}
# Run by hand or by .ci/run; what can be checked of them is checked below.
BY_HAND = {"cd", "git", "make", "pip", "python", "python3"}
# Runs `stance` in this process; see conftest.py.
Run = Callable[..., subprocess.CompletedProcess[str]]
# What makes a command need a shell.
IN_SHELLS = frozenset("|&;<>$`*?~")
TERMINAL = {"COLUMNS": "100", "LINES": "50", "TERM": "xterm", "NO_COLOR": "1"}

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAVED_AS = re.compile(r"\bsave\b[^`]*`([^`\n]+)`:\s*\Z", re.IGNORECASE)
DECIMAL = re.compile(r"[-+]?\d+\.\d+(?:e[-+]?\d+)?")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, kw_only=True)
class Block:
    """One fenced block of a page; `file` is where the page says to save it."""

    language: str
    content: str
    line: int
    file: str | None


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    blocks = []
    for match in FENCE.finditer(text):
        paragraph = text[: match.start()].rstrip("\n").rsplit("\n\n", 1)[-1]
        saved = SAVED_AS.search(paragraph)
        blocks.append(
            Block(
                language=match[1],
                content=match[2],
                line=text.count("\n", 0, match.start()) + 2,
                file=saved[1] if saved else None,
            )
        )
    return blocks


def commands_of(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a console block, with the output the page shows."""
    for part in re.split(r"^\$ ", block.content, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        end = next(n for n, line in enumerate(lines, start=1) if not line.endswith("\\\n"))
        yield "".join(lines[:end]).strip(), "".join(lines[end:])


def program_of(command: str) -> str:
    return command.split(maxsplit=1)[0]


def run_on_terminal(command: str, folder: Path) -> tuple[int, str]:
    """Exit code and output; standard error comes last, and is no terminal: no progress bars."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    leader, follower = pty.openpty()
    with subprocess.Popen(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, **TERMINAL, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=subprocess.PIPE,
    ) as child:
        os.close(follower)
        shown = read_terminal(leader)
        errors = child.stderr.read().decode()
    return child.returncode, shown + errors


def run_here(command: str, run: Run) -> tuple[int, str]:
    """The same in this process, if it is a command of `stance` that needs no shell."""
    leader, follower = pty.openpty()
    with ThreadPoolExecutor(1) as reader, pytest.MonkeyPatch.context() as patch:
        for name, value in TERMINAL.items():
            patch.setenv(name, value)
        shown = reader.submit(read_terminal, leader)
        with os.fdopen(follower, "w", encoding="utf-8") as screen:
            done = run(*words_of(command), stdout=screen)
    return done.returncode, shown.result() + done.stderr


def words_of(command: str) -> list[str]:
    return shlex.split(command.replace("\\\n", " "))[1:]


def read_terminal(leader: int) -> str:
    """What is shown until the other side closes, without colours; then this side is closed."""
    shown = b"".join(iter(lambda: read_some(leader), b""))
    os.close(leader)
    return ESCAPE.sub("", shown.decode().replace("\r\n", "\n"))


def read_some(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # how Linux says that the other side has closed
        return b""


class Checker(doctest.OutputChecker):
    """Compares line by line what is shown; decimals may differ a little, as processors do."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        want, got = bare(want), bare(got)
        if super().check_output(want, got, optionflags):
            return True
        # "..." matches anything here too; each decimal number is taken out and compared by value.
        parts = [re.escape(part) for part in DECIMAL.sub("\0", want).split("...")]
        pattern = ".*?".join(parts).replace(re.escape("\0"), f"({DECIMAL.pattern})")
        found = re.fullmatch(pattern, got, re.DOTALL)
        if found is None:
            return False
        pairs = zip(DECIMAL.findall(want), found.groups(), strict=True)
        return all(is_near(one, other) for one, other in pairs)


def is_near(one: str, other: str) -> bool:
    """Whether two decimal numbers differ by .005, or by the last digit shown."""
    last = 10.0 ** -len(one.partition(".")[2].partition("e")[0])
    return abs(float(one) - float(other)) <= 1.01 * max(last, 0.005)


def bare(text: str) -> str:
    """Without the spaces at line ends, which a page cannot show."""
    lines = [line.rstrip() for line in text.strip("\n").splitlines()]
    return "".join(f"{line}\n" for line in lines)


def run_command(command: str, *, piped: bool, folder: Path, run: Run | None) -> tuple[int, str]:
    """Exit code and output, in a shell unless `run` runs `stance` here and it needs none."""
    if run is None or program_of(command) != "stance" or IN_SHELLS & set(command):
        return run_on_terminal(command + " | cat" * piped, folder)
    if piped:
        done = run(*words_of(command))
        return done.returncode, done.stdout + done.stderr
    return run_here(command, run)


def run_console(block: Block, *, page: Path, folder: Path, run: Run | None) -> str:
    """The block as it should be, which is as it is unless the pages are being rewritten."""
    parts = []
    for command, shown in commands_of(block):
        parts.append(f"$ {command}\n{shown}")
        if program_of(command) in BY_HAND:
            continue
        # A page that shows JSON shows what a pipe gets.
        piped = shown.startswith("{") and program_of(command) == "stance"
        code, output = run_command(command, piped=piped, folder=folder, run=run)
        where = f"{name_of(page)}, block at line {block.line}: $ {command}\n{output}"
        assert code == (2 if output.startswith("stance: ") else 0), where
        if shown.strip() and not Checker().check_output(shown, output, FLAGS):
            assert REWRITE, where
            parts[-1] = f"$ {command}\n{bare(output)}"
    return "".join(parts)


class Recorder(doctest.DocTestRunner):
    """Runs the examples of a block, and keeps the lines as they should be."""

    def __init__(self, block: Block) -> None:
        super().__init__(checker=Checker(), optionflags=FLAGS, verbose=False)
        self.lines = block.content.splitlines(keepends=True)
        self.moved = 0

    def report_failure(self, out, test, example, got) -> None:
        if not REWRITE:
            super().report_failure(out, test, example, got)
        start = example.lineno + example.source.count("\n") + self.moved
        new = bare(got).splitlines(keepends=True)
        self.lines[start : start + example.want.count("\n")] = new
        self.moved += len(new) - example.want.count("\n")


def run_python(block: Block, *, page: Path, names: dict) -> str:
    """The block as it should be, which is as it is unless the pages are being rewritten."""
    examples = doctest.DocTestParser().get_doctest(
        block.content, names, page.name, str(page), block.line - 1
    )
    runner, said = Recorder(block), []
    failed, _ = runner.run(examples, out=said.append, clear_globs=False)
    names.update(examples.globs)
    assert REWRITE or not failed, "".join(said)
    return "".join(runner.lines)


@pytest.fixture(scope="session")
def start(tmp_path_factory) -> Path:
    """What a reader has at first: the articles and the labels."""
    folder = tmp_path_factory.mktemp("start")
    for name in ("articles", "labels"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def after_tutorial(tmp_path_factory, start) -> Path:
    """What stands there after the first part of the tutorial, of a third of the articles."""
    folder = tmp_path_factory.mktemp("after") / "folder"
    shutil.copytree(start, folder)
    corpus = stance.read(*sorted((folder / "articles").iterdir())[1::3])
    labels = stance.read_labels(folder / "labels", corpus=corpus)
    grid = stance.Grid(features=("marks",), strengths=(2.0,))
    bundle = stance.train(labels.texts, codebook=labels.codebook, grid=grid)
    bundle.save(folder / "bundle")
    stance.write_corpus(corpus, folder / "corpus")
    stance.write_scores(stance.score_documents(corpus, bundle=bundle), folder / "scores.parquet")
    return folder


def needs_a_bundle(page: Path) -> bool:
    """Whether a page uses the tutorial's bundle or scores, and does not make them itself."""
    run = "".join(b.content for b in blocks_of(page) if b.language in {"console", "python"})
    return ("bundle" in run or "scores.parquet" in run) and "train labels/ -o bundle/" not in run


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


# These train on all labels; the README's commands choose from all there is, as `make report` does.
ON_EVERYTHING = {README, ROOT / "docs" / "tutorial.md"}
PAGES = [
    pytest.param(page, marks=[pytest.mark.slow] * (page in ON_EVERYTHING), id=name_of(page))
    for page in (README, *DOCS)
]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_is_what_happens(page, run, request, tmp_path, monkeypatch):
    source = request.getfixturevalue("after_tutorial" if needs_a_bundle(page) else "start")
    folder = tmp_path / "folder"
    shutil.copytree(source, folder)
    monkeypatch.chdir(folder)
    names: dict = {}
    for block in blocks_of(page):
        content = block.content
        if block.file is not None:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(content, encoding="utf-8")
        elif block.language == "console":
            here = None if page in ON_EVERYTHING else run
            content = run_console(block, page=page, folder=folder, run=here)
        elif block.language == "python":
            content = run_python(block, page=page, names=names)
        if content != block.content:
            text = page.read_text(encoding="utf-8")
            page.write_text(text.replace(block.content, content, 1), encoding="utf-8")


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name_of)
def test_no_block_escapes_being_run(page):
    for block in blocks_of(page):
        where = f"{name_of(page)}, block at line {block.line}"
        assert block.language in SHOWN | {"console", "python"}, where
        if block.language == "console":
            assert block.content.startswith("$ "), where
        if block.language == "python":
            assert block.content.startswith(">>> "), where
        if block.language in SHOWN and block.file is None:
            assert not block.content.startswith(("$ ", ">>> ")), where


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name_of)
def test_targets_and_scripts_that_a_page_names_exist(page):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    commands = [c for b in blocks_of(page) if b.language == "console" for c, _ in commands_of(b)]
    for command in [*commands, *re.findall(r"`((?:make|python3?) [^`\n]+)`", text)]:
        words = command.split()
        if words[0] == "make":
            assert set(words[1:]) <= targets, command
        elif words[0].startswith("python") and "NAME" not in command:
            assert (ROOT / words[1]).is_file(), command


def anchors_of(page: Path) -> set[str]:
    """The headings as links name them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name_of)
def test_links_lead_somewhere(page):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name_of(page)}: {link}"
        assert target.is_relative_to(ROOT), f"{name_of(page)}: {link}"
        if anchor:
            assert anchor in anchors_of(target), f"{name_of(page)}: {link}"


def all_docs() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in DOCS)


def test_every_page_of_docs_is_in_its_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in DOCS:
        assert page.name == "README.md" or f"({page.name})" in index, page.name


def every_command() -> dict[str, Any]:
    """Each command by the words that call it; of a group, its sub-commands."""
    import typer

    from stance.cli.app import app

    found = {}
    for name, command in typer.main.get_command(app).commands.items():
        parts = getattr(command, "commands", None)
        found |= (
            {f"{name} {part}": one for part, one in parts.items()} if parts else {name: command}
        )
    return found


@pytest.mark.parametrize("command", sorted(every_command()))
def test_every_command_is_in_the_readme_and_its_options_are_in_the_docs(command):
    assert f"stance {command}" in README.read_text(encoding="utf-8")
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    section = re.search(rf"^## stance {command}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"docs/commands.md has no section for {command}"
    for parameter in every_command()[command].params:
        names = [name for name in parameter.opts if name.startswith("--")]
        for name in names or [parameter.name.upper()]:
            assert f"`{name}" in section[1], f"{command}: {name}"


@pytest.mark.parametrize("name", stance.__all__)
def test_every_public_name_is_documented(name):
    assert f"stance.{name}" in all_docs()


def test_the_changelog_has_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?{re.escape(stance.__version__)}\]?", text, re.MULTILINE)


def test_the_table_of_experiments_is_complete():
    text = (ROOT / "experiments" / "README.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in (ROOT / "experiments").glob("*/run.py")}
    listed = set(re.findall(r"\]\(([\w-]+)/README\.md\)", text))
    assert listed == folders
    for folder in folders:
        names = {path.name for path in (ROOT / "experiments" / folder).iterdir()}
        assert {"README.md", "run.py", "settings.toml", "results.json"} <= names, folder
