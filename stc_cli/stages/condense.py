"""Condense: draft the artificial quotation of each subgroup from the participants' own words.

Every sentence of every unit is cleaned (`text/disfluency.py`); a unit keeps its telling sentences
(`text/telling.py`), and what it does without is listed. Near-duplicates become one sentence that
names all its units. The rest is put in order: aspect by aspect (the codes in the codebook's order),
each so that it flows (`text/flow.py`), with views that oppose each other side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from stc_cli.config import Condense
from stc_cli.records import Coded, Condensate, LeftOut, Opposing, PassedOver, Sentence
from stc_cli.text.budget import OVER_BUDGET, within
from stc_cli.text.clauses import asides
from stc_cli.text.disfluency import trim_connective
from stc_cli.text.flow import Pair, in_order
from stc_cli.text.kinds import opening_connective
from stc_cli.text.lines import Line, cleaned_sentences
from stc_cli.text.locks import locks
from stc_cli.text.nothing_said import says_nothing
from stc_cli.text.person import shift_to_singular
from stc_cli.text.similarity import centralities, near_pairs, weighted
from stc_cli.text.telling import less_telling, said_of, turns
from stc_cli.text.tokens import Lexicon, Lexicons

LARGE = 200  # units; a larger subgroup is drafted only within a budget of words
LONGEST_JOINED = 24  # words of two sentences that become one
NOTHING_SAID = "nothing but hesitations and marks"
TALK = "talk about the talk"
LESS_TELLING = "less telling than the rest of its unit"
TOO_MANY = f"more than {LARGE} units; set `condense.max_words` in the study config"
REASONS = frozenset({TALK, LESS_TELLING, OVER_BUDGET})  # for passing a sentence over


class Subgroup(NamedTuple):
    """What a condensate is made from: units ordered by code, then by transcript and place.

    `subgroup_id` is empty for a group's unsorted units. `left_out`: units that a person leaves out
    of the condensate, with why.
    """

    group_id: str
    subgroup_id: str
    coded: Sequence[Coded]
    left_out: Mapping[str, str] = {}

    @property
    def id(self) -> str:
        return self.subgroup_id or self.group_id


def condense(
    subgroup: Subgroup, *, inputs_sha256: str, config: Condense, lexicons: Lexicons
) -> Condensate:
    """The stitched draft of one subgroup, or of a group's unsorted units.

    Every unit ends in a sentence or in `left_out` with a reason, every sentence of a unit in the
    draft or in `passed_over`.
    """
    left_out = [LeftOut(unit_id, why) for unit_id, why in subgroup.left_out.items()]
    coded = [row for row in subgroup.coded if row.unit.unit_id not in subgroup.left_out]
    if len(coded) > LARGE and config.max_words is None:
        left_out += (LeftOut(row.unit.unit_id, TOO_MANY) for row in coded)
        return Condensate(
            subgroup.subgroup_id, subgroup.group_id, "draft", (), tuple(left_out), inputs_sha256
        )
    lines, passed, silent = _telling(coded, config, lexicons)
    left_out += silent
    lines = _merged(lines, config)
    if config.max_words is not None:
        lines, over, no_room = within(config.max_words, lines)
        passed += over
        left_out += no_room
    lines, pairs = in_order(lines)
    sentences, opposing = _sentences(lines, pairs, subgroup.id, config)
    return Condensate(
        subgroup.subgroup_id, subgroup.group_id, "draft", sentences, tuple(left_out), inputs_sha256,
        tuple(sorted(passed)), opposing,
    )  # fmt: skip


# -- within a unit -------------------------------------------------------------------------------


def _telling(
    coded: Iterable[Coded], config: Condense, lexicons: Lexicons
) -> tuple[list[Line], list[PassedOver], list[LeftOut]]:
    """The sentences that stand, those passed over, and the units that say nothing."""
    kept: list[Line] = []
    passed: list[PassedOver] = []
    silent: list[LeftOut] = []
    for _, own in groupby(coded, key=lambda row: row.code_id):
        units = [(row, _lines(row, lexicons.of(row.unit.transcript_id))) for row in own]
        lines = [line for _, unit in units for line in unit]
        scores = dict(zip(map(id, lines), centralities(weighted([line.content for line in lines])),
                          strict=True))  # fmt: skip
        for row, unit in units:
            if not unit:
                silent.append(LeftOut(row.unit.unit_id, NOTHING_SAID))
                continue
            saying = [line for line in unit if not _is_talk(line)] or unit
            said = [said_of(line, scores[id(line)]) for line in saying]
            less = less_telling(said, config.keep, unit[0].lexicon.language)
            passed += (line.passed_over(TALK) for line in unit if line not in saying)
            for index, line in enumerate(saying):
                if index in less:
                    passed.append(line.passed_over(LESS_TELLING))
                else:
                    kept.append(line)
    return kept, passed, silent


def _lines(row: Coded, lexicon: Lexicon) -> list[Line]:
    lines: list[Line] = []
    for draft in cleaned_sentences(row.unit, lexicon):
        first = draft.operations[0]
        lines.append(
            Line(draft, row.unit, row.code_id, lexicon, first.at, first.now,
                  any(words in first.now for words in row.fired), lexicon.content(draft.text))
        )  # fmt: skip
    return lines


def _is_talk(line: Line) -> bool:
    return not line.evidence and says_nothing(line.draft.text, line.lexicon.language)


# -- between units -------------------------------------------------------------------------------


def _merged(lines: list[Line], config: Condense) -> list[Line]:
    """The lines with near-duplicates taken into the first of them.

    Two sentences are one only when their hedges, negations, quantities and conditionals agree. A
    contrast and what it turns against stay where they are, together.
    """
    tied = _tied(lines)
    texts = [line.draft.text for line in lines]
    keys = [locks(line.draft.text, line.lexicon.language) for line in lines]
    contents = [line.content for line in lines]
    heirs = list(range(len(lines)))
    for earlier, later in near_pairs(contents, texts, keys, config.near_duplicate):
        if heirs[later] == later and heirs[earlier] == earlier and later not in tied:
            heirs[later] = earlier
            lines[earlier].merged.append(lines[later])
    return [line for index, line in enumerate(lines) if heirs[index] == index]


def _tied(lines: Sequence[Line]) -> set[int]:
    """The lines that turn against the one before them in their unit, and those."""
    return {
        number
        for second in range(1, len(lines))
        if lines[second].unit is lines[second - 1].unit
        and turns(lines[second].draft.text, lines[second].lexicon.language)
        for number in (second - 1, second)
    }


# -- sentences -----------------------------------------------------------------------------------


def _sentences(
    lines: Sequence[Line], pairs: Sequence[Pair], owner: str, config: Condense
) -> tuple[tuple[Sentence, ...], tuple[Opposing, ...]]:
    """The finished sentences, and which of them oppose each other."""
    person = config.person if isinstance(config.person, str) else config.person.get(owner, "")
    for _, own in groupby(lines, key=lambda line: line.unit.unit_id):
        for number, line in enumerate(own):
            language = line.lexicon.language
            if config.cut_clauses:
                _cut_asides(line)
            if number == 0:  # what it was tied to was said by somebody else, or is not there
                trim_connective(line.draft, language)
            if person == "I":
                shift_to_singular(line.draft, language)
    opposed = {id(line) for pair in pairs for line in pair[:2]}
    joined = _joined(lines, opposed)
    names: dict[int, str] = {}
    sentences: list[Sentence] = []
    for number, group in enumerate(joined, start=1):
        name = f"{owner}-s{number}"
        names.update({id(line): name for line in group})
        sentences.append(_sentence(group, name, number))
    opposing = tuple(Opposing(names[id(a)], names[id(b)], why) for a, b, why in pairs)
    return tuple(sentences), opposing


def _cut_asides(line: Line) -> None:
    while found := asides(line.draft.text, line.lexicon.language):
        line.draft.edit("cut_clause", found[0].start, found[0].end, found[0].now)


def _joined(lines: Sequence[Line], apart: set[int]) -> list[list[Line]]:
    """Lines that become one sentence: a short one and what its speaker added with "and" or "but".

    `apart`: lines that stay sentences of their own.
    """
    groups: list[list[Line]] = []
    for line in lines:
        before = groups[-1] if groups else []
        if len(before) == 1 and not apart & {id(before[0]), id(line)} and _adds(before[0], line):
            before.append(line)
        else:
            groups.append([line])
    return groups


def _adds(one: Line, other: Line) -> bool:
    """Whether a line was said right after another, and carries it on with a connective."""
    language = other.lexicon.language
    connective = opening_connective(other.draft.text, language)
    return (
        one.unit.unit_id == other.unit.unit_id
        and not one.unit.text[one.at + len(one.raw) : other.at].strip()
        and not one.merged
        and not other.merged
        and connective.partition(" ")[0] in language.joining
        and one.draft.text.endswith(".")
        and not one.draft.text.endswith("..")
        and one.words + other.words <= LONGEST_JOINED
    )


def _sentence(lines: Sequence[Line], name: str, number: int) -> Sentence:
    first, *rest = lines
    draft = first.draft
    for twin in first.merged:
        draft.note("merge", source=twin.unit.unit_id, at=twin.at, was=twin.raw,
                   now=twin.draft.text)  # fmt: skip
    for line in rest:
        draft.edit("punctuate", len(draft.text) - 1, len(draft.text), "")
        line.draft.edit("capitalise", 0, 1, line.draft.text[0].lower())
        draft.join(line.draft, ", ")
    draft.note("order", at=number, now=first.code_id)
    units = dict.fromkeys(unit.unit_id for unit in first.units)
    return Sentence(name, draft.text, tuple(units), tuple(draft.operations))
