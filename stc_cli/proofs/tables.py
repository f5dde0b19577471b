"""Tables say what the records and the study's files say, in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stc_cli.findings import Findings
from stc_cli.output import Output
from stc_cli.render import render, render_all
from stc_cli.stages.table import table_of
from stc_cli.workspace import Study


def table_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Tables whose bytes are not those of the records."""
    findings = Findings(study, output)
    tables = []
    for entry in study.config.tables:
        tables.append(table_of(entry, findings))
        for form in entry.formats:
            name = f"6_tables/{entry.id}.{form}"
            if output.has(name) and output.data(name) != render(tables[-1], form):
                yield f"{name}: is not what the records say."
            proved["tables say what the records say"] += 1
    for form in study.config.tables_document:
        name = f"6_tables/tables.{form}"
        if output.has(name) and output.data(name) != render_all(tables, form):
            yield f"{name}: is not what the records say."
