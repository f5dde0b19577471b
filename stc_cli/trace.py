"""From a table cell, sentence, unit or turn to the passage in the transcript, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from stc_cli import artefacts as files_of
from stc_cli.background import Around
from stc_cli.codebook import Codebook
from stc_cli.decisions.memos import KINDS, Subject
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.findings import Findings
from stc_cli.memoing import STUDY
from stc_cli.nodes import Node
from stc_cli.output import Output, required
from stc_cli.records import Cell, Operation, Sentence, Span, Table, Turn, Unit
from stc_cli.workspace import Study

CONTEXT = 90  # characters shown before and after a passage


def trace(study: Study, name: str) -> Node:
    """Everything that leads from `name` to what was said and to where it is used.

    `name`: the id of a unit, turn, condensate sentence, statement, code, subgroup, group or
    transcript, a table row as `table1:2`, a preliminary theme, or `study`. Raises UsageError when
    there is no such thing.
    """
    tracer = _Tracer(required(study.out), study)
    node = tracer.node(name)
    if node is None:
        known = list(tracer.names())
        raise UsageError(
            f'there is no unit, turn, sentence, code or table row "{name}".'
            f"{did_you_mean(name, known)} Ids stand in units.csv, turns.csv, condensates.jsonl "
            "and categories.jsonl; a table row is written table1:2."
        )
    return node


class _Tracer:
    def __init__(self, output: Output, study: Study) -> None:
        self.output = output
        self.study = study
        self.around = Around(study, output)

    @cached_property
    def units(self) -> dict[str, Unit]:
        if not self.output.has("2_segment/units.csv"):
            return {}
        return {unit.unit_id: unit for unit in self.output.units}

    @cached_property
    def turns(self) -> dict[str, Turn]:
        return {turn.turn_id: turn for turn in self.output.turns}

    @cached_property
    def sentences(self) -> dict[str, tuple[str, Sentence]]:
        """Condensate sentences by id, each with the subgroup or group it stands in."""
        if not self.output.has("4_condense/condensates.jsonl"):
            return {}
        return {
            s.sentence_id: (c.subgroup_id or c.group_id, s)
            for c in self.output.condensates
            for s in c.sentences
        }

    @cached_property
    def statements(self) -> dict[str, Sentence]:
        """Statements of the analytic text by id."""
        if not self.output.has("5_synthesize/categories.jsonl"):
            return {}
        return {
            s.sentence_id: s
            for category in self.output.categories
            for paragraph in category.paragraphs
            for s in paragraph.statements
        }

    def names(self) -> Iterator[str]:
        yield from self.units
        yield from self.turns
        yield from self.sentences
        yield from self.statements
        if (book := self.study.codebook) is not None:
            yield from _ids(book)
        yield from self.around.memos.transcripts
        yield from (fate.theme for fate in self.around.themes)
        yield STUDY.kind

    def node(self, name: str) -> Node | None:
        if name in self.units:
            return self.unit(self.units[name], back=True)
        if name in self.turns:
            return self.turn(self.turns[name])
        if name in self.statements:
            return self.statement(self.statements[name])
        if name in self.sentences:
            return self.sentence(self.sentences[name][1], back=True)
        table_id, _, row = name.partition(":")
        if row and (found := self.table_row(table_id, row)) is not None:
            return found
        return self.entry(name) or self.whole(name) or self.around.theme(name)

    # -- down: to what was said ------------------------------------------------------------------

    def passage(self, unit: Unit) -> Iterator[Node]:
        """Where a unit stands in its transcript, with what came before and after."""
        stored = self.output.text(unit.transcript_id)
        if unit.question in self.turns:
            asked = self.turns[unit.question]
            yield Node("question", f"{asked.turn_id}, {asked.speaker}", asked.text)
        for span in unit.spans:
            before = _cut(stored[max(0, span.start - CONTEXT) : span.start], from_left=True)
            after = _cut(stored[span.end : span.end + CONTEXT], from_left=False)
            said = stored[span.start : span.end]
            mark = Span(len(before), len(before) + len(said))
            where = f"{unit.transcript_id}, characters {span.start}-{span.end}"
            yield Node("passage", where, before + said + after, mark)

    def unit(self, unit: Unit, *, back: bool = False) -> Node:
        children = [*self.passage(unit), *self.around.memos_about(Subject("unit", unit.unit_id))]
        if back:
            children += self.codes(unit)
            children += self.decisions(unit)
            children += self.uses(unit.unit_id)
        who = ", ".join(unit.speakers)
        return Node("unit", f"{unit.unit_id} ({who})", unit.text, None, tuple(children))

    def units_named(self, ids: Iterable[str]) -> tuple[Node, ...]:
        return tuple(self.unit(self.units[i]) for i in ids if i in self.units)

    def sentence(self, sentence: Sentence, *, back: bool = False) -> Node:
        edits = tuple(Node("operation", text=_told(op)) for op in sentence.operations
                      if op.op not in ("select", "order", "join"))  # fmt: skip
        children = (*edits, *self.units_named(sentence.unit_ids))
        if back:
            children += tuple(
                Node("used in", s.sentence_id, s.text)
                for s in self.statements.values()
                if any(
                    op == "select" and source == sentence.sentence_id
                    for op, source, *_ in s.operations
                )
            )
        return Node("condensate sentence", sentence.sentence_id, sentence.text, None, children)

    def statement(self, statement: Sentence) -> Node:
        sources = [op.source for op in statement.operations if op.op == "select"]
        edits = tuple(Node("operation", text=_told(op)) for op in statement.operations
                      if op.op not in ("select", "join"))  # fmt: skip
        below = tuple(self.sentence(self.sentences[s][1]) for s in sources if s in self.sentences)
        below = below or self.units_named(statement.unit_ids)
        return Node("statement", statement.sentence_id, statement.text, None, (*edits, *below))

    def table_row(self, table_id: str, row: str) -> Node | None:
        """A row of a table: its cells, and the units that each rests on."""
        entry = next((t for t in self.study.config.tables if t.id == table_id), None)
        if entry is None or not row.isdecimal():
            return None
        from stc_cli.stages.table import table_of

        table = table_of(entry, Findings(self.study, self.output), traced=True)
        if not 1 <= int(row) <= len(table.rows):
            return None
        cells = [
            Node("cell", table.headings[column], cell.text, None, self.units_named(cell.units))
            for column, cell in enumerate(_whole_row(table, int(row) - 1))
        ]
        return Node("table row", f"{table_id}:{row}", "", None, tuple(cells))

    # -- up: to where it is used -----------------------------------------------------------------

    def turn(self, turn: Turn) -> Node:
        own = (unit for unit in self.units.values() if turn.turn_id in unit.turn_ids)
        children = tuple(self.unit(unit) for unit in own)
        return Node("turn", f"{turn.turn_id} ({turn.speaker})", turn.text, None, children)

    def codes(self, unit: Unit) -> Iterator[Node]:
        if not self.output.has("3_code/assignments.csv"):
            return
        for assignment in self.output.assignments:
            if assignment.unit_id == unit.unit_id:
                where = " > ".join(p for p in (assignment.group_id, assignment.subgroup_id,
                                               assignment.code_id) if p)  # fmt: skip
                yield Node("code", f"{where} [{assignment.status}]", assignment.evidence)

    def decisions(self, unit: Unit) -> Iterator[Node]:
        """What people decided about a unit, and what became of it."""
        if not self.output.has("3_code/decisions.csv"):
            return
        rows = self.output.rows("3_code/decisions.csv", files_of.DECISIONS, files_of.fate_of)
        for row in rows:
            if unit.unit_id in row.unit_id.split(";"):
                about = row.code_id or "/".join(filter(None, (row.group_id, row.subgroup_id)))
                said = " ".join(filter(None, (f"{row.coder}, line {row.line}:", row.act, about)))
                by = f" by {row.by}" if row.by else ""
                yield Node("decision", f"{said} [{row.outcome}{by}]", row.reason)

    def uses(self, unit_id: str) -> Iterator[Node]:
        for _, sentence in self.sentences.values():
            if unit_id in sentence.unit_ids:
                yield Node("condensate sentence", sentence.sentence_id, sentence.text)
        for statement in self.statements.values():
            if unit_id in statement.unit_ids:
                yield Node("statement", statement.sentence_id, statement.text)
        if self.output.has("5_synthesize/quotes.csv"):
            for quote in self.output.quotes:
                if quote.unit_id == unit_id:
                    where = quote.subgroup_id or quote.group_id
                    by = f", chosen by {quote.golden_by}" if quote.golden_by else ""
                    printed = quote.printed != quote.quote
                    below = (Node("printed as", text=quote.printed),) if printed else ()
                    yield Node("quotation", f"{where}{by}", quote.quote, None, below)

    def entry(self, name: str) -> Node | None:
        """A group, subgroup or code with its units."""
        book = self.study.codebook
        if book is None or name not in set(_ids(book)):
            return None
        found = [
            a.unit_id
            for a in (self.output.assignments if self.output.has("3_code/assignments.csv") else ())
            if name in (a.group_id, a.subgroup_id, a.code_id)
        ]
        statements = [
            statement
            for category in (self.output.categories if self.statements else ())
            for paragraph in category.paragraphs
            if name == (paragraph.subgroup_id or category.group_id)
            for statement in paragraph.statements
        ]
        children = (
            *(node for kind in KINDS for node in self.around.memos_about(Subject(kind, name))),
            *self.around.themes_in(name),
            *(Node("statement", s.sentence_id, s.text) for s in statements),
            *self.units_named(dict.fromkeys(found)),
        )
        return Node(_kind(book, name), name, "", None, children)

    # -- around: memos, and the first step's themes ----------------------------------------------

    def whole(self, name: str) -> Node | None:
        """The study with its code groups, or a transcript with its turns; each with its memos."""
        if name == STUDY.kind:
            return self.around.study()
        if name not in self.around.memos.transcripts:
            return None
        turns = (Node("turn", f"{turn.turn_id} ({turn.speaker})", turn.text)
                 for turn in self.turns.values() if turn.transcript_id == name)  # fmt: skip
        memos = self.around.memos_about(Subject("transcript", name))
        return Node("transcript", name, "", None, (*memos, *turns))


def _whole_row(table: Table, index: int) -> list[Cell]:
    """A row's cells, with those of rows above that reach into it."""
    found = []
    for column in range(len(table.columns)):
        above = index
        while above and not table.rows[above][column].rows:
            above -= 1
        found.append(table.rows[above][column])
    return found


def _cut(text: str, *, from_left: bool) -> str:
    """Context within its line, with whole words only; an ellipsis where it was cut."""
    line = text.rpartition("\n")[2] if from_left else text.partition("\n")[0]
    if len(line) < CONTEXT:
        return line
    return "… " + line.partition(" ")[2] if from_left else line.rpartition(" ")[0] + " …"


def _ids(book: Codebook) -> Iterator[str]:
    for group in book.groups:
        yield group.id
        yield from (subgroup.id for subgroup in group.subgroups)
    yield from (place.code.id for place in book.places())


def _kind(book: Codebook, name: str) -> str:
    if any(group.id == name for group in book.groups):
        return "code group"
    if any(subgroup.id == name for group in book.groups for subgroup in group.subgroups):
        return "subgroup"
    return "code"


def _told(operation: Operation) -> str:
    """An operation for a person: `drop filler: "um, " at 12`."""
    name = operation.op.replace("_", " ")
    if operation.op == "write":
        return "written by a person"
    if operation.op == "merge":
        return f'{name}: {operation.source} says the same: "{operation.was}"'
    change = f'"{operation.was}" → "{operation.now}"' if operation.now else f'"{operation.was}"'
    return f"{name}: {change} at {operation.at}"
