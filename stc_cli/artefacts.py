"""How records stand in the files users read: columns, rows and lines, there and back.

The names and order of columns are a public interface.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from stc_cli.decisions.coding import Conflict, Fate, Unplaced
from stc_cli.decisions.lines import Decision
from stc_cli.decisions.verdicts import Found, Outcome
from stc_cli.records import (
    Assignment,
    Category,
    Condensate,
    CounterEvidence,
    LeftOut,
    Operation,
    Opposing,
    Original,
    Paragraph,
    PassedOver,
    Quote,
    Role,
    Sentence,
    Skipped,
    Source,
    Span,
    Speaker,
    State,
    Status,
    Transcript,
    Turn,
    Unit,
)
from stc_cli.stages.contributors import Contribution, Level

TRANSCRIPTS = Transcript._fields
TURNS = Turn._fields
SKIPPED = Skipped._fields
SPEAKERS = Speaker._fields
ORIGINALS = Original._fields
UNITS = Unit._fields
ASSIGNMENTS = Assignment._fields
UNCODED = ("unit_id", "transcript_id", "speakers", "text", "state")
DECISIONS = Fate._fields
UNPLACED = (*Unplaced._fields, "candidates")
CONFLICTS = Conflict._fields
COVERAGE = ("group_id", "subgroup_id", "unit_id", "represented", "reason", "words", "words_kept")
QUOTES = ("unit_id", "group_id", "subgroup_id", "transcript_id", "speakers", "spans", "quote",
          "golden_by", "printed")  # fmt: skip
COUNTER = (
    "group_id", "subgroup_id", "statement_id", "unit_id", "speakers", "reason", "shared", "text",
    "coded", "statement", "disposition", "by", "why",
)  # fmt: skip
CONTRIBUTORS = Contribution._fields
TERMS = ("term", "occurrences", "turns", "transcripts", "speakers")

Row = Sequence[object]


def seconds(value: float | None) -> str:
    """Seconds as short as they are exact: `12`, `12.5`, or nothing."""
    return "" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def spans_text(spans: Iterable[Span]) -> str:
    """Spans as `start-end;start-end`."""
    return ";".join(f"{span.start}-{span.end}" for span in spans)


def spans_of(text: str) -> tuple[Span, ...]:
    """The spans in a cell. Raises ValueError when it is not of that form."""
    pairs = (part.split("-") for part in text.split(";"))
    return tuple(Span(int(start), int(end)) for start, end in pairs)


def turn_row(turn: Turn) -> Row:
    return (*turn[:5], seconds(turn.start), seconds(turn.end), *turn[7:])


def transcript_of(row: Sequence[str]) -> Transcript:
    counts = [int(cell) for cell in row[5 : len(TRANSCRIPTS)]]
    return Transcript(row[0], row[1], row[2], row[3], row[4], *counts)


def turn_of(row: Sequence[str]) -> Turn:
    start, end = (float(cell) if cell else None for cell in row[5:7])
    return Turn(row[0], row[1], int(row[2]), row[3], cast(Role, row[4]), start, end,
                int(row[7]), int(row[8]), row[9])  # fmt: skip


def speaker_row(speaker: Speaker) -> Row:
    return (*speaker[:7], "true" if speaker.doubtful else "false", speaker.why)


def speaker_of(row: Sequence[str]) -> Speaker:
    return Speaker(row[0], row[1], row[2], cast(Role, row[3]), int(row[4]), int(row[5]), row[6],
                   row[7] == "true", row[8])  # fmt: skip


def unit_row(unit: Unit) -> Row:
    return (
        unit.unit_id, unit.transcript_id, ";".join(unit.turn_ids), ";".join(unit.speakers),
        unit.role, spans_text(unit.spans), unit.text, unit.words, unit.question, unit.state,
    )  # fmt: skip


def unit_of(row: Sequence[str]) -> Unit:
    return Unit(
        row[0], row[1], tuple(row[2].split(";")), tuple(row[3].split(";")), cast(Role, row[4]),
        spans_of(row[5]), row[6], int(row[7]), row[8], cast(State, row[9]),
    )  # fmt: skip


def uncoded_row(unit: Unit) -> Row:
    return unit.unit_id, unit.transcript_id, ";".join(unit.speakers), unit.text, unit.state


def assignment_of(row: Sequence[str]) -> Assignment:
    unit_id, code_id, subgroup_id, group_id, source, evidence, status, coder = row[:8]
    return Assignment(unit_id, code_id, subgroup_id, group_id, cast(Source, source), evidence,
                      cast(Status, status), coder)  # fmt: skip


def found_row(found: Found) -> Row:
    """A decision's place in its transcript; the decision itself is in the ledger."""
    return (
        *found.name, ";".join(found.unit_ids), found.how, found.by,
        "true" if found.overruled else "", found.reason, spans_text(found.quotation),
    )  # fmt: skip


def found_of(row: Sequence[str], decisions: Mapping[tuple[str, int], Decision]) -> Found:
    coder, line, unit_ids, how, by, overruled, reason, quotation = row
    return Found(
        decisions[coder, int(line)], tuple(filter(None, unit_ids.split(";"))), how, by,
        bool(overruled), reason, spans_of(quotation) if quotation else (),
    )  # fmt: skip


def fate_of(row: Sequence[str]) -> Fate:
    coder, line, name, act, transcript_id, unit_id, code, group, subgroup = row[:9]
    return Fate(coder, int(line), name, act, transcript_id, unit_id, code, group, subgroup,
                cast(Outcome, row[9]), row[10], row[11], row[12])  # fmt: skip


def quote_row(quote: Quote) -> Row:
    return (
        quote.unit_id, quote.group_id, quote.subgroup_id, quote.transcript_id,
        ";".join(quote.speakers), spans_text(quote.spans), quote.quote, quote.golden_by,
        quote.printed,
    )  # fmt: skip


def quote_of(row: Sequence[str]) -> Quote:
    return Quote(row[0], row[1], row[2], row[3], tuple(row[4].split(";")), spans_of(row[5]),
                 *row[6:9])  # fmt: skip


def contributor_row(row: Contribution) -> Row:
    return (*row[:4], ";".join(row.transcripts), *row[5:9], "true" if row.falls else "false")


def contributor_of(row: Sequence[str]) -> Contribution:
    level: Level = "participant" if row[2] == "participant" else "transcript"
    return Contribution(row[0], row[1], level, row[3], tuple(row[4].split(";")),
                        int(row[5]), int(row[6]), int(row[7]), int(row[8]),
                        row[9] == "true")  # fmt: skip


def counter_row(passage: CounterEvidence) -> Row:
    return (
        passage.group_id, passage.subgroup_id, passage.statement_id, passage.unit_id,
        ";".join(passage.speakers), passage.reason, ";".join(passage.shared), passage.text,
        "true" if passage.coded else "false", passage.statement, passage.disposition, passage.by,
        passage.why,
    )  # fmt: skip


def counter_of(row: Sequence[str]) -> CounterEvidence:
    shared = tuple(filter(None, row[6].split(";")))
    return CounterEvidence(
        row[0], row[1], row[2], row[3], tuple(row[4].split(";")), row[5], shared, row[7],
        row[8] == "true", row[9], row[10], row[11], row[12],
    )  # fmt: skip


def json_line(value: Any) -> bytes:
    """One line of JSON: keys in the order given, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")).encode() + b"\n"


def condensate_json(condensate: Condensate) -> dict[str, Any]:
    return {
        "subgroup_id": condensate.subgroup_id,
        "group_id": condensate.group_id,
        "author": condensate.author,
        "sentences": [_sentence_json(sentence) for sentence in condensate.sentences],
        "left_out": [row._asdict() for row in condensate.left_out],
        "inputs_sha256": condensate.inputs_sha256,
        "stale": condensate.stale,
        "stale_because": list(condensate.stale_because),
        "covers": list(condensate.covers),
        "passed_over": [row._asdict() for row in condensate.passed_over],
        "opposing": [row._asdict() for row in condensate.opposing],
    }


def condensate_of(data: dict[str, Any]) -> Condensate:
    return Condensate(
        data["subgroup_id"], data["group_id"], data["author"],
        tuple(_sentence_of(sentence) for sentence in data["sentences"]),
        tuple(LeftOut(**row) for row in data["left_out"]), data["inputs_sha256"],
        tuple(PassedOver(**row) for row in data["passed_over"]),
        tuple(Opposing(**row) for row in data["opposing"]),
        tuple(data["covers"]), tuple(data["stale_because"]),
    )  # fmt: skip


def category_json(category: Category) -> dict[str, Any]:
    return {
        "group_id": category.group_id,
        "heading": category.heading,
        "author": category.author,
        "paragraphs": [_paragraph_json(paragraph) for paragraph in category.paragraphs],
        "quotes": [quote.unit_id for quote in category.quotes],
        "contributors": list(category.contributors),
        "stale": category.stale,
        "stale_because": list(category.stale_because),
        "covers": list(category.covers),
    }


def _paragraph_json(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "text": paragraph.text,
        "subgroup_id": paragraph.subgroup_id,
        "unit_ids": list(paragraph.unit_ids),
        "operations": [
            {"statement": s.sentence_id, **operation}
            for s in paragraph.statements
            for operation in map(_operation_json, s.operations)
        ],
        "statements": [
            {"sentence_id": s.sentence_id, "text": s.text, "unit_ids": list(s.unit_ids)}
            for s in paragraph.statements
        ],
    }


def category_of(data: dict[str, Any], quotes: Sequence[Quote]) -> Category:
    """A category from its line; `quotes`: all rows of quotes.csv."""
    own = tuple(quote for quote in quotes if quote.group_id == data["group_id"])
    return Category(
        data["group_id"], data["heading"], data["author"],
        tuple(_paragraph_of(p) for p in data["paragraphs"]), own, tuple(data["contributors"]),
        tuple(data["covers"]), tuple(data["stale_because"]),
    )  # fmt: skip


def _paragraph_of(data: dict[str, Any]) -> Paragraph:
    operations: dict[str, list[Operation]] = {}
    for row in data["operations"]:
        fields = {name: value for name, value in row.items() if name != "statement"}
        operations.setdefault(row["statement"], []).append(Operation(**fields))
    return Paragraph(
        data["subgroup_id"],
        tuple(
            Sentence(
                s["sentence_id"], s["text"], tuple(s["unit_ids"]),
                tuple(operations.get(s["sentence_id"], ())),
            )
            for s in data["statements"]
        ),
    )  # fmt: skip


def _sentence_json(sentence: Sentence) -> dict[str, Any]:
    return {
        "sentence_id": sentence.sentence_id,
        "text": sentence.text,
        "unit_ids": list(sentence.unit_ids),
        "operations": [_operation_json(operation) for operation in sentence.operations],
    }


def _sentence_of(data: dict[str, Any]) -> Sentence:
    return Sentence(
        data["sentence_id"], data["text"], tuple(data["unit_ids"]),
        tuple(Operation(**operation) for operation in data["operations"]),
    )  # fmt: skip


def _operation_json(operation: Operation) -> dict[str, Any]:
    """Without what is empty; `at` always, because an edit without a place reads oddly."""
    row: dict[str, Any] = {"op": operation.op}
    if operation.source:
        row["source"] = operation.source
    row["at"] = operation.at
    if operation.was:
        row["was"] = operation.was
    if operation.now or operation.op not in ("merge", "order"):
        row["now"] = operation.now
    return row
