"""Every drafted sentence replays from what people said, and nobody's words are missing from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from stc_cli.artefacts import COVERAGE
from stc_cli.languages import Language, load_language
from stc_cli.output import Output
from stc_cli.records import Condensate, Sentence, Unit
from stc_cli.stages.code import in_use
from stc_cli.text.disfluency import clean
from stc_cli.text.kinds import fault
from stc_cli.text.locks import locked
from stc_cli.text.operations import Draft, replay
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.similarity import same
from stc_cli.workspace import Study

CONDENSATES = "4_condense/condensates.jsonl"
COVERED = "4_condense/coverage.csv"
Place = tuple[str, str]  # group id, subgroup id ("" for a group's unsorted units)


def draft_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Condensates replay from units; no unit of a subgroup, and no sentence of it, is lost."""
    units = {unit.unit_id: unit for unit in output.units}
    languages = languages_of(output, study)
    texts = {unit_id: unit.text for unit_id, unit in units.items()}
    seen: set[str] = set()
    for number, condensate in enumerate(output.condensates, start=1):
        place = f"{CONDENSATES}, line {number}"
        for sentence in condensate.sentences:
            where = f"{place}, sentence {sentence.sentence_id}"
            if sentence.sentence_id in seen:
                yield f"{where}: the id stands twice."
            seen.add(sentence.sentence_id)
            language = spoken_in(sentence, languages, study)
            yield from sentence_breaks(where, sentence, texts, language, proved)
            yield from _merge_breaks(where, sentence, texts, languages, study)
        yield from _order_breaks(place, condensate)
        adopted = study.decisions / "condensates" / f"{condensate.subgroup_id}.md"
        yield from author_breaks(place, condensate.author, adopted)
        if condensate.author == "draft":
            yield from _lost_sentences(place, condensate, units, languages)
    yield from _coverage_breaks(output, study)


def languages_of(output: Output, study: Study) -> dict[str, Language]:
    """Unit id to the language of its transcript."""
    return {
        unit.unit_id: load_language(study.config.language_of(unit.transcript_id))
        for unit in output.units
    }


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
    if [n for n, op in enumerate(sentence.operations) if op.op == "select"] != [0]:
        yield f"{where}: does not begin with the one operation that takes words."
    if wrong := fault(sentence.operations, language):
        yield f"{where}: {wrong}."
    proved["drafted sentences replay from their sources"] += 1
    proved["operations are of their kind"] += len(sentence.operations)


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
    for op in sentence.operations:
        if op.op != "merge":
            continue
        original = texts.get(op.source, "")
        if original[op.at : op.at + len(op.was)] != op.was:
            yield f"{where}: a merged sentence does not stand in {op.source}."
        elif same(op.now, sentence.text) < study.config.condense.near_duplicate:
            yield f"{where}: what was merged from {op.source} does not say the same."
        elif locked(op.now, languages.get(op.source, own)) != locked(sentence.text, own):
            yield f"{where}: what was merged from {op.source} differs in a hedge or negation."


def _order_breaks(place: str, condensate: Condensate) -> Iterator[str]:
    for number, sentence in enumerate(condensate.sentences, start=1):
        orders = [op.at for op in sentence.operations if op.op == "order"]
        if orders != [number]:
            where = f"{place}, sentence {sentence.sentence_id}"
            yield f"{where}: stands in another place than recorded."


def _lost_sentences(
    place: str,
    condensate: Condensate,
    units: Mapping[str, Unit],
    languages: Mapping[str, Language],
) -> Iterator[str]:
    """In a draft each sentence of a unit is taken or merged whole, unless it was mere hesitation.

    What was merged must be as `clean` makes it, or its negation could have been edited away.
    """
    taken: dict[tuple[str, int], tuple[str, str]] = {}
    for sentence in condensate.sentences:
        for op in sentence.operations:
            if op.op in ("select", "merge"):
                held = (op.now, sentence.text) if op.op == "select" else (op.was, op.now)
                if taken.setdefault((op.source, op.at), held) is not held:
                    yield f"{place}: takes the same words of {op.source} twice."
    named = dict.fromkeys([*(source for source, _ in taken),
                           *(row.unit_id for row in condensate.left_out)])  # fmt: skip
    for unit_id in named:
        if unit_id not in units:
            continue
        text, language = units[unit_id].text, languages[unit_id]
        for span in sentence_spans(text, language):
            raw = text[span.start : span.end]
            draft = Draft(unit_id, span.start, raw)
            clean(draft, language)
            words, cleaned = taken.pop((unit_id, span.start), ("", ""))
            if words != (raw if draft.text else ""):
                yield f"{place}: does not hold character {span.start} to {span.end} of {unit_id}."
            elif cleaned != draft.text:
                yield (f"{place}: holds character {span.start} to {span.end} of {unit_id} cleaned "
                       "in another way.")  # fmt: skip
    for unit_id, at in sorted(taken):
        yield f"{place}: takes words from within a sentence of {unit_id}, character {at}."


def used_units(output: Output, study: Study) -> dict[Place, set[str]]:
    """The units of each subgroup that later stages use."""
    standing = {unit.unit_id for unit in output.units if unit.state != "set_aside"}
    found: dict[Place, set[str]] = {}
    for row in output.assignments:
        if in_use(row, study.config.code) and row.unit_id in standing:
            found.setdefault((row.group_id, row.subgroup_id), set()).add(row.unit_id)
    return found


def _coverage_breaks(output: Output, study: Study) -> Iterator[str]:
    """Every unit of a subgroup is in its condensate or left out with a reason."""
    expected = used_units(output, study)
    for number, condensate in enumerate(output.condensates, start=1):
        wanted = expected.pop((condensate.group_id, condensate.subgroup_id), set())
        held = {u for sentence in condensate.sentences for u in sentence.unit_ids}
        left = {row.unit_id for row in condensate.left_out if row.reason}
        for unit_id in sorted(wanted - held - left):
            yield (f"{CONDENSATES}, line {number}: the unit {unit_id} is neither in the condensate "
                   "nor left out with a reason.")  # fmt: skip
        for unit_id in sorted((held | left) - wanted):
            yield f"{CONDENSATES}, line {number}: the unit {unit_id} does not belong there."
    for (group_id, subgroup_id), missing in sorted(expected.items()):
        yield (f"{CONDENSATES}: there is no condensate for {subgroup_id or group_id}, where "
               f"{len(missing)} units lie.")  # fmt: skip
    yield from _listing_breaks(output)


def _listing_breaks(output: Output) -> Iterator[str]:
    """coverage.csv says of each unit what the condensates say."""
    told = {(c.group_id, c.subgroup_id, unit_id, "true", "")
            for c in output.condensates for s in c.sentences for unit_id in s.unit_ids}  # fmt: skip
    told |= {(c.group_id, c.subgroup_id, row.unit_id, "false", row.reason)
             for c in output.condensates for row in c.left_out}  # fmt: skip
    for number, row in enumerate(output.rows(COVERED, COVERAGE, tuple), start=2):
        if row[:5] not in told:
            yield f"{COVERED}, row {number}: is not what the condensates say."
        told.discard(row[:5])
    for _, _, unit_id, _, _ in sorted(told):
        yield f"{COVERED}: does not list the unit {unit_id}."
