"""The choices one could reasonably have made, declared before any result is seen."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from itertools import product
from math import inf
from pathlib import Path
from typing import Any, Literal

from stance.errors import InputError, SettingError
from stance.estimate.groups import PERIODS
from stance.estimate.intervals import check_level
from stance.estimate.with_gold import CORRECTED, LABELS_ONLY
from stance.model import Bundle
from stance.model.settings import FEATURE_SETS
from stance.model.training import FEWEST_OF_A_KIND
from stance.records import Corpus, LabelSet

UNCORRECTED = "uncorrected"
BY_KIND, JOINT = "by kind", "joint"
NOT_APPLICABLE = "-"
"""What stands where a choice does not matter: labels only know no classifier."""
KINDS = ("article", "comment")

OF_TRAINING = ("stems", "features", "strength", "classifier")
USUAL: dict[str, str] = {
    "stems": "yes",
    "features": "marks",
    "strength": "2",
    "classifier": JOINT,
    "counting": "probability",
    "threshold": "none",
    "duplicates": "kept",
    "unit": "sentence",
    "method": CORRECTED,
    "tuning": "power",
}
"""Every choice there is, with what is taken where none is declared."""
_VALUES: dict[str, tuple[str, ...]] = {
    "stems": ("yes", "no"),
    "features": tuple(FEATURE_SETS),
    "classifier": (BY_KIND, JOINT),
    "counting": ("probability", "label"),
    "duplicates": ("kept", "dropped"),
    "unit": ("sentence", "paragraph"),
    "method": (CORRECTED, LABELS_ONLY, UNCORRECTED),
}
# Beside these words a number is possible, above the first and up to the second.
_NUMBERS: dict[str, tuple[str, float, float]] = {
    "strength": ("", 0.0, inf),
    "threshold": ("none", 0.0, 1.0),
    "tuning": ("power", 0.0, 1.0),
}
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimand:
    """What is estimated under every choice.

    Attributes
    ----------
    what
        ``slope`` (a year) or ``change`` (last minus first) over the periods with gold labels,
        ``score`` (over all documents) or ``gap`` (articles minus their comments).
    by
        The periods of a slope or a change: ``year``, ``quarter`` or ``month``.
    kind
        Which documents; `None` for both. A gap has both by itself.
    quantity
        ``score``, the mean stance score, or a label, whose share it then is.
    level
        The intervals' nominal coverage, 0..1.

    Raises
    ------
    SettingError
        One of them is not possible.
    """

    what: Literal["slope", "change", "score", "gap"] = "slope"
    by: str = "year"
    kind: str | None = "article"
    quantity: str = "score"
    level: float = 0.95

    def __post_init__(self) -> None:
        """Refuse what is not possible, before any work is done."""
        for name, value, known in (
            ("what", self.what, ("slope", "change", "score", "gap")),
            ("by", self.by, PERIODS),
            ("kind", self.kind, (*KINDS, None)),
        ):
            if value not in known:
                raise SettingError(
                    f"Expected {name} to be one of {', '.join(map(str, known))}, got {value!r:.40}."
                )
        check_level(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One value of every choice; `NOT_APPLICABLE` where the other values leave it no part."""

    values: Mapping[str, str]

    @property
    def training(self) -> tuple[str, ...] | None:
        """What decides the classifier, or `None` if there is none."""
        if self.values["method"] == LABELS_ONLY:
            return None
        return tuple(self.values[name] for name in OF_TRAINING)


@dataclass(frozen=True, slots=True)
class Declared:
    """The values of every choice; the first of each together are the baseline.

    Parameters
    ----------
    values
        For each choice that varies its values; the other choices have their usual one.

    Raises
    ------
    SettingError
        There is no such choice or value, or a value is named twice.

    Examples
    --------
    >>> declared = Declared({"method": ("corrected", "labels only"), "stems": ("yes", "no")})
    >>> for one in declared.specifications():
    ...     print(one.values["stems"], one.values["method"])
    yes corrected
    - labels only
    no corrected
    """

    values: Mapping[str, Sequence[str]]

    def __post_init__(self) -> None:
        """Refuse what is not possible, before any work is done."""
        unknown = sorted(set(self.values) - set(USUAL))
        if unknown:
            raise SettingError(
                f"Expected choices among {', '.join(USUAL)}, got {unknown[0]!r:.40}. "
                "Name one of these."
            )
        for name, values in self.values.items():
            _check_values(name, values)

    @property
    def varied(self) -> tuple[str, ...]:
        """The choices with more than one value, in the order of `USUAL`."""
        return tuple(name for name in USUAL if len(self.values.get(name, ())) > 1)

    def whole(self) -> dict[str, list[str]]:
        """The values of every choice, those not declared too."""
        return {name: list(self.values.get(name, (usual,))) for name, usual in USUAL.items()}

    def specifications(self) -> list[Specification]:
        """All combinations, each once; the first is the baseline.

        Raises
        ------
        SettingError
            There is one only.
        """
        whole = self.whole()
        found = dict.fromkeys(
            tuple(_applicable(dict(zip(whole, some, strict=True))).items())
            for some in product(*whole.values())
        )
        if len(found) < _FEWEST:
            raise SettingError(
                "Expected a choice with two or more values that make a difference, got one "
                "specification only. Declare another value, such as stems = ['yes', 'no']."
            )
        return [Specification(values=dict(some)) for some in found]

    def led_by(self, bundle: Bundle) -> "Declared":
        """The same with a trained bundle's settings as the baseline, before the other values.

        Raises
        ------
        SettingError
            The bundle was not trained on labels.
        """
        chosen = bundle.manifest["validation"]
        if "C" not in chosen:
            raise SettingError(
                "Expected a bundle that was trained on labels, got one from seed words. Name "
                "another, or none."
            )
        firsts = {
            "features": chosen["features"],
            "strength": f"{chosen['C']:g}",
            "classifier": JOINT if bundle.comments is None else BY_KIND,
        }
        led = {
            name: (first, *(value for value in self.values.get(name, ()) if value != first))
            for name, first in firsts.items()
        }
        return Declared({**self.values, **led})

    def described(self, estimand: Estimand, **more: Any) -> dict[str, Any]:
        """Choices and estimand as plain values, with a digest over all of it."""
        plain = {"choices": self.whole(), "estimand": asdict(estimand), **more}
        text = json.dumps(plain, sort_keys=True)
        return {**plain, "digest": blake2b(text.encode(), digest_size=8).hexdigest()}


def usual_choices(corpus: Corpus, labels: LabelSet) -> Declared:
    """What is declared where nobody declares anything: those that can make a difference.

    Stems or whole words, marks or words alone, one classifier or one for each kind (where there
    are labels enough), probabilities or labels counted, sentences or paragraphs, duplicates (where
    there are any) kept or dropped, and the classifier corrected by labels or labels only.
    """
    kinds = Counter(text.kind for text in labels.texts)
    values: dict[str, tuple[str, ...]] = {"stems": ("yes", "no"), "features": ("marks", "words")}
    if all(kinds[kind] >= FEWEST_OF_A_KIND for kind in ("article", "comment")):
        values["classifier"] = (BY_KIND, JOINT)
    values["counting"] = ("probability", "label")
    if any(article.duplicate_of for article in corpus.articles):
        values["duplicates"] = ("kept", "dropped")
    return Declared({**values, "unit": ("sentence", "paragraph"), "method": _VALUES["method"][:2]})


def read_choices(path: str | Path) -> Declared:
    """Declared choices from a TOML file: a choice a line, with the list of its values.

    Raises
    ------
    InputError
        The file cannot be read, or is not TOML.
    SettingError
        A choice or a value is not possible.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(
            f"Expected choices in TOML at {path}, such as stems = ['yes', 'no'], but: {why}."
        ) from error
    return Declared({name: tuple(map(_word, _listed(value))) for name, value in content.items()})


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _word(value: object) -> str:
    """A value as it stands in tables: 2.0 is 2, true is yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _check_values(name: str, values: Sequence[str]) -> None:
    if not values or len(set(values)) < len(values) or isinstance(values, str):
        raise SettingError(
            f"Expected one or more different values of {name!r} in a list, got {values!r:.80}."
        )
    for value in values:
        if name in _VALUES and value not in _VALUES[name]:
            raise SettingError(
                f"Expected {name} to be among {', '.join(_VALUES[name])}, got {value!r:.40}."
            )
        if name in _NUMBERS and not _is_within(value, *_NUMBERS[name]):
            word, lowest, highest = _NUMBERS[name]
            upper = f" and at most {highest:g}" if highest < inf else ""
            raise SettingError(
                f"Expected {name} to be {word and word + ' or '}a number above {lowest:g}{upper}, "
                f"got {value!r:.40}."
            )


def _is_within(value: str, word: str, lowest: float, highest: float) -> bool:
    try:
        return value == word or lowest < float(value) <= min(highest, 1e9)
    except ValueError:
        return False


def _applicable(values: Mapping[str, str]) -> dict[str, str]:
    """With a dash for what the other choices leave no part."""
    return dict(_dashed(values))


def _dashed(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    method = values["method"]
    idle = {"threshold"} if values["counting"] == "probability" else set()
    if method == LABELS_ONLY:
        idle |= {*OF_TRAINING, "counting", "threshold"}
    if method != CORRECTED:
        idle |= {"tuning"}
    for name, value in values.items():
        yield name, NOT_APPLICABLE if name in idle else value
