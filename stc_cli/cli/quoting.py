"""`stc quote …`: the quotations, and how they stand in print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from stc_cli.cli.options import ConfigOption, JsonOption, OutOption

if TYPE_CHECKING:
    from stc_cli.quoting import Listed

quote = typer.Typer(
    help="Quotations: list them, and edit how they are printed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

ManyOption = list[str] | None


@quote.command("list")
def list_(config: ConfigOption = None, out: OutOption = None, json: JsonOption = False) -> None:
    """Show the quotations of the last run as they are printed, with who chose them."""
    from stc_cli.cli import console
    from stc_cli.quoting import listed
    from stc_cli.workspace import open_study

    rows = listed(open_study(config=config, out=out))
    if json:
        console.show_json({"quotes": [_as_dict(row) for row in rows]})
        return
    for row in rows:
        _show(row)
    if not rows:
        console.out.print("No quotation has been chosen.")


@quote.command()
def edit(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="An id from quotes.csv.")],
    by: Annotated[str, typer.Option("--by", help="Who edits it.")],
    text: Annotated[
        str, typer.Option("--text", help="The words, where the unit has several quotations.")
    ] = "",
    elide: Annotated[
        ManyOption, typer.Option("--elide", help="Words printed as (…); may be repeated.")
    ] = None,
    bracket: Annotated[
        ManyOption,
        typer.Option("--bracket", metavar="WORDS=TEXT",
                     help="Words printed as [TEXT]; may be repeated; after the elisions."),
    ] = None,
    translate: Annotated[
        str, typer.Option("--translate", help="In the output language, printed instead.")
    ] = "",
    checked_by: Annotated[
        str, typer.Option("--checked-by", help="Who checked the translation.")
    ] = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Write into decisions/quotes.yaml how a quotation is printed."""
    from stc_cli.cli import console
    from stc_cli.decisions.quotes import quotes_path
    from stc_cli.quoting import Wish, enter
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    wish = Wish(unit, by, text, elide or (), bracket or (), translate, checked_by)
    made = enter(study, wish)
    file = study.name(quotes_path(study.decisions))
    if json:
        console.show_json({"file": file, **made._asdict()})
        return
    console.out.print(f"“{made.printed}”", markup=False, soft_wrap=True)
    console.out.print(f"{file}: wrote line {made.line}. `stc synthesize` applies it.",
                      soft_wrap=True)  # fmt: skip
    if not made.shown:
        console.say(f"{unit}: nothing quotes these words yet; note them with `stc decide quote`.")


def _as_dict(row: Listed) -> dict[str, object]:
    quote = row.quote
    return {
        "unit_id": quote.unit_id, "group_id": quote.group_id, "subgroup_id": quote.subgroup_id,
        "transcript_id": quote.transcript_id, "speakers": list(quote.speakers),
        "quote": quote.quote, "golden_by": quote.golden_by, "printed": quote.printed,
        "line": row.line,
    }  # fmt: skip


def _show(row: Listed) -> None:
    """A quotation under a line that says where it stands, whose it is and who chose it."""
    from rich.markup import escape

    from stc_cli.cli import console

    quote = row.quote
    chosen = f"chosen by {quote.golden_by.replace(';', ', ')}" if quote.golden_by else "draft"
    entry = f", quotes.yaml line {row.line}" if row.line else ""
    where = quote.subgroup_id or quote.group_id
    who = ", ".join((*quote.speakers, quote.transcript_id))
    head = f"[bold]{escape(where)}[/bold] {escape(quote.unit_id)} ({escape(who)}), "
    console.out.print(head + escape(chosen + entry), soft_wrap=True)
    console.out.print(f"  “{quote.printed}”", markup=False, soft_wrap=True)
