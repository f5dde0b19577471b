"""Which units are most worth a look: where a person's decision would tell most.

Three kinds in turn: units without a code that are like one (the rules may have missed them),
proposals of rules that look more like another code, or nearly so, and material that is common but
like no code. Spread over transcripts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal, NamedTuple

from stc_cli.suggest.suggester import Suggester
from stc_cli.suggest.vectors import DIGITS

_POOL = 10  # candidates kept of each kind, for each unit that is asked for
_HORIZON = 2  # candidates looked at for spread, for each unit that is asked for

Kind = Literal["missed", "doubtful", "unlike"]
_KINDS: tuple[Kind, ...] = ("missed", "doubtful", "unlike")


class Pick(NamedTuple):
    """A unit worth a look, and why. `code_id`: the code in question, or empty."""

    unit_id: str
    kind: Kind
    code_id: str
    why: str


class _Candidate(NamedTuple):
    """`value`: the higher, the more worth a look. `code`, `rival`: places in the codebook or -1."""

    value: float
    row: int
    code: int = -1
    rival: int = -1


def worth_a_look(suggester: Suggester, number: int) -> list[Pick]:
    """Up to `number` units nobody has decided about, the most worth a look first."""
    pools = _pools(suggester, number * _POOL)
    pools["missed"] = [c for c in pools["missed"] if suggester.shares_content([c.row], c.code)[0]]
    pools["unlike"] = _different(suggester, pools["unlike"], number)
    taken: list[tuple[Kind, _Candidate]] = []
    seen: Counter[str] = Counter()
    while len(taken) < number and any(pools.values()):
        for kind in _KINDS:
            rows = {candidate.row for _, candidate in taken}
            pools[kind] = [c for c in pools[kind] if c.row not in rows]
            if pools[kind] and len(taken) < number:
                best = _spread(suggester, pools[kind][: number * _HORIZON], seen)
                taken.append((kind, best))
                seen.update(_marks(suggester, best))
    return [_pick(suggester, kind, candidate) for kind, candidate in taken]


def _marks(suggester: Suggester, candidate: _Candidate) -> tuple[str, str]:
    """What picks are spread over: transcripts, and codes."""
    transcript = suggester.units[candidate.row].transcript_id
    return f"transcript {transcript}", f"code {candidate.code}"


def _spread(
    suggester: Suggester, candidates: Sequence[_Candidate], seen: Counter[str]
) -> _Candidate:
    """The first candidate of the transcript, and then the code, that were picked least so far."""

    def picked(candidate: _Candidate) -> tuple[int, int]:
        transcript, code = _marks(suggester, candidate)
        return seen[transcript], seen[code] if candidate.code >= 0 else 0

    return min(candidates, key=picked)


def _pools(suggester: Suggester, size: int) -> dict[Kind, list[_Candidate]]:
    """The best candidates of each kind, best first; ties in the order of units.csv."""
    import numpy as np

    decided = suggester.decided.units
    undecided = [
        row
        for row, unit in enumerate(suggester.units)
        if unit.unit_id not in decided and unit.state == "candidate"
    ]
    proposed = _proposals(suggester, frozenset(undecided))
    is_free = np.zeros(len(suggester.units), bool)
    is_free[[n for n in undecided if suggester.units[n].unit_id not in suggester.standing]] = True
    usual = _usual(suggester, undecided)
    pools: dict[Kind, list[_Candidate]] = {kind: [] for kind in _KINDS}
    for first, scores in suggester.scores_in_turn():
        last = first + len(scores)
        best = scores.max(axis=1, initial=0.0)
        free = is_free[first:last]
        unlike = np.round(usual[first:last] - best, DIGITS)
        pools["missed"] += _best(first, np.where(free, best, 0.0), scores, size)
        pools["unlike"] += _best(first, np.where(free, unlike, 0.0), None, size)
        for row in range(first, last):
            pools["doubtful"] += _doubtful(row, scores[row - first], proposed.get(row, ()))
        for kind in _KINDS:
            pools[kind] = sorted(pools[kind], key=lambda c: (-c.value, c.row))[:size]
    return pools


def _best(first: int, values: Any, scores: Any, size: int) -> list[_Candidate]:
    """The candidates with the highest values above zero."""
    order = (-values).argsort(kind="stable")[:size].tolist()
    return [
        _Candidate(float(values[n]), first + n, -1 if scores is None else int(scores[n].argmax()))
        for n in order
        if values[n] > 0
    ]


def _doubtful(row: int, scores: Any, codes: Collection[int]) -> list[_Candidate]:
    """A unit with the code proposed for it that it is least like, and the likeliest other code.

    Its value is below zero where the proposal is the likelier of the two.
    """
    others = [code for code in range(len(scores)) if code not in codes]
    if not codes or not others:
        return []
    rival = max(others, key=lambda code: (scores[code], -code))
    weakest = min(codes, key=lambda code: (scores[code], code))
    return [_Candidate(round(float(scores[rival] - scores[weakest]), DIGITS), row, weakest, rival)]


def _proposals(suggester: Suggester, rows: frozenset[int]) -> dict[int, list[int]]:
    """By row: the places of the codes that rules propose."""
    found: dict[int, list[int]] = {}
    for unit_id, code_id in suggester.by_rule:
        row, code = suggester.row_of.get(unit_id, -1), suggester.place_of.get(code_id, -1)
        if row in rows and code >= 0:
            found.setdefault(row, []).append(code)
    return found


def _usual(suggester: Suggester, undecided: Sequence[int]) -> Any:
    """How like all undecided units each unit is in its content: its cosine with their sum."""
    import numpy as np
    from scipy import sparse
    from sklearn.preprocessing import normalize

    if not undecided:
        return np.zeros(len(suggester.units))
    first = len(suggester.vectors.lemmas)  # the pieces, which only content lemmas have
    rows = suggester.vectors.rows[: len(suggester.units), first:]
    centre = normalize(sparse.csr_matrix(rows[list(undecided)].sum(axis=0)))
    return (rows @ centre.T).toarray().ravel()


def _different(
    suggester: Suggester, candidates: Iterable[_Candidate], number: int
) -> list[_Candidate]:
    """Candidates in an order in which each is unlike those before it.

    Maximal marginal relevance (Carbonell & Goldstein 1998) with equal weight on both.
    """
    left = list(candidates)
    chosen: list[_Candidate] = []
    nearest = dict.fromkeys((c.row for c in left), 0.0)
    rows = suggester.vectors.rows
    while left and len(chosen) < number:
        best = max(left, key=lambda c: (round(c.value - nearest[c.row], DIGITS), -c.row))
        left.remove(best)
        chosen.append(best)
        if left:
            alike = (rows[[c.row for c in left]] @ rows[best.row].T).toarray().ravel().tolist()
            for candidate, likeness in zip(left, alike, strict=True):
                nearest[candidate.row] = max(nearest[candidate.row], likeness)
    return chosen


def _pick(suggester: Suggester, kind: Kind, candidate: _Candidate) -> Pick:
    unit_id = suggester.units[candidate.row].unit_id
    code = suggester.codes[candidate.code] if candidate.code >= 0 else ""
    if kind == "missed":
        why = f'no rule touched it, but it is like "{code}" ({candidate.value:.2f})'
    elif kind == "doubtful":
        rival = suggester.codes[candidate.rival]
        by = f"{abs(candidate.value):.2f}"
        why = f'a rule proposes "{code}", ' + (
            f'but it is more like "{rival}" (by {by})'
            if candidate.value > 0
            else f'and it is more like that than "{rival}" by only {by}'
        )
    else:
        most = max(0.0, suggester.scores([candidate.row]).max())
        why = f"like much of the material, but like no code by more than {most:.2f}"
    return Pick(unit_id, kind, code, why)
