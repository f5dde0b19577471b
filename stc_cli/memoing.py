"""`stc memo`: memos with the things they are about, as these stand in the analysis now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from stc_cli.decisions.anchors import Anchor, anchored, flat
from stc_cli.decisions.memos import (
    FOLDER,
    KINDS,
    Memo,
    Subject,
    add_memo,
    by_subject,
    read_memos,
    unit_of,
)
from stc_cli.decisions.pages import Page
from stc_cli.decisions.telling import told_anchor
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.languages import load_language
from stc_cli.output import Output
from stc_cli.pseudonyms import PseudonymKey
from stc_cli.records import Unit
from stc_cli.runner import locked
from stc_cli.workspace import Study

STUDY = Subject("study")


class Listed(NamedTuple):
    """A memo with what it is about now.

    `problem`: why that is not there any more, as a clause; empty where it is.
    """

    memo: Memo
    about: Subject
    problem: str


class Memos:
    """The memos of a study. `output`: its results, as far as they are there."""

    def __init__(self, study: Study, output: Output | None = None) -> None:
        self.study = study
        self.output = output or Output(study.out)
        self._pages: dict[str, Page] = {}

    @cached_property
    def units(self) -> dict[str, Unit]:
        if not self.output.has("2_segment/units.csv"):
            return {}
        return {unit.unit_id: unit for unit in self.output.units}

    @cached_property
    def transcripts(self) -> tuple[str, ...]:
        if not self.output.has("1_ingest/turns.csv"):
            return ()
        return tuple(dict.fromkeys(turn.transcript_id for turn in self.output.turns))

    @cached_property
    def all(self) -> list[Memo]:
        """Every memo, with pseudonyms for names in those that are older than the key."""
        memos, key = read_memos(self.study.decisions), self.study.key
        return [_told(memo, key) for memo in memos] if key else memos

    @cached_property
    def by_subject(self) -> dict[Subject, list[Memo]]:
        """What memos are about now, to these memos by date, then file."""
        return by_subject(self.all, self.units, self._page)

    def _page(self, transcript_id: str) -> Page | None:
        if transcript_id not in self.transcripts:
            return None
        if transcript_id not in self._pages:
            turns = [t for t in self.output.turns if t.transcript_id == transcript_id]
            language = load_language(self.study.config.language_of(transcript_id))
            text = self.output.text(transcript_id)
            self._pages[transcript_id] = Page(text, turns, language.negations)
        return self._pages[transcript_id]

    def listed(self, subject: Subject | None = None) -> list[Listed]:
        """The memos about something, or all of them, by date, then file."""
        memos = [(about, memo) for about, own in self.by_subject.items() for memo in own]
        return [
            Listed(memo, about, self._problem(memo))
            for about, memo in sorted(memos, key=lambda pair: (pair[1].date, pair[1].file))
            if subject in (None, about)
        ]

    def _problem(self, memo: Memo) -> str:
        if memo.about.kind == "unit":
            found = unit_of(memo, self.units, self._page)
            return found if isinstance(found, str) else ""
        return "" if memo.about in self.subjects else f"there is no such {memo.about.kind}"

    def written(self, memo: Memo) -> Listed:
        """A memo that was just added, as `listed` has it."""
        return Listed(memo, memo.about, "")

    def path(self, memo: Memo) -> str:
        """Where a memo lies, as messages name it."""
        return self.study.name(self.study.decisions / FOLDER / memo.file)

    @cached_property
    def subjects(self) -> frozenset[Subject]:
        """All that memos can be about."""
        return frozenset(self._subjects())

    def _subjects(self) -> Iterator[Subject]:
        yield STUDY
        yield from (Subject("transcript", name) for name in self.transcripts)
        yield from (Subject("unit", name) for name in self.units)
        if (book := self.study.codebook) is not None:
            yield from (Subject("code", place.code.id) for place in book.places())
            for group in book.groups:
                yield Subject("group", group.id)
                yield from (Subject("subgroup", subgroup.id) for subgroup in group.subgroups)

    def subject(self, name: str) -> Subject:
        """What a person means: an id, or a kind and an id where one id means two things.

        Raises UsageError when there is no such thing, or more than one.
        """
        name = name.strip()
        kind, _, wanted = name.partition(" ")
        known = [k for k in KINDS if k == kind] or KINDS
        if kind not in KINDS:
            wanted = name
        found = [subject for k in known if (subject := Subject(k, wanted)) in self.subjects]
        if len(found) > 1:
            choices = " or ".join(f'"{subject}"' for subject in found)
            raise UsageError(f'"{name}" means more than one thing here. Write {choices}.')
        if not found:
            names = [subject.name or subject.kind for subject in self.subjects]
            raise UsageError(
                f'there is no unit, transcript, code, subgroup or group "{wanted or name}".'
                f"{did_you_mean(wanted, sorted(names))} A memo about the whole study is about "
                '"study".'
            )
        return found[0]

    def add(self, subject: Subject, *, text: str, by: str, title: str, date: str) -> Memo:
        """Write a new memo; one about a unit keeps its passages. `date`: YYYY-MM-DD.

        Raises UsageError when it says nothing.
        """
        if not text.strip():
            raise UsageError(
                "the memo says nothing. Give it a text with --text, or pipe one into `stc memo`."
            )
        speakers: tuple[str, ...] = ()
        passages: tuple[Anchor, ...] = ()
        if subject.kind == "unit":
            unit = self.units[subject.name]
            speakers = unit.speakers
            stored = flat(self.output.text(unit.transcript_id))
            passages = tuple(anchored(unit.transcript_id, stored, *span) for span in unit.spans)
        memo = Memo("", subject, by, date, title.strip(), text.strip(), speakers, passages)
        with locked(self.study):
            return memo._replace(file=add_memo(self.study.decisions, memo).name)


def _told(memo: Memo, key: PseudonymKey) -> Memo:
    return memo._replace(
        title=key.replaced(memo.title),
        text=key.replaced(memo.text),
        speakers=tuple(map(key.replaced, memo.speakers)),
        passages=tuple(told_anchor(anchor, key) for anchor in memo.passages),
    )
