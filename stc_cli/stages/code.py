"""Code: propose codes for units by the codebook's rules, each with the words that fired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stc_cli.codebook import Codebook
from stc_cli.config import Code
from stc_cli.records import Assignment, Unit
from stc_cli.text.rules import Hit, RuleBook


class Match(NamedTuple):
    """A unit on which rules of a code fired, and the words they fired on."""

    unit_id: str
    code_id: str
    evidence: str


def code(units: Sequence[Unit], *, codebook: Codebook, rules: RuleBook) -> list[Assignment]:
    """One assignment per unit and code, in the order of the units and then the codebook."""
    return proposed(units, matches(units, codebook=codebook, rules=rules), codebook=codebook)


def matches(units: Iterable[Unit], *, codebook: Codebook, rules: RuleBook) -> list[Match]:
    """Where the rules fire, in the order of the units and then the codebook.

    `codebook`: the one that `rules` were made of.
    """
    codes = [place.code.id for place in codebook.places()]
    found: list[Match] = []
    for unit in units:
        hits = rules.hits(
            unit.text, role=unit.role, speaker=unit.speakers[0], transcript=unit.transcript_id
        )
        by_code: dict[int, list[Hit]] = {}
        for hit in hits:
            by_code.setdefault(hit.code, []).append(hit)
        for index in sorted(by_code):
            fired = evidence(unit.text, by_code[index])
            found.append(Match(unit.unit_id, codes[index], fired))
    return found


def proposed(
    units: Sequence[Unit], found: Iterable[Match], *, codebook: Codebook
) -> list[Assignment]:
    """The assignments that matches propose, in the order of the units and then the codebook."""
    places = {place.code.id: (n, place) for n, place in enumerate(codebook.places())}
    order = {unit.unit_id: number for number, unit in enumerate(units)}
    rows = [(order[m.unit_id], *places[m.code_id], m) for m in found if m.code_id in places]
    rows.sort(key=lambda row: row[:2])
    return [
        Assignment(
            match.unit_id, match.code_id, place.subgroup_id, place.group_id, "rule",
            match.evidence, "proposed", "",
        )
        for _, _, place, match in rows
    ]  # fmt: skip


def evidence(text: str, hits: Sequence[Hit]) -> str:
    """The rules that fired and the words they fired on, for a person to read.

    For example `rule 2 (near): "peer" … "trained"; rule 4 (phrase): "signed up"`.
    """
    return "; ".join(
        f"rule {hit.rule} ({hit.kind}): "
        + " … ".join(f'"{text[span.start : span.end]}"' for span in hit.spans)
        for hit in hits
    )


def in_use(assignment: Assignment, config: Code) -> bool:
    """Whether later stages use an assignment."""
    if assignment.status == "proposed":
        return config.use_proposed
    return assignment.status in ("accepted", "added")


# A code that nobody rejected or contradicted stands on its unit, also where that is parked.
STANDING = frozenset({"proposed", "accepted", "added", "parked"})


def uncoded(units: Iterable[Unit], assignments: Iterable[Assignment]) -> list[Unit]:
    """The units that no standing assignment puts a code on, in order."""
    coded = {a.unit_id for a in assignments if a.status not in ("rejected",)}
    return [unit for unit in units if unit.unit_id not in coded]
