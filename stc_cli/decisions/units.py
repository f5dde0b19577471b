"""Units that people made, among the candidates that were cut: each keeps its words to itself.

What a person marked, merged, split or trimmed is a unit as it stands. Candidates lose what lies in
such a unit; what is left of them stays a candidate, so that no talk is without one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from stc_cli.decisions.reshaping import Spans
from stc_cli.records import Role, Span, Turn, Unit
from stc_cli.text.characters import WORD, spoken
from stc_cli.text.tokens import Lexicon


class Segmented(NamedTuple):
    """A unit and the distinct content lemmas of its text."""

    unit: Unit
    content: frozenset[str]


class Talk:
    """The turns of one transcript, in order, with the question that each answers ("" for none)."""

    def __init__(
        self, turns: Sequence[Turn], questions: Mapping[str, str], lexicon: Lexicon
    ) -> None:
        self._turns = turns
        self._questions = questions
        self._lexicon = lexicon
        self._ends = [turn.char_end for turn in turns]
        self._starts = [turn.char_start for turn in turns]

    def unit(self, spans: Spans) -> Segmented:
        """The unit that some spans of the stored text make; it has no id yet."""
        touched = list(dict.fromkeys(turn for span in spans for turn in self._touched(span)))
        text = " ".join(map(self._said, spans))
        words, content = self._lexicon.words_and_content(text)
        first = touched[0]
        unit = Unit(
            "", first.transcript_id, tuple(turn.turn_id for turn in touched),
            tuple(dict.fromkeys(turn.speaker for turn in touched)), role_of(touched), spans,
            text, words, self._questions.get(first.turn_id, ""), "candidate",
        )  # fmt: skip
        return Segmented(unit, frozenset(content))

    def tight(self, spans: Spans) -> Spans:
        """Spans without white space at their ends; those that are nothing else are gone."""
        found = []
        for span in spans:
            said = self._said(span)
            left, right = len(said) - len(said.lstrip()), len(said.rstrip())
            if left < right:
                found.append(Span(span.start + left, span.start + right))
        return tuple(found)

    def _touched(self, span: Span) -> Sequence[Turn]:
        first = bisect_right(self._ends, span.start)
        return self._turns[first : bisect_left(self._starts, span.end)]

    def _said(self, span: Span) -> str:
        turn = self._touched(span)[0]
        return turn.text[span.start - turn.char_start : span.end - turn.char_start]


def role_of(turns: Sequence[Turn]) -> Role:
    """The role of a unit: in an exchange, of the first who is not a moderator or observer."""
    roles = [turn.role for turn in turns]
    return next((role for role in roles if role not in ("moderator", "observer")), roles[0])


def with_decided(
    candidates: Iterable[Segmented], decided: Sequence[Spans], talk: Talk
) -> list[Segmented]:
    """Candidates and units that people made, in reading order. `decided`: each unit once."""
    taken = _joined(span for unit in decided for span in unit)
    wanted = dict.fromkeys(decided)
    found: list[Segmented] = []
    for candidate in candidates:
        spans = candidate.unit.spans
        if spans in wanted:
            del wanted[spans]
            found.append(candidate)
            continue
        left = _without(spans, taken)
        if left == [spans]:
            found.append(candidate)
            continue
        rest = [talk.unit(tight) for piece in left if (tight := talk.tight(piece))]
        found += [made for made in rest if WORD.search(spoken(made.unit.text))]
    found += map(talk.unit, wanted)
    return sorted(found, key=lambda made: made.unit.spans)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap as one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _without(spans: Spans, taken: Sequence[Span]) -> list[Spans]:
    """What is left of a unit without what is taken: one unit per stretch without a hole."""
    left: list[list[Span]] = [[]]
    for span in spans:
        position = span.start
        for hole in _touching(taken, span):
            if hole.start > position:
                left[-1].append(Span(position, hole.start))
            left.append([])
            position = max(position, hole.end)
        if position < span.end:
            left[-1].append(Span(position, span.end))
    return [tuple(piece) for piece in left if piece]


def _touching(taken: Sequence[Span], span: Span) -> Iterator[Span]:
    """Of disjoint spans in order, those that share a character with `span`."""
    first = bisect_right(taken, span.start, key=lambda s: s.end)
    for hole in taken[first:]:
        if hole.start >= span.end:
            return
        yield hole
