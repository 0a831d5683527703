"""A group's documents as the arrays that the corrected estimator works on."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stance.estimate.scored import Floats, Integers
from stance.estimate.tally import Tally

Counting = Literal["probability", "label"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """The sums of a group, one row a document; `gold` ones are weighted by 1 / probability.

    Attributes
    ----------
    sizes, predicted
        Sentences, and for each label the sum of what the classifier says of them: shapes
        ``(n_documents,)`` and ``(n_documents, n_labels)``.
    gold_sizes, gold, gold_predicted
        The same over the sentences with a gold label: their weights, their gold labels, and what
        the classifier says of them.
    n_gold
        Sentences with a gold label, unweighted.
    articles, commenters
        The document's article, and who wrote it, as numbers; every document without a known
        writer has one of its own. `commenters` is `None` where nobody wrote under two articles;
        `pairs` numbers article and commenter together, likewise.
    """

    sizes: Floats
    predicted: Floats
    gold_sizes: Floats
    gold: Floats
    gold_predicted: Floats
    n_gold: Integers
    articles: Integers
    commenters: Integers | None
    pairs: Integers | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """The articles and the commenters of all documents of a tally, as numbers.

    `commenters` is `None` where nobody wrote under more than one article: then articles alone
    tie documents together. `pairs` numbers article and commenter together.
    """

    articles: Integers
    commenters: Integers | None
    pairs: Integers | None = None

    @classmethod
    def of(cls, tally: Tally) -> "Clusters":
        """The numbers of a whole tally, so that its groups share them."""
        articles, commenters = tally.articles()[1], _commenters(tally.documents)
        pairs = commenters * (len(articles) + 1) + articles
        if len(np.unique(pairs)) == len(np.unique(commenters)):
            return cls(articles=articles, commenters=None)
        return cls(articles=articles, commenters=commenters, pairs=pairs)


def sums_of(
    tally: Tally,
    places: Integers,
    clusters: Clusters,
    *,
    counting: Counting = "probability",
    weights: Floats | None = None,
) -> Sums:
    """The sums of some documents of a tally.

    Parameters
    ----------
    tally, places
        The tally, and which of its documents make up the group.
    clusters
        The articles and commenters of the whole tally.
    counting
        What the classifier says of a sentence: its ``probability`` of each label, or the single
        ``label`` that is most probable.
    weights
        How much a sentence of each document of the tally counts; all alike by default.
    """
    scale = np.ones(len(places)) if weights is None else weights[places]
    by_label = counting == "label"
    predicted = (tally.label_counts if by_label else tally.probability_sums)[places]
    beside = tally.gold_confusion if by_label else tally.gold_probabilities
    gold = tally.gold_confusion[places].sum(axis=2)
    column = scale[:, np.newaxis]
    return Sums(
        sizes=tally.n_sentences[places] * scale,
        predicted=predicted * column,
        gold_sizes=gold.sum(axis=1) * scale,
        gold=gold * column,
        gold_predicted=beside[places].sum(axis=1) * column,
        n_gold=tally.gold_counts[places].sum(axis=1),
        articles=clusters.articles[places],
        commenters=None if clusters.commenters is None else clusters.commenters[places],
        pairs=None if clusters.pairs is None else clusters.pairs[places],
    )


def paired_weights(tally: Tally) -> Floats:
    """Weights that let every article count alike against its comments, each of which counts alike.

    A sentence weighs one over its document's sentences, and in a comment also one over the
    article's comments; documents whose article lacks scored sentences of its own, or scored
    comments, weigh 0.
    """
    scored = tally.n_sentences > 0
    is_article = np.asarray(pc.equal(tally.documents["kind"], "article"))
    ids, of_document = tally.articles()

    def counted(chosen: NDArray[np.bool_]) -> Integers:
        return np.bincount(of_document[chosen], minlength=len(ids))[of_document]

    n_own, n_comments = counted(scored & is_article), counted(scored & ~is_article)
    beside = np.where(is_article, 1, n_comments)
    both = scored & (n_own > 0) & (n_comments > 0)
    weights = np.zeros(len(of_document))
    weights[both] = 1.0 / (tally.n_sentences * beside)[both]
    return weights


def _commenters(documents: pa.Table) -> Integers:
    """A number a commenter; documents without one have each their own."""
    own = np.arange(documents.num_rows, dtype=np.int64)
    if "commenter" not in documents.column_names:
        return own
    codes = pc.dictionary_encode(documents["commenter"].combine_chunks()).indices
    known = np.asarray(pc.fill_null(codes, -1), dtype=np.int64)
    return np.where(known >= 0, known + documents.num_rows, own)
