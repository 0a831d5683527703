"""The label ledger: append-only JSON lines, one annotation each, anchored in the text."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.records import Annotation, Codebook

ADJUDICATOR = "adjudicator"
Place = tuple[str, int, int]  # document, start, end
_FIELDS = {field.name for field in fields(Annotation)}
_REQUIRED = _FIELDS - {"flags"}
_PURPOSES = ("train", "gold")


def text_digest(text: str) -> str:
    """Sixteen hexadecimal digits that change whenever the text does.

    >>> text_digest("Kedua pihak sepakat.")
    'cd71e42bc3c9db96'
    """
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def read_ledger(path: str | Path, *, codebook: Codebook) -> list[Annotation]:
    """The annotations of one ledger that belong to the codebook's task, in file order.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is not an annotation with a label of the codebook;
        the message names file and line.
    """
    path = Path(path)
    try:
        # Lines end at line feeds only: str.splitlines would also cut at U+2028 within an id.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"Expected a label ledger in UTF-8 at {path}, but: {why}. Save it anew as UTF-8."
        ) from error
    annotations = [
        parse_annotation(line, codebook=codebook, where=f"{path}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    return [annotation for annotation in annotations if annotation.task == codebook.task]


def parse_annotation(line: str, *, codebook: Codebook, where: str) -> Annotation:
    """One ledger line as an `Annotation`; `where` is quoted in errors.

    Raises
    ------
    InputError
        If the line is not a JSON object with the fields of `Annotation`, its label is not in the
        codebook, its purpose is unknown, or its probability is not in (0, 1].
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"Expected one JSON object at {where}, got {_shorten(line)}. Correct the line."
        ) from error
    if not isinstance(row, dict) or not _REQUIRED <= row.keys() <= _FIELDS:
        raise InputError(
            f"Expected an annotation with the fields {', '.join(sorted(_REQUIRED))} (and flags) at "
            f"{where}, got {_shorten(row)}. Correct or remove the line."
        )
    _check_texts(row, where)
    if row["task"] == codebook.task and row["label"] not in codebook.labels:
        raise InputError(
            f"Expected one of the labels {', '.join(codebook.labels)} of codebook "
            f"{codebook.version} at {where}, got {_shorten(row['label'])}. Correct the line, or "
            "name another codebook."
        )
    _check_numbers(row, where)
    return Annotation(**{**row, "flags": tuple(row.get("flags", ()))})


def _check_texts(row: dict[str, Any], where: str) -> None:
    for name in sorted(_REQUIRED - {"start", "end", "probability"}):
        if not isinstance(row[name], str):
            raise InputError(
                f"Expected text as {name!r} at {where}, got {_shorten(row[name])}. "
                "Correct the line."
            )
    flags = row.get("flags", [])
    if not isinstance(flags, list) or not all(isinstance(flag, str) for flag in flags):
        raise InputError(
            f"Expected a list of texts as 'flags' at {where}, got {_shorten(flags)}. "
            "Correct the line."
        )


def _check_numbers(row: dict[str, Any], where: str) -> None:
    if row["purpose"] not in _PURPOSES:
        raise InputError(
            f"Expected the purpose 'train' or 'gold' at {where}, got {_shorten(row['purpose'])}. "
            "Correct the line."
        )
    probability = row["probability"]
    if not isinstance(probability, int | float) or not 0 < probability <= 1:
        raise InputError(
            f"Expected a selection probability above 0 and at most 1 at {where}, got "
            f"{_shorten(probability)}. Correct the line."
        )
    start, end = row["start"], row["end"]
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        raise InputError(
            f"Expected whole numbers 0 <= start < end at {where}, got {_shorten(start)} and "
            f"{_shorten(end)}. Correct the line."
        )


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."  # noqa: PLR2004 - one line of a terminal


def format_annotation(annotation: Annotation) -> str:
    """The ledger line of an annotation, without a line break."""
    row = asdict(annotation)
    row["flags"] = list(annotation.flags)
    return json.dumps(row, ensure_ascii=False)


def anchor(annotation: Annotation, text: str) -> tuple[int, int] | None:
    """Where the annotated sentence stands in the text now, or `None` if it is gone.

    The recorded place is tried first; if the text there has changed, the nearest place with the
    same digest is taken.

    Examples
    --------
    >>> note = Annotation(document_id="a", start=0, end=8, digest=text_digest("Sepakat."),
    ...                   task="stance", label="cooperative", annotator="x", codebook="stance-1",
    ...                   purpose="train", probability=1.0, created="2026-01-01")
    >>> anchor(note, "Sepakat. Ya."), anchor(note, "Ya. Sepakat."), anchor(note, "Tidak.")
    ((0, 8), (4, 12), None)
    """
    place = annotation.start, annotation.end
    return nearest_place(text, place, digest=annotation.digest)


def nearest_place(text: str, place: tuple[int, int], *, digest: str) -> tuple[int, int] | None:
    """The place nearest to `place`, and as long, whose text has the digest; `None` if none has.

    >>> nearest_place("Ya. Sepakat.", (0, 8), digest=text_digest("Sepakat."))
    (4, 12)
    """
    start, end = place
    if text_digest(text[start:end]) == digest:
        return start, end
    length = end - start
    starts = sorted(range(len(text) - length + 1), key=lambda one: abs(one - start))
    for one in starts:
        if text_digest(text[one : one + length]) == digest:
            return one, one + length
    return None


def resolve(annotations: Sequence[Annotation]) -> dict[Place, str | None]:
    """The gold label of each annotated place: the adjudicator's, else the majority's.

    A tie that nobody adjudicated gives `None`: it is not decided by the order of lines.
    """
    return {place: settle(given) for place, given in latest_by_place(annotations).items()}


def latest_by_place(annotations: Iterable[Annotation]) -> dict[Place, dict[str, Annotation]]:
    """Each annotated place with what every annotator said last of it, in the order of lines."""
    places: dict[Place, dict[str, Annotation]] = defaultdict(dict)
    for annotation in annotations:
        place = annotation.document_id, annotation.start, annotation.end
        places[place][annotation.annotator] = annotation
    return dict(places)


def settle(given: Mapping[str, Annotation]) -> str | None:
    """The gold label of one sentence from its annotators' last words; `None` if they are tied."""
    if ADJUDICATOR in given:
        return given[ADJUDICATOR].label
    counts = Counter(annotation.label for annotation in given.values()).most_common(2)
    if len(counts) > 1 and counts[0][1] == counts[1][1]:
        return None
    return counts[0][0]
