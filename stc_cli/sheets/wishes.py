"""From a row of a sheet to what its coder wants: a word on a code, a unit or a place.

A cell that is as it was exported says nothing new, so that an old sheet takes back no decision
that was made since.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from stc_cli.codebook import Group
from stc_cli.decisions.verdicts import NO, PARKED, YES
from stc_cli.errors import UsageError
from stc_cli.sheets import words
from stc_cli.sheets.layout import ADDED, ORIGIN
from stc_cli.sheets.naming import Names
from stc_cli.sheets.origin import Origin, origin_of
from stc_cli.sheets.pseudonymous import Teller
from stc_cli.sheets.reading import Row
from stc_cli.sheets.standing import About
from stc_cli.sheets.targets import Target, moved
from stc_cli.text.characters import one_line

UNDO = "undo"
NOT_SHOWN = (
    'has "undo" where the sheet showed no decision of yours when it was exported. Export it anew '
    "to take back what you decided since."
)


class Wish(NamedTuple):
    """A word on something. `name`: of the code or group, or the text of a note.

    `says`: YES or NO (of a unit: whether it is set aside), a subgroup or PARKED, or UNDO.
    `heading`: of a subgroup that is new.
    """

    row: int
    target: Target
    about: About
    name: str
    says: str
    reason: str = ""
    heading: str = ""


class Remark(NamedTuple):
    """What a person should know of a row."""

    row: int
    text: str


class Keyed(Protocol):
    """Something of which there is one for each key."""

    @property
    def key(self) -> Hashable: ...


New = TypeVar("New", bound=Keyed)


def collected(
    rows: Iterable[Row],
    asked: Callable[[Row], Iterator[New | Remark]],
    says: Callable[[New], object],
) -> tuple[list[New], list[Remark], list[Remark]]:
    """What rows ask for, each thing once; the rows that cannot be taken in; and remarks.

    `asked`: of one row; it raises UsageError where the row is not understood. `says`: what two
    rows about the same thing must agree in. Nothing of a row that cannot be taken in is asked.
    """
    found: dict[Hashable, tuple[int, New]] = {}
    problems: list[Remark] = []
    remarks: list[Remark] = []
    for row in rows:
        try:
            for new in asked(row):
                if isinstance(new, Remark):
                    remarks.append(new)
                    continue
                other, first = found.setdefault(new.key, (row.number, new))
                if says(first) != says(new):
                    problems += (
                        Remark(a, f"contradicts row {b}. Leave one of them.")
                        for a, b in ((other, row.number), (row.number, other))
                    )
        except UsageError as error:
            problems.append(Remark(row.number, str(error)))
    bad = {problem.row for problem in problems}
    return [new for number, new in found.values() if number not in bad], problems, remarks


@dataclass(frozen=True)
class Reader:
    """What it takes to understand a coder's rows. `target`: the unit that a row is about."""

    names: Names
    teller: Teller
    coder: str
    target: Callable[[Row, Origin], Target]

    def coding(self, row: Row) -> Iterator[Wish | Remark]:
        """What a row of codes asks for. Raises UsageError when it cannot be understood."""
        refuse_formulas(row, ("unit_id", "code", "decision", *ADDED, "reason", "note"))
        origin = origin_of(row[ORIGIN])
        if _is_elsewhere(row, origin, ("decision", *ADDED, "reason", "note")):
            return
        origin = self.teller.origin(origin)
        row = self.teller.row(row, origin)
        added = [name for name in ADDED if row[name]]
        said = words.decision(_typed(row, origin, "code", "decision", others=added))
        yield from _kept(row, origin, "decision")
        if not (said or added or row["note"]):
            return
        target = self.target(row, origin)
        if said:
            yield self._decided(row, target, said, origin)
        for name in added:
            code = self.names.code(row[name], origin.revision, name)
            yield Wish(row.number, target, "code", code, YES, row["reason"])
        if row["note"]:
            yield Wish(row.number, target, "note", row["note"], YES)

    def _decided(self, row: Row, target: Target, said: str, origin: Origin) -> Wish:
        if said == words.SET_ASIDE:
            return Wish(row.number, target, "unit", "", YES, row["reason"])
        says = {words.ACCEPT: YES, words.REJECT: NO, words.UNDO: UNDO}[said]
        if says == UNDO:
            self._refuse_unseen(origin)
        if row["code"]:
            code = self.names.code(row["code"], origin.revision, "code")
            return Wish(row.number, target, "code", code, says, row["reason"])
        if said == words.REJECT:
            raise UsageError(
                'has no code to reject. Write "set aside" if the unit is not about the question.'
            )
        return Wish(row.number, target, "unit", "", UNDO if says == UNDO else NO, row["reason"])

    def sorting(self, row: Row) -> Iterator[Wish | Remark]:
        """What a row of a code group's units asks for. Raises UsageError likewise."""
        refuse_formulas(row, ("unit_id", "group", "subgroup", "new_subgroup", "reason", "note"))
        origin = origin_of(row[ORIGIN])
        if _is_elsewhere(row, origin, ("subgroup", "new_subgroup", "reason", "note")):
            return
        origin = self.teller.origin(origin)
        row = self.teller.row(row, origin)
        new = one_line(row["new_subgroup"])
        said = _typed(row, origin, "group", "subgroup", others=[new] if new else [])
        if new and said and not as_before(said, origin.decided):
            raise UsageError('has a subgroup and a new one. Empty "subgroup" or "new_subgroup".')
        yield from _kept(row, origin, "subgroup")
        if not (said or new or row["note"]):
            return
        target = self.target(row, origin)
        if said or new:
            group = self.names.group(row["group"], origin.revision, "group")
            if new:
                says, heading = self.names.new_subgroup(group, new)
            else:
                says, heading = self._place(group, said, origin), ""
            yield Wish(row.number, target, "group", group.id, says, row["reason"], heading)
        if row["note"]:
            yield Wish(row.number, target, "note", row["note"], YES)

    def _place(self, group: Group, cell: str, origin: Origin) -> str:
        """The subgroup that a cell names, PARKED or UNDO."""
        if not self.names.is_subgroup(group, cell):
            if words.is_park(cell):
                return PARKED
            if words.is_undo(cell):
                self._refuse_unseen(origin)
                return UNDO
        return self.names.subgroup(group, cell, origin.revision)

    def _refuse_unseen(self, origin: Origin) -> None:
        """Only what the sheet showed is taken back: a sheet that lies about knows no later one."""
        if not (origin.decided and self.coder in origin.seen):
            raise UsageError(NOT_SHOWN)


def _is_elsewhere(row: Row, origin: Origin, typed: tuple[str, ...]) -> bool:
    """Whether a row's cells are about another unit than its column for stc.

    Raises UsageError where something is typed into such a row.
    """
    why = moved(row, origin)
    if why and any(row[name] for name in typed):
        raise UsageError(why)
    return bool(why)


def _typed(row: Row, origin: Origin, thing: str, decided: str, others: Sequence[str]) -> str:
    """What the cell of a row's decision says, where the row is not as it was exported; else "".

    `thing`: the column of the code or group; `others`: what else the row decides. Raises UsageError
    where something was typed that would be lost without a decision.
    """
    was = origin.was if len(origin.was) == 3 else ("", "", "")
    now = (row[thing], row[decided], row["reason"])
    if all(map(as_before, now, was)):
        return ""
    if now[1]:
        return now[1]
    if origin.was and now[0] and not as_before(now[0], was[0]):
        raise UsageError(f'has another {thing} written into it and nothing under "{decided}".')
    if now[2] and not others and not as_before(now[2], was[2]):
        raise UsageError(
            f'has a reason and nothing under "{decided}". Decide, or write a note instead.'
        )
    return ""


def _kept(row: Row, origin: Origin, decided: str) -> Iterator[Remark]:
    """That a decision stays whose cell was emptied."""
    if origin.decided and not row[decided]:
        yield stays(row, origin.decided)


def stays(row: Row, was: str) -> Remark:
    what = f'"{was}"' if words.may_be_named(was, words.DECISIONS) else "what it said"
    return Remark(row.number, f'{what} stays: an empty cell takes nothing back, "undo" does.')


def as_before(now: str, was: str) -> bool:
    """Whether a cell says what it said, but for white space."""
    return one_line(now) == one_line(was)


def refuse_formulas(row: Row, columns: tuple[str, ...]) -> None:
    for name in columns:
        if name in row.formulas:
            raise UsageError(f'has a formula under "{name}". Write what it gives.')


def contradictions(wishes: Sequence[Wish]) -> list[Remark]:
    """Rows that say otherwise than another row of the sheet, with the other row's number."""
    first: dict[tuple[str, About, str], Wish] = {}
    found: list[Remark] = []
    for wish in wishes:
        if wish.about == "note":
            continue
        other = first.setdefault((wish.target.key, wish.about, wish.name), wish)
        if other.says != wish.says:
            found += _clash(other, wish)
    asides = {w.target.key: w for w in wishes if w.about == "unit" and w.says == YES}
    for wish in wishes:
        aside = asides.get(wish.target.key)
        if aside is not None and wish.about == "code" and wish.says != NO:
            found += _clash(aside, wish)
    return list(dict.fromkeys(found))


def _clash(one: Wish, other: Wish) -> list[Remark]:
    if one.row == other.row:
        return [Remark(one.row, "contradicts itself. Leave one of its decisions.")]
    return [
        Remark(a.row, f"contradicts row {b.row}, which is about the same unit. Leave one of them.")
        for a, b in ((one, other), (other, one))
    ]
