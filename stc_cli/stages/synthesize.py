"""Synthesize: per category an analytic text in the third person, quotations, counter-evidence.

Statements are drawn from the condensates' most central sentences; each says which sentence it
came from. Drafts never count people.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from stc_cli.config import Synthesize
from stc_cli.languages import Language
from stc_cli.records import (
    Category,
    Condensate,
    CounterEvidence,
    Paragraph,
    Quote,
    Sentence,
    Span,
    Unit,
)
from stc_cli.text.characters import word_count
from stc_cli.text.operations import CLOSING, OPENING, Draft
from stc_cli.text.person import is_shiftable, shift
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.similarity import DIGITS, central_and_different, centralities, weighted
from stc_cli.text.tokens import Lexicon, Lexicons

MIN_WORDS = 5  # a shorter sentence ("It does.") says nothing by itself
COMMONEST = 1_000  # a lemma in more passages than this finds none
RAREST = 6  # of a statement's lemmas, by which passages are found
SHARED_LEMMAS = 2  # that a passage must share with a statement to speak to it
PER_STATEMENT = 3  # passages offered against one statement
REUSE = 0.35  # taken off a quotation's score when its speaker or transcript has one already


class Material(NamedTuple):
    """What a category is made from: its condensates in order and, per subgroup, their units."""

    condensates: tuple[Condensate, ...]
    units: Mapping[str, tuple[Unit, ...]]  # by subgroup id; "" for the unsorted


def synthesize(
    material: Material, *, group_id: str, heading: str, config: Synthesize, lexicons: Lexicons
) -> Category:
    """The draft of one category."""
    speech = {
        unit.unit_id: lexicons.of(unit.transcript_id)
        for units in material.units.values()
        for unit in units
    }
    paragraphs = []
    quotes: list[Quote] = []
    used: dict[str, int] = {}
    for number, condensate in enumerate(material.condensates, start=1):
        statements = _statements(condensate, f"{group_id}-p{number}", config, speech)
        paragraphs.append(Paragraph(condensate.subgroup_id, statements))
        units = material.units.get(condensate.subgroup_id, ())
        quotes += _quotes(units, group_id, condensate.subgroup_id, used, config, speech)
    contributors = dict.fromkeys(
        f"{unit.transcript_id}:{speaker}"
        for units in material.units.values()
        for unit in units
        for speaker in unit.speakers
    )
    return Category(
        group_id, heading, "draft", tuple(paragraphs), tuple(quotes), tuple(sorted(contributors))
    )


def _statements(
    condensate: Condensate, prefix: str, config: Synthesize, speech: Mapping[str, Lexicon]
) -> tuple[Sentence, ...]:
    """The paragraph of one condensate: its central sentences in their order, shifted or quoted.

    `speech`: unit id to the lexicon of its language.
    """
    telling = [
        s for s in condensate.sentences if word_count(s.text) >= MIN_WORDS and "?" not in s.text
    ] or list(condensate.sentences)
    lexicons = [speech[sentence.unit_ids[0]] for sentence in telling]
    weights = weighted([lexicon.content(sentence.text)
                        for lexicon, sentence in zip(lexicons, telling, strict=True)])  # fmt: skip
    scores = [
        score
        if is_shiftable(sentence.text, speech[sentence.unit_ids[0]].language)
        else round(score / 2, 6)
        for score, sentence in zip(centralities(weights), telling, strict=True)
    ]
    chosen = sorted(central_and_different(weights, scores, config.statements))
    statements: list[Sentence] = []
    framed = ""
    for number, index in enumerate(chosen, start=1):
        source, language = telling[index], lexicons[index].language
        draft = Draft(source.sentence_id, 0, source.text)
        kind = "said" if is_shiftable(source.text, language) else "quoted"
        if kind == "said":
            shift(draft, language)
        else:
            draft.edit("frame", len(draft.text), len(draft.text), CLOSING)
            draft.edit("frame", 0, 0, OPENING)
        # One frame opens the paragraph and one each change between telling and quoting.
        if framed != kind and (kind == "quoted" or number == 1):
            _frame(draft, language.frames[kind])
        framed = kind
        if number > 1:
            draft.note("join", now=" ")
        name = f"{prefix}-s{number}"
        statements.append(Sentence(name, draft.text, source.unit_ids, tuple(draft.operations)))
    return tuple(statements)


def _frame(draft: Draft, frame: str) -> None:
    first = draft.text[:1]
    # After "said that" a sentence goes on in lower case; an abbreviation keeps its capitals.
    if not frame.endswith(":") and first.isupper() and not draft.text[1:2].isupper():
        draft.edit("capitalise", 0, 1, first.lower())
    draft.edit("frame", 0, 0, f"{frame} ")


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


def counter_evidence(
    categories: Iterable[Category],
    units: Sequence[Unit],
    contents: Sequence[frozenset[str]],
    lexicons: Lexicons,
) -> list[CounterEvidence]:
    """Passages that may speak against the categories' statements, best first for each.

    `units`: where to look, coded or not; `contents`: the content lemmas of each. A passage is
    offered when other people, no moderator, say it, it shares content with the statement, and
    either a negation stands in one of the two alone or the passage turns with a contrast marker. A
    person decides.
    """
    passages = _Passages(units, contents, lexicons)
    return [
        row
        for category in categories
        for paragraph in category.paragraphs
        for statement in paragraph.statements
        for row in _against(statement, category.group_id, paragraph.subgroup_id, passages)
    ]


class _Passages:
    """Units with their content, and where each lemma occurs."""

    def __init__(
        self, units: Sequence[Unit], contents: Sequence[frozenset[str]], lexicons: Lexicons
    ) -> None:
        self.units = units
        self.speech = {unit.unit_id: lexicons.of(unit.transcript_id) for unit in units}
        self.contents = contents
        self.index: dict[str, list[int]] = {}
        for number, content in enumerate(self.contents):
            for lemma in content if units[number].role != "moderator" else ():
                self.index.setdefault(lemma, []).append(number)
        self.speakers = {unit.unit_id: _person(unit) for unit in units}


def _against(
    statement: Sentence, group_id: str, subgroup_id: str, passages: _Passages
) -> list[CounterEvidence]:
    """Overlap is counted by rarity: a lemma in n passages adds 1 / log(2 + n)."""
    speech = passages.speech[statement.unit_ids[0]]
    own = set(speech.content(statement.text))
    spread = {lemma: len(passages.index.get(lemma, ())) for lemma in own}
    rare = sorted((n, lemma) for lemma, n in spread.items() if n <= COMMONEST)
    shared: Counter[int] = Counter()
    scores: dict[int, float] = {}
    for _, lemma in rare[:RAREST]:
        places = passages.index.get(lemma, ())
        for number in places:
            shared[number] += 1
            scores[number] = scores.get(number, 0.0) + 1 / math.log(2 + len(places))
    speakers = {passages.speakers[unit_id] for unit_id in statement.unit_ids}
    candidates = sorted(
        (-round(scores[number], DIGITS), number)
        for number, count in shared.items()
        if count >= SHARED_LEMMAS
    )
    rows: list[CounterEvidence] = []
    for _, number in candidates:
        unit = passages.units[number]
        reason = _opposition(statement.text, speech.language, unit.text,
                             passages.speech[unit.unit_id].language)  # fmt: skip
        if reason and _person(unit) not in speakers:
            common = tuple(sorted(own & passages.contents[number]))
            rows.append(CounterEvidence(group_id, subgroup_id, statement.sentence_id, unit.unit_id,
                                        unit.speakers, reason, common, unit.text))  # fmt: skip
        if len(rows) == PER_STATEMENT:
            break
    return rows


def _opposition(statement: str, its_language: Language, passage: str, language: Language) -> str:
    """Why a passage may speak against a statement, or an empty string."""
    if _holds(statement, its_language.negations) != _holds(passage, language.negations):
        return "negation in one of the two"
    opening = passage.lower().lstrip(" \"'“-–…")
    if any(opening.startswith(f"{marker} ") for marker in language.contrast):
        return "opens with a contrast"
    return ""


def _holds(text: str, words: Iterable[str]) -> bool:
    padded = f" {' '.join(text.lower().replace('’', chr(39)).split())} "
    stripped = padded.translate(str.maketrans(',.;:!?…"“”()', " " * 12))
    return any(f" {word} " in stripped or (word == "n't" and "n't " in stripped) for word in words)
