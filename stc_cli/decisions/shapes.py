"""Which units people's decisions make: what they merged, split, trimmed or marked.

A decision is about a unit as it stood then. When the unit was reshaped later, the decision follows
it into what it was merged with or trimmed to; after a split it is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from stc_cli.decisions.ledger import RESHAPING, Decision, Passage
from stc_cli.decisions.placing import How, Page, pieces, placed_unit
from stc_cli.records import Span

Spans = tuple[Span, ...]
NO_TALK = "its words are not talk of anybody any more"
_WORST: tuple[How, ...] = ("position", "quotation", "similar")


class Landing(NamedTuple):
    """A decision with the spans of every passage it names; `reason` says why there are none."""

    decision: Decision
    units: tuple[Spans, ...] = ()  # the unit, and what is merged with it
    into: tuple[Spans, ...] = ()
    quotation: Spans = ()
    how: How | Literal["moved"] = "position"
    reason: str = ""

    @property
    def results(self) -> tuple[Spans, ...]:
        """The units that an act of reshaping makes."""
        if self.decision.act == "merge":
            return (tuple(sorted({span for unit in self.units for span in unit})),)
        return self.into


class Landed(NamedTuple):
    """What became of a decision: the units it is about now.

    `by`: the line (of another coder: `coder:line`) that took its place; `overruled`: that line is
    another coder's who has the last word. `reason`: why it could not be placed.
    """

    decision: Decision
    units: tuple[Spans, ...] = ()
    quotation: Spans = ()
    how: str = ""
    by: str = ""
    overruled: bool = False
    reason: str = ""


class Shaped(NamedTuple):
    """The units that decisions ask for, what became of each decision, and the units in dispute.

    `disputed`: units that two coders shaped differently, with the acts that made them.
    """

    units: tuple[Spans, ...]
    landed: tuple[Landed, ...]
    disputed: dict[Spans, tuple[Decision, ...]]


def landing(decision: Decision, page: Page) -> Landing:
    """Where a decision's passages stand in a transcript."""
    how: list[How] = []

    def spans(passages: Iterable[Passage]) -> tuple[Spans, ...]:
        found = []
        for passage in passages:
            spots, reason = placed_unit(passage, decision.speakers, page)
            if reason:
                raise _NotPlaced(reason)
            how.extend(spot.how for spot in spots)
            own = pieces(spots, decision.speakers, page)
            if not own:
                raise _NotPlaced(NO_TALK)
            found.append(own)
        return tuple(found)

    try:
        units = spans(decision.passages)
        into = spans(decision.into)
        (quotation,) = spans([decision.quotation]) if decision.quotation else ((),)
    except _NotPlaced as error:
        return Landing(decision, reason=error.reason)
    return Landing(decision, units, into, quotation, max(how, key=_WORST.index))


class _NotPlaced(Exception):  # noqa: N818  # an outcome, not an error
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def shaped(landings: Sequence[Landing], order: Sequence[str]) -> Shaped:
    """What the decisions of one transcript make of its units.

    `landings`: by coder, then line. `order`: coders with the last word, the first before the next.
    """
    acts = [row for row in landings if not row.reason and row.decision.act in RESHAPING]
    fates = _Fates(acts, order)
    landed: list[Landed] = []
    units: dict[Spans, None] = dict.fromkeys(fates.made)
    for row in landings:
        found = fates.landed(row)
        landed.append(found)
        if not found.by and row.decision.act not in RESHAPING:
            units.update(dict.fromkeys(found.units))
    return Shaped(tuple(sorted(units)), tuple(landed), fates.disputed)


class _Fates:
    """Which acts of reshaping hold, and where they take the units they are about.

    `made`: the units they make, with the act; `ended`: acts that do not hold, with what ended them.
    """

    def __init__(self, acts: Sequence[Landing], order: Sequence[str]) -> None:
        self.acts = acts
        self.made: dict[Spans, list[Landing]] = {}
        self.ended: dict[tuple[str, int], tuple[str, bool]] = {}
        self.disputed: dict[Spans, tuple[Decision, ...]] = {}
        standing: list[tuple[Spans, Landing]] = []
        for coder in dict.fromkeys(act.decision.coder for act in acts):
            own = self._standing([act for act in acts if act.decision.coder == coder])
            standing += own.items()
        self._settle(standing, order)

    def _standing(self, acts: Sequence[Landing]) -> dict[Spans, Landing]:
        """The units that one coder's acts leave, each with the act that made it."""
        standing: dict[Spans, Landing] = {}
        held: list[Landing] = []
        for act in acts:
            asked_anew = set(act.units) - standing.keys()
            for earlier in [e for e in held if asked_anew & set(e.units)]:
                held.remove(earlier)
                self.ended[_name(earlier)] = (str(act.decision.line), False)
                for unit in earlier.results:
                    standing.pop(unit, None)
            for unit in act.units:
                standing.pop(unit, None)
            held.append(act)
            standing.update(dict.fromkeys(act.results, act))
        return standing

    def _settle(self, standing: Sequence[tuple[Spans, Landing]], order: Sequence[str]) -> None:
        """Set against each other what different coders made of the same talk."""
        rank = {coder: place for place, coder in enumerate(order)}
        for one, act in standing:
            for other, rival in standing:
                if act.decision.coder == rival.decision.coder or not _clash(one, other):
                    continue
                ranks = [rank.get(row.decision.coder, len(rank)) for row in (act, rival)]
                if ranks[0] > ranks[1]:
                    by = f"{rival.decision.coder}:{rival.decision.line}"
                    self.ended.setdefault(_name(act), (by, True))
                elif ranks[0] == ranks[1]:
                    self.disputed[one] = (act.decision, rival.decision)
        for unit, act in standing:
            if _name(act) not in self.ended:
                self.made.setdefault(unit, []).append(act)
        self.disputed = {unit: acts for unit, acts in self.disputed.items() if unit in self.made}

    def landed(self, row: Landing) -> Landed:
        decision = row.decision
        if row.reason:
            return Landed(decision, reason=row.reason)
        if decision.act in RESHAPING:
            by, overruled = self.ended.get(_name(row), ("", False))
            return Landed(decision, row.results, (), row.how, by, overruled)
        units, by = self._followed(row)
        return Landed(decision, units, row.quotation, row.how, by)

    def _followed(self, row: Landing) -> tuple[tuple[Spans, ...], str]:
        """The units that a decision's unit became, or what took its place."""
        units = row.units
        for act in self._after(row.decision):
            if not set(units) & set(act.units) or set(units) & set(act.results):
                continue
            if act.decision.act == "split" and row.decision.act not in ("note", "quote"):
                own = act.decision.coder == row.decision.coder
                line = str(act.decision.line)
                return (), line if own else f"{act.decision.coder}:{line}"
            units = _part_with(row.quotation, act.results) if row.quotation else act.results
        return units, ""

    def _after(self, decision: Decision) -> Iterator[Landing]:
        """The acts that came after a decision: the coder's own later ones, then the others'."""
        held = [
            act
            for act in self.acts
            if _name(act) not in self.ended and not set(act.results) & self.disputed.keys()
        ]
        own = decision.coder
        yield from (a for a in held if a.decision.coder == own and a.decision.line > decision.line)
        yield from (act for act in held if act.decision.coder != own)


def _name(act: Landing) -> tuple[str, int]:
    return act.decision.coder, act.decision.line


def _part_with(quotation: Spans, parts: Sequence[Spans]) -> tuple[Spans, ...]:
    """The part that a quotation lies in; the first where it lies in none."""
    return (next((part for part in parts if overlap(part, quotation)), parts[0]),)


def _clash(one: Spans, other: Spans) -> bool:
    return one != other and overlap(one, other)


def overlap(one: Spans, other: Spans) -> bool:
    """Whether two units share a character."""
    return any(a.start < b.end and b.start < a.end for a in one for b in other)
