"""Segment: from turns to meaning units.

Sentences of one speaker's stretch of talk are joined until the topic shifts or a unit is full.
Listening sounds of others do not cut a stretch. A boundary depends on nothing outside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from stc_cli.config import Segment
from stc_cli.decisions.units import Segmented, Talk, with_decided
from stc_cli.files import sha256
from stc_cli.languages import Language
from stc_cli.records import Span, Turn, Unit
from stc_cli.text.characters import WORD, spoken, word_count
from stc_cli.text.sentences import clause_spans, sentence_spans
from stc_cli.text.stretches import Stretch, stretches
from stc_cli.text.tokens import Lexicon

ID_LENGTH = 10  # hexadecimal digits: 40 bits tell the units of one transcript apart


class _Piece(NamedTuple):
    """A paragraph of a stretch: where it stands in the joined text and in the stored text."""

    start: int
    end: int
    stored: int
    turn_id: str


def segment(turns: Sequence[Turn], *, config: Segment, lexicon: Lexicon) -> list[Unit]:
    """The meaning units of one transcript in reading order, all of them candidates."""
    return [unit for unit, _ in segmented(turns, config=config, lexicon=lexicon)]


def segmented(
    turns: Sequence[Turn],
    *,
    config: Segment,
    lexicon: Lexicon,
    decided: Sequence[tuple[Span, ...]] = (),
) -> list[Segmented]:
    """The meaning units of one transcript in reading order, with what cutting them found out.

    `decided`: the spans of units that people made (see `decisions/units.py`). All are candidates.
    """
    talk = list(stretches(turns, config=config, language=lexicon.language))
    units = [made for stretch in talk for made in _candidates(stretch, config, lexicon)]
    if decided:
        questions = {turn.turn_id: stretch.question for stretch in talk for turn in stretch.turns}
        units = with_decided(units, decided, Talk(turns, questions, lexicon))
    return list(_named(units))


def _named(units: Iterable[Segmented]) -> Iterator[Segmented]:
    """The same units with ids made from their text; a repeated text is numbered."""
    repeats: dict[str, int] = {}
    for unit, content in units:
        digest = sha256(unit.text.encode())[:ID_LENGTH]
        repeats[digest] = number = repeats.get(digest, 0) + 1
        name = f"{unit.transcript_id}-{digest}" + (f"-{number}" if number > 1 else "")
        yield Segmented(unit._replace(unit_id=name), content)


def _candidates(stretch: Stretch, config: Segment, lexicon: Lexicon) -> Iterator[Segmented]:
    """The units of a stretch, without ids."""
    first = stretch.turns[0]
    if first.role not in config.roles:
        return
    for spans, turn_ids, text, words, content in _cut(stretch, config, lexicon):
        unit = Unit(
            "", first.transcript_id, turn_ids, (first.speaker,), first.role, spans, text, words,
            stretch.question, "candidate",
        )  # fmt: skip
        yield Segmented(unit, content)


def _cut(
    stretch: Stretch, config: Segment, lexicon: Lexicon
) -> Iterator[tuple[tuple[Span, ...], tuple[str, ...], str, int, frozenset[str]]]:
    """Each unit of a stretch: spans in the stored text, turns, text, number of words, content."""
    text, pieces = _joined(stretch.turns)
    for span, words, content in joined_sentences(text, config=config, lexicon=lexicon):
        touched = [p for p in pieces if p.start < span.end and p.end > span.start]
        spans = []
        for piece in touched:
            start, end = max(span.start, piece.start), min(span.end, piece.end)
            spans.append(Span(piece.stored + start - piece.start, piece.stored + end - piece.start))
        turn_ids = tuple(dict.fromkeys(piece.turn_id for piece in touched))
        unit_text = text[span.start : span.end].replace("\n", " ")
        if WORD.search(spoken(unit_text)):
            yield tuple(spans), turn_ids, unit_text, words, frozenset(content)


def _joined(turns: Iterable[Turn]) -> tuple[str, list[_Piece]]:
    """A stretch as one text: its turns joined by a space, their paragraphs by a line break."""
    pieces: list[_Piece] = []
    parts: list[str] = []
    position = 0
    for turn in turns:
        if parts:
            parts.append(" ")
            position += 1
        offset = turn.char_start
        for number, paragraph in enumerate(turn.text.split("\n")):
            if number:
                parts.append("\n")
                position += 1
            pieces.append(_Piece(position, position + len(paragraph), offset, turn.turn_id))
            parts.append(paragraph)
            position += len(paragraph)
            offset += len(paragraph) + 1
    return "".join(parts), pieces


def joined_sentences(
    text: str, *, config: Segment, lexicon: Lexicon
) -> list[tuple[Span, int, set[str]]]:
    """The units of a stretch's text: its sentences, joined where they hang together.

    Each with its number of words and its content lemmas.

    A sentence joins the unit before it when that is still short, or when it opens with a word
    that ties it back or shares a content lemma; in a unit past a third of `max_words` it must do
    both. A sentence that announces another topic never joins; nothing joins past `max_words`.
    """
    language = lexicon.language
    units: list[tuple[Span, int, set[str]]] = []
    words = 0
    content: set[str] = set()
    for span in _sentences(text, config, language):
        sentence = text[span.start : span.end]
        length, lemmas = lexicon.words_and_content(sentence)
        shares = not content.isdisjoint(lemmas)
        if units and _joins(sentence.lower(), length, words, shares, config, language):
            words += length
            content.update(lemmas)
            units[-1] = (Span(units[-1][0].start, span.end), words, content)
        else:
            words, content = length, set(lemmas)
            units.append((span, words, content))
    return units


def _sentences(text: str, config: Segment, language: Language) -> Iterator[Span]:
    for span in sentence_spans(text, language):
        if (
            span.end - span.start >= 2 * config.max_words
            and (  # a word and a space: two at least
                word_count(text[span.start : span.end]) > config.max_words
            )
        ):
            yield from clause_spans(text, span, config.max_words, language)
        else:
            yield span


def _joins(
    lower: str, length: int, words: int, shares: bool, config: Segment, language: Language
) -> bool:
    if words + length > config.max_words:
        return False
    if _opens_with(language.shifts).match(lower):
        return False
    if words < config.min_words or length < config.min_words // 2:
        return True
    ties = _opens_with(language.continuers).match(lower) is not None
    return (ties and shares) if words > config.max_words / 3 else (ties or shares)


@cache
def _opens_with(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a lower-case sentence that opens with one of the phrases, after fillers or not."""
    alternatives = "|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"\W*(?:(?:u[hm]+|e[hr]m?|øh|öh|m+)\b\W+)*(?:{alternatives})(?!\w)")


def unit_text(stored: str, spans: Iterable[Span]) -> str:
    """The text of a unit from its spans in the stored text (promise 2)."""
    return " ".join(stored[span.start : span.end] for span in spans)
