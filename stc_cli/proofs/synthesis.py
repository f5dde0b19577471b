"""The analytic text comes from the condensates; every quotation is verbatim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from stc_cli.artefacts import COUNTER as COUNTER_COLUMNS
from stc_cli.output import Output
from stc_cli.proofs.drafts import (
    author_breaks,
    languages_of,
    sentence_breaks,
    spoken_in,
    used_units,
)
from stc_cli.records import Category, Sentence
from stc_cli.stages.segment import unit_text
from stc_cli.workspace import Study

CATEGORIES = "5_synthesize/categories.jsonl"
QUOTES = "5_synthesize/quotes.csv"
COUNTER = "5_synthesize/counter_evidence.csv"


def category_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Statements replay from the condensates and name the units of what they took."""
    languages = languages_of(output, study)
    sentences = {s.sentence_id: s for c in output.condensates for s in c.sentences}
    texts = {name: sentence.text for name, sentence in sentences.items()}
    headings = study.codebook.headings(study.config.language_out) if study.codebook else {}
    said_by = {unit.unit_id: {f"{unit.transcript_id}:{speaker}" for speaker in unit.speakers}
               for unit in output.units}  # fmt: skip
    contributors: dict[str, set[str]] = {}
    for (group_id, _), units in used_units(output, study).items():
        contributors.setdefault(group_id, set()).update(*(said_by[unit] for unit in units))
    lines = output.lines(CATEGORIES)
    for number, (category, data) in enumerate(zip(output.categories, lines, strict=True), start=1):
        place = f"{CATEGORIES}, line {number}"
        for paragraph in category.paragraphs:
            for statement in paragraph.statements:
                where = f"{place}, statement {statement.sentence_id}"
                language = spoken_in(statement, languages, study)
                yield from sentence_breaks(where, statement, texts, language, proved)
                yield from _source_breaks(where, statement, sentences)
        yield from _record_breaks(place, category, data)
        adopted = study.decisions / "analytic_text" / f"{category.group_id}.md"
        yield from author_breaks(place, category.author, adopted)
        if headings and headings.get(category.group_id) != category.heading:
            yield f"{place}: the heading is not the codebook's."
        if list(category.contributors) != sorted(contributors.get(category.group_id, ())):
            yield f"{place}: the contributors are not those of its units."


def _source_breaks(
    where: str, statement: Sentence, sentences: Mapping[str, Sentence]
) -> Iterator[str]:
    sources = [op.source for op in statement.operations if op.op in ("select", "merge")]
    units = {u for name in sources if name in sentences for u in sentences[name].unit_ids}
    if units != set(statement.unit_ids):
        yield f"{where}: names other units than the condensate sentence it was made from."


def _record_breaks(place: str, category: Category, data: Mapping[str, object]) -> Iterator[str]:
    """What a line says twice, it says alike: paragraphs and their statements, quotations."""
    rows = data.get("paragraphs")
    assert isinstance(rows, list)  # else there were no category
    for number, (paragraph, row) in enumerate(zip(category.paragraphs, rows, strict=True), start=1):
        named = {operation["statement"] for operation in row["operations"]}
        if row.get("text") != paragraph.text or named != {
            statement.sentence_id for statement in paragraph.statements
        }:
            yield f"{place}, paragraph {number}: its text is not its statements."
        if row.get("unit_ids") != list(paragraph.unit_ids):
            yield f"{place}, paragraph {number}: names other units than its statements."
    if data.get("quotes") != [quote.unit_id for quote in category.quotes]:
        yield f"{place}: names other quotations than quotes.csv."


def quotation_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Every quotation is verbatim, and lies within the unit it names, in its subgroup."""
    units = {unit.unit_id: unit for unit in output.units}
    used = used_units(output, study)
    for number, quote in enumerate(output.quotes, start=2):
        place = f"{QUOTES}, row {number}"
        unit = units.get(quote.unit_id)
        if unit is None or unit.transcript_id != quote.transcript_id:
            yield f"{place}: the unit {quote.unit_id} is not in units.csv."
            continue
        if unit_text(output.text(unit.transcript_id), quote.spans) != quote.quote:
            yield f"{place}: the quotation is not what stands in {quote.transcript_id}."
        inside = all(
            any(u.start <= span.start < span.end <= u.end for u in unit.spans)
            for span in quote.spans
        )
        if not inside or quote.speakers != unit.speakers:
            yield f"{place}: the quotation lies outside the unit {quote.unit_id}."
        if quote.unit_id not in used.get((quote.group_id, quote.subgroup_id), ()):
            yield f"{place}: the unit {quote.unit_id} does not lie where the quotation stands."
        proved["quotations are verbatim"] += 1
    rows = output.rows(COUNTER, COUNTER_COLUMNS, lambda row: (row[3], row[7]))
    for number, (unit_id, text) in enumerate(rows, start=2):
        if unit_id not in units or units[unit_id].text != text:
            yield f"{COUNTER}, row {number}: is not what the unit {unit_id} says."
