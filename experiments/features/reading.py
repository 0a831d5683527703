"""Texts read once, and the blocks of terms that variants are put together from."""

import re
from collections import Counter
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array, hstack
from sklearn.preprocessing import normalize

from stance.model.features import TermCounts
from stance.text import STREAM, Preparation
from stance.text.lexicon import MARK, NAMES, TURNED

READINGS = {
    "stems": {},
    "written": {"stems": False},
    "informal": {"slang": False},
    "names": {"names": True},
}
LEANS = ("cooperative", "confrontational", "positive", "negative")
NEGATIONS = {"tidak", "bukan", "belum", "tanpa", "jangan"}
_STOP = re.compile(r"[.,;:!?()\[\]“”\"]")
_QUOTE = re.compile(r"[“”„\"]")


class Texts:
    """Labelled texts, with what is known of their documents, read and counted when asked.

    `titles` maps documents to titles, `bodies` to the lengths of their texts.
    """

    def __init__(self, texts, lexicon, *, titles=None, bodies=None):
        self.texts = texts
        self.lexicon = lexicon
        self.titles, self.bodies = titles or {}, bodies or {}
        self._read, self._blocks = {}, {}

    def blocks(self, variant, settings):
        """The blocks of a variant: ``(counts, share, fewest)`` each."""
        wanted = {**settings["blocks"], **variant.get("blocks", {}), **variant.get("add", {})}
        return [
            (self._block(name, variant), how["share"], how["fewest"])
            for name, how in wanted.items()
            if name not in variant.get("without", [])
        ]

    def _block(self, name, variant):
        reading, marks = variant.get("reading", "stems"), variant.get("marks", "")
        key = (name, reading, marks if "mark" in name else "")
        if key not in self._blocks:
            self._blocks[key] = self._count(name, reading, marks)
        return self._blocks[key]

    def _count(self, name, reading, marks):
        if name == "letters":
            return self._reading(reading)[2]
        if name.startswith("mark"):
            known = classes(self.lexicon)
            found = [keep_marks(some, marks, known) for some in self._reading(reading)[1]]
            size = {"marks": 1, "mark-pairs": 2, "mark-triples": 3}[name]
            return count(runs(some, size) for some in found)
        if name in {"words", "pairs"}:
            size = 1 if name == "words" else 2
            found = self._reading(reading)[0]
            return count(runs([token.term for token in some], size) for some in found)
        return count(self._extra(name))

    def _extra(self, name):
        """What stands in no stream of the model as it is, for every text."""
        words, marks, _ = self._reading("stems")
        pairs = zip(words, self.texts, strict=True)
        ways = {
            "written": lambda: [[f"w:{t.term}" for t in some] for some in self._reading(name)[0]],
            "negated-1": lambda: [negated(row, text.text, 1) for row, text in pairs],
            "negated-3": lambda: [negated(row, text.text, 3) for row, text in pairs],
            "quoted": lambda: [quoted(row, text.text) for row, text in pairs],
            "lean-names": lambda: [lean_names(some) for some in marks],
            "kind": lambda: [[f"kind:{text.kind}"] for text in self.texts],
            "place": lambda: [self._place(text) for text in self.texts],
            "title": self._title_terms,
        }
        return ways[name]()

    def _title_terms(self):
        """The words of each text's title, names hidden."""
        preparation = Preparation(lexicon=self.lexicon, names=False)
        terms = {
            document: [f"title:{token.term}" for token in before_stream(preparation.tokens(title))]
            for document, title in self.titles.items()
        }
        return [terms.get(text.document_id, []) for text in self.texts]

    def _place(self, text):
        """First, early, middle or late, by where in the article the sentence begins."""
        if text.kind != "article" or text.document_id not in self.bodies:
            return []
        share = text.start / self.bodies[text.document_id]
        if text.start == 0:
            return ["place:first"]
        return [f"place:{'early' if share < 1 / 3 else 'middle' if share < 2 / 3 else 'late'}"]

    def _reading(self, name):
        """The tokens of the words, the marks, and the counted letters, of every text."""
        if name not in self._read:
            how = {"names": False, **READINGS[name]}
            preparation = Preparation(lexicon=self.lexicon, letters=True, **how)
            preparation.learn([text.text for text in self.texts])
            words, marks, letters = [], [], []
            for text in self.texts:
                tokens = preparation.tokens(text.text)
                ends = [place for place, token in enumerate(tokens) if token.term == STREAM]
                words.append(tokens[: ends[0]])
                marks.append([token.term for token in tokens[ends[0] + 1 : ends[1]]])
                letters.append(Counter(token.term for token in tokens[ends[1] + 1 :]))
            self._read[name] = words, marks, count(letters)
        return self._read[name]


def before_stream(tokens):
    return tokens[: next(place for place, token in enumerate(tokens) if token.term == STREAM)]


def runs(terms, size):
    """The terms themselves, or those of them that stand side by side, joined by a space.

    >>> runs(["a", "b", "c"], 2)
    ['a b', 'b c']
    """
    return [" ".join(terms[at : at + size]) for at in range(len(terms) - size + 1)]


def count(rows):
    """The terms of all rows and how often each occurs in each, as `count_terms` makes it."""
    found = [Counter(row) for row in rows]
    terms = tuple(sorted(set().union(*found)))
    place = {term: number for number, term in enumerate(terms)}
    columns = np.array([place[term] for some in found for term in some], dtype=np.int32)
    values = np.array([n for some in found for n in some.values()], dtype=np.float64)
    ends = np.cumsum([0, *map(len, found)])
    counts = csr_array((values, columns, ends), shape=(len(found), len(terms)))
    return TermCounts(terms=terms, counts=counts)


def classes(lexicon):
    """The classes of each layer, with the leans that they bring."""
    found = {}
    for layer, entries in lexicon.layers.items():
        names = set(entries.values())
        found[layer] = names | {lexicon.leans[name] for name in names if name in lexicon.leans}
    return found


def keep_marks(marks, how, layers):
    """The marks without those of a layer, or of some classes; or without turning, or leans."""
    if how == "unturned":
        return [mark.replace(MARK + TURNED, MARK) for mark in marks]
    left_out = {*LEANS} if how == "no leans" else layers.get(how) or set(how.split())
    return [mark for mark in marks if mark.removeprefix(MARK).removeprefix(TURNED) not in left_out]


def lean_names(marks):
    """Each lean with the number of names, up to two, that stand beside it."""
    names = min(2, sum(mark.removeprefix(MARK) in NAMES for mark in marks))
    return [f"{mark}:{names}" for mark in marks if mark.endswith(LEANS)]


def negated(tokens, text, reach):
    """``tidak_X`` for each of the next words after a negation, up to punctuation."""
    found, left = [], 0
    for before, token in pairwise(tokens):
        left = reach if before.term in NEGATIONS else left
        left = 0 if _STOP.search(text[before.end : token.start]) else left
        if left and token.term not in NEGATIONS:
            found.append(f"tidak_{token.term}")
        left = max(0, left - 1)
    return found


def quoted(tokens, text):
    """A copy of each word within quotation marks, and a mark that there are some.

    A sentence may be a part of a quotation: what stands before a closing mark is quoted, too.
    """
    marks = [(match[0], match.start()) for match in _QUOTE.finditer(text)]
    if not marks:
        return []
    inside = marks[0][0] == "”"
    found, ends = ["q:"], [place for _, place in marks]
    for token in tokens:
        passed = sum(place < token.start for place in ends)
        if (passed % 2 == 1) != inside:
            found.append(f"q:{token.term}")
    return found


def weigh(blocks, train, test):
    """TF-IDF of both sides, terms and weights from the first alone; and the number of terms."""
    sides = [], []
    for counted, share, fewest in blocks:
        seen = counted.counts[train]
        texts = np.bincount(seen.indices, minlength=len(counted.terms))
        columns = np.flatnonzero(texts >= fewest)
        idf = share * (1 + np.log((1 + len(train)) / (1 + texts[columns])))
        for side, counts in zip(sides, (seen, counted.counts[test]), strict=True):
            part = counts[:, columns].tocsr()
            part.data = (1 + np.log(part.data)) * idf[part.indices]
            side.append(part)
    known, unknown = (normalize(_narrow(hstack(side, format="csr")), copy=False) for side in sides)
    return known, unknown, known.shape[1]


def _narrow(matrix):
    """With 32-bit places, which are all that liblinear takes."""
    places = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return csr_array((matrix.data, *places), shape=matrix.shape)


def augment(features, kinds):
    """The features thrice: for all, for articles, for comments (Daume 2007)."""
    own = [features.multiply((kinds == kind)[:, np.newaxis]) for kind in ("article", "comment")]
    return _narrow(hstack([features, *own], format="csr"))
