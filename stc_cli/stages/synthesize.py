"""Synthesize: per category an analytic text in the third person, drawn from its condensates.

Statements are the condensates' most central sentences in their order; each says which sentence it
came from. What cannot be turned to the third person without a guess is quoted from its unit, letter
for letter. Drafts never count people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stc_cli.config import Synthesize
from stc_cli.languages import Language
from stc_cli.records import Category, Condensate, Paragraph, Quote, Sentence, Unit
from stc_cli.text.characters import word_count
from stc_cli.text.disfluency import trim_connective
from stc_cli.text.operations import CLOSING, OPENING, Draft
from stc_cli.text.people_counts import people_counted
from stc_cli.text.person import is_shiftable, shift
from stc_cli.text.phrases import first_word
from stc_cli.text.similarity import DIGITS, central_and_different, centralities, weighted
from stc_cli.text.standing import breaks_off, is_clause
from stc_cli.text.telling import leans, refers_back
from stc_cli.text.tokens import Lexicon, Lexicons

MIN_WORDS = 5  # a shorter sentence ("It does.") says nothing by itself
AMPLE = 4  # times as many sentences are looked at as may stand
WORSE = 0.5  # by what the score of a sentence is multiplied that reads badly alone


class Material(NamedTuple):
    """What a category is made from: its condensates in order and, per subgroup, their units.

    `written`: the lexicon of the language that people write their texts in.
    """

    condensates: tuple[Condensate, ...]
    units: Mapping[str, Sequence[Unit]]  # by subgroup id; "" for the unsorted
    written: Lexicon


def synthesize(
    material: Material,
    quotes: tuple[Quote, ...],
    *,
    group_id: str,
    heading: str,
    config: Synthesize,
    lexicons: Lexicons,
) -> Category:
    """The draft of one category; its contributors are all who stand behind a unit of it."""
    units = [unit for own in material.units.values() for unit in own]
    spoken = {unit.unit_id: lexicons.of(unit.transcript_id) for unit in units}
    paragraphs = [
        Paragraph(
            condensate.subgroup_id,
            _statements(
                condensate.sentences,
                [_lexicon(sentence, spoken, material.written) for sentence in condensate.sentences],
                {unit.unit_id: unit.text for unit in units},
                [quote for quote in quotes if quote.subgroup_id == condensate.subgroup_id],
                f"{group_id}-p{number}",
                config,
            ),
        )
        for number, condensate in enumerate(material.condensates, start=1)
    ]
    contributors = {
        f"{unit.transcript_id}:{speaker}" for unit in units for speaker in unit.speakers
    }
    return Category(
        group_id, heading, "draft", tuple(paragraphs), quotes, tuple(sorted(contributors))
    )


def _lexicon(sentence: Sentence, spoken: Mapping[str, Lexicon], written: Lexicon) -> Lexicon:
    """The lexicon of a sentence's language: that of its first unit, or of people's texts."""
    if _is_written(sentence):
        return written
    return spoken[sentence.unit_ids[0]]


def _is_written(sentence: Sentence) -> bool:
    return any(operation.op == "write" for operation in sentence.operations)


def _statements(
    sentences: Sequence[Sentence],
    lexicons: Sequence[Lexicon],
    units: Mapping[str, str],
    shown: Sequence[Quote],
    prefix: str,
    config: Synthesize,
) -> tuple[Sentence, ...]:
    """The paragraph of one condensate: its central sentences in their order, shifted or quoted.

    `units`: the text of each by its id. `shown`: the quotations that stand beside it.
    """
    statements: list[Sentence] = []
    framed = ""
    for index in _central(sentences, lexicons, _candidates(sentences, lexicons, shown), config):
        source, lexicon = sentences[index], lexicons[index]
        draft, kind = in_third_person(source, units, lexicon.language)
        # One frame opens the paragraph and one each change between telling and quoting.
        if framed != kind and (kind == "quoted" or not statements):
            _frame(draft, lexicon.language.frames[kind], lexicon)
        framed = kind
        name = f"{prefix}-s{len(statements) + 1}"
        behind = source.unit_ids if kind == "said" else (draft.operations[0].source,)
        statements.append(Sentence(name, draft.text, behind, tuple(draft.operations)))
    return tuple(statements)


# -- which sentences -----------------------------------------------------------------------------


def _candidates(
    sentences: Sequence[Sentence], lexicons: Sequence[Lexicon], shown: Sequence[Quote]
) -> list[int]:
    """The sentences to draw from: indices, in order; fragments only where there is nothing else."""
    sayable = [
        index
        for index, sentence in enumerate(sentences)
        # A person's own words are nobody's quotation.
        if not _is_written(sentence) or may_be_said(sentence.text, lexicons[index].language)
    ]
    fresh = [
        index
        for index in sayable
        if may_be_said(sentences[index].text, lexicons[index].language)
        or not _is_shown(sentences[index], shown)
    ] or sayable
    return [
        index
        for index in fresh
        if word_count(text := sentences[index].text) >= MIN_WORDS
        and "?" not in text
        and not breaks_off(text, lexicons[index].language)
    ] or fresh


def _is_shown(sentence: Sentence, shown: Sequence[Quote]) -> bool:
    """Whether a quotation beside the paragraph already holds a sentence as it was said."""
    return any(
        operation.op == "select" and operation.source == quote.unit_id
        and operation.now in quote.quote
        for operation in sentence.operations
        for quote in shown
    )  # fmt: skip


def _central(
    sentences: Sequence[Sentence],
    lexicons: Sequence[Lexicon],
    telling: Sequence[int],
    config: Synthesize,
) -> list[int]:
    """The central sentences that differ from each other, in order.

    One that leans on the sentence before it ("He's better.") stands only after that one.
    """
    weights = weighted([lexicons[index].content(sentences[index].text) for index in telling])
    scores = [
        round(score * _readable(sentences[index].text, lexicons[index].language), DIGITS)
        for score, index in zip(centralities(weights), telling, strict=True)
    ]
    best = [
        telling[place]
        for place in central_and_different(weights, scores, AMPLE * config.statements)
    ]
    chosen: set[int] = set()
    for index in best:
        passage = _anchored(sentences, lexicons, index)
        if len(chosen | passage) <= config.statements:
            chosen |= passage
    return sorted(chosen or best[: config.statements])


def _anchored(sentences: Sequence[Sentence], lexicons: Sequence[Lexicon], index: int) -> set[int]:
    """A sentence with those that it leans on; nothing where what it leans on is not there."""
    passage = {index}
    while leans(sentences[index].text, lexicons[index].language):
        here, before = sentences[index], sentences[index - 1] if index else None
        if before is None or not (_is_written(here) or {*here.unit_ids} & {*before.unit_ids}):
            return set()
        index -= 1
        if _is_written(before) and not may_be_said(before.text, lexicons[index].language):
            return set()
        passage.add(index)
    return passage


def _readable(text: str, language: Language) -> float:
    """1 for a sentence that reads well by itself in the third person, less for others."""
    value = 1.0
    for reads_badly in (
        not may_be_said(text, language),
        refers_back(text, language),
        not is_clause(text, language),
    ):
        value *= WORSE if reads_badly else 1
    return value


def may_be_said(text: str, language: Language) -> bool:
    """Whether a sentence can stand in the third person: safely, asking nothing, counting nobody."""
    return "?" not in text and is_shiftable(text, language) and not people_counted(text, language)


def in_third_person(
    source: Sentence, units: Mapping[str, str], language: Language
) -> tuple[Draft, str]:
    """A sentence shifted ("said"), or as it was said where that is not safe ("quoted")."""
    if may_be_said(source.text, language):
        draft = Draft(source.sentence_id, 0, source.text)
        trim_connective(draft, language)
        if not is_shiftable(draft.text, language):
            draft = Draft(source.sentence_id, 0, source.text)
        shift(draft, language)
        return draft, "said"
    selected = [op for op in source.operations if op.op == "select"]
    first, last = selected[0], selected[-1]
    verbatim = units[first.source][first.at : last.at + len(last.now)]
    draft = Draft(first.source, first.at, verbatim)
    draft.edit("frame", len(draft.text), len(draft.text), CLOSING)
    draft.edit("frame", 0, 0, OPENING)
    return draft, "quoted"


def _frame(draft: Draft, frame: str, lexicon: Lexicon) -> None:
    first = draft.text[:1]
    # After "said that" a sentence goes on in lower case; a name keeps its capital.
    named = not lexicon.is_word(first_word(draft.text)) or _begins_name(draft.text, lexicon)
    if not frame.endswith(":") and first.isupper() and not named:
        draft.edit("capitalise", 0, 1, first.lower())
    draft.edit("frame", 0, 0, f"{frame} ")


def _begins_name(text: str, lexicon: Lexicon) -> bool:
    """Whether a text begins with a name of several words: "Hollow Knight", not "The Trust"."""
    first = first_word(text)
    second = text[len(first) :].lstrip(" ")
    return second[:1].isupper() and second[1:2].islower() and bool(lexicon.content(first))
