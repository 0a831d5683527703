"""What a model may look at: the feature sets to choose from, and how texts become them."""

from dataclasses import asdict, dataclass
from functools import cache
from math import inf
from typing import Any

from stance.corpus.starter import starter_folder
from stance.errors import SettingError
from stance.text import Lexicon, Preparation, read_lexicon, text_version
from stance.text.stems import FormTable


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSet:
    """Which features a model has beside words and pairs of words.

    `marks` are those of the lexicon; with them the lexicon's names of states, alliances, leaders
    and armed groups stand as their class, so that no model learns a name. `letters` are runs of
    letters within words.
    """

    name: str
    marks: bool = False
    letters: bool = False


FEATURE_SETS = {
    features.name: features
    for features in (
        FeatureSet(name="words"),
        FeatureSet(name="marks", marks=True),
        FeatureSet(name="letters", letters=True),
        FeatureSet(name="marks-letters", marks=True, letters=True),
    )
}
"""Every feature set there is, by name."""


FEWEST_FOLDS = 2
_LARGEST_SEED = 2**32 - 1  # that scikit-learn takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What training chooses from: every feature set with every strength.

    `features` are names of `FEATURE_SETS`, the simplest first; `strengths` are inverses of the L2
    penalty (scikit-learn's `C`), ascending: higher fits the texts more closely. `lexicon` is what
    leaves the marks; by default the lexicon that the project ships. `folds` is how many parts the
    documents are cut into, each in turn judged by a model of the others.
    """

    features: tuple[str, ...] = ("words", "marks", "marks-letters")
    strengths: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 8.0)
    lexicon: Lexicon | None = None
    folds: int = 5

    def sets(self) -> list[FeatureSet]:
        """The feature sets of these names.

        Raises
        ------
        SettingError
            If there is none, or no such name; no strength above 0, in ascending order; or fewer
            than two folds.
        """
        unknown = [name for name in self.features if name not in FEATURE_SETS]
        if unknown or not self.features:
            raise SettingError(
                f"Expected one or more of the feature sets {', '.join(FEATURE_SETS)}, got "
                f"{', '.join(unknown) or 'none'}. Name others with --features."
            )
        ascending = sorted({*self.strengths})
        sound = bool(ascending) and all(0 < strength < inf for strength in ascending)
        if not sound or list(self.strengths) != ascending:
            raise SettingError(
                "Expected strengths above 0, each once, in ascending order, got "
                f"{', '.join(map(str, self.strengths)) or 'none'}. Name others with --strengths."
            )
        if self.folds < FEWEST_FOLDS:
            raise SettingError(
                f"Expected at least {FEWEST_FOLDS} folds, got {self.folds}. Give more with --folds."
            )
        return [FEATURE_SETS[name] for name in dict.fromkeys(self.features)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSettings:
    """How texts are prepared, as a bundle's manifest records it."""

    stems: bool = True
    slang: bool = True
    names: bool = True
    letters: bool = False
    lexicon: str | None = None
    version: str

    @classmethod
    def of(cls, features: FeatureSet, lexicon: Lexicon | None) -> "TextSettings":
        """The settings that a feature set asks for."""
        used = lexicon if features.marks else None
        return cls(
            names=used is None,
            letters=features.letters,
            lexicon=used.digest if used else None,
            version=text_version(),
        )

    def preparation(
        self, lexicon: Lexicon | None, *, forms: FormTable | None = None
    ) -> Preparation:
        """A new preparation of texts with these settings; `forms` are stems known already."""
        return Preparation(
            stems=self.stems,
            slang=self.slang,
            names=self.names,
            letters=self.letters,
            lexicon=lexicon if self.lexicon else None,
            forms=forms,
        )

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON types."""
        return asdict(self)


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon that the project ships, read once."""
    return read_lexicon(starter_folder("labels") / "lexicon")


def check_seed(seed: int) -> None:
    """Refuse a seed that scikit-learn would not take.

    Raises
    ------
    SettingError
        If it is out of range.
    """
    if not 0 <= seed <= _LARGEST_SEED:
        raise SettingError(f"Expected a seed from 0 to {_LARGEST_SEED}, got {seed}.")
