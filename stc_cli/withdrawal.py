"""`stc withdraw`: taking a person's words out of a study.

First the plan, which changes nothing; then the act. The act is written down before anything is
taken out, so that whatever interrupts it, no later run brings the words back; the same command
again finishes the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from stc_cli.cache import PartStore
from stc_cli.decisions.scrubbed import scrubbed, scrubbed_lines
from stc_cli.decisions.withdrawn import NAME, NOBODY, Withdrawal, read_withdrawals
from stc_cli.errors import StcError, UsageError, did_you_mean
from stc_cli.files import append_line, delete, read_bytes, write_bytes
from stc_cli.manifest import NAME as MANIFEST
from stc_cli.manifest import read_manifest
from stc_cli.maps import transcript_bytes
from stc_cli.pipeline import NAMES, StageName
from stc_cli.readers.lines import key as label_key
from stc_cli.runner import locked, map_task, run
from stc_cli.searchable import files_below, texts_of
from stc_cli.stages.ingest import Ingested
from stc_cli.text.characters import word_count
from stc_cli.text.passages import Passages
from stc_cli.workspace import Input, Study, all_inputs, find_inputs

Kind = Literal["person", "transcript"]


class Wish(NamedTuple):
    """Who is to be withdrawn, as the researcher said it.

    `name`: a transcript's id, a speaker, or `transcript:speaker`. `kind`: what it is, where the
    name could be both.
    """

    name: str
    kind: Kind | None = None
    date: str = ""  # YYYY-MM-DD
    by: str = ""
    keep_originals: bool = False


class Touched(NamedTuple):
    """A file under `decisions/` that holds their words, and in how many places."""

    name: str
    passages: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a withdrawal takes out."""

    act: Withdrawal
    turns: int
    words: int
    decisions: tuple[Touched, ...]
    by_hand: tuple[str, ...]  # files in the output that stc did not write; they are removed
    originals: tuple[str, ...]  # files of transcripts that are removed
    remains: tuple[str, ...]  # what cannot be reached, as sentences


def plan(study: Study, wish: Wish) -> Plan:
    """What the withdrawal would do; nothing is changed.

    Raises UsageError when the name is nobody's, or more than one person's.
    """
    return _Work(study, wish).plan()


def withdraw(study: Study, wish: Wish) -> Plan:
    """Withdraw a person or transcript, and bring the output up to date without them."""
    work = _Work(study, wish)
    made = work.plan()
    with locked(study):
        if not work.is_recorded:
            append_line(study.decisions / NAME, made.act.line(), durable=True)
        for path, text in work.cleaned_decisions():
            write_bytes(path, text.encode(), durable=True)
        PartStore(study.cache).clear(NAMES)
    for path in work.originals:
        delete(path)
    _bring_up_to_date(replace(study, withdrawn=read_withdrawals(study.decisions)))
    for path in work.files_by_hand():
        delete(path)
    return made


def _bring_up_to_date(study: Study) -> None:
    """Make anew what the study had; where no transcript is left, take everything away."""
    manifest = read_manifest(study.out)
    made: list[StageName] = [name for name in NAMES if name in manifest.get("stages", {})]
    if not made:
        return
    try:
        standing, _ = find_inputs(study)
    except StcError:
        standing = []
    if standing:
        run(study, "all" if "table" in made else made[-1])
        return
    for name in (*manifest["artefacts"], MANIFEST):
        delete(study.out / name)


class _Talk(NamedTuple):
    """A transcript as read, with pseudonyms and without, and which of its turns are theirs."""

    entry: Input
    readings: tuple[Ingested, ...]
    theirs: frozenset[int]


class _Work:
    def __init__(self, study: Study, wish: Wish) -> None:
        self.study = study
        self.wish = wish
        self.task = replace(map_task(study, ("ingest",)), withdrawn=NOBODY)

    # -- who -------------------------------------------------------------------------------------

    @cached_property
    def inputs(self) -> list[Input]:
        return all_inputs(self.study)

    @cached_property
    def act(self) -> Withdrawal:
        name = self.study.key.replaced(self.wish.name) if self.study.key else self.wish.name
        people = self._places_of(name) if self.wish.kind != "transcript" else {}
        is_transcript = (
            name in {e.transcript_id for e in self.inputs} and self.wish.kind != "person"
        )
        if people and is_transcript:
            raise UsageError(
                f'"{name}" is a transcript and a speaker. Add --kind transcript or --kind person.'
            )
        if is_transcript:
            return Withdrawal((name,), "", self.wish.date, self.wish.by)
        if not people:
            known = [e.transcript_id for e in self.inputs] + list(self._speakers)
            raise UsageError(f'"{name}" is no transcript and no speaker.{did_you_mean(name, known)}'
                             " Their names stand in speakers.csv.")  # fmt: skip
        return self._of_person(people)

    def _places_of(self, name: str) -> dict[str, list[str]]:
        """Speaker to transcripts, for what the researcher may mean: `P1` or `FG1:P1`."""
        transcript, _, speaker = name.rpartition(":")
        found: dict[str, list[str]] = {}
        for known, places in self._speakers.items():
            for place in places:
                if (label_key(known), place) == (label_key(speaker), transcript or place):
                    found.setdefault(known, []).append(place)
        return found

    def _of_person(self, people: dict[str, list[str]]) -> Withdrawal:
        (speaker, places), *_ = people.items()
        linked = {*self.study.config.speakers, *self.study.participants.ids}
        if len(places) > 1 and speaker not in linked:
            raise UsageError(
                f'"{speaker}" speaks in {", ".join(places)}, and neither `speakers:` nor the '
                f"participants' list says that this is one person. Name the transcript too: "
                f"{places[0]}:{speaker}."
            )
        return Withdrawal(tuple(places), speaker, self.wish.date, self.wish.by)

    @cached_property
    def _read(self) -> dict[str, tuple[Ingested, ...]]:
        """Every transcript that can be read, with pseudonyms and, if there is a key, without."""
        readings: dict[str, tuple[Ingested, ...]] = {}
        for entry in self.inputs:
            try:
                data = transcript_bytes(entry)
                ways = (True, False) if self.study.key else (True,)
                readings[entry.transcript_id] = tuple(
                    self.task.ingested(entry, data, pseudonyms=way) for way in ways
                )
            except StcError:
                continue  # nothing of it is in the study either
        return readings

    @cached_property
    def _speakers(self) -> dict[str, list[str]]:
        """Every speaker and the transcripts they speak in."""
        found: dict[str, list[str]] = {}
        for transcript, readings in self._read.items():
            for speaker in dict.fromkeys(turn.speaker for turn in readings[0].turns):
                found.setdefault(speaker, []).append(transcript)
        return found

    @property
    def is_recorded(self) -> bool:
        acts = ((act.transcripts, act.speaker) for act in self.study.withdrawn.acts)
        return (self.act.transcripts, self.act.speaker) in acts

    # -- what ------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        texts = self._texts(theirs=True, ways=1)
        return Plan(
            act=self.act,
            turns=len(texts),
            words=sum(map(word_count, texts)),
            decisions=tuple(self._touched()),
            by_hand=tuple(self.study.name(path) for path in self.files_by_hand()),
            originals=tuple(self.study.name(path) for path in self.originals),
            remains=tuple(self._remains()),
        )

    @cached_property
    def passages(self) -> Passages:
        return Passages(self._texts(theirs=True), self._texts(theirs=False))

    def _texts(self, *, theirs: bool, ways: int = 2) -> list[str]:
        """Turns that are theirs, or all others."""
        texts: list[str] = []
        for transcript, readings in self._read.items():
            affected = transcript in self.act.transcripts
            numbers = [
                number
                for number, turn in enumerate(readings[0].turns)
                if (affected and self.act.speaker in ("", turn.speaker)) == theirs
            ]
            texts += [made.turns[n].text for made in readings[:ways] for n in numbers]
        return texts

    def _touched(self) -> Iterator[Touched]:
        for path in self._decision_files:
            _, found = self._cleaned(path)
            if found:
                yield Touched(self.study.name(path), found)

    def cleaned_decisions(self) -> Iterator[tuple[Path, str]]:
        """The files under `decisions/` that hold their words, and their text without these."""
        for path in self._decision_files:
            text, found = self._cleaned(path)
            if found:
                yield path, text

    @property
    def _decision_files(self) -> list[Path]:
        files = files_below(self.study.decisions, hidden=True)
        return [path for path in files if ".git" not in path.parts and path.name != NAME]

    def _cleaned(self, path: Path) -> tuple[str, int]:
        try:
            text = read_bytes(path).decode("utf-8")
        except UnicodeDecodeError:
            return "", 0
        if path.suffix == ".jsonl":
            return scrubbed_lines(text, self.passages, self.act.transcripts)
        return scrubbed(text, self.passages)

    def files_by_hand(self) -> list[Path]:
        """Files in the output folder that hold their words and that no run writes."""
        artefacts = {*read_manifest(self.study.out).get("artefacts", {}), MANIFEST}
        own = {self.study.out / name for name in artefacts}
        return [
            path
            for path in files_below(self.study.out)
            if path not in own and self._holds_words(path)
        ]

    def _holds_words(self, path: Path) -> bool:
        try:
            return any(self.passages.spans(part.text) for part in texts_of(path, path.name))
        except StcError:
            return True  # it cannot be told that they are not in it

    @property
    def originals(self) -> list[Path]:
        """Files of transcripts to remove: only where the whole transcript is withdrawn."""
        if self.act.speaker or self.wish.keep_originals:
            return []
        return [entry.path for entry in self.inputs if entry.transcript_id in self.act.transcripts]

    def _remains(self) -> Iterator[str]:
        """Where their words, or their name, still are afterwards."""
        study = self.study
        kept = {e.path for e in self.inputs if e.transcript_id in self.act.transcripts}
        for path in sorted(kept - set(self.originals)):
            yield f"{study.name(path)}: still holds their words; take them out of the file."
        for path in self._decision_files:
            if not self._is_text(path):
                yield f"{study.name(path)}: is no text file; look yourself whether it holds any."
        if self.act.speaker in study.participants.ids and study.participants_path:
            yield f"{study.name(study.participants_path)}: their line is still in the list."
        if study.key is not None:
            yield "the pseudonym key may still hold their name and the places they spoke of."
        folders = (study.decisions, *study.decisions.resolve().parents)
        if any((folder / ".git").exists() for folder in folders):
            yield "version control: its history keeps the files as they were."
        yield "copies elsewhere: recordings, originals, backups, files that were sent or printed."

    @staticmethod
    def _is_text(path: Path) -> bool:
        try:
            read_bytes(path).decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True
