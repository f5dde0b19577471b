"""In which order units read as one account."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from stc_cli.text.lines import Line
from stc_cli.text.opposition import opposing_pairs
from stc_cli.text.similarity import DIGITS, Weights, centralities, cosine, weighted
from stc_cli.text.telling import refers_back, turns

MOST_OPPOSED = 2  # others against which one sentence is set; more are no help to read
NEXT = 0.15  # added to the likeness of what was said right after, in the same transcript


Pair = tuple[Line, Line, str]  # two lines that may say the opposite, and why


def in_order(lines: Sequence[Line]) -> tuple[list[Line], list[Pair]]:
    """The lines as one account, unit by unit, and the pairs that oppose each other."""
    blocks: list[list[Line]] = []
    for _, own in groupby(lines, key=lambda line: line.code_id):
        units = [list(unit) for _, unit in groupby(own, key=lambda line: line.unit.unit_id)]
        weights = weighted([[lemma for line in unit for lemma in line.content] for unit in units])
        follows = [_said_right_before(units, number) for number in range(len(units))]
        blocks += (units[i] for i in in_flow(weights, follows, [_leans(unit[0]) for unit in units]))
    pairs = _opposing(lines)
    return [line for block in _side_by_side(blocks, pairs) for line in block], pairs


def _leans(line: Line) -> bool:
    language = line.lexicon.language
    return turns(line.draft.text, language) or refers_back(line.draft.text, language)


def _said_right_before(units: Sequence[Sequence[Line]], number: int) -> int | None:
    if number and units[number][0].unit.transcript_id == units[number - 1][0].unit.transcript_id:
        return number - 1
    return None


def _opposing(lines: Sequence[Line]) -> list[Pair]:
    found = opposing_pairs(
        [line.draft.text for line in lines], [line.content for line in lines],
        [line.person for line in lines], [line.lexicon.language for line in lines],
    )  # fmt: skip
    pairs: list[Pair] = []
    times = [0] * len(lines)
    for one, other, reason in found:
        if max(times[one], times[other]) < MOST_OPPOSED:
            pairs.append((lines[one], lines[other], reason))
            times[one] += 1
            times[other] += 1
    return pairs


def _side_by_side(blocks: list[list[Line]], pairs: Sequence[Pair]) -> list[list[Line]]:
    """The blocks with each that opposes another right after it."""
    order = {block[0].unit.unit_id: number for number, block in enumerate(blocks)}
    after: dict[str, list[str]] = {}
    moved: set[str] = set()
    for one, other, _ in pairs:
        first, last = sorted((one.unit.unit_id, other.unit.unit_id), key=order.__getitem__)
        if last not in moved and last not in after and first not in moved:
            after.setdefault(first, []).append(last)
            moved.add(last)
    by_unit = {block[0].unit.unit_id: block for block in blocks}
    return [
        by_unit[unit_id]
        for block in blocks
        if (name := block[0].unit.unit_id) not in moved
        for unit_id in (name, *after.get(name, ()))
    ]


def in_flow(
    weights: Sequence[Weights], follows: Sequence[int | None], leaning: Sequence[bool]
) -> list[int]:
    """Indices of units in an order that flows: the most central first, then ever the most alike.

    `weights`: tf-idf weights of length one. `follows`: for each unit the index of the one that was
    said right before it in its transcript, or None. `leaning`: whether a unit begins with words
    that lean on something before ("But he left"), so that it does not open the account unless all
    do. Ties go to the earlier unit.
    """
    if not weights:
        return []
    scores = centralities(weights)
    places: dict[str, list[int]] = {}
    for index, vector in enumerate(weights):
        for lemma in vector:
            places.setdefault(lemma, []).append(index)
    follower = {before: index for index, before in enumerate(follows) if before is not None}
    waiting = dict.fromkeys(range(len(weights)))
    current = max(waiting, key=lambda i: (not leaning[i], scores[i], -i))
    order = [current]
    del waiting[current]
    while waiting:
        near = {i for lemma in weights[current] for i in places[lemma] if i in waiting}
        near |= {i for i in (follower.get(current),) if i in waiting}
        current = max(
            near or [next(iter(waiting))],
            key=lambda i: (round(cosine(weights[i], weights[order[-1]]), DIGITS)
                           + (NEXT if follows[i] == order[-1] else 0), -i),
        )  # fmt: skip
        order.append(current)
        del waiting[current]
    return order
