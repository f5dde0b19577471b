"""The artefacts as files: for every path in the output folder, what writes its bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from stc_cli import artefacts as files_of
from stc_cli.accounts import conflicts_csv, decisions_csv, unplaced_csv
from stc_cli.cache import fingerprint
from stc_cli.config import in_language
from stc_cli.evidence import contributions_of, counter_evidence_of
from stc_cli.files import csv_bytes, csv_rows
from stc_cli.findings import Findings
from stc_cli.maps import Outcome
from stc_cli.pipeline import owner
from stc_cli.recipes import table_recipes
from stc_cli.records import DocumentFormat, Table, TableFormat
from stc_cli.reduces import Reduces
from stc_cli.render.documents import (
    analytic_markdown,
    condensates_markdown,
    overview_markdown,
)
from stc_cli.stages.ingest import WITHDREW
from stc_cli.stages.overview import Length, Talk, length, talk, widest_terms
from stc_cli.stages.table import table_of
from stc_cli.table_config import ALL_TABLES, TableConfig
from stc_cli.tables.attribution import quoted
from stc_cli.text.characters import word_count
from stc_cli.workspace import Study

Writer = Callable[[Reduces], bytes]


class Artefact(NamedTuple):
    """A file to be: its path in the output folder, the hash of its making, its bytes when asked."""

    path: str
    recipe: str
    data: Callable[[], bytes]


def artefacts(reduces: Reduces, stage: str) -> Iterator[Artefact]:
    """The files a stage writes, in order."""
    if stage == "table":
        yield from _tables(reduces)
        return
    for path, write in WRITERS.items():
        if (own := owner(path)) is not None and own.name == stage:
            yield Artefact(path, reduces.recipes[stage], partial(write, reduces))
    if stage == "ingest":
        for outcome in reduces.outcomes:
            path = f"1_ingest/text/{outcome.transcript_id}.txt"
            digest = outcome.parts["ingest"].digest
            yield Artefact(path, digest, partial(_stored_text, reduces, outcome))


def asked_artefacts(study: Study, name: str, recipe: str) -> Iterator[Artefact]:
    """The files of what is made only when asked for: report, figures, methods."""
    findings = Findings(study)
    match name:
        case "report":
            from stc_cli.report.page import report_html

            yield Artefact("report/report.html", recipe, partial(report_html, findings))
        case "figure":
            from stc_cli.figures.files import figure_files

            for file, data in figure_files(findings):
                yield Artefact(f"figures/{file}", recipe, data)
        case _:
            from stc_cli.methods import methods_docx, methods_md

            yield Artefact("methods/methods.md", recipe, partial(methods_md, findings))
            yield Artefact("methods/methods.docx", recipe, partial(methods_docx, findings))


def _tables(reduces: Reduces) -> Iterator[Artefact]:
    """Every table in its formats, then the documents of all tables in order."""
    from stc_cli.render import render, render_all

    findings = Findings(reduces.study)  # earlier stages are in place when a table is asked for
    made: dict[str, Table] = {}

    def table(entry: TableConfig) -> Table:
        if entry.id not in made:
            made[entry.id] = table_of(entry, findings)
        return made[entry.id]

    def one(entry: TableConfig, format_: TableFormat) -> bytes:
        return render(table(entry), format_)

    def all_of(entries: Sequence[TableConfig], format_: DocumentFormat) -> bytes:
        return render_all([table(entry) for entry in entries], format_)

    recipes = list(table_recipes(reduces.study, reduces.recipes))
    for entry, recipe in recipes:
        for format_ in entry.formats:
            yield Artefact(f"6_tables/{entry.id}.{format_}", recipe, partial(one, entry, format_))
    together = fingerprint([recipe for _, recipe in recipes])
    entries = [entry for entry, _ in recipes]
    for form in reduces.config.tables_document if entries else ():
        yield Artefact(f"6_tables/{ALL_TABLES}.{form}", together, partial(all_of, entries, form))


def _stored_text(reduces: Reduces, outcome: Outcome) -> bytes:
    return reduces.section(outcome, "ingest", "text")


def _joined(stage: str, name: str, columns: Sequence[str]) -> Writer:
    """A map stage's CSV: the header row and every transcript's part, in order."""

    def write(reduces: Reduces) -> bytes:
        parts = (reduces.section(outcome, stage, name) for outcome in reduces.outcomes)
        return b"".join([csv_bytes([columns]), *parts])

    return write


def _speakers(reduces: Reduces) -> bytes:
    """The labels of all transcripts, each with the attributes of the participant it stands for."""
    people = reduces.participants
    columns = [f"participant_{name}" for name in people.attributes]
    rows: list[Sequence[object]] = [(*files_of.SPEAKERS, *columns)]
    for outcome in reduces.outcomes:
        for row in csv_rows(reduces.section(outcome, "ingest", "speakers.csv")):
            withdrawn = row[-1] == WITHDREW
            rows.append((*row, *people.values("" if withdrawn else row[1])))
    return csv_bytes(rows)


def _matrix(reduces: Reduces) -> bytes:
    codes = [place.code.id for place in reduces.codes()]
    return _joined("code", "matrix.csv", ("transcript_id", *codes))(reduces)


def talks(reduces: Reduces) -> Iterator[tuple[Length, list[Talk]]]:
    """How long each transcript is, with how much each of its speakers said."""
    for outcome in reduces.outcomes:
        own = talk(*reduces.turns(outcome))
        yield length(outcome.transcript_id, own), own


def _overview(reduces: Reduces) -> bytes:
    config = reduces.config
    title = in_language(config.title, config.language_out, config.language)
    labels = config.labels_in(config.language_out)
    return overview_markdown(title=title, talks=list(talks(reduces)), labels=labels).encode()


def _terms(reduces: Reduces) -> bytes:
    terms = widest_terms(map(reduces.terms, reduces.outcomes))
    return csv_bytes([files_of.TERMS, *terms])


def _condensates_jsonl(reduces: Reduces) -> bytes:
    rows = map(files_of.condensate_json, reduces.condensates)
    return b"".join(map(files_of.json_line, rows))


def _condensates_md(reduces: Reduces) -> bytes:
    labels = reduces.config.labels_in(reduces.config.language_out)
    return condensates_markdown(
        reduces.condensates,
        headings=reduces.headings,
        labels=labels,
        units={
            row.unit.unit_id: row.unit.text
            for rows in reduces.sorting.units.values()
            for row in rows
        },
        texts=reduces.study.texts,
    ).encode()


def _coverage(reduces: Reduces) -> bytes:
    """What became of every unit; a merged unit's words are counted where they stand."""
    rows: list[Sequence[object]] = [files_of.COVERAGE]
    for condensate in reduces.condensates:
        place = (condensate.group_id, condensate.subgroup_id)
        kept: Counter[str] = Counter()
        for sentence in condensate.sentences:
            kept.update(dict.fromkeys(sentence.unit_ids[:1], word_count(sentence.text)))
        held = set(condensate.unit_ids)
        reasons = {row.unit_id: row.reason for row in condensate.left_out}
        rows += [
            (*place, unit.unit_id, "true" if unit.unit_id in held else "false",
             reasons.get(unit.unit_id, ""), unit.words, kept[unit.unit_id])
            for unit, *_ in reduces.sorting.units[place]
        ]  # fmt: skip
    return csv_bytes(rows)


def _categories_jsonl(reduces: Reduces) -> bytes:
    rows = map(files_of.category_json, reduces.categories)
    return b"".join(map(files_of.json_line, rows))


def _analytic_md(reduces: Reduces) -> bytes:
    attribution = reduces.config.attribution
    quotes = [quote for category in reduces.categories for quote in category.quotes]
    return analytic_markdown(
        reduces.categories,
        headings=reduces.headings,
        labels=reduces.config.labels_in(reduces.config.language_out),
        texts=reduces.study.texts,
        quoted={quote: quoted(quote, attribution) for quote in quotes},
    ).encode()


def _quotes(reduces: Reduces) -> bytes:
    quotes = (quote for category in reduces.categories for quote in category.quotes)
    return csv_bytes([files_of.QUOTES, *map(files_of.quote_row, quotes)])


def _counter_evidence(reduces: Reduces) -> bytes:
    return csv_bytes([files_of.COUNTER, *map(files_of.counter_row, counter_evidence_of(reduces))])


def _contributors(reduces: Reduces) -> bytes:
    rows = map(files_of.contributor_row, contributions_of(reduces))
    return csv_bytes([files_of.CONTRIBUTORS, *rows])


WRITERS: dict[str, Writer] = {
    "1_ingest/transcripts.csv": _joined("ingest", "transcripts.csv", files_of.TRANSCRIPTS),
    "1_ingest/turns.csv": _joined("ingest", "turns.csv", files_of.TURNS),
    "1_ingest/skipped.csv": _joined("ingest", "skipped.csv", files_of.SKIPPED),
    "1_ingest/speakers.csv": _speakers,
    "overview/overview.md": _overview,
    "overview/terms.csv": _terms,
    "2_segment/units.csv": _joined("segment", "units.csv", files_of.UNITS),
    "3_code/assignments.csv": _joined("code", "assignments.csv", files_of.ASSIGNMENTS),
    "3_code/uncoded.csv": _joined("code", "uncoded.csv", files_of.UNCODED),
    "3_code/matrix.csv": _matrix,
    "3_code/decisions.csv": decisions_csv,
    "3_code/unplaced.csv": unplaced_csv,
    "3_code/conflicts.csv": conflicts_csv,
    "4_condense/condensates.jsonl": _condensates_jsonl,
    "4_condense/condensates.md": _condensates_md,
    "4_condense/coverage.csv": _coverage,
    "5_synthesize/categories.jsonl": _categories_jsonl,
    "5_synthesize/analytic_text.md": _analytic_md,
    "5_synthesize/quotes.csv": _quotes,
    "5_synthesize/counter_evidence.csv": _counter_evidence,
    "5_synthesize/contributors.csv": _contributors,
}
