"""Coefficients of agreement on nominal values, from tables of how often which values met.

A *table* has the values of the first coder as rows and those of the second as columns; a
*coincidence matrix* (Krippendorff 2011) holds each unit's values in all ordered pairs of its
coders, every pair weighing 1/(m - 1) where m coders judged the unit. For two coders it is the table
plus its transpose. All functions take arrays of shape (…, k, k) and return shape (…), with NaN
where a coefficient is not defined; callers turn that into words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def percent_agreement(table: Floats) -> Floats:
    """The share (0 to 1) of a table, or of a coincidence matrix, on its diagonal."""
    return _quotient(table.trace(axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))


def cohen_kappa(table: Floats) -> Floats:
    """Cohen's kappa (Cohen 1960): (po - pe) / (1 - pe).

    Not defined (NaN) where chance alone would make both agree on everything: an empty table, or
    both coders used one and the same value only.
    """
    total = table.sum(axis=(-2, -1))
    differing = total - table.trace(axis1=-2, axis2=-1)
    first, second = table.sum(axis=-1), table.sum(axis=-2)
    # Of pairs drawn at random, those that differ, times the total squared. Written so that it is
    # exactly 0, not nearly, where there is no variation.
    by_chance = (first * (total[..., None] - second)).sum(axis=-1)
    kappa: Floats = 1 - _quotient(differing * total, by_chance)
    return kappa


def krippendorff_alpha(coincidences: Floats) -> Floats:
    """Krippendorff's alpha for nominal values (Krippendorff 2011): 1 - Do / De.

    Not defined (NaN) where no unit has two values, or only one value occurs.
    """
    total = coincidences.sum(axis=(-2, -1))
    differing = total - coincidences.trace(axis1=-2, axis2=-1)
    counts = coincidences.sum(axis=-1)
    by_chance = (counts * (total[..., None] - counts)).sum(axis=-1)
    alpha: Floats = 1 - _quotient(differing * (total - 1), by_chance)
    return alpha


def _quotient(numerator: Floats, denominator: Floats) -> Floats:
    """Their quotient, NaN where the denominator is 0."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)
