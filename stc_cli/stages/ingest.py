"""Ingest: from a file's bytes to turns, with every visible character accounted for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from stc_cli.config import Config, SpeakerEntry
from stc_cli.errors import StcError
from stc_cli.files import sha256
from stc_cli.languages import Language
from stc_cli.pseudonyms import PseudonymKey
from stc_cli.readers import Source, read_source
from stc_cli.readers.labels import Aside, Conversation, Talk, conversation
from stc_cli.readers.lines import key as label_key
from stc_cli.readers.reasons import PAGE_FOOTER, PAGE_HEADER, PAGE_NUMBER
from stc_cli.readers.speakers.kinds import spoken_role
from stc_cli.records import Original, Role, Skipped, Speaker, Transcript, Turn
from stc_cli.text.characters import visible, word_count
from stc_cli.text.passages import Passages

MAX_ID = 160  # bytes of a transcript's id; names of files end at 255, and ids have more added
_OF_PAGES = (PAGE_NUMBER, PAGE_HEADER, PAGE_FOOTER)
WITHDREW = "withdrawn"  # in the roster, of a person whose words were left out
WITHDRAWN = "[…]"  # what stands for the words of a turn that was masked


class Ingested(NamedTuple):
    """What ingest makes of one transcript.

    `text`: its stored text; `words`: those of each turn; `originals`: what pseudonyms stand for.
    """

    transcript: Transcript
    turns: tuple[Turn, ...]
    skipped: tuple[Skipped, ...]
    speakers: tuple[Speaker, ...]
    text: str
    words: tuple[int, ...]
    originals: tuple[Original, ...]


class Person(NamedTuple):
    """Who a label stands for."""

    speaker: str
    role: Role


def transcript_id(relative_path: str) -> str:
    """The id of a transcript from its path relative to the transcripts folder.

    Folders are joined by "-"; what could not stand in a file name or a list becomes "_". Of a very
    long one the beginning stays, and a hash of the whole stands behind it.

    >>> transcript_id("2021/Fokusgruppe 1 (mai).docx")
    '2021-Fokusgruppe_1_mai'
    """
    stem = re.sub(r"\.[^./]*$", "", unicodedata.normalize("NFC", relative_path))
    stem = re.sub(r"[^\w./-]+", "_", stem.replace("\\", "/")).replace("/", "-")
    name = stem.strip("_-. ") or "transcript"
    if len(name.encode()) <= MAX_ID:
        return name
    digest = sha256(name.encode())[:8]
    return f"{name.encode()[: MAX_ID - 9].decode(errors='ignore').rstrip('_-. ')}-{digest}"


def ingest(
    data: bytes,
    *,
    source: str,
    suffix: str,
    transcript: str,
    language: Language,
    config: Config,
    participants: Iterable[str],
    key: PseudonymKey | None = None,
    withdrawn: Collection[str] = (),
) -> Ingested:
    """Read one transcript.

    `source`: its path as the manifest names it. `transcript`: its id. `participants`: ids of the
    participants' list. `key`: the pseudonyms to put in. `withdrawn`: speakers whose words are
    left out. Raises StcError (a clause without the file's name) when it cannot be read.
    """
    read = read_source(data, suffix, config.settings_for(transcript))
    participants = list(participants)
    people = _people(config.speakers_in(transcript))
    scribe = _Scribe(transcript, key, frozenset(map(label_key, withdrawn)), config.ingest.withdrawn)
    talk = conversation(
        read,
        known=[*people, *participants, *withdrawn],
        forbidden=[label for label in config.not_speakers if not scribe.is_withdrawn(label)],
        role_words=language.role_words,
        function_words=_function_words(language),
        moderators=[label for label, person in people.items() if person.role == "moderator"],
    )
    if not any(isinstance(item, Talk) for item in talk.items):
        raise StcError("holds no talk")
    cast = _cast(talk, people, {label_key(p): p for p in participants}, language)
    if withdrawn:
        turns = [item for item in talk.items if isinstance(item, Talk)]
        scribe.theirs = Passages(
            t.text for t in turns if scribe.has_withdrawn(cast[t.label], t.label)
        )
    for item in talk.items:
        if isinstance(item, Aside):
            scribe.skip(item)
        else:
            scribe.turn(item, cast[item.label])
    words = tuple(word_count(turn.text) for turn in scribe.turns)
    counts = _characters(read, talk, scribe, source)
    row = Transcript(
        transcript, source, read.format, language.code, sha256(data), len(scribe.turns),
        sum(words), len({turn.speaker for turn in scribe.turns}), *counts,
    )  # fmt: skip
    speakers = _roster(talk, cast, scribe, words)
    return Ingested(
        row, tuple(scribe.turns), tuple(scribe.skipped), tuple(speakers), scribe.text, words,
        tuple(scribe.originals),
    )  # fmt: skip


def _characters(
    read: Source, talk: Conversation, scribe: _Scribe, source: str
) -> tuple[int, int, int, int, int, int]:
    """The counts of characters, as `Transcript` has them, in order; they must add up."""
    turns = sum(visible(turn.text) for turn in scribe.turns)
    skipped = sum(visible(row.text) for row in scribe.skipped)
    chars_in = read.chars_in + scribe.chars_replaced
    if turns + skipped + talk.structure != chars_in:
        raise AssertionError(
            f"{source}: {chars_in} visible characters, but {turns} in turns, {skipped} skipped and "
            f"{talk.structure} structure"
        )
    return chars_in, turns, skipped, talk.structure, scribe.chars_replaced, read.unseen


def _people(speakers: Mapping[str, SpeakerEntry]) -> dict[str, Person]:
    """Label (for comparison) to person, from the config."""
    return {
        label_key(label): Person(person, entry.role)
        for person, entry in speakers.items()
        for label in (person, *entry.labels)
    }


def _cast(
    talk: Conversation,
    people: Mapping[str, Person],
    participants: Mapping[str, str],
    language: Language,
) -> dict[str, Person]:
    """Label as written to person, for every label of a conversation.

    The config decides; then the participants' list; then what the label says ("Interviewer 1").
    Where a moderator is known, everyone else is a participant; where none is, they are unknown.
    """
    labels = dict.fromkeys(item.label for item in talk.items if isinstance(item, Talk))
    cast: dict[str, Person] = {}
    spelling: dict[str, str] = {}
    for label in labels:
        name = label_key(label)
        if name in people:
            cast[label] = people[name]
        elif name in participants:
            cast[label] = Person(participants[name], "participant")
        else:
            role = talk.roles.get(name) or spoken_role(label, language.role_words)
            cast[label] = Person(_speaker(spelling, name, label), role)
    if any(person.role == "moderator" for person in cast.values()):
        for label, person in cast.items():
            if person.role == "unknown" and label:
                cast[label] = person._replace(role="participant")
    return cast


def _function_words(language: Language) -> frozenset[str]:
    """Words that open a sentence and are hardly ever a name ("Men: …", "Ja: …")."""
    lists = (
        language.continuers, language.shifts, language.connectives, language.contrast,
        language.hedges, language.negations, language.conditionals, language.set_off,
    )  # fmt: skip
    return language.backchannels.union(language.sounds, *lists)


def _speaker(spelling: dict[str, str], name: str, label: str) -> str:
    """One spelling per label: its first. ";" divides speakers in units.csv, so no name holds it."""
    return spelling.setdefault(name, label.replace(";", ","))


@dataclass(slots=True)
class _Scribe:
    """Writes the stored text: turns and asides one after the other, a paragraph to a line.

    Pseudonyms are put in on the way, and the words of those who withdrew stay out.
    """

    transcript: str
    key: PseudonymKey | None
    withdrawn: frozenset[str]
    masking: Literal["remove", "mask"]
    turns: list[Turn] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    originals: list[Original] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)  # label to its turns' places
    chars_replaced: int = 0  # visible characters more (or fewer) than the file had
    theirs: Passages | None = None  # what those who withdrew said
    _silent: bool = False  # whether the turn just written is of somebody who withdrew
    _lines: list[str] = field(default_factory=list)
    _position: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def skip(self, aside: Aside) -> None:
        beside = self._silent and aside.reason not in _OF_PAGES
        if beside or (self.theirs and self.theirs.spans(aside.text)):
            self.chars_replaced -= visible(aside.text)  # a remark, translation or note on them
            return
        start, text = self._position, self._written(aside.text)
        self.skipped.append(Skipped(self.transcript, start, start + len(text), aside.reason, text))

    def turn(self, talk: Talk, person: Person) -> None:
        places = self.places.setdefault(talk.label, [])
        said = talk.text
        self._silent = self.has_withdrawn(person, talk.label)
        if self._silent:
            self.chars_replaced -= visible(said)
            if self.masking == "remove":
                return
            self.chars_replaced += visible(WITHDRAWN)
            said = WITHDRAWN
        places.append(len(self.turns))
        start, text = self._position, self._written(said)
        number = len(self.turns) + 1
        self.turns.append(
            Turn(
                f"{self.transcript}-t{number}", self.transcript, number,
                self.name(person.speaker), person.role,
                talk.start, talk.end, start, start + len(text), text,
            )
        )  # fmt: skip

    def has_withdrawn(self, person: Person, label: str) -> bool:
        """Whether the words of a label are left out: by who it stands for, or by itself."""
        return self.is_withdrawn(person.speaker) or self.is_withdrawn(label)

    def is_withdrawn(self, name: str) -> bool:
        return bool(name) and label_key(self.name(name)) in self.withdrawn

    def name(self, label: str) -> str:
        """A label or speaker as it may be told."""
        return self.key.replaced(label) if self.key else label

    def _written(self, text: str) -> str:
        if self.key is not None:
            before = visible(text)
            text, replaced = self.key.applied(text)
            self.chars_replaced += visible(text) - before
            self.originals += [
                Original(self.transcript, self._position + r.start, self._position + r.end,
                         r.original)
                for r in replaced
            ]  # fmt: skip
        self._lines.append(text)
        self._position += len(text) + 1
        return text


def _roster(
    talk: Conversation, cast: Mapping[str, Person], scribe: _Scribe, words: Sequence[int]
) -> list[Speaker]:
    """One row per label as written, in order of first appearance; wordless for who withdrew."""
    rows: list[Speaker] = []
    for label, places in scribe.places.items():
        person = cast[label]
        speaker = scribe.name(person.speaker)
        if scribe.has_withdrawn(person, label):
            rows.append(Speaker(scribe.transcript, speaker, "", person.role, len(places), 0,
                                "", False, WITHDREW))  # fmt: skip
            continue
        why = talk.doubtful.get(label_key(label), "")
        rows.append(
            Speaker(
                scribe.transcript, speaker, scribe.name(label), person.role, len(places),
                sum(words[place] for place in places),
                scribe.turns[places[0]].text.split("\n")[0], bool(why), scribe.name(why),
            )
        )  # fmt: skip
    return rows
