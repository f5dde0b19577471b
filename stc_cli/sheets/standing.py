"""What each coder has decided so far about each unit of the last run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from stc_cli.artefacts import DECISIONS, fate_of
from stc_cli.decisions.anchors import flat
from stc_cli.decisions.ledger import Ledger
from stc_cli.decisions.lines import Decision, Passage
from stc_cli.decisions.verdicts import (
    NO,
    PARKED,
    YES,
    Found,
    Settled,
    Verdicts,
    Word,
    verdicts,
)
from stc_cli.errors import StcError
from stc_cli.files import sha256
from stc_cli.output import Output, required
from stc_cli.records import Span
from stc_cli.workspace import Study

About = Literal["code", "unit", "group", "note"]
_ACTS = frozenset({"accept", "reject", "add", "set_aside", "sort", "park", "note"})
_ARTEFACT = "3_code/decisions.csv"


def last_run(study: Study) -> Output:
    """What the last run wrote. Raises StcError when it did not code the units."""
    output = required(study.out)
    for artefact in ("2_segment/units.csv", "3_code/assignments.csv"):
        if not output.has(artefact):
            raise StcError(f"{study.out}: holds no {artefact} yet. Run `stc code` first.")
    return output


class Said(NamedTuple):
    """A coder's last word on something, with the line and reason it was given in."""

    says: str
    line: int
    reason: str


def words_key(transcript_id: str, unit: Passage) -> str:
    """What a unit is called by its words, whatever has become of it since.

    Its place tells it apart only where its words stood elsewhere, too.
    """
    places = (anchor.start if anchor.elsewhere else "" for anchor in unit)
    said = (f"{place} {flat(anchor.exact)}" for place, anchor in zip(places, unit, strict=True))
    return f"{transcript_id}\n{sha256(chr(10).join(said).encode())}"


def said_by(decision: Decision) -> tuple[About, str, str] | None:
    """What a decision is about, the name of the code or group or the note, and what it says."""
    match decision.act:
        case "reject":
            return "code", decision.code, NO
        case "add" | "accept" if decision.code:
            return "code", decision.code, YES
        case "accept":
            return "unit", "", NO
        case "set_aside":
            return "unit", "", YES
        case "sort":
            return "group", decision.group, decision.subgroup
        case "park":
            return "group", decision.group, PARKED
        case "note":
            return "note", decision.note, YES
    return None


class Standing:
    """One coder's standing decisions, by unit id and by `words_key`."""

    def __init__(self, found: Sequence[Found], taken_back: Sequence[Found] = ()) -> None:
        self._made: Verdicts = verdicts(found, ())
        self._lines = {row.decision.line: row.decision for row in found}
        self.on: dict[str, list[Decision]] = {}
        """The decisions on each unit, in the order of their lines."""
        for row in found:
            for unit_id in row.unit_ids:
                self.on.setdefault(unit_id, []).append(row.decision)
        self.ever: dict[str, list[Decision]] = {}
        """All that was ever decided on each unit, also what was taken back since."""
        for row in (*found, *taken_back):
            for unit_id in row.unit_ids:
                self.ever.setdefault(unit_id, []).append(row.decision)

    def code(self, unit_id: str, code: str) -> Said | None:
        """Yes or no to a code of a unit."""
        return self._said(self._made.codes.get((unit_id, code)))

    def aside(self, unit_id: str) -> Said | None:
        """Yes where the unit was set aside, no where it was taken for a meaning unit."""
        return self._said(self._made.aside.get(unit_id))

    def place(self, unit_id: str, group: str) -> Said | None:
        """The subgroup of a group that the unit was sorted into; PARKED for none."""
        return self._said(self._made.places.get((unit_id, group)))

    @cached_property
    def codes(self) -> Mapping[str, Sequence[str]]:
        """The codes that were given or refused to each unit."""
        found: dict[str, list[str]] = {}
        for unit_id, code in self._made.codes:
            found.setdefault(unit_id, []).append(code)
        return found

    def _said(self, settled: Settled | None) -> Said | None:
        if settled is None:
            return None
        word: Word = settled.words[0]
        return Said(word.says, word.line, self._lines[word.line].reason)


def standings(ledger: Ledger, output: Output) -> dict[str, Standing]:
    """What everybody with a ledger has decided, by coder.

    Where a decision stands is what the last run found; for those made since, the unit of that run
    with the very spans of the decision.
    """
    known = _known(output)
    by_spans = {(unit.transcript_id, unit.spans): unit.unit_id for unit in output.units}
    found: dict[str, list[Found]] = {coder: [] for coder in ledger.coders}
    taken_back: dict[str, list[Found]] = {coder: [] for coder in ledger.coders}
    for decision in ledger.decisions:
        name = (decision.coder, decision.line)
        if decision.act not in _ACTS or name in ledger.unclear:
            continue
        ids = known.get((*name, decision.id))
        key = words_key(decision.transcript_id, decision.unit)
        if name in ledger.undone:
            taken_back[decision.coder].append(Found(decision, (*(ids or ()), key)))
            continue
        if ids is None:
            unit_id = by_spans.get((decision.transcript_id, _spans(decision.unit)))
            ids = (unit_id,) if unit_id else ()
        found[decision.coder].append(Found(decision, (*ids, key)))
    return {coder: Standing(rows, taken_back[coder]) for coder, rows in found.items()}


def _known(output: Output) -> dict[tuple[str, int, str], tuple[str, ...]]:
    """The units that each line of the ledgers was about in the last run."""
    if not output.has(_ARTEFACT):
        return {}
    rows = output.rows(_ARTEFACT, DECISIONS, fate_of)
    return {(r.coder, r.line, r.id): tuple(filter(None, r.unit_id.split(";"))) for r in rows}


def _spans(unit: Passage) -> tuple[Span, ...]:
    return tuple(Span(anchor.start, anchor.end) for anchor in unit)


def proposals(output: Output) -> dict[str, dict[str, str]]:
    """Each unit's codes by the rules, with the words that fired."""
    found: dict[str, dict[str, str]] = {}
    for row in output.assignments:
        if row.source == "rule":
            found.setdefault(row.unit_id, {})[row.code_id] = row.evidence
    return found
