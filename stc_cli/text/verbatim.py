"""Whether a quotation stands in a transcript, letter for letter, and where.

Not the letters themselves, but how print sets them may differ: quotation marks, dashes, dots of
hesitation, white space, the case of the first letter, marks at the ends. (…) and […] stand for
words left out, [words in brackets] for words that a person put there.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from stc_cli.decisions.anchors import occurrences
from stc_cli.records import Span, Turn
from stc_cli.text.characters import WORD, word_count

SHORT = 4  # words; a quotation of as few may be anybody's words, and a term in quotation marks
BRACKETED = 12  # words that may have stood where a bracket stands now
INTERJECTION = 3  # words of a turn of someone else that a quotation may pass over in silence
_ELISION = r"\[(?:…|\.{3})\]|\((?:…|\.{3})\)"
_GAP = re.compile(rf"(?P<elided>{_ELISION})|\[(?P<letter>\w{{1,3}})\](?=\w)|\[[^\[\]]*\]")
_FOLDED = str.maketrans(dict.fromkeys('“”„«»"‘’‚‹›`´', "'") | dict.fromkeys("‐‑‒–—―−", "-"))
# What is set in one way or another: white space, dashes, dots, marks of emphasis.
_LOOSE = re.compile(r"[\s*_]*(?:…|\.{3}|-)(?:[\s*_…-]|\.{2,})*|[\s*_]+")
_EDGES = " ,.;:…-'"


class Place(NamedTuple):
    """Where a quotation stands: its transcript, and spans of the stored text."""

    transcript_id: str
    spans: tuple[Span, ...]


class _Reading:
    """Some turns of a transcript as one folded text, with the way back to the stored text."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.turns = turns
        self._text = "\n".join(turn.text for turn in turns)
        self.text = _LOOSE.sub(_set, self._text.translate(_FOLDED))
        starts = [0]
        for turn in turns:
            starts.append(starts[-1] + len(turn.text) + 1)
        self._starts = starts

    @cached_property
    def _steps(self) -> tuple[list[int], list[int]]:
        """Offsets of the folded text after which it runs like the text, and those of the text."""
        folded, plain = [0], [0]
        position = 0
        for match in _LOOSE.finditer(self._text.translate(_FOLDED)):
            there = folded[-1] + match.start() - position + len(_set(match))
            position = match.end()
            folded.append(there)
            plain.append(position)
        return folded, plain

    def _offset(self, folded: int) -> int:
        """An offset of the folded text as one of the text."""
        ours, theirs = self._steps
        step = bisect_right(ours, folded) - 1
        return theirs[step] + folded - ours[step]

    def turn(self, folded: int) -> int:
        """The number of the turn, from 0, in which a character of the folded text stands."""
        return bisect_right(self._starts, self._offset(folded)) - 1

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """A stretch of the folded text as spans of the stored text, one for each turn."""
        start, end = self._offset(start), self._offset(end - 1) + 1
        first = bisect_right(self._starts, start) - 1
        for turn, begin in zip(self.turns[first:], self._starts[first:], strict=False):
            if begin >= end:
                break
            left, right = max(start - begin, 0), min(end - begin, len(turn.text))
            yield Span(turn.char_start + left, turn.char_start + right)


class Spoken:
    """What was said in a transcript, ready to be searched for quotations."""

    def __init__(self, transcript_id: str, turns: Sequence[Turn]) -> None:
        self.transcript_id = transcript_id
        self._turns = turns

    @cached_property
    def readings(self) -> tuple[_Reading, ...]:
        """All turns, and those without what others interjected while somebody went on talking."""
        turns = self._turns
        passed = {
            turn.turn
            for before, turn, after in zip(turns, turns[1:], turns[2:], strict=False)
            if before.speaker == after.speaker != turn.speaker
            and word_count(turn.text) <= INTERJECTION
        }
        whole = _Reading(turns)
        rest = [turn for turn in turns if turn.turn not in passed]
        return (whole, _Reading(rest)) if passed else (whole,)


class _Piece(NamedTuple):
    """Words that stand together, and what stands before them: nothing, a bracket, an elision."""

    words: str
    elided: bool


def words_said(words: str) -> int:
    """How many words of a quotation are said to be somebody's: those outside brackets.

    >>> words_said("[The nurse] came (…) twice")
    2
    """
    return sum(word_count(piece.words) for piece in _pieces(words))


def standing(words: str, spoken: Iterable[Spoken]) -> Place | None:
    """The first place where a quotation stands, or None."""
    return next(places(words, spoken), None)


def places(words: str, spoken: Iterable[Spoken]) -> Iterator[Place]:
    """The places where a quotation stands, by transcript, in order.

    Its pieces stand in this order in one transcript; what is left out between two of them is of
    one turn, or of two that follow each other, and where brackets stand there are BRACKETED words
    at most. A quotation without a word outside brackets stands nowhere.
    """
    pieces = _pieces(words)
    if not pieces:
        return
    for one in spoken:
        found: set[tuple[Span, ...]] = set()
        for reading in one.readings:
            for stretches in _stretches(pieces, reading):
                found.add(tuple(span for s in stretches for span in reading.spans(*s)))
        yield from (Place(one.transcript_id, spans) for spans in sorted(found))


def _set(match: re.Match[str]) -> str:
    """White space, dashes, dots and marks of emphasis in one way."""
    if "…" in match[0] or "..." in match[0]:
        return "…"
    if "-" in match[0]:
        return "-"
    return "" if match[0].strip() == match[0] else " "


def _pieces(words: str) -> list[_Piece]:
    """The words of a quotation between its gaps, folded."""
    words = unicodedata.normalize("NFC", words)
    pieces: list[_Piece] = []
    position, elided, letter = 0, False, ""
    for gap in [*_GAP.finditer(words), None]:
        between = letter + words[position : gap.start() if gap else len(words)]
        folded = _LOOSE.sub(_set, between.translate(_FOLDED)).strip(_EDGES)
        if WORD.search(folded):
            pieces.append(_Piece(folded, elided))
            elided = False
        if gap:
            elided = elided or gap["elided"] is not None
            position, letter = gap.end(), gap["letter"] or ""
    return pieces


def _stretches(pieces: Sequence[_Piece], reading: _Reading) -> Iterator[tuple[Span, ...]]:
    """Where the pieces stand one after the other, as stretches of the folded text."""
    where = []
    for piece in pieces:
        if not (spots := _spots(piece.words, reading.text)):
            return
        where.append(spots)
    for first in where[0]:
        ways: dict[int, tuple[Span, ...]] = {first.end: (first,)}
        for piece, spots in zip(pieces[1:], where[1:], strict=True):
            ways = {
                spot.end: (*way, spot)
                for end, way in ways.items()
                for spot in _following(piece, spots, end, reading)
            }
        if ways:
            yield ways[min(ways)]


def _following(piece: _Piece, spots: Sequence[Span], end: int, reading: _Reading) -> Iterator[Span]:
    """Where a piece may go on after what ends at `end`. `spots`: where it stands at all."""
    last = reading.turn(end - 1) + 1
    for spot in spots[bisect_left(spots, (end, end)) :]:
        if reading.turn(spot.start) > last:
            return
        if piece.elided or word_count(reading.text[end : spot.start]) <= BRACKETED:
            yield spot


def _spots(words: str, text: str) -> list[Span]:
    """Where some words stand, whatever the case of their first letter."""
    forms = {words, words[0].upper() + words[1:], words[0].lower() + words[1:]}
    return sorted(
        Span(start, start + len(form)) for form in forms for start in occurrences(text, form)
    )
