"""Taking a sheet in: from its rows to new lines of the coder's ledger.

Only what differs from the coder's standing decisions becomes a line, so that a sheet may be taken
in again while it is being filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from stc_cli.decisions.ledger import Decision, Passage
from stc_cli.decisions.placing import pieces, placed_unit
from stc_cli.decisions.verdicts import NO, PARKED, YES
from stc_cli.errors import UsageError
from stc_cli.output import Output
from stc_cli.records import Unit
from stc_cli.sheets.naming import Names
from stc_cli.sheets.origin import Origin
from stc_cli.sheets.reading import Row, Table
from stc_cli.sheets.standing import Said, Standing, last_run, proposals, standings
from stc_cli.sheets.surroundings import Surroundings
from stc_cli.sheets.wishes import UNDO, About, Reader, Remark, Target, Wish, contradictions
from stc_cli.workspace import Study

_ORDER: tuple[About, ...] = ("unit", "code", "group", "note")
_CODE_ACTS = frozenset({"accept", "reject", "add"})
_UNIT_ACTS = frozenset({"accept", "set_aside"})
_PLACE_ACTS = frozenset({"sort", "park"})


class Taken(NamedTuple):
    """What came of a sheet. `rows`: how many it has.

    `problems`: rows that cannot be taken in; `conflicts`: where other coders said otherwise;
    `remarks`: what else a person should know. `unchanged`: decisions that the ledger already has.
    """

    rows: int
    made: tuple[Decision, ...]
    unchanged: int
    problems: tuple[Remark, ...]
    conflicts: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class _Ended:
    """What a sheet ends: `units` that it sets aside, with all said of their codes; own `lines`."""

    units: set[str] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Import:
    """A coder's sheet, taken in. Nothing is written. `date`: YYYY-MM-DD; today's when empty."""

    study: Study
    coder: str
    table: Table
    date: str = ""

    @cached_property
    def output(self) -> Output:
        return last_run(self.study)

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.unit_id: unit for unit in self.output.units}

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings(self.output)

    @cached_property
    def _everybody(self) -> dict[str, Standing]:
        return standings(self.study.ledger, self.output)

    @cached_property
    def _own(self) -> Standing:
        return self._everybody.get(self.coder) or Standing(())

    @cached_property
    def _proposed(self) -> dict[str, dict[str, str]]:
        return proposals(self.output)

    # -- from rows to decisions ------------------------------------------------------------------

    def taken(self) -> Taken:
        """What the sheet asks for, and what is new in it."""
        wishes, problems, remarks = self._read()
        problems += contradictions(wishes)
        bad = {problem.row for problem in problems}
        sound = _in_order(wish for wish in wishes if wish.row not in bad)
        made: list[Decision] = []
        unchanged = 0
        ended = _Ended()
        for wish in sound:
            new = self._made(wish, ended)
            made += new
            unchanged += not new
        remarks += _by_words(sound)
        return Taken(
            len(self.table.rows), tuple(made), unchanged, tuple(sorted(problems)),
            tuple(self._conflicts(sound)), tuple(sorted(remarks)),
        )  # fmt: skip

    def _read(self) -> tuple[list[Wish], list[Remark], list[Remark]]:
        """What the rows ask for, those that cannot be understood, and remarks."""
        study = self.study
        reader = Reader(
            Names(study.required_codebook(), study.migrations), study.withdrawn, self._unit_meant
        )
        understood: Callable[[Row], Iterator[Wish | Remark]] = (
            reader.sorting if self.table.kind == "sorting" else reader.coding
        )
        wishes: list[Wish] = []
        problems: list[Remark] = []
        remarks: list[Remark] = []
        for row in self.table.rows:
            try:
                for found in understood(row):
                    if isinstance(found, Wish):
                        wishes.append(found)
                    else:
                        remarks.append(found)
            except UsageError as error:
                problems.append(Remark(row.number, str(error)))
        return wishes, problems, remarks

    def _unit_meant(self, unit_id: str, origin: Origin) -> Unit | None:
        """The unit of the last run with a row's id, unless the row's words stand elsewhere now.

        Ids of units with the same words are told apart by a number, which a change of the
        transcript may give to another of them; so the words must be placed there as a decision's.
        """
        unit = self._units.get(unit_id)
        if unit is None or not origin.unit:
            return unit
        page = self._surroundings.page(unit.transcript_id)
        spots, _ = placed_unit(origin.unit, origin.speakers, page)
        return unit if pieces(spots, origin.speakers, page) == unit.spans else None

    # -- one wish --------------------------------------------------------------------------------

    def _made(self, wish: Wish, ended: _Ended) -> list[Decision]:
        """The lines that a wish takes; none where the ledger says it already."""
        if wish.says == UNDO:
            return self._undone(wish, ended)
        key, reason = wish.target.key, wish.reason
        if wish.about == "note":
            same = any(d.note == wish.name for d in self._own.on.get(key, ()) if d.act == "note")
            return [] if same else [self._line("note", wish.target, note=wish.name)]
        said = None if key in ended.units else self._said(self._own, wish)
        if said is not None and said.says == wish.says and reason in ("", said.reason):
            return []
        if wish.about == "unit" and wish.says == YES:
            ended.units.add(key)
        return [self._decision(wish)]

    def _decision(self, wish: Wish) -> Decision:
        target, reason = wish.target, wish.reason
        if wish.about == "unit":
            act = "set_aside" if wish.says == YES else "accept"
            return self._line(act, target, reason=reason)
        if wish.about == "group":
            fields: dict[str, Any] = {"group": wish.name, "reason": reason}
            if wish.says != PARKED:
                fields |= {"subgroup": wish.says, "name": wish.heading}
            return self._line("park" if wish.says == PARKED else "sort", target, **fields)
        proposed = wish.name in self._proposed.get(target.key, {})
        act = "reject" if wish.says == NO else "accept" if proposed else "add"
        return self._line(act, target, code=wish.name, reason=reason)

    def _undone(self, wish: Wish, ended: _Ended) -> list[Decision]:
        """Lines that take back all that the coder said of a thing."""
        made = []
        for decision in reversed(self._own.on.get(wish.target.key, ())):
            if _is_about(decision, wish) and decision.line not in ended.lines:
                ended.lines.add(decision.line)
                made.append(
                    Decision(
                        self.coder, 0, "", "undo", decision.transcript_id, of=decision.id,
                        date=self._today, reason=wish.reason,
                    )
                )  # fmt: skip
        return made

    def _line(self, act: Any, target: Target, **more: Any) -> Decision:
        fields: dict[str, Any] = {
            "transcript_id": target.transcript_id, "unit": self._passage(target),
            "speakers": target.speakers, "date": self._today,
            "revision": self.study.migrations.latest, **more,
        }  # fmt: skip
        return Decision(self.coder, 0, "", act, **fields)

    def _passage(self, target: Target) -> Passage:
        return self._surroundings.anchors(target.unit) if target.unit else target.passage

    @property
    def _today(self) -> str:
        return self.date or date.today().isoformat()

    @staticmethod
    def _said(standing: Standing, wish: Wish) -> Said | None:
        key = wish.target.key
        match wish.about:
            case "unit":
                return standing.aside(key)
            case "code":
                return standing.code(key, wish.name)
            case "group":
                return standing.place(key, wish.name)
        return None

    # -- other coders ----------------------------------------------------------------------------

    def _conflicts(self, wishes: Sequence[Wish]) -> Iterator[Remark]:
        """Where another coder says otherwise; an adjudicator's sheet is there to settle that."""
        if self.coder in self.study.config.decisions.order:
            return
        for wish in wishes:
            for coder, standing in self._everybody.items():
                if coder == self.coder or wish.says == UNDO or wish.about == "note":
                    continue
                said = self._said(standing, wish)
                if said is None and wish.about == "code":
                    aside = standing.aside(wish.target.key)
                    said = aside._replace(says=NO) if aside and aside.says == YES else None
                if said is not None and said.says != wish.says:
                    yield Remark(wish.row, f"{coder} {_told(wish, said.says)} (line {said.line}).")


def _is_about(decision: Decision, wish: Wish) -> bool:
    """Whether a decision is undone with a thing; a code's goes with the unit's being set aside."""
    match wish.about:
        case "code":
            own = decision.act in _CODE_ACTS and decision.code == wish.name
            return own or decision.act == "set_aside"
        case "unit":
            return decision.act in _UNIT_ACTS and not decision.code
        case "group":
            return decision.act in _PLACE_ACTS and decision.group == wish.name
    return False


def _told(wish: Wish, says: str) -> str:
    if wish.about == "unit":
        return "set the unit aside" if says == YES else "takes it for a meaning unit"
    if wish.about == "group":
        return f'sorted it into "{says}"' if says != PARKED else f'parked it in "{wish.name}"'
    return f'{"accepts" if says == YES else "rejects"} "{wish.name}"'


def _in_order(wishes: Iterable[Wish]) -> list[Wish]:
    """Each wish once, by unit: what is taken back first, then the unit, then codes and places."""
    once: dict[tuple[str, About, str], Wish] = {}
    first: dict[str, int] = {}  # row of each unit
    for wish in wishes:
        key = (wish.target.key, wish.about, wish.name)
        before = once.setdefault(key, wish)
        reasons = dict.fromkeys(filter(None, (before.reason, wish.reason)))
        once[key] = before._replace(reason="; ".join(reasons))
        first.setdefault(wish.target.key, wish.row)
    return sorted(
        once.values(),
        key=lambda w: (first[w.target.key], w.says != UNDO, _ORDER.index(w.about), w.row),
    )


def _by_words(wishes: Sequence[Wish]) -> list[Remark]:
    rows = dict.fromkeys(wish.row for wish in wishes if wish.target.unit is None)
    return [
        Remark(
            row,
            "its unit is not there as it was exported. The decision is kept with the words it is "
            "about, and `stc code` finds their place.",
        )
        for row in rows
    ]
