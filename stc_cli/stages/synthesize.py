"""Synthesize: per category an analytic text in the third person, quotations, counter-evidence.

Statements are drawn from the condensates' most central sentences; each says which sentence it
came from. Drafts never count people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from stc_cli.config import Synthesize
from stc_cli.records import (
    Category,
    Condensate,
    Paragraph,
    Quote,
    Sentence,
    Unit,
)
from stc_cli.text.characters import word_count
from stc_cli.text.operations import CLOSING, OPENING, Draft
from stc_cli.text.person import is_shiftable, shift
from stc_cli.text.similarity import central_and_different, centralities, weighted
from stc_cli.text.tokens import Lexicon, Lexicons

MIN_WORDS = 5  # a shorter sentence ("It does.") says nothing by itself


class Material(NamedTuple):
    """What a category is made from: its condensates in order and, per subgroup, their units."""

    condensates: tuple[Condensate, ...]
    units: Mapping[str, tuple[Unit, ...]]  # by subgroup id; "" for the unsorted


def synthesize(
    material: Material,
    quotes: tuple[Quote, ...],
    *,
    group_id: str,
    heading: str,
    config: Synthesize,
    lexicons: Lexicons,
) -> Category:
    """The draft of one category."""
    speech = {
        unit.unit_id: lexicons.of(unit.transcript_id)
        for units in material.units.values()
        for unit in units
    }
    paragraphs = []
    for number, condensate in enumerate(material.condensates, start=1):
        statements = _statements(condensate, f"{group_id}-p{number}", config, speech)
        paragraphs.append(Paragraph(condensate.subgroup_id, statements))
    contributors = dict.fromkeys(
        f"{unit.transcript_id}:{speaker}"
        for units in material.units.values()
        for unit in units
        for speaker in unit.speakers
    )
    return Category(
        group_id, heading, "draft", tuple(paragraphs), quotes, tuple(sorted(contributors))
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
        name = f"{prefix}-s{number}"
        statements.append(Sentence(name, draft.text, source.unit_ids, tuple(draft.operations)))
    return tuple(statements)


def _frame(draft: Draft, frame: str) -> None:
    first = draft.text[:1]
    # After "said that" a sentence goes on in lower case; an abbreviation keeps its capitals.
    if not frame.endswith(":") and first.isupper() and not draft.text[1:2].isupper():
        draft.edit("capitalise", 0, 1, first.lower())
    draft.edit("frame", 0, 0, f"{frame} ")
