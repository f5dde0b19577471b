"""Which units people's decisions make: what they merged, split, trimmed or marked.

A decision is about a unit as it stood then. When the unit was reshaped later, the decision follows
it into what it was merged with or trimmed to; after a split it is said anew of the parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stc_cli.decisions.anchors import flat, occurrences
from stc_cli.decisions.lines import RESHAPING, Decision, Passage
from stc_cli.decisions.pages import Page
from stc_cli.decisions.placing import How, pieces, placed_unit
from stc_cli.decisions.reshaping import Landing, Reshaping, Spans
from stc_cli.records import Span

NO_TALK = "its words are not talk of anybody any more"
_WORST: tuple[How, ...] = ("position", "quotation", "similar")


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


class _Stand(NamedTuple):
    """Where one unit stands and how it was found, or why that is not known."""

    spans: Spans = ()
    how: How = "position"
    reason: str = ""


def landing(decision: Decision, page: Page) -> Landing:
    """Where a decision's passages stand in a transcript."""
    units, into = (
        [_stand(passage, decision.speakers, page) for passage in passages]
        for passages in (decision.passages, decision.into)
    )
    quotation = [_quotation(decision, units[0], page)] if decision.quotation else []
    stands = [*units, *into, *quotation]
    reason = next((stand.reason for stand in stands if stand.reason), "")
    if reason:
        return Landing(decision, reason=reason)
    return Landing(
        decision,
        tuple(stand.spans for stand in units),
        tuple(stand.spans for stand in into),
        quotation[0].spans if quotation else (),
        max((stand.how for stand in stands), key=_WORST.index),
    )


def _quotation(decision: Decision, unit: _Stand, page: Page) -> _Stand:
    """Where a decision's quotation stands: in its unit, if that has the words once.

    A few words may stand in the transcript a second time, where their old position was.
    """
    if len(decision.quotation) == 1:
        words = flat(decision.quotation[0].exact)
        stands = [Span(start, start + len(words)) for start in occurrences(page.text, words)]
        own = [s for s in stands if any(u.start <= s.start and s.end <= u.end for u in unit.spans)]
        if len(own) == 1:
            return _Stand((own[0],), unit.how)
    return _stand(decision.quotation, decision.speakers, page)


def _stand(passage: Passage, speakers: Sequence[str], page: Page) -> _Stand:
    spots, reason = placed_unit(passage, speakers, page)
    spans = pieces(spots, speakers, page)
    if reason or not spans:
        return _Stand(reason=reason or NO_TALK)
    return _Stand(spans, max((spot.how for spot in spots), key=_WORST.index))


def shaped(landings: Sequence[Landing], order: Sequence[str]) -> Shaped:
    """What the decisions of one transcript make of its units.

    `landings`: by coder, then line. `order`: coders with the last word, the first before the next.
    """
    placed = [row for row in landings if not row.reason]
    acts = [row for row in placed if row.decision.act in RESHAPING]
    others = [row for row in placed if row.decision.act not in RESHAPING]
    fates = Reshaping(acts, others, order)
    landed: list[Landed] = []
    units: dict[Spans, None] = dict.fromkeys(fates.standing)
    for row in landings:
        found = _landed(row, fates)
        landed.append(found)
        if not found.by and not found.reason and row.decision.act not in RESHAPING:
            units.update(dict.fromkeys(found.units))
    return Shaped(tuple(sorted(units)), tuple(landed), fates.disputed)


def _landed(row: Landing, fates: Reshaping) -> Landed:
    decision = row.decision
    if row.reason:
        return Landed(decision, reason=row.reason)
    if decision.act in RESHAPING:
        by, overruled = fates.ended.get(row.name, ("", False))
        units = () if by else fates.became(row)
        return Landed(decision, units, (), row.how, by, overruled)
    course = fates.followed(row)
    return Landed(decision, course.units, row.quotation, row.how, course.by, reason=course.reason)
