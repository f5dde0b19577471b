"""Taking a sheet in: from its rows to new lines of the coder's ledger.

Only what differs from the coder's standing decisions becomes a line, and nothing that the ledger
took in since the export, whatever has become of it: a sheet may be taken in again and again while
it is being filled in, and reverses no later decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from stc_cli.decisions.ledger import add_decisions, next_line
from stc_cli.decisions.lines import Decision, Passage
from stc_cli.decisions.telling import told_decision
from stc_cli.decisions.verdicts import NO, PARKED, YES
from stc_cli.errors import UsageError
from stc_cli.output import Output
from stc_cli.runner import locked
from stc_cli.sheets.naming import Names
from stc_cli.sheets.pseudonymous import Teller
from stc_cli.sheets.reading import Row, Table
from stc_cli.sheets.so_far import SoFar
from stc_cli.sheets.standing import About, last_run, proposals
from stc_cli.sheets.surroundings import Surroundings
from stc_cli.sheets.targets import Target, Targets, refuse_stale
from stc_cli.sheets.wishes import UNDO, Reader, Remark, Wish, contradictions
from stc_cli.workspace import Study, as_decided

_ORDER: tuple[About, ...] = ("unit", "code", "group", "note")


class Taken(NamedTuple):
    """What came of a sheet. `rows`: how many it has.

    `problems`: rows that cannot be taken in; `conflicts`: where other coders said otherwise;
    `remarks`: what else a person should know. `unchanged`: decisions that were taken in before.
    """

    rows: int
    made: tuple[Decision, ...]
    unchanged: int
    problems: tuple[Remark, ...]
    conflicts: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


def take_in(
    study: Study, coder: str, table: Table, *, skip_bad: bool = False, dry_run: bool = False
) -> tuple[Taken, list[int]]:
    """What came of a coder's sheet, and the lines of the ledger that were written.

    Nothing is written where a row is wrong, unless `skip_bad`. From looking at the ledger to the
    new lines the output's lock is held. Raises StcError where another command holds it.
    """
    last_run(study)
    if dry_run:
        return Import(study, coder, table).taken(), []
    with locked(study):
        now = as_decided(study)
        taken = Import(now, coder, table).taken()
        if not taken.made or (taken.problems and not skip_bad):
            return taken, []
        first = next_line(now.decisions, coder)
        add_decisions(now.decisions, taken.made)
        return taken, list(range(first, first + len(taken.made)))


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
    def _surroundings(self) -> Surroundings:
        return Surroundings(self.output, self.study.config)

    @cached_property
    def _so_far(self) -> SoFar:
        return SoFar(self.study, self.coder, self.output, self._surroundings)

    @cached_property
    def _proposed(self) -> dict[str, dict[str, str]]:
        return proposals(self.output)

    # -- from rows to decisions ------------------------------------------------------------------

    def taken(self) -> Taken:
        """What the sheet asks for, and what is new in it."""
        refuse_stale(self.study, self.output)
        wishes, problems, remarks = self._read()
        problems += contradictions(wishes)
        bad = {problem.row for problem in problems}
        sound = _in_order(wish for wish in wishes if wish.row not in bad)
        made: list[Decision] = []
        unchanged = 0
        aside: set[str] = set()
        taken_back: set[int] = set()  # lines
        for wish in sound:
            if wish.says == UNDO:
                own = [d for d in self._so_far.taken_back(wish) if d.line not in taken_back]
                taken_back |= {decision.line for decision in own}
                new = [self._undo(decision, wish.reason) for decision in own]
            else:
                new = self._made(wish, aside)
            made += new
            unchanged += not new
        remarks += [*_by_words(sound), *self._so_far.outdated(sound)]
        key = self.study.key
        return Taken(
            len(self.table.rows), tuple(told_decision(d, key) if key else d for d in made),
            unchanged, tuple(sorted(problems)), tuple(self._so_far.conflicts(sound)),
            tuple(sorted(remarks)),
        )  # fmt: skip

    def _read(self) -> tuple[list[Wish], list[Remark], list[Remark]]:
        """What the rows ask for, those that cannot be understood, and remarks."""
        study = self.study
        teller = Teller(study.key)
        targets = Targets(study, self.coder, self.output, self._surroundings, teller)
        names = Names(study.required_codebook(), study.migrations)
        reader = Reader(names, teller, self.coder, targets.of)
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

    # -- one wish --------------------------------------------------------------------------------

    def _made(self, wish: Wish, aside: set[str]) -> list[Decision]:
        """The lines that a wish takes; none where the ledger says it, or has said it since.

        `aside`: units that the sheet sets aside, which ends all that was said of their codes.
        """
        key, so_far = wish.target.key, self._so_far
        if key not in aside and so_far.holds(wish):
            return []
        if so_far.taken_in(wish) is not None:
            return []
        if wish.about == "note":
            return [self._line("note", wish.target, note=wish.name)]
        if wish.about == "unit" and wish.says == YES:
            aside.add(key)
        return [self._decision(wish)]

    def _undo(self, decision: Decision, reason: str) -> Decision:
        return Decision(
            self.coder, 0, "", "undo", decision.transcript_id, of=decision.id, date=self._today,
            reason=reason,
        )  # fmt: skip

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
