"""Condense: draft the artificial quotation of each subgroup from the participants' own words.

Every sentence of every unit is cleaned (`text/disfluency.py`); a unit keeps its telling sentences
(`text/telling.py`), and what it does without is listed. Near-duplicates become one sentence that
names all its units. The rest is put in order: aspect by aspect (the codes in the codebook's order),
each so that it flows (`text/flow.py`), with views that oppose each other side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from stc_cli.config import Condense
from stc_cli.records import Condensate, LeftOut, Opposing, PassedOver, Sentence, Unit
from stc_cli.text.characters import word_count
from stc_cli.text.clauses import asides
from stc_cli.text.disfluency import clean, trim_connective
from stc_cli.text.flow import in_flow
from stc_cli.text.kinds import opening_connective
from stc_cli.text.locks import locked
from stc_cli.text.nothing_said import says_nothing
from stc_cli.text.operations import Draft
from stc_cli.text.opposition import opposing_pairs
from stc_cli.text.person import shift_to_singular
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.similarity import centralities, near_pairs, weighted
from stc_cli.text.telling import Said, less_telling, most_telling, refers_back, turns
from stc_cli.text.tokens import Lexicon, Lexicons

LARGE = 200  # units; a larger subgroup is drafted only within a budget of words
LONGEST_JOINED = 24  # words of two sentences that become one
NOTHING_SAID = "nothing but hesitations and marks"
TALK = "talk about the talk"
LESS_TELLING = "less telling than the rest of its unit"
OVER_BUDGET = "over the word budget"
TOO_MANY = f"more than {LARGE} units; set `condense.max_words` in the study config"
REASONS = frozenset({TALK, LESS_TELLING, OVER_BUDGET})  # for passing a sentence over

_QUOTED = re.compile(r'"([^"]+)"')


class Coded(NamedTuple):
    """A unit with the code under which it stands in a subgroup.

    `evidence`: the words that put it there, as in assignments.csv; empty where a person did.
    """

    unit: Unit
    code_id: str
    evidence: str = ""


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


@dataclass(slots=True)
class _Line:
    """One cleaned sentence on its way into the condensate."""

    draft: Draft
    unit: Unit
    code_id: str
    lexicon: Lexicon
    at: int  # of the raw sentence in the unit's text
    raw: str
    evidence: bool
    content: list[str]
    merged: list[_Line] = field(default_factory=list)

    @property
    def words(self) -> int:
        return word_count(self.draft.text)

    def passed_over(self, reason: str) -> PassedOver:
        return PassedOver(self.unit.unit_id, self.at, self.at + len(self.raw), reason)


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
    lines, passed = _telling(coded, config, lexicons, left_out)
    lines = _merged(lines, config)
    if config.max_words is not None:
        lines = _within(config.max_words, lines, passed, left_out)
    lines, pairs = _in_order(lines)
    sentences, opposing = _sentences(lines, pairs, subgroup.id, config)
    return Condensate(
        subgroup.subgroup_id, subgroup.group_id, "draft", sentences, tuple(left_out), inputs_sha256,
        tuple(sorted(passed)), opposing,
    )  # fmt: skip


def cleaned_sentences(unit: Unit, lexicon: Lexicon) -> list[Draft]:
    """The unit's sentences, each cleaned; those without a word are gone."""
    drafts: list[Draft] = []
    for span in sentence_spans(unit.text, lexicon.language):
        draft = Draft(unit.unit_id, span.start, unit.text[span.start : span.end])
        clean(draft, lexicon.language)
        if draft.text:
            drafts.append(draft)
    return drafts


# -- within a unit -------------------------------------------------------------------------------


def _telling(
    coded: Iterable[Coded], config: Condense, lexicons: Lexicons, left_out: list[LeftOut]
) -> tuple[list[_Line], list[PassedOver]]:
    """The sentences that stand, and those passed over; a unit that says nothing is left out."""
    kept: list[_Line] = []
    passed: list[PassedOver] = []
    for _, own in groupby(coded, key=lambda row: row.code_id):
        units = [(row, _lines(row, lexicons.of(row.unit.transcript_id))) for row in own]
        lines = [line for _, unit in units for line in unit]
        scores = dict(zip(map(id, lines), centralities(weighted([line.content for line in lines])),
                          strict=True))  # fmt: skip
        for row, unit in units:
            saying = [line for line in unit if not _is_talk(line)] or unit
            said = [_said(line, scores[id(line)]) for line in saying]
            less = set(less_telling(said, config.keep, unit[0].lexicon.language)) if unit else set()
            passed += (line.passed_over(TALK) for line in unit if line not in saying)
            for index, line in enumerate(saying):
                if index in less:
                    passed.append(line.passed_over(LESS_TELLING))
                else:
                    kept.append(line)
            if not unit:
                left_out.append(LeftOut(row.unit.unit_id, NOTHING_SAID))
    return kept, passed


def _lines(row: Coded, lexicon: Lexicon) -> list[_Line]:
    evidence = _QUOTED.findall(row.evidence)
    lines: list[_Line] = []
    for draft in cleaned_sentences(row.unit, lexicon):
        first = draft.operations[0]
        lines.append(
            _Line(draft, row.unit, row.code_id, lexicon, first.at, first.now,
                  any(words in first.now for words in evidence), lexicon.content(draft.text))
        )  # fmt: skip
    return lines


def _is_talk(line: _Line) -> bool:
    return not line.evidence and says_nothing(line.draft.text, line.lexicon.language)


def _said(line: _Line, score: float) -> Said:
    return Said(line.draft.text, line.words, score, line.evidence)


# -- between units -------------------------------------------------------------------------------


def _merged(lines: list[_Line], config: Condense) -> list[_Line]:
    """The lines with near-duplicates taken into the first of them.

    Two sentences are one only when their hedges, negations, quantities and conditionals agree.
    """
    texts = [line.draft.text for line in lines]
    keys = [frozenset(locked(line.draft.text, line.lexicon.language).items()) for line in lines]
    contents = [line.content for line in lines]
    heirs = list(range(len(lines)))
    for earlier, later in near_pairs(contents, texts, keys, config.near_duplicate):
        if heirs[later] == later and heirs[earlier] == earlier:
            heirs[later] = earlier
            lines[earlier].merged.append(lines[later])
    return [line for index, line in enumerate(lines) if heirs[index] == index]


def _within(
    most: int, lines: list[_Line], passed: list[PassedOver], left_out: list[LeftOut]
) -> list[_Line]:
    """The lines that a budget of `most` words has room for.

    First every unit is cut down to its most telling sentence; if that is not enough, people take
    turns, each with the unit most central to the subgroup, so that the budget leaves nobody out
    before anyone speaks twice.
    """
    if sum(line.words for line in lines) <= most:
        return lines
    scores = centralities(weighted([line.content for line in lines]))
    score = {id(line): value for line, value in zip(lines, scores, strict=True)}
    units: dict[str, list[_Line]] = {}
    for line in lines:
        units.setdefault(line.unit.unit_id, []).append(line)
    short = {unit_id: _shortest(own, score) for unit_id, own in units.items()}
    room, chosen = most, set[str]()
    for unit_id in _in_turns(short, score):
        length = sum(line.words for line in short[unit_id])
        if length <= room or not chosen:
            chosen.add(unit_id)
            room -= length
    standing = {id(line) for unit_id in chosen for line in short[unit_id]}
    # A line that other units were merged into speaks for them, whatever becomes of its own unit.
    for line in lines:
        if id(line) not in standing:
            passed += (gone.passed_over(OVER_BUDGET) for gone in (line, *line.merged))
    kept = [line for line in lines if id(line) in standing]
    held = {unit.unit_id for line in kept for unit in _units(line)}
    gone_units = dict.fromkeys(u.unit_id for line in lines for u in _units(line)
                               if u.unit_id not in held)  # fmt: skip
    left_out += (LeftOut(unit_id, OVER_BUDGET) for unit_id in gone_units)
    return kept


def _units(line: _Line) -> list[Unit]:
    return [line.unit, *(twin.unit for twin in line.merged)]


def _shortest(unit: Sequence[_Line], score: Mapping[int, float]) -> list[_Line]:
    said = [_said(line, score[id(line)]) for line in unit]
    return [unit[i] for i in most_telling(said, unit[0].lexicon.language)]


def _in_turns(units: Mapping[str, Sequence[_Line]], score: Mapping[int, float]) -> Iterator[str]:
    """Unit ids, person by person in turn, each person's most central unit first."""
    people: dict[str, list[tuple[float, int, str]]] = {}
    for number, (unit_id, lines) in enumerate(units.items()):
        best = max(score[id(line)] for line in lines)
        people.setdefault(_person(lines[0].unit), []).append((-best, number, unit_id))
    queues = [sorted(own) for own in people.values()]
    for turn in range(max(map(len, queues), default=0)):
        yield from (unit_id for *_, unit_id in sorted(q[turn] for q in queues if turn < len(q)))


def _person(unit: Unit) -> str:
    return f"{unit.transcript_id}:{';'.join(unit.speakers)}"


# -- order ---------------------------------------------------------------------------------------

Pair = tuple[_Line, _Line, str]


def _in_order(lines: Sequence[_Line]) -> tuple[list[_Line], list[Pair]]:
    """The lines as one account, unit by unit, and the pairs that oppose each other."""
    blocks: list[list[_Line]] = []
    for _, own in groupby(lines, key=lambda line: line.code_id):
        units = [list(unit) for _, unit in groupby(own, key=lambda line: line.unit.unit_id)]
        weights = weighted([[lemma for line in unit for lemma in line.content] for unit in units])
        follows = [_said_right_before(units, number) for number in range(len(units))]
        blocks += (units[i] for i in in_flow(weights, follows, [_leans(unit[0]) for unit in units]))
    pairs = _opposing(lines)
    return [line for block in _side_by_side(blocks, pairs) for line in block], pairs


def _leans(line: _Line) -> bool:
    language = line.lexicon.language
    return turns(line.draft.text, language) or refers_back(line.draft.text, language)


def _said_right_before(units: Sequence[Sequence[_Line]], number: int) -> int | None:
    if number and units[number][0].unit.transcript_id == units[number - 1][0].unit.transcript_id:
        return number - 1
    return None


def _opposing(lines: Sequence[_Line]) -> list[Pair]:
    found = opposing_pairs(
        [line.draft.text for line in lines], [line.content for line in lines],
        [_person(line.unit) for line in lines], [line.lexicon.language for line in lines],
    )  # fmt: skip
    return [(lines[one], lines[other], reason) for one, other, reason in found]


def _side_by_side(blocks: list[list[_Line]], pairs: Sequence[Pair]) -> list[list[_Line]]:
    """The blocks with each that opposes another right after it."""
    order = {block[0].unit.unit_id: number for number, block in enumerate(blocks)}
    after: dict[str, list[str]] = {}
    moved: set[str] = set()
    for one, other, _ in pairs:
        first, last = sorted((one.unit.unit_id, other.unit.unit_id), key=order.__getitem__)
        if last not in moved and last not in after and first not in moved:
            after.setdefault(first, []).append(last)
            moved.add(last)
    by_unit = {block[0].unit.unit_id: block for block in blocks}
    return [
        by_unit[unit_id]
        for block in blocks
        if (name := block[0].unit.unit_id) not in moved
        for unit_id in (name, *after.get(name, ()))
    ]


# -- sentences -----------------------------------------------------------------------------------


def _sentences(
    lines: Sequence[_Line], pairs: Sequence[Pair], owner: str, config: Condense
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


def _cut_asides(line: _Line) -> None:
    while found := asides(line.draft.text, line.lexicon.language):
        line.draft.edit("cut_clause", found[0].start, found[0].end, found[0].now)


def _joined(lines: Sequence[_Line], apart: set[int]) -> list[list[_Line]]:
    """Lines that become one sentence: a short one and what its speaker added with "and" or "but".

    `apart`: lines that stay sentences of their own.
    """
    groups: list[list[_Line]] = []
    for line in lines:
        before = groups[-1] if groups else []
        if len(before) == 1 and not apart & {id(before[0]), id(line)} and _adds(before[0], line):
            before.append(line)
        else:
            groups.append([line])
    return groups


def _adds(one: _Line, other: _Line) -> bool:
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


def _sentence(lines: Sequence[_Line], name: str, number: int) -> Sentence:
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
    units = dict.fromkeys(unit.unit_id for unit in _units(first))
    return Sentence(name, draft.text, tuple(units), tuple(draft.operations))
