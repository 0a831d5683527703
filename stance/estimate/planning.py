"""The next sentences to label: a probability sample of the scored sentences, ready for annotators.

`plan` draws one; `plan_again` draws on where the labels of earlier plans turned out too few.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stance.errors import SettingError
from stance.estimate.groups import UNDATED
from stance.estimate.planning_design import PlanDesign, read_designs, write_designs
from stance.estimate.planning_draw import draw, inclusion
from stance.estimate.planning_frame import BETWEEN, Frame, check_places, frame_of
from stance.estimate.planning_rows import check_plan, plan_rows, rounds_of
from stance.estimate.scored import Floats, Integers

# Fewer clusters than this leave the interval of a stratum to a few documents.
FEW_DOCUMENTS = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelPlan:
    """What to label next.

    Attributes
    ----------
    sentences
        `stance.plan_table.PLAN_SCHEMA`: the new sentences in random order, then those of earlier
        rounds.
    strata
        A row a stratum: its articles, documents and sentences; how many sentences and documents of
        it are in the plan; and the least and greatest probability of its sentences, drawn or not.
    warnings
        What to know before labelling, each a code, a colon and a sentence.
    """

    sentences: pa.Table
    strata: pa.Table
    warnings: tuple[str, ...] = ()


def plan(
    scores: pa.Table,
    *,
    by: Sequence[str] = ("year", "kind"),
    budget: int,
    sentences: int = 5,
    uncertain: float = 0.0,
    rng: np.random.Generator,
) -> LabelPlan:
    """Draw the sentences to label, each with a known probability above 0.

    Every scored sentence can be drawn, near-duplicates too, since estimates count them. Labels of
    all drawn sentences then stand for the whole corpus, whatever the classifier is worth.

    Parameters
    ----------
    scores
        A score table with texts and places.
    by
        The strata are the combinations of these: ``year``, ``quarter`` or ``month`` of publication
        and columns about documents such as ``kind`` and ``outlet``. Each gets labels in proportion
        to the square root of its sentences, 10 at least where possible.
    budget
        How many sentences to draw, at least 2 a stratum.
    sentences
        At most so many of one document; more than one only where documents do not suffice.
    uncertain
        0..0.9: which part of the probability leans to sentences of which the classifier is
        uncertain. Above 0 it makes corrected estimates narrower if the classifier knows what it
        does not know; labels alone say less then, and it is best not above 0.5.
    rng
        Where the draw comes from. Probabilities do not depend on it.

    Raises
    ------
    InputError
        The score table cannot be used; the message says where.
    SettingError
        `by`, `budget`, `sentences`, `uncertain` or `rng` is not possible.
    """
    design = PlanDesign.of(by=by, budget=budget, sentences=sentences, uncertain=uncertain)
    _check_rng(rng)
    check_places(scores)
    frame = frame_of(scores, design.by)
    probabilities = _inclusion(frame, design)
    drawn = draw(frame, probabilities, _rng_of(rng, 1))
    rounds = np.zeros(frame.n_sentences, dtype=np.int64)
    rounds[drawn] = 1
    return _planned(
        scores, frame, rng.permutation(drawn), probabilities=probabilities, rounds=rounds,
        designs=[design],
    )  # fmt: skip


def plan_again(
    scores: pa.Table, *, after: pa.Table, budget: int, rng: np.random.Generator
) -> LabelPlan:
    """Draw more sentences of the same scores, beside those of an earlier plan.

    The new draw takes no notice of the earlier ones: a sentence that is drawn again is not asked
    for again. So a sentence that had the probabilities ``p1`` and ``p2`` of being drawn is in
    either with ``1 - (1 - p1)(1 - p2)``, which is exact for drawn and undrawn sentences, and which
    all rows of the new plan say, the earlier ones included: it takes the earlier plan's place.

    Parameters
    ----------
    scores
        The score table that the earlier plan was drawn from.
    after
        The sentences of that plan; if it was drawn after another, of the later one.
    budget
        How many to draw; those drawn again are among them.
    rng
        Where the draw comes from; it may start as that of the earlier plan did.

    Raises
    ------
    InputError
        The score table or the earlier plan cannot be used, or the plan's probabilities are not
        those of these scores.
    SettingError
        `budget` or `rng` is not possible.
    """
    _check_rng(rng)
    check_plan(after)
    check_places(scores)
    earlier = read_designs(str(after["design"][0].as_py()))
    design = PlanDesign.of(
        by=earlier[-1].by, budget=budget, sentences=earlier[-1].sentences,
        uncertain=earlier[-1].uncertain,
    )  # fmt: skip
    frame = frame_of(scores, design.by)
    before = 1.0 - np.prod([1.0 - _inclusion(frame, one) for one in earlier], axis=0)
    rounds = rounds_of(scores, frame, after, before=before)
    own = _inclusion(frame, design)
    number = len(earlier) + 1
    drawn = draw(frame, own, _rng_of(rng, number))
    new = drawn[rounds[drawn] == 0]
    old = np.flatnonzero(rounds)
    rounds[new] = number
    probabilities = 1.0 - (1.0 - before) * (1.0 - own)
    order = np.concatenate([rng.permutation(new), old])
    return _planned(
        scores, frame, order, probabilities=probabilities, rounds=rounds,
        designs=[*earlier, design],
    )  # fmt: skip


def _inclusion(frame: Frame, design: PlanDesign) -> Floats:
    return inclusion(
        frame, budget=design.budget, sentences=design.sentences, uncertain=design.uncertain
    )


def _check_rng(rng: object) -> None:
    if not isinstance(rng, np.random.Generator):
        raise SettingError(
            f"Expected rng to be a numpy.random.Generator, got {rng!r:.40}. "
            "Pass numpy.random.default_rng(0)."
        )


def _rng_of(rng: np.random.Generator, number: int) -> np.random.Generator:
    """Draws of their own for every round, also where the same seed is given again."""
    return np.random.default_rng([int(rng.integers(2**62)), number])


def _planned(
    scores: pa.Table, frame: Frame, order: Integers, *, probabilities: Floats, rounds: Integers,
    designs: Sequence[PlanDesign],
) -> LabelPlan:  # fmt: skip
    table = plan_rows(
        scores, frame, order, probabilities=probabilities, rounds=rounds,
        design=write_designs(designs),
    )  # fmt: skip
    strata = _strata_table(frame, probabilities, rounds > 0)
    return LabelPlan(sentences=table, strata=strata, warnings=tuple(_warnings(frame, strata)))


def _strata_table(frame: Frame, probabilities: Floats, drawn: NDArray[np.bool_]) -> pa.Table:
    n = len(frame.names)

    def distinct(of_sentence: Integers, chosen: NDArray[np.bool_]) -> list[int]:
        span = int(of_sentence.max()) + 1
        pairs = np.unique(frame.strata[chosen] * span + of_sentence[chosen])
        return [int(count) for count in np.bincount(pairs // span, minlength=n)]

    everything = np.ones(frame.n_sentences, dtype=bool)
    lowest, highest = np.ones(n), np.zeros(n)
    np.minimum.at(lowest, frame.strata, probabilities)
    np.maximum.at(highest, frame.strata, probabilities)
    return pa.table(
        {
            "stratum": list(frame.names),
            "n_articles": distinct(frame.articles, everything),
            "n_documents": distinct(frame.documents, everything),
            "n_sentences": np.bincount(frame.strata, minlength=n),
            "drawn_documents": distinct(frame.documents, drawn),
            "drawn_sentences": np.bincount(frame.strata[drawn], minlength=n),
            "lowest": lowest,
            "highest": highest,
        }
    )


def _warnings(frame: Frame, strata: pa.Table) -> list[str]:
    notes = []
    documents = frame.scored.documents
    if "trained_on" in documents.column_names:
        trained = int(pc.sum(pc.fill_null(documents["trained_on"], fill_value=False)).as_py() or 0)
        if trained:
            notes.append(
                f"trained-on: {trained} of {documents.num_rows} documents had trained the model "
                "that scored them; labels there correct only scores that are out of fold."
            )
    undated = sum(UNDATED in name.split(BETWEEN) for name in frame.names)
    if undated:
        notes.append(
            f"undated: documents without a date are {undated} of {len(frame.names)} strata."
        )
    few = [row for row in strata.to_pylist() if row["drawn_documents"] < FEW_DOCUMENTS]
    if few:
        names = ", ".join(row["stratum"] for row in few[:3])
        more = f" and {len(few) - 3} more" if len(few) > 3 else ""  # noqa: PLR2004 - shown
        notes.append(
            f"few-documents: under {FEW_DOCUMENTS} documents were drawn in {names}{more}; an "
            "interval of such a stratum alone will be wide."
        )
    return notes
