"""Tables say what the codebook, the units that lie there and quotes.csv say, in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stc_cli.config import TableConfig, in_language
from stc_cli.output import Output
from stc_cli.proofs.redrafted import Redrafted
from stc_cli.records import Table
from stc_cli.render import render
from stc_cli.sorting import standing_behind
from stc_cli.stages.table import Results, needs_stages, results_table
from stc_cli.workspace import Study


def table_breaks(
    output: Output, study: Study, redrafted: Redrafted, proved: Counter[str]
) -> Iterator[str]:
    """Tables whose bytes are not those of the records."""
    for number, entry in enumerate(study.config.tables, start=1):
        table = _table(entry, number, output, study, redrafted)
        for form in entry.formats:
            name = f"6_tables/{entry.id}.{form}"
            if output.has(name) and output.data(name) != render(table, form):
                yield f"{name}: is not what the records say."
            proved["tables say what the records say"] += 1


def _table(
    entry: TableConfig, number: int, output: Output, study: Study, redrafted: Redrafted
) -> Table:
    config = study.config
    results = Results({}, ())
    if needs_stages(entry):
        results = Results(standing_behind(redrafted.lying), output.quotes, study.linked)
    language = entry.language or config.language_out
    return results_table(
        entry, number=number, title=in_language(entry.title, language, config.language_out),
        codebook=redrafted.book, results=results, language=language,
        attribution=config.attribution, final=config.status == "final",
    )  # fmt: skip
