"""Documents in cells of several columns, and the sums of each cell, drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.errors import SettingError
from stance.estimate.groups import PERIODS, group_names
from stance.estimate.intervals import Draws, effective_number
from stance.estimate.scored import Floats, Integers
from stance.estimate.tally import Tally

DUPLICATE = "duplicate"
"""The factor that tells documents which nearly repeat an earlier one from all others."""
# Two to the power of their number are the means that a decomposition computes.
_MOST_FACTORS = 6
_FEW_IN_CELL = 5
_NUMBERS_AT_ONCE = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """The cells that the factors make, in lexical order.

    `of_document` is each document's cell; `starts` as in `nested_factors`.
    """

    of_document: Integers
    starts: tuple[Integers, ...]

    @property
    def number(self) -> int:
        """How many cells there are."""
        return len(self.starts[-1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """The sums of one period, cell by cell.

    `shares` and `sums` have the period's own numbers in the first row and a replicate in each
    row below: a cell's share of the sentences, and the quantity summed over its sentences,
    divided by all sentences of the period. `articles_in` counts articles a cell.
    """

    shares: Floats
    sums: Floats
    articles_in: Integers
    n_articles: int
    n_effective: float


def factor_columns(scores: pa.Table, factors: Sequence[str], by: str) -> list[str]:
    """The columns that the factors need, after a check of the factors themselves.

    Raises
    ------
    SettingError
        A factor is no column, a period or `by` itself, is there twice, or there are too many.
    """
    several = not isinstance(factors, str) and len(set(factors)) == len(factors) <= _MOST_FACTORS
    if not several or by in factors:
        raise SettingError(
            f"Expected factors to be a list of up to {_MOST_FACTORS} different columns without "
            f"{by!r}, such as ['outlet'], got {factors!r:.80}."
        )
    columns = ["duplicate_of" if factor == DUPLICATE else factor for factor in factors]
    names = getattr(scores, "column_names", columns)
    for factor, column in zip(factors, columns, strict=True):
        if column not in names or factor in PERIODS:
            raise SettingError(
                f"Expected factors to be columns of the score table ({', '.join(names)[:300]}) or "
                f"{DUPLICATE}, which needs duplicate_of; got {factor!r:.40}."
            )
    return columns


def cells_of(documents: pa.Table, factors: Sequence[str]) -> Cells:
    """The cells of some documents, nested in the order of the factors.

    >>> documents = pa.table({"outlet": ["w", "x", "x"], "actor": ["NATO", "NATO", "none"]})
    >>> cells = cells_of(documents, ["outlet", "actor"])
    >>> cells.of_document.tolist(), [first.tolist() for first in cells.starts]
    ([0, 1, 2], [[0], [0, 1], [0, 1, 2]])
    """
    codes = np.zeros((documents.num_rows, 1 + len(factors)), dtype=np.int64)
    for place, factor in enumerate(factors, start=1):
        if factor == DUPLICATE:
            codes[:, place] = np.asarray(pc.is_valid(documents["duplicate_of"]))
        else:
            codes[:, place] = group_names(documents, factor).dictionary_encode().indices
    found, of_document = np.unique(codes, axis=0, return_inverse=True)
    changes = np.diff(found, axis=0, prepend=-1) != 0
    starts = [np.flatnonzero(changes[:, : n + 1].any(axis=1)) for n in range(codes.shape[1])]
    return Cells(of_document=of_document.reshape(-1), starts=tuple(starts))


def sum_cells(part: Tally, totals: Floats, cell: Integers, n_cells: int, draws: Draws) -> Side:
    """The sums of scored documents, each in its cell, with whole articles drawn anew.

    `totals` is the quantity summed over the sentences of each document.
    """
    ids, article = part.articles()
    sizes = np.bincount(article, weights=part.n_sentences, minlength=len(ids)).astype(float)
    columns: list[list[Floats]] = [[], []]
    # Few columns at once: most articles are in one cell, but the draws need them all.
    n_blocks = min(n_cells, 1 + len(ids) * n_cells // _NUMBERS_AT_ONCE)
    for block in np.array_split(np.arange(n_cells), n_blocks):
        inside = (cell >= block[0]) & (cell <= block[-1])
        for kept, values in zip(columns, (part.n_sentences, totals), strict=True):
            sums = np.zeros((len(ids), len(block)))
            np.add.at(sums, (article[inside], cell[inside] - block[0]), values[inside])
            kept.append(np.vstack([sums.sum(axis=0) / sizes.sum(), draws.ratios(sums, sizes)]))
    present = np.unique(article * n_cells + cell)
    return Side(
        shares=np.hstack(columns[0]),
        sums=np.hstack(columns[1]),
        articles_in=np.bincount(present % n_cells, minlength=n_cells),
        n_articles=len(ids),
        n_effective=effective_number(sizes),
    )


def notes_on_cells(sides: Sequence[Side], starts: Integers) -> list[str]:
    """Cells that one period lacks, and cells too thin to tell mix from what is within."""
    notes = []
    shares = np.array([np.add.reduceat(side.shares[0], starts) for side in sides])
    lone = (shares == 0.0).any(axis=0)
    if lone.any():
        most = shares[:, lone].sum(axis=1).max()
        notes.append(
            f"one-sided: {np.count_nonzero(lone)} of {len(lone)} cells are in one period only "
            f"(up to {most:.0%} of its sentences) and have no part here."
        )
    fewest = np.minimum(*(side.articles_in for side in sides))
    thin = (fewest > 0) & (fewest < _FEW_IN_CELL)
    if thin.any() and len(thin) > 1:
        notes.append(
            f"thin-cells: {np.count_nonzero(thin)} of {len(thin)} cells have fewer than "
            f"{_FEW_IN_CELL} articles in a period; the parts are less sure than their sum."
        )
    return notes
