"""What merges, splits and trims make of a transcript's units, by however many coders.

A coder's acts follow each other by line. Another coder's act on what one of them made comes after
it; where two coders made different units of the same talk, the one with the last word holds, and
without one both stand and are in dispute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from stc_cli.decisions.ledger import Decision
from stc_cli.decisions.placing import How
from stc_cli.records import Span

Spans = tuple[Span, ...]


class Landing(NamedTuple):
    """A decision with the spans of every passage it names; `reason` says why there are none."""

    decision: Decision
    units: tuple[Spans, ...] = ()  # the unit, and what is merged with it
    into: tuple[Spans, ...] = ()
    quotation: Spans = ()
    how: How | Literal["moved"] = "position"
    reason: str = ""

    @property
    def name(self) -> tuple[str, int]:
        """Coder and line."""
        return self.decision.coder, self.decision.line

    @property
    def results(self) -> tuple[Spans, ...]:
        """The units that an act of reshaping makes."""
        if self.decision.act == "merge":
            return (tuple(sorted({span for unit in self.units for span in unit})),)
        return self.into


class Reshaping:
    """Which acts of reshaping hold, and where they take the units they are about.

    `standing`: the units they leave, with the acts that made them; `ended`: by coder and line, the
    acts that do not hold: the line that took their place, and whether another coder overruled them;
    `disputed`: units that coders shaped differently, with the acts.
    """

    def __init__(self, acts: Sequence[Landing], order: Sequence[str]) -> None:
        self.ended: dict[tuple[str, int], tuple[str, bool]] = {}
        self.disputed: dict[Spans, tuple[Decision, ...]] = {}
        held = [act for own in _by_coder(acts).values() for act in self._holding(own)]
        rank = {coder: place for place, coder in enumerate(order)}
        while True:
            self.sequence = _in_sequence(held)
            self.standing = _left(self.sequence)
            overruled = self._overruled(rank)
            if not overruled:
                break
            held = [act for act in held if act.name not in overruled]

    def _holding(self, acts: Sequence[Landing]) -> list[Landing]:
        """One coder's acts without those that a later one about the same unit replaces."""
        standing: set[Spans] = set()
        held: list[Landing] = []
        for act in acts:
            asked_anew = set(act.units) - standing
            for earlier in [e for e in held if asked_anew & set(e.units)]:
                held.remove(earlier)
                self.ended[earlier.name] = (str(act.decision.line), False)
                standing -= set(earlier.results)
            standing -= set(act.units)
            standing |= set(act.results)
            held.append(act)
        return held

    def _overruled(self, rank: Mapping[str, int]) -> set[tuple[str, int]]:
        """Acts whose units clash with those of somebody whose word counts more.

        Notes in `disputed` the units that clash without that.
        """
        self.disputed = {}
        found: set[tuple[str, int]] = set()
        made = [(unit, act) for unit, acts in self.standing.items() for act in acts]
        for one, act in made:
            for other, rival in made:
                if act.decision.coder == rival.decision.coder or one == other:
                    continue
                if not overlap(one, other):
                    continue
                ranks = [rank.get(row.decision.coder, len(rank)) for row in (act, rival)]
                if ranks[0] > ranks[1]:
                    found.add(act.name)
                    by = f"{rival.decision.coder}:{rival.decision.line}"
                    self.ended.setdefault(act.name, (by, True))
                elif ranks[0] == ranks[1]:
                    self.disputed[one] = (act.decision, rival.decision)
        return found

    def became(self, act: Landing) -> tuple[Spans, ...]:
        """The units that what an act made became."""
        units = dict.fromkeys(act.results)
        for later in self.sequence[self.sequence.index(act) + 1 :]:
            if not units.keys().isdisjoint(later.units):
                for unit in later.units:
                    units.pop(unit, None)
                units.update(dict.fromkeys(later.results))
        return tuple(units)

    def followed(self, row: Landing) -> tuple[tuple[Spans, ...], str]:
        """The units that a decision's unit became, or the line that took the decision's place.

        After a split the decision is asked again, unless it is a note or quotation; and it goes
        nowhere where none of its own words are.
        """
        units, moved = row.units, False
        for act in self._after(row):
            own = act.decision.coder == row.decision.coder
            if not set(units) & set(act.units):
                continue
            if not own and not moved and self.disputed.keys() & set(act.results):
                continue
            kept = [u for u in act.results if overlap(u, row.quotation or row.units[0])]
            asked_again = act.decision.act == "split" and row.decision.act not in ("note", "quote")
            if asked_again or not kept:
                line = str(act.decision.line)
                return (), line if own else f"{act.decision.coder}:{line}"
            units, moved = tuple(kept[:1] if row.quotation else kept), True
        return units, ""

    def _after(self, row: Landing) -> list[Landing]:
        """The acts that came after a decision: the coder's own later ones, and of the others' those
        that came after what made its unit."""
        coder, line = row.name
        made = 0
        for number, act in enumerate(self.sequence, start=1):
            known = act.decision.coder != coder or act.decision.line < line
            if known and not set(act.results).isdisjoint(row.units):
                made = number
        return [
            act
            for number, act in enumerate(self.sequence)
            if (act.decision.line > line if act.decision.coder == coder else number >= made)
        ]


def _by_coder(acts: Sequence[Landing]) -> dict[str, list[Landing]]:
    found: dict[str, list[Landing]] = {}
    for act in acts:
        found.setdefault(act.decision.coder, []).append(act)
    return found


def _in_sequence(acts: Sequence[Landing]) -> list[Landing]:
    """Acts in an order in which each comes after what made the units that it is about."""
    waiting = _by_coder(acts)
    sequence: list[Landing] = []
    standing: set[Spans] = set()
    while any(waiting.values()):
        heads = [own[0] for own in waiting.values() if own]
        coming = {unit for own in waiting.values() for act in own for unit in act.results}
        ready = (act for act in heads if not set(act.units) & coming - standing)
        act = next(ready, heads[0])
        waiting[act.decision.coder].pop(0)
        standing = standing - set(act.units) | set(act.results)
        sequence.append(act)
    return sequence


def _left(sequence: Sequence[Landing]) -> dict[Spans, list[Landing]]:
    """The units that acts leave, one after the other, with the acts that made each."""
    standing: dict[Spans, list[Landing]] = {}
    for act in sequence:
        for unit in act.units:
            standing.pop(unit, None)
        for unit in act.results:
            standing.setdefault(unit, []).append(act)
    return standing


def overlap(one: Spans, other: Spans) -> bool:
    """Whether two units share a character."""
    return any(a.start < b.end and b.start < a.end for a in one for b in other)
