"""From a row of a sheet to what its coder wants: a word on a code, a unit or a place.

A cell that is as it was exported says nothing new, so that an old sheet takes back no decision
that was made since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from stc_cli.codebook import Group
from stc_cli.decisions.anchors import Anchor
from stc_cli.decisions.ledger import Passage
from stc_cli.decisions.verdicts import NO, PARKED, YES
from stc_cli.decisions.withdrawn import Withdrawals
from stc_cli.errors import UsageError
from stc_cli.records import Unit
from stc_cli.sheets import words
from stc_cli.sheets.layout import ADDED, ORIGIN
from stc_cli.sheets.naming import Names
from stc_cli.sheets.origin import Origin, origin_of
from stc_cli.sheets.reading import Row
from stc_cli.sheets.standing import words_key
from stc_cli.text.characters import one_line

About = Literal["code", "unit", "group", "note"]
UNDO = "undo"


class Target(NamedTuple):
    """The unit that a row is about: one of the last run, or where its words stood at export.

    `key`: the unit's id, or a name made of its words (`words_key`).
    """

    key: str
    transcript_id: str
    unit: Unit | None
    passage: Passage
    speakers: tuple[str, ...]


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


@dataclass(frozen=True)
class Reader:
    """What it takes to understand a row.

    `found`: the unit of the last run that a row means, by id and, where it says so, its words.
    """

    names: Names
    withdrawn: Withdrawals
    found: Callable[[str, Origin], Unit | None]

    def coding(self, row: Row) -> Iterator[Wish | Remark]:
        """What a row of codes asks for. Raises UsageError when it cannot be understood."""
        refuse_formulas(row, ("unit_id", "code", "decision", *ADDED, "reason", "note"))
        origin = origin_of(row[ORIGIN])
        added = [row[name] for name in ADDED if row[name]]
        said = words.decision(_typed(row, origin, "code", "decision", others=added))
        yield from _kept(row, origin, "decision")
        if not (said or added or row["note"]):
            return
        target = self._target(row, origin)
        if said:
            yield self._decided(row, target, said, origin)
        for cell in added:
            code = self.names.code(cell, origin.revision)
            yield Wish(row.number, target, "code", code, YES, row["reason"])
        if row["note"]:
            yield Wish(row.number, target, "note", row["note"], YES)

    def _decided(self, row: Row, target: Target, said: str, origin: Origin) -> Wish:
        if said == words.SET_ASIDE:
            return Wish(row.number, target, "unit", "", YES, row["reason"])
        says = {words.ACCEPT: YES, words.REJECT: NO, words.UNDO: UNDO}[said]
        if row["code"]:
            code = self.names.code(row["code"], origin.revision)
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
        new = one_line(row["new_subgroup"])
        said = _typed(row, origin, "group", "subgroup", others=[new] if new else [])
        if new and said and not (origin.was and as_before(said, origin.was[1])):
            raise UsageError('has a subgroup and a new one. Empty "subgroup" or "new_subgroup".')
        yield from _kept(row, origin, "subgroup")
        if not (said or new or row["note"]):
            return
        target = self._target(row, origin)
        if said or new:
            group = self.names.group(row["group"], origin.revision)
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
                return UNDO
        return self.names.subgroup(group, cell, origin.revision)

    # -- units -----------------------------------------------------------------------------------

    def _target(self, row: Row, origin: Origin) -> Target:
        """The unit of a row. Raises UsageError when the row does not say which one it is."""
        unit = self.found(row["unit_id"], origin)
        if unit is not None:
            return Target(unit.unit_id, unit.transcript_id, unit, (), unit.speakers)
        name = origin.transcript_id or row["transcript_id"]
        speakers = origin.speakers or tuple(filter(None, row["speakers"].split(";")))
        passage = origin.unit
        if not passage and name and row["text"]:
            passage = (Anchor(name, one_line(row["text"])),)
        if not passage:
            named = f'there is no unit "{row["unit_id"]}" any more' if row["unit_id"] else "no unit"
            raise UsageError(
                f"{named}, and the row does not say where its words stood. Export the sheet anew."
            )
        self._refuse_withdrawn(name, speakers)
        if any(act.is_in(name, "") for act in self.withdrawn.acts):
            passage = tuple(anchor._replace(prefix="", suffix="") for anchor in passage)
        return Target(words_key(name, passage), name, None, passage, speakers)

    def _refuse_withdrawn(self, name: str, speakers: tuple[str, ...]) -> None:
        gone = self.withdrawn.speakers_in(name, "")
        if self.withdrawn.holds(name) or any(speaker in gone for speaker in speakers):
            raise UsageError("is of somebody who withdrew. Take the row out of the sheet.")


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
    if len(origin.was) == 3 and origin.was[1] and not row[decided]:
        yield stays(row, origin.was[1])


def stays(row: Row, was: str) -> Remark:
    return Remark(row.number, f'"{was}" stays: an empty cell takes nothing back, "undo" does.')


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
