"""Annotations at the end of a ledger, all or none, and none twice."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from stance.corpus.labels.annotations import Place, format_annotation, read_ledger
from stance.errors import InputError
from stance.files import write_atomically
from stance.records import Annotation, Codebook, Note

Known = Literal["refuse", "skip", "update"]
Said = tuple[str, int, int, str]  # document, start, end, annotator

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What was added, and notes on what the ledger had already.

    `revised` are annotations that stood there with another probability of having been selected.
    """

    annotations: tuple[Annotation, ...]
    notes: tuple[Note, ...]
    revised: tuple[Annotation, ...] = ()


def append_annotations(
    annotations: Sequence[Annotation],
    ledger: str | Path,
    *,
    codebook: Codebook,
    known: Known,
    planned: Mapping[Place, float] | None = None,
) -> Appended:
    """Add annotations to a ledger in one step; its lines stay as they are.

    Parameters
    ----------
    annotations
        Of one task, one a sentence and annotator.
    ledger
        Made where it is missing.
    codebook
        The task's, to read the ledger with.
    known
        What becomes of an annotation whose sentence the same annotator has labelled there:
        ``refuse`` them all, ``skip`` it, or ``update``: add it if label or flags differ, since an
        annotator's last word counts.
    planned
        The probabilities of a plan's sentences: gold labels of the ledger that have another are
        added again with the plan's, since a later round of drawing has raised it.

    Raises
    ------
    InputError
        If `known` is ``refuse`` and there is one, or the ledger cannot be read.
    OutputError
        If it cannot be written.
    """
    path = Path(ledger)
    there = read_ledger(path, codebook=codebook) if path.exists() else []
    last = {_said(one): one for one in there}
    again = [one for one in annotations if _said(one) in last]
    if again and known == "refuse":
        raise InputError(_refusal(again, len(annotations), path))
    new = [one for one in annotations if _said(one) not in last]
    if known == "update":
        new += [one for one in again if _differs(one, last[_said(one)])]
    left_out = [one for one in again if known == "skip" or not _differs(one, last[_said(one)])]
    revised = _revised(last.values(), planned or {})
    if new or revised:
        _append([*revised, *new], path)
    return Appended(
        annotations=tuple(new),
        notes=tuple(_known_note(one) for one in left_out),
        revised=tuple(revised),
    )


def _revised(there: Iterable[Annotation], planned: Mapping[Place, float]) -> list[Annotation]:
    """The gold labels whose probability is no longer that of the plan, with the plan's."""
    found = []
    for one in there:
        wanted = planned.get((one.document_id, one.start, one.end))
        if wanted is not None and one.purpose == "gold" and one.probability != wanted:
            found.append(replace(one, probability=wanted))
    return found


def _said(annotation: Annotation) -> Said:
    return annotation.document_id, annotation.start, annotation.end, annotation.annotator


def _differs(one: Annotation, other: Annotation) -> bool:
    return (one.label, set(one.flags)) != (other.label, set(other.flags))


def _append(annotations: Iterable[Annotation], path: Path) -> None:
    before = path.read_bytes() if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    lines = b"".join(map(_line, annotations))
    write_atomically(path, lambda aside: aside.write_bytes(before + lines))


def _line(annotation: Annotation) -> bytes:
    text = format_annotation(annotation)
    try:
        return f"{text}\n".encode()
    except UnicodeEncodeError:  # half a surrogate pair exists in JSON, but not in UTF-8
        return f"{json.dumps(json.loads(text))}\n".encode()


def _refusal(again: Sequence[Annotation], total: int, path: Path) -> str:
    shown = ", ".join(
        f"{one.annotator} on {one.document_id} at {one.start}" for one in again[:_SHOWN]
    )
    more = f" and {len(again) - _SHOWN} more" if len(again) > _SHOWN else ""
    return (
        f"Expected labels that are not yet in {path}, got {len(again)} of {total} that are: "
        f"{shown}{more}. Nothing was added. Add only the others with --known skip, or those whose "
        "label has changed too with --known update."
    )


def _known_note(annotation: Annotation) -> Note:
    return Note(
        kind="skipped",
        what="known",
        file="ledger",
        detail=f"{annotation.annotator} has labelled {annotation.document_id} at "
        f"{annotation.start} there",
        document_id=annotation.document_id,
    )
