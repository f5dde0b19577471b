"""`stc contributors`: who stands behind each category and subtheme, and who does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from stc_cli.cli.options import ConfigOption, JsonOption, OutOption, SkipOption, WorkersOption

if TYPE_CHECKING:
    from stc_cli.stages.contributors import Contribution

_NOTE = "Counts describe; they are no evidence."
_MARK = "●"
_MOST = 100  # participants shown; contributors.csv has them all


def contributors(
    groups: Annotated[
        list[str] | None, typer.Argument(metavar="GROUP", help="Only these code groups.")
    ] = None,
    config: ConfigOption = None,
    out: OutOption = None,
    workers: WorkersOption = 1,
    skip_bad: SkipOption = False,
    json: JsonOption = False,
) -> None:
    """Show who stands behind each category and subtheme, and what rests on one of them."""
    from stc_cli.cli import console
    from stc_cli.errors import UsageError, did_you_mean
    from stc_cli.evidence import contributions_of
    from stc_cli.runner import run
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    known = [group.id for group in study.required_codebook().groups]
    for name in groups or ():
        if name not in known:
            owner = next((g for g, own in study.required_codebook().subgroup_ids.items()
                          if name in own), "")  # fmt: skip
            hint = f' It is a subgroup of "{owner}".' if owner else did_you_mean(name, known)
            raise UsageError(f'there is no code group "{name}".{hint}')
    report = run(study, "synthesize", workers=workers)
    console.show_problems(report)
    assert report.reduces is not None
    rows = [row for row in contributions_of(report.reduces) if row.group_id in (groups or known)]
    if json:
        console.show_json({"contributors": [row._asdict() for row in rows]})
    else:
        for name in known:
            own = [row for row in rows if row.group_id == name]
            if own:
                _show(name, own)
        console.out.print(_NOTE)
    if report.refused and not skip_bad:
        raise typer.Exit(1)


def _show(group: str, rows: Sequence[Contribution]) -> None:
    """A table of one category: participants down, the category and its subthemes across."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    from stc_cli.cli.console import out

    places = list(dict.fromkeys(row.subgroup_id for row in rows))
    marked = {(row.name, row.subgroup_id) for row in rows if row.units}
    table = Table(title=f"[bold]{escape(group)}[/bold]", title_justify="left", box=SIMPLE_HEAD,
                  pad_edge=False)  # fmt: skip
    for heading in ("Participant", "In", "Category", *filter(None, places)):
        table.add_column(escape(heading), overflow="fold")
    people = [row for row in rows if row.level == "participant" and not row.subgroup_id]
    for row in people[:_MOST]:
        marks = (_MARK if (row.name, place) in marked else "" for place in places)
        table.add_row(escape(row.name), escape(", ".join(row.transcripts)), *marks)
    out.print(table)
    if len(people) > _MOST:
        out.print(f"… and {len(people) - _MOST:,} more in 5_synthesize/contributors.csv.")
    for sentence in resting(rows):
        out.print(escape(sentence), soft_wrap=True)
    out.print()


def resting(rows: Sequence[Contribution]) -> Iterator[str]:
    """Sentences on what rests on one participant or transcript, by place."""
    for row in rows:
        if row.falls:
            what = row.subgroup_id or f"the category {row.group_id}"
            yield f"{what} rests on one {row.level}: {row.name}."
