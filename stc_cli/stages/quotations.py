"""Quotations: what of a subgroup's units is worth showing as it was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stc_cli.config import Synthesize
from stc_cli.records import Quote, Span, Unit
from stc_cli.text.characters import word_count
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.similarity import centralities, weighted
from stc_cli.text.tokens import Lexicon, Lexicons

REUSE = 0.35  # taken off a quotation's score when its speaker or transcript has one already


def quotations(
    units: Mapping[str, Sequence[Unit]], group_id: str, config: Synthesize, lexicons: Lexicons
) -> list[Quote]:
    """The quotations of a category, subgroup by subgroup.

    `units`: by subgroup id, "" for the unsorted, in the order in which they are shown.
    """
    used: dict[str, int] = {}
    speech = {u.unit_id: lexicons.of(u.transcript_id) for own in units.values() for u in own}
    return [
        quote
        for subgroup_id, own in units.items()
        for quote in _quotes(own, group_id, subgroup_id, used, config, speech)
    ]


def _quotes(
    units: Sequence[Unit],
    group_id: str,
    subgroup_id: str,
    used: dict[str, int],
    config: Synthesize,
    speech: Mapping[str, Lexicon],
) -> list[Quote]:
    """The quotations of a subgroup: central, of readable length, spread over speakers.

    `used` counts what earlier quotations of the category took, by speaker and transcript. Nobody
    is quoted twice while another has something usable.
    """
    candidates = [
        quote for unit in units if (quote := _excerpt(unit, config, speech[unit.unit_id]))
    ]
    weights = weighted([speech[unit.unit_id].content(unit.text[span.start : span.end])
                        for unit, span in candidates])  # fmt: skip
    scores = centralities(weights)
    quotes: list[Quote] = []
    remaining = set(range(len(candidates)))
    while remaining and len(quotes) < config.quotes:
        best = min(remaining, key=lambda i: _rank(candidates[i][0], scores[i], used, i))
        remaining.discard(best)
        unit, span = candidates[best]
        for key in (_person(unit), unit.transcript_id):
            used[key] = used.get(key, 0) + 1
        quotes.append(
            Quote(
                unit.unit_id, group_id, subgroup_id, unit.transcript_id, unit.speakers,
                stored_spans(unit, span), unit.text[span.start : span.end],
            )
        )  # fmt: skip
    return quotes


def _rank(unit: Unit, score: float, used: Mapping[str, int], index: int) -> tuple[int, float, int]:
    reuse = REUSE * used.get(unit.transcript_id, 0)
    return used.get(_person(unit), 0), -round(score - reuse, 6), index


def _person(unit: Unit) -> str:
    return f"{unit.transcript_id}:{';'.join(unit.speakers)}"


def _excerpt(unit: Unit, config: Synthesize, lexicon: Lexicon) -> tuple[Unit, Span] | None:
    """The part of a unit worth quoting: the unit, or its most content-rich run of sentences."""
    sentences = sentence_spans(unit.text, lexicon.language)
    best: Span | None = None
    richest = (-1.0, 0)
    for first in range(len(sentences)):
        for last in range(first, len(sentences)):
            span = Span(sentences[first].start, sentences[last].end)
            text = unit.text[span.start : span.end]
            count = word_count(text)
            if count > config.quote_max_words:
                break
            if count < config.quote_min_words or text.rstrip().endswith(("?", "-", "–", ",")):
                continue
            richness = (round(len(set(lexicon.content(text))) / count**0.5, 6), -first)
            if richness > richest:
                best, richest = span, richness
    return (unit, best) if best else None


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
