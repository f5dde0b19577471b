"""Tallies: what coders said about items, added up to tables, for all items and for resamples.

An *item* is what is resampled: a meaning unit, or a turn with its characters. A *variable* is what
they judge with k values, 0 being "not given": each code (k = 2), or the one code of a unit. Nearly
all judgements are 0 by all coders, so a tally holds the others only and an item's whole mass.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Counts = NDArray[np.uint8]  # nothing is drawn 256 times: the odds are 1 to the factorial of it

SAMPLES = 1_000
SEED = 1960  # any fixed number will do; Cohen's paper
_LOT = 64  # resamples held in memory together; an item's counts then fill one line of the cache
_BLOCK = 4_096  # entries added up together: their numbers stay in the cache too
_NOTHING = 1e-6  # thirds of four coders' pairs do not add up to whole numbers exactly
MISSING = -1


class Judgements(NamedTuple):
    """Judgements that are not 0 by all: a row each.

    `values`: rows × coders, MISSING where a coder has not judged the item. `mass`: how much of the
    item the row is about: 1 unit, or so many characters.
    """

    variable: Integers
    item: Integers
    values: Integers
    mass: Floats


class Tally(NamedTuple):
    """Entries of tables, sorted by `cell` (variable · k² + row · k + column).

    `weight`: what each item adds to the table of every variable, all of it in the corner of zeros
    unless entries take it elsewhere. The tables are coincidence matrices unless two coders judge.
    """

    variables: int
    k: int
    coders: int
    cell: Integers
    item: Integers
    mass: Floats
    weight: Floats


def tally(judgements: Judgements, *, variables: int, k: int, judged: Flags, size: Floats) -> Tally:
    """The tally of some judgements.

    `judged`: items × coders, who judged the item. `size`: of each item: 1, or its characters. Items
    that fewer than two coders judged have no part.
    """
    import numpy as np

    coders = judged.shape[1]
    values, m = judgements.values, judged.sum(axis=1)
    if coders == 2:
        pairs, weight = [(0, 1)], np.where(m == 2, size, 0.0)
        share = judgements.mass
    else:
        pairs, weight = list(permutations(range(coders), 2)), np.where(m > 1, m * size, 0.0)
        share = judgements.mass / np.maximum(m[judgements.item] - 1, 1)
    cells, items, masses = [], [], []
    for one, other in pairs:
        row, column = values[:, one], values[:, other]
        used = (row >= 0) & (column >= 0) & (row + column > 0)
        cells.append((judgements.variable * k * k + row * k + column)[used])
        items.append(judgements.item[used])
        masses.append(share[used])
    cell = np.concatenate(cells)
    order = np.argsort(cell, kind="stable")
    item, mass = np.concatenate(items)[order], np.concatenate(masses)[order]
    return Tally(variables, k, coders, cell[order], item, mass, weight)


def tables(tallied: Tally) -> Floats:
    """The tables of all variables, shape (variables, k, k)."""
    import numpy as np

    found: Floats = _added_up(tallied, np.ones((len(tallied.weight), 1), dtype=np.uint8))[0]
    return found


def resampled_tables(tallied: Tally) -> Iterator[Floats]:
    """The tables in resamples of the items, in lots of shape (resamples, variables, k, k).

    As many items as have a part are drawn from them with replacement, by a fixed seed; SAMPLES
    times, or never where no item has a part.
    """
    kept = _without_idle_items(tallied)
    if len(kept.weight):
        yield from (_added_up(kept, counts) for counts in _resamples(len(kept.weight)))


def coincidences(found: Floats, coders: int) -> Floats:
    """Tables as coincidence matrices."""
    return found + found.swapaxes(-2, -1) if coders == 2 else found


def _without_idle_items(tallied: Tally) -> Tally:
    import numpy as np

    used = tallied.weight > 0
    number = np.cumsum(used) - 1
    entries = used[tallied.item]
    return tallied._replace(
        cell=tallied.cell[entries],
        item=number[tallied.item[entries]],
        mass=tallied.mass[entries],
        weight=tallied.weight[used],
    )


def _resamples(items: int) -> Iterator[Counts]:
    """How often each item is drawn, items × resamples, in lots."""
    import numpy as np

    random = np.random.Generator(np.random.PCG64(SEED))
    for begin in range(0, SAMPLES, _LOT):
        counts = np.empty((min(_LOT, SAMPLES - begin), items), dtype=np.uint8)
        for row in counts:
            row[:] = np.bincount(random.integers(0, items, items), minlength=items)
        yield np.ascontiguousarray(counts.T)


def _added_up(tallied: Tally, counts: Counts) -> Floats:
    """Tables of each resample, shape (resamples, variables, k, k)."""
    import numpy as np

    variables, k = tallied.variables, tallied.k
    found = np.zeros((variables * k * k, counts.shape[1]))
    for begin in range(0, len(tallied.cell), _BLOCK):
        block = slice(begin, begin + _BLOCK)
        cell = tallied.cell[block]
        starts = np.flatnonzero(np.diff(cell, prepend=-1))
        entries = counts[tallied.item[block]] * tallied.mass[block, None]
        found[cell[starts]] += np.add.reduceat(entries, starts, axis=0)
    by_variable = found.reshape(variables, k * k, -1)
    rest = _weights(tallied, counts) - by_variable.sum(axis=1)
    by_variable[:, 0] = np.where(rest < _NOTHING, 0.0, rest)
    return np.moveaxis(by_variable, -1, 0).reshape(-1, variables, k, k)


def _weights(tallied: Tally, counts: Counts) -> Floats:
    """The weight of all items of each resample: whole numbers, so exact in any order."""
    import numpy as np

    total = np.zeros(counts.shape[1])
    for begin in range(0, len(counts), _BLOCK):
        total += tallied.weight[begin : begin + _BLOCK] @ counts[begin : begin + _BLOCK]
    return total
