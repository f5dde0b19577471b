"""The stages of one transcript: what each makes of the parts before it, as the next part."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from stc_cli import artefacts as files_of
from stc_cli.cache import Part, Sections
from stc_cli.decisions.coding import coding
from stc_cli.decisions.lines import Decision
from stc_cli.decisions.pages import Page
from stc_cli.decisions.placing import GONE
from stc_cli.decisions.reshaping import Landing
from stc_cli.decisions.shapes import Shaped, landing, shaped
from stc_cli.decisions.telling import told_decision
from stc_cli.decisions.units import Segmented
from stc_cli.decisions.verdicts import Found, verdicts
from stc_cli.files import csv_bytes, csv_rows, read_bytes, sha256, write_bytes
from stc_cli.pipeline import MATCH, StageName
from stc_cli.pseudonyms import PseudonymKey, way_back
from stc_cli.records import Original, Turn, Unit
from stc_cli.stages.code import STANDING, Match, matches, proposed, uncoded
from stc_cli.stages.segment import segmented
from stc_cli.workspace import Input

if TYPE_CHECKING:
    from stc_cli.maps import MapTask

Made = tuple[Sections, dict[str, int]]  # a part to be: its sections and counts


class Work:
    """The stages of one transcript; records made by one are handed to the next in memory."""

    def __init__(self, task: MapTask, entry: Input, data: bytes) -> None:
        self.task = task
        self.entry = entry
        self.data = data
        self._turns: Sequence[Turn] | None = None
        self._text: str | None = None
        self._units: Sequence[Unit] | None = None
        self._found: Sequence[Found] = ()
        self._disputed: Mapping[str, str] = {}

    def stage(self, name: StageName, parts: dict[str, Part]) -> Made:
        """Compute a stage; `parts`: those of the stages before it."""
        match name:
            case "ingest":
                return self.ingest()
            case "segment":
                return self.segment(parts)
            case _:
                return self.code(parts)

    def ingest(self) -> Made:
        task, entry = self.task, self.entry
        made = task.ingested(entry, self.data)
        self._turns, self._text = made.turns, made.text
        if task.key is not None:
            rows = [files_of.ORIGINALS, *made.originals]
            write_bytes(way_back(task.key, entry.transcript_id), csv_bytes(rows), durable=True)
        sections = {
            "turns.csv": csv_bytes(map(files_of.turn_row, made.turns)),
            "transcripts.csv": csv_bytes([made.transcript]),
            "skipped.csv": csv_bytes(made.skipped),
            "speakers.csv": csv_bytes(map(files_of.speaker_row, made.speakers)),
            "text": made.text.encode(),
            "turn_words": csv_bytes([[words] for words in made.words]),
        }
        doubtful = sum(speaker.doubtful for speaker in made.speakers)
        counts = {"turns": len(made.turns), "words": made.transcript.words, "doubtful": doubtful}
        return sections, counts

    def segment(self, parts: dict[str, Part]) -> Made:
        task, name = self.task, self.entry.transcript_id
        turns, text = self._turns, self._text
        if turns is None or text is None:
            sections = task.store.sound("ingest", parts["ingest"].key)
            turns, text = turns_of(sections), sections["text"].decode()
        lexicon = task.lexicon(name)
        made = self._shaped(turns, text)
        cut = segmented(turns, config=task.config.segment, lexicon=lexicon, decided=made.units)
        found, disputed = _about_units(made, cut)
        said = verdicts(found, task.config.decisions.order)
        self._found, self._disputed = found, disputed
        self._units = units = [
            unit if unit.unit_id in disputed else unit._replace(state=said.state(unit.unit_id))
            for unit, _ in cut
        ]
        sections = {
            "units.csv": csv_bytes(map(files_of.unit_row, units)),
            # Kept for the reduces, so that they need not take every word apart again.
            "content": "\n".join(" ".join(sorted(content)) for _, content in cut).encode(),
            "found": csv_bytes(map(files_of.found_row, found)),
            "disputed": csv_bytes(disputed.items()),
        }
        return sections, {"units": len(units)}

    def _shaped(self, turns: Sequence[Turn], text: str) -> Shaped:
        """What people's decisions make of the transcript's units."""
        task, name = self.task, self.entry.transcript_id
        decisions = task.decisions(name)
        if not decisions:
            return Shaped((), (), {})
        if task.key is not None:
            originals = originals_of(task.key, name)
            decisions = tuple(told_decision(d, task.key, originals) for d in decisions)
        page = Page(text, turns, task.language(name).negations)
        landings = [self._landing(decision, page) for decision in decisions]
        return shaped(landings, task.config.decisions.order)

    def _landing(self, decision: Decision, page: Page) -> Landing:
        """Where a decision stands, unless the codebook leaves unclear what it is about."""
        ledger, name = self.task.ledger, (decision.coder, decision.line)
        if decision.speakers and self._silenced.issuperset(decision.speakers):
            return Landing(decision, reason=GONE)
        if name in ledger.unclear:
            return Landing(decision, reason=ledger.unclear[name])
        found = landing(decision, page)
        moved = name in ledger.moved and found.how != "similar"
        return found._replace(how="moved") if moved else found

    @cached_property
    def _silenced(self) -> frozenset[str]:
        """Who withdrew from the transcript, by every name they had."""
        return self.task.withdrawn_from(self.entry, sha256(self.data))

    def code(self, parts: dict[str, Part]) -> Made:
        task = self.task
        units, found, disputed = self._units, self._found, self._disputed
        if units is None:
            sections = task.store.sound("segment", parts["segment"].key)
            units = units_of(sections)
            decisions = {(d.coder, d.line): d for d in task.decisions(self.entry.transcript_id)}
            found = [files_of.found_of(row, decisions) for row in csv_rows(sections["found"])]
            disputed = {row[0]: row[1] for row in csv_rows(sections["disputed"])}
        assert task.codebook is not None
        codebook = task.codebook
        fired = self._matches(units, parts["segment"])
        made = coding(
            units, proposed(units, fired, codebook=codebook), found, disputed,
            codebook=codebook, order=task.config.decisions.order,
        )  # fmt: skip
        counts = {place.code.id: 0 for place in codebook.places()}
        for assignment in made.assignments:
            counts[assignment.code_id] += assignment.status in STANDING
        without = uncoded(units, made.assignments)
        sections = {
            "assignments.csv": csv_bytes(made.assignments),
            "uncoded.csv": csv_bytes(map(files_of.uncoded_row, without)),
            "matrix.csv": csv_bytes([[self.entry.transcript_id, *counts.values()]]),
            "decisions.csv": csv_bytes(made.fates),
            "unplaced.csv": csv_bytes(made.unplaced),
            "conflicts.csv": csv_bytes(made.conflicts),
        }
        return sections, {
            "assignments": len(made.assignments),
            "uncoded": len(without),
            "decisions": len(made.fates),
            "unplaced": len(made.unplaced),
            "conflicts": len(made.conflicts),
            "similar": sum(
                fate.how == "similar" and fate.outcome == "applied" for fate in made.fates
            ),
        }

    def _matches(self, units: Sequence[Unit], segment: Part) -> list[Match]:
        """Where the rules fire; only codes whose rules changed are matched anew."""
        task = self.task
        assert task.codebook is not None
        key = task.match_key(self.entry.transcript_id, segment)
        sections = task.store.read(MATCH, key)
        known: dict[str, str] = json.loads(sections["rules"]) if sections else {}
        now = task.rule_hashes
        changed = frozenset(code for code, rules in now.items() if known.get(code) != rules)
        kept = [Match(*row) for row in csv_rows(sections["matches"])] if sections else []
        found = [m for m in kept if m.code_id in now and m.code_id not in changed]
        if changed:
            language = task.config.language_of(self.entry.transcript_id)
            every = len(changed) == len(now)
            rules = task.rules(language, None if every else changed)
            found += matches(units, codebook=task.codebook, rules=rules)
        if known != now:
            rows = {"matches": csv_bytes(found), "rules": json.dumps(now).encode()}
            task.store.write(MATCH, key, rows, {})
        return found


def _about_units(made: Shaped, cut: Sequence[Segmented]) -> tuple[list[Found], dict[str, str]]:
    """What became of each decision, and what is in dispute, with the units by their ids."""
    if not made.landed:
        return [], {}
    ids = {unit.spans: unit.unit_id for unit, _ in cut}
    found = []
    for row in made.landed:
        now = tuple(ids[spans] for spans in row.units if spans in ids)
        told = (row.how, row.by, row.overruled, row.reason, row.quotation)
        found.append(Found(row.decision, now, *told))
    disputed = {
        ids[spans]: "; ".join(f"{d.coder}: {d.act} (line {d.line})" for d in acts)
        for spans, acts in made.disputed.items()
    }
    return found, disputed


def originals_of(key: PseudonymKey, transcript_id: str) -> list[Original]:
    """What pseudonyms stand for in a transcript."""
    rows = csv_rows(read_bytes(way_back(key, transcript_id)))
    next(rows, None)
    return [Original(row[0], int(row[1]), int(row[2]), row[3]) for row in rows]


def turns_of(sections: Sections) -> list[Turn]:
    """The turns of an ingest part."""
    return [files_of.turn_of(row) for row in csv_rows(sections["turns.csv"])]


def units_of(sections: Sections) -> list[Unit]:
    """The units of a segment part."""
    return [files_of.unit_of(row) for row in csv_rows(sections["units.csv"])]
