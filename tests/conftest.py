"""What every test may use."""

import csv
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from stance.records import Codebook, LabelledText

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
