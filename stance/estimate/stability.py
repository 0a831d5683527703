"""A group without gold labels: what those of other groups say of it, and how far to believe it.

Nothing in such a group can be checked, so each estimate stands on an assumption about what is the
same there and elsewhere. Either predictions mean the same (stable calibration), as where topics
shift and their stance does not; or labels look the same to the classifier (stable classes), as
where the same things are said more often. Both cannot hold where prevalence has changed, unless
the classifier never errs. So both are shown, and how far they lie apart says how much hangs on the
assumption.

References
----------
.. [1] S. Wu, P. Resnick (2024). Calibrate-Extrapolate: Rethinking Prevalence Estimation with Black
       Box Classifiers. ICWSM. arXiv 2401.09329.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from stance.errors import InputError
from stance.estimate import cautions
from stance.estimate.corrected import Moments, with_score
from stance.estimate.intervals import check_level, effective_number
from stance.estimate.scored import Floats, Integers, ScoredSentences
from stance.estimate.stability_methods import (
    Evidence,
    Extrapolated,
    adjusted,
    evidence_of,
    expected_maximised,
    stable_calibration,
)
from stance.estimate.tally import Tally
from stance.estimate.with_gold import gold_rows
from stance.records import Estimate

STABLE_CALIBRATION = "stable calibration"
STABLE_CLASSES = "stable classes"
ACC, PACC, EMQ = (f"{STABLE_CLASSES} ({name})" for name in ("ACC", "PACC", "EMQ"))
_FEWEST_ARTICLES = 2
_METHODS: dict[str, Callable[[Evidence], Extrapolated]] = {
    STABLE_CALIBRATION: stable_calibration,
    ACC: adjusted,
    PACC: partial(adjusted, by_probability=True),
    EMQ: expected_maximised,
}
_ASSUMED = {
    STABLE_CALIBRATION: "that a predicted label is as often right here as elsewhere",
    ACC: "that sentences of one label get the same predictions here as elsewhere",
    PACC: "that sentences of one label get the same probabilities here as elsewhere",
    EMQ: "the same as PACC, and that the probabilities are calibrated elsewhere",
}


def stability_rows(
    tally: Tally,
    places: Integers,
    *,
    group: str,
    level: float = 0.95,
    probabilities: Floats | None = None,
) -> list[Estimate]:
    """The shares and the mean score of a group without gold labels, under both assumptions.

    Parameters
    ----------
    tally
        The documents of one kind. The gold labels of those outside the group stand in for its
        own; any of its own are not used.
    places
        The places of the group's documents in the tally.
    group
        Its name.
    level
        The intervals' nominal coverage, 0..1.
    probabilities
        For EMQ, which is left out without them: shape ``(n_sentences, n_labels)``, those of the
        group's sentences in the order of `places`; see `sentence_probabilities`.

    Returns
    -------
    list[Estimate]
        For each method (``stable calibration``, ``stable classes (ACC)``, ``stable classes
        (PACC)``, ``stable classes (EMQ)``) a row a label and one for ``score``. Intervals hold if
        the assumption does; they come from leaving out whole articles, those with gold labels
        and those of the group. The warning ``assumptions`` says how far the first two lie apart.
        What is not identified is NaN, and a warning says why.

    Raises
    ------
    InputError
        The probabilities are not those of the group's sentences.
    SettingError
        `level` is not between 0 and 1.
    """
    check_level(level)
    is_here = np.zeros(len(tally.n_sentences), dtype=bool)
    is_here[places] = True
    here, elsewhere = tally.take(places), tally.take(~is_here)
    evidence = evidence_of(elsewhere, here, probabilities=probabilities)
    methods = [name for name in _METHODS if name != EMQ or probabilities is not None]
    n_gold = int(elsewhere.gold_counts.sum())
    rows = []
    for method in methods:
        about = _about(here, group=group, method=method, n_gold=n_gold)
        moments, why = _moments(evidence, method, n_gold=n_gold)
        about = replace(about, warnings=(*why, *about.warnings))
        rows += gold_rows(moments, tally.labels, about=about, level=level)
    return _with_sensitivity(rows)


def sentence_probabilities(ordered: ScoredSentences, places: Integers) -> Floats:
    """The probabilities of the sentences of some documents, in their order.

    Parameters
    ----------
    ordered
        The sentences, as `stance.estimate.scored.order_scores` gives them.
    places
        The documents' places in `ordered`, whose documents are those of the whole tally.

    Returns
    -------
    Floats
        Shape ``(n_sentences, n_labels)``.
    """
    parts = [ordered.probabilities[ordered.starts[p] : ordered.starts[p + 1]] for p in places]
    return np.concatenate([np.empty((0, len(ordered.labels))), *parts])


def _about(here: Tally, *, group: str, method: str, n_gold: int) -> Estimate:
    scored = here.scored()
    n_articles = len(scored.articles()[0])
    # Of more articles than one, what is said of the gold labels tells how sure the interval is.
    lacking = cautions.about_number(n_articles, 1.0) if n_articles < _FEWEST_ARTICLES else []
    return Estimate(
        group=group,
        task=here.task,
        quantity="",
        value=math.nan,
        low=math.nan,
        high=math.nan,
        method=method,
        n_sentences=int(scored.n_sentences.sum()),
        n_documents=scored.documents.num_rows,
        n_articles=n_articles,
        warnings=(
            *lacking,
            f"borrowed-gold: {n_gold} gold labels of other groups stand in for this one's; it "
            f"assumes {_ASSUMED[method]}.",
        ),
    )


def _moments(evidence: Evidence, method: str, *, n_gold: int) -> tuple[Moments, list[str]]:
    """What a method finds; all NaN, with the reason, where it finds nothing."""
    found, why = None, ""
    if evidence.sizes.any():
        try:
            found = _METHODS[method](evidence)
        except InputError as error:
            why = str(error)
    unknown = np.full(len(evidence.labels) + 1, np.nan)
    n_articles = len(evidence.confusion)
    known = found is not None and n_articles >= _FEWEST_ARTICLES
    moments = Moments(
        values=unknown if found is None else with_score(found.values),
        errors=_errors(found) if found is not None and known else unknown,
        degrees=_degrees(found, evidence) if found is not None and known else unknown,
        tuning=1.0,
        n_gold=n_gold,
        n_gold_articles=n_articles,
        dimensions=(),
    )
    return moments, [f"not-identified: {why}"] if why else []


def _variances(found: Extrapolated) -> tuple[Floats, Floats]:
    """From the gold labels elsewhere, and from the group's own articles."""
    return (
        (with_score(found.elsewhere) ** 2).sum(axis=0),
        (with_score(found.here) ** 2).sum(axis=0),
    )


def _errors(found: Extrapolated) -> Floats:
    errors: Floats = np.sqrt(np.sum(_variances(found), axis=0))
    return errors


def _degrees(found: Extrapolated, evidence: Evidence) -> Floats:
    """Satterthwaite's, of both variances together."""
    elsewhere, here = _variances(found)
    own = effective_number(evidence.sizes) - 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        lost = elsewhere**2 / (found.gold_effective - 1.0) + here**2 / own
        degrees: Floats = (elsewhere + here) ** 2 / lost
    return degrees


def _with_sensitivity(rows: list[Estimate]) -> list[Estimate]:
    """The same rows, each with how far the two assumptions lie apart."""
    by_method = {(row.method, row.quantity): row.value for row in rows}
    changed = []
    for row in rows:
        one = by_method[STABLE_CALIBRATION, row.quantity]
        other = by_method[ACC, row.quantity]
        note = (
            f"assumptions: stable calibration gives {_figure(one)}, stable classes "
            f"{_figure(other)}; they differ by {_figure(abs(other - one))}."
        )
        known = math.isfinite(one) and math.isfinite(other)
        changed.append(replace(row, warnings=(*row.warnings, note)) if known else row)
    return changed


def _figure(value: float) -> str:
    """Two decimals, without the zero before the point.

    >>> _figure(0.31), _figure(-0.02), _figure(1.0)
    ('.31', '-.02', '1.00')
    """
    return f"{value:.2f}".replace("0.", ".", 1) if abs(round(value, 2)) < 1.0 else f"{value:.2f}"
