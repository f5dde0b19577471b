"""`stc codebook`: changes of the codebook that older decisions follow, and what two differ in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from stc_cli.cli.options import ConfigOption, JsonOption, OutOption

_SHOWN = 10  # units of a code that are printed
_LENGTH = 100  # characters of a unit that are printed

codebook = typer.Typer(
    help="Change the codebook so that older decisions follow; compare two codebooks.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

KindOption = Annotated[
    Literal["code", "subgroup", "group"] | None,
    typer.Option(help="What the id is of, where a code has the same."),
]
ByOption = Annotated[str, typer.Option(help="Who does it, for the record.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Print what would change as a diff; change nothing.")
]


@codebook.command()
def rename(
    old: Annotated[str, typer.Argument(metavar="OLD", help="An id of the codebook.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    kind: KindOption = None,
    config: ConfigOption = None,
    by: ByOption = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Give a code, subgroup or code group another id."""
    from stc_cli.revisions.acts import Wish

    _act(Wish("rename", (old,), (new,), kind=kind), config, by, dry_run=dry_run, json=json)


@codebook.command()
def merge(
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="The codes to join.")],
    into: Annotated[str, typer.Option(help="One of them, another code, or a new id.")],
    config: ConfigOption = None,
    by: ByOption = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Join codes into one, with the definitions, examples and rules of all."""
    from stc_cli.revisions.acts import Wish

    _act(Wish("merge", tuple(codes), (into,)), config, by, dry_run=dry_run, json=json)


@codebook.command()
def split(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code to divide.")],
    into: Annotated[list[str], typer.Option(help="The id of a part; give it for each.")],
    config: ConfigOption = None,
    by: ByOption = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Divide a code: each part gets a copy to be cut down, and its decisions are asked again."""
    from stc_cli.revisions.acts import Wish

    _act(Wish("split", (code,), tuple(into)), config, by, dry_run=dry_run, json=json)


@codebook.command()
def move(
    name: Annotated[str, typer.Argument(metavar="ID", help="A code or subgroup.")],
    to: Annotated[str, typer.Option(help="The subgroup or code group it is to lie in.")],
    kind: Annotated[
        Literal["code", "subgroup"] | None,
        typer.Option(help="What the id is of, where both have the same."),
    ] = None,
    config: ConfigOption = None,
    by: ByOption = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Put a code into another subgroup or code group, or a subgroup into another code group."""
    from stc_cli.revisions.acts import Wish

    _act(Wish("move", (name,), to=to, kind=kind), config, by, dry_run=dry_run, json=json)


def _act(wish: Any, config: Path | None, by: str, *, dry_run: bool, json: bool) -> None:
    """Carry out a wish and say what came of it, or print what would."""
    from datetime import date

    from stc_cli.cli import console
    from stc_cli.revisions.changes import carry_out, diff, planned
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=None)
    plan = planned(study, wish, date=date.today().isoformat(), by=by)
    if not dry_run:
        carry_out(study, plan)
    migration = plan.migration
    written = [study.name(change.path) for change in plan.files if change.after is not None]
    removed = [study.name(change.path) for change in plan.files if change.after is None]
    written.append(study.name(plan.migrations_file))
    lines = list(diff(study, plan)) if dry_run else []
    assert study.codebook_path is not None
    book = study.name(study.codebook_path)
    if json:
        console.show_json({
            "act": migration.act, "kind": migration.kind, "from": list(migration.sources),
            "to": list(migration.targets), "into": migration.into,
            "written": [] if dry_run else written, "removed": [] if dry_run else removed,
            "diff": lines, "still_named": [{"line": n, "id": name} for n, name in plan.still],
        })  # fmt: skip
        return
    if dry_run:
        for line in lines:
            console.out.print(line, markup=False, soft_wrap=True)
    else:
        console.out.print(_sentence(migration), markup=False, soft_wrap=True)
        for verb, names in (("wrote", written), ("removed", removed)):
            for name in names:
                console.out.print(f"  {verb} {name}", markup=False, soft_wrap=True)
    for name in dict.fromkeys(name for _, name in plan.still):
        lines_of = [str(number) for number, still in plan.still if still == name]
        where = f"line{'s' if len(lines_of) > 1 else ''} {', '.join(lines_of)}"
        console.say(f'{book}, {where}: still names "{name}", if that is what is meant there.')


def _sentence(migration: Any) -> str:
    """What was done, for the person who did it."""
    kind = "code group" if migration.kind == "group" else migration.kind
    old, new = (_quoted(ids) for ids in (migration.sources, migration.targets))
    match migration.act:
        case "rename":
            return f"Renamed the {kind} {old} to {new}."
        case "merge":
            return f"Merged {old} into {new}. Read its name, definition and rules once."
        case "split":
            return f"Split {old} into {new}. Divide definition and rules between them."
        case _:
            return f'Moved the {kind} {old} to "{migration.into}".'


def _quoted(ids: tuple[str, ...]) -> str:
    quoted = [f'"{name}"' for name in ids]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


@codebook.command("diff")
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="A codebook, such as an older copy.")],
    second: Annotated[
        Path | None, typer.Argument(metavar="B", help="Another. [default: the study's]")
    ] = None,
    config: ConfigOption = None,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """Say what two codebooks differ in, and which units of the last run gain or lose codes."""
    from stc_cli.cli import console
    from stc_cli.revisions.comparing import compared
    from stc_cli.workspace import open_study

    found = compared(open_study(config=config, out=out), first, second)
    if json:
        console.show_json({
            "changes": [change._asdict() for change in found.changes],
            "units": None if found.units is None else [
                {"code_id": c.code_id, "gained": [u.unit_id for u in c.gained],
                 "lost": [u.unit_id for u in c.lost]}
                for c in found.units
            ],
        })  # fmt: skip
        return
    lines = [*_change_lines(found.changes), *_unit_lines(found.units or ())]
    for line in lines or ["No difference."]:
        console.out.print(line, markup=False, soft_wrap=True)
    if found.units is None:
        console.say("there are no units yet to compare; run `stc segment` first.")


def _change_lines(changes: Any) -> Iterator[str]:
    for change in changes:
        kind = "code group" if change.kind == "group" else change.kind
        yield f'{kind} "{change.id}": {change.what}'
        yield from (f"  {line}" for line in change.lines)


def _unit_lines(changes: Any) -> Iterator[str]:
    for change in changes:
        counts = [
            f"{verb} {len(units)} unit{'' if len(units) == 1 else 's'}"
            for verb, units in (("gains", change.gained), ("loses", change.lost))
            if units
        ]
        yield f'code "{change.code_id}": {", ".join(counts)}'
        for sign, units in (("+", change.gained), ("-", change.lost)):
            for unit in units[:_SHOWN]:
                yield f"  {sign} {unit.unit_id}: {_beginning(unit.text)}"
            if len(units) > _SHOWN:
                yield f"  {sign} and {len(units) - _SHOWN} more; --json lists them all"


def _beginning(text: str) -> str:
    return text if len(text) <= _LENGTH else text[: _LENGTH - 1].rstrip() + "…"
