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
from stc_cli.text.locks import words
from stc_cli.text.operations import CLOSING, OPENING, Draft
from stc_cli.text.people_counts import people_counted
from stc_cli.text.person import is_shiftable, shift
from stc_cli.text.phrases import first_word
from stc_cli.text.similarity import DIGITS, central_and_different, centralities, weighted
from stc_cli.text.telling import refers_back
from stc_cli.text.tokens import Lexicon, Lexicons

MIN_WORDS = 5  # a shorter sentence ("It does.") says nothing by itself
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
    prefix: str,
    config: Synthesize,
) -> tuple[Sentence, ...]:
    """The paragraph of one condensate: its central sentences in their order, shifted or quoted.

    `units`: the text of each by its id.
    """
    sayable = [
        (sentence, lexicon)
        for sentence, lexicon in zip(sentences, lexicons, strict=True)
        # A person's own words are nobody's quotation.
        if not _is_written(sentence) or _may_be_said(sentence.text, lexicon.language)
    ]
    telling = [
        (sentence, lexicon)
        for sentence, lexicon in sayable
        if word_count(sentence.text) >= MIN_WORDS and "?" not in sentence.text
    ] or sayable
    weights = weighted([lexicon.content(sentence.text) for sentence, lexicon in telling])
    scores = [
        round(score * _readable(sentence.text, lexicon.language), DIGITS)
        for score, (sentence, lexicon) in zip(centralities(weights), telling, strict=True)
    ]
    statements: list[Sentence] = []
    framed = ""
    for index in sorted(central_and_different(weights, scores, config.statements)):
        source, lexicon = telling[index]
        draft, kind = _in_third_person(source, units, lexicon.language)
        # One frame opens the paragraph and one each change between telling and quoting.
        if framed != kind and (kind == "quoted" or not statements):
            _frame(draft, lexicon.language.frames[kind], lexicon)
        framed = kind
        name = f"{prefix}-s{len(statements) + 1}"
        behind = source.unit_ids if kind == "said" else (draft.operations[0].source,)
        statements.append(Sentence(name, draft.text, behind, tuple(draft.operations)))
    return tuple(statements)


def _readable(text: str, language: Language) -> float:
    """1 for a sentence that reads well by itself in the third person, less for others."""
    value = 1.0
    for reads_badly in (
        not _may_be_said(text, language),
        refers_back(text, language),
        not _is_clause(text, language),
    ):
        value *= WORSE if reads_badly else 1
    return value


def _may_be_said(text: str, language: Language) -> bool:
    """Whether a sentence can stand in the third person: safely, asking nothing, counting nobody."""
    return "?" not in text and is_shiftable(text, language) and not people_counted(text, language)


def _is_clause(text: str, language: Language) -> bool:
    """Whether a sentence has a subject such as "we" or a verb such as "was"; no mere fragment."""
    lists = language.leaning
    said = {part for word in words(text) for part in (word, *word.replace("'", " '").split())}
    return not lists.verbs or bool(said & (lists.subjects | lists.verbs))


def _in_third_person(
    source: Sentence, units: Mapping[str, str], language: Language
) -> tuple[Draft, str]:
    """A sentence shifted ("said"), or as it was said where that is not safe ("quoted")."""
    if _may_be_said(source.text, language):
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
    if not frame.endswith(":") and first.isupper() and lexicon.is_word(first_word(draft.text)):
        draft.edit("capitalise", 0, 1, first.lower())
    draft.edit("frame", 0, 0, f"{frame} ")
