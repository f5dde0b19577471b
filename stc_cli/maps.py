"""The map stages over one transcript: ingest, segment and code, each kept as a cached part.

The same function serves a run in this process, in worker processes and on a cluster. What it
returns is small; records stay in the parts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from stc_cli import artefacts as files_of
from stc_cli.cache import DamagedCache, Part, PartStore, Sections, fingerprint, program
from stc_cli.codebook import Codebook
from stc_cli.config import Config
from stc_cli.decisions.coding import coding
from stc_cli.decisions.ledger import Decision, Ledger
from stc_cli.decisions.pages import Page
from stc_cli.decisions.placing import GONE
from stc_cli.decisions.reshaping import Landing
from stc_cli.decisions.shapes import Shaped, landing, shaped
from stc_cli.decisions.telling import told_decision
from stc_cli.decisions.units import Segmented
from stc_cli.decisions.verdicts import Found, verdicts
from stc_cli.decisions.withdrawn import NOBODY, Withdrawals
from stc_cli.errors import StcError, UsageError
from stc_cli.files import csv_bytes, csv_rows, read_bytes, sha256, size, write_bytes
from stc_cli.languages import Language, load_language
from stc_cli.pipeline import MATCH, StageName
from stc_cli.pseudonyms import PseudonymKey, way_back
from stc_cli.readers import MAX_BYTES, TOO_LARGE
from stc_cli.records import Original, Turn, Unit
from stc_cli.stages.code import STANDING, Match, matches, proposed, uncoded
from stc_cli.stages.ingest import WITHDREW, Ingested, ingest
from stc_cli.stages.segment import segmented
from stc_cli.text.rules import RuleBook
from stc_cli.text.tokens import Lexicon, lexicon
from stc_cli.workspace import Input

Made = tuple[Sections, dict[str, int]]  # a part to be: its sections and counts
LOST = (
    "somebody withdrew from it who is not found in it any more (have the pseudonym key or the "
    "config's speakers changed?): correct the name in decisions/withdrawn.jsonl"
)
NO_DECISIONS = Ledger()
MAPS: tuple[StageName, ...] = ("ingest", "segment", "code")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one transcript. `ran`: the stages that had to be computed."""

    transcript_id: str
    source: str
    sha256: str
    parts: dict[str, Part]
    ran: tuple[str, ...]
    error: str = ""


@dataclass(frozen=True)
class MapTask:
    """What all transcripts of a run share: settings, codebook, cache, and how far to go."""

    config: Config
    codebook: Codebook | None
    participants: tuple[str, ...]
    store: PartStore
    upto: StageName
    key: PseudonymKey | None = None
    withdrawn: Withdrawals = NOBODY
    ledger: Ledger = NO_DECISIONS

    def language(self, transcript_id: str) -> Language:
        return load_language(self.config.language_of(transcript_id))

    def lexicon(self, transcript_id: str) -> Lexicon:
        return lexicon(self.language(transcript_id))

    def rules(self, code: str, codes: frozenset[str] | None = None) -> RuleBook:
        """The codebook's rules, their words read in the language `code`; only those of `codes`."""
        if (code, codes) not in self._rules:
            assert self.codebook is not None
            book = self.codebook if codes is None else self.codebook.with_rules_of(codes)
            self._rules[code, codes] = RuleBook(book, lexicon(load_language(code)))
        return self._rules[code, codes]

    @cached_property
    def _rules(self) -> dict[tuple[str, frozenset[str] | None], RuleBook]:
        return {}

    @cached_property
    def rule_hashes(self) -> dict[str, str]:
        """Each code that has rules, with their hash."""
        places = self.codebook.places() if self.codebook else ()
        return {
            place.code.id: fingerprint([rule.model_dump() for rule in place.code.rules])
            for place in places
            if place.code.rules
        }

    @cached_property
    def keys(self) -> dict[str, str]:
        """For each stage, the hash of all it depends on beside its input."""
        common = (program(),)
        speakers = {k: v.model_dump() for k, v in self.config.speakers.items()}
        ingest = self.config.ingest.withdrawn
        places = list(self.codebook.places()) if self.codebook else []
        # Also codes without rules, which stand in matrix.csv and which people give.
        codes = [(place.code.id, place.subgroup_id, place.group_id) for place in places]
        tree = self.codebook.subgroup_ids if self.codebook else {}
        return {
            "ingest": fingerprint(
                *common,
                speakers,
                self.config.not_speakers,
                sorted(self.participants),
                ingest,
                self.key.digest if self.key else "",
            ),
            "segment": fingerprint(*common, self.config.segment.model_dump()),
            "match": fingerprint(*common),
            "code": fingerprint(*common, codes, list(self.rule_hashes.items()), tree),
        }

    def fresh(self) -> MapTask:
        """The same task without what it has loaded, to be sent to another process."""
        return replace(self)

    def cached(self, entry: Input, *, partial: bool = False) -> Outcome | None:
        """The outcome if every stage is cached; with `partial`, as far as stages are."""
        try:
            digest = sha256(transcript_bytes(entry))
        except StcError:
            return Outcome(entry.transcript_id, entry.source, "", {}, ()) if partial else None
        parts: dict[str, Part] = {}
        if self.withdrawn.holds(entry.transcript_id, digest):
            return Outcome(entry.transcript_id, entry.source, digest, {}, ()) if partial else None
        seed = self._seed(digest, entry)
        for stage in self.stages:
            part = self._header(stage, entry, seed)
            if part is None:
                if not partial:
                    return None
                break
            parts[stage] = part
            seed = self._product(part, entry)
        return Outcome(entry.transcript_id, entry.source, digest, parts, ())

    @property
    def stages(self) -> tuple[StageName, ...]:
        return MAPS[: MAPS.index(self.upto) + 1]

    def ingested(self, entry: Input, data: bytes, *, pseudonyms: bool = True) -> Ingested:
        """One transcript read, with nothing kept. Raises StcError naming the file."""
        digest = sha256(data)
        try:
            made = ingest(
                data,
                source=entry.source,
                suffix=entry.path.suffix,
                transcript=entry.transcript_id,
                language=self.language(entry.transcript_id),
                config=self.config,
                participants=self.participants,
                key=self.key if pseudonyms else None,
                withdrawn=self.withdrawn_from(entry, digest),
            )
            silenced = any(speaker.why == WITHDREW for speaker in made.speakers)
            if pseudonyms and not silenced and self.withdrawn.names_somebody_in(digest):
                raise StcError(LOST)
        except StcError as error:
            raise StcError(f"{entry.source}: {error}.") from error
        return made

    def run(self, entry: Input) -> Outcome:
        """Bring one transcript up to date; a transcript that cannot be read gives an error."""
        parts: dict[str, Part] = {}
        ran: list[str] = []
        digest = ""
        try:
            data = transcript_bytes(entry)
            digest = sha256(data)
            if self.withdrawn.holds(entry.transcript_id, digest):
                raise StcError(f"{entry.source}: was withdrawn under another name. Remove it.")
            seed = self._seed(digest, entry)
            work = _Work(self, entry, data)
            for stage in self.stages:
                part = self._header(stage, entry, seed)
                if part is None:
                    sections, counts = work.stage(stage, parts)
                    key = self._key(stage, entry, seed)
                    part = self.store.write(stage, key, sections, counts)
                    ran.append(stage)
                parts[stage] = part
                seed = self._product(part, entry)
        except (DamagedCache, UsageError):
            raise  # not this transcript's fault
        except StcError as error:
            # Named as the manifest names it: an absolute path would differ between machines.
            message = str(error).replace(str(entry.path), entry.source)
            return Outcome(entry.transcript_id, entry.source, digest, {}, tuple(ran), message)
        return Outcome(entry.transcript_id, entry.source, digest, parts, tuple(ran))

    def _seed(self, digest: str, entry: Input) -> str:
        """The hash of what ingest knows of this transcript alone."""
        name = entry.transcript_id
        withdrawn = sorted(self.withdrawn_from(entry, digest))
        return fingerprint(digest, name, entry.source, self.config.settings_for(name), withdrawn)

    def withdrawn_from(self, entry: Input, digest: str) -> frozenset[str]:
        """The speakers and labels of a transcript whose words are left out, as they may be told."""
        told = self.key.replaced if self.key else str
        return self.withdrawn.speakers_in(entry.transcript_id, digest, told)

    def decisions(self, transcript_id: str) -> tuple[Decision, ...]:
        """What people decided about a transcript, in order."""
        return self.ledger.by_transcript.get(transcript_id, ())

    def match_key(self, transcript_id: str, segment: Part) -> str:
        """The key of the part that holds where rules fire, which is brought up to date by code."""
        language = self.language(transcript_id)
        return fingerprint(MATCH, self.keys[MATCH], language.sha256, segment.product)

    def _key(self, stage: StageName, entry: Input, seed: str) -> str:
        name = entry.transcript_id  # two transcripts may be alike, and have no unit at all
        shared = (stage, self.keys[stage], self.language(name).sha256, name, seed)
        own = self.decisions(name) if stage != "ingest" else ()
        if not own:
            return fingerprint(*shared)
        unclear = [self.ledger.unclear.get((d.coder, d.line), "") for d in own]
        moved = [self.ledger.moved.get((d.coder, d.line), "") for d in own]
        return fingerprint(*shared, own, unclear, moved, self.config.decisions.order)

    def _product(self, part: Part, entry: Input) -> str:
        """The hash of what the next stage takes from a part; decisions look at more than units."""
        return part.digest if self.decisions(entry.transcript_id) else part.product

    def _header(self, stage: StageName, entry: Input, seed: str) -> Part | None:
        """The cached part of a stage, if it can be used."""
        if stage == "ingest" and self.key and not way_back(self.key, entry.transcript_id).is_file():
            return None  # without it nobody could tell what the pseudonyms stand for
        return self.store.header(stage, self._key(stage, entry, seed))


def transcript_bytes(entry: Input) -> bytes:
    """A transcript's bytes. Raises StcError for a file so large that it should not be loaded."""
    if size(entry.path) > MAX_BYTES:
        raise StcError(f"{entry.source}: {TOO_LARGE.format(MAX_BYTES >> 20)}.")
    return read_bytes(entry.path)


class _Work:
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
