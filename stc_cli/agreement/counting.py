"""What is counted on meaning units: every code of each, and the one code of those that have one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stc_cli.agreement.codings import Codings
from stc_cli.agreement.tallies import MISSING, Judgements, Tally, tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]


class Counted(NamedTuple):
    """A tally with its denominator, in units or characters.

    `counted`: those that two coders or more judged; `by_all`: of these, those that all judged;
    `left_out`: the others. `given`: variables × coders, how many of the counted were given a value
    other than 0.
    """

    tally: Tally
    counted: int
    by_all: int
    left_out: int
    given: Integers


class Marks(NamedTuple):
    """Every code that a coder gave to a unit: a row each, as places in their lists."""

    coder: Integers
    unit: Integers
    code: Integers


def on_units(codings: Codings, marks: Marks, *, all_units: bool) -> Counted:
    """Every code on every unit: given or not.

    Counted are units that two coders or more have decided about; with `all_units` all, where a
    coder who has not decided about a unit has given it no code.
    """
    import numpy as np

    judged = judged_units(codings, all_units=all_units)
    rows, where = np.unique(marks.unit * len(codings.codes) + marks.code, return_inverse=True)
    item, variable = np.divmod(rows, len(codings.codes))
    values = np.where(judged[item], 0, MISSING)
    values[where, marks.coder] = 1
    judgements = Judgements(variable, item, values, np.ones(len(rows)))
    return counted(judgements, len(codings.codes), 2, judged, np.ones(len(codings.units)))


def on_single_codes(codings: Codings, marks: Marks, *, all_units: bool) -> Counted:
    """Which code a unit has, as one variable, on units to which nobody gave more than one.

    Its values are 0 for no code and the codes that somebody gave.
    """
    import numpy as np

    judged = judged_units(codings, all_units=all_units)
    number = np.zeros(judged.shape, dtype=np.int64)
    np.add.at(number, (marks.unit, marks.coder), 1)
    judged = judged & (number.max(axis=1, initial=0) < 2)[:, None]
    used, code = np.unique(marks.code, return_inverse=True)
    values = np.where(judged, 0, MISSING)
    values[marks.unit, marks.coder] = code + 1
    values = np.where(judged, values, MISSING)
    item = np.flatnonzero((values > 0).any(axis=1))
    judgements = Judgements(np.zeros_like(item), item, values[item], np.ones(len(item)))
    return counted(judgements, 1, len(used) + 1, judged, np.ones(len(codings.units)))


def marks_of(codings: Codings) -> Marks:
    """Every code that somebody gave, sorted by coder, unit and code."""
    import numpy as np

    units = {unit.unit_id: number for number, unit in enumerate(codings.units)}
    codes = {code: number for number, code in enumerate(codings.codes)}
    found = sorted(
        (coder, units[unit_id], codes[code])
        for coder, coding in enumerate(codings.codings)
        for unit_id, said in coding.words.items()
        if unit_id in units
        for code, word in said.items()
        if word.is_yes
    )
    return Marks(*np.array(found, dtype=np.int64).reshape(-1, 3).T)


def judged_units(codings: Codings, *, all_units: bool) -> Flags:
    """Units × coders: who has decided about which unit."""
    import numpy as np

    if all_units:
        return np.ones((len(codings.units), len(codings.coders)), dtype=bool)
    columns = [[u.unit_id in coding.words for u in codings.units] for coding in codings.codings]
    return np.array(columns, dtype=bool).T


def counted(judgements: Judgements, variables: int, k: int, judged: Flags, size: Floats) -> Counted:
    """A tally of judgements with its denominator. `size`: of each item, in units or characters."""
    import numpy as np

    coders = judged.sum(axis=1)
    given = np.zeros((variables, judged.shape[1]))
    weighed = np.where(coders[judgements.item] > 1, judgements.mass, 0.0)
    for coder in range(judged.shape[1]):
        mass = np.where(judgements.values[:, coder] > 0, weighed, 0.0)
        given[:, coder] = np.bincount(judgements.variable, mass, minlength=variables)
    return Counted(
        tally(judgements, variables=variables, k=k, judged=judged, size=size),
        counted=int(size[coders > 1].sum()),
        by_all=int(size[coders == judged.shape[1]].sum()),
        left_out=int(size[coders < 2].sum()),
        given=given.astype(np.int64),
    )
