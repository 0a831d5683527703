"""A ledger's gold labels as the table that estimates read: places and probabilities, no texts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from stance.corpus.labels.annotations import Place, latest_by_place, read_ledger, settle
from stance.corpus.labels.codebook import read_codebook
from stance.corpus.labels.gold import ledger_files
from stance.errors import InputError, SettingError
from stance.gold_table import GOLD_SCHEMA
from stance.records import Annotation, Codebook

Purpose = Literal["train", "gold"]
_PURPOSES = ("train", "gold")


def read_gold(
    path: str | Path,
    *,
    task: str = "stance",
    codebook: str | Path | None = None,
    purposes: Sequence[Purpose] = ("gold",),
) -> pa.Table:
    """The gold label of every labelled sentence of a ledger, with its selection probability.

    The corpus is not needed: a sentence is known by document, place and digest. Annotations of
    another purpose take no part, also not in deciding a label.

    Parameters
    ----------
    path
        A label ledger (JSON lines of `Annotation`), or a folder of ledgers.
    task, codebook
        Only labels of this task are taken; a codebook's TOML file instead of the shipped one.
    purposes
        Which annotations count: labels that trained a classifier cannot correct it, so by default
        ``gold`` alone.

    Returns
    -------
    pyarrow.Table
        `stance.gold_table.GOLD_SCHEMA`, one row a sentence in order of document and place. `label`
        is the adjudicator's, else the majority's, else null (a tie). Where a sentence has
        annotations of both purposes, `purpose` is the one named first.

    Raises
    ------
    InputError
        If a file cannot be read or is no ledger, no annotation has the purpose, or annotations of
        one sentence disagree about its digest or its selection probability.
    SettingError
        If a purpose does not exist.
    """
    path = Path(path)
    _check_purposes(purposes)
    book = read_codebook(codebook or task)
    annotations = _annotations(path, book)
    kept = [one for one in annotations if one.purpose in purposes]
    if not kept:
        raise InputError(_nothing(path, book, purposes, annotations))
    places = sorted(latest_by_place(kept).items())
    rows = [_gold_row(place, given, purposes=purposes, path=path) for place, given in places]
    return pa.Table.from_pylist(rows, schema=GOLD_SCHEMA)


def _check_purposes(purposes: Sequence[str]) -> None:
    if isinstance(purposes, str) or not purposes or not set(purposes) <= set(_PURPOSES):
        raise SettingError(
            f"Expected purposes to be one or more of {', '.join(_PURPOSES)}, as in ('gold',), got "
            f"{purposes!r:.60}."
        )


def _annotations(path: Path, book: Codebook) -> list[Annotation]:
    ledgers = ledger_files(path)
    if ledgers is None:
        raise InputError(
            f"Expected a label ledger (.jsonl, an annotation a line) at {path}, got another kind "
            "of file. Name the ledger, or the folder that holds it."
        )
    return [row for ledger in ledgers for row in read_ledger(ledger, codebook=book)]


def _nothing(
    path: Path, book: Codebook, purposes: Sequence[str], annotations: Sequence[Annotation]
) -> str:
    counts = Counter(one.purpose for one in annotations)
    others = " and ".join(f"{number} for {name}" for name, number in sorted(counts.items()))
    return (
        f"Expected annotations of the task {book.task!r} for {' or '.join(purposes)} in {path}, "
        f"got {others or 'none of this task'}. Plan sentences with `stance plan`, and import "
        "their labels with --plan or --purpose gold."
    )


def _gold_row(
    place: Place, given: Mapping[str, Annotation], *, purposes: Sequence[str], path: Path
) -> dict[str, Any]:
    document_id, start, end = place
    said = list(given.values())
    for name in ("digest", "probability"):
        values = list(dict.fromkeys(getattr(one, name) for one in said))
        if len(values) > 1:
            raise InputError(
                f"Expected one {name} a sentence in {path}, got {values[0]} and {values[1]} for "
                f"{document_id!r} from {start} to {end} (annotators "
                f"{', '.join(sorted(given))[:80]}). Correct the lines that are wrong."
            )
    label = settle(given)
    decisive = [one for one in said if one.label == label] or said
    return {
        "task": decisive[-1].task,
        "document_id": document_id,
        "start": start,
        "end": end,
        "digest": decisive[-1].digest,
        "label": label,
        "probability": float(decisive[-1].probability),
        "purpose": min((one.purpose for one in said), key=list(purposes).index),
        "codebook": decisive[-1].codebook,
    }
