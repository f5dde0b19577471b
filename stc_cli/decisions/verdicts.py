"""Who has said what about each unit, and whose word holds.

Each coder's last word on a thing holds for that coder. Where coders contradict each other the
first of `order` who has a word on it settles it; without one it is disputed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from stc_cli.decisions.lines import RESHAPING, Decision
from stc_cli.records import Span, State

PARKED = ""  # where a unit lies that a coder parked: in no subgroup
Outcome = Literal[
    "applied", "disputed", "overruled", "superseded", "unplaced", "undone", "withdrawn"
]
Name = tuple[str, int]  # coder and line


class Found(NamedTuple):
    """A decision with the units it is about now, by id.

    `by`: the line that took its place; `overruled`: another coder's. `reason`: why it has no place.
    """

    decision: Decision
    unit_ids: tuple[str, ...] = ()
    how: str = ""
    by: str = ""
    overruled: bool = False
    reason: str = ""
    quotation: tuple[Span, ...] = ()

    @property
    def name(self) -> Name:
        return self.decision.coder, self.decision.line


class Word(NamedTuple):
    """One coder's last word on something: yes or no, or a subgroup ("" for parked)."""

    coder: str
    line: int
    says: str


YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Settled:
    """What holds about one thing. `says` is empty, with `disputed`, where coders contradict."""

    says: str
    coders: tuple[str, ...]
    words: tuple[Word, ...]
    disputed: bool = False


@dataclass(slots=True)
class Verdicts:
    """What holds about the units of one transcript.

    `codes`: by unit and code: YES or NO. `aside`: by unit: YES where it is set aside. `places`: by
    unit and group: the subgroup, PARKED for none. `ended`: decisions that do not hold, with the
    line that took their place and how.
    """

    codes: dict[tuple[str, str], Settled] = field(default_factory=dict)
    aside: dict[str, Settled] = field(default_factory=dict)
    places: dict[tuple[str, str], Settled] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()  # units that somebody's yes, which holds, is about
    reshaped: frozenset[str] = frozenset()  # units that a merge, split or trim made
    ended: dict[Name, tuple[Outcome, str]] = field(default_factory=dict)

    def state(self, unit_id: str) -> State:
        """A unit's state: accepted once anybody's yes holds, and nobody set it aside."""
        settled = self.aside.get(unit_id)
        if settled is not None and settled.disputed:
            return "candidate"
        if settled is not None and settled.says == YES:
            return "set_aside"
        return "accepted" if unit_id in self.taken or unit_id in self.reshaped else "candidate"


class _Last:
    """One coder's last words on the units of a transcript, line by line."""

    def __init__(self, coder: str) -> None:
        self.coder = coder
        self.codes: dict[str, dict[str, Word]] = {}  # by unit, then code
        self.places: dict[str, dict[str, Word]] = {}  # by unit, then group
        self.aside: dict[str, Word] = {}  # YES: set aside; NO: accepted without a code
        self.left_out: dict[str, dict[tuple[str, str], Word]] = {}  # by unit, group and subgroup
        self.ended: dict[int, int] = {}  # line to the later line that took its place

    def take_in(self, decision: Decision, unit_id: str) -> None:
        """Make a decision the last word; what it replaces is superseded by it."""
        act, word = decision.act, Word(self.coder, decision.line, YES)
        codes = self.codes.setdefault(unit_id, {})
        places = self.places.setdefault(unit_id, {})
        left_out = self.left_out.setdefault(unit_id, {})
        if act == "set_aside":
            self._end([*codes.values(), *places.values(), *left_out.values()], word)
            codes.clear()
            places.clear()
            left_out.clear()
            self._end([self.aside.get(unit_id)], word)
            self.aside[unit_id] = word
        elif act in ("accept", "add", "reject", "sort"):
            before = self.aside.get(unit_id)
            as_such = act == "accept" and not decision.code
            if before is not None and act != "reject" and (before.says == YES or as_such):
                self._end([self.aside.pop(unit_id)], word)
            if act == "sort":
                self._end([places.get(decision.group)], word)
                places[decision.group] = word._replace(says=decision.subgroup)
            elif decision.code:
                self._end([codes.get(decision.code)], word)
                codes[decision.code] = word._replace(says=NO if act == "reject" else YES)
            else:
                self.aside[unit_id] = word._replace(says=NO)
        elif act == "park":
            self._end([places.get(decision.group)], word)
            places[decision.group] = word._replace(says=PARKED)
        elif act == "leave_out":
            where = (decision.group, decision.subgroup)
            self._end([left_out.get(where)], word)
            left_out[where] = word

    def _end(self, earlier: Iterable[Word | None], word: Word) -> None:
        self.ended |= {e.line: word.line for e in earlier if e is not None}

    def on_unit(self, unit_id: str) -> Word | None:
        """Whether the coder set a unit aside (YES) or took it for a meaning unit (NO)."""
        own = self.aside.get(unit_id)
        if own is not None:
            return own
        taken = [
            *(word for word in self.codes.get(unit_id, {}).values() if word.says == YES),
            *(word for word in self.places.get(unit_id, {}).values() if word.says != PARKED),
        ]
        return min(taken, key=lambda w: w.line)._replace(says=NO) if taken else None


def verdicts(found: Iterable[Found], order: Sequence[str]) -> Verdicts:
    """What holds about the units of one transcript. `found`: by coder, then line."""
    made = Verdicts()
    coders: dict[str, _Last] = {}
    reshaped: set[str] = set()
    for row in found:
        if row.by:
            made.ended[row.name] = ("overruled" if row.overruled else "superseded", row.by)
        elif not row.reason:
            own = coders.setdefault(row.decision.coder, _Last(row.decision.coder))
            if row.decision.act in RESHAPING:
                reshaped.update(row.unit_ids)
            for unit_id in row.unit_ids:
                own.take_in(row.decision, unit_id)
    for coder, own in coders.items():
        for line, by in own.ended.items():
            made.ended[coder, line] = ("superseded", str(by))
    made.reshaped = frozenset(reshaped)
    _settle(made, list(coders.values()), {coder: place for place, coder in enumerate(order)})
    return made


def _settle(made: Verdicts, coders: Sequence[_Last], rank: Mapping[str, int]) -> None:
    """Set the coders' last words on each unit against each other."""
    units = dict.fromkeys(u for own in coders for u in (*own.codes, *own.aside, *own.places))
    for unit_id in units:
        on_unit = [word for own in coders if (word := own.on_unit(unit_id)) is not None]
        if on_unit:
            made.aside[unit_id] = _holding(on_unit, rank, made.ended)
        aside = [word._replace(says=NO) for word in on_unit if word.says == YES]
        if on_unit and made.aside[unit_id].says == NO:
            aside = []  # whoever has the last word takes it for a meaning unit
        codes = dict.fromkeys(code for own in coders for code in own.codes.get(unit_id, ()))
        for code in codes:
            said = [
                own.codes[unit_id][code] for own in coders if code in own.codes.get(unit_id, ())
            ]
            made.codes[unit_id, code] = _holding([*said, *aside], rank, made.ended)
        groups = dict.fromkeys(group for own in coders for group in own.places.get(unit_id, ()))
        for group in groups:
            said = [o.places[unit_id][group] for o in coders if group in o.places.get(unit_id, ())]
            made.places[unit_id, group] = _holding(said, rank, made.ended)
    as_such = {u for own in coders for u, word in own.aside.items() if word.says == NO}
    with_code = {unit_id for (unit_id, _), settled in made.codes.items() if settled.says == YES}
    sorted_in = {unit_id for (unit_id, _), settled in made.places.items() if settled.says}
    made.taken = frozenset(as_such | with_code | sorted_in)


def _holding(
    words: Sequence[Word], rank: Mapping[str, int], ended: dict[Name, tuple[Outcome, str]]
) -> Settled:
    """What holds of some words about one thing; those that do not are noted in `ended`."""
    if len({word.says for word in words}) == 1:
        return Settled(words[0].says, tuple(word.coder for word in words), tuple(words))
    first = min(words, key=lambda word: rank.get(word.coder, len(rank)))
    if first.coder not in rank:
        for word in words:
            others = [o for o in words if o.says != word.says]
            ended.setdefault(
                (word.coder, word.line),
                ("disputed", ";".join(f"{o.coder}:{o.line}" for o in others)),
            )
        return Settled("", tuple(word.coder for word in words), tuple(words), disputed=True)
    for word in words:
        if word.says != first.says:
            ended[word.coder, word.line] = ("overruled", f"{first.coder}:{first.line}")
    agreeing = tuple(word.coder for word in words if word.says == first.says)
    return Settled(first.says, agreeing, tuple(words))


def contradictions(made: Verdicts) -> Iterator[tuple[str, str, str, Settled]]:
    """What coders contradict each other about: unit, code, group and their words.

    Code and group are empty where it is whether the unit is one at all.
    """
    for unit_id, settled in made.aside.items():
        if settled.disputed:
            yield unit_id, "", "", settled
    for (unit_id, code), settled in made.codes.items():
        if settled.disputed:
            yield unit_id, code, "", settled
    for (unit_id, group), settled in made.places.items():
        if settled.disputed:
            yield unit_id, "", group, settled
