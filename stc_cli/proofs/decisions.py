"""No decision is lost: each line of the ledger has its fate, and the output shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from stc_cli import artefacts as files_of
from stc_cli.decisions.anchors import flat
from stc_cli.decisions.coding import Fate, quoted
from stc_cli.decisions.lines import RESHAPING, Decision
from stc_cli.decisions.telling import told_decision
from stc_cli.output import Output
from stc_cli.proofs.outcomes import Coded, disputants, outcome_breaks
from stc_cli.records import Assignment, Unit
from stc_cli.workspace import Study

DECISIONS, UNPLACED = "3_code/decisions.csv", "3_code/unplaced.csv"
CONFLICTS = "3_code/conflicts.csv"
_SHOWN = {  # by act: the statuses that an applied decision on a code may have led to
    "accept": ("accepted", "added", "parked", "disputed"),
    "add": ("accepted", "added", "parked", "disputed"),
    "reject": ("rejected",),
}


def decision_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Every line of the ledger stands once in decisions.csv, and what it decided is so."""
    fates = output.rows(DECISIONS, files_of.DECISIONS, files_of.fate_of)
    ledger = {(d.coder, d.line): d for d in study.ledger.decisions}
    units = {unit.unit_id: unit for unit in output.units}
    coded: dict[tuple[str, str], Assignment] = {}
    groups: dict[tuple[str, str], list[Assignment]] = {}
    for row in output.assignments:
        coded[row.unit_id, row.code_id] = row
        groups.setdefault((row.unit_id, row.group_id), []).append(row)
    conflicts = output.rows(CONFLICTS, files_of.CONFLICTS, tuple)
    rows = {(fate.coder, fate.line): fate for fate in fates}
    contested = frozenset(row[0] for row in conflicts)
    around = Coded(rows, units, groups, contested, disputants(conflicts))
    seen: set[tuple[str, int]] = set()
    for number, fate in enumerate(fates, start=2):
        place, name = f"{DECISIONS}, row {number}", (fate.coder, fate.line)
        if name in seen:
            yield f"{place}: line {fate.line} of {fate.coder} stands here a second time."
        seen.add(name)
        decision = ledger.get(name)
        if decision is None or decision.id != fate.id or decision.act != fate.act:
            yield f"{place}: is not what line {fate.line} of {fate.coder} says."
            continue
        yield from _wording_breaks(place, fate, decision, study)
        if study.key is not None:
            decision = told_decision(decision, study.key)
        yield from _unit_breaks(place, fate, decision, units, output)
        yield from _code_breaks(place, fate, coded)
        yield from outcome_breaks(place, fate, decision, around, study)
    for coder, line in sorted(ledger.keys() - seen):
        yield f"{DECISIONS}: line {line} of {coder} is missing."
    yield from _unplaced_breaks(output, fates)
    if bool(conflicts) != any(fate.outcome == "disputed" for fate in fates):
        yield f"{CONFLICTS}: does not list what {DECISIONS} calls disputed."
    proved["decisions are applied, superseded or listed"] += len(fates)


def _wording_breaks(place: str, fate: Fate, decision: Decision, study: Study) -> Iterator[str]:
    """A row is about the code, group and subgroup of its line, for the reason given there."""
    about = (fate.code_id, fate.group_id, fate.subgroup_id)
    told = study.key.replaced if study.key else str
    if about != (decision.code, decision.group, decision.subgroup) or fate.reason not in (
        decision.said, told(decision.said)
    ):  # fmt: skip
        yield f"{place}: says something else than line {fate.line} of {fate.coder}."


def _unit_breaks(
    place: str, fate: Fate, decision: Decision, units: Mapping[str, Unit], output: Output
) -> Iterator[str]:
    """An applied decision is about units that are there, with the words it quotes."""
    if fate.outcome not in ("applied", "disputed", "overruled") or fate.act == "undo":
        return
    named = fate.unit_id.split(";")
    missing = [name for name in named if name not in units]
    if missing and fate.outcome != "overruled":
        yield f"{place}: the unit {missing[0]} is not in units.csv."
    if missing or fate.how == "similar" or decision.act in RESHAPING:
        return
    if fate.how not in ("position", "quotation", "moved"):
        yield f"{place}: does not say how its passage was found."
    elif fate.how != "moved" and not _stands(decision, units[named[0]], output):
        yield f"{place}: the words it quotes do not stand in {units[named[0]].transcript_id}."


def _stands(decision: Decision, unit: Unit, output: Output) -> bool:
    """Whether every quotation stands in the transcript, as it may be told."""
    text = flat(output.text(unit.transcript_id))
    if unit.text == quoted(decision.unit):
        return True
    return all(flat(anchor.exact) in text for anchor in decision.unit)


def _code_breaks(
    place: str, fate: Fate, coded: Mapping[tuple[str, str], Assignment]
) -> Iterator[str]:
    """What was accepted, added or rejected is so in assignments.csv."""
    if fate.outcome != "applied" or fate.act not in _SHOWN or not fate.code_id:
        return
    for unit_id in fate.unit_id.split(";"):
        row = coded.get((unit_id, fate.code_id))
        if row is None:
            yield f"{place}: assignments.csv has no such code on {unit_id}."
        elif row.status not in _SHOWN[fate.act]:
            yield f"{place}: assignments.csv says {row.status} of that code on {unit_id}."


def _unplaced_breaks(output: Output, fates: Sequence[Fate]) -> Iterator[str]:
    """unplaced.csv lists the decisions without a place, and no others."""
    listed = output.rows(UNPLACED, files_of.UNPLACED, lambda row: (row[0], int(row[1])))
    lost = [(fate.coder, fate.line) for fate in fates if fate.outcome == "unplaced"]
    if sorted(listed) != sorted(lost):
        yield f"{UNPLACED}: does not list the decisions that {DECISIONS} calls unplaced."
