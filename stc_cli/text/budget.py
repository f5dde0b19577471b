"""A budget of words, spent so that nobody is left out before anyone speaks twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from stc_cli.records import LeftOut, PassedOver
from stc_cli.text.lines import Line
from stc_cli.text.similarity import centralities, weighted
from stc_cli.text.telling import most_telling, said_of

OVER_BUDGET = "over the word budget"


class Within(NamedTuple):
    """What a budget has room for, and what it has not."""

    lines: list[Line]
    passed: list[PassedOver]
    left_out: list[LeftOut]


def within(most: int, lines: list[Line]) -> Within:
    """The lines that a budget of `most` words has room for.

    First every unit is cut down to its most telling sentence; if that is not enough, people take
    turns, each with the unit most central to the subgroup, so that the budget leaves nobody out
    before anyone speaks twice.
    """
    if sum(line.words for line in lines) <= most:
        return Within(lines, [], [])
    scores = centralities(weighted([line.content for line in lines]))
    score = {id(line): value for line, value in zip(lines, scores, strict=True)}
    units: dict[str, list[Line]] = {}
    for line in lines:
        units.setdefault(line.unit.unit_id, []).append(line)
    short = {unit_id: _shortest(own, score) for unit_id, own in units.items()}
    room, chosen = most, set[str]()
    for unit_id in _in_turns(short, score):
        length = sum(line.words for line in short[unit_id])
        if length <= room or not chosen:
            chosen.add(unit_id)
            room -= length
    standing = {id(line) for unit_id in chosen for line in short[unit_id]}
    # A line that other units were merged into speaks for them, whatever becomes of its own unit.
    passed = [
        gone.passed_over(OVER_BUDGET)
        for line in lines
        if id(line) not in standing
        for gone in (line, *line.merged)
    ]
    kept = [line for line in lines if id(line) in standing]
    held = {unit.unit_id for line in kept for unit in line.units}
    gone_units = dict.fromkeys(u.unit_id for line in lines for u in line.units
                               if u.unit_id not in held)  # fmt: skip
    return Within(kept, passed, [LeftOut(unit_id, OVER_BUDGET) for unit_id in gone_units])


def _shortest(unit: Sequence[Line], score: Mapping[int, float]) -> list[Line]:
    said = [said_of(line, score[id(line)]) for line in unit]
    return [unit[i] for i in most_telling(said, unit[0].lexicon.language)]


def _in_turns(units: Mapping[str, Sequence[Line]], score: Mapping[int, float]) -> Iterator[str]:
    """Unit ids, person by person in turn, each person's most central unit first."""
    people: dict[str, list[tuple[float, int, str]]] = {}
    for number, (unit_id, lines) in enumerate(units.items()):
        best = max(score[id(line)] for line in lines)
        people.setdefault(lines[0].person, []).append((-best, number, unit_id))
    queues = [sorted(own) for own in people.values()]
    for turn in range(max(map(len, queues), default=0)):
        yield from (unit_id for *_, unit_id in sorted(q[turn] for q in queues if turn < len(q)))
