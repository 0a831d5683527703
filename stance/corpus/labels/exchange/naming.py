"""Who annotated: as the file says, as the user says, else nobody knows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from stance.corpus.labels.exchange.items import Answer
from stance.errors import InputError


def name_annotators(
    answers: Sequence[Answer], annotator: str | None, names: Mapping[str, str], *, tool: str
) -> Iterator[Answer]:
    """The answers, each with the name that its annotator has in the ledger.

    A name in the file is taken as it is, unless `names` gives another. `annotator` names those
    whom the file does not name; also the one user whom it gives as a bare number. Several such
    users are the tool's name and their number.

    Raises
    ------
    InputError
        If an answer with a label would have no name, or `annotator` would stand for several.

    Examples
    --------
    >>> rows = [Answer(file="a", line=n, choices=("x",), annotator=str(n)) for n in (1, 2)]
    >>> [row.annotator for row in name_annotators(rows, None, {"2": "budi"}, tool="label-studio")]
    ['label-studio-1', 'budi']
    """
    numbers = {one.annotator for one in answers if _is_number(one)} - set(names)
    if annotator is not None and len(numbers) > 1:
        raise InputError(
            f"Expected one annotator in {answers[0].file}, whom {annotator!r} would name, got the "
            f"users {', '.join(sorted(map(str, numbers)))}. Name each: --annotator NUMBER=NAME."
        )
    for one in answers:
        yield replace(one, annotator=_name(one, annotator, names, tool))


def _is_number(answer: Answer) -> bool:
    return answer.annotator is not None and answer.annotator.isdecimal()


def _name(answer: Answer, annotator: str | None, names: Mapping[str, str], tool: str) -> str | None:
    said = answer.annotator
    if said is not None and (said in names or not said.isdecimal()):
        return names.get(said, said)
    if annotator is not None:
        return annotator
    if said is not None:
        return f"{tool}-{said}"
    if answer.choices and not answer.refused:
        raise InputError(
            f"Expected a file that says who annotated, got none at {answer.file}, line "
            f"{answer.line}. Name the annotator: --annotator NAME."
        )
    return None
