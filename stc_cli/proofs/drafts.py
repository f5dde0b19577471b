"""Every drafted sentence replays from what people said; every quotation is verbatim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from stc_cli.languages import Language, load_language
from stc_cli.output import Output
from stc_cli.records import Condensate, Sentence, Unit
from stc_cli.render.documents import analytic_markdown, condensates_markdown
from stc_cli.stages.code import in_use
from stc_cli.stages.segment import unit_text
from stc_cli.stages.table import quoted
from stc_cli.text.operations import fault, locked, replay
from stc_cli.text.similarity import same
from stc_cli.workspace import Study

CONDENSATES = "4_condense/condensates.jsonl"
CATEGORIES = "5_synthesize/categories.jsonl"


def draft_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Condensates replay from units, statements from condensates; no unit is unaccounted for."""
    language = load_language(study.config.language)
    units = {unit.unit_id: unit for unit in output.units}
    texts = {unit_id: unit.text for unit_id, unit in units.items()}
    sentences: dict[str, str] = {}
    for number, condensate in enumerate(output.condensates, start=1):
        place = f"{CONDENSATES}, line {number}"
        for sentence in condensate.sentences:
            where = f"{place}, sentence {sentence.sentence_id}"
            yield from _sentence_breaks(where, sentence, texts, language, proved)
            yield from _merge_breaks(where, sentence, texts, language, study)
            sentences[sentence.sentence_id] = sentence.text
        yield from _order_breaks(place, condensate)
    yield from _coverage_breaks(output, study, units)
    if not output.has(CATEGORIES):
        return
    for number, category in enumerate(output.categories, start=1):
        for paragraph in category.paragraphs:
            for statement in paragraph.statements:
                where = f"{CATEGORIES}, line {number}, statement {statement.sentence_id}"
                yield from _sentence_breaks(where, statement, sentences, language, proved)
    for number, data in enumerate(output.lines(CATEGORIES), start=1):
        yield from _paragraph_breaks(f"{CATEGORIES}, line {number}", data)


def _paragraph_breaks(place: str, data: Mapping[str, object]) -> Iterator[str]:
    paragraphs = data.get("paragraphs")
    for number, paragraph in enumerate(paragraphs if isinstance(paragraphs, list) else (), start=1):
        said = " ".join(statement["text"] for statement in paragraph["statements"])
        if said != paragraph["text"]:
            yield f"{place}, paragraph {number}: its text is not its statements."


def _sentence_breaks(
    where: str,
    sentence: Sentence,
    sources: Mapping[str, str],
    language: Language,
    proved: Counter[str],
) -> Iterator[str]:
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


def _merge_breaks(
    where: str,
    sentence: Sentence,
    texts: Mapping[str, str],
    language: Language,
    study: Study,
) -> Iterator[str]:
    """What was merged says the same: alike, with the same locked words; and its unit is named."""
    named = {op.source for op in sentence.operations if op.op in ("take", "merge")}
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
        elif locked(op.now, language) != locked(sentence.text, language):
            yield f"{where}: what was merged from {op.source} differs in a hedge or negation."


def _order_breaks(place: str, condensate: Condensate) -> Iterator[str]:
    for number, sentence in enumerate(condensate.sentences, start=1):
        orders = [op.at for op in sentence.operations if op.op == "order"]
        if orders != [number]:
            where = f"{place}, sentence {sentence.sentence_id}"
            yield f"{where}: stands in another place than recorded."


def _coverage_breaks(output: Output, study: Study, units: Mapping[str, Unit]) -> Iterator[str]:
    """Every unit of a subgroup is in its condensate or left out with a reason."""
    expected: dict[tuple[str, str], set[str]] = {}
    for row in output.assignments:
        unit = units.get(row.unit_id)
        if in_use(row, study.config.code) and unit is not None and unit.state != "set_aside":
            expected.setdefault((row.group_id, row.subgroup_id), set()).add(row.unit_id)
    for number, condensate in enumerate(output.condensates, start=1):
        wanted = expected.pop((condensate.group_id, condensate.subgroup_id), set())
        held = {u for sentence in condensate.sentences for u in sentence.unit_ids}
        left = {row.unit_id for row in condensate.left_out if row.reason}
        for unit_id in sorted(wanted - held - left):
            yield (f"{CONDENSATES}, line {number}: the unit {unit_id} is neither in the condensate "
                   "nor left out with a reason.")  # fmt: skip
        for unit_id in sorted(held - wanted):
            yield f"{CONDENSATES}, line {number}: the unit {unit_id} does not belong there."
    for (group_id, subgroup_id), missing in sorted(expected.items()):
        yield (f"{CONDENSATES}: there is no condensate for {subgroup_id or group_id}, where "
               f"{len(missing)} units lie.")  # fmt: skip


def quotation_breaks(output: Output, proved: Counter[str]) -> Iterator[str]:
    """Every quotation is verbatim, and lies within the unit it names."""
    units = {unit.unit_id: unit for unit in output.units}
    for number, quote in enumerate(output.quotes, start=2):
        place = f"5_synthesize/quotes.csv, row {number}"
        unit = units.get(quote.unit_id)
        if unit is None:
            yield f"{place}: the unit {quote.unit_id} is not in units.csv."
            continue
        if unit_text(output.text(quote.transcript_id), quote.spans) != quote.quote:
            yield f"{place}: the quotation is not what stands in {quote.transcript_id}."
        inside = all(
            any(u.start <= span.start and span.end <= u.end for u in unit.spans)
            for span in quote.spans
        )
        if not inside or quote.speakers != unit.speakers:
            yield f"{place}: the quotation lies outside the unit {quote.unit_id}."
        proved["quotations are verbatim"] += 1


def document_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """The documents for reading say what the records say."""
    if study.codebook is None:
        return
    labels = load_language(study.config.language_out).labels
    headings = study.codebook.headings(study.config.language_out)
    printed = {quote: quoted(quote, study.config.attribution) for quote in output.quotes}
    documents = {
        "4_condense/condensates.md": condensates_markdown(
            output.condensates, headings=headings, labels=labels
        ),
        "5_synthesize/analytic_text.md": analytic_markdown(
            output.categories, headings=headings, labels=labels, quoted=printed
        ),
    }
    for name, expected in documents.items():
        path = output.out / name
        found = path.read_text(encoding="utf-8") if path.is_file() else ""
        if found != expected:
            line = _first_different_line(found.split("\n"), expected.split("\n"))
            yield f"{name}, line {line}: is not what the records beside it say."
        proved["documents say what the records say"] += 1


def _first_different_line(found: Sequence[str], expected: Sequence[str]) -> int:
    pairs = enumerate(zip(found, expected, strict=False), start=1)
    shorter = min(len(found), len(expected))
    return next((number for number, (a, b) in pairs if a != b), shorter + 1)
