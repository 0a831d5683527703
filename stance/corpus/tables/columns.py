"""Which column of a user's table is which field, by its name."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from stance.errors import InputError, SettingError

# Field -> the names of its column in order of preference, in lower case and without separators.
# An outlet's own name comes before "source", which many scrapers fill with the domain.
NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "id": ("id", "docid", "documentid", "idberita", "newsid", "commentid", "idkomentar"),
        "title": ("title", "judul", "headline", "judulberita", "judulartikel"),
        "text": (
            *("text", "content", "isi", "body", "konten", "teks", "isiberita", "isiartikel"),
            *("artikel", "article", "articletext", "fulltext", "paragraf", "naskah"),
            *("komentar", "comment", "commenttext", "isikomentar"),
        ),
        "published": (
            *("published", "publishedat", "publisheddate", "publishdate", "pubdate", "datetime"),
            *("date", "tanggal", "tgl", "waktu", "tanggalterbit", "tanggalpublikasi", "createdat"),
            *("timestamp",),
        ),
        "time": ("time", "jam", "pukul", "waktu", "waktuterbit"),
        "outlet": (
            "outlet",
            "media",
            "portal",
            "source",
            "sumber",
            "namamedia",
            "website",
            "situs",
        ),
        "url": ("url", "link", "tautan", "alamat", "href", "permalink"),
        "author": ("author", "penulis", "reporter", "wartawan", "byline"),
        "editor": ("editor", "penyunting"),
        "agency": ("agency", "kantorberita"),
        "place": ("place", "tempat", "lokasi", "kota", "dateline"),
        "comments": ("comments", "komentarpembaca", "readercomments", "daftarkomentar"),
        "article_id": ("articleid", "idartikel"),
        "commenter": ("commenter", "name", "nama", "user", "username", "pengguna", "komentator"),
        "position": ("position", "posisi", "urutan"),
        "reply_to": ("replyto", "balasanuntuk", "parent"),
    }
)

_LONGEST_NAME = 100  # a whole file without line ends is one such name
_SHOWN_COLUMNS = 20
_SHOWN_LENGTH = 40


def find_columns(
    present: Iterable[str], *, given: Mapping[str, str] | None = None, file: str = ""
) -> dict[str, str]:
    """Field -> the name of its column in the table, for every field that has one.

    Parameters
    ----------
    present
        The table's columns.
    given
        Field -> column, as the user says; the other fields are recognised by their names.
    file
        For the message.

    Raises
    ------
    SettingError
        `given` names a field that does not exist.
    InputError
        A column that `given` names is not there, or no column holds the text.

    Examples
    --------
    >>> find_columns(["Judul", "isi_berita", "Tanggal"], given={"title": "Judul"})
    {'title': 'Judul', 'text': 'isi_berita', 'published': 'Tanggal'}
    """
    columns = [str(name) for name in present]
    found = dict(_check(given or {}, columns, file))
    by_name = {_plain(name): name for name in reversed(columns)}
    for field, names in NAMES.items():
        if field not in found:
            free = (by_name[name] for name in names if name in by_name)
            column = next((name for name in free if name not in found.values()), None)
            if column is not None:
                found[field] = column
    if "text" not in found:
        raise InputError(
            f"Expected a column with the text, got the columns {_shown(columns)}"
            f"{_where(file)}. Say which it is, as in --column text=NAME."
        )
    return {field: found[field] for field in NAMES if field in found}


def _check(given: Mapping[str, str], columns: list[str], file: str) -> Iterable[tuple[str, str]]:
    for field, column in given.items():
        if field not in NAMES:
            raise SettingError(
                f"Expected one of the fields {', '.join(NAMES)}, got {field[:_SHOWN_LENGTH]!r}. "
                "Write a column as --column FIELD=NAME."
            )
        if column not in columns:
            raise InputError(
                f"Expected a column {column[:_SHOWN_LENGTH]!r} for {field}, got the columns "
                f"{_shown(columns)}{_where(file)}. Write --column {field}=NAME with one of them."
            )
        yield field, column


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name[:_LONGEST_NAME]).lower()


def _shown(columns: list[str]) -> str:
    names = ", ".join(repr(name[:_SHOWN_LENGTH]) for name in columns[:_SHOWN_COLUMNS])
    return (names or "none") + (" and more" if len(columns) > _SHOWN_COLUMNS else "")


def _where(file: str) -> str:
    return f" ({file})" if file else ""
