"""What to weigh about a codebook: its shape, its headings, and what its rules do in the last run.

The advice follows Malterud (2012): three to six code groups, two to five subgroups in each,
headings that say something. A remark names the line of the codebook where it has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Literal, NamedTuple

from stc_cli.codebook import Codebook, Group, Place, Subgroup, heading_of, lines_of
from stc_cli.config import in_language
from stc_cli.errors import StcError
from stc_cli.files import csv_dicts, read_bytes

GROUPS = (3, 6)
SUBGROUPS = (2, 5)
TOO_OFTEN = 0.5  # a code or rule on more than this share of all units says little
FEW_UNITS = 20  # with fewer, a share says little itself
TOGETHER = 0.9  # Jaccard index of two codes' units from which they may be one code
FEW_TOGETHER = 5  # units of each
_RULE = re.compile(r'(?:^|; )rule (\d+) \([a-z+]+\): "')  # as `stages.code.evidence` writes it


class Finding(NamedTuple):
    """One remark. An error makes `stc check` fail; advice does not."""

    level: Literal["error", "advice"]
    text: str


class Where:
    """The lines of a codebook's entries, as the beginning of a remark."""

    def __init__(self, path: Path, name: str) -> None:
        self._lines = lines_of(path)
        self._name = name

    def __call__(self, kind: Literal["code", "entry"], name: str, rule: int = 0) -> str:
        """`name.yaml, line 12: `; without the line where the codebook's file has no such entry."""
        line = self._lines.get((kind, name, rule))
        return f"{self._name}, line {line}: " if line else f"{self._name}: "


@dataclass(slots=True)
class Coding:
    """What the last run shows. `units`: how many there were; sets are of unit ids."""

    units: int
    on: dict[str, set[str]] = field(default_factory=dict)  # by code: the units it is on
    fired: dict[tuple[str, int], set[str]] = field(default_factory=dict)  # by code and rule
    lies: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # by group and unit


def read_coding(out: Path) -> Coding | None:
    """What the last run shows about the codes; None before the first. `out`: its folder."""
    try:
        rows = list(csv_dicts(read_bytes(out / "3_code" / "assignments.csv")))
        units = len(list(csv_dicts(read_bytes(out / "2_segment" / "units.csv"))))
    except (StcError, UnicodeDecodeError):
        return None
    coding = Coding(units)
    for row in rows:
        unit, code = row["unit_id"], row["code_id"]
        for rule in _RULE.findall(row["evidence"]):
            coding.fired.setdefault((code, int(rule)), set()).add(unit)
        if row["status"] not in ("rejected", "parked"):
            coding.on.setdefault(code, set()).add(unit)
            coding.lies.setdefault((row["group_id"], unit), set()).add(row["subgroup_id"])
    return coding


def lints(
    codebook: Codebook, coding: Coding | None, where: Where, language: str
) -> Iterator[Finding]:
    """All advice on a codebook. `language`: of the headings."""
    yield from _shape(codebook, coding, where)
    yield from _headings(codebook, where, language)
    if coding is not None:
        for place in codebook.places():
            yield from _firing(place, coding, where)
        yield from _together(codebook, coding, where)
        yield from _doubly_sorted(codebook, coding, where)


def advice(text: str) -> Finding:
    return Finding("advice", text)


def _shape(codebook: Codebook, coding: Coding | None, where: Where) -> Iterator[Finding]:
    if not GROUPS[0] <= len(codebook.groups) <= GROUPS[1]:
        yield advice(f"the codebook has {counted(len(codebook.groups), 'code group')}; "
                     f"{GROUPS[0]} to {GROUPS[1]} are usual.")  # fmt: skip
    for group in codebook.groups:
        if not SUBGROUPS[0] <= len(group.subgroups) <= SUBGROUPS[1]:
            yield advice(f'{where("entry", group.id)}the code group "{group.id}" has '
                         f"{counted(len(group.subgroups), 'subgroup')}; "
                         f"{SUBGROUPS[0]} to {SUBGROUPS[1]} are usual.")  # fmt: skip
        if group.codes:
            ids = ", ".join(code.id for code in group.codes)
            yield advice(f'{where("entry", group.id)}the code group "{group.id}" holds codes that '
                         f"lie in no subgroup yet: {ids}.")  # fmt: skip
        for subgroup in group.subgroups:
            yield from _empty(group, subgroup, coding, where)
    for code in (place.code for place in codebook.places()):
        if not code.definition:
            yield advice(f'{where("code", code.id)}the code "{code.id}" has no definition.')
        if not code.rules:
            yield advice(f'{where("code", code.id)}the code "{code.id}" has no rules, so only '
                         "people can give it.")  # fmt: skip


def _empty(
    group: Group, subgroup: Subgroup, coding: Coding | None, where: Where
) -> Iterator[Finding]:
    """A subgroup that no code leads to and in which nobody sorted a unit."""
    lies = coding.lies.items() if coding else ()
    if not subgroup.codes and not any(g == group.id and subgroup.id in s for (g, _), s in lies):
        also = ", and no unit lies in it" if coding else ""
        yield advice(f'{where("entry", subgroup.id)}the subgroup "{subgroup.id}" holds no '
                     f"code{also}.")  # fmt: skip


def _headings(codebook: Codebook, where: Where, language: str) -> Iterator[Finding]:
    for entry in codebook.entries():
        kind = "code group" if isinstance(entry, Group) else "subgroup"
        line = where("entry", entry.id)
        if not entry.heading:
            yield advice(f'{line}the {kind} "{entry.id}" has no heading for Table 1 yet.')
            continue
        heading = in_language(heading_of(entry), language, codebook.language)
        if len(heading.split()) == 1:
            yield advice(f'{line}the heading "{heading}" is one word; let it say what was found.')


def _firing(place: Place, coding: Coding, where: Where) -> Iterator[Finding]:
    """Rules of one code that fire on nothing, or on nearly everything."""
    code, rules = place.code, range(1, len(place.code.rules) + 1)
    fired = {rule: len(coding.fired.get((code.id, rule), ())) for rule in rules}
    silent = [rule for rule in rules if not fired[rule]]
    line = where("code", code.id)
    if silent and len(silent) == len(fired):
        yield advice(f'{line}the code "{code.id}": none of its rules fires.')
    elif silent:
        rule = silent[0] if len(silent) == 1 else 0
        yield advice(f'{where("code", code.id, rule)}the code "{code.id}": {_listed(silent)} of '
                     f"{len(fired)} never {'fires' if rule else 'fire'}.")  # fmt: skip
    if coding.units < FEW_UNITS:
        return
    often = TOO_OFTEN * coding.units
    if len(coding.on.get(code.id, ())) > often:
        yield advice(f'{line}the code "{code.id}" is on {len(coding.on[code.id])} of '
                     f"{coding.units} units.")  # fmt: skip
    for rule in rules if len(fired) > 1 else ():
        if fired[rule] > often:
            yield advice(f'{where("code", code.id, rule)}rule {rule} of the code "{code.id}" fires '
                         f"on {fired[rule]} of {coding.units} units.")  # fmt: skip


def _together(codebook: Codebook, coding: Coding, where: Where) -> Iterator[Finding]:
    """Pairs of codes that are hardly ever on different units."""
    codes = [place.code.id for place in codebook.places()]
    often = [code for code in codes if len(coding.on.get(code, ())) >= FEW_TOGETHER]
    for one, other in combinations(often, 2):
        both = len(coding.on[one] & coding.on[other])
        either = len(coding.on[one] | coding.on[other])
        if both >= TOGETHER * either:
            yield advice(f'{where("code", other)}the codes "{one}" and "{other}" are together on '
                         f"{both} of the {either} units that have either of them; are they "
                         "one?")  # fmt: skip


def _doubly_sorted(codebook: Codebook, coding: Coding, where: Where) -> Iterator[Finding]:
    for group in codebook.groups:
        both = sum(1 for (group_id, _), subgroups in coding.lies.items()
                   if group_id == group.id and len(subgroups - {""}) > 1)  # fmt: skip
        if both:
            verb = "lies" if both == 1 else "lie"
            yield advice(f'{where("entry", group.id)}the code group "{group.id}": '
                         f"{counted(both, 'unit')} {verb} in two subgroups; sort or split "
                         "them.")  # fmt: skip


def _listed(rules: list[int]) -> str:
    if len(rules) == 1:
        return f"rule {rules[0]}"
    return f"rules {', '.join(map(str, rules[:-1]))} and {rules[-1]}"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
