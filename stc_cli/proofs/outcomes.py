"""What decisions.csv says became of a decision can be: the rows that it names say so, too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, get_args

from stc_cli.artefacts import CONFLICTS
from stc_cli.decisions.coding import Fate
from stc_cli.decisions.lines import RESHAPING, Decision
from stc_cli.decisions.scrubbed import MARK
from stc_cli.decisions.verdicts import Name, Outcome
from stc_cli.records import Assignment, Unit
from stc_cli.workspace import Study

_NAMED = re.compile(r"(?:^|; )([^:;]+): [^;]*\(line (\d+)\)")


class Coded(NamedTuple):
    """What a row may be held against: all rows, and what the other files say.

    `groups`: by unit and code group the assignments; `disputed`: the units in conflicts.csv;
    `disputants`: the lines that it names.
    """

    fates: Mapping[Name, Fate]
    units: Mapping[str, Unit]
    groups: Mapping[tuple[str, str], Sequence[Assignment]]
    disputed: frozenset[str]
    disputants: frozenset[Name]


def disputants(conflicts: Iterable[Sequence[str]]) -> frozenset[Name]:
    """The lines, as coder and number, that rows of conflicts.csv name."""
    decisions = CONFLICTS.index("decisions")
    found = (_NAMED.findall(row[decisions]) for row in conflicts)
    return frozenset((coder, int(line)) for names in found for coder, line in names)


def outcome_breaks(
    place: str, fate: Fate, decision: Decision, coded: Coded, study: Study
) -> Iterator[str]:
    """The outcome of one row fits the ledger, the config and the rows and units it is about."""
    if fate.outcome not in get_args(Outcome):
        yield f"{place}: has an outcome that stc does not know."
    undone = study.ledger.undone.get((fate.coder, fate.line))
    if (fate.outcome == "undone") != (undone is not None) or (undone and fate.by != str(undone)):
        yield f"{place}: the ledger says otherwise of whether it was taken back."
    if fate.outcome in ("superseded", "overruled", "disputed") and not _by_others(
        fate, coded, study.config.decisions.order
    ):
        yield f"{place}: what it was {fate.outcome} by is about something else."
    if fate.outcome == "disputed" and coded.disputed.isdisjoint(fate.unit_id.split(";")):
        yield f"{place}: conflicts.csv lists nothing of the kind."
    if fate.outcome == "applied" and (fate.coder, fate.line) in coded.disputants:
        yield f"{place}: conflicts.csv names it among those in dispute."
    gone = study.withdrawn.holds(decision.transcript_id) or any(
        MARK in anchor.exact
        for passage in (*decision.passages, *decision.into, decision.quotation)
        for anchor in passage
    )
    if fate.outcome == "withdrawn" and not gone:
        yield f"{place}: its words were not withdrawn."
    if fate.outcome == "applied" and not _shows(fate, coded):
        yield f"{place}: the units or their codes do not show it."


def _by_others(fate: Fate, coded: Coded, order: Sequence[str]) -> bool:
    """Whether the lines under `by` can have brought the outcome about."""
    for name in fate.by.split(";"):
        coder, _, line = name.rpartition(":")
        other = coded.fates.get((coder or fate.coder, int(line) if line.isdecimal() else 0))
        if other is None or other.outcome == "undone":
            return False
        if fate.outcome == "disputed":  # over a code or place, or over the unit itself
            if other.coder == fate.coder or (other.coder, other.line) not in coded.disputants:
                return False
            continue
        # A unit's shape may be settled by whose unit somebody with the last word decided about.
        named = fate.outcome != "overruled" or other.coder in order or fate.act in RESHAPING
        if not (_is_later(fate, other) and named and _same_thing(fate, other)):
            return False
    return True


def _is_later(fate: Fate, other: Fate) -> bool:
    """Whether one line can take another's place: not an earlier one, but for a unit's shape."""
    earlier = other.coder == fate.coder and other.line <= fate.line
    return not earlier or other.act in RESHAPING


def _same_thing(fate: Fate, other: Fate) -> bool:
    """Whether two lines are about the same unit, and one can speak against the other."""
    if other.act in RESHAPING or fate.act in RESHAPING:
        return True  # the unit is not what it was, or was not to be
    if set(fate.unit_id.split(";")).isdisjoint(other.unit_id.split(";")):
        return False
    acts = {fate.act, other.act}
    if "set_aside" in acts:
        return not acts & {"note", "quote"}
    if acts <= {"sort", "park"}:
        return fate.group_id == other.group_id
    if acts == {"leave_out"}:
        return (fate.group_id, fate.subgroup_id) == (other.group_id, other.subgroup_id)
    return acts <= {"accept", "add", "reject"} and fate.code_id == other.code_id


def _shows(fate: Fate, coded: Coded) -> bool:
    """Whether units.csv and assignments.csv show a decision that holds (codes: decisions.py)."""
    for unit_id in fate.unit_id.split(";"):
        if unit_id not in coded.units or unit_id in coded.disputed:
            continue
        state = coded.units[unit_id].state
        if fate.act == "set_aside" and state != "set_aside":
            return False
        if fate.act == "accept" and not fate.code_id and state != "accepted":
            return False
        rows = coded.groups.get((unit_id, fate.group_id), ())
        if fate.act == "leave_out" and not rows:
            return False
        rows = [row for row in rows if row.status not in ("rejected", "disputed")]
        if fate.act == "sort" and any(row.subgroup_id != fate.subgroup_id for row in rows):
            return False
        if fate.act == "park" and any(row.status != "parked" for row in rows):
            return False
    return True
