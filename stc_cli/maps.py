"""The map stages over one transcript: ingest, segment and code, each kept as a cached part.

The same function serves a run in this process, in worker processes and on a cluster. What it
returns is small; records stay in the parts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from stc_cli.cache import DamagedCache, Part, PartStore, fingerprint, program
from stc_cli.codebook import Codebook
from stc_cli.config import Config
from stc_cli.decisions.ledger import Ledger
from stc_cli.decisions.lines import Decision
from stc_cli.decisions.withdrawn import NOBODY, Withdrawals
from stc_cli.errors import StcError, UsageError
from stc_cli.files import read_bytes, sha256, size
from stc_cli.languages import Language, load_language
from stc_cli.pipeline import MATCH, StageName
from stc_cli.pseudonyms import PseudonymKey, way_back
from stc_cli.readers import MAX_BYTES, TOO_LARGE
from stc_cli.stages.ingest import WITHDREW, Ingested, ingest
from stc_cli.text.rules import RuleBook
from stc_cli.text.tokens import Lexicon, lexicon
from stc_cli.work import Work
from stc_cli.workspace import Input

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
            work = Work(self, entry, data)
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
