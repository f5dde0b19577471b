"""Every drafted sentence replays from what people said, by operations that the config allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from stc_cli.config import Condense
from stc_cli.languages import Language, load_language
from stc_cli.output import Output
from stc_cli.records import Condensate, Operation, Sentence
from stc_cli.text.disfluency import clean
from stc_cli.text.kinds import fault
from stc_cli.text.locks import locks
from stc_cli.text.operations import RELATIONS, Draft, replay
from stc_cli.text.similarity import same
from stc_cli.workspace import Study

CONDENSATES = "4_condense/condensates.jsonl"
# What may be done to a sentence after it was cleaned.
AFTERWARDS = frozenset({"trim_connective", "cut_clause", "punctuate", "capitalise", "shift_person"})


class Segment(NamedTuple):
    """A sentence of a unit inside a drafted one: its operations, beginning with its `select`."""

    unit_id: str
    at: int  # of the sentence in the unit's text
    operations: tuple[Operation, ...]


def draft_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Sentences of condensates replay from units, and stand where they say."""
    languages = languages_of(output, study)
    texts = {unit.unit_id: unit.text for unit in output.units}
    seen: set[str] = set()
    lines = output.lines(CONDENSATES)
    for number, (condensate, data) in enumerate(zip(output.condensates, lines, strict=True), 1):
        place = f"{CONDENSATES}, line {number}"
        if data.get("stale") is not condensate.stale:
            yield f"{place}: calls itself stale, or not, against what it says."
        for sentence in condensate.sentences:
            where = f"{place}, sentence {sentence.sentence_id}"
            if sentence.sentence_id in seen:
                yield f"{where}: the id stands twice."
            seen.add(sentence.sentence_id)
            language = spoken_in(sentence, languages, study)
            yield from sentence_breaks(where, sentence, texts, language, proved)
            if not is_written(sentence):
                yield from _segment_breaks(where, sentence, texts, language)
                yield from _merge_breaks(where, sentence, texts, languages, study)
            elif condensate.author == "draft" or len(sentence.operations) > 1:
                yield f"{where}: a person's words in what stc is said to have made."
        yield from _permission_breaks(place, condensate, study.config.condense)
        yield from _order_breaks(place, condensate)
        name = condensate.subgroup_id or condensate.group_id
        adopted = study.decisions / "condensates" / f"{name}.md"
        yield from author_breaks(place, condensate.author, adopted)


def is_written(sentence: Sentence) -> bool:
    """Whether a person wrote a sentence, so that nothing can be replayed."""
    return any(operation.op == "write" for operation in sentence.operations)


def segments(sentence: Sentence) -> list[Segment]:
    """The sentences of units that a drafted one holds: one, or several that were joined."""
    starts = [n for n, op in enumerate(sentence.operations) if op.op == "select"]
    found = []
    for start, end in pairwise([*starts, len(sentence.operations)]):
        own = sentence.operations[start:end]
        found.append(Segment(own[0].source, own[0].at, own))
    return found


def languages_of(output: Output, study: Study) -> dict[str, Language]:
    """Unit id to the language of its transcript."""
    return {
        unit.unit_id: load_language(study.config.language_of(unit.transcript_id))
        for unit in output.units
    }


def _between(one: Segment, other: Segment, texts: Mapping[str, str]) -> str:
    """What a unit has between two of its sentences; where they are out of order, all of it."""
    end = one.at + len(one.operations[0].now)
    text = texts.get(one.unit_id, "")
    return text[end : other.at] if end <= other.at else text


def spoken_in(sentence: Sentence, languages: Mapping[str, Language], study: Study) -> Language:
    """The language a drafted sentence is in: that of its first unit."""
    known = (languages[unit_id] for unit_id in sentence.unit_ids if unit_id in languages)
    return next(known, load_language(study.config.language))


def author_breaks(place: str, author: str, adopted: Path) -> Iterator[str]:
    """A draft is called a draft until a person has adopted the text."""
    if author != "draft" and not (author == "human" and adopted.is_file()):
        yield f"{place}: is not called a draft, but nobody has adopted it."


def sentence_breaks(
    where: str,
    sentence: Sentence,
    sources: Mapping[str, str],
    language: Language,
    proved: Counter[str],
) -> Iterator[str]:
    """A sentence's operations give its text, each is of its kind, and words are taken once."""
    try:
        text = replay(sentence.operations, sources.get)
    except ValueError as error:
        yield f"{where}: {error}."
        return
    if text != sentence.text:
        yield f"{where}: replaying its operations gives another text."
    if wrong := fault(sentence.operations, language):
        yield f"{where}: {wrong}."
    proved["drafted sentences replay from their sources"] += 1
    proved["operations are of their kind"] += len(sentence.operations)


def _segment_breaks(
    where: str, sentence: Sentence, texts: Mapping[str, str], language: Language
) -> Iterator[str]:
    """Each sentence of a unit is cleaned as `clean` does it, or a "not" could be edited away."""
    own = segments(sentence)
    if len({segment.unit_id for segment in own}) > 1:
        yield f"{where}: joins what two units say."
    elif any(_between(one, other, texts).strip() for one, other in pairwise(own)):
        yield f"{where}: joins sentences that do not stand next to each other."
    for segment in own:
        raw = segment.operations[0].now
        cleaned = Draft(segment.unit_id, segment.at, raw)
        clean(cleaned, language)
        edits = tuple(op for op in segment.operations if op.op not in (*RELATIONS, "join"))
        first, later = edits[: len(cleaned.operations)], edits[len(cleaned.operations) :]
        if list(first) != cleaned.operations or any(op.op not in AFTERWARDS for op in later):
            end = segment.at + len(raw)
            yield (f"{where}: holds character {segment.at} to {end} of {segment.unit_id} cleaned "
                   "in another way.")  # fmt: skip


def _merge_breaks(
    where: str,
    sentence: Sentence,
    texts: Mapping[str, str],
    languages: Mapping[str, Language],
    study: Study,
) -> Iterator[str]:
    """What was merged says the same: alike, with the same locked words; and its unit is named."""
    own = spoken_in(sentence, languages, study)
    named = {op.source for op in sentence.operations if op.op in ("select", "merge")}
    if named != set(sentence.unit_ids):
        yield f"{where}: names other units than its operations."
    merges = [op for op in sentence.operations if op.op == "merge"]
    if not merges:
        return
    first = segments(sentence)[0]
    cleaned = cleaned_text(first.operations[0].now, own)
    for op in merges:
        language = languages.get(op.source, own)
        original = texts.get(op.source, "")
        if original[op.at : op.at + len(op.was)] != op.was:
            yield f"{where}: a merged sentence does not stand in {op.source}."
        elif cleaned_text(op.was, language) != op.now:
            yield f"{where}: what was merged from {op.source} was cleaned in another way."
        elif same(op.now, cleaned) < study.config.condense.near_duplicate:
            yield f"{where}: what was merged from {op.source} does not say the same."
        elif locks(op.now, language) != locks(cleaned, own):
            yield f"{where}: what was merged from {op.source} differs in a hedge or negation."


def cleaned_text(raw: str, language: Language) -> str:
    """A sentence without its disfluencies."""
    draft = Draft("", 0, raw)
    clean(draft, language)
    return draft.text


def _permission_breaks(place: str, condensate: Condensate, config: Condense) -> Iterator[str]:
    """Clauses are cut, and "we" becomes "I", only where the config says so."""
    owner = condensate.subgroup_id or condensate.group_id
    person = config.person if isinstance(config.person, str) else config.person.get(owner, "")
    asked = {"cut_clause": config.cut_clauses, "shift_person": person == "I"}
    for sentence in condensate.sentences:
        for operation in sentence.operations:
            if not asked.get(operation.op, True):
                yield (f"{place}, sentence {sentence.sentence_id}: {operation.op}, which the study "
                       "config does not ask for.")  # fmt: skip


def _order_breaks(place: str, condensate: Condensate) -> Iterator[str]:
    for number, sentence in enumerate(condensate.sentences, start=1):
        orders = [op.at for op in sentence.operations if op.op == "order"]
        if orders != [number] and not is_written(sentence):
            where = f"{place}, sentence {sentence.sentence_id}"
            yield f"{where}: stands in another place than recorded."
