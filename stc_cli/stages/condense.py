"""Condense: draft the artificial quotation of each subgroup from the participants' own words.

Every sentence of every unit is cleaned (`text/disfluency.py`), near-duplicates become one
sentence that names all its units, and the rest are put in order: aspect by aspect (the codes in
the codebook's order), each as the talk flowed. Nothing is left out for length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stc_cli.config import Condense
from stc_cli.records import Condensate, LeftOut, Sentence, Unit
from stc_cli.text.disfluency import clean
from stc_cli.text.locks import locked
from stc_cli.text.operations import Draft
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.similarity import near_pairs
from stc_cli.text.tokens import Lexicon, Lexicons

NOTHING_SAID = "nothing but hesitations and marks"


class Coded(NamedTuple):
    """A unit with the code under which it stands in a subgroup."""

    unit: Unit
    code_id: str


@dataclass(slots=True)
class _Line:
    """One cleaned sentence on its way into the condensate."""

    draft: Draft
    unit_id: str
    code_id: str
    lexicon: Lexicon
    at: int  # of the raw sentence in the unit's text
    raw: str
    merged: list[_Line]


def condense(
    coded: Sequence[Coded],
    *,
    group_id: str,
    subgroup_id: str,
    inputs_sha256: str,
    config: Condense,
    lexicons: Lexicons,
) -> Condensate:
    """The stitched draft of one subgroup (or, with an empty id, of a group's unsorted units).

    `coded`: its units ordered by code and then by transcript and place. Every unit ends in a
    sentence or in `left_out` with a reason.
    """
    lines, left_out = _cleaned(coded, lexicons)
    kept = _merged(lines, config)
    sentences = tuple(
        _sentence(line, subgroup_id or group_id, number) for number, line in enumerate(kept, 1)
    )
    return Condensate(
        subgroup_id, group_id, "draft", sentences, tuple(left_out), inputs_sha256
    )


def _cleaned(coded: Iterable[Coded], lexicons: Lexicons) -> tuple[list[_Line], list[LeftOut]]:
    lines: list[_Line] = []
    left_out: list[LeftOut] = []
    for unit, code_id in coded:
        lexicon = lexicons.of(unit.transcript_id)
        own = [
            _Line(draft, unit.unit_id, code_id, lexicon, draft.operations[0].at,
                  draft.operations[0].now, [])
            for draft in cleaned_sentences(unit, lexicon)
        ]  # fmt: skip
        lines += own
        if not own:
            left_out.append(LeftOut(unit.unit_id, NOTHING_SAID))
    return lines, left_out


def cleaned_sentences(unit: Unit, lexicon: Lexicon) -> list[Draft]:
    """The unit's sentences, each cleaned; those without a word are gone."""
    drafts: list[Draft] = []
    for span in sentence_spans(unit.text, lexicon.language):
        draft = Draft(unit.unit_id, span.start, unit.text[span.start : span.end])
        clean(draft, lexicon.language)
        if draft.text:
            drafts.append(draft)
    return drafts


def _merged(lines: list[_Line], config: Condense) -> list[_Line]:
    """The lines with near-duplicates taken into the first of them.

    Two sentences are one only when their hedges, negations, quantities and conditionals agree.
    """
    texts = [line.draft.text for line in lines]
    keys = [frozenset(locked(line.draft.text, line.lexicon.language).items()) for line in lines]
    contents = [line.lexicon.content(line.draft.text) for line in lines]
    heirs = list(range(len(lines)))
    for earlier, later in near_pairs(contents, texts, keys, config.near_duplicate):
        if heirs[later] == later and heirs[earlier] == earlier:
            heirs[later] = earlier
            lines[earlier].merged.append(lines[later])
    return [line for index, line in enumerate(lines) if heirs[index] == index]


def _sentence(line: _Line, owner: str, number: int) -> Sentence:
    draft = line.draft
    for twin in line.merged:
        draft.note("merge", source=twin.unit_id, at=twin.at, was=twin.raw, now=twin.draft.text)
    draft.note("order", at=number, now=line.code_id)
    units = dict.fromkeys([line.unit_id, *(twin.unit_id for twin in line.merged)])
    return Sentence(f"{owner}-s{number}", draft.text, tuple(units), tuple(draft.operations))
