"""Reading a saved bundle without trusting it.

Nothing in a bundle is run. What is not exactly as `Bundle.save` wrote it is refused, in this
order: the folder, the manifest and its digest, format and text version, then each file's size and
digest, and last, because digests can be forged, the shapes and values themselves.
"""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from stance.errors import BundleError
from stance.model.bundle import Bundle
from stance.model.features import FEATURES
from stance.model.settings import TextSettings
from stance.model.storage import (
    ARRAYS,
    COMMENTS,
    FORMAT,
    LEXICON,
    MANIFEST,
    TERMS,
    TOP_TERMS,
    digest_of,
    file_digest,
    summary_of,
)
from stance.text import Lexicon, text_version
from stance.text.lexicon import decode_lexicon

_MOST_MANIFEST_BYTES = 1 << 28
_MOST_FILE_BYTES = 1 << 32
_FEWEST_LABELS = 2
_REMEDY = "Copy the bundle again, or train it anew with `stance train`."


def load(path: str | Path) -> Bundle:
    """The bundle that was saved in a folder.

    Raises
    ------
    BundleError
        If there is no bundle, or it is truncated, altered, of another format or text version, or
        holds values that no trained bundle has. The message names the file.
    """
    folder = Path(path)
    bundle = _load_one(folder)
    return replace(bundle, comments=_load_comments(folder, bundle.manifest))


def _load_one(folder: Path) -> Bundle:
    """A bundle without the classifier of comments that may come with it."""
    manifest = _read_manifest(folder)
    _check_versions(folder, manifest)
    labels = _check_entries(folder, manifest)
    terms = _read_terms(folder, _read_file(folder, TERMS, manifest))
    _read_file(folder, TOP_TERMS, manifest)
    arrays = _read_arrays(folder, _read_file(folder, ARRAYS, manifest))
    _check_arrays(folder, arrays, n_labels=len(labels), n_terms=len(terms))
    lexicon = _read_lexicon(folder, manifest)
    return Bundle(manifest=manifest, terms=terms, lexicon=lexicon, comments=None, **arrays)


def _load_comments(folder: Path, manifest: dict[str, Any]) -> Bundle | None:
    """The classifier of readers' comments, which must be the one the manifest speaks of."""
    if manifest["comments"] is None:
        return None
    comments = _load_one(folder / COMMENTS)
    sound = (
        comments.manifest["comments"] is None
        and list(comments.labels) == manifest["codebook"]["labels"]
        and summary_of(comments.manifest) == manifest["comments"]
    )
    if not sound:
        _refuse(folder / COMMENTS, "the comments' classifier this bundle was made with", "another")
    return comments


def _refuse(where: Path, expected: str, got: str, remedy: str = _REMEDY) -> NoReturn:
    raise BundleError(f"Expected {expected} at {str(where)!r}, got {got}. {remedy}")


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        got = "a folder without it" if folder.is_dir() else "no folder"
        _refuse(path, "a bundle's manifest", got, "Name the folder that `stance train` wrote.")
    data = _read_bytes(path, most=_MOST_MANIFEST_BYTES)
    try:
        manifest = json.loads(data)
    # A number of too many digits is a ValueError, too many brackets are a RecursionError.
    except (ValueError, RecursionError) as error:
        _refuse(path, "a manifest in JSON", f"something else ({str(error)[:80]})")
    if not isinstance(manifest, dict) or "format" not in manifest:
        _refuse(path, "a manifest with a format number", "JSON without one")
    return manifest


def _check_versions(folder: Path, manifest: dict[str, Any]) -> None:
    """Format first: a later one may seal its manifest otherwise."""
    path = folder / MANIFEST
    if type(manifest["format"]) is not int or manifest["format"] != FORMAT:
        _refuse(
            path,
            f"bundle format {FORMAT}",
            f"format {str(manifest['format'])[:20]!r}",
            "Train it anew with this version of stance, or use the version that wrote it.",
        )
    if manifest.get("digest") != digest_of(manifest):
        _refuse(path, "a manifest as it was written", "one that was altered (digest mismatch)")
    text = manifest.get("text")
    if not isinstance(text, dict) or text.get("version") != text_version():
        version = text.get("version") if isinstance(text, dict) else None
        _refuse(
            path,
            f"a bundle for text version {text_version()!r}",
            f"one for {str(version)[:40]!r}: its terms were made by other rules",
            "Train it anew with `stance train`.",
        )


def _check_entries(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """The labels, after the entries that the rest of the package relies on were looked at."""
    codebook = manifest.get("codebook")
    labels: Any = codebook.get("labels") if isinstance(codebook, dict) else None
    sound = (
        isinstance(codebook, dict)
        and isinstance(codebook.get("task"), str)
        and isinstance(codebook.get("version"), str)
        and _is_strings(labels)
        and len(set(labels)) == len(labels) >= _FEWEST_LABELS
        and _is_text_settings(manifest["text"])
        and manifest.get("features") == FEATURES
        and isinstance(manifest.get("labels"), dict)
        and isinstance(manifest.get("validation"), dict)
        and _is_strings(manifest.get("documents"))
        and isinstance(manifest.get("comments", ""), dict | None)
        and _is_seals(manifest.get("files"), lexicon=manifest["text"]["lexicon"] is not None)
    )
    if not sound:
        _refuse(folder / MANIFEST, "the entries of a trained bundle", "other or missing ones")
    return list(labels)


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _is_text_settings(value: dict[str, Any]) -> bool:
    switches = ("stems", "slang", "names", "letters")
    return (
        value.keys() == {field.name for field in fields(TextSettings)}
        and all(isinstance(value[name], bool) for name in switches)
        and isinstance(value["lexicon"], str | None)
    )


def _is_seals(value: object, *, lexicon: bool) -> bool:
    """Whether these are sizes and digests of exactly our files: no name is ever taken from it."""
    return (
        isinstance(value, dict)
        and value.keys() == {ARRAYS, TERMS, TOP_TERMS} | ({LEXICON} if lexicon else set())
        and all(
            isinstance(seal, dict)
            and isinstance(seal.get("bytes"), int)
            and isinstance(seal.get("blake2b"), str)
            for seal in value.values()
        )
    )


def _read_file(folder: Path, name: str, manifest: dict[str, Any]) -> bytes:
    path, seal = folder / name, manifest["files"][name]
    if not path.is_file():
        _refuse(path, "a file of the bundle", "none")
    size = path.stat().st_size
    if size != seal["bytes"]:
        _refuse(path, f"{seal['bytes']} bytes", f"{size}: it was truncated or altered")
    data = _read_bytes(path, most=_MOST_FILE_BYTES)
    if file_digest(data) != seal["blake2b"]:
        _refuse(path, "the file as it was written", "one that was altered (digest mismatch)")
    return data


def _read_bytes(path: Path, *, most: int) -> bytes:
    try:
        if path.stat().st_size > most:
            _refuse(path, f"at most {most} bytes", f"{path.stat().st_size}")
        return path.read_bytes()
    except OSError as error:
        _refuse(path, "a file that can be read", f"{error.strerror}", "Check its permissions.")


def _read_terms(folder: Path, data: bytes) -> tuple[str, ...]:
    try:
        # Not `splitlines`: it also splits at characters that are not line breaks here.
        terms = data.decode("utf-8", "surrogatepass").split("\n")
    except UnicodeDecodeError:
        _refuse(folder / TERMS, "terms in UTF-8", "other bytes")
    if terms.pop() or not terms or len(set(terms)) < len(terms) or not all(map(_is_term, terms)):
        _refuse(folder / TERMS, "different words and word pairs, one a line", "other lines")
    return tuple(terms)


def _is_term(line: str) -> bool:
    words = line.split()
    return 1 <= len(words) <= max(FEATURES["ngram_range"]) and " ".join(words) == line


def _read_lexicon(folder: Path, manifest: dict[str, Any]) -> Lexicon | None:
    if manifest["text"]["lexicon"] is None:
        return None
    data = _read_file(folder, LEXICON, manifest)
    try:
        lexicon = decode_lexicon(data)
    except ValueError as error:
        _refuse(folder / LEXICON, "a lexicon: layer, entry, class and lean", str(error)[:80])
    if lexicon.digest != manifest["text"]["lexicon"]:
        _refuse(folder / LEXICON, "the lexicon the bundle was trained with", "another one")
    return lexicon


def _read_arrays(folder: Path, data: bytes) -> dict[str, NDArray[Any]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load as decode

    try:
        arrays: dict[str, NDArray[Any]] = decode(data)
    # KeyError, TypeError: a number format that numpy does not have.
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        _refuse(folder / ARRAYS, "arrays in the safetensors format", str(error)[:80])
    return arrays


def _check_arrays(
    folder: Path, arrays: dict[str, NDArray[Any]], *, n_labels: int, n_terms: int
) -> None:
    shapes = {"idf": (n_terms,), "weights": (n_labels, n_terms), "intercept": (n_labels,)}
    found = {name: array.shape for name, array in arrays.items()}
    if found != shapes:
        _refuse(folder / ARRAYS, f"arrays of shape {shapes}", f"{str(found)[:120]}")
    for name, array in arrays.items():
        if array.dtype != np.float64 or not np.isfinite(array).all():
            _refuse(folder / ARRAYS, f"finite float64 numbers in {name!r}", "others")
        array.flags.writeable = False
    if not (arrays["idf"] > 0).all():
        _refuse(folder / ARRAYS, "weights above 0 in 'idf'", "others")
