"""Ingest: from a file's bytes to turns, with every visible character accounted for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from stc_cli.config import Config, SpeakerEntry
from stc_cli.errors import StcError
from stc_cli.files import sha256
from stc_cli.languages import Language
from stc_cli.readers import read_source
from stc_cli.readers.labels import Aside, Conversation, Talk, conversation
from stc_cli.readers.lines import key
from stc_cli.records import Role, Skipped, Speaker, Transcript, Turn
from stc_cli.text.characters import visible, word_count


class Ingested(NamedTuple):
    """What ingest makes of one transcript. `text`: its stored text; `words`: those of each turn."""

    transcript: Transcript
    turns: tuple[Turn, ...]
    skipped: tuple[Skipped, ...]
    speakers: tuple[Speaker, ...]
    text: str
    words: tuple[int, ...]


class Person(NamedTuple):
    """Who a label stands for."""

    speaker: str
    role: Role


def transcript_id(relative_path: str) -> str:
    """The id of a transcript from its path relative to the transcripts folder.

    Folders are joined by "-"; what could not stand in a file name or a list becomes "_".

    >>> transcript_id("2021/Fokusgruppe 1 (mai).docx")
    '2021-Fokusgruppe_1_mai'
    """
    stem = re.sub(r"\.[^./]*$", "", unicodedata.normalize("NFC", relative_path))
    stem = re.sub(r"[^\w./-]+", "_", stem.replace("\\", "/")).replace("/", "-")
    return stem.strip("_-. ") or "transcript"


def ingest(
    data: bytes,
    *,
    source: str,
    suffix: str,
    transcript: str,
    language: Language,
    config: Config,
    participants: Iterable[str],
) -> Ingested:
    """Read one transcript.

    `source`: its path as the manifest names it. `transcript`: its id. `participants`: ids of the
    participants' list. Raises StcError (a clause without the file's name) when it cannot be read.
    """
    read = read_source(data, suffix)
    participants = list(participants)
    people = _people(config.speakers)
    talk = conversation(
        read,
        known=[*people, *participants],
        forbidden=config.not_speakers,
        role_words=language.role_words,
        function_words=_function_words(language),
    )
    if not any(isinstance(item, Talk) for item in talk.items):
        raise StcError("holds no talk")
    cast = _cast(talk, people, {key(p): p for p in participants}, language)
    turns, skipped, text = _stored(transcript, talk, cast)
    chars_turns = sum(visible(turn.text) for turn in turns)
    chars_skipped = sum(visible(row.text) for row in skipped)
    if chars_turns + chars_skipped + talk.structure != read.chars_in:
        raise AssertionError(
            f"{source}: {read.chars_in} visible characters, but {chars_turns} in turns, "
            f"{chars_skipped} skipped and {talk.structure} structure"
        )
    words = [word_count(turn.text) for turn in turns]
    speakers = _roster(transcript, talk, cast, turns, words)
    row = Transcript(
        transcript, source, read.format, language.code, sha256(data), len(turns),
        sum(s.words for s in speakers), len({s.speaker for s in speakers}),
        read.chars_in, chars_turns, chars_skipped, talk.structure,
    )  # fmt: skip
    return Ingested(row, tuple(turns), tuple(skipped), tuple(speakers), text, tuple(words))


def _people(speakers: Mapping[str, SpeakerEntry]) -> dict[str, Person]:
    """Label (for comparison) to person, from the config."""
    return {
        key(label): Person(person, entry.role)
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
        name = key(label)
        if name in people:
            cast[label] = people[name]
        elif name in participants:
            cast[label] = Person(participants[name], "participant")
        else:
            cast[label] = Person(_speaker(spelling, name, label), _spoken_role(name, language))
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


def _spoken_role(name: str, language: Language) -> Role:
    """The role a label itself says: "interviewer 2", "kristin (moderator)", "moderator kari"."""
    inside = re.search(r"[\[(]([^\[\]()]+)[\])]", name)
    bare = re.sub(r"[\[(].*", "", name).strip()
    first = bare.split(" ", 1)[0]
    words = [inside[1] if inside else "", bare, first if len(first) > 3 else ""]
    roles: tuple[Role, ...] = ("moderator", "observer", "participant")
    for word in words:
        for role in roles:
            if re.sub(r"[\s\d_.-]+$", "", word) in language.role_words.get(role, ()):
                return role
    return "unknown"


def _stored(
    transcript: str, talk: Conversation, cast: Mapping[str, Person]
) -> tuple[list[Turn], list[Skipped], str]:
    """Lay turns and asides one after the other, a paragraph to a line."""
    turns: list[Turn] = []
    skipped: list[Skipped] = []
    lines: list[str] = []
    position = 0
    for item in talk.items:
        if isinstance(item, Aside):
            text = item.text
            skipped.append(Skipped(transcript, position, position + len(text), item.reason, text))
        else:
            text = item.text
            number = len(turns) + 1
            person = cast[item.label]
            turns.append(
                Turn(
                    f"{transcript}-t{number}", transcript, number, person.speaker, person.role,
                    item.start, item.end, position, position + len(text), text,
                )
            )  # fmt: skip
        lines.append(text)
        position += len(text) + 1
    return turns, skipped, "\n".join(lines) + "\n"


def _roster(
    transcript: str,
    talk: Conversation,
    cast: Mapping[str, Person],
    turns: Sequence[Turn],
    words: Sequence[int],
) -> list[Speaker]:
    """One row per label as written, in order of first appearance."""
    said: dict[str, list[int]] = {}  # label to the places of its turns
    for place, item in enumerate(i for i in talk.items if isinstance(i, Talk)):
        said.setdefault(item.label, []).append(place)
    return [
        Speaker(
            transcript, cast[label].speaker, label, cast[label].role, len(own),
            sum(words[place] for place in own), turns[own[0]].text.split("\n")[0],
            key(label) in talk.doubtful,
        )
        for label, own in said.items()
    ]  # fmt: skip
