"""Worlds whose truth is known: articles, comments, a classifier that errs, and a sample of gold.

Every estimator here is tried on them before it is believed (`experiments/coverage`), and so can
be a plan: how many gold labels would an interval of a wanted width need?

A sentence is cooperative where a normal variable falls below the quantile of its period's
prevalence. Part of that variable is its article's, and for a comment its writer's, so sentences
are alike within articles and within readers. The classifier sees another normal variable, whose
mean depends on the true label by its sensitivity and specificity; its probabilities are right for
the world it was trained in, and wrong where a period's differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.estimate.gold import Gold
from stance.estimate.scored import Floats, Integers, ScoredSentences
from stance.estimate.simulated import Documents, Sample, Sentences, Side, Worlds, by_period
from stance.estimate.tally import Tally, tally_ordered

LABELS = ("cooperative", "confrontational")
__all__ = ["LABELS", "Sample", "Setting", "Side", "World", "simulate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A kind of world.

    Attributes
    ----------
    periods
        Years, in order.
    n_articles
        Articles a period.
    sentences
        The fewest and the most sentences of an article, each number as likely.
    articles, comments
        What is true of each; `None` for a world without comments.
    n_comments
        Comments an article, on average (Poisson), with one to three sentences each.
    n_commenters
        How many readers write all the comments, so that some write under several articles;
        `None` for another reader each time.
    correlation
        The part of the normal variable that the sentences of an article share, 0..1.
    errors_alike
        The part of the classifier's noise that they share, 0..1.
    trained_on
        The prevalence, sensitivity and specificity for which the probabilities are right.
    """

    periods: tuple[str, ...] = ("2015",)
    n_articles: int = 150
    sentences: tuple[int, int] = (20, 20)
    articles: Side = field(default_factory=Side)
    comments: Side | None = None
    n_comments: float = 4.0
    n_commenters: int | None = None
    correlation: float = 0.3
    errors_alike: float = 0.0
    trained_on: tuple[float, float, float] = (0.35, 0.8, 0.88)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """One simulated corpus with its gold labels.

    `truth` holds what the estimates should find, by estimand: ``prevalence``, ``score`` and
    ``gap`` (mean score of articles minus that of comments) by period; ``slope`` of the articles'
    prevalence a period, and ``change`` from the first period to the last.
    """

    setting: Setting
    kinds: Mapping[str, Sentences]
    truth: Mapping[str, Mapping[str, float]]

    def scores(self) -> pa.Table:
        """The score table, as scoring would have written it (without texts and terms)."""
        return pa.concat_tables([self._score_rows(kind) for kind in self.kinds])

    def gold(self) -> pa.Table:
        """The gold labels, as `read_gold` would give them."""
        return pa.concat_tables([self._gold_rows(kind) for kind in self.kinds])

    def tally(self) -> Tally:
        """The sums of both, without the detour over tables: the same, and much faster."""
        documents = pa.concat_tables([self._documents(kind) for kind in self.kinds])
        parts = list(self.kinds.values())
        lengths = np.concatenate([part.documents.lengths for part in parts])
        probability = np.concatenate([part.probability for part in parts])
        called = np.concatenate([part.is_called for part in parts])
        true = np.concatenate([part.is_cooperative for part in parts])
        weight = np.concatenate([part.weight for part in parts])
        rows = np.flatnonzero(weight)
        ordered = ScoredSentences(
            task="stance",
            labels=LABELS,
            documents=documents,
            starts=np.concatenate([[0], np.cumsum(lengths)]),
            scores=2.0 * probability - 1.0,
            codes=np.where(called, 0, 1),
            probabilities=np.column_stack([probability, 1.0 - probability]),
            rows=np.arange(len(probability)),
            n_failed=np.zeros(len(lengths), dtype=np.int64),
        )
        gold = Gold(rows=rows, codes=np.where(true[rows], 0, 1), weights=weight[rows])
        return tally_ordered(ordered, gold=gold)

    def _documents(self, kind: str) -> pa.Table:
        part = self.kinds[kind].documents
        years = pa.array([f"{period}-06-15" for period in self.setting.periods])
        articles = pa.array(part.article_of).cast(pa.string())
        own = pc.binary_join_element_wise(
            "c", pa.array(np.arange(len(part.article_of))).cast(pa.string()), ""
        )
        named = part.commenter_of
        return pa.table(
            {
                "kind": pa.array([kind]).take(np.zeros(len(own), dtype=np.int64)),
                "document_id": articles if kind == "article" else own,
                "article_id": articles,
                "published": years.take(part.period),
                "commenter": pa.nulls(len(own), pa.string())
                if named is None
                else pa.array(named).cast(pa.string()),
            }
        )

    def _score_rows(self, kind: str) -> pa.Table:
        part = self.kinds[kind]
        index = _index(part.document)
        probability = part.probability
        n = len(index)
        return pa.table(
            {
                "task": pa.array(["stance"]).take(np.zeros(n, dtype=np.int64)),
                **{
                    name: column.combine_chunks().take(part.document)
                    for name, column in zip(
                        self._documents(kind).column_names,
                        self._documents(kind).columns,
                        strict=True,
                    )
                },
                "index": index,
                "start": 10 * index,
                "end": 10 * index + 9,
                "label": pa.array(LABELS).take(np.where(part.is_called, 0, 1)),
                "score": 2.0 * probability - 1.0,
                "p_cooperative": probability,
                "p_confrontational": 1.0 - probability,
            }
        )

    def _gold_rows(self, kind: str) -> pa.Table:
        part = self.kinds[kind]
        rows = np.flatnonzero(part.weight)
        names = self._documents(kind)["document_id"].combine_chunks()
        index = _index(part.document)[rows]
        return pa.table(
            {
                "document_id": names.take(part.document[rows]),
                "start": 10 * index,
                "end": 10 * index + 9,
                "label": pa.array(LABELS).take(np.where(part.is_cooperative[rows], 0, 1)),
                "probability": 1.0 / part.weight[rows],
            }
        )


def simulate(setting: Setting, rng: np.random.Generator) -> World:
    """One world of this kind.

    Parameters
    ----------
    setting
        What is true.
    rng
        Where all randomness comes from; the same state gives the same world.

    Raises
    ------
    SettingError
        A share is not between 0 and 1, a side has another number of shares than there are
        periods, or more documents are to be labelled than there are.

    Examples
    --------
    >>> world = simulate(Setting(n_articles=30), np.random.default_rng(1))
    >>> world.truth["prevalence"], world.scores().num_rows, world.gold().num_rows
    ({'2015': 0.35}, 600, 100)
    """
    n_all = setting.n_articles * len(setting.periods)
    lengths = rng.integers(setting.sentences[0], setting.sentences[1] + 1, n_all)
    tone = rng.normal(size=n_all)
    article = np.arange(n_all)
    worlds = Worlds(
        n_periods=len(setting.periods),
        correlation=setting.correlation,
        errors_alike=setting.errors_alike,
        trained_on=setting.trained_on,
    )
    period = article // setting.n_articles
    own = Documents(article_of=article, period=period, lengths=lengths, tone=tone)
    kinds = {"article": worlds.draw(setting.articles, own, rng)}
    if setting.comments is not None:
        theirs = _comments(setting, tone, rng)
        kinds["comment"] = worlds.draw(setting.comments, theirs, rng)
    return World(setting=setting, kinds=kinds, truth=_truth(setting))


def _comments(setting: Setting, tone: Floats, rng: np.random.Generator) -> Documents:
    """Comments take half of their tone from their article, half from who writes them."""
    article_of = np.repeat(np.arange(len(tone)), rng.poisson(setting.n_comments, len(tone)))
    n, n_commenters = len(article_of), setting.n_commenters
    commenter_of = None if n_commenters is None else rng.integers(n_commenters, size=n)
    writers = rng.normal(size=n if n_commenters is None else n_commenters)
    own = writers if commenter_of is None else writers[commenter_of]
    return Documents(
        article_of=article_of,
        period=article_of // setting.n_articles,
        lengths=rng.integers(1, 4, n),
        tone=(tone[article_of] + own) / np.sqrt(2.0),
        commenter_of=commenter_of,
    )


def _truth(setting: Setting) -> dict[str, dict[str, float]]:
    own = by_period(setting.articles.prevalence, len(setting.periods))
    periods = setting.periods
    truth = {
        "prevalence": dict(zip(periods, own.tolist(), strict=True)),
        "score": dict(zip(periods, (2.0 * own - 1.0).tolist(), strict=True)),
    }
    if len(periods) > 1:
        times = np.arange(len(periods)) - (len(periods) - 1) / 2.0
        truth["slope"] = {"all": float(times @ own / (times @ times))}
        truth["change"] = {"all": float(own[-1] - own[0])}
    if setting.comments is not None:
        theirs = by_period(setting.comments.prevalence, len(setting.periods))
        truth["gap"] = dict(zip(periods, (2.0 * (own - theirs)).tolist(), strict=True))
    return truth


def _index(document: Integers) -> Integers:
    """The place of each sentence in its document."""
    place: Integers = np.arange(len(document)) - np.searchsorted(document, document)
    return place
