"""The nouns: what is read, labelled, scored and estimated.

Every record is frozen, has slots, and is built with keywords. Dates are `datetime.date` where a
page gives a day and `datetime.datetime` with a time zone where it gives a minute, so that
`published.isoformat()` says no more than the page does.
"""

from dataclasses import dataclass, field
from datetime import date
from math import nan
from typing import Literal

Precision = Literal["minute", "day", "inferred", "unknown"]
Kind = Literal["article", "comment"]
NoteKind = Literal["repaired", "inferred", "marked", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article, as its page or table row gives it.

    `published_precision` is ``minute``, ``day``, ``inferred`` (the page lacks the year; see
    `published_candidates`) or ``unknown`` (`published` is `None`: never guessed silently).
    `source` is a credited agency, `place` the dateline's, `comments_announced` the number of
    comments the page claims to have. `duplicate_of` is the id of the first article that this one
    nearly equals (wire copy).
    """

    id: str
    title: str
    text: str
    outlet: str | None = None
    published: date | None = None
    published_precision: Precision = "unknown"
    published_candidates: tuple[date, ...] = ()
    url: str | None = None
    author: str | None = None
    editor: str | None = None
    source: str | None = None
    place: str | None = None
    comments_announced: int | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One reader's comment on an article.

    `position` counts from 0 in the page's order; `reply_to` is the position of the comment it
    answers. `commenter` is a keyed hash of the reader's name: the name itself is never stored.
    """

    id: str
    article_id: str
    text: str
    position: int
    published: date | None = None
    published_precision: Precision = "unknown"
    reply_to: int | None = None
    commenter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing the reader did to its input, or did not do.

    `what` is a short fixed code such as ``year-inferred`` or ``mojibake``, so that notes can be
    counted; `detail` is for people; `line` counts from 1 where a line is to blame.
    """

    kind: NoteKind
    what: str
    file: str
    detail: str = ""
    line: int | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Everything that was read: articles, their comments, and what happened on the way."""

    articles: tuple[Article, ...]
    comments: tuple[Comment, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A piece of a document: ``document.text[start:end] == text``, in code points."""

    document_id: str
    index: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One annotator's label for one sentence, anchored in the document's text.

    `digest` is that of the sentence's text, so that a changed page or splitter is noticed.
    `probability` is the sentence's probability of having been selected for annotation.
    """

    document_id: str
    start: int
    end: int
    digest: str
    task: str
    label: str
    annotator: str
    codebook: str
    purpose: Literal["train", "gold"]
    probability: float
    created: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """The labels of a task in order, from the one scored +1 to the one scored -1."""

    task: str
    version: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """One text for people in English and Indonesian; where one is not written, the other."""

    en: str
    id: str

    def pick(self, language: Literal["en", "id"]) -> str:
        """The text in one of the two languages."""
        return self.en if language == "en" else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedExample:
    """A sentence with the label that a codebook's rule gives it, and why.

    `borderline` marks one on which annotators may well differ at first.
    """

    text: str
    label: str
    reason: Translated
    kind: Kind = "article"
    flag: str | None = None
    borderline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookRule:
    """A rule (its `mark` is a number) or a border case (a letter), with its examples."""

    mark: str
    text: Translated
    examples: tuple[WorkedExample, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookWord:
    """A label or a flag of a codebook, and what it means."""

    name: str
    text: Translated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookText:
    """A whole codebook, as annotators read it: what `Codebook` is in short.

    `compatible` are older versions whose labels mean the same, so that annotations made under
    them stay valid. The first rule that applies decides.
    """

    codebook: Codebook
    compatible: tuple[str, ...] = ()
    unit: Translated | None = None
    question: Translated | None = None
    labels: tuple[CodebookWord, ...] = ()
    flags: tuple[CodebookWord, ...] = ()
    rules: tuple[CodebookRule, ...] = ()
    borders: tuple[CodebookRule, ...] = ()

    @property
    def examples(self) -> tuple[WorkedExample, ...]:
        """Every worked example, in the order of the codebook."""
        return tuple(one for rule in (*self.rules, *self.borders) for one in rule.examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledText:
    """One sentence with its gold label: what a classifier learns from.

    `document_id` groups the sentences of one document, which stay on one side of every split; a
    comment has its article's. `outlet` and `published` are the article's too, and `start` is where
    the sentence begins in its own text: they say where a label comes from, and take no part in
    training.
    """

    text: str
    label: str
    document_id: str
    kind: Kind = "article"
    outlet: str | None = None
    published: date | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSet:
    """The labelled texts of one task, with the codebook they follow and what was left out."""

    texts: tuple[LabelledText, ...]
    codebook: Codebook
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something known to have happened on a day, with its name in English and Indonesian."""

    day: date
    name: Translated


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A quantity with its interval and the counts it rests on.

    `quantity` is ``score`` (mean stance score, -1..+1), ``gap`` (article minus comments, -2..+2)
    or a label's name (its prevalence, 0..1). `method` is ``uncorrected`` where classifications
    were merely counted, ``labels only`` where only gold labels were, ``corrected`` where both
    speak; ``stable calibration`` and ``stable classes`` name what is assumed of a group without
    gold labels. `n_documents` are the articles or comments it rests on, `n_articles` the
    articles these belong to: the units that were drawn. `n_gold` are the sentences with a gold
    label behind the value, in `n_gold_articles` articles. `error` is the standard error on the
    value's own scale, `degrees` those of freedom with which Student's t widens it. What cannot be
    claimed is NaN, and a warning says why.
    """

    group: str
    task: str
    quantity: str
    value: float
    low: float
    high: float
    method: str
    n_sentences: int
    n_documents: int
    n_articles: int = 0
    n_gold: int = 0
    n_gold_articles: int = 0
    error: float = nan
    degrees: float = nan
    warnings: tuple[str, ...] = field(default=())
