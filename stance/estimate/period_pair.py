"""Which change between two periods is meant."""

from dataclasses import dataclass
from typing import Any

from stance.errors import SettingError
from stance.estimate.scored import KINDS

SCORE = "score"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Which change is taken apart.

    Attributes
    ----------
    periods
        The names of two groups, the earlier first, such as ``("2012", "2022")``.
    by
        What makes the groups: ``year``, ``quarter``, ``month`` or a column about documents.
    kind
        ``article``, ``comment``, or `None` for both together.
    quantity
        ``score`` for the mean stance score (-1..+1), or a label for its share (0..1).
    corrected
        The corrected value of each period, where gold labels give them.

    Raises
    ------
    SettingError
        The periods are not two different names, the kind is unknown, or a corrected value is
        not possible.
    """

    periods: tuple[str, str]
    by: str = "year"
    kind: str | None = "article"
    quantity: str = SCORE
    corrected: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not _is_pair(self.periods) or self.periods[0] == self.periods[1]:
            raise SettingError(
                "Expected two different periods, such as ('2012', '2022'), "
                f"got {self.periods!r:.80}."
            )
        if self.kind is not None and self.kind not in KINDS:
            raise SettingError(
                f"Expected kind to be {' or '.join(KINDS)}, or None for both, "
                f"got {self.kind!r:.40}."
            )
        lowest = -1.0 if self.quantity == SCORE else 0.0
        if self.corrected is not None and not _are_two_numbers(self.corrected, lowest):
            raise SettingError(
                f"Expected corrected to be two numbers from {lowest:+.0f} to +1 for "
                f"{self.quantity!r:.40}, got {self.corrected!r:.80}."
            )


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple | list) and len(value) == len(("before", "after"))


def _are_two_numbers(value: Any, lowest: float) -> bool:
    return _is_pair(value) and all(isinstance(v, int | float) and lowest <= v <= 1 for v in value)
