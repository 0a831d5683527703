"""Stable ids for documents that bring none, and hashes that stand for readers' names."""

import re
import unicodedata
from hashlib import blake2b

_SCHEME = re.compile(r"\A[a-z]+://(?:www\.|m\.)?", re.IGNORECASE)
_TRACKING = re.compile(r"(?:\?(?:utm_|fbclid|gclid|source=|from=|ref=|page=all).*)?(?:#.*)?\Z")
_HASH = re.compile(r"[0-9a-f]{16}")


def article_id(*, url: str | None = None, title: str = "", text: str = "") -> str:
    """The id of an article without one: from its URL, else from its title and text.

    The same article has the same id whenever and wherever it is read; `http`, `www.`, a tracking
    tail and a closing slash do not matter.

    Examples
    --------
    >>> article_id(url="https://www.warta.example/read/1") == article_id(
    ...     url="http://warta.example/read/1/?utm_source=x"
    ... )
    True
    >>> article_id(title="Judul", text="Isi.") == article_id(title="Judul", text="Isi lain.")
    False
    """
    if url:
        return f"url-{_digest(_TRACKING.sub('', _SCHEME.sub('', url.strip())).rstrip('/'))}"
    return f"text-{_digest(title, text)}"


def commenter_hash(name: str, *, salt: str) -> str | None:
    """Sixteen hex digits that stand for a reader's name, or `None` for an empty name.

    Without `salt`, nobody can tell from the hash whether it is a given name's. What already is
    such a hash stays as it is, so that a corpus can be exported and read again.

    Examples
    --------
    >>> commenter_hash("Budi  Santoso", salt="s") == commenter_hash("budi santoso ", salt="s")
    True
    >>> commenter_hash("Budi Santoso", salt="s") == commenter_hash("Budi Santoso", salt="t")
    False
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    if not plain or _HASH.fullmatch(plain):
        return plain or None
    key = blake2b(salt.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    return blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8, key=key).hexdigest()


def _digest(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=6).hexdigest()
