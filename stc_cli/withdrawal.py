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
from stc_cli.decisions.counter import NAME as COUNTER_EVIDENCE
from stc_cli.decisions.counter import scrubbed_answers
from stc_cli.decisions.quotes import quotes_path, scrubbed_quotes
from stc_cli.decisions.scrubbed import scrubbed, scrubbed_document, scrubbed_lines
from stc_cli.decisions.withdrawn import NAME, NOBODY, Withdrawal
from stc_cli.errors import StcError, UsageError, did_you_mean
from stc_cli.files import append_line, delete, file_sha256, read_bytes, write_bytes
from stc_cli.manifest import NAME as MANIFEST
from stc_cli.manifest import read_manifest, without_stages
from stc_cli.maps import transcript_bytes
from stc_cli.pipeline import KEPT, NAMES, STAGES, StageName, stage
from stc_cli.pseudonyms import way_back
from stc_cli.readers.encoding import decoded
from stc_cli.readers.lines import key as label_key
from stc_cli.runner import forget_originals, locked, map_task, run
from stc_cli.searchable import files_below, texts_of
from stc_cli.stages.ingest import Ingested
from stc_cli.text.characters import word_count
from stc_cli.text.passages import Passages
from stc_cli.workspace import Input, Study, all_inputs, as_decided

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
    """Withdraw a person or transcript, and bring the output up to date without them.

    Whatever is needed to find their words goes last: the transcripts' own files.
    """
    work = _Work(study, wish)
    made = work.plan()
    with locked(study):
        if not work.is_recorded:
            append_line(study.decisions / NAME, made.act.line(), durable=True)
        for path, text in work.cleaned_decisions():
            write_bytes(path, text.encode(), durable=True)
        PartStore(study.cache).clear(KEPT)
        if study.key is not None:
            for name in made.act.transcripts:
                delete(way_back(study.key, name))
    _bring_up_to_date(as_decided(study))
    for path in work.files_by_hand():
        delete(path)
    for path in work.originals:
        delete(path, keep_folder=True)
    return made


def _bring_up_to_date(study: Study) -> None:
    """Make anew what the study had; where no transcript is left, take everything away."""
    manifest = read_manifest(study.out)
    made: list[StageName] = [name for name in NAMES if name in manifest.get("stages", {})]
    if not made:
        return
    known = manifest["stages"]
    asked = [entry.name for entry in STAGES if entry.only_asked and entry.name in known]
    for artefact in without_stages(study.out, asked):
        delete(study.out / artefact)  # gone even if the runs below cannot make it anew
    if any(not study.withdrawn.holds(entry.transcript_id) for entry in all_inputs(study)):
        behind = [name for name in made if study.codebook is None and stage(name).needs_codebook]
        for artefact in without_stages(study.out, behind):
            delete(study.out / artefact)  # no run makes it anew
        run(study, "all" if "table" in made else made[-1])
        for name in asked if study.codebook is not None else ():
            run(study, name)
        return
    for artefact in (*manifest["artefacts"], MANIFEST):
        delete(study.out / artefact)
    forget_originals(study)


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
        """What is written down; an act that was begun before is gone on with."""
        name = self._told(self.wish.name)
        if self._recorded(name):
            return self._recorded(name)[0]
        people = self._places_of(name) if self.wish.kind != "transcript" else {}
        ids = {entry.transcript_id for entry in self.inputs}
        is_transcript = name in ids and self.wish.kind != "person"
        if people and is_transcript:
            raise UsageError(
                f'"{name}" is a transcript and a speaker. Add --kind transcript or --kind person.'
            )
        if is_transcript:
            return self._act((name,))
        if "" in people:
            raise UsageError(
                f"somebody without a name speaks in {', '.join(people[''])}. Give their turns a "
                "label in the transcript, or withdraw the transcript."
            )
        if not people:
            known = [*ids, *self._speakers]
            raise UsageError(f'"{name}" is no transcript and no speaker.{did_you_mean(name, known)}'
                             " Their names stand in speakers.csv.")  # fmt: skip
        return self._of_person(people)

    def _recorded(self, name: str) -> list[Withdrawal]:
        """Acts that already cover all that `name` means in the transcripts as they are now."""
        transcript, _, speaker = name.rpartition(":")
        gone = name not in {entry.transcript_id for entry in self.inputs}
        places = {place for found in self._places_of(name).values() for place in found}
        return [
            act
            for act in self.study.withdrawn.acts
            if (not act.speaker and gone and name in act.transcripts)
            or (
                act.speaker
                and label_key(self._told(act.speaker)) == label_key(speaker)
                and (not transcript or transcript in act.transcripts)
                and (places <= set(act.transcripts) or act.everywhere)
            )
        ]

    def _told(self, name: str) -> str:
        return self.study.key.replaced(name) if self.study.key else name

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
        everywhere = speaker in self.study.linked and ":" not in self.wish.name
        if len(places) > 1 and not everywhere:
            raise UsageError(
                f'"{speaker}" speaks in {", ".join(places)}, and neither `speakers:` nor the '
                f"participants' list says that this is one person. Name the transcript too: "
                f"{places[0]}:{speaker}."
            )
        labels = (
            row.label_as_written
            for place in places
            for row in self._read[place][0].speakers
            if row.speaker == speaker and row.label_as_written != speaker
        )
        return self._act(
            tuple(places), speaker, tuple(dict.fromkeys(labels)), everywhere=everywhere
        )

    def _act(
        self,
        transcripts: tuple[str, ...],
        speaker: str = "",
        names: tuple[str, ...] = (),
        *,
        everywhere: bool = False,
    ) -> Withdrawal:
        read = [self._read[name][0].transcript for name in transcripts if name in self._read]
        files = tuple(row.sha256 for row in read)
        wish = self.wish
        return Withdrawal(transcripts, speaker, names, files, everywhere, wish.date, wish.by)

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
                continue  # `_remains` says so
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
        return self.act in self.study.withdrawn.acts

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
        return [path for path in files if path.name != NAME]

    def _cleaned(self, path: Path) -> tuple[str, int]:
        try:
            text = decoded(read_bytes(path), None).text
        except StcError:
            return "", 0  # no text; `_remains` names it where nothing else can look into it
        if path.suffix == ".jsonl":
            return scrubbed_lines(text, self.passages, self.act.transcripts)
        if path.suffix == ".md":
            return scrubbed_document(text, self.passages, self.act.transcripts)
        if path == quotes_path(self.study.decisions):
            return scrubbed_quotes(text, self.passages, self.act.transcripts)
        if path == self.study.decisions / COUNTER_EVIDENCE:
            return scrubbed_answers(text, self.passages, self.act.transcripts)
        return scrubbed(text, self.passages)

    def files_by_hand(self) -> list[Path]:
        """Files in the output folder that hold their words and are not as a run wrote them."""
        artefacts = read_manifest(self.study.out).get("artefacts", {})
        return [
            path
            for path in self._output_files
            if path.name != MANIFEST
            and file_sha256(path) != artefacts.get(path.relative_to(self.study.out).as_posix())
            and self._holds_words(path)
        ]

    @property
    def _output_files(self) -> list[Path]:
        """Files in the output folder, hidden ones too, but for the cache, which is emptied."""
        out = self.study.out
        return [p for p in files_below(out, hidden=True) if not p.is_relative_to(self.study.cache)]

    def _holds_words(self, path: Path) -> bool:
        try:
            return any(self.passages.spans(part.text) for part in texts_of(path, path.name))
        except StcError:
            return False  # `_remains` names it

    @property
    def originals(self) -> list[Path]:
        """Files of transcripts to remove: only where the whole transcript is withdrawn."""
        if self.act.speaker or self.wish.keep_originals:
            return []
        return [entry.path for entry in self.inputs if entry.transcript_id in self.act.transcripts]

    def _remains(self) -> Iterator[str]:
        """Where their words, or their name, may still be afterwards."""
        study = self.study
        for entry in self.inputs:
            if entry.transcript_id in self.act.transcripts and entry.path not in self.originals:
                yield f"{entry.source}: still holds their words; take them out of the file."
            elif self.act.speaker and entry.transcript_id not in self._read:
                yield f"{entry.source}: cannot be read, so look yourself whether they speak in it."
        missing = set(self.act.transcripts) - self._read.keys()
        if missing and not self.act.speaker:
            gone = ", ".join(sorted(missing))
            yield f"{gone}: is gone, so files that were changed by hand could not be searched."
        for path in (*self._output_files, *self._decision_files):
            if not _is_searchable(path):
                yield f"{study.name(path)}: cannot be searched; look yourself what it holds."
        for path in self._beside():
            if self._holds_words(path):
                yield f"{study.name(path)}: holds words of theirs; take them out, or delete it."
        written = (study.config_path, study.codebook_path, study.participants_path)
        uncleaned = [p for p in self._decision_files if not self._cleaned(p)[1]]
        for path in (*uncleaned, *filter(None, written)):
            if self._holds_words(path):
                yield f"{study.name(path)}: holds words of theirs; take them out of the file."
        yield from self._others_like_them()
        yield from self._names_left()

    def _beside(self) -> list[Path]:
        """Documents beside the study config, such as sheets that were exported there."""
        study = self.study
        inside = (study.out, study.decisions, study.transcripts)
        if study.config_path is None:
            return []
        found = (path for path in study.base.iterdir() if path.suffix.lower() in _DOCUMENTS)
        return sorted(path for path in found if path.is_file() and path not in inside)

    def _others_like_them(self) -> Iterator[str]:
        """Labels that may be the same person, or several people with them."""
        act = self.act
        names = {name.casefold() for name in (act.speaker, *act.names) if name}
        for place in act.transcripts if act.speaker else ():
            for row in self._read[place][0].speakers if place in self._read else ():
                label = row.label_as_written.casefold()
                words = f"{row.why} {label}".casefold()
                if row.speaker != act.speaker and any(name in words for name in names):
                    yield f'{place}: "{row.label_as_written}" may be them, too, and stays.'

    def _names_left(self) -> Iterator[str]:
        study = self.study
        if self.act.speaker in map(self._told, study.participants.ids) and study.participants_path:
            yield f"{study.name(study.participants_path)}: their line is still in the list."
        if study.key is not None:
            yield "the pseudonym key may still hold their name and the places they spoke of."
        folders = (study.decisions, *study.decisions.resolve().parents)
        if any((folder / ".git").exists() for folder in folders):
            yield "version control: its history keeps the files as they were."
        yield "copies elsewhere: recordings, originals, backups, files that were sent or printed."


_DOCUMENTS = (".xlsx", ".csv", ".docx", ".odt", ".md", ".txt", ".html")


def _is_searchable(path: Path) -> bool:
    try:
        for _ in texts_of(path, path.name):
            pass
    except StcError:
        return False
    return True
