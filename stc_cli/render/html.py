"""A table as one HTML page that stands by itself."""

from __future__ import annotations

from importlib import resources

from jinja2 import Environment, StrictUndefined

from stc_cli.records import Table
from stc_cli.render.grid import blocks, caption, clean, is_numeric, notes, one_line, shares

_LINE_CHARS = 110  # what stands in one line of the page


def table_bytes(table: Table) -> bytes:
    """A complete UTF-8 page without scripts or anything to load.

    One `tbody` per category, so that `scope="rowgroup"` says which rows a category heads.
    """
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters["lines"] = _lines
    source = resources.files("stc_cli.render").joinpath("table.html.j2").read_text("utf-8")
    page = environment.from_string(source).render(
        language=one_line(table.language),
        caption=caption(table),
        columns=list(zip(table.headings, shares(table, _LINE_CHARS), strict=True)),
        numeric=is_numeric(table),
        notes=notes(table),
        blocks=blocks(table.rows),
        draft=one_line(table.draft),
    )
    return (page.rstrip("\n") + "\n").encode("utf-8")


def _lines(text: str) -> list[str]:
    return clean(text).strip().split("\n")
