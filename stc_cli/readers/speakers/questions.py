"""Interviews written as questions and answers: "Question 2. How do you decide …?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from stc_cli.readers import Block
from stc_cli.readers.lines import key
from stc_cli.readers.reasons import HEADING
from stc_cli.readers.speakers.kinds import Vocabulary
from stc_cli.text.characters import one_line, visible

# English, Norwegian, Danish, Swedish, German.
_ASKED = frozenset("question spørsmål spørgsmål fråga frage spm q".split())
_ANSWERED = frozenset("answer svar antwort a".split())
_ENTRY = re.compile(
    rf"^(?P<label>(?i:{'|'.join((*sorted(_ASKED), *sorted(_ANSWERED)))}))"
    r"(?:\.? ?(?P<number>\d{1,3})(?P<letter>[a-h]?))? ?[.:)–-]+(?!\w) ?"
)
_HEAD = 40  # characters that hold the word and its number
_FEWEST = 3  # questions without a number, and answers to them, that make an interview


class _Entry(NamedTuple):
    """`number`: of a question or an answer, 0 where it has none."""

    place: int
    label: str
    number: tuple[int, str]
    said: str

    @property
    def asks(self) -> bool:
        return key(self.label) in _ASKED


class Questions(NamedTuple):
    """A file's blocks, and the keys of the labels that were found to ask."""

    blocks: tuple[Block, ...]
    asking: frozenset[str]


def with_questions(blocks: tuple[Block, ...], vocabulary: Vocabulary) -> Questions:
    """Blocks with the word "Question" as the speaker of each question.

    Questions are numbered upwards through the file and mostly ask something, or take turns with
    answers that are called so. A single "Question 2: why" is a sentence.
    """
    entries = list(_entries(blocks, vocabulary))
    numbered = [entry for entry in entries if entry.number[0]]
    if not _go_upwards([entry for entry in numbered if entry.asks]):
        numbered = []
    plain = [entry for entry in entries if not entry.number[0]]
    if not numbered and not _take_turns(plain):
        plain = []
    found = {entry.place: entry for entry in (*numbered, *plain)}
    asking = frozenset(key(entry.label) for entry in found.values() if entry.asks)
    if not found:
        return Questions(blocks, asking)
    named = (
        _named(block, found[place]) if place in found else block
        for place, block in enumerate(blocks)
    )
    return Questions(tuple(named), asking)


def _entries(blocks: Sequence[Block], vocabulary: Vocabulary) -> Iterator[_Entry]:
    for place, block in enumerate(blocks):
        match = _ENTRY.match(one_line(block.text.lstrip()[:_HEAD]) + " ")
        if match is None or block.speaker is not None or block.skip not in ("", HEADING):
            continue
        label, number = match["label"], match["number"]
        said = one_line(block.text)[match.end() :]
        if not said or label[0].islower() or not (number or ":" in match[0]):
            continue
        if not {key(label), key(f"{label}{number}")} & (vocabulary.known | vocabulary.forbidden):
            yield _Entry(place, label, (int(number or 0), match["letter"] or ""), said)


def _go_upwards(asked: Sequence[_Entry]) -> bool:
    rising = all(earlier.number < later.number for earlier, later in pairwise(asked))
    asking = sum("?" in entry.said for entry in asked)
    return len(asked) > 1 and rising and 2 * asking >= len(asked)


def _take_turns(entries: Sequence[_Entry]) -> bool:
    asked = sum(entry.asks for entry in entries)
    return min(asked, len(entries) - asked) >= _FEWEST


def _named(block: Block, entry: _Entry) -> Block:
    around = visible(block.text) - visible(entry.label) - visible(entry.said)
    return block._replace(
        text=entry.said,
        structure=block.structure + around,
        skip="",
        speaker=entry.label,
        certain=True,
    )
