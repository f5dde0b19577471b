"""`stc decide …`: single acts on units, each a line in the coder's ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stc_cli.cli.options import CoderOption, ConfigOption, JsonOption, OutOption

if TYPE_CHECKING:
    from stc_cli.deciding import Desk
    from stc_cli.decisions.lines import Decision

decide = typer.Typer(
    help="Decide about units: accept, reject or add codes, sort, park, merge, split, quote …",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

ReasonOption = Annotated[str, typer.Option("--reason", help="Why, for the record.")]
UnitsArgument = Annotated[list[str], typer.Argument(metavar="UNIT…", help="Ids from units.csv.")]
UnitArgument = Annotated[str, typer.Argument(metavar="UNIT", help="An id from units.csv.")]
CodesOption = Annotated[list[str] | None, typer.Option("--code", help="A code; may be repeated.")]
GroupOption = Annotated[str, typer.Option("--group", help="The code group.")]


@decide.command()
def accept(
    units: UnitsArgument, coder: CoderOption, code: CodesOption = None, reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Accept codes on units: those named, else those proposed, else the unit as such."""
    desk = _desk(config, out, coder, reason)
    made = []
    for unit in map(desk.unit, units):
        codes = list(map(desk.code, code)) if code else desk.proposed(unit.unit_id)
        made += [desk.about("accept", unit, code=name) for name in codes or [""]]
    _keep(desk, made, json)


@decide.command()
def reject(
    units: UnitsArgument, coder: CoderOption, code: CodesOption = None, reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Reject codes on units: those named, else those proposed."""
    from stc_cli.errors import UsageError

    desk = _desk(config, out, coder, reason)
    made = []
    for unit in map(desk.unit, units):
        codes = list(map(desk.code, code)) if code else desk.proposed(unit.unit_id)
        if not codes:
            raise UsageError(
                f"{unit.unit_id}: no code is proposed on it. Name one with --code, or set the unit "
                "aside if it is not about the question."
            )
        made += [desk.about("reject", unit, code=name) for name in codes]
    _keep(desk, made, json)


@decide.command()
def add(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A code of the codebook.")],
    coder: CoderOption,
    units: Annotated[list[str] | None, typer.Argument(metavar="[UNIT…]", help="Units.")] = None,
    at: Annotated[
        str, typer.Option("--at", metavar="PLACE", help="Instead of units: a passage, as "
                          "transcript:start-end in characters, or a transcript with --text.")
    ] = "",
    text: Annotated[str, typer.Option("--text", help="The passage's words, as they stand.")] = "",
    reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Add a code to units, or to any passage, which then is a unit of its own."""
    from stc_cli.errors import UsageError

    desk = _desk(config, out, coder, reason)
    if bool(units) == bool(at):
        raise UsageError("name units, or a passage with --at.")
    if at:
        made = [desk.on_passage(code, at, text)]
    else:
        made = [desk.about("add", desk.unit(u), code=desk.code(code)) for u in units or ()]
    _keep(desk, made, json)


@decide.command()
def sort(
    units: UnitsArgument, coder: CoderOption, group: GroupOption,
    subgroup: Annotated[str, typer.Option("--subgroup", help="Where the units lie in it.")],
    new: Annotated[
        str, typer.Option("--new", metavar="NAME", help="What a new subgroup is called.")
    ] = "",
    reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Sort units of a code group into one of its subgroups, or into a new one."""
    desk = _desk(config, out, coder, reason)
    desk.subgroup(group, subgroup, new)
    name = new if subgroup not in desk.codebook.subgroup_ids[group] else ""
    made = [
        desk.about("sort", desk.unit(unit), group=group, subgroup=subgroup, name=name)
        for unit in units
    ]
    _keep(desk, made, json)


@decide.command()
def park(
    units: UnitsArgument, coder: CoderOption, group: GroupOption, reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Park units that fit none of a code group's subgroups, to be looked at again."""
    desk = _desk(config, out, coder, reason)
    group = desk.group(group)
    _keep(desk, [desk.about("park", desk.unit(unit), group=group) for unit in units], json)


@decide.command("leave-out")
def leave_out(
    units: UnitsArgument, coder: CoderOption, group: GroupOption,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands with the condensate.")],
    subgroup: Annotated[
        str, typer.Option("--subgroup", help="Only there; else wherever they lie in the group.")
    ] = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Leave units out of their subgroup's condensate; they stay sorted where they are."""
    desk = _desk(config, out, coder, reason)
    desk.group(group)
    if subgroup:
        desk.subgroup(group, subgroup)
    made = [
        desk.about("leave_out", desk.unit(unit), group=group, subgroup=subgroup) for unit in units
    ]
    _keep(desk, made, json)


@decide.command("set-aside")
def set_aside(
    units: UnitsArgument, coder: CoderOption, reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Set units aside: read, and not about the question."""
    desk = _desk(config, out, coder, reason)
    _keep(desk, [desk.about("set_aside", desk.unit(unit)) for unit in units], json)


@decide.command()
def merge(
    units: UnitsArgument, coder: CoderOption, reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Make one unit of several of a transcript, also of several speakers: an exchange."""
    desk = _desk(config, out, coder, reason)
    _keep(desk, [desk.merge(list(map(desk.unit, units)))], json)


@decide.command()
def split(
    unit: UnitArgument, coder: CoderOption,
    before: Annotated[
        list[str], typer.Option("--before", help="The first words of each further part.")
    ],
    reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Divide a unit; what was decided about the whole is decided anew of the parts."""
    desk = _desk(config, out, coder, reason)
    _keep(desk, [desk.split(desk.unit(unit), before)], json)


@decide.command()
def trim(
    unit: UnitArgument, coder: CoderOption,
    to: Annotated[str, typer.Option("--to", help="The words that stay, as they stand.")],
    reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Keep only some words of a unit; the rest becomes a candidate again."""
    desk = _desk(config, out, coder, reason)
    _keep(desk, [desk.trim(desk.unit(unit), to)], json)


@decide.command()
def quote(
    unit: UnitArgument, coder: CoderOption,
    text: Annotated[str, typer.Option("--text", help="The words to quote; else all.")] = "",
    reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Note a telling quotation: a golden quote."""
    desk = _desk(config, out, coder, reason)
    _keep(desk, [desk.quote(desk.unit(unit), text)], json)


@decide.command()
def note(
    unit: UnitArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note.")],
    coder: CoderOption,
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Write a short note about a unit; `stc memo` writes longer ones."""
    desk = _desk(config, out, coder, "")
    _keep(desk, [desk.about("note", desk.unit(unit), note=text)], json)


@decide.command()
def undo(
    coder: CoderOption,
    line: Annotated[int | None, typer.Option("--line", min=1, help="Else the last.")] = None,
    reason: ReasonOption = "",
    config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
) -> None:  # fmt: skip
    """Take a decision back: the coder's last one, or that of a line."""
    desk = _desk(config, out, coder, reason)
    _keep(desk, [desk.undo(line)], json)


def _desk(config: Path | None, out: Path | None, coder: str, reason: str) -> Desk:
    from stc_cli.deciding import Desk, checked_coder
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    return Desk(study, checked_coder(coder, study.ledger.coders), reason)


def _keep(desk: Desk, made: Sequence[Decision], json: bool) -> None:
    from stc_cli.cli import console
    from stc_cli.decisions.ledger import ledger_path

    lines = desk.keep(made)
    file = desk.study.name(ledger_path(desk.study.decisions, desk.coder))
    if json:
        console.show_json({"file": file, "lines": lines})
    else:
        where = f"line {lines[0]}" if len(lines) == 1 else f"lines {lines[0]}-{lines[-1]}"
        console.out.print(f"{file}: wrote {where}. `stc code` applies it.", soft_wrap=True)
