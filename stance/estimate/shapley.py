"""The change of a sum of products, shared out among the factors of the product.

References
----------
.. [1] P. Das Gupta (1993). Standardization and Decomposition of Rates: A User's Manual.
       U.S. Bureau of the Census, Current Population Reports P23-186.
.. [2] A. F. Shorrocks (2013). Decomposition Procedures for Distributional Analysis: A Unified
       Framework Based on the Shapley Value. Journal of Economic Inequality 11(1).
"""

from collections.abc import Sequence
from itertools import pairwise
from math import comb

import numpy as np

from stance.estimate.scored import Floats, Integers


def nested_factors(shares: Floats, sums: Floats, *, starts: Sequence[Integers]) -> list[Floats]:
    """The factors whose product is each cell's contribution to the mean.

    Parameters
    ----------
    shares
        Shape ``(n_rows, n_cells)``: each cell's share of the whole, a row adding up to 1.
    sums
        The same shape: the cell's share times its mean.
    starts
        For each level of nesting the first cells of its groups, from ``[0]`` (all in one) to
        every cell for itself.

    Returns
    -------
    list[Floats]
        For each level after the first: the share of the cell's group in the wider group that
        holds it; last, the cell's mean. NaN where there is nothing to divide by.

    Examples
    --------
    Two outlets; the second has two topics:

    >>> levels = [np.array([0]), np.array([0, 1]), np.array([0, 1, 2])]
    >>> shares, sums = np.array([[0.5, 0.125, 0.375]]), np.array([[0.25, 0.0, -0.375]])
    >>> [part.tolist()[0] for part in nested_factors(shares, sums, starts=levels)]
    [[0.5, 0.5, 0.5], [1.0, 0.25, 0.75], [0.5, 0.0, -1.0]]
    """
    n_cells = shares.shape[1]
    groups = [
        np.repeat(np.add.reduceat(shares, first, axis=1), np.diff([*first, n_cells]), axis=1)
        for first in starts
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        conditionals = [part / whole for whole, part in pairwise(groups)]
        return [*conditionals, np.where(shares > 0.0, sums / shares, np.nan)]


def shapley_parts(before: Sequence[Floats], after: Sequence[Floats]) -> Floats:
    """What each factor adds to the change of ``sum over cells of the product of all factors``.

    A factor's part is what the sum moves when this factor goes from `before` to `after`, averaged
    over all orders in which the factors can go: the Shapley value. The parts of a row add up to
    its change, up to rounding.

    Parameters
    ----------
    before, after
        One array a factor, each of shape ``(n_rows, n_cells)``. NaN on one side takes the value
        of the other, so nothing moves there; NaN on both sides is a cell that is not.

    Returns
    -------
    Floats
        Shape ``(n_rows, n_factors)``.

    Examples
    --------
    A rectangle of 2 by 3 becomes one of 4 by 5; of the 14 that it gains,

    >>> rectangle = [np.array([[2.0]]), np.array([[3.0]])], [np.array([[4.0]]), np.array([[5.0]])]
    >>> shapley_parts(*rectangle).tolist()
    [[8.0, 6.0]]
    """
    n_factors = len(before)
    known = [_both_known(one, other) for one, other in zip(before, after, strict=True)]
    totals = [_total(known, gone) for gone in range(2**n_factors)]
    parts = np.zeros((len(before[0]), n_factors))
    for factor in range(n_factors):
        for gone in range(2**n_factors):
            if not gone >> factor & 1:
                orders = n_factors * comb(n_factors - 1, gone.bit_count())
                parts[:, factor] += (totals[gone | 1 << factor] - totals[gone]) / orders
    return parts


def _both_known(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    return (
        np.nan_to_num(np.where(np.isnan(before), after, before)),
        np.nan_to_num(np.where(np.isnan(after), before, after)),
    )


def _total(known: Sequence[tuple[Floats, Floats]], gone: int) -> Floats:
    """The sum of products where the factors among the bits of `gone` have changed."""
    product = known[0][gone & 1]
    for factor, sides in enumerate(known[1:], start=1):
        product = product * sides[gone >> factor & 1]
    total: Floats = product.sum(axis=1)
    return total
