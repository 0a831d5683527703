"""Pages, tables, folders of them, and corpora written before -> one corpus."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

from stance.corpus.duplicates import mark_duplicates
from stance.corpus.merging import merge
from stance.corpus.pages import LARGEST_PAGE, Rules, load_rules, read_page
from stance.corpus.store import FILES, is_corpus, read_corpus
from stance.corpus.tables import read_table
from stance.corpus.tables.rows import table_suffix
from stance.errors import InputError
from stance.records import Corpus, Note

PAGES: Final = (".htm", ".html", ".mhtml", ".shtml", ".text", ".txt", ".xhtml", ".xml")
"""The endings of pages; in a folder, files of other endings than these and tables' are skipped."""

_SHOWN_REASONS = 3
_LAST_DAY = date(9999, 12, 30)  # the calendar's last but one: dates are compared with its morrow

Progress = Callable[[int, int], None]


def read(
    *inputs: str | Path,
    columns: Mapping[str, str] | None = None,
    today: date | None = None,
    salt: str = "",
    rules: Rules | str | Path | None = None,
    progress: Progress | None = None,
) -> Corpus:
    r"""All articles and comments of the inputs, and notes on what was done to them on the way.

    An input is a page (text or HTML), a table (JSONL, JSON, CSV, TSV, Parquet), a folder that
    `write_corpus` wrote, or a folder of any of these, which is read with its subfolders in the
    order of the names. An article that is there twice with the same id and content is skipped the
    second time; other content gets an id of its own. Near-duplicates are marked.

    Parameters
    ----------
    inputs
        Files and folders.
    columns
        For tables: field -> the user's column, as in ``{"text": "isi"}``.
    today
        The day of reading, by default this computer's: no later date is believed.
    salt
        Key of the hashes that stand for readers' names.
    rules
        For pages: tables from `stance.corpus.pages.load_rules`, or a folder of own tables.
    progress
        Called with the number of files read so far and of all files.

    Raises
    ------
    InputError
        An input does not exist, or not one document was found in all of them.

    Examples
    --------
    >>> import tempfile
    >>> table = Path(tempfile.mkdtemp()) / "berita.csv"
    >>> _ = table.write_text("judul;isi;tanggal\nNATO;Kedua pihak bertemu.;05/05/2023\n")
    >>> [(article.title, article.published) for article in read(table).articles]
    [('NATO', datetime.date(2023, 5, 5))]
    """
    # The reader's own day: an article of "today" is one of their today.
    day = min(today or date.today(), _LAST_DAY)  # noqa: DTZ011
    found = [(path, named) for each in inputs for path, named in _files(Path(each))]
    loaded = load_rules(rules)
    parts: list[Corpus] = []
    stored = True
    for count, (path, named) in enumerate(found, start=1):
        if path.is_dir():
            parts.append(read_corpus(path))
        else:
            stored = False
            parts.append(
                _read_file(path, named=named, columns=columns, today=day, salt=salt, rules=loaded)
            )
        if progress is not None:
            progress(count, len(found))
    corpus = merge(parts)
    if not (corpus.articles or corpus.comments) and not (stored and found):
        raise InputError(_nothing(inputs, corpus.notes))
    return corpus if stored else _mark(corpus)


def _files(path: Path) -> Iterator[tuple[Path, bool]]:
    """The pages, tables and written corpora of an input, and whether the user named each itself."""
    if not path.exists():
        raise InputError(
            f"Expected a file or folder, got {str(path)!r}, which is not there. Check the name."
        )
    if not path.is_dir():
        yield path, True
        return
    for name, folders, files in os.walk(path, onerror=_refuse_folder):
        folder = Path(name)
        # In the order of names, whatever the disk's order; hidden ones are not the user's data.
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        own = set(FILES) if is_corpus(folder) else set()
        if own:
            yield folder, False
        for file in sorted(set(files) - own):
            if not file.startswith("."):
                yield folder / file, False


def _refuse_folder(error: OSError) -> NoReturn:
    # Left out in silence, its articles would be missed by nobody.
    raise InputError(
        f"Expected to read the folder {str(error.filename)!r}, but: {error.strerror}. Check its "
        "permissions."
    ) from error


def _read_file(path: Path, *, named: bool, **options: Any) -> Corpus:
    """One page or table; a file that cannot be read is a note, so that the others still are."""
    if not path.is_file():
        what = "a device or a pipe" if path.exists() else "a link to nothing"
        detail = f"Expected a file, got {what} ({path}). Name the file itself."
        return _skipped(path, "unreadable", detail)
    try:
        if table_suffix(path):
            options.pop("rules")
            return read_table(path, **options)
        if not named and path.suffix.lower() not in PAGES:
            return _skipped(path, "unknown-type", f"a file ending in {path.suffix!r}")
        options.pop("columns")
        return _read_page(path, **options)
    except InputError as error:
        return _skipped(path, "unreadable", str(error))


def _read_page(path: Path, *, today: date, salt: str, rules: Rules) -> Corpus:
    try:
        if (size := path.stat().st_size) > LARGEST_PAGE:
            detail = f"expected a page of at most {LARGEST_PAGE} bytes, got {size}: split it"
            return _skipped(path, "too-large", detail)
        data = path.read_bytes()
    except OSError as error:
        return _skipped(path, "unreadable", error.strerror or str(error))
    return read_page(data, file=str(path), today=today, salt=salt, rules=rules)


def _skipped(path: Path, what: str, detail: str) -> Corpus:
    return Corpus(
        articles=(), notes=(Note(kind="skipped", what=what, file=str(path), detail=detail),)
    )


def _mark(corpus: Corpus) -> Corpus:
    articles, notes = mark_duplicates(corpus.articles)
    return Corpus(articles=articles, comments=corpus.comments, notes=(*corpus.notes, *notes))


def _nothing(inputs: tuple[str | Path, ...], notes: tuple[Note, ...]) -> str:
    skipped = [note for note in notes if note.kind == "skipped"]
    if len(skipped) == 1 and skipped[0].what == "unreadable":
        return skipped[0].detail  # it says itself what was expected and what to do
    shown = ", ".join(repr(str(each)) for each in inputs[:_SHOWN_REASONS]) or "no input"
    if not skipped:
        return (
            f"Expected an article or a comment in {shown}, got none. Name saved pages, tables, or "
            "folders of them."
        )
    reasons = "; ".join(
        f"{note.file}: {(note.detail or note.what).rstrip('.')}"
        for note in skipped[:_SHOWN_REASONS]
    )
    more = f"; and {len(skipped) - _SHOWN_REASONS} more" if len(skipped) > _SHOWN_REASONS else ""
    return f"Expected an article or a comment in {shown}, got none ({reasons}{more})."
