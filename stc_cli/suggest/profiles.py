"""What each code looks like: the sum of what is known about it, as one vector.

Rocchio's method (Rocchio 1971): a code is the sum of the texts the codebook has about it and of the
units it was given to, and a little of how people talk in all units; less a tenth of what it was
refused for. A unit's score is its cosine with that. So each word's part in a score can be told, one
decision changes it a little, and with no decision at all the codebook's text alone ranks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from stc_cli.suggest.codebook_texts import CodeText
from stc_cli.suggest.decided import Decided
from stc_cli.suggest.vectors import DIGITS, Matrix

# How these two were chosen stands in docs/suggestions.md.
REFUSED = 0.1  # of a unit's likeness to what a code was refused for
TALK = 0.3  # of an average unit is in every code: everyday words must not favour the decided ones


class Profiles(NamedTuple):
    """`own`: codes × features, what belongs to each code, summed. `upright`: features × codes, what
    units are held to, dense, because that multiplies faster.
    """

    own: Matrix
    upright: Any


class Member(NamedTuple):
    """A row of the vectors that belongs to a code, and how many units it counts as."""

    code: int
    row: int
    weight: float


def profiles(
    rows: Matrix, codes: int, members: Iterable[Member], *, units: int, set_aside: Sequence[int]
) -> Profiles:
    """The profiles of codes from their members.

    `units`: the first so many rows are units. The rows `set_aside` count together as one unit that
    every code was refused for.
    """
    from sklearn.preprocessing import normalize

    known = list(members)
    own = _memberships([m for m in known if m.weight > 0], codes, rows.shape[0]) @ rows
    refused = [m._replace(weight=-m.weight) for m in known if m.weight < 0]
    is_not = _memberships(refused, codes, rows.shape[0]) @ rows
    whole = own + TALK * _of_each(codes, rows[:units])
    if set_aside:
        is_not = is_not + _of_each(codes, rows[list(set_aside)])
    return Profiles(own, (normalize(whole) - REFUSED * normalize(is_not)).T.toarray(order="C"))


def _of_each(codes: int, rows: Matrix) -> Matrix:
    """The average of rows, of length one, once for each code."""
    from scipy import sparse
    from sklearn.preprocessing import normalize

    if not rows.shape[0]:
        return sparse.csr_matrix((codes, rows.shape[1]))
    average = normalize(sparse.csr_matrix(rows.sum(axis=0)))
    return sparse.csr_matrix([[1.0]] * codes) @ average


def _memberships(members: Sequence[Member], codes: int, texts: int) -> Matrix:
    from scipy import sparse

    cells = ([m.code for m in members], [m.row for m in members])
    return sparse.csr_matrix(([m.weight for m in members], cells), shape=(codes, texts))


def members(
    texts: Sequence[CodeText],
    first_text: int,
    decided: Decided,
    rows_of: Mapping[str, int],
    codes: Mapping[str, int],
) -> list[Member]:
    """What belongs to each code: the codebook's texts, and units as people decided.

    `first_text`: the row of the first text; `rows_of`: unit ids to rows; `codes`: ids to places.
    """
    found = [Member(t.code, first_text + n, t.weight) for n, t in enumerate(texts)]
    for verdicts, weight in ((decided.yes, 1.0), (decided.no, -1.0)):
        for unit, row in rows_of.items():
            given = sorted(codes[code] for code in verdicts.get(unit, ()) if code in codes)
            found += [Member(code, row, weight) for code in given]
    return found


def scores(rows: Matrix, codes: Profiles) -> Any:
    """Texts × codes: how like each text is to each code, rounded; a dense array."""
    import numpy as np

    return np.round(rows @ codes.upright, DIGITS)


def in_common(rows: Matrix, own: Matrix) -> Any:
    """Texts × codes: whether a text has anything in common with what belongs to a code; dense."""
    return (rows @ own.T).toarray() > 0
