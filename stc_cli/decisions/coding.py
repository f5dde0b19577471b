"""What the rules propose and what people decided, brought together into the units' codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from stc_cli.codebook import Codebook, Place
from stc_cli.decisions.anchors import Anchor
from stc_cli.decisions.lines import Decision
from stc_cli.decisions.placing import GONE
from stc_cli.decisions.verdicts import (
    NO,
    PARKED,
    YES,
    Found,
    Name,
    Outcome,
    Settled,
    Verdicts,
    contradictions,
    verdicts,
)
from stc_cli.records import Assignment, Status, Unit

NO_CODE = 'the unit has no code of the group "{group}"'
NOT_THERE = 'the unit does not lie in the subgroup "{subgroup}"'
NOT_OF_GROUP = 'the subgroup "{subgroup}" does not lie in the group "{group}"'


class Fate(NamedTuple):
    """A line of the ledger and what became of it: a row of decisions.csv."""

    coder: str
    line: int
    id: str
    act: str
    transcript_id: str
    unit_id: str  # `;` between several
    code_id: str
    group_id: str
    subgroup_id: str
    outcome: Outcome
    how: str
    by: str
    reason: str  # what the person wrote


class Unplaced(NamedTuple):
    """A decision that could not be applied: a row of unplaced.csv without its candidates."""

    coder: str
    line: int
    transcript_id: str
    quotation: str
    reason: str


class Conflict(NamedTuple):
    """What coders contradict each other about: a row of conflicts.csv."""

    unit_id: str
    code_id: str
    coders: str
    decisions: str
    group_id: str


class Coding(NamedTuple):
    """The codes of one transcript's units, and what became of every decision about them."""

    assignments: list[Assignment]
    fates: list[Fate]
    unplaced: list[Unplaced]
    conflicts: list[Conflict]


def coding(
    units: Sequence[Unit],
    proposed: Iterable[Assignment],
    found: Sequence[Found],
    disputed: Mapping[str, str],
    *,
    codebook: Codebook,
    order: Sequence[str],
) -> Coding:
    """The codes of one transcript's units.

    `proposed`: by the rules. `found`: the decisions on the transcript, by coder and line.
    `disputed`: units that coders shaped differently, with what they did. `order`: the coders with
    the last word. Assignments are in the order of the units, then of the codebook.
    """
    subgroups = {group.id: {s.id for s in group.subgroups} for group in codebook.groups}
    found = [_refused(row, subgroups) for row in found]
    made = verdicts(found, order)
    places = {place.code.id: place for place in codebook.places()}
    by_unit: dict[str, dict[str, Assignment]] = {}
    for row in proposed:
        by_unit.setdefault(row.unit_id, {})[row.code_id] = row
    decided: dict[str, list[str]] = {}
    for unit_id, code in made.codes:
        decided.setdefault(unit_id, []).append(code)
    said = {(row.decision.coder, row.decision.line): row.decision.said for row in found}
    rank = {code: number for number, code in enumerate(places)}
    assignments: list[Assignment] = []
    for unit in units:
        rules = by_unit.get(unit.unit_id, {})
        codes = {*rules, *decided.get(unit.unit_id, ())}
        for code in sorted(codes, key=rank.__getitem__):
            row = _assignment(unit.unit_id, places[code], rules.get(code), made, said)
            if unit.unit_id in disputed and row.status in ("proposed", "accepted", "added"):
                row = row._replace(status="disputed", coder=_coders(disputed[unit.unit_id]))
            assignments.append(row)
    lost = _homeless(found, assignments, made)
    conflicts = [*_shape_conflicts(disputed), *map(_conflict, contradictions(made))]
    fates = [_fate(row, made, lost, disputed) for row in found]
    return Coding(assignments, fates, list(_unplaced(found, lost)), conflicts)


def _refused(row: Found, subgroups: Mapping[str, set[str]]) -> Found:
    """A decision without its effect where it names a subgroup of another group."""
    decision = row.decision
    names_one = decision.act == "sort" or (decision.act == "leave_out" and decision.subgroup)
    if row.reason or not names_one:
        return row
    if decision.subgroup in subgroups.get(decision.group, ()):
        return row
    reason = NOT_OF_GROUP.format(subgroup=decision.subgroup, group=decision.group)
    return row._replace(reason=reason)


def _assignment(
    unit_id: str,
    place: Place,
    rule: Assignment | None,
    made: Verdicts,
    said: Mapping[Name, str],
) -> Assignment:
    """One code on one unit: what the rules say, unless a person has said something."""
    settled = made.codes.get((unit_id, place.code.id))
    subgroup = place.subgroup_id
    status, coders = _status(settled, made.aside.get(unit_id), rule is not None)
    if status not in ("rejected", "disputed"):
        where = made.places.get((unit_id, place.group_id))
        if where is not None:
            status, subgroup = _sorted(status, subgroup, where)
            coders = (*coders, *where.coders)
    evidence = rule.evidence if rule else _reasons(settled, said)
    return Assignment(
        unit_id, place.code.id, subgroup, place.group_id, "rule" if rule else "human", evidence,
        status, ";".join(dict.fromkeys(sorted(coders))),
    )  # fmt: skip


def _status(
    settled: Settled | None, aside: Settled | None, proposed: bool
) -> tuple[Status, tuple[str, ...]]:
    if settled is not None and settled.says == NO:
        return "rejected", settled.coders
    if aside is not None and aside.disputed:
        return "disputed", aside.coders
    if settled is not None and settled.disputed:
        return "disputed", settled.coders
    if settled is not None:
        return "accepted" if proposed else "added", settled.coders
    if aside is not None and aside.says == YES:
        return "rejected", aside.coders
    return "proposed", ()


def _sorted(status: Status, subgroup: str, where: Settled) -> tuple[Status, str]:
    """Status and subgroup after a person's sorting; sorting takes a proposal for granted."""
    if where.disputed:
        return "disputed", subgroup
    if where.says == PARKED:
        return "parked", subgroup
    return "accepted" if status == "proposed" else status, where.says


def _reasons(settled: Settled | None, said: Mapping[Name, str]) -> str:
    words = settled.words if settled else ()
    return "; ".join(
        dict.fromkeys(filter(None, (said.get((word.coder, word.line), "") for word in words)))
    )


def _homeless(
    found: Iterable[Found], assignments: Iterable[Assignment], made: Verdicts
) -> dict[Name, str]:
    """Decisions about where units lie that do not lie there, with the reason."""
    coded = {(row.unit_id, row.group_id) for row in assignments if row.status != "rejected"}
    lying = {(row.unit_id, row.subgroup_id) for row in assignments
             if row.status not in ("rejected", "parked")}  # fmt: skip
    lost: dict[Name, str] = {}
    for row in found:
        act, group, subgroup = row.decision.act, row.decision.group, row.decision.subgroup
        if act not in ("sort", "park", "leave_out") or row.reason or row.name in made.ended:
            continue
        lies_there = any((unit_id, subgroup) in lying for unit_id in row.unit_ids)
        if not any((unit_id, group) in coded for unit_id in row.unit_ids):
            lost[row.name] = NO_CODE.format(group=group)
        elif act == "leave_out" and subgroup and not lies_there:
            lost[row.name] = NOT_THERE.format(subgroup=subgroup)
    return lost


def _fate(
    row: Found, made: Verdicts, lost: Mapping[Name, str], disputed: Mapping[str, str]
) -> Fate:
    decision = row.decision
    outcome, by = made.ended.get(row.name, ("applied", ""))
    unit_ids = row.unit_ids
    if row.reason == GONE:
        outcome = "withdrawn"
    elif row.reason or row.name in lost:
        outcome = "unplaced"
    elif outcome == "applied" and decision.act not in ("note", "quote"):
        against = [name for unit_id in unit_ids for name in _named(disputed.get(unit_id, ""))]
        others = [f"{coder}:{line}" for coder, line in against if coder != decision.coder]
        if others:
            outcome, by = "disputed", ";".join(dict.fromkeys(others))
    return fate(decision, outcome, unit_ids, how=row.how, by=by)


def fate(
    decision: Decision,
    outcome: Outcome,
    unit_ids: Sequence[str] = (),
    *,
    how: str = "",
    by: str = "",
) -> Fate:
    """The row that says what became of a decision."""
    return Fate(
        decision.coder, decision.line, decision.id, decision.act, decision.transcript_id,
        ";".join(unit_ids), decision.code, decision.group, decision.subgroup, outcome, how, by,
        decision.said,
    )  # fmt: skip


def _unplaced(found: Iterable[Found], lost: Mapping[Name, str]) -> Iterator[Unplaced]:
    for row in found:
        reason = row.reason or lost.get(row.name, "")
        if reason and reason != GONE:
            yield unplaced(row.decision, reason)


def unplaced(decision: Decision, reason: str) -> Unplaced:
    """The row that says why a decision could not be applied."""
    return Unplaced(
        decision.coder, decision.line, decision.transcript_id, quoted(decision.unit), reason
    )


def quoted(passage: Sequence[Anchor]) -> str:
    """The words of a passage."""
    return " ".join(anchor.exact for anchor in passage)


def _conflict(row: tuple[str, str, str, Settled]) -> Conflict:
    unit_id, code, group, settled = row
    told = {YES: "yes", NO: "no", PARKED: "parked"}
    about_unit = not code and not group
    if about_unit:
        told |= {YES: "set aside", NO: "accept"}
    elif code:
        told |= {YES: "accept", NO: "reject"}
    words = sorted(settled.words)
    decisions = "; ".join(
        f"{word.coder}: {told.get(word.says, word.says)} (line {word.line})" for word in words
    )
    return Conflict(unit_id, code, ";".join(word.coder for word in words), decisions, group)


def _shape_conflicts(disputed: Mapping[str, str]) -> Iterator[Conflict]:
    for unit_id, decisions in disputed.items():
        yield Conflict(unit_id, "", _coders(decisions), decisions, "")


def _coders(decisions: str) -> str:
    """Who made the decisions of a conflict, in the order of their names."""
    return ";".join(sorted({coder for coder, _ in _named(decisions)}))


_NAMED = re.compile(r"(?:^|; )([^:;]+): \w+ \(line (\d+)\)")


def _named(decisions: str) -> list[tuple[str, int]]:
    """The lines that a conflict over a unit's shape names, by coder and number."""
    return [(coder, int(line)) for coder, line in _NAMED.findall(decisions)]
