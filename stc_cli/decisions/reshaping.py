"""What merges, splits and trims make of a transcript's units, by however many coders.

A coder's acts follow each other by line. Another coder's act on what one of them made comes after
it; where two coders made different units of the same talk, the one with the last word holds, and
without one both stand and are in dispute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from stc_cli.decisions.lines import Decision
from stc_cli.decisions.placing import How
from stc_cli.records import Span

Spans = tuple[Span, ...]
REMADE = "its unit had been {how} already (line {line}): decide about what it became"
_ABOUT_WORDS = frozenset({"note", "quote"})  # wherever these words are
_NO = frozenset({"reject", "set_aside", "park", "leave_out"})


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
            return (_together(span for unit in self.units for span in unit),)
        return self.into


class Course(NamedTuple):
    """The units that a decision's unit became; or what took the decision's place, or kept it out.

    `by`: a later line of the coder, or `coder:line` of another. `reason`: why it has no place.
    """

    units: tuple[Spans, ...] = ()
    by: str = ""
    reason: str = ""


class Reshaping:
    """Which acts of reshaping hold, and where they take the units they are about.

    `standing`: the units they leave, with the acts that made them; `ended`: by coder and line, the
    acts that do not hold: the line that took their place, and whether another coder overruled them;
    `disputed`: units that coders do not agree on, with what they did.
    """

    def __init__(
        self, acts: Sequence[Landing], others: Sequence[Landing], order: Sequence[str]
    ) -> None:
        """`others`: the decisions that are no such acts. `order`: who has the last word."""
        self.ended: dict[tuple[str, int], tuple[str, bool]] = {}
        self.disputed: dict[Spans, tuple[Decision, ...]] = {}
        self._rank = {coder: place for place, coder in enumerate(order)}
        self._claims = [row for row in others if row.decision.act not in _ABOUT_WORDS]
        backing: dict[Spans, int] = {}  # the rank of whoever decided about a unit
        for row in self._claims:
            unit, rank = row.units[0], self._rank_of(row)
            backing[unit] = min(rank, backing.get(unit, rank))
        self._weights = {
            act.name: min(self._rank_of(act), *(backing.get(u, len(order)) for u in act.results))
            for act in acts
        }
        held = [act for own in _by_coder(acts).values() for act in self._holding(own)]
        while True:
            self.sequence = _in_sequence(held)
            self.standing = _left(self.sequence)
            overruled = self._overruled()
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

    def _overruled(self) -> set[tuple[str, int]]:
        """Acts that clash with what somebody whose word counts more did.

        Notes in `disputed` what clashes without that: different units made of the same talk, and a
        unit that one coder decided about as it was and another made something else of.
        """
        self.disputed = {}
        found: set[tuple[str, int]] = set()
        made = [(unit, act) for unit, acts in self.standing.items() for act in acts]
        for one, act in made:
            for other, rival in made:
                apart = act.decision.coder != rival.decision.coder and one != other
                if apart and overlap(one, other):
                    self._set_against(one, act, rival, self._weight(rival), found)
        for claim in self._claims:
            unit = self.followed(claim).units
            for other, act in made:
                if act.decision.coder != claim.decision.coder and set(unit) & set(act.units):
                    self._set_against(other, act, claim, self._rank_of(claim), found)
                    if self._weight(act) == self._rank_of(claim):
                        self.disputed[unit[0]] = (claim.decision, act.decision)
        return found

    def _set_against(
        self, unit: Spans, act: Landing, rival: Landing, weight: int, found: set[tuple[str, int]]
    ) -> None:
        """Let the weightier of an act and what speaks against it hold, or neither."""
        if weight < self._weight(act):
            found.add(act.name)
            by = f"{rival.decision.coder}:{rival.decision.line}"
            self.ended.setdefault(act.name, (by, True))
        elif weight == self._weight(act):
            self.disputed[unit] = (act.decision, rival.decision)

    def _rank_of(self, row: Landing) -> int:
        return self._rank.get(row.decision.coder, len(self._rank))

    def _weight(self, act: Landing) -> int:
        """The rank of an act: of its coder, or of whoever decided about a unit that it made."""
        return self._weights[act.name]

    def became(self, act: Landing) -> tuple[Spans, ...]:
        """The units that what an act made became."""
        units = dict.fromkeys(act.results)
        for later in self.sequence[self.sequence.index(act) + 1 :]:
            if not units.keys().isdisjoint(later.units):
                for unit in later.units:
                    units.pop(unit, None)
                units.update(dict.fromkeys(later.results))
        return tuple(units)

    def followed(self, row: Landing) -> Course:
        """Where a decision's unit went.

        It follows the coder's own acts and those of coders whose word counts more; notes and
        quotations follow any. What was said of a whole is to be said anew of its parts, and a no
        about a part anew of the whole. A decision goes nowhere where none of its own words are.
        """
        units = row.units
        about_words = row.decision.act in _ABOUT_WORDS
        for act in self._after(row):
            own = act.decision.coder == row.decision.coder
            if not set(units) & set(act.units):
                continue
            if not (own or about_words or self._weight(act) < self._rank_of(row)):
                continue
            kept = [u for u in act.results if overlap(u, row.quotation or row.units[0])]
            anew = not about_words and (
                act.decision.act == "split"
                or (act.decision.act == "merge" and row.decision.act in _NO)
            )
            if anew or not kept:
                return _overtaken(row, act)
            units = tuple(kept[:1] if row.quotation else kept)
        return Course(units)

    def _after(self, row: Landing) -> list[Landing]:
        """The acts that came after what made a decision's unit."""
        coder, line = row.name
        made = 0
        for number, act in enumerate(self.sequence, start=1):
            known = act.decision.coder != coder or act.decision.line < line
            if known and not set(act.results).isdisjoint(row.units):
                made = number
        return self.sequence[made:]


def _overtaken(row: Landing, act: Landing) -> Course:
    """What becomes of a decision that does not follow its unit through an act."""
    if act.decision.coder != row.decision.coder:
        return Course(by=f"{act.decision.coder}:{act.decision.line}")
    if act.decision.line > row.decision.line:
        return Course(by=str(act.decision.line))
    how = {"merge": "merged", "split": "split", "trim": "trimmed"}[act.decision.act]
    return Course(reason=REMADE.format(how=how, line=act.decision.line))


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


def _together(spans: Iterable[Span]) -> Spans:
    """Spans in order, those that share a character as one: units of two coders may overlap."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def overlap(one: Spans, other: Spans) -> bool:
    """Whether two units share a character."""
    return any(a.start < b.end and b.start < a.end for a in one for b in other)
