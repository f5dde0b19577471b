"""What people's texts are held against: units, their codes and what was said, as they are now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from stc_cli import artefacts as files_of
from stc_cli.cache import PartStore
from stc_cli.config import Config
from stc_cli.decisions.anchors import flat
from stc_cli.decisions.pages import Page
from stc_cli.decisions.placing import GONE
from stc_cli.decisions.staleness import NO_TRANSCRIPT, Whereabouts, left_because, whereabouts
from stc_cli.decisions.telling import told_anchor
from stc_cli.decisions.texts import Covered, Text
from stc_cli.decisions.withdrawn import Withdrawals
from stc_cli.files import csv_rows
from stc_cli.languages import load_language
from stc_cli.maps import Outcome
from stc_cli.pseudonyms import PseudonymKey
from stc_cli.records import Assignment, Turn, Unit
from stc_cli.stages.code import in_use
from stc_cli.text.quoted import quotations_in
from stc_cli.text.verbatim import SHORT, Spoken, standing, words_said
from stc_cli.work import originals_of, turns_of, units_of

_LONG = 20  # characters of a unit that is looked for in other transcripts


class Transcripts(Protocol):
    """Transcripts as the last stages left them. `digests`: of their files, by id, in order."""

    digests: Mapping[str, str]

    def page(self, transcript_id: str) -> Page:
        """A transcript's stored text."""

    def units(self, transcript_id: str) -> list[Unit]:
        """All its units."""

    def codes(self, unit: Unit) -> list[Assignment]:
        """All codes of a unit, whatever became of them."""


class Parts:
    """Transcripts as their parts have them, each loaded when it is first asked for."""

    def __init__(self, outcomes: Sequence[Outcome], store: PartStore, config: Config) -> None:
        self.digests: Mapping[str, str] = {o.transcript_id: o.sha256 for o in outcomes}
        self._config = config
        self._outcomes = {outcome.transcript_id: outcome for outcome in outcomes}
        self._store = store
        self._pages: dict[str, Page] = {}
        self._units: dict[str, list[Unit]] = {}
        self._codes: dict[str, dict[str, list[Assignment]]] = {}

    def page(self, transcript_id: str) -> Page:
        if transcript_id not in self._pages:
            outcome = self._outcomes[transcript_id]
            sections = self._store.sound("ingest", outcome.parts["ingest"].key)
            language = load_language(self._config.language_of(transcript_id))
            text, turns = sections["text"].decode(), turns_of(sections)
            self._pages[transcript_id] = Page(text, turns, language.negations)
        return self._pages[transcript_id]

    def units(self, transcript_id: str) -> list[Unit]:
        if transcript_id not in self._units:
            key = self._outcomes[transcript_id].parts["segment"].key
            self._units[transcript_id] = units_of(self._store.sound("segment", key))
        return self._units[transcript_id]

    def codes(self, unit: Unit) -> list[Assignment]:
        name = unit.transcript_id
        if name not in self._codes:
            sections = self._store.sound("code", self._outcomes[name].parts["code"].key)
            own = self._codes[name] = {}
            for row in map(files_of.assignment_of, csv_rows(sections["assignments.csv"])):
                own.setdefault(row.unit_id, []).append(row)
        return self._codes[name].get(unit.unit_id, [])


class Ground:
    """What people's texts are held against: some transcripts, and what may be told of them."""

    def __init__(
        self,
        transcripts: Transcripts,
        config: Config,
        *,
        key: PseudonymKey | None,
        withdrawn: Withdrawals,
    ) -> None:
        self.config = config
        self.key = key
        self.withdrawn = withdrawn
        self.page = transcripts.page
        self._transcripts = transcripts

    def reason(self, group_id: str) -> Callable[[Unit], str]:
        """Why a unit does not lie any more where it did in a group."""

        def why(unit: Unit) -> str:
            rows = self._transcripts.codes(unit)
            return left_because(unit, rows, group_id, lambda row: in_use(row, self.config.code))

        return why

    # -- where the units of a text are -----------------------------------------------------------

    def whereabouts(self, covered: Covered) -> Whereabouts:
        """Where a unit is now, also in a transcript that has another id since."""
        name = covered.transcript_id
        if self._is_withdrawn(covered):
            return Whereabouts(covered, reason=GONE)
        covered = self._told(covered)
        if name not in self._transcripts.digests:
            name = self._successor(covered)
            moved = tuple(p._replace(transcript_id=name) for p in covered.passages)
            covered = covered._replace(passages=moved if name else covered.passages)
        if not name:
            reason = NO_TRANSCRIPT.format(name=covered.transcript_id)
            return Whereabouts(covered, reason=reason)
        return whereabouts(covered, self.page(name), self._transcripts.units(name))

    def _is_withdrawn(self, covered: Covered) -> bool:
        name = covered.transcript_id
        digest = self._transcripts.digests.get(name, "")
        told = self.key.replaced if self.key else str
        silent = self.withdrawn.speakers_in(name, digest, told)
        speakers = {told(speaker) for speaker in covered.speakers}
        return self.withdrawn.holds(name, digest) or bool(speakers and speakers <= silent)

    def _told(self, covered: Covered) -> Covered:
        """A unit as it may be told: the key may be younger than the text."""
        key, name = self.key, covered.transcript_id
        if key is None:
            return covered
        originals = originals_of(key, name) if name in self._transcripts.digests else ()
        return covered._replace(
            speakers=tuple(map(key.replaced, covered.speakers)),
            passages=tuple(told_anchor(passage, key, originals) for passage in covered.passages),
        )

    def _successor(self, covered: Covered) -> str:
        """The one transcript in which all of a unit stands once, with its context; or ""."""
        if sum(len(passage.exact) for passage in covered.passages) < _LONG:
            return ""
        if not all(passage.prefix or passage.suffix for passage in covered.passages):
            return ""
        wholes = [flat(p.prefix + p.exact + p.suffix) for p in covered.passages]
        found = [name for name in self._transcripts.digests
                 if all(self.page(name).text.count(whole) == 1 for whole in wholes)]  # fmt: skip
        return found[0] if len(found) == 1 else ""

    # -- quotations ------------------------------------------------------------------------------

    def lost_quotations(self, text: Text) -> Iterator[int]:
        """The lines of a text's file with a quotation that stood in its units and stands nowhere.

        One of SHORT words or fewer is anybody's.
        """
        then = list(_spoken_then(map(self._told, text.adoption.units or ())))
        for quotation in quotations_in(text.whole):
            if (
                words_said(quotation.words) > SHORT
                and standing(quotation.words, then)
                and not standing(quotation.words, self._spoken)
            ):
                yield quotation.line

    @cached_property
    def _spoken(self) -> list[Spoken]:
        return [Spoken(name, self.page(name).turns) for name in self._transcripts.digests]


def _spoken_then(units: Iterable[Covered]) -> Iterator[Spoken]:
    """What was said when a text was adopted, as far as its units tell: alone, and in context."""
    passages: dict[str, dict[tuple[int, str], str]] = {}
    for unit in units:
        for p in unit.passages:
            yield Spoken(p.transcript_id, [_turn(p.transcript_id, p.prefix + p.exact + p.suffix)])
            passages.setdefault(p.transcript_id, {})[p.start, p.exact] = p.exact
    for name, own in passages.items():
        yield Spoken(name, [_turn(name, own[place]) for place in sorted(own)])


def _turn(transcript_id: str, text: str) -> Turn:
    return Turn("", transcript_id, 0, "", "unknown", None, None, 0, len(text), text)
