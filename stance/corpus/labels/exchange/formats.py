"""The formats by name: what writes each, what reads it, and how its files are known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from stance.corpus.labels.exchange import doccano, label_studio, plain, potato, prodigy
from stance.corpus.labels.exchange.items import Answer, Choices, Item
from stance.corpus.labels.exchange.loading import Loaded
from stance.errors import InputError, SettingError

Writer = Callable[[Sequence[Item], Choices, str], dict[str, str]]
Reader = Callable[[Loaded, Choices], list[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One tool's files.

    `write` gives the content of each file by its name: the sentences, and the tool's settings
    where it has a file for them. `claims` says whether rows are certainly this tool's.
    """

    name: str
    ending: str
    write: Writer
    read: Reader
    claims: Callable[[Loaded], bool]


def _claims_nothing(loaded: Loaded) -> bool:
    del loaded
    return False


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        one.name: one
        for one in (
            Format(
                name="csv",
                ending=".csv",
                write=plain.write_csv,
                read=plain.read_csv,
                claims=_claims_nothing,
            ),
            Format(
                name="jsonl",
                ending=".jsonl",
                write=plain.write_jsonl,
                read=plain.read_jsonl,
                claims=_claims_nothing,
            ),
            Format(
                name="doccano",
                ending=".jsonl",
                write=doccano.write_doccano,
                read=doccano.read_doccano,
                claims=doccano.claims_doccano,
            ),
            Format(
                name="label-studio",
                ending=".json",
                write=label_studio.write_label_studio,
                read=label_studio.read_label_studio,
                claims=label_studio.claims_label_studio,
            ),
            Format(
                name="prodigy",
                ending=".jsonl",
                write=prodigy.write_prodigy,
                read=prodigy.read_prodigy,
                claims=prodigy.claims_prodigy,
            ),
            Format(
                name="potato",
                ending=".jsonl",
                write=potato.write_potato,
                read=potato.read_potato,
                claims=potato.claims_potato,
            ),
        )
    }
)


def find_format(name: str) -> Format:
    """The format of a name.

    Raises
    ------
    SettingError
        If there is none.

    Examples
    --------
    >>> find_format("prodigy").ending
    '.jsonl'
    """
    if name not in FORMATS:
        raise SettingError(f"Expected one of the formats {', '.join(FORMATS)}, got {name!r}.")
    return FORMATS[name]


def detect_format(loaded: Sequence[Loaded]) -> Format:
    """The one format whose rows these are.

    Rows that no tool claims are plain if each has a text and a label; what two tools claim, or
    none, is not guessed.

    Raises
    ------
    InputError
        If it is not certain.
    """
    claims = [one for one in FORMATS.values() if all(map(one.claims, loaded))]
    if len(claims) == 1:
        return claims[0]
    plain_name = "csv" if all(one.shape == "table" for one in loaded) else "jsonl"
    is_plain = all({"text", "label"} <= set(one.columns) for one in loaded)
    if not claims and is_plain and not any(one.zipped for one in loaded):
        return FORMATS[plain_name]
    seen = ", ".join(loaded[0].columns[:8])
    raise InputError(
        f"Expected a file whose format is certain, got {loaded[0].file} with the fields {seen}. "
        f"Name its format with --format: {', '.join(FORMATS)}."
    )
