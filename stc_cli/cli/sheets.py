"""`stc sheet`: units and decisions as a workbook to fill in, there and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stc_cli.cli.options import CoderOption, ConfigOption, JsonOption, OutOption, QuietOption

if TYPE_CHECKING:
    from stc_cli.pipeline import StageName
    from stc_cli.sheets.counter import Answered
    from stc_cli.sheets.importing import Taken
    from stc_cli.sheets.layout import Kind, Sheet
    from stc_cli.sheets.reading import Table
    from stc_cli.sheets.validation import Validated
    from stc_cli.sheets.wishes import Remark
    from stc_cli.workspace import Study

SUFFIXES = (".xlsx", ".csv")
_SHOWN = 20  # rows of a kind that are named; `--json` names all

sheet = typer.Typer(
    help="Decide in a spreadsheet: write a sheet to fill in, and take it in again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@sheet.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: .xlsx or .csv.")],
    coder: CoderOption,
    transcript: Annotated[
        list[str] | None, typer.Option(help="Only this transcript; may be repeated.")
    ] = None,
    code: Annotated[list[str] | None, typer.Option(help="Only this code; may be repeated.")] = None,
    uncoded: Annotated[bool, typer.Option("--uncoded", help="Only units without a code.")] = False,
    undecided: Annotated[
        bool, typer.Option("--undecided", help="Only what you have not decided.")
    ] = False,
    no_proposals: Annotated[
        bool, typer.Option("--no-proposals", help="Do not show what the rules propose.")
    ] = False,
    group: Annotated[
        str, typer.Option(help="The units of this code group, to be sorted into subgroups.")
    ] = "",
    validate: Annotated[
        bool, typer.Option("--validate", help="Transcripts and categories, for the re-reading.")
    ] = False,
    counter_evidence: Annotated[
        bool,
        typer.Option("--counter-evidence", help="Passages that may speak against statements."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it is there.")] = False,
    config: ConfigOption = None,
    out: OutOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a sheet: units with codes, a group's units to sort, re-reading, counter-evidence."""
    from stc_cli.cli import console
    from stc_cli.deciding import checked_coder
    from stc_cli.files import write_bytes
    from stc_cli.sheets.exporting import Wanted, refuse_among_transcripts
    from stc_cli.sheets.writing import sheet_csv, sheet_xlsx
    from stc_cli.workspace import open_study

    _refuse_file(file, force=force)
    wanted = Wanted(
        tuple(transcript or ()), tuple(code or ()), uncoded, undecided, not no_proposals
    )
    kind = _kind(wanted, group, validate=validate, counter_evidence=counter_evidence)
    study = open_study(config=config, out=out)
    refuse_among_transcripts(file, study)
    made = _sheet(study, checked_coder(coder), wanted, group, kind, quiet=quiet)
    data = sheet_xlsx(made) if file.suffix.lower() == ".xlsx" else sheet_csv(made)
    write_bytes(file, data, durable=True)
    decided = _decided(made)
    if json:
        console.show_json(
            {"file": str(file), "kind": made.kind, "rows": len(made.rows), "decided": decided}
        )
    elif not quiet:
        rows = f"{len(made.rows):,} row{'' if len(made.rows) == 1 else 's'}"
        console.out.print(
            f"wrote {file}: {rows}, {decided:,} of them decided by {coder}.",
            markup=False, soft_wrap=True,
        )  # fmt: skip


def _sheet(study: Study, coder: str, wanted: Any, group: str, kind: Kind, *, quiet: bool) -> Sheet:
    """The sheet that is asked for, of results that are up to date."""
    from stc_cli.cli import console
    from stc_cli.runner import run
    from stc_cli.sheets.counter import counter_sheet
    from stc_cli.sheets.exporting import Export
    from stc_cli.sheets.validation import validation_sheet

    study.required_codebook()
    with console.progress(quiet=quiet) as step:
        stage: StageName = "synthesize" if kind == "counter_evidence" else "code"
        report = run(study, stage, notify=step)
    console.show_problems(report)
    if report.computed and not quiet:
        console.say(f"ran {', '.join(report.computed)} first.")
    view = Export(study, coder, wanted)
    if kind == "counter_evidence":
        return counter_sheet(study, view.output, coder, undecided=wanted.undecided)
    if kind == "validation":
        return validation_sheet(study, view.output, coder)
    return view.sorting(group) if group else view.coding()


def _decided(made: Sheet) -> int:
    """How many rows have a decision."""
    column = {"coding": "decision", "sorting": "subgroup", "validation": "verdict",
              "counter_evidence": "disposition"}[made.kind]  # fmt: skip
    place = [entry.name for entry in made.columns].index(column)
    return sum(bool(row[place]) for row in made.rows)


def _refuse_file(path: Path, *, force: bool) -> None:
    """Raise UsageError for a sheet of another kind, and for one that is there: it may be filled."""
    from stc_cli.errors import UsageError

    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path}: sheets are written as .xlsx or .csv. Name such a file.")
    if path.exists() and not force:
        raise UsageError(
            f"{path}: is there already, and somebody may have filled it in. Name another file, or "
            "overwrite it with --force."
        )


def _kind(wanted: Any, group: str, *, validate: bool, counter_evidence: bool) -> Kind:
    """Which sheet is asked for. Raises UsageError for two at once, or a choice it does not take."""
    from stc_cli.errors import UsageError

    asked = {"--group": bool(group), "--validate": validate, "--counter-evidence": counter_evidence}
    several = [option for option, given in asked.items() if given]
    of_codes = bool(wanted.codes or wanted.uncoded or not wanted.proposals)
    if len(several) > 1:
        raise UsageError(f"{several[0]} and {several[1]} are two sheets. Write one after the "
                         "other.")  # fmt: skip
    if group and of_codes:
        raise UsageError("--group takes --transcript and --undecided, no other choice of rows.")
    if validate and (of_codes or wanted.transcripts or wanted.undecided):
        raise UsageError("--validate is of all transcripts and categories. Leave the choice out.")
    if counter_evidence and (of_codes or wanted.transcripts):
        raise UsageError("--counter-evidence takes --undecided, no other choice of rows.")
    if counter_evidence:
        return "counter_evidence"
    return "validation" if validate else "sorting" if group else "coding"


@sheet.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sheet that was filled in.")],
    coder: CoderOption,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Take the other rows in if some cannot be.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written; write nothing.")
    ] = False,
    config: ConfigOption = None,
    out: OutOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take a sheet in: what is new in it becomes lines of the coder's ledger."""
    from stc_cli.deciding import checked_coder
    from stc_cli.sheets.reading import read_sheet
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    told = _Told(file, study, checked_coder(coder), skip_bad=skip_bad, dry_run=dry_run, json=json,
                 quiet=quiet)  # fmt: skip
    table = read_sheet(file)
    if table.kind == "counter_evidence":
        told.counter_evidence(table)
    elif table.kind == "validation":
        told.validation(table)
    else:
        told.decisions(table)


class _Told:
    """Taking a sheet in, and telling what came of it."""

    def __init__(
        self, file: Path, study: Study, coder: str, *, skip_bad: bool, dry_run: bool, json: bool,
        quiet: bool,
    ) -> None:  # fmt: skip
        self.file = file
        self.study = study
        self.coder = coder
        self.skip_bad = skip_bad
        self.dry_run = dry_run
        self.json = json
        self.quiet = quiet

    def decisions(self, table: Table) -> None:
        """A sheet of decisions, into the ledger."""
        from stc_cli.decisions.ledger import ledger_path
        from stc_cli.sheets.importing import take_in

        taken, lines = take_in(
            self.study, self.coder, table, skip_bad=self.skip_bad, dry_run=self.dry_run
        )
        target = self.study.name(ledger_path(self.study.decisions, self.coder))
        where = f", line{'s' if len(lines) > 1 else ''} {_range(lines)}" if lines else ""
        self._show(taken, "decision", f"{target}{where}", taken.conflicts, lines=lines)

    def validation(self, table: Table) -> None:
        """A sheet of the re-reading, into its file."""
        from stc_cli.sheets.validation import NAME, take_in_validation

        taken = take_in_validation(
            self.study, self.coder, table, skip_bad=self.skip_bad, dry_run=self.dry_run
        )
        target = self.study.name(self.study.decisions / NAME)
        self._show(taken, "row", target, (), taken_back=len(taken.taken_back))

    def counter_evidence(self, table: Table) -> None:
        """A sheet of counter-evidence, into its file."""
        from stc_cli.decisions.counter import NAME
        from stc_cli.sheets.counter import take_in_counter

        taken = take_in_counter(
            self.study, self.coder, table, skip_bad=self.skip_bad, dry_run=self.dry_run
        )
        target = self.study.name(self.study.decisions / NAME)
        self._show(taken, "answer", target, (), taken_back=len(taken.taken_back))

    def _show(
        self, taken: Taken | Validated | Answered, noun: str, target: str,
        conflicts: Sequence[Remark], **more: Any,
    ) -> None:  # fmt: skip
        from stc_cli.cli import console
        from stc_cli.errors import StcError

        self._name(taken.problems)
        stopped = bool(taken.problems) and not self.skip_bad
        if self.json:
            rows = {"problems": taken.problems, "conflicts": conflicts, "remarks": taken.remarks}
            console.show_json({
                "file": str(self.file), "rows": taken.rows, "new": len(taken.made),
                "unchanged": taken.unchanged, "written": not (stopped or self.dry_run),
                "target": target, **more,
                **{name: [remark._asdict() for remark in rows[name]] for name in rows},
            })  # fmt: skip
        elif not self.quiet:
            self._name(conflicts, "another coder says otherwise: ")
            self._name(taken.remarks)
            if not stopped:
                console.out.print(self._sentence(taken, noun, target), markup=False, soft_wrap=True)
        if stopped:
            count = len({remark.row for remark in taken.problems})
            rows_ = f"{count} row{'' if count == 1 else 's'}"
            raise StcError(
                f"{self.file}: {rows_} cannot be taken in, so nothing was written. Correct what is "
                "named above, or take the other rows in with --skip-bad."
            )

    def _sentence(self, taken: Taken | Validated | Answered, noun: str, target: str) -> str:
        new = len(taken.made) + len(getattr(taken, "taken_back", ()))
        what = f"{new:,} new {noun}{'' if new == 1 else 's'}"
        rows = f"{taken.rows:,} row{'' if taken.rows == 1 else 's'}"
        same = f"{taken.unchanged:,} already taken in"
        if self.dry_run:
            return f"{self.file}: {rows}, {what}, {same}. Nothing was written."
        if not new:
            return f"{self.file}: {rows}, nothing new, {same}."
        then = {"decision": " `stc code` applies them.",
                "answer": " `stc synthesize` shows them."}.get(noun, "")  # fmt: skip
        return f"{self.file}: {rows}, {what} in {target}, {same}.{then}"

    def _name(self, remarks: Sequence[Remark], what: str = "") -> None:
        from stc_cli.cli import console

        for remark in remarks[:_SHOWN]:
            console.say(f"{self.file}, row {remark.row}: {what}{remark.text}")
        if len(remarks) > _SHOWN:
            console.say(f"… and {len(remarks) - _SHOWN:,} more rows; --json names all.")


def _range(lines: Sequence[int]) -> str:
    return str(lines[0]) if len(lines) == 1 else f"{lines[0]}-{lines[-1]}"
