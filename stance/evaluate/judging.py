"""All that is said of one set of predictions, together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stance.evaluate.abstention import RiskCoverage, risk_coverage
from stance.evaluate.draws import DRAWS, Figure, draw_documents
from stance.evaluate.metrics import LabelJudgement, figures_of, label_judgements
from stance.evaluate.predictions import Predictions
from stance.evaluate.reliability import Bin, calibration_floor, reliability_table
from stance.model.figures import count_confusion

Floats = NDArray[np.float64]

FEWEST_IN_STRATUM = 20
"""A group of fewer sentences is counted, but has no figures of its own."""
FEWEST_DOCUMENTS = 10
"""A group of fewer documents has figures, but no intervals: too few to draw from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How good predictions are, with 95 % intervals over draws of whole documents.

    `figures` are by name: ``accuracy``, ``macro_f1``, ``weighted_kappa`` (higher is better),
    ``ordinal_error``, ``log_loss``, ``brier``, ``calibration_error``, ``classwise_error`` (lower
    is better). `calibration_floor` is the calibration error of perfect probabilities on as many
    texts. In `confusion` rows are true labels and columns predicted ones, in codebook order.
    """

    n_sentences: int
    n_documents: int
    figures: Mapping[str, Figure]
    per_label: tuple[LabelJudgement, ...]
    confusion: tuple[tuple[int, ...], ...]
    calibration_floor: Figure
    reliability: tuple[Bin, ...]
    risk_coverage: RiskCoverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """The same predictions within one group of texts: a kind, an outlet, a year."""

    group: str
    n_sentences: int
    n_documents: int
    figures: Mapping[str, Figure]


def judge(predictions: Predictions, *, seed: int = 0, draws: int = DRAWS) -> Judgement:
    """Every figure of predictions.

    Parameters
    ----------
    predictions
        Probabilities and truth, and which texts belong to one document.
    seed
        Of the draws; the same seed gives the same intervals.
    draws
        How many draws of documents an interval rests on.
    """
    rng = np.random.default_rng(seed)
    n_documents = int(predictions.groups.max()) + 1
    weights = draw_documents(n_documents, draws=draws, rng=rng)
    confusion = count_confusion(
        predictions.truth, predictions.predicted, n_labels=len(predictions.labels)
    )
    return Judgement(
        n_sentences=len(predictions.truth),
        n_documents=n_documents,
        figures=figures_of(predictions, weights),
        per_label=label_judgements(predictions, weights),
        confusion=tuple(tuple(row) for row in confusion.tolist()),
        calibration_floor=calibration_floor(predictions, rng=rng),
        reliability=reliability_table(predictions, weights),
        risk_coverage=risk_coverage(predictions, weights, rng=rng),
    )


def strata_of(
    predictions: Predictions,
    values: Sequence[str | None],
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> tuple[Stratum, ...]:
    """The figures within each group of texts, in the order of the groups' names.

    Probabilities may be right over all and wrong in a group; a share of that group would then be
    wrong too.

    Parameters
    ----------
    predictions
        Probabilities and truth.
    values
        Each text's group; texts whose group is not known are left out.
    seed, draws
        As for `judge`.
    """
    strata = []
    for value in sorted({value for value in values if value is not None}):
        own = predictions.take(np.array([other == value for other in values]))
        n_documents = int(own.groups.max()) + 1
        figures: dict[str, Figure] = {}
        if len(own.truth) >= FEWEST_IN_STRATUM:
            rng = np.random.default_rng(seed)
            figures = figures_of(own, draw_documents(n_documents, draws=draws, rng=rng))
        if n_documents < FEWEST_DOCUMENTS:
            unknown = float("nan")
            figures = {
                name: replace(figure, low=unknown, high=unknown) for name, figure in figures.items()
            }
        strata.append(
            Stratum(
                group=value, n_sentences=len(own.truth), n_documents=n_documents, figures=figures
            )
        )
    return tuple(strata)
