"""Turns and units are what stands in the stored text, and nothing of it is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from stc_cli.artefacts import SKIPPED, TRANSCRIPTS
from stc_cli.files import sha256
from stc_cli.output import Output
from stc_cli.records import Skipped, Transcript, Turn
from stc_cli.stages.segment import ID_LENGTH, unit_text
from stc_cli.text.characters import visible


def turn_breaks(output: Output, proved: Counter[str]) -> Iterator[str]:
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
        own, rest = turns.get(name, []), asides.get(name, [])
        yield from _accounted(transcript, output.text(name), own, rest)
        proved["turns stand in the stored text"] += len(own)
        proved["visible characters are in a turn or skipped"] += (
            transcript.chars_turns + transcript.chars_skipped
        )


def _accounted(
    transcript: Transcript, stored: str, turns: Sequence[Turn], skipped: Sequence[Skipped]
) -> Iterator[str]:
    name = transcript.transcript_id
    file = f"1_ingest/text/{name}.txt"
    pieces = [(t.char_start, t.char_end, t.text, t.turn_id) for t in turns]
    pieces += [(s.char_start, s.char_end, s.text, "a skipped text") for s in skipped]
    position = 0
    for start, end, text, what in sorted(pieces):
        if stored[start:end] != text:
            place = start + _first_difference(stored[start:end], text)
            yield f"{file}, character {place}: {what} reads differently there."
        if start < position:
            yield f"{file}, character {start}: {what} overlaps what stands before it."
        elif stored[position:start].strip():
            yield f"{file}, character {position}: text that is neither in a turn nor skipped."
        position = max(position, end)
    if stored[position:].strip():
        yield f"{file}, character {position}: text that is neither in a turn nor skipped."
    counted = (sum(visible(t.text) for t in turns), sum(visible(s.text) for s in skipped))
    if counted != (transcript.chars_turns, transcript.chars_skipped):
        yield f"1_ingest/transcripts.csv, {name}: the counts of characters do not fit the turns."
    if sum(transcript[-3:]) != transcript.chars_in:
        yield f"1_ingest/transcripts.csv, {name}: turns, skipped and structure do not add up."
    if len(turns) != transcript.turns:
        yield (f"1_ingest/turns.csv, {name}: has {len(turns)} turns where transcripts.csv counts "
               f"{transcript.turns}.")  # fmt: skip


def unit_breaks(output: Output, proved: Counter[str]) -> Iterator[str]:
    """Every unit's spans, cut out and joined by a space, are its text; its id is its text's."""
    turns = {turn.turn_id: turn for turn in output.turns}
    seen: set[str] = set()
    for number, unit in enumerate(output.units, start=2):
        place = f"2_segment/units.csv, row {number} ({unit.unit_id})"
        if unit.unit_id in seen:
            yield f"{place}: the id stands twice."
        seen.add(unit.unit_id)
        digest = sha256(unit.text.encode())[:ID_LENGTH]
        if unit.unit_id.removeprefix(f"{unit.transcript_id}-").split("-")[0] != digest:
            yield f"{place}: the text is not the one its id was made from."
        if unit_text(output.text(unit.transcript_id), unit.spans) != unit.text:
            yield f"{place}: the spans cut out of the stored text are not the unit's text."
        spoken = [turns[turn_id] for turn_id in unit.turn_ids if turn_id in turns]
        if len(spoken) != len(unit.turn_ids):
            yield f"{place}: names a turn that is not in turns.csv."
        elif not all(
            any(t.char_start <= span.start and span.end <= t.char_end for t in spoken)
            for span in unit.spans
        ):
            yield f"{place}: a span lies outside the turns it names."
        elif {t.speaker for t in spoken} != set(unit.speakers):
            yield f"{place}: the speakers are not those of its turns."
    proved["units are their spans"] += len(output.units)


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _skipped(row: Sequence[str]) -> Skipped:
    return Skipped(row[0], int(row[1]), int(row[2]), row[3], row[4])


def _transcript(row: Sequence[str]) -> Transcript:
    return Transcript(*row[:5], *map(int, row[5:12]))  # type: ignore[arg-type]
