"""The commands: each reads its options and calls one function."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from stc_cli import __version__
from stc_cli.cli.adopting import adopt, diff
from stc_cli.cli.agreement import agree
from stc_cli.cli.codebook import codebook
from stc_cli.cli.contributors import contributors
from stc_cli.cli.deciding import decide
from stc_cli.cli.log import log
from stc_cli.cli.options import (
    ConfigOption,
    JsonOption,
    OutOption,
    QuietOption,
    SkipOption,
    TranscriptsArgument,
    WorkersOption,
)
from stc_cli.cli.products import figure, methods, report
from stc_cli.cli.quoting import quote
from stc_cli.cli.reading import memo, overview, print_, themes
from stc_cli.cli.sheets import sheet
from stc_cli.cli.suggest import suggest
from stc_cli.cli.transcripts import show_roster, withdraw
from stc_cli.pipeline import StageName, stage
from stc_cli.records import TableFormat

app = typer.Typer(
    help="Systematic Text Condensation: from transcripts to the table in the paper, offline, with "
    "every sentence traced to what was said.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stc {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def _running_command(name: str, upto: StageName | Literal["all"], text: str) -> None:
    """Add a command that runs stages."""

    def command(
        transcripts: TranscriptsArgument = None,
        config: ConfigOption = None,
        out: OutOption = None,
        workers: WorkersOption = 1,
        skip_bad: SkipOption = False,
        json: JsonOption = False,
        quiet: QuietOption = False,
    ) -> None:
        _run(upto, transcripts, config, out, workers, skip_bad, json, quiet)

    app.command(name, help=text)(command)


_running_command("analyze", "all", "Run all stages: from a folder of transcripts to the tables.")


@app.command(help=stage("ingest").help)
def ingest(
    transcripts: TranscriptsArgument = None,
    config: ConfigOption = None,
    out: OutOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show who talks in each transcript; write nothing.")
    ] = False,
    workers: WorkersOption = 1,
    skip_bad: SkipOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    if dry_run:
        show_roster(transcripts, config, out, json=json, skip_bad=skip_bad)
    else:
        _run("ingest", transcripts, config, out, workers, skip_bad, json, quiet)


app.command()(overview)


def _running_stage(name: StageName) -> None:
    """Add the command of a stage that has no options of its own."""
    entry = stage(name)
    _running_command(name, name, f"{entry.help} (Step {entry.step}.)" if entry.step else entry.help)


_running_stage("segment")


@app.command(help=stage("code").help + f" (Step {stage('code').step}.)")
def code(
    transcripts: TranscriptsArgument = None,
    config: ConfigOption = None,
    out: OutOption = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="UNIT", help="Say why rules fire on a unit or do not."),
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="With --explain: show every rule.")] = False,
    workers: WorkersOption = 1,
    skip_bad: SkipOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from stc_cli.cli.explaining import explain as explain_unit
    from stc_cli.errors import UsageError

    if all and explain is None:
        raise UsageError("--all shows the rules of a unit; name it with --explain.")
    if explain is None:
        _run("code", transcripts, config, out, workers, skip_bad, json, quiet)
    else:
        explain_unit(explain, transcripts, config, out, workers, json=json, all=all)


_running_stage("condense")
_running_stage("synthesize")


@app.command()
def table(
    config: ConfigOption = None,
    out: OutOption = None,
    table_id: Annotated[str | None, typer.Option("--id", help="Only this table.")] = None,
    format: Annotated[
        str | None, typer.Option("--format", help="Print the table to stdout: csv, md, html, tex.")
    ] = None,
    workers: WorkersOption = 1,
    skip_bad: SkipOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Render the tables of the paper. (Step 4 tables.)"""
    if table_id is None and format is None:
        _run("table", None, config, out, workers, skip_bad, json, quiet)
    else:
        _print_table(config, out, table_id, format, workers, skip_bad)


def _print_table(
    config: Path | None,
    out: Path | None,
    table_id: str | None,
    format: str | None,
    workers: int,
    skip_bad: bool,
) -> None:
    """Bring the tables up to date and print one, or each, to stdout."""
    from typing import cast, get_args

    from stc_cli.cli import console
    from stc_cli.errors import UsageError, did_you_mean
    from stc_cli.findings import Findings
    from stc_cli.render import render
    from stc_cli.runner import run
    from stc_cli.stages.table import table_of
    from stc_cli.workspace import open_study

    printable = [name for name in get_args(TableFormat) if name not in ("docx", "xlsx")]
    if format is not None and format not in printable:
        raise UsageError(f'"{format}" cannot be printed; choose one of {", ".join(printable)}.')
    study = open_study(config=config, out=out)
    ids = [entry.id for entry in study.config.tables]
    if table_id is not None and table_id not in ids:
        raise UsageError(f'there is no table "{table_id}".{did_you_mean(table_id, ids)}')
    report = run(study, "table", workers=workers)
    console.show_problems(report)
    findings = Findings(study)
    for entry in study.config.tables:
        if table_id in (None, entry.id):
            made = table_of(entry, findings)
            if format is None:
                console.show_table(made)
            else:
                console.out.file.write(render(made, cast(TableFormat, format)).decode())
    if report.refused and not skip_bad:
        raise typer.Exit(1)


@app.command()
def verify(config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
           quiet: QuietOption = False) -> None:  # fmt: skip
    """Prove that every text in the output traces back, letter for letter, to what was said."""
    from stc_cli.cli import console
    from stc_cli.decisions.texts import text_files
    from stc_cli.errors import CheckFailed
    from stc_cli.proofs import verify as prove
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    proof = prove(study)
    if json:
        console.show_json({"breaks": proof.breaks, "listed": proof.listed, "proved": proof.proved})
    elif not quiet:
        for place in proof.breaks:
            console.out.print(place, markup=False, soft_wrap=True)
        for place in proof.listed:
            console.out.print(f"look at {place}", markup=False, soft_wrap=True)
        for what, count in proof.proved.items():
            console.out.print(f"{count:>8,} {what}")
    if proof.breaks:
        more = f" (and {len(proof.breaks) - 1} more)" if len(proof.breaks) > 1 else ""
        theirs = tuple(study.name(path) for path in text_files(study.decisions))
        mend = "" if proof.breaks[0].startswith(theirs) else " Run `stc analyze` to restore it."
        raise CheckFailed(f"{proof.breaks[0].rstrip('.')}{more}.{mend}")


@app.command()
def check(config: ConfigOption = None, out: OutOption = None, json: JsonOption = False,
          quiet: QuietOption = False) -> None:  # fmt: skip
    """Check config, codebook and decisions; advise on codes, groups and headings."""
    from stc_cli.checks import check as check_study
    from stc_cli.cli import console
    from stc_cli.errors import CheckFailed
    from stc_cli.workspace import open_study

    findings = check_study(open_study(config=config, out=out))
    errors = [finding for finding in findings if finding.level == "error"]
    if json:
        console.show_json({"findings": [finding._asdict() for finding in findings]})
    elif not quiet:
        console.show_findings(findings)
        if not findings:
            console.out.print("Nothing to remark.")
    if errors:
        raise CheckFailed(errors[0].text)


@app.command()
def status(
    config: ConfigOption = None,
    out: OutOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 3 unless everything is current.")
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say which stages are current, stale or missing, and why."""
    from stc_cli.cli import console
    from stc_cli.cli.adopting import show_texts, states_data
    from stc_cli.errors import CheckFailed
    from stc_cli.status import rereading
    from stc_cli.status import status as stage_states
    from stc_cli.text_states import last_states
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    rows, read, texts = stage_states(study), rereading(study), last_states(study)
    if json:
        stages = [row._asdict() for row in rows]
        console.show_json({"stages": stages, "texts": states_data(texts),
                           "unread": read.unread, "unanswered": read.unanswered})  # fmt: skip
    elif not quiet:
        console.show_status(rows)
        show_texts(texts)
        console.show_rereading(read)
    behind = [row for row in rows if row.state != "current"]
    if check and behind:
        raise CheckFailed(f"{behind[0].stage} is {behind[0].state}: {behind[0].why}.")


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A unit, turn, sentence, statement, "
                                        "code, subgroup, group, table row (table1:2), "
                                        "transcript or theme, or \"study\".")],
    config: ConfigOption = None,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Walk from a table cell, sentence, unit or turn to the passage, and back."""
    from stc_cli.cli import console
    from stc_cli.trace import trace
    from stc_cli.workspace import open_study

    node = trace(open_study(config=config, out=out), name)
    if json:
        console.show_json(node.as_dict())
    else:
        console.show_trace(node)


app.command()(report)
app.command()(figure)
app.command()(methods)
app.command()(themes)
app.command()(memo)
app.command("print")(print_)
app.command()(withdraw)
app.add_typer(decide, name="decide")
app.add_typer(quote, name="quote")
app.add_typer(codebook, name="codebook")
app.add_typer(sheet, name="sheet")
app.command()(adopt)
app.command()(diff)
app.command()(contributors)
app.command()(log)
app.command()(agree)
app.command()(suggest)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to begin the study.")] = Path(),
    language: Annotated[str, typer.Option(help="Of the transcripts: en, nb, nn, da, sv …")] = "en",
) -> None:
    """Begin a study: a config, a codebook to fill in, and folders for transcripts and decisions."""
    from stc_cli.cli import console
    from stc_cli.starter import begin_study

    for path in begin_study(folder, language):
        console.out.print(f"wrote {path}", soft_wrap=True)
    console.out.print(
        "Put transcripts into transcripts/, fill in codebook.yaml, then run `stc analyze`."
    )


def _run(
    upto: StageName | Literal["all"],
    transcripts: Path | None,
    config: Path | None,
    out: Path | None,
    workers: int,
    skip_bad: bool,
    json: bool,
    quiet: bool,
) -> None:
    """Run stages and tell what came of it; exit code 1 when files could not be read."""
    from stc_cli.cli import console
    from stc_cli.runner import run
    from stc_cli.workspace import open_study

    study = open_study(config=config, transcripts=transcripts, out=out)
    with console.progress(quiet=quiet) as step:
        report = run(study, upto, workers=workers, notify=step)
    console.show_problems(report)
    if json:
        console.show_json(console.summary(report))
    elif not quiet:
        earlier = [name for name in report.computed if upto not in ("all", name)]
        if earlier:
            console.say(f"ran {', '.join(earlier)} first.")
        if "table" in report.stages and report.reduces is not None:
            from stc_cli.findings import Findings
            from stc_cli.stages.table import table_of

            findings = Findings(study)
            for entry in study.config.tables[: 1 if upto == "all" else None]:
                console.show_table(table_of(entry, findings))
        console.show_report(report)
    if report.unfinished is not None:
        raise report.unfinished
    if report.refused and not skip_bad:
        raise typer.Exit(1)
