"""Labels on lines of their own, believed by the shape of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from stc_cli.readers.lines import Line, key
from stc_cli.readers.speakers.kinds import NAMING, Kind

_TELLING: frozenset[Kind] = frozenset({"known", "role", "code", "numbered"})
_MOST, _HALF = 0.8, 0.5
_SENTENCE = re.compile(r"\w\w\.$")  # "Hei.", not "Kari N."


class Alone(NamedTuple):
    """Labels (keys) on lines of their own: those that the layout proves, and what it suggests."""

    sure: frozenset[str] = frozenset()
    likely: frozenset[str] = frozenset()


def labels_alone(lines: Sequence[Line], kind: Callable[[str], Kind]) -> Alone:
    """The labels of a file whose stretches of text begin with a label on a line of its own.

    At least two labels must come back so, over half of the file's stretches. Where every line
    stands by itself (Word, Markdown), one of them must be more than a name, or have a time,
    because short answers look the same.
    """

    def may_label(line: Line) -> bool:
        sentence = line.form == "alone" and _SENTENCE.search(line.label or "")
        return bool(line.label) and not sentence and kind(line.label or "") in NAMING

    heads: list[str] = []  # the label of every stretch that begins with one
    beneath = bodies = 0  # heads with their text on the next line; stretches without a head
    waiting = False  # the stretch before was a label and nothing else
    for stretch, following in pairwise([*_stretches(lines), []]):
        below = (stretch[1:] or following)[:1]
        if stretch[0].form == "alone" and may_label(stretch[0]) and below and not may_label(*below):
            heads.append(stretch[0].label or "")
            timed = stretch[0].start is not None and below[0].start is None
            beneath += timed or len(stretch) > 1
            waiting = len(stretch) == 1
        else:
            bodies += not waiting
            waiting = False
    seen = Counter(key(line.label) for line in lines if line.label and line.form == "alone")
    told = {key(label) for label in heads if kind(label) in _TELLING}
    return _proven(Counter(map(key, heads)), seen, told, bodies, beneath)


def _stretches(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines up to each empty one; each by itself where empty lines are rare."""
    stretches: list[list[Line]] = [[]]
    for line in lines:
        if line.skip or (not line.label and not line.text and line.structure):
            continue
        if line.label is not None or line.text:
            stretches[-1].append(line)
        elif stretches[-1]:
            stretches.append([])
    stretches = [stretch for stretch in stretches if stretch]
    flat = [line for stretch in stretches for line in stretch]
    return [[line] for line in flat] if len(flat) > 6 * len(stretches) else stretches


def _proven(
    heads: Counter[str], seen: Mapping[str, int], told: Collection[str], bodies: int, beneath: int
) -> Alone:
    """`told`: labels that say what they are. See `labels_alone` for the rest."""
    again = {name for name, n in heads.items() if n > 1 and n >= 0.6 * seen[name]}
    covered = sum(heads[name] for name in again)
    share = covered / max(1, sum(heads.values()) + bodies)
    backed = beneath >= _MOST * sum(heads.values()) or bool(again & set(told))
    if len(again) < 2 or share < _HALF or not backed:
        return Alone()
    if share < _MOST:
        return Alone(frozenset(again & set(told)), frozenset(again))
    once = {name for name, n in heads.items() if n == seen[name] == 1}
    return Alone(frozenset(again), frozenset(again | once))
