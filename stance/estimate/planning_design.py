"""How a plan was drawn, in few words that travel with it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np

from stance.errors import InputError, SettingError
from stance.estimate.planning_frame import checked_by

MOST_UNCERTAIN = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDesign:
    """The settings of one draw: with the scores, all that probabilities depend on."""

    by: tuple[str, ...]
    budget: int
    sentences: int
    uncertain: float

    @classmethod
    def of(cls, *, by: Sequence[str] | str, budget: int, sentences: int, uncertain: float) -> Self:
        """The same, checked.

        Raises
        ------
        SettingError
            A number is not whole or not above 0, or `uncertain` is not from 0 to 0.9.
        """
        for name, value in (("budget", budget), ("sentences", sentences)):
            whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
            if not whole or value < 1:
                raise SettingError(
                    f"Expected {name} to be a whole number from 1, got {value!r:.40}."
                )
        number = isinstance(uncertain, int | float) and not isinstance(uncertain, bool)
        if not number or not 0.0 <= uncertain <= MOST_UNCERTAIN:
            raise SettingError(
                f"Expected uncertain to be from 0 (evenly) to {MOST_UNCERTAIN}, got "
                f"{uncertain!r:.40}. A part must stay even, so that every sentence can be drawn."
            )
        return cls(
            by=checked_by(by), budget=int(budget), sentences=int(sentences),
            uncertain=float(uncertain),
        )  # fmt: skip


def write_designs(designs: Sequence[PlanDesign]) -> str:
    """The designs of all rounds as one text.

    >>> design = PlanDesign.of(by="year", budget=200, sentences=5, uncertain=0)
    >>> write_designs([design])
    '[{"by": ["year"], "budget": 200, "sentences": 5, "uncertain": 0.0}]'
    >>> read_designs(write_designs([design])) == [design]
    True
    """
    return json.dumps([asdict(design) for design in designs], ensure_ascii=False)


def read_designs(text: str) -> list[PlanDesign]:
    """What `write_designs` wrote.

    Raises
    ------
    InputError
        It did not.
    """
    try:
        designs = [PlanDesign.of(**one) for one in json.loads(text)]
    except (ValueError, TypeError, AttributeError, RecursionError, SettingError) as error:
        raise InputError(
            f"Expected the designs of an earlier plan in its column 'design', got {text!r:.80}. "
            "Give the file as `stance plan` wrote it."
        ) from error
    if not designs:
        raise InputError("Expected the design of an earlier plan, got none.")
    return designs
