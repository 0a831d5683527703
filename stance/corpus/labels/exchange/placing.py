"""Where the sentence of an answer stands in the corpus: said by its fields, or found by its text.

Never guessed: a text that stands in two places, or in none, is reported.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from stance.corpus.labels.annotations import Place, nearest_place, text_digest
from stance.corpus.labels.exchange.items import Answer
from stance.corpus.labels.gold import documents_by_id
from stance.records import Article, Comment, Corpus, Sentence

Document = Article | Comment
Split = Callable[[str], Sequence[Sentence]]

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A sentence's place and digest; `moved` says that it is not where the file has it."""

    place: Place
    digest: str
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Why an answer has no place: `what` in one word, `detail` for people."""

    what: str
    detail: str


@dataclass(slots=True, kw_only=True)
class Places:
    """Finds places in a corpus; without one, believes fields whose digest fits the text.

    Texts are compared with runs of white space as one space, since tools trim and wrap.
    """

    corpus: Corpus | None = None
    split: Split | None = None
    _documents: dict[str, Document] = field(default_factory=dict)
    _sentences: dict[str, list[Place]] | None = None

    def __post_init__(self) -> None:
        if self.corpus is not None:
            self._documents = documents_by_id(self.corpus)

    def find(self, answer: Answer) -> Placed | Lost:
        """The place of an answer's sentence."""
        if self.corpus is None:
            return _believe(answer)
        if (said := place_said(answer)) is not None and said[0] in self._documents:
            return self._check(answer, said)
        if answer.text is None:
            return Lost(
                what="no-document", detail=f"no document {answer.document_id!r} in the corpus"
            )
        return self._search(answer)

    def _check(self, answer: Answer, said: Place) -> Placed | Lost:
        """The place that the fields say, or where its text stands in that document now."""
        name, start, end = said
        text = self._documents[name].text
        place = said
        if answer.digest is None:
            if answer.text is None or not same_words(text[start:end], answer.text):
                return self._search(answer)
        else:
            found = nearest_place(text, (start, end), digest=answer.digest)
            if found is None:
                return Lost(what="no-sentence", detail=f"the sentence at {start} of {name} is gone")
            place = (name, *found)
        sentence = text[place[1] : place[2]]
        if answer.text is not None and not same_words(sentence, answer.text):
            return Lost(
                what="text-changed", detail=f"the text at {start} of {name} differs from the file's"
            )
        return Placed(place=place, digest=text_digest(sentence), moved=place != said)

    def _search(self, answer: Answer) -> Placed | Lost:
        found = self._index().get(_words(answer.text or ""), [])
        if answer.document_id is not None and len(found) > 1:
            found = [place for place in found if place[0] == answer.document_id] or found
        if answer.title is not None and len(found) > 1:
            found = [place for place in found if self._title(place) == answer.title] or found
        if not found:
            return Lost(what="not-found", detail="no sentence of the corpus has this text")
        if len(found) > 1:
            shown = ", ".join(f"{place[0]} at {place[1]}" for place in found[:_SHOWN])
            return Lost(what="ambiguous", detail=f"the text stands in {len(found)} places: {shown}")
        name, start, end = found[0]
        return Placed(place=found[0], digest=text_digest(self._documents[name].text[start:end]))

    def _index(self) -> Mapping[str, list[Place]]:
        """Every sentence of the corpus by its words; made when first needed."""
        if self._sentences is None:
            found: dict[str, list[Place]] = defaultdict(list)
            for name, document in self._documents.items():
                for sentence in self.split(document.text) if self.split else ():
                    found[_words(sentence.text)].append((name, sentence.start, sentence.end))
            self._sentences = dict(found)
        return self._sentences

    def _title(self, place: Place) -> str | None:
        document: Document | None = self._documents[place[0]]
        if isinstance(document, Comment):
            document = self._documents.get(document.article_id)
        return document.title if isinstance(document, Article) else None


def place_said(answer: Answer) -> Place | None:
    """The place that an answer's fields say, if they say one."""
    if answer.document_id is None or answer.start is None or answer.end is None:
        return None
    if not answer.start < answer.end:
        return None
    return answer.document_id, answer.start, answer.end


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in white space only.

    >>> same_words("Kedua  pihak sepakat.", " Kedua pihak sepakat. ")
    True
    """
    return _words(one) == _words(other)


def _words(text: str) -> str:
    return " ".join(text.split())


def _believe(answer: Answer) -> Placed | Lost:
    said = place_said(answer)
    if said is None or answer.digest is None:
        return Lost(
            what="no-place",
            detail="the file does not say where the sentence stands; name the corpus",
        )
    if answer.text is not None and text_digest(answer.text) != answer.digest:
        return Lost(what="text-changed", detail="the text does not fit its digest; name the corpus")
    return Placed(place=said, digest=answer.digest)
