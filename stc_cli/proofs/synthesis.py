"""The analytic text comes from the condensates; every quotation is verbatim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

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
from stc_cli.records import Category, Sentence
from stc_cli.text.operations import CLOSING
from stc_cli.text.people_counts import people_counted
from stc_cli.workspace import Study

CATEGORIES = "5_synthesize/categories.jsonl"


def category_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Statements replay from the condensates and name the units of what they took."""
    languages = languages_of(output, study)
    sentences = {s.sentence_id: s for c in output.condensates for s in c.sentences}
    texts = {unit.unit_id: unit.text for unit in output.units}
    texts |= {name: sentence.text for name, sentence in sentences.items()}
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
                language = _language(statement, sentences, languages, study)
                yield from sentence_breaks(where, statement, texts, language, proved)
                if not is_written(statement):
                    yield from _source_breaks(where, statement, sentences)
                    yield from _draft_breaks(where, statement, language)
        yield from _record_breaks(place, category, data)
        adopted = study.decisions / "analytic_text" / f"{category.group_id}.md"
        yield from author_breaks(place, category.author, adopted)
        if headings and headings.get(category.group_id) != category.heading:
            yield f"{place}: the heading is not the codebook's."
        if list(category.contributors) != sorted(contributors.get(category.group_id, ())):
            yield f"{place}: the contributors are not those of its units."


def _language(
    statement: Sentence,
    sentences: Mapping[str, Sentence],
    languages: Mapping[str, Language],
    study: Study,
) -> Language:
    """The language of a statement: that of people's texts where it comes from one."""
    sources = [sentences[op.source] for op in statement.operations if op.source in sentences]
    if is_written(statement) or any(map(is_written, sources)):
        return load_language(study.config.language_out)
    return spoken_in(statement, languages, study)


def _draft_breaks(where: str, statement: Sentence, language: Language) -> Iterator[str]:
    """A draft counts no people, unless it quotes somebody who does."""
    if CLOSING not in statement.text[-1:] and people_counted(statement.text, language):
        yield f"{where}: counts people, which a draft never does."


def _source_breaks(
    where: str, statement: Sentence, sentences: Mapping[str, Sentence]
) -> Iterator[str]:
    sources = [op.source for op in statement.operations if op.op in ("select", "merge")]
    units = {u for n in sources for u in (sentences[n].unit_ids if n in sentences else (n,))}
    if units != set(statement.unit_ids):
        yield f"{where}: names other units than the condensate sentence it was made from."
    quoted = statement.text.endswith(CLOSING)
    if quoted == any(name in sentences for name in sources):
        yield f"{where}: quotes something else than a unit."


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
