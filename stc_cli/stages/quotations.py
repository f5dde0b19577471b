"""Quotations: the golden quotes that people chose, and what else of a subgroup is worth showing.

Golden quotes come first, however many there are. What stc chooses fills a subgroup up to
`synthesize.quotes`, spread over people: nobody is quoted twice while another has something usable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from stc_cli.config import Synthesize
from stc_cli.languages import Language
from stc_cli.records import Quote, Span, Unit
from stc_cli.text.characters import word_count
from stc_cli.text.nothing_said import says_nothing
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.similarity import centralities, weighted
from stc_cli.text.standing import breaks_off, is_answer, leaves_open
from stc_cli.text.telling import leans
from stc_cli.text.tokens import Lexicon, Lexicons

WORSE = 0.5  # by what the score of a quotation is multiplied that does not read alone
REUSE = 0.35  # taken off a quotation's score when its transcript has one already
Chosen = Mapping[str, Sequence["Golden"]]  # by unit id


class Golden(NamedTuple):
    """A quotation that people chose: spans of the stored text, and who, `;` between them."""

    spans: tuple[Span, ...]
    by: str


def quotations(
    units: Mapping[str, Sequence[Unit]],
    golden: Chosen,
    *,
    group_id: str,
    config: Synthesize,
    lexicons: Lexicons,
    linked: Collection[str] = (),
) -> list[Quote]:
    """The quotations of a category, subgroup by subgroup.

    `units`: by subgroup id, "" for the unsorted, in the order in which they are shown. `linked`:
    speakers who are one person in all transcripts. A golden quote stands in every subgroup in
    which its unit does.
    """
    chosen = {place: list(_golden(own, golden, group_id, place)) for place, own in units.items()}
    spread = _Spread(linked)
    for quote in {(q.unit_id, q.spans): q for own in chosen.values() for q in own}.values():
        spread.take(quote)
    quotes: list[Quote] = []
    for place, own in units.items():
        quotes += chosen[place]
        taken = {quote.unit_id for quote in chosen[place]}
        free = [unit for unit in own if unit.unit_id not in taken]
        room = config.quotes - len(chosen[place])
        quotes += _drafted(free, (group_id, place), room, spread, config, lexicons)
    return quotes


def _golden(
    units: Sequence[Unit], golden: Chosen, group_id: str, subgroup_id: str
) -> Iterator[Quote]:
    """The golden quotes of a subgroup, in the order of its units, then as the talk went."""
    for unit in units:
        for spans, by in sorted(golden.get(unit.unit_id, ())):
            if lies_within(unit, spans):
                yield Quote(
                    unit.unit_id, group_id, subgroup_id, unit.transcript_id, unit.speakers, spans,
                    words_at(unit, spans), by,
                )  # fmt: skip


class _Spread:
    """How often each person and each transcript was quoted so far."""

    def __init__(self, linked: Collection[str]) -> None:
        self._linked = linked
        self._used: Counter[str] = Counter()

    def take(self, of: Unit | Quote) -> None:
        """Count somebody's words as quoted: an exchange counts for each who speaks in it."""
        self._used.update((*self._people(of), of.transcript_id))

    def rank(self, unit: Unit, score: float) -> tuple[int, float]:
        """What comes first is to be quoted first: people not yet quoted, then what says most."""
        reuse = REUSE * self._used[unit.transcript_id]
        return max(self._used[name] for name in self._people(unit)), -round(score - reuse, 6)

    def _people(self, of: Unit | Quote) -> list[str]:
        transcript = of.transcript_id
        return [name if name in self._linked else f"{transcript}:{name}" for name in of.speakers]


def _drafted(
    units: Sequence[Unit],
    where: tuple[str, str],
    room: int,
    spread: _Spread,
    config: Synthesize,
    lexicons: Lexicons,
) -> list[Quote]:
    """Up to `room` quotations of a subgroup: central, of readable length, spread over people.

    `where`: its group and itself.
    """
    if room <= 0:
        return []
    speech = {unit.unit_id: lexicons.of(unit.transcript_id) for unit in units}
    candidates = [
        found for unit in units if (found := _excerpt(unit, config, speech[unit.unit_id]))
    ]
    weights = weighted([speech[unit.unit_id].content(unit.text[span.start : span.end])
                        for unit, span in candidates])  # fmt: skip
    scores = [
        score if _reads_alone(unit.text[span.start : span.end], speech[unit.unit_id].language)
        else score * WORSE
        for score, (unit, span) in zip(centralities(weights), candidates, strict=True)
    ]  # fmt: skip
    quotes: list[Quote] = []
    remaining = set(range(len(candidates)))
    while remaining and len(quotes) < room:
        best = min(remaining, key=lambda i: (spread.rank(candidates[i][0], scores[i]), i))
        remaining.discard(best)
        unit, span = candidates[best]
        spread.take(unit)
        quotes.append(
            Quote(
                unit.unit_id, *where, unit.transcript_id, unit.speakers, stored_spans(unit, span),
                unit.text[span.start : span.end],
            )
        )  # fmt: skip
    return quotes


def _excerpt(unit: Unit, config: Synthesize, lexicon: Lexicon) -> tuple[Unit, Span] | None:
    """The part of a unit worth quoting: its most content-rich run of sentences that reads alone.

    Only where no run of readable length reads alone, one that does not.
    """
    sentences = sentence_spans(unit.text, lexicon.language)
    best: Span | None = None
    richest = (False, -1.0, 0)
    for first in range(len(sentences)):
        for last in range(first, len(sentences)):
            span = Span(sentences[first].start, sentences[last].end)
            text = unit.text[span.start : span.end]
            count = word_count(text)
            if count > config.quote_max_words:
                break
            if count < config.quote_min_words or text.rstrip().endswith(("?", "-", "–", ",")):
                continue
            alone = _reads_alone(text, lexicon.language)
            richness = (alone, round(len(set(lexicon.content(text))) / count**0.5, 6), -first)
            if richness > richest:
                best, richest = span, richness
    return (unit, best) if best else None


def _reads_alone(text: str, language: Language) -> bool:
    """Whether a passage says what it says without the talk around it.

    It leans on nothing before it ("He leads …"), does not break off, and neither begins nor ends
    with talk about the talk ("I can begin.") or a bare answer ("Six years.").
    """
    spans = sentence_spans(text, language)
    edges = [text[span.start : span.end] for span in (*spans[:1], *spans[-1:])]
    empty = any(says_nothing(edge, language) or is_answer(edge, language) for edge in edges)
    return not (empty or leans(text, language) or breaks_off(text, language) or leaves_open(text))


def stored_spans(unit: Unit, inner: Span) -> tuple[Span, ...]:
    """A stretch of a unit's text as spans of the stored text."""
    spans: list[Span] = []
    position = 0
    for span in unit.spans:
        length = span.end - span.start
        start, end = max(inner.start - position, 0), min(inner.end - position, length)
        if start < end:
            spans.append(Span(span.start + start, span.start + end))
        position += length + 1
    return tuple(spans)


def words_at(unit: Unit, spans: Sequence[Span]) -> str:
    """What stands at some spans of the stored text that lie within a unit, joined by a space."""
    words: list[str] = []
    position = 0
    for own in unit.spans:
        shift = position - own.start
        inside = (span for span in spans if own.start <= span.start < own.end)
        words += [unit.text[shift + start : shift + end] for start, end in inside]
        position += own.end - own.start + 1
    return " ".join(words)


def lies_within(unit: Unit, spans: Sequence[Span]) -> bool:
    """Whether each of some spans of the stored text lies within one of a unit's."""
    return all(any(u.start <= s.start < s.end <= u.end for u in unit.spans) for s in spans)
