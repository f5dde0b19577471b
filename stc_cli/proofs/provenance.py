"""Turns and units are what stands in the stored text, and nothing of it is missing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stc_cli.artefacts import SKIPPED, SPEAKERS, TRANSCRIPTS
from stc_cli.decisions.units import role_of
from stc_cli.files import sha256
from stc_cli.languages import load_language
from stc_cli.output import Output
from stc_cli.records import Skipped, Span, Transcript, Turn, Unit
from stc_cli.stages.segment import ID_LENGTH, unit_text
from stc_cli.text.characters import WORD, spoken, visible, word_count
from stc_cli.text.stretches import stretches
from stc_cli.workspace import Study

ROSTER = "1_ingest/speakers.csv"
UNITS = "2_segment/units.csv"


def turn_breaks(output: Output, manifest: Mapping[str, Any], proved: Counter[str]) -> Iterator[str]:
    """Every turn and skipped text stands where it says; together they are the stored text."""
    skipped = output.rows("1_ingest/skipped.csv", SKIPPED, _skipped)
    transcripts = output.rows("1_ingest/transcripts.csv", TRANSCRIPTS, _transcript)
    turns: dict[str, list[Turn]] = {}
    asides: dict[str, list[Skipped]] = {}
    for turn in output.turns:
        turns.setdefault(turn.transcript_id, []).append(turn)
    for aside in skipped:
        asides.setdefault(aside.transcript_id, []).append(aside)
    for transcript in transcripts:
        name = transcript.transcript_id
        own, rest = turns.pop(name, []), asides.pop(name, [])
        if manifest["inputs"].get(transcript.source) != transcript.sha256:
            yield f"1_ingest/transcripts.csv, {name}: was not made from the manifest's input."
        yield from _accounted(transcript, output.text(name), own, rest)
        proved["turns stand in the stored text"] += len(own)
        proved["visible characters are in a turn or skipped"] += (
            transcript.chars_turns + transcript.chars_skipped
        )
    for name in sorted({*turns, *asides}):
        yield f"1_ingest/transcripts.csv: the transcript {name} is not listed."
    yield from _roster_breaks(output)


def _roster_breaks(output: Output) -> Iterator[str]:
    """speakers.csv counts the turns of each speaker and gives the role these have."""
    counted: Counter[tuple[str, str, str]] = Counter(
        (turn.transcript_id, turn.speaker, turn.role) for turn in output.turns
    )
    for name, speaker, role, turns in output.rows(
        ROSTER, SPEAKERS, lambda row: (row[0], row[1], row[3], int(row[4]))
    ):
        counted[name, speaker, role] -= turns
    for (transcript_id, _, _), difference in sorted(counted.items()):
        if difference:
            yield f"{ROSTER}: the turns or roles of {transcript_id} are not those of turns.csv."
            return


def _accounted(
    transcript: Transcript, stored: str, turns: Sequence[Turn], skipped: Sequence[Skipped]
) -> Iterator[str]:
    name = transcript.transcript_id
    file = f"1_ingest/text/{name}.txt"
    pieces = [(t.char_start, t.char_end, t.text, t.turn_id) for t in turns]
    pieces += [(s.char_start, s.char_end, s.text, "a skipped text") for s in skipped]
    position, between = 0, ""
    for start, end, text, what in sorted(pieces):
        if stored[start:end] != text:
            place = start + _first_difference(stored[start:end], text)
            yield f"{file}, character {place}: {what} reads differently there."
        if start < position:
            yield f"{file}, character {start}: {what} overlaps what stands before it."
        elif stored[position:start] != between:
            yield f"{file}, character {position}: text that is neither in a turn nor skipped."
        position, between = max(position, end), "\n"
    if stored[position:] != "\n":
        yield f"{file}, character {position}: text that is neither in a turn nor skipped."
    counted = (sum(visible(t.text) for t in turns), sum(visible(s.text) for s in skipped))
    if counted != (transcript.chars_turns, transcript.chars_skipped):
        yield f"1_ingest/transcripts.csv, {name}: the counts of characters do not fit the turns."
    chars = transcript.chars_turns + transcript.chars_skipped + transcript.chars_structure
    if chars != transcript.chars_in:
        yield f"1_ingest/transcripts.csv, {name}: turns, skipped and structure do not add up."
    if len(turns) != transcript.turns:
        yield (f"1_ingest/turns.csv, {name}: has {len(turns)} turns where transcripts.csv counts "
               f"{transcript.turns}.")  # fmt: skip


def unit_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Every unit's spans, cut out and joined by a space, are its text; its id is its text's.

    Every word of the talk that is cut into units is in one.
    """
    turns = {turn.turn_id: turn for turn in output.turns}
    seen: set[str] = set()
    for number, unit in enumerate(output.units, start=2):
        place = f"{UNITS}, row {number} ({unit.unit_id})"
        if unit.unit_id in seen:
            yield f"{place}: the id stands twice."
        seen.add(unit.unit_id)
        digest = re.escape(f"{unit.transcript_id}-{sha256(unit.text.encode())[:ID_LENGTH]}")
        if not re.fullmatch(rf"{digest}(?:-[1-9]\d*)?", unit.unit_id):
            yield f"{place}: the text is not the one its id was made from."
        if unit_text(output.text(unit.transcript_id), unit.spans) != unit.text:
            yield f"{place}: the spans cut out of the stored text are not the unit's text."
        if word_count(unit.text) != unit.words:
            yield f"{place}: has another number of words."
        if unit.question and unit.question not in turns:
            yield f"{place}: the question is not in turns.csv."
        yield from _speaker_breaks(place, unit, turns)
    yield from _coverage_breaks(output, study)
    proved["units are their spans"] += len(output.units)


def _speaker_breaks(place: str, unit: Unit, turns: Mapping[str, Turn]) -> Iterator[str]:
    spoken = [turns[turn_id] for turn_id in unit.turn_ids if turn_id in turns]
    if len(spoken) != len(unit.turn_ids):
        yield f"{place}: names a turn that is not in turns.csv."
    elif not all(
        any(t.char_start <= span.start < span.end <= t.char_end for t in spoken)
        for span in unit.spans
    ):
        yield f"{place}: a span lies outside the turns it names."
    elif set(";".join(t.speaker for t in spoken).split(";")) != set(unit.speakers):
        yield f"{place}: the speakers are not those of its turns."
    elif unit.role != role_of(spoken):
        yield f"{place}: the role is not that of its turns."


def _coverage_breaks(output: Output, study: Study) -> Iterator[str]:
    """Talk that segment cuts and that no unit holds, unless it has no word but event marks."""
    config = study.config.segment
    held: dict[str, list[Span]] = {}
    for unit in output.units:
        held.setdefault(unit.transcript_id, []).extend(unit.spans)
    said: dict[str, list[Turn]] = {}
    for turn in output.turns:
        said.setdefault(turn.transcript_id, []).append(turn)
    for name, turns in said.items():
        spans = sorted(held.get(name, ()))
        language = load_language(study.config.language_of(name))
        for stretch in stretches(turns, config=config, language=language):
            if stretch.turns[0].role in config.roles:
                for turn in stretch.turns:
                    for start, end in _gaps(turn, spans):
                        said_there = output.text(name)[start:end]
                        if WORD.search(spoken(said_there)):
                            yield (f"{UNITS}: holds no unit for character {start} to {end} of "
                                   f"{name}.")  # fmt: skip


def _gaps(turn: Turn, spans: Sequence[Span]) -> Iterator[Span]:
    """What of a turn lies in none of the spans, which are sorted."""
    position = turn.char_start
    for index in range(bisect_left(spans, turn.char_start, key=lambda s: s.end), len(spans)):
        span = spans[index]
        if span.start >= turn.char_end:
            break
        if span.start > position:
            yield Span(position, span.start)
        position = max(position, span.end)
    if position < turn.char_end:
        yield Span(position, turn.char_end)


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _skipped(row: Sequence[str]) -> Skipped:
    return Skipped(row[0], int(row[1]), int(row[2]), row[3], row[4])


def _transcript(row: Sequence[str]) -> Transcript:
    transcript_id, source, format_, language, digest = row[:5]
    return Transcript(transcript_id, source, format_, language, digest, *map(int, row[5:14]))
