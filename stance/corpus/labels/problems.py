"""What may be wrong with a ledger, as data: each problem has a code, a severity and a place."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from stance.records import Kind

Severity = Literal["error", "warning", "info"]

SEVERITIES: dict[str, Severity] = {
    # The line says nothing that can be used.
    "unparsable": "error",
    "unknown-task": "error",
    "unknown-label": "error",
    "unknown-purpose": "error",
    # It says something that its codebook does not know.
    "unknown-codebook": "error",
    "unknown-flag": "error",
    # It points at nothing, or at text that another annotation points at too.
    "no-document": "error",
    "outside": "error",
    "gone": "error",
    "overlap": "error",
    # It can be used, but somebody should look.
    "re-anchored": "warning",
    "not-a-sentence": "warning",
    "needless-adjudication": "warning",
    "tied": "warning",
    # That is how ledgers are.
    "superseded": "info",
    "unlabelled": "info",
}
"""Every code; errors make a check fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelProblem:
    """One thing about a ledger; `line` counts from 1, and is `None` where no line is to blame."""

    code: str
    severity: Severity
    file: str | None
    line: int | None
    document_id: str | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many of the corpus' sentences have a label, of articles or of comments."""

    kind: Kind
    n_documents: int
    n_sentences: int
    n_labelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCheck:
    """What a check of a ledger found; `n_annotations` are those of the task, by annotator too."""

    task: str
    codebook: str
    n_files: int
    n_annotations: int
    annotators: Mapping[str, int]
    coverage: tuple[Coverage, ...]
    problems: tuple[LabelProblem, ...]

    @property
    def n_errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def counts(self) -> dict[str, int]:
        """How many problems there are of each code, the gravest codes first."""
        found = Counter(problem.code for problem in self.problems)
        return {code: found[code] for code in SEVERITIES if code in found}

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON types, with the counts."""
        problems = {"problems": [asdict(problem) for problem in self.problems]}
        return {**asdict(self), "errors": self.n_errors, "counts": self.counts} | problems
