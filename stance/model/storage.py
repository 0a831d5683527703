"""How a bundle lies on disk: a few plain files in a folder, replaced as a whole.

- ``manifest.json``: format number, codebook, text and feature settings, counts, the documents it
  was trained on, out-of-fold figures, versions, and the digest of every file;
- ``arrays.safetensors``: `idf`, `weights` and `intercept`;
- ``terms.txt``: the terms, one a line, in the order of the arrays' columns;
- ``lexicon.tsv``: the expressions that leave marks and their classes, if the model sees marks;
- ``top-terms.tsv``: for the eye, the terms that speak most for each label;
- ``comments/``: the same files of the classifier of readers' comments, if they have their own.
"""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import OutputError
from stance.files import write_atomically
from stance.text import Lexicon
from stance.text.lexicon import encode_lexicon

FORMAT = 2
"""Raised whenever an older version could misread a newer bundle, or the reverse."""
MANIFEST = "manifest.json"
ARRAYS = "arrays.safetensors"
TERMS = "terms.txt"
TOP_TERMS = "top-terms.tsv"
LEXICON = "lexicon.tsv"
COMMENTS = "comments"
_SUMMARY = ("digest", "labels", "kinds", "text", "validation")


def digest_of(manifest: Mapping[str, Any]) -> str:
    """The digest of a manifest with all it says, itself excepted."""
    content = {name: value for name, value in manifest.items() if name != "digest"}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return blake2b(canonical.encode("ascii"), digest_size=16).hexdigest()


def summary_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a bundle's manifest repeats of that of the comments' classifier; the digest seals it."""
    return {name: manifest[name] for name in _SUMMARY}


def file_digest(data: bytes) -> str:
    """The digest of a file's content, as the manifest records it."""
    return blake2b(data, digest_size=32).hexdigest()


def seals_of(files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Size and digest of each file, as the manifest records them."""
    return {
        name: {"bytes": len(data), "blake2b": file_digest(data)} for name, data in files.items()
    }


def encode_files(
    terms: Sequence[str],
    arrays: Mapping[str, NDArray[np.float64]],
    top_terms: Mapping[str, Sequence[tuple[str, float]]],
    lexicon: Lexicon | None,
) -> dict[str, bytes]:
    """The bytes of every file but the manifest. A term holds no white space but a pair's space."""
    from safetensors.numpy import save

    rows = [
        f"{label}\t{term}\t{weight:.4f}" for label, top in top_terms.items() for term, weight in top
    ]
    files = {
        ARRAYS: save(dict(arrays)),
        TERMS: _lines(terms),
        TOP_TERMS: _lines(["label\tterm\tweight", *rows]),
    }
    return files | ({} if lexicon is None else {LEXICON: encode_lexicon(lexicon)})


def _lines(lines: Sequence[str]) -> bytes:
    # A lone surrogate can stand in a text that was read from JSON: it must survive the round trip.
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def encode_manifest(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as JSON in ASCII, one entry a line."""
    return json.dumps(manifest, indent=1).encode("ascii") + b"\n"


def write_bundle(path: str | Path, files: Mapping[str, bytes]) -> None:
    """Write the files as a folder, in one step; a bundle that stands there is replaced.

    Raises
    ------
    OutputError
        If `path` is a file or a folder with other content, or cannot be written.
    """
    final = Path(path).resolve()
    check_replaceable(final)
    _write_folder(final, files)


def check_replaceable(path: str | Path) -> None:
    """Look whether a bundle may be written there, before the work that leads to one.

    Raises
    ------
    OutputError
        If `path` is a file or a folder with other content.
    """
    final = Path(path).resolve()
    if not final.exists():
        return
    if not final.is_dir():
        raise OutputError(
            f"Expected a folder to write the bundle to, got the file {str(final)!r}. "
            "Choose another name."
        )
    try:
        names = {entry.name for entry in final.iterdir()}
        inner = final / COMMENTS
        if inner.is_dir():
            names |= {f"{COMMENTS}/{entry.name}" for entry in inner.iterdir()}
    except OSError as error:
        raise OutputError(f"The folder {str(final)!r} cannot be read: {error.strerror}.") from error
    files = {MANIFEST, ARRAYS, TERMS, TOP_TERMS, LEXICON}
    known = {*files, COMMENTS, *(f"{COMMENTS}/{name}" for name in files)}
    if names and (MANIFEST not in names or not names <= known):
        strange = sorted(names - known)
        raise OutputError(
            f"Expected a new or empty folder, or a bundle to replace, at {str(final)!r}, got a "
            f"folder with other content{f' such as {strange[0]!r}' if strange else ''}. Choose "
            "another name."
        )


def _write_folder(final: Path, files: Mapping[str, bytes]) -> None:
    """All files aside, then two renames; if the last one fails, the old folder is put back."""
    old = final.with_name(f".{final.name[-100:]}.{os.getpid()}.old")

    def write(aside: Path) -> None:
        aside.mkdir()
        for name, data in files.items():
            (aside / name).parent.mkdir(exist_ok=True)
            (aside / name).write_bytes(data)
        if final.exists():
            final.rename(old)

    try:
        write_atomically(final, write)
    finally:
        if old.exists():
            _put_back_or_remove(old, final)


def _put_back_or_remove(old: Path, final: Path) -> None:
    if final.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.rename(final)
