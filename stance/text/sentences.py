"""Texts split into sentences.

The rules of `boundaries` are plain Python; here they are compiled once a process (numba keeps the
machine code beside the module or in the user's cache folder) and run over UTF-8 bytes.
"""

import hashlib
import reprlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stance.errors import InputError
from stance.records import Article, Comment, Sentence
from stance.text import boundaries, characters, scanning
from stance.text.abbreviations import word_table
from stance.text.characters import byte_stops, character_kinds

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

# A buffer smaller than this is split sooner by the rules as they stand (about a megabyte a second)
# than numba is imported and ready (half a second).
WORTH_COMPILING = 100_000
BYTES_A_SENTENCE = 32  # a first guess of the room to make: few texts have shorter ones


class Spans(NamedTuple):
    """Sentences by their places, one element each, in the order of the text.

    Bytes count from the start of the buffer, code points from the start of the document.
    """

    document: Integers
    byte_start: Integers
    byte_end: Integers
    start: Integers
    end: Integers


def functions_of(module: ModuleType) -> list[FunctionType]:
    """The functions that a module defines, in its order."""
    values = vars(module).values()
    return [f for f in values if isinstance(f, FunctionType) and f.__module__ == module.__name__]


def digest_of(modules: Sequence[ModuleType]) -> str:
    """Eight hex digits that change with the code and the constants of the modules."""
    hashed = hashlib.sha256()
    for module in modules:
        numbers = {name: value for name, value in vars(module).items() if isinstance(value, int)}
        hashed.update(repr(sorted(numbers.items())).encode())
        for function in functions_of(module):
            code = function.__code__
            hashed.update(repr((code.co_code, code.co_consts, code.co_names)).encode())
    return hashed.hexdigest()[:8]


def compiled(*modules: ModuleType) -> Callable[..., int]:
    """The last function of the modules, compiled by numba together with all that it calls.

    A function stands after those that it calls. The machine code is kept on disk under a name that
    changes with the rules, since numba itself looks at the last module's file alone. Where no
    folder can be written it is made anew in each process. Only the last function is called from
    Python: to spare the others their doors to it takes a quarter off the time to compile.
    """
    numba = import_module("numba")  # a quarter of a second: only for those who split
    space: dict[str, Any] = {}
    for module in modules:
        space |= vars(module)
    *called, last = [function for module in modules for function in functions_of(module)]
    for function in called:
        copy = FunctionType(function.__code__, space, function.__name__)
        inner = numba.njit(copy, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
        space[function.__name__] = inner
    copy = FunctionType(last.__code__, space, last.__name__)
    copy.__qualname__ = f"{last.__name__}_{digest_of([characters, *modules])}"
    try:
        kept: Callable[..., int] = numba.njit(copy, nogil=True, cache=True)
    except RuntimeError:  # numba has found no folder to keep it in
        kept = numba.njit(copy, nogil=True)
    return kept


@cache
def kernel() -> Callable[..., int]:
    """`boundaries.find_sentences`, compiled."""
    return compiled(scanning, boundaries)


@cache
def tables() -> tuple[bytes, bytes, list[int], list[int]]:
    """What the rules look up: byte stops, kinds of characters, words and their marks."""
    kinds = character_kinds()
    return byte_stops(kinds), kinds, *word_table()


@cache
def array_tables() -> tuple[Bytes, Bytes, Integers, Integers]:
    """The same as arrays."""
    stops, kinds, keys, marks = tables()
    return (
        np.frombuffer(stops, np.uint8),
        np.frombuffer(kinds, np.uint8),
        np.array(keys, np.int64),
        np.array(marks, np.int64),
    )


def find_compiled(data: Bytes, offsets: Integers) -> Integers:
    """What the compiled rules find: the five rows of `boundaries.find_sentences`."""
    find = kernel()
    found = np.empty((5, len(data) // BYTES_A_SENTENCE + 16), np.int64)
    try:
        count = find(data, offsets, array_tables(), found)
    except OSError:  # a full disk cannot keep the machine code, which is there nevertheless
        count = find(data, offsets, array_tables(), found)
    if count < 0:
        found = np.empty((5, -count), np.int64)
        count = find(data, offsets, array_tables(), found)
    return found[:, :count]


def find_uncompiled(data: Bytes, offsets: Integers) -> Integers:
    """What the rules find as they stand: the same, about a hundred times as slow."""
    text, places = data.tobytes(), offsets.tolist()
    found = [[0] * (len(text) // 2 + len(places)) for _ in range(5)]
    count = boundaries.find_sentences(text, places, tables(), found)
    return np.array([row[:count] for row in found], np.int64)


def split_buffer(data: Any, offsets: Any) -> Spans:
    """The sentences of many documents that lie one after another in a buffer of UTF-8.

    The quickest way in for whole corpora, and for a single page where nothing is compiled yet.

    Parameters
    ----------
    data : bytes-like or array of uint8
        For example the data buffer of an Arrow string array. It is read in place.
    offsets : array of integers
        The first byte of each document and, last, the end of the last document.

    Returns
    -------
    Spans
        Each sentence's document and its place in bytes and code points.

    Raises
    ------
    InputError
        If the offsets are not in ascending order or leave the buffer.

    Examples
    --------
    >>> spans = split_buffer("Ya. Tidak.Éa tidak?".encode(), [0, 10, 20])
    >>> spans.document.tolist(), spans.byte_start.tolist(), spans.end.tolist()
    ([0, 0, 1], [0, 4, 10], [3, 10, 9])
    """
    view = np.frombuffer(data, np.uint8)
    places = np.array(offsets, np.int64)
    view.flags.writeable = False  # the same type for every buffer, so one compilation
    if not len(places) or places[0] < 0 or places[-1] > len(view) or (np.diff(places) < 0).any():
        raise InputError(
            f"Expected ascending offsets from 0 to {len(view)}, the size of the text's buffer in "
            f"bytes, got {reprlib.repr(places.tolist())}. Pass the offsets that belong to it."
        )
    small = places[-1] - places[0] < WORTH_COMPILING and not kernel.cache_info().currsize
    return Spans(*(find_uncompiled if small else find_compiled)(view, places))


def _sentences(text: str, document_id: str, places: Iterable[tuple[int, int]]) -> list[Sentence]:
    return [
        Sentence(document_id=document_id, index=n, start=start, end=end, text=text[start:end])
        for n, (start, end) in enumerate(places)
    ]


def split(text: str, *, document_id: str = "") -> list[Sentence]:
    r"""The sentences of a text: in order, without overlap, and holding every non-space character.

    A line break always ends a sentence; a full stop does unless it belongs to an abbreviation, a
    number, an address or a list item. Sentences neither begin nor end with a space.

    Parameters
    ----------
    text : str
        Any text at all, also with lone surrogates.
    document_id : str
        The `document_id` of the sentences.

    Returns
    -------
    list of Sentence
        With ``text[s.start:s.end] == s.text``; empty where the text is blank.

    Examples
    --------
    >>> [s.text for s in split("Prof. Dr. B.J. Habibie hadir pukul 10.42 WIB. Ia diam...")]
    ['Prof. Dr. B.J. Habibie hadir pukul 10.42 WIB.', 'Ia diam...']
    >>> [(s.index, s.start, s.end) for s in split("Setuju!\n\nTidak?")]
    [(0, 0, 7), (1, 9, 15)]
    """
    kernel()
    data = text.encode("utf-8", "surrogatepass")
    spans = split_buffer(data, (0, len(data)))
    places = zip(spans.start.tolist(), spans.end.tolist(), strict=True)
    return _sentences(text, document_id, places)


def split_documents(documents: Iterable[Article | Comment]) -> list[list[Sentence]]:
    """The sentences of each article or comment, as `split` finds them, in one sweep.

    A few pages are split without compiling anything, so that the first result comes soon.

    Examples
    --------
    >>> comment = Comment(id="c1", article_id="a1", text="Ya. Tidak.", position=0)
    >>> [[s.text for s in found] for found in split_documents([comment])]
    [['Ya.', 'Tidak.']]
    """
    listed = list(documents)
    parts = [document.text.encode("utf-8", "surrogatepass") for document in listed]
    spans = split_buffer(b"".join(parts), np.cumsum([0, *map(len, parts)]))
    edges = np.searchsorted(spans.document, np.arange(len(listed) + 1)).tolist()
    places = list(zip(spans.start.tolist(), spans.end.tolist(), strict=True))
    return [
        _sentences(document.text, document.id, places[first:last])
        for document, first, last in zip(listed, edges, edges[1:], strict=False)
    ]
