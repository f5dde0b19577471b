"""The documents for reading say what the records beside them say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence

from stc_cli.codebook import Codebook
from stc_cli.output import Output
from stc_cli.render.documents import analytic_markdown, condensates_markdown
from stc_cli.tables.attribution import quoted
from stc_cli.workspace import Study


def document_breaks(
    output: Output, study: Study, stages: Container[str], proved: Counter[str]
) -> Iterator[str]:
    """Documents that a person edited or that belong to other records. `stages`: that have run."""
    if study.codebook is None:
        return
    book = study.codebook
    documents: dict[str, tuple[str, Callable[[Output, Study, Codebook], str]]] = {
        "condense": ("4_condense/condensates.md", _condensates),
        "synthesize": ("5_synthesize/analytic_text.md", _analytic_text),
    }
    for stage, (name, expected) in documents.items():
        if stage not in stages:
            continue
        found = output.document(name)
        try:
            wanted = expected(output, study, book)
        except KeyError:
            yield f"{name}: the records beside it name what is not in the codebook."
            continue
        if found != wanted:
            line = _first_different_line(found.split("\n"), wanted.split("\n"))
            yield f"{name}, line {line}: is not what the records beside it say."
        proved["documents say what the records say"] += 1


def _condensates(output: Output, study: Study, book: Codebook) -> str:
    return condensates_markdown(
        output.condensates,
        headings=book.headings(study.config.language_out),
        labels=study.config.labels_in(study.config.language_out),
        units={unit.unit_id: unit.text for unit in output.units},
        texts=study.texts,
    )


def _analytic_text(output: Output, study: Study, book: Codebook) -> str:
    return analytic_markdown(
        output.categories,
        headings=book.headings(study.config.language_out),
        labels=study.config.labels_in(study.config.language_out),
        texts=study.texts,
        quoted={quote: quoted(quote, study.config.attribution) for quote in output.quotes},
    )


def _first_different_line(found: Sequence[str], expected: Sequence[str]) -> int:
    pairs = enumerate(zip(found, expected, strict=False), start=1)
    shorter = min(len(found), len(expected))
    return next((number for number, (a, b) in pairs if a != b), shorter + 1)
