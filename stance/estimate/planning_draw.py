"""How many sentences each stratum gets, each sentence's probability, and the draw itself.

Everything but the draw is computed from the scores and the design alone, so that the probability
of any sentence, drawn or not, can be computed again later.

References
----------
.. [1] M. D. Bankier (1988). Power Allocations: Determining Sample Sizes for Subnational Areas.
       The American Statistician 42(3).
.. [2] W. G. Madow (1949). On the Theory of Systematic Sampling, II. Annals of Mathematical
       Statistics 20(3).
.. [3] T. Zrnic, E. J. Candes (2024). Active Statistical Inference. arXiv 2403.03208.
.. [4] P. Barbera, A. E. Boydstun, S. Linn, R. McMahon, J. Nagler (2021). Automated Text
       Classification of News Articles: A Practical Guide. Political Analysis 29(1).
"""

import numpy as np

from stance.errors import SettingError
from stance.estimate.planning_frame import Frame
from stance.estimate.scored import Floats, Integers

# Two labels show a spread; ten are the least that a stratum's own variance can be judged by.
LEAST, FLOOR = 2, 10
_HALVINGS = 60
_CLOSE = 1e-12


def allocate(capacities: Integers, sizes: Integers, budget: int) -> Integers:
    """How many sentences to draw of each stratum, in proportion to the square root of its size.

    Labels in proportion to size would leave small years and outlets with wide intervals; equal
    numbers would make the corpus' own mean needlessly wide. The square root stands between
    (Bankier's power allocation with the power 1/2 [1]_). Every stratum gets 10 labels at least,
    fewer only if it has not as many, or if the budget does not allow it.

    Parameters
    ----------
    capacities
        The most that can be drawn of each stratum.
    sizes
        The sentences of each stratum, at least 1.
    budget
        How many to draw altogether; where it is above the sum of capacities, all of these.

    Raises
    ------
    SettingError
        The budget does not give every stratum 2 labels.

    Examples
    --------
    >>> allocate(np.array([400, 900, 5]), np.array([400, 900, 5]), 105).tolist()
    [40, 60, 5]
    """
    if budget < LEAST * len(sizes):
        raise SettingError(
            f"Expected a budget of at least {LEAST * len(sizes)}, {LEAST} labels for each of the "
            f"{len(sizes)} strata, got {budget}. Raise --budget, or name less with --by."
        )
    floors = np.minimum(capacities, min(FLOOR, budget // len(sizes)))
    total = min(budget, int(capacities.sum()))
    roots = np.sqrt(sizes)
    low, high = 0.0, float(np.max(capacities / roots))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        shares = np.clip(middle * roots, floors, capacities)
        low, high = (middle, high) if shares.sum() < total else (low, middle)
    shares = np.clip(high * roots, floors, capacities)
    whole = np.floor(shares + 1e-9).astype(np.int64)
    rest = total - int(whole.sum())
    nearest = np.argsort(whole - shares, kind="stable")  # the largest remainders first
    whole[nearest[:rest]] += 1
    return whole


def inclusion(frame: Frame, *, budget: int, sentences: int, uncertain: float) -> Floats:
    """Each sentence's probability of being drawn, above 0 and at most 1.

    Within a stratum it is proportional to ``1 - uncertain + uncertain * u``, where ``u`` is the
    sentence's uncertainty over the stratum's mean uncertainty: the root of the summed variances
    ``p (1 - p)`` of its labels, to which active inference makes the optimal probability
    proportional [3]_. The even part keeps every probability above 0 and every weight bounded. It
    is cut where a sentence would come to more than 1, or a document to more than `sentences`.

    Returns
    -------
    numpy.ndarray
        Shape ``(n_sentences,)``, in the order of the frame; they add up to a whole number in each
        stratum.
    """
    capacities = _capacities(frame, sentences)
    sizes = np.bincount(frame.strata, minlength=len(frame.names))
    numbers = allocate(capacities, sizes, budget)
    weights = _weights(frame, uncertain)
    probabilities = np.empty(frame.n_sentences)
    for stratum, number in enumerate(numbers):
        held = np.flatnonzero(frame.strata == stratum)
        probabilities[held] = _filled(
            weights[held], frame.documents[held], number=int(number), sentences=sentences
        )
    return probabilities


def draw(frame: Frame, probabilities: Floats, rng: np.random.Generator) -> Integers:
    """The places of the drawn sentences: each with exactly its probability, spread out.

    A systematic draw [2]_ in each stratum: the sentences are laid end to end, each as long as its
    probability, and every point one apart from a random start is drawn. The sentences of one
    document lie together, in random order, so a document to which less than one sentence falls
    is drawn with that probability, and a sentence of it; one to which 2.4 fall gives 2 or 3. So as
    many documents as possible come before more sentences of one [4]_. Documents of one article
    lie together too (comments under it), and articles of one outlet, which spreads the draw over
    outlets; else the order is random.
    """
    jitter = rng.random(frame.n_sentences)
    of_document = rng.random(int(frame.documents.max()) + 1)[frame.documents]
    of_article = rng.random(int(frame.articles.max()) + 1)[frame.articles]
    order = np.lexsort((jitter, of_document, of_article, frame.outlets, frame.strata))
    ends = np.cumsum(np.bincount(frame.strata, minlength=len(frame.names)))
    drawn = []
    for held in np.split(order, ends[:-1]):
        reach = np.cumsum(probabilities[held])
        number = round(float(reach[-1]))
        points = (rng.random() + np.arange(number)) * (reach[-1] / number)
        places = np.searchsorted(reach, points, side="right")
        drawn.append(np.unique(held[np.minimum(places, len(held) - 1)]))  # rounding may overshoot
    return np.sort(np.concatenate(drawn))


def _capacities(frame: Frame, sentences: int) -> Integers:
    """How many sentences each stratum can give, at most `sentences` a document."""
    counts = np.bincount(frame.documents)
    held = np.flatnonzero(counts)
    stratum = np.zeros(len(counts), dtype=np.int64)
    stratum[frame.documents] = frame.strata
    given = np.minimum(counts[held], sentences)
    sums = np.bincount(stratum[held], weights=given, minlength=len(frame.names))
    return sums.astype(np.int64)


def _weights(frame: Frame, uncertain: float) -> Floats:
    shares = frame.scored.probabilities
    doubt = np.sqrt(np.sum(shares * (1.0 - shares), axis=1))
    counts = np.bincount(frame.strata, minlength=len(frame.names))
    means = np.bincount(frame.strata, weights=doubt, minlength=len(frame.names)) / counts
    mean = means[frame.strata]
    relative = np.divide(doubt, mean, out=np.ones_like(doubt), where=mean > 0)
    return np.asarray(1.0 - uncertain + uncertain * relative, dtype=np.float64)


def _filled(weights: Floats, documents: Integers, *, number: int, sentences: int) -> Floats:
    """Probabilities that add up to `number`, proportional to the weights but for the two caps."""
    _, of_document = np.unique(documents, return_inverse=True)

    def capped(scale: float) -> Floats:
        alone = np.minimum(1.0, scale * weights)
        together = np.bincount(of_document, weights=alone)
        return np.asarray(alone * np.minimum(1.0, sentences / together)[of_document])

    low, high = number / float(weights.sum()), 1.0 / float(weights.min())
    if capped(low).sum() >= number * (1.0 - _CLOSE):  # neither cap is reached
        high = low
    while high - low > _CLOSE * high:
        middle = (low + high) / 2
        low, high = (middle, high) if capped(middle).sum() < number else (low, middle)
    found = capped(high)
    return np.minimum(1.0, found * (number / float(found.sum())))
