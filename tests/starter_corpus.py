"""The quality report of the starter corpus: what is in it, and whether it meets its targets.

Run ``python tests/starter_corpus.py`` for tables, or with ``--json`` for one JSON object with the
same rows. The exit code is 1 where a target is missed. It reads `articles/` and `labels/` as
`stance.read` and `stance.resolve_labels` do, and holds them against a collection of real news if
there is one (``--reference FOLDER``, anything that `stance.read` takes).

What the figures count:

- A **word** is a run of letters and digits, with hyphens and apostrophes inside it, in small
  letters: *kapal-kapal* is one word, *1.550* are two.
- **Distinct 4-grams**: of all runs of four words within a document, the share that is left when
  each is counted once, 0 to 1; higher is more varied. It falls as a collection grows: the
  reference stands beside the articles with as many words, its near-duplicate articles left out.
- **Near-duplicates**: sentences, among those of three words or more, that have another one with a
  Jaccard similarity of at least `ALIKE` over their sets of word 3-grams; `alike` is their share.
  Every pair that shares a 3-gram is compared, exactly.
- **Coverage**: the share of a reference's running words, and of its distinct words and stems of at
  least `FREQUENT` occurrences, that stand anywhere in the articles. Only words with a letter and
  without a figure count; stems are those that a model sees, without placeholders.
- **Copied**: sentences of `COPIED_FROM` words or more that stand in the reference word for word.
"""

import argparse
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import stance
from stance.cli.screen import show_json, show_table
from stance.records import Article, Comment, Corpus
from stance.text import Lexicon, Preparation, read_lexicon, split_documents

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT.parent / "shared" / "data" / "news-2019"
YEARS = range(2010, 2026)
ALIKE = 0.8
FREQUENT = 3
COPIED_FROM = 6
# Of pages whose file names say what they are; all others are called news.
GENRES = {
    "wawancara": "interview",
    "opini": "opinion",
    "analisis": "analysis",
    "pidato": "speech",
    "debat": "speech",
}

Row = dict[str, Any]
Gram = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a figure has to be: at least, at most, below.

    >>> Target(least=15, most=22).met(22), Target(below=0.005).met(0.005)
    (True, False)
    >>> str(Target(least=2500))
    'at least 2,500'
    """

    least: float = -math.inf
    most: float = math.inf
    below: float = math.inf

    def met(self, value: float) -> bool:
        return self.least <= value <= self.most and value < self.below

    def __str__(self) -> str:
        sides = {"at least": self.least, "at most": self.most, "below": self.below}
        return ", ".join(f"{side} {value:,}" for side, value in sides.items() if abs(value) < 1e9)


TEXT_TARGETS = {
    "pages": Target(least=80),
    "outlets": Target(least=6),
    "pages of the poorest year": Target(least=4),
    "distinct 4-grams": Target(least=0.95),
    "near-duplicates, share": Target(below=0.005),
    "median sentence": Target(least=15, most=22),
}
LABEL_TARGETS = {
    "labelled article sentences": Target(least=2500),
    "labelled comments": Target(least=700),
    "share of the rarest label": Target(least=0.10),
    "years with every label": Target(least=len(YEARS)),
}


def words_of(text: str) -> list[str]:
    """The words of a text.

    >>> words_of("Kapal-kapal NATO, 1.550 butir.")
    ['kapal-kapal', 'nato', '1', '550', 'butir']
    """
    return _WORD.findall(text.lower())


def sentences_of(documents: Sequence[Article | Comment]) -> list[str]:
    return [sentence.text for found in split_documents(documents) for sentence in found]


def ngrams(words: Sequence[str], length: int) -> list[Gram]:
    """Every run of some words, in order.

    >>> ngrams(["a", "b", "c"], 2)
    [('a', 'b'), ('b', 'c')]
    """
    return [tuple(words[start : start + length]) for start in range(len(words) - length + 1)]


def distinct_share(texts: Iterable[Sequence[str]], *, length: int = 4) -> float:
    """Distinct n-grams among all, over 0 up to 1.

    >>> distinct_share([["a", "b", "c", "a", "b"]], length=2)
    0.75
    """
    found = Counter(gram for words in texts for gram in ngrams(words, length))
    return len(found) / max(1, found.total())


def near_duplicates(sentences: Sequence[Sequence[str]]) -> list[int]:
    """The numbers of the sentences that have another one nearly like them.

    >>> near_duplicates([["a", "b", "c", "d"], ["a", "b", "c", "d"], ["b", "c", "d", "e"]])
    [0, 1]
    """
    sets = [frozenset(ngrams(words, 3)) for words in sentences]
    holders: dict[Gram, list[int]] = defaultdict(list)
    for number, grams in enumerate(sets):
        for gram in grams:
            holders[gram].append(number)
    found = []
    for number, grams in enumerate(sets):
        shared = Counter(other for gram in grams for other in holders[gram] if other != number)
        sizes = ((n, len(grams) + len(sets[other]) - n) for other, n in shared.items())
        if any(common >= ALIKE * union for common, union in sizes):
            found.append(number)
    return found


def describe_text(kind: str, documents: Sequence[Article | Comment]) -> Row:
    """Words, sentences and their lengths, and how far the text repeats itself."""
    texts = [words_of(document.text) for document in documents]
    sentences = [words_of(text) for text in sentences_of(documents)]
    long = [words for words in sentences if len(words) >= 3]
    alike = len(near_duplicates(long))
    quarter, half, three = quantiles(map(len, sentences), n=4, method="inclusive")
    return {
        "kind": kind,
        "documents": len(documents),
        "words": sum(map(len, texts)),
        "sentences": len(sentences),
        "quarter": quarter,
        "median": half,
        "three quarters": three,
        "distinct 4-grams": round(distinct_share(texts), 4),
        "near-duplicates": alike,
        "alike": round(alike / len(long), 4),
    }


def genre_of(name: str) -> str:
    """What a file's name says of its page.

    >>> genre_of("2016-05-21-lintasbuana-opini-sochi"), genre_of("2013-12-08-wartanusa-paket-bali")
    ('opinion', 'news')
    """
    return next((GENRES[part] for part in name.split("-") if part in GENRES), "news")


def count_pages(corpus: Corpus) -> list[Row]:
    """How many pages of each outlet, form and genre."""
    groups = {
        "pages by outlet": [article.outlet or "(not said)" for article in corpus.articles],
        "pages by form": [path.suffix[1:] for path in (ROOT / "articles").glob("20*")],
        "pages by genre": [genre_of(article.id) for article in corpus.articles],
    }
    return [row for name, values in groups.items() for row in count_groups(name, values)]


def count_groups(name: str, values: Iterable[str]) -> list[Row]:
    found = Counter(values).most_common()
    return [{"count": name, "group": group, "number": number} for group, number in found]


def describe_years(corpus: Corpus) -> list[Row]:
    """Pages, outlets, comments, words and the usual length of a sentence, year by year."""
    comments = Counter(comment.article_id for comment in corpus.comments)
    rows = []
    for year in YEARS:
        mine = [row for row in corpus.articles if row.published and row.published.year == year]
        lengths = [len(words_of(text)) for text in sentences_of(mine)]
        rows.append(
            {
                "year": str(year),
                "pages": len(mine),
                "outlets": len({article.outlet for article in mine} - {None}),
                "comments": sum(comments[article.id] for article in mine),
                "words": sum(len(words_of(article.text)) for article in mine),
                "sentences": len(lengths),
                "median": float(median(lengths or [0])),
            }
        )
    return rows


def describe_labels(corpus: Corpus) -> tuple[list[Row], list[Row]]:
    """Gold labels by kind and year with their shares; and what they were given for, and by whom."""
    gold = stance.resolve_labels(ROOT / "labels", corpus=corpus)
    given = Counter((row.kind, (row.published or "")[:4], row.label) for row in gold.labels)
    rows = []
    for kind in ("article", "comment"):
        for year in (*map(str, YEARS), "all"):
            counts = {
                name: sum(n for (k, y, label), n in given.items()
                          if (k, label) == (kind, name) and year in {y, "all"})
                for name in gold.codebook.labels
            }  # fmt: skip
            total = sum(counts.values())
            shares = {f"{name[:4]}.": round(n / max(1, total), 3) for name, n in counts.items()}
            rows.append({"kind": kind, "year": year, "all": total, **counts, **shares})
    labelled = {(row.document_id, row.kind) for row in gold.labels}
    counts_of = [
        *count_groups("labelled sentences decided by", (row.decided_by for row in gold.labels)),
        *count_groups("labelled documents", (kind for _, kind in labelled)),
        *count_groups("labelled sentences by purpose", purposes()),
        *count_groups("notes on labels", (note.what for note in gold.notes)),
    ]
    return rows, counts_of


def purposes() -> list[str]:
    """What each labelled sentence was labelled for, as the ledgers say; twice, if for both."""
    book = stance.read_codebook("stance")
    ledgers = sorted((ROOT / "labels").glob("*.jsonl"))
    rows = [row for path in ledgers for row in stance.read_ledger(path, codebook=book)]
    return [each for _, _, each in {(row.document_id, row.start, row.purpose) for row in rows}]


def describe_lexicon(corpus: Corpus) -> list[Row]:
    """Of each file of the lexicon, how many entries stand in articles, in comments, in either."""
    lexicon = read_lexicon(ROOT / "labels" / "lexicon")
    articles, comments = (
        [keys_of(text, lexicon) for text in sentences_of(documents)]
        for documents in (corpus.articles, corpus.comments)
    )
    rows = []
    for name, layer in lexicon.layers.items():
        # Alone, no entry hides another: a file's words of negation count in the phrases of others.
        alone = Lexicon(layers={name: layer})
        ours, theirs = set(entries_in(articles, alone)), set(entries_in(comments, alone))
        counts = {"articles": len(ours), "comments": len(theirs), "either": len(ours | theirs)}
        rows.append({"file": name, "entries": len(layer), **counts})
    return rows


def keys_of(text: str, lexicon: Lexicon) -> list[str]:
    """The words under which a lexicon is asked: as written, in parts, or without a clitic."""
    keys = []
    for word in words_of(text):
        parts = [word] if lexicon.knows(word) else re.split("[-'’]", word)
        keys += [lexicon.key(part, part) for part in parts]
    return keys


def entries_in(sentences: Iterable[Sequence[str]], lexicon: Lexicon) -> Iterator[str]:
    for words in sentences:
        for hit in lexicon.find(words):
            yield " ".join(words[hit.first : hit.last])


def as_long(articles: Sequence[Article], size: int) -> list[Article]:
    """The first articles of a collection that have some number of words, without duplicates."""
    chosen = []
    for article in articles:
        if size > 0 and article.duplicate_of is None:
            chosen.append(article)
            size -= len(words_of(article.text))
    return chosen


def describe_coverage(ours: Sequence[Article], theirs: Sequence[Article]) -> list[Row]:
    """What the articles' words and stems cover of the reference's."""
    words = coverage(count_words(ours), count_words(theirs))
    stems = coverage(count_stems(ours), count_stems(theirs))
    return [{"unit": "words", **words}, {"unit": "stems", **stems}]


def count_words(articles: Sequence[Article]) -> Counter[str]:
    words = (word for article in articles for word in words_of(article.text))
    return Counter(word for word in words if not _FIGURE.search(word))


def count_stems(articles: Sequence[Article]) -> Counter[str]:
    prepared = Preparation().texts([article.text for article in articles])
    stems = (stem for text in prepared for stem in text.split())
    return Counter(stem for stem in stems if stem[0] != "<" and not _FIGURE.search(stem))


def coverage(ours: Mapping[str, int], theirs: Counter[str]) -> Row:
    """The shares of running, and of frequent distinct, words of one that the other has.

    >>> coverage({"a": 1}, Counter(a=6, b=3, c=1))
    {'running': 0.6, 'distinct': 0.5, 'of': 2}
    """
    running = sum(n for word, n in theirs.items() if word in ours)
    frequent = [word for word, n in theirs.items() if n >= FREQUENT]
    known = sum(word in ours for word in frequent)
    return {
        "running": round(running / theirs.total(), 4),
        "distinct": round(known / len(frequent), 4),
        "of": len(frequent),
    }


def copied_sentences(ours: Sequence[Article], theirs: Sequence[Article]) -> list[str]:
    """Sentences of the first that stand in the second word for word."""
    texts = [words_of(article.text) for article in theirs]
    starts = {gram for words in texts for gram in ngrams(words, COPIED_FROM)}
    flat = "\n".join(f" {' '.join(words)} " for words in texts)
    return [
        text
        for text in sentences_of(ours)
        if tuple((words := words_of(text))[:COPIED_FROM]) in starts
        and f" {' '.join(words)} " in flat
    ]


def measure(corpus: Corpus, *, reference: Corpus | None = None) -> dict[str, list[Row]]:
    """The report: tables by name, each a list of rows; the last ones only with a reference."""
    labels, counts = describe_labels(corpus)
    report = {
        "texts": [
            describe_text("articles", corpus.articles),
            describe_text("comments", corpus.comments),
        ],
        "counts": [*count_pages(corpus), *counts],
        "years": describe_years(corpus),
        "labels": labels,
        "lexicon": describe_lexicon(corpus),
    }
    if reference is not None:
        sample = as_long(reference.articles, report["texts"][0]["words"])
        report["texts"].append(describe_text("reference", sample))
        report["coverage"] = describe_coverage(corpus.articles, reference.articles)
        copied = copied_sentences(corpus.articles, reference.articles)
        report["copied"] = [{"sentence": text} for text in copied]
    return {"targets": judge(report), **report}


def judge(report: Mapping[str, list[Row]]) -> list[Row]:
    """Each figure that has a target, and whether it meets it."""
    figures = {**text_figures(report), **label_figures(report)}
    return [
        {"figure": name, "value": figures[name], "target": str(target),
         "met": target.met(figures[name])}
        for name, target in {**TEXT_TARGETS, **LABEL_TARGETS}.items()
    ]  # fmt: skip


def text_figures(report: Mapping[str, list[Row]]) -> dict[str, float]:
    articles = report["texts"][0]
    outlets = {row["group"] for row in report["counts"] if row["count"] == "pages by outlet"}
    return {
        "pages": articles["documents"],
        "outlets": len(outlets - {"(not said)"}),
        "pages of the poorest year": min(row["pages"] for row in report["years"]),
        "distinct 4-grams": articles["distinct 4-grams"],
        "near-duplicates, share": articles["alike"],
        "median sentence": articles["median"],
    }


def label_figures(report: Mapping[str, list[Row]]) -> dict[str, float]:
    *years, every = (row for row in report["labels"] if row["kind"] == "article")
    names = stance.read_codebook("stance").labels
    comments = [row["number"] for row in report["counts"]
                if (row["count"], row["group"]) == ("labelled documents", "comment")]  # fmt: skip
    return {
        "labelled article sentences": every["all"],
        "labelled comments": sum(comments),
        "share of the rarest label": min(every[f"{name[:4]}."] for name in names),
        "years with every label": sum(all(row[name] for name in names) for row in years),
    }


def show(report: Mapping[str, list[Row]]) -> None:
    """Every table of the report, for people."""
    for name, rows in {**report, "texts": turned(report["texts"])}.items():
        if rows:
            show_table(name, list(rows[0]), [list(map(_cell, row.values())) for row in rows])
    if "coverage" in report:
        sys.stdout.write(f"{len(report['copied'])} sentences copied from the reference.\n")
    else:
        sys.stdout.write("No reference collection is here: what compares with it is left out.\n")


def turned(rows: Sequence[Row]) -> list[Row]:
    """A table on its side: a row a figure.

    >>> turned([{"kind": "articles", "words": 7}, {"kind": "comments", "words": 2}])
    [{'figure': 'words', 'articles': 7, 'comments': 2}]
    """
    first, *names = rows[0]
    return [{"figure": name, **{row[first]: row[name] for row in rows}} for name in names]


def _cell(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def main() -> int:
    parser = argparse.ArgumentParser(description="The quality report of the starter corpus.")
    parser.add_argument("--reference", type=Path, help="real news to hold the articles against")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    options = parser.parse_args()
    folder = options.reference or (REFERENCE if REFERENCE.is_dir() else None)
    try:
        reference = stance.read(folder) if folder else None
        report = measure(stance.read(ROOT / "articles"), reference=reference)
    except stance.StanceError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.json:
        show_json(report)
    else:
        show(report)
    return 0 if all(row["met"] for row in report["targets"]) else 1


if __name__ == "__main__":
    sys.exit(main())
