"""The lines of one page with what each of them is, for those who look for the article in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from stance.corpus.pages.datelines import join_datelines
from stance.corpus.pages.lines import Judge, Kind, Line, read_credits


@dataclass(slots=True, kw_only=True)
class Marked:
    """Lines with what they are, and what is found in them."""

    judge: Judge
    lines: Sequence[Line]
    kinds: list[Kind]
    pieces: list[str]
    credits: dict[str, str] = field(default_factory=dict)

    def of_kind(self, *kinds: Kind, before: int | None = None) -> list[int]:
        """The lines of these kinds, those above `before` only."""
        return [i for i, kind in enumerate(self.kinds[:before]) if kind in kinds]


def mark(lines: Sequence[Line], judge: Judge) -> Marked:
    """The lines with what they are, once furniture inside them is gone."""
    joined = join_datelines(lines)
    pieces = [piece for line in joined for piece in judge.inline_pieces(line.text)]
    clean = [Line(number=line.number, text=judge.without_inline(line.text)) for line in joined]
    kinds = [judge.kind(line.text) for line in clean]
    _mark_captions_beside(clean, kinds)
    return Marked(judge=judge, lines=clean, kinds=kinds, pieces=pieces)


def furniture_of(marked: Marked, body: Sequence[int]) -> tuple[str, ...]:
    """The lines outside the text, and the pieces taken out of it."""
    inside = set(body)
    # A credited source is another outlet than the page's own.
    outside = (
        line.text
        for i, line in enumerate(marked.lines)
        if i not in inside and "source" not in read_credits(line.text, marked.judge.tables)
    )
    return (*filter(None, outside), *marked.pieces)


def _mark_captions_beside(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """Captions that only their neighbours betray, such as a label: "Keterangan gambar,"."""
    for i, below in reversed(list(pairwise(i for i, kind in enumerate(kinds) if kind != "blank"))):
        # A picture's description stands above a caption that begins with the same words.
        same = kinds[below] == "caption" and lines[below].text.startswith(lines[i].text)
        kinds[i] = "caption" if same and kinds[i] in {"short", "sentence"} else kinds[i]
    waiting = False
    for i, kind in enumerate(kinds):
        if waiting and kind in {"short", "sentence"}:
            kinds[i], waiting = "caption", False
        elif kind != "blank":
            waiting = kind == "caption" and lines[i].text.endswith((",", ":"))
