"""The analytic text comes from the condensates; every quotation is verbatim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

from stc_cli.languages import Language, load_language
from stc_cli.output import Output
from stc_cli.proofs.coverage import used_units
from stc_cli.proofs.drafts import (
    author_breaks,
    is_written,
    languages_of,
    sentence_breaks,
    spoken_in,
)
from stc_cli.proofs.statements import statement_breaks
from stc_cli.records import Category, Sentence
from stc_cli.workspace import Study

CATEGORIES = "5_synthesize/categories.jsonl"


def category_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Statements replay from the condensates and name the units of what they took."""
    languages = languages_of(output, study)
    sentences = {s.sentence_id: s for c in output.condensates for s in c.sentences}
    texts = {unit.unit_id: unit.text for unit in output.units}
    texts |= {name: sentence.text for name, sentence in sentences.items()}
    language_of = partial(_language, sentences=sentences, languages=languages, study=study)
    headings = study.codebook.headings(study.config.language_out) if study.codebook else {}
    said_by = {unit.unit_id: {f"{unit.transcript_id}:{speaker}" for speaker in unit.speakers}
               for unit in output.units}  # fmt: skip
    contributors: dict[str, set[str]] = {}
    for (group_id, _), units in used_units(output, study).items():
        contributors.setdefault(group_id, set()).update(*(said_by[unit] for unit in units))
    lines = output.lines(CATEGORIES)
    groups = [group.id for group in study.codebook.groups] if study.codebook else []
    if study.codebook and [category.group_id for category in output.categories] != groups:
        yield f"{CATEGORIES}: has not one line for each code group, in their order."
    for number, (category, data) in enumerate(zip(output.categories, lines, strict=True), start=1):
        place = f"{CATEGORIES}, line {number}"
        for paragraph in category.paragraphs:
            for statement in paragraph.statements:
                where = f"{place}, statement {statement.sentence_id}"
                language = language_of(statement)
                yield from sentence_breaks(where, statement, texts, language, proved)
        own = [c for c in output.condensates if c.group_id == category.group_id]
        if category.author == "draft":
            yield from statement_breaks(
                place, category, own, texts, language_of, study.config.synthesize.statements
            )
        yield from _record_breaks(place, category, data)
        adopted = study.decisions / "analytic_text" / f"{category.group_id}.md"
        yield from author_breaks(place, category.author, adopted)
        for statement_id in _twice(category):
            yield f"{place}, statement {statement_id}: the id stands twice."
        if headings and headings.get(category.group_id) != category.heading:
            yield f"{place}: the heading is not the codebook's."
        if list(category.contributors) != sorted(contributors.get(category.group_id, ())):
            yield f"{place}: the contributors are not those of its units."


def _language(
    statement: Sentence,
    *,
    sentences: Mapping[str, Sentence],
    languages: Mapping[str, Language],
    study: Study,
) -> Language:
    """The language of a statement: that of people's texts where it comes from one."""
    sources = [sentences[op.source] for op in statement.operations if op.source in sentences]
    if is_written(statement) or any(map(is_written, sources)):
        return load_language(study.config.language_out)
    return spoken_in(statement, languages, study)


def _twice(category: Category) -> list[str]:
    """Statement ids that stand more than once."""
    names = Counter(
        s.sentence_id for paragraph in category.paragraphs for s in paragraph.statements
    )
    return [name for name, count in names.items() if count > 1]


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
    if data.get("stale") is not category.stale:
        yield f"{place}: calls itself stale, or not, against what it says."
    if data.get("quotes") != [quote.unit_id for quote in category.quotes]:
        yield f"{place}: names other quotations than quotes.csv."
