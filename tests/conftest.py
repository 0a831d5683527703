"""What every test may use."""

import csv
import io
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import settings

from stance.records import Codebook, LabelledText
from stance.text import Lexicon

settings.register_profile("stance", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("stance")

# A shell that runs the tests in the background has them ignore Ctrl-C, and what they start would
# ignore it too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and data beside the project, which not everybody has."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with real pages and data is not here")
    return folder


@pytest.fixture(scope="session")
def run():
    """A function that runs `stance` in this process, which has loaded most of it already.

    What a process of its own adds (its streams, signals and ends) is tested in
    `cli/test_commands.py` and `cli/test_bad_input.py`.
    """
    return _run


def _run(*arguments, cwd=".", stdout=None):
    """The exit code, standard output and standard error, as `subprocess.run` would give them."""
    from stance.cli.app import run

    said, complained = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    words = ["stance", *map(str, arguments)]
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(stdout or said),
        redirect_stderr(complained),
    ):
        patch.setattr(sys, "argv", words)
        patch.chdir(cwd)
        code = run()
    return CompletedProcess(words, code, _text_of(said), _text_of(complained))


def _text_of(stream):
    stream.flush()
    return stream.buffer.getvalue().decode()


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return Codebook(
        task="stance",
        version="stance-1",
        labels=("cooperative", "neutral", "confrontational"),
    )


@pytest.fixture(scope="session")
def labelled(root: Path) -> list[LabelledText]:
    """Sentences of nine documents, written for these tests."""
    path = root / "tests" / "golden" / "labelled-sentences.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            LabelledText(text=row["text"], label=row["label"], document_id=row["document"])
            for row in csv.DictReader(stream, delimiter="\t")
        ]


@pytest.fixture(scope="session")
def bundle(labelled: list[LabelledText], codebook: Codebook):
    """A classifier of those sentences: small, but trained as any other."""
    from stance.model import train

    return train(labelled, codebook=codebook)


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """A lexicon of three layers, small enough to be read here."""
    return Lexicon(
        layers={
            "acts": {
                "menuduh": "accuse", "mengancam": "threaten", "menyerang": "fight",
                "serang": "fight", "usir": "expel", "sepakat": "agree", "setuju": "agree",
                "damai": "calm", "ayo damai": "calm", "menahan diri": "calm",
            },
            "actors": {"rusia": "state", "amerika serikat": "state", "nato": "alliance"},
            "particles": {"tidak": "negation", "gagal": "failing", "belum tentu": "negation"},
        },
        leans={
            "accuse": "confrontational", "threaten": "confrontational", "fight": "confrontational",
            "expel": "confrontational", "agree": "cooperative", "calm": "cooperative",
        },
    )  # fmt: skip


@pytest.fixture(scope="session")
def remarks() -> list[LabelledText]:
    """What readers say below three of the articles, written for these tests."""
    said = {
        "cooperative": ["ayo damai aja", "moga cepet damai ya", "setuju bgt", "salut, sepakat jg"],
        "neutral": ["sumbernya mana min", "kapan sidangnya", "pertamax gan", "kejadian thn brp"],
        "confrontational": ["serang balik aja", "usir mereka", "tipu2 mulu", "hancurkan NATO"],
    }
    return [
        LabelledText(text=text, label=label, document_id=document, kind="comment")
        for document in ("d01", "d04", "d08")
        for label, texts in said.items()
        for text in texts
    ]


@pytest.fixture(scope="session")
def double(labelled, remarks, codebook, lexicon):
    """Two classifiers in one bundle, with marks, hidden names and runs of letters."""
    from stance.model import train
    from stance.model.settings import Grid

    grid = Grid(features=("marks-letters",), strengths=(1.0, 4.0), lexicon=lexicon)
    with pytest.MonkeyPatch.context() as patch:
        # Thirty sentences of a kind are too few for users, and enough to test with.
        patch.setattr("stance.model.training.FEWEST_OF_A_KIND", 30)
        return train([*labelled, *remarks], codebook=codebook, grid=grid)
