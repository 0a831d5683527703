"""One estimate under every declared reasonable choice: whether its sign and significance hold."""

from stance.robustness.choices import Declared, Estimand, read_choices, usual_choices
from stance.robustness.files import read_multiverse, write_multiverse
from stance.robustness.running import Multiverse, multiverse

__all__ = [
    "Declared",
    "Estimand",
    "Multiverse",
    "multiverse",
    "read_choices",
    "read_multiverse",
    "usual_choices",
    "write_multiverse",
]
