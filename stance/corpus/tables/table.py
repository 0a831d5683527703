"""A user's table -> articles and comments, with every repair noted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from stance.corpus.identity import article_id, commenter_hash
from stance.corpus.tables.columns import NAMES, find_columns
from stance.corpus.tables.published import Publication, read_publication
from stance.corpus.tables.repairs import repair_line, repair_text
from stance.corpus.tables.rows import read_rows
from stance.records import Article, Comment, Corpus, Note, NoteKind

LONGEST_TEXT: Final = 20_000_000
"""Code points; a longer text is no article, and would take the memory of all the others."""


def read_table(
    path: str | Path, *, columns: Mapping[str, str] | None = None, today: date, salt: str = ""
) -> Corpus:
    """The articles and comments of a JSONL, JSON, CSV, TSV or Parquet file.

    A row with a value in the column ``article_id`` is a comment on that article; a list in the
    column ``comments`` holds the comments of its row's article. No row is lost silently: a row
    without text is an article with an empty text and a note, and a row that cannot be a document
    is noted as skipped.

    Parameters
    ----------
    path
        The table; its ending says of which kind it is.
    columns
        Field -> the user's column, as in ``{"text": "isi", "title": "judul"}``. Fields that are not
        named are recognised by the usual names of their columns.
    today
        The day of reading: no later date is believed.
    salt
        Key of the hashes that stand for readers' names.

    Raises
    ------
    InputError
        The file is no such table, or lacks the column of the text or a named column.
    SettingError
        `columns` names a field that does not exist.
    """
    table = read_rows(path)
    names = find_columns(table.columns, given=columns, file=str(path))
    rows = _Rows(file=str(path), names=names, today=today, salt=salt, notes=list(table.notes))
    for line, row in table.rows:
        rows.take(line, {part: row.get(column) for part, column in names.items()})
    return Corpus(
        articles=tuple(rows.articles), comments=tuple(rows.comments), notes=tuple(rows.notes)
    )


@dataclass(slots=True, kw_only=True)
class _Rows:
    """What has been read of one table so far."""

    file: str
    names: Mapping[str, str]
    today: date
    salt: str
    articles: list[Article] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)

    def take(self, line: int, row: Mapping[str, Any]) -> None:
        """Add the row's document, and the comments that an article's row holds."""
        if len(text := _text(row.get("text"))) > LONGEST_TEXT:
            detail = f"expected at most {LONGEST_TEXT} characters, got {len(text)}: split the text"
            self._note("skipped", "too-large", line, detail=detail)
        elif owner := _line(row.get("article_id")):
            self._take_comment(row, text, owner=owner, line=line)
        elif text.strip() or _line(row.get("title")):
            self._take_article(row, text, line=line)
        else:
            self._note("skipped", "empty-row", line)

    def _take_article(self, row: Mapping[str, Any], text: str, *, line: int) -> None:
        repaired, title = repair_text(text), repair_line(_text(row.get("title")))
        url = _line(row.get("url")) or None
        own = _line(row.get("id")) or article_id(url=url, title=title.text, text=repaired.text)
        when = self._published(row, url, line=line, document_id=own)
        counts = repaired.counts | {
            code: repaired.counts.get(code, 0) + count for code, count in title.counts.items()
        }
        self._note_repairs(counts, line=line, document_id=own)
        if not repaired.text.strip():
            self._note("marked", "empty-text", line, document_id=own)
        self.articles.append(
            Article(
                id=own,
                title=title.text,
                text=repaired.text,
                url=url,
                published=when.value,
                published_precision=when.precision,
                published_candidates=when.candidates,
                outlet=_line(row.get("outlet")) or None,
                author=_line(row.get("author")) or None,
                editor=_line(row.get("editor")) or None,
                source=_line(row.get("agency")) or None,
                place=_line(row.get("place")) or None,
            )
        )
        for nested in _nested(row.get("comments")):
            self._take_comment(nested, _text(nested.get("text")), owner=own, line=line)

    def _take_comment(self, row: Mapping[str, Any], text: str, *, owner: str, line: int) -> None:
        position = _number(row.get("position"))
        if position is None:
            position = self.positions.get(owner, 0)
        self.positions[owner] = max(self.positions.get(owner, 0), position + 1)
        own = _line(row.get("id")) or f"{owner}#{position}"
        repaired = repair_text(text)
        if not repaired.text.strip():
            self._note("skipped", "empty-comment", line, document_id=own)
            return
        when = self._published(row, None, line=line, document_id=own)
        self._note_repairs(repaired.counts, line=line, document_id=own)
        self.comments.append(
            Comment(
                id=own,
                article_id=owner,
                text=repaired.text,
                position=position,
                published=when.value,
                published_precision=when.precision,
                reply_to=_number(row.get("reply_to")),
                commenter=commenter_hash(_line(row.get("commenter")), salt=self.salt),
            )
        )

    def _published(
        self, row: Mapping[str, Any], url: str | None, *, line: int, document_id: str
    ) -> Publication:
        when = read_publication(row.get("published"), row.get("time"), url=url, today=self.today)
        kinds: tuple[tuple[NoteKind, str | None], ...] = (
            ("repaired", when.repaired), ("inferred", when.inferred), ("marked", when.marked),
        )  # fmt: skip
        for kind, what in kinds:
            # A table without any dates has no dates missing.
            if what and not (what == "date-missing" and "published" not in self.names):
                detail = f"{_line(row.get('published'))[:60]} {_line(row.get('time'))[:60]}".strip()
                self._note(kind, what, line, detail=detail, document_id=document_id)
        return when

    def _note_repairs(self, counts: Mapping[str, int], *, line: int, document_id: str) -> None:
        for code, count in sorted(counts.items()):
            times = "once" if count == 1 else f"{count} times"
            self._note("repaired", code, line, detail=times, document_id=document_id)

    def _note(
        self,
        kind: NoteKind,
        what: str,
        line: int,
        *,
        detail: str = "",
        document_id: str | None = None,
    ) -> None:
        note = Note(
            kind=kind, what=what, file=self.file, line=line, detail=detail, document_id=document_id
        )
        self.notes.append(note)


def _text(cell: Any) -> str:
    """A cell as text: nothing for an empty one, a paragraph an item for a list."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, (list, tuple)):
        return "\n".join(filter(None, map(_text, cell)))
    if cell is None or isinstance(cell, (bool, dict)) or cell != cell:  # noqa: PLR0124 - a NaN
        return ""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace")
    # Spreadsheets turn the id 17 into 17.0.
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _line(cell: Any) -> str:
    return repair_line(_text(cell)).text


def _number(cell: Any) -> int | None:
    text = _text(cell).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None  # noqa: PLR2004


def _nested(cell: Any) -> Iterator[Mapping[str, Any]]:
    """The comments of one cell: a list of texts or of objects, as such or as JSON."""
    if isinstance(cell, str) and cell.lstrip().startswith("["):
        try:
            cell = json.loads(cell)
        except (ValueError, RecursionError):
            return
    for item in cell if isinstance(cell, list) else ():
        if isinstance(item, dict):
            row = {str(name): value for name, value in item.items()}
            # With the last of the text's names added, an object without a text becomes an empty
            # comment, which is noted.
            names = find_columns([*row, NAMES["text"][-1]])
            yield {part: row.get(column) for part, column in names.items()}
        else:
            yield {"text": item}
