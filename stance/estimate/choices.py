"""What one may choose before looking at results, and its digest."""

import json
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

from stance.errors import SettingError
from stance.estimate.sums import Counting
from stance.records import Event

_COUNTINGS = ("probability", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What one may choose; a digest of it stands in the results.

    Attributes
    ----------
    level
        The intervals' nominal coverage, 0..1.
    counting
        What the correction takes from the classifier: its ``probability`` of each label, or the
        single ``label`` that is most probable.
    tuning
        How far it takes the classifier's word, 0..1; `None` for power tuning.
    replications
        How often articles are drawn anew, at least 100, for the dates of breaks.
    bootstrap
        Whether standard errors come from drawing articles, too, and not from leaving each out.
    minimum
        Fewest periods between two breaks.
    events
        What is known to have happened: each gives the change from before to after it.

    Raises
    ------
    SettingError
        `counting` or `tuning` is not possible.

    References
    ----------
    .. [1] J. Baumann et al. (2025). Large Language Model Hacking: Quantifying the Hidden Risks of
           Using LLMs for Text Annotation. arXiv 2509.08825.
    """

    level: float = 0.95
    counting: Counting = "probability"
    tuning: float | None = None
    replications: int = 1000
    bootstrap: bool = False
    minimum: int = 2
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is not possible, before any work is done."""
        if self.counting not in _COUNTINGS:
            raise SettingError(
                f"Expected counting to be {' or '.join(_COUNTINGS)}, got {self.counting!r:.40}."
            )
        number = isinstance(self.tuning, int | float) and not isinstance(self.tuning, bool)
        if self.tuning is not None and not (number and 0.0 <= self.tuning <= 1.0):
            raise SettingError(f"Expected tuning from 0 to 1, or None, got {self.tuning!r:.40}.")

    def described(self, **more: Any) -> dict[str, Any]:
        """The choices as plain values, with more of them, and a digest over all.

        >>> Choices().described(by="year")["digest"] == Choices().described(by="month")["digest"]
        False
        """
        plain: dict[str, Any] = json.loads(json.dumps({**asdict(self), **more}, default=str))
        text = json.dumps(plain, sort_keys=True)
        return {**plain, "digest": blake2b(text.encode(), digest_size=8).hexdigest()}
