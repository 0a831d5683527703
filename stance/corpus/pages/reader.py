"""One saved web page, text or HTML -> an article, its comments, and what was done to get them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from stance.corpus.comments import CommentBlock, RawComment, find_in_lines
from stance.corpus.dates import DateReading, read_date
from stance.corpus.encoding import decode, is_binary
from stance.corpus.identity import commenter_hash
from stance.corpus.pages.archives import unpack
from stance.corpus.pages.layout import Draft, lay_out
from stance.corpus.pages.lines import Judge, Line, join_wrapped, read_lines, split_lines
from stance.corpus.pages.outlets import OutletRules, Rules, load_rules
from stance.corpus.pages.undated import infer_date
from stance.records import Article, Comment, Corpus, Note, NoteKind

LARGEST_PAGE = 50_000_000
"""Bytes; a saved page of this size is not an article."""

MOST_LINES, MOST_TAGS = 20_000, 200_000
"""A page with more lines, or HTML with more tags, is not one article, and would take minutes."""

_FEWEST_WORDS = 4
_HTML = re.compile(
    r"<(?:!doctype|!--|\?xml|html|head|body|meta|title|script|div|article|p|main)\b", re.I
)
_HTML_INSIDE = re.compile(r"<(?:html|body)[\s>]", re.I)
_SITE = re.compile(r"(?P<bare>.+?)\s+[-–—|]\s+(?P<site>[^–—|]{2,40})")
_SNIFFED = 5000  # code points
_DATE_DETAILS: dict[str, tuple[NoteKind, str]] = {
    "year-inferred": ("inferred", "the page gives no year: {value} fits weekday, day and month"),
    "date-from-text": ("inferred", "the page has no dateline: {value} is the day its lead names"),
    "date-impossible": ("marked", "the page's date does not exist: left unknown"),
    "date-in-future": ("marked", "the page's date lies after the day of reading: left unknown"),
    "day-month-swapped": ("repaired", "day and month were swapped: {value} fits"),
    "weekday-wrong": ("marked", "the weekday does not fit the date"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page that is being read."""

    file: str
    id: str
    today: date
    salt: str
    rules: Rules


def read_page(
    data: bytes, *, file: str, today: date, salt: str = "", rules: Rules | str | Path | None = None
) -> Corpus:
    r"""The article of one saved page (text or HTML, told by its content), its comments, and notes.

    Nothing is raised for any bytes: a page without an article gives a note of kind ``skipped``.

    Parameters
    ----------
    data
        The file's bytes.
    file
        Its name, for notes; the article's id is made from it.
    today
        The day of reading: later dates are not believed, missing years are inferred up to it.
    salt
        The key with which readers' names are hashed.
    rules
        Tables from `load_rules` (load them once for many pages), or a folder of own tables.

    Examples
    --------
    >>> page = ("Dewan Kapal Bersidang\n\nSenin, 4 Maret 2019 | 09:10 WIB\n\nRIGA - Dewan Kapal "
    ...         "bersidang lagi sesudah dua tahun diam. Hasilnya tipis.")
    >>> corpus = read_page(page.encode(), file="dewan.txt", today=date(2024, 1, 1))
    >>> article = corpus.articles[0]
    >>> article.id, article.title, article.place, article.published.isoformat()
    ('dewan', 'Dewan Kapal Bersidang', 'RIGA', '2019-03-04T09:10:00+07:00')
    """
    page = _Page(
        file=file,
        id=_safe_id(file),
        today=today,
        salt=salt,
        rules=load_rules(rules),
    )
    if refusal := _refusal(data):
        return _skipped(page, *refusal)
    decoded = decode(unpack(data))
    repairs = [
        Note(kind="repaired", what=code, file=file, detail=f"{count} places", document_id=page.id)
        for code, count in zip(decoded.repairs, decoded.counts, strict=True)
    ]
    if refusal := _refusal_of_text(decoded.text):
        return _skipped(page, *refusal)
    if is_html(decoded.text):
        from stance.corpus.pages.html import read_html

        draft, block = read_html(decoded.text, rules=page.rules, today=today)
    else:
        draft, block = _read_plain(decoded.text, page)
    return _corpus(page, draft, block, repairs)


def is_html(text: str) -> bool:
    """Whether a page is HTML by its content; text that merely shows a tag is not.

    >>> is_html("<!DOCTYPE html><html>"), is_html("Anda boleh memakai <a href> dan <b>.")
    (True, False)
    """
    start = text[:_SNIFFED].lstrip("\ufeff \t\r\n")
    return _HTML.match(start) is not None or _HTML_INSIDE.search(start) is not None


def _refusal(data: bytes) -> tuple[str, str] | None:
    if not data:
        return "empty", "the file is empty: save the page again"
    if len(data) > LARGEST_PAGE:
        return "too-large", (
            f"expected at most {LARGEST_PAGE:,} bytes, got {len(data):,}: "
            "split it into pages, or give it as a table"
        )
    if is_binary(data):
        return "binary", "expected text or HTML, got a binary file: save the page as text or HTML"
    return None


def _refusal_of_text(text: str) -> tuple[str, str] | None:
    if not text.strip():
        return "empty", "the page holds nothing but white space: save it again"
    lines, tags = text.count("\n"), text.count("<")
    if lines > MOST_LINES or (tags > MOST_TAGS and is_html(text)):
        return "too-large", (
            f"expected one article, got {lines:,} lines with {tags:,} tags: "
            "split it into pages, or give it as a table"
        )
    return None


def _read_plain(text: str, page: _Page) -> tuple[Draft, CommentBlock | None]:
    lines = read_lines(text)
    block = find_in_lines(split_lines(text))
    parts = [lines]
    if block:
        # A page's article stands above its comments; where none does, the heading was something
        # else, such as a counter under the title.
        above, below = lines[: block.first_line - 1], lines[block.last_line :]
        parts = [above, below if block.comments else lines]
    title = block.title if block else None
    feet = lines[block.last_line :] if block else []
    drafts = (_lay_out(part, feet, page, title=title) for part in parts)
    return next((draft for draft in drafts if draft.paragraphs), Draft()), block


def _lay_out(
    part: Sequence[Line], feet: Sequence[Line], page: _Page, *, title: str | None
) -> Draft:
    """The article in a part of a page, read by its outlet's table once that is known.

    `feet` are the lines below the comments, which may name the outlet too.
    """
    whole, any_page = join_wrapped(part), page.rules.any_page
    draft = lay_out(whole, _judge(page, any_page), title=title)
    names = [draft.outlet or "", *draft.furniture, *(line.text for line in feet)]
    outlet = page.rules.of_marker(names)
    if outlet:
        draft = lay_out(whole, _judge(page, outlet, any_page), title=title)
        draft = replace(draft, outlet=outlet.outlet or draft.outlet)
    return replace(draft, title=_without_site(draft.title, page.rules))


def _without_site(title: str | None, rules: Rules) -> str | None:
    """A title without the outlet's name after a dash or a bar, as a window's title has it."""
    if title is None:
        return None
    found = _SITE.fullmatch(title)
    return found["bare"] if found and rules.of_name(found["site"]) else title


def _judge(page: _Page, *tables: OutletRules) -> Judge:
    return Judge(rules=page.rules, tables=tables, today=page.today)


def _corpus(
    page: _Page, draft: Draft, block: CommentBlock | None, repairs: Sequence[Note]
) -> Corpus:
    if not _is_article(draft, page):
        return _skipped(
            page, "no-article", "no paragraph of an article was found: save the article's own page"
        )
    reading = draft.published
    if reading is None or reading.value is None:
        reading = infer_date(draft.paragraphs, today=page.today) or reading
    article = Article(
        id=page.id,
        title=draft.title or PurePosixPath(page.file).stem,
        text="\n\n".join(draft.paragraphs),
        outlet=draft.outlet,
        published=reading.value if reading else None,
        published_precision=reading.precision if reading else "unknown",
        published_candidates=reading.candidates if reading else (),
        url=draft.url,
        author=draft.author,
        editor=draft.editor,
        source=draft.source,
        place=draft.place,
        comments_announced=_announced(draft, block),
    )
    raw = block.comments if block else ()
    return Corpus(
        articles=(article,),
        comments=tuple(_comment(page, n, comment) for n, comment in enumerate(raw)),
        notes=(*repairs, *_notes(page, draft, reading)),
    )


def _is_article(draft: Draft, page: _Page) -> bool:
    words = sum(len(paragraph.split()) for paragraph in draft.paragraphs)
    missing = draft.title is not None and page.rules.any_page.missing.match(draft.title)
    return words >= _FEWEST_WORDS and not missing


def _announced(draft: Draft, block: CommentBlock | None) -> int | None:
    """The number of comments the page claims: its heading's, or a bare counter that agrees.

    Of bare numbers under a title one may count comments, another shares; which one cannot be
    told, unless one of them is the number of comments on the page (none included).
    """
    if block and block.announced is not None:
        return block.announced
    found = len(block.comments) if block else 0
    return found if found in draft.counters else None


def _comment(page: _Page, position: int, raw: RawComment) -> Comment:
    reading = read_date(raw.when, today=page.today) if raw.when else None
    if reading is not None and reading.precision == "inferred":
        reading = None  # a comment has no text that could choose the year
    return Comment(
        id=f"{page.id}#{position}",
        article_id=page.id,
        text=raw.text,
        position=position,
        published=reading.value if reading else None,
        published_precision=reading.precision if reading else "unknown",
        reply_to=raw.reply_to,
        commenter=commenter_hash(raw.name, salt=page.salt) if raw.name else None,
    )


def _notes(page: _Page, draft: Draft, reading: DateReading | None) -> Iterator[Note]:
    def note(kind: NoteKind, what: str, detail: str, line: int | None = None) -> Note:
        return Note(
            kind=kind, what=what, file=page.file, detail=detail, line=line, document_id=page.id
        )

    if not draft.title:
        yield note(
            "inferred", "title-from-file", "no title was found: the file's name stands for it"
        )
    if reading is None:
        yield note(
            "marked", "date-unknown", "the page has no date: give one in a table if you know it"
        )
    elif reading.problem:
        kind, detail = _DATE_DETAILS[reading.problem]
        detail = detail.format(value=reading.value)
        if len(reading.candidates) > 1:
            detail += (
                f" (also {', '.join(str(d) for d in reading.candidates if d != reading.value)})"
            )
        yield note(kind, reading.problem, detail, draft.date_line)


def _skipped(page: _Page, what: str, detail: str) -> Corpus:
    note = Note(kind="skipped", what=what, file=page.file, detail=detail)
    return Corpus(articles=(), notes=(note,))


def _safe_id(file: str) -> str:
    """The file's name without its ending, and without characters that ids had better not hold."""
    stem = PurePosixPath(file.replace("\\", "/")).stem
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "page"
