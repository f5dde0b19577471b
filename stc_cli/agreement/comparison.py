"""How far coders agree: coefficients with intervals, per code and over all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from stc_cli.agreement.characters import on_characters
from stc_cli.agreement.codings import Codings
from stc_cli.agreement.coefficients import cohen_kappa, krippendorff_alpha, percent_agreement
from stc_cli.agreement.counting import Counted, marks_of, on_single_codes, on_units
from stc_cli.agreement.tallies import coincidences, resampled_tables, tables

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

OVERALL = "overall"
ONE_CODE = "one code per unit"
_TAILS = (0.025, 0.975)
_DEFINED = 0.95  # of the resamples, for an interval: else it would stand for the others only
_DIGITS = 4

TWO_CODERS = "for two coders"
TOO_FEW = "too few"
NOTHING = "nothing counted"
NOBODY = "nobody gave it"
EVERYBODY = "given to all"


class Estimate(NamedTuple):
    """A coefficient with its 95 % bootstrap interval; `why` says what is missing where one is."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


class Line(NamedTuple):
    """Agreement on one code, or over all. `given`: to how many each coder gave it, in order."""

    name: str
    given: tuple[int, ...]
    agreement: Estimate
    kappa: Estimate
    alpha: Estimate


class Part(NamedTuple):
    """Agreement on units or on characters, with its denominator (see `Counted`)."""

    counted: int
    by_all: int
    left_out: int
    codes: tuple[Line, ...]
    overall: Line


class Comparison(NamedTuple):
    """How far some coders agree.

    `single`: agreement on which code a unit has, over the units to which nobody gave two.
    """

    coders: tuple[str, ...]
    all_units: bool
    units: Part
    characters: Part
    single: Part


def compare(codings: Codings, *, all_units: bool = False) -> Comparison:
    """Agreement between coders on units and on characters of talk.

    `all_units`: count units too that not all, or no two, of them have decided about; no decision is
    then a no.
    """
    marks, codes = marks_of(codings), codings.codes
    return Comparison(
        codings.coders,
        all_units,
        _part(on_units(codings, marks, all_units=all_units), codes),
        _part(on_characters(codings, marks, all_units=all_units), codes),
        _part(on_single_codes(codings, marks, all_units=all_units), (ONE_CODE,)),
    )


def _part(counted: Counted, names: Sequence[str]) -> Part:
    """Agreement on each variable of a tally, and over all of them."""
    import numpy as np

    coders = counted.tally.coders
    found = _with_overall(tables(counted.tally)[None])
    values = _coefficients(found, coders)[:, 0]
    lots = [
        _coefficients(_with_overall(lot), coders) for lot in resampled_tables(counted.tally)
    ] or [np.full((3, 0, len(names) + 1), np.nan)]
    samples = np.concatenate(lots, axis=1)
    lines = []
    for number, name in enumerate((*names, OVERALL)):
        given = counted.given[number] if name != OVERALL else counted.given.sum(axis=0)
        table = found[0, number]
        agreement, kappa, alpha = (
            _estimate(values[which, number], samples[which, :, number], table) for which in range(3)
        )
        if coders > 2:
            kappa = Estimate(None, why=TWO_CODERS)
        lines.append(Line(name, tuple(given.tolist()), agreement, kappa, alpha))
    return Part(counted.counted, counted.by_all, counted.left_out, tuple(lines[:-1]), lines[-1])


def _with_overall(found: Floats) -> Floats:
    """Tables of samples × variables with the sum over all variables as one more variable."""
    import numpy as np

    return np.concatenate([found, found.sum(axis=1, keepdims=True)], axis=1)


def _coefficients(found: Floats, coders: int) -> Floats:
    """Percent agreement, kappa and alpha of tables, as one array with these three first."""
    import numpy as np

    alpha = krippendorff_alpha(coincidences(found, coders))
    return np.stack([percent_agreement(found), cohen_kappa(found), alpha])


def _estimate(value: float, samples: Floats, table: Floats) -> Estimate:
    """A coefficient with its interval: the middle 95 % of what the resamples give."""
    import numpy as np

    if np.isnan(value):
        return Estimate(None, why=_why(table))
    defined = samples[~np.isnan(samples)]
    if len(defined) < _DEFINED * len(samples):
        return Estimate(_rounded(value), why=TOO_FEW)
    low, high = np.quantile(defined, _TAILS)
    return Estimate(_rounded(value), _rounded(low), _rounded(high))


def _why(table: Floats) -> str:
    """Why a coefficient is not defined for a table without variation."""
    if not table.sum():
        return NOTHING
    return NOBODY if table[0, 0] else EVERYBODY


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS) + 0.0  # no -0.0
