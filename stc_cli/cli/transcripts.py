"""Commands about the transcripts and the people in them: the roster, and withdrawal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from stc_cli.cli.options import ConfigOption, JsonOption, OutOption


def show_roster(
    transcripts: Path | None, config: Path | None, out: Path | None, *, json: bool, skip_bad: bool
) -> None:
    """Print who talks in each transcript; nothing is written. Exit code 1 for unreadable files."""
    from stc_cli.cli import console
    from stc_cli.roster import rosters
    from stc_cli.runner import map_task
    from stc_cli.workspace import find_inputs, open_study

    study = open_study(config=config, transcripts=transcripts, out=out)
    inputs, refused = find_inputs(study)
    found = []
    for roster in rosters(map_task(study, ("ingest",)), inputs):
        found.append(roster)
        if not json:
            console.show_roster(roster)
    for row in refused:
        console.say(f"{row.source}: {row.reason}")
    if json:
        console.show_json(console.roster_summary(found, refused))
    if (refused or any(roster.error for roster in found)) and not skip_bad:
        raise typer.Exit(1)


def withdraw(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="A transcript's id, a speaker, or transcript:speaker."),
    ],
    config: ConfigOption = None,
    out: OutOption = None,
    kind: Annotated[
        Literal["person", "transcript"] | None,
        typer.Option(help="What NAME is, where it could be both."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be taken out; change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    keep_originals: Annotated[
        bool, typer.Option("--keep-originals", help="Leave a withdrawn transcript's own file.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who withdraws them, for the record.")] = "",
    json: JsonOption = False,
) -> None:
    """Take a person's words, or a transcript, out of the study: consent was withdrawn."""
    from datetime import date

    from stc_cli.cli import console
    from stc_cli.errors import UsageError
    from stc_cli.withdrawal import Wish, plan
    from stc_cli.withdrawal import withdraw as take_out
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    wish = Wish(name, kind, date.today().isoformat(), by, keep_originals)
    if dry_run or not yes:
        planned = plan(study, wish)
        if json and dry_run:
            console.show_json(console.withdrawal_summary(planned))
        else:
            console.show_withdrawal(planned, done=False)
        if dry_run:
            return
        if not console.can_ask():
            raise UsageError("nothing was changed. Run it again with --yes to take this out.")
        typer.confirm("Take this out for good?", abort=True, err=True)
    made = take_out(study, wish)
    if json:
        console.show_json(console.withdrawal_summary(made))
    else:
        console.show_withdrawal(made, done=True)
