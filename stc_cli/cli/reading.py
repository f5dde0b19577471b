"""Commands about reading: the overview, copies and cards on paper, memos, preliminary themes."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stc_cli.cli.options import (
    ConfigOption,
    JsonOption,
    OutOption,
    QuietOption,
    SkipOption,
    TranscriptsArgument,
    WorkersOption,
)

if TYPE_CHECKING:
    from stc_cli.pipeline import StageName
    from stc_cli.reduces import Reduces
    from stc_cli.runner import Report
    from stc_cli.workspace import Study

SubjectArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="SUBJECT",
        help='An id of a unit, transcript, code, subgroup or group, or "study".',
    ),
]


def overview(
    transcripts: TranscriptsArgument = None,
    config: ConfigOption = None,
    out: OutOption = None,
    terms: Annotated[
        bool, typer.Option("--terms", help="Show terms and phrases too: after the first reading.")
    ] = False,
    workers: WorkersOption = 1,
    skip_bad: SkipOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """A reading aid: length, talk, who has read how far. (Step 1 total impression.)"""
    from stc_cli.cli import console, reading_views
    from stc_cli.impression import impression
    from stc_cli.workspace import open_study

    study = open_study(config=config, transcripts=transcripts, out=out)
    report = _up_to_date(study, "overview", workers=workers, quiet=quiet)
    if json:
        found = impression(study, _reduces(report), terms=terms)
        console.show_json({**console.summary(report), **reading_views.summary(found)})
    elif not quiet:
        reading_views.show_impression(impression(study, _reduces(report), terms=terms))
        console.show_report(report)
    if report.refused and not skip_bad:
        raise typer.Exit(1)


def print_(
    transcripts: Annotated[
        list[str] | None, typer.Argument(metavar="TRANSCRIPT…", help="Their ids. [default: all]")
    ] = None,
    config: ConfigOption = None,
    out: OutOption = None,
    cards: Annotated[
        bool, typer.Option("--cards", help="Cards of meaning units instead of reading copies.")
    ] = False,
    code: Annotated[str, typer.Option(help="Cards of the units of this code.")] = "",
    group: Annotated[
        str, typer.Option(help="Cards of the units of this code group or subgroup.")
    ] = "",
    blank: Annotated[
        bool, typer.Option("--blank", help="Leave codes and memos off the cards.")
    ] = False,
    out_folder: Annotated[
        Path | None, typer.Option(help="Where to. [default: print/ in the output folder]")
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write Word files to read and write on: transcripts with numbered lines, or unit cards."""
    from stc_cli.cli import console, reading_views
    from stc_cli.reading_copies.printing import Wish, printed
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    wish = Wish(tuple(transcripts or ()), cards, code, group, blank=blank)
    needed: StageName = (
        "ingest" if not wish.of_units else "segment" if study.codebook is None else "code"
    )
    _up_to_date(study, needed, quiet=quiet)
    files = printed(study, wish, out_folder)
    for file in files:
        if file.beside:
            console.say(f"{file.beside} was changed since it was printed and is left as it is; "
                        f"the new one is {file.path.name}.")  # fmt: skip
    if json:
        console.show_json(reading_views.printed_summary(files))
    elif not quiet:
        reading_views.show_printed(files)


def memo(
    subject: SubjectArgument = None,
    config: ConfigOption = None,
    out: OutOption = None,
    text: Annotated[
        str | None, typer.Option(help="What it says. [default: what is piped into the command]")
    ] = None,
    by: Annotated[str, typer.Option(help="Who writes it.")] = "",
    title: Annotated[str, typer.Option(help="Its title, which also names its file.")] = "",
    list_: Annotated[
        bool, typer.Option("--list", help="Show the memos about SUBJECT, or all memos.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Write a memo about a unit, transcript, code, group or the study, or list memos."""
    from stc_cli.cli import console, reading_views
    from stc_cli.errors import UsageError
    from stc_cli.memoing import Memos
    from stc_cli.workspace import open_study

    memos = Memos(open_study(config=config, out=out))
    if list_:
        rows = memos.listed(memos.subject(subject) if subject is not None else None)
        if json:
            console.show_json({"memos": [reading_views.memo_summary(row) for row in rows]})
        else:
            reading_views.show_memos(rows)
        return
    if subject is None or not by:
        raise UsageError(
            'say what the memo is about and who writes it: `stc memo study --by Anna --text "…"`. '
            "`stc memo --list` shows all memos."
        )
    about = memos.subject(subject)
    said = text if text is not None else "" if sys.stdin.isatty() else sys.stdin.read()
    made = memos.add(about, text=said, by=by, title=title, date=date.today().isoformat())
    if json:
        console.show_json(reading_views.memo_summary(memos.written(made)))
    else:
        console.out.print(f"wrote {memos.path(made)}", markup=False, soft_wrap=True)


def themes(config: ConfigOption = None, out: OutOption = None, json: JsonOption = False) -> None:
    """Show what became of each reader's preliminary themes. (Step 1 total impression.)"""
    from stc_cli.background import Around
    from stc_cli.cli import console, reading_views
    from stc_cli.output import Output
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    around = Around(study, Output(study.out))
    if json:
        console.show_json(reading_views.themes_summary(around.themes, around.headings))
    else:
        reading_views.show_themes(around.themes, around.headings)


def _reduces(report: Report) -> Reduces:
    assert report.reduces is not None
    return report.reduces


def _up_to_date(study: Study, upto: StageName, *, workers: int = 1, quiet: bool = False) -> Report:
    """Run the stages up to one, and say on stderr what a person should know of it."""
    from stc_cli.cli import console
    from stc_cli.runner import run

    with console.progress(quiet=quiet) as step:
        report = run(study, upto, workers=workers, notify=step)
    console.show_problems(report)
    earlier = [name for name in report.computed if name != upto]
    if earlier and not quiet:
        console.say(f"ran {', '.join(earlier)} first.")
    return report
