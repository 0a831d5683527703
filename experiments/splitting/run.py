"""Boundary F1 and speed of `stance.split` and of pySBD, on the same texts in the same run.

Run from anywhere with `python experiments/splitting/run.py`; writes `results.json` beside itself.
"""

import json
import platform
import statistics
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pysbd

import stance
from stance.text.sentences import split_buffer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
CLOSERS = "\"'”’»)]"

Splitter = Callable[[str], list[str]]


def documents(path: Path, *, lines_a_document: int = 20) -> list[list[str]]:
    """The gold sentences of each document: blank lines part them, else runs of lines do."""
    blocks = [block.split("\n") for block in path.read_text(encoding="utf-8").strip().split("\n\n")]
    if len(blocks) > 1:
        return blocks
    lines = [line for line in blocks[0] if line.strip()]
    return [lines[i : i + lines_a_document] for i in range(0, len(lines), lines_a_document)]


def joined(lines: Sequence[str], *, past_closers: bool) -> str:
    """A document's text: a space after sentence punctuation, a line break after anything else.

    `past_closers` also counts punctuation that stands before closing quotes and brackets.
    """
    text = lines[0]
    for before, line in pairwise(lines):
        tail = before.rstrip()
        tail = tail.rstrip(CLOSERS) if past_closers else tail
        text += (" " if tail.endswith((".", "!", "?", "…")) else "\n") + line
    return text


def boundaries(pieces: Sequence[str], *, last: bool) -> set[int]:
    """Where pieces end, in non-space characters; with the end of the text where `last` says so."""
    ends = np.cumsum([len("".join(piece.split())) for piece in pieces]).tolist()
    return set(ends if last else ends[:-1])


def boundary_counts(
    path: Path, splitter: Splitter, *, past_closers: bool = False, last: bool = False
) -> npt.NDArray[np.int64]:
    """The right, wrong and missed boundaries of each document of one set, a row each."""
    rows = []
    for lines in documents(path, lines_a_document=SETTINGS["lines_a_document"]):
        gold = boundaries(lines, last=last)
        found = boundaries(splitter(joined(lines, past_closers=past_closers)), last=last)
        rows.append((len(gold & found), len(found - gold), len(gold - found)))
    return np.array(rows, np.int64)


def f1(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """F1 of right, wrong and missed boundaries, which lie along the last axis."""
    right = 2 * counts[..., 0]
    return np.asarray(right / (right + counts[..., 1] + counts[..., 2]), np.float64)


def boundary_f1(
    path: Path, splitter: Splitter, *, past_closers: bool = False, last: bool = False
) -> dict[str, Any]:
    """Precision, recall and F1 of the boundaries inside the documents of one set."""
    counts = boundary_counts(path, splitter, past_closers=past_closers, last=last).sum(axis=0)
    right, wrong, missed = map(int, counts)
    return {
        "precision": round(right / (right + wrong), 4),
        "recall": round(right / (right + missed), 4),
        "f1": round(float(f1(counts)), 4),
        "right": right,
        "wrong": wrong,
        "missed": missed,
    }


def drawn_again(path: Path, splitter: Splitter, *, gate: float) -> dict[str, Any]:
    """F1 of documents drawn again with replacement: its spread, and how often it meets the gate."""
    rng = np.random.default_rng(SETTINGS["seed"])
    counts = boundary_counts(path, splitter)
    draws = rng.integers(len(counts), size=(SETTINGS["draws"], len(counts)))
    measured = f1(counts[draws].sum(axis=1))
    low, high = np.quantile(measured, (0.025, 0.975))
    return {
        "documents": len(counts),
        "f1_low": round(float(low), 4),
        "f1_high": round(float(high), 4),
        "gate_met": round(float((measured >= gate).mean()), 3),
    }


def ours(text: str) -> list[str]:
    return [sentence.text for sentence in stance.split(text)]


def peer() -> Splitter:
    segmenter = pysbd.Segmenter(language=SETTINGS["peer_language"], clean=False)
    return lambda text: [str(piece) for piece in segmenter.segment(text)]


def quality(folder: Path) -> Iterator[dict[str, Any]]:
    for name, gate in SETTINGS["gates"].items():
        path = folder / f"{name}.txt"
        if not path.is_file():
            print(f"skipped {name}: the folder of real sentences is not here")
            continue
        for past_closers in (False, True):
            for label, splitter in (("stance", ours), ("pySBD", peer())):
                row = {"set": name, "splitter": label, "past_closers": past_closers, "gate": gate}
                row |= boundary_f1(path, splitter, past_closers=past_closers)
                row["f1_with_last"] = boundary_f1(
                    path, splitter, past_closers=past_closers, last=True
                )["f1"]
                if label == "stance" and not past_closers:
                    row |= drawn_again(path, splitter, gate=gate)
                print(row)
                yield row


def sample_text(folder: Path) -> str:
    """Real text where it is at hand, else the inputs of the golden table."""
    paths = sorted(folder.glob("*.txt"))
    if paths:
        return "\n".join(path.read_text(encoding="utf-8") for path in paths)
    table = (ROOT / "tests/golden/sentences.tsv").read_text(encoding="utf-8")
    return "\n".join(line.split("\t")[0] for line in table.splitlines()[1:])


def repeated(text: str, size: int) -> str:
    data = text.encode()
    return (data * (size // len(data) + 1))[:size].decode(errors="ignore")


def megabytes_a_second(work: Callable[[], object], size: int) -> float:
    start = time.perf_counter()
    work()
    return size / (time.perf_counter() - start) / 1e6


def speed(text: str) -> dict[str, Any]:
    """MB/s of each splitter, in turn, and the ratio within each run."""
    small = repeated(text, SETTINGS["peer_bytes"])
    large = repeated(text, SETTINGS["large_bytes"])
    data = large.encode()
    sizes = len(small.encode()), len(data)
    segment = peer()
    ours(small)  # compiles or loads
    runs: dict[str, list[float]] = {"pySBD": [], "split": [], "split_small": [], "kernel": []}
    for _ in range(SETTINGS["runs"]):
        runs["pySBD"].append(megabytes_a_second(lambda: segment(small), sizes[0]))
        runs["split_small"].append(megabytes_a_second(lambda: stance.split(small), sizes[0]))
        runs["split"].append(megabytes_a_second(lambda: stance.split(large), sizes[1]))
        runs["kernel"].append(
            megabytes_a_second(lambda: split_buffer(data, [0, len(data)]), sizes[1])
        )
    runs["ratio"] = [a / b for a, b in zip(runs["split_small"], runs["pySBD"], strict=True)]
    return {
        name: {
            "min": round(min(values), 2),
            "median": round(statistics.median(values), 2),
            "max": round(max(values), 2),
        }
        for name, values in runs.items()
    }


def main() -> None:
    folder = (ROOT / SETTINGS["data"]).resolve()
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("stance", "pysbd", "numba", "numpy")},
        },
        "settings": SETTINGS,
        "quality": list(quality(folder)),
        "speed_in_megabytes_a_second": speed(sample_text(folder)),
    }
    print(json.dumps(results["speed_in_megabytes_a_second"], indent=2))
    path = HERE / "results.json"
    path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
