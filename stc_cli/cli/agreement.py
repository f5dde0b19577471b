"""`stc agree`: how far coders agree, and what they differ on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stc_cli.cli.options import ConfigOption, JsonOption, OutOption, QuietOption

if TYPE_CHECKING:
    from stc_cli.agreement.comparison import Comparison, Estimate, Line, Part
    from stc_cli.sheets.layout import Sheet

SHEETS = (".xlsx", ".csv")
UNITS, TALK = "meaning units", "characters of talk"


def agree(
    coders: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CODER",
            help="Coders by the names of their ledgers; `draft` are the rules' proposals. "
            "[default: everyone who has a ledger]",
        ),
    ] = None,
    config: ConfigOption = None,
    out: OutOption = None,
    all_units: Annotated[
        bool,
        typer.Option("--all-units", help="Count every unit; where nothing was decided is a no."),
    ] = False,
    disagreements: Annotated[
        Path | None,
        typer.Option(help="Write what they differ on to this sheet (.xlsx or .csv)."),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say how far coders agree, per code and overall, on units and on characters."""
    from stc_cli.agreement.codings import read_codings
    from stc_cli.agreement.comparison import compare
    from stc_cli.agreement.disagreements import adjudication_sheet
    from stc_cli.agreement.disagreements import disagreements as what_differs
    from stc_cli.cli import console
    from stc_cli.output import required
    from stc_cli.sheets.exporting import refuse_among_transcripts
    from stc_cli.workspace import open_study

    if disagreements is not None:
        _refuse_sheet(disagreements)
    study = open_study(config=config, out=out)
    if disagreements is not None:
        refuse_among_transcripts(disagreements, study)
    output = required(study.out)
    codings = read_codings(
        output,
        study.required_codebook(),
        coders=coders or (),
        adjudicators=study.config.decisions.order,
        ledger=study.ledger,
    )
    for warning in codings.warnings:
        console.say(warning)
    rows = what_differs(codings)
    if disagreements is not None:
        sheet = adjudication_sheet(rows, codings.coders, study, output)
        _write_sheet(disagreements, sheet)
    comparison = compare(codings, all_units=all_units)
    if json:
        written = str(disagreements) if disagreements else None
        console.show_json({**_summary(comparison), "disagreements": len(rows), "written": written})
    elif not quiet:
        _show(comparison)
        _show_differing(len(rows), disagreements)


def _refuse_sheet(path: Path) -> None:
    """Raise UsageError for a sheet of another kind, and for one that is there: it may be filled."""
    from stc_cli.errors import UsageError

    if path.suffix.lower() not in SHEETS:
        raise UsageError(f"{path}: disagreements are written as .xlsx or .csv. Name such a file.")
    if path.exists():
        raise UsageError(
            f"{path}: is there already, and somebody may have filled it in. Name another file."
        )


def _write_sheet(path: Path, sheet: Sheet) -> None:
    from stc_cli.files import write_bytes
    from stc_cli.sheets.writing import sheet_csv, sheet_xlsx

    make = sheet_xlsx if path.suffix.lower() == ".xlsx" else sheet_csv
    write_bytes(path, make(sheet), durable=True)


def _summary(comparison: Comparison) -> dict[str, Any]:
    """A comparison in one JSON object."""
    from stc_cli.agreement.tallies import SAMPLES

    def line(entry: Line) -> dict[str, Any]:
        return {
            "given": dict(zip(comparison.coders, entry.given, strict=True)),
            "agreement": entry.agreement._asdict(),
            "kappa": entry.kappa._asdict(),
            "alpha": entry.alpha._asdict(),
        }

    def part(entry: Part) -> dict[str, Any]:
        return {
            "counted": entry.counted,
            "by_all": entry.by_all,
            "left_out": entry.left_out,
            "overall": line(entry.overall),
            "codes": [{"code_id": code.name, **line(code)} for code in entry.codes],
        }

    single = part(comparison.single)
    del single["codes"]
    return {
        "coders": list(comparison.coders),
        "all_units": comparison.all_units,
        "resamples": SAMPLES,
        "units": part(comparison.units),
        "characters": part(comparison.characters),
        "one_code_per_unit": single,
    }


def _show(comparison: Comparison) -> None:
    """Both tables, and in words what is counted and what the figures are for."""
    from stc_cli.cli.console import out

    given = [any(line.given) for line in comparison.units.codes]
    marked = [any(line.given) for line in comparison.characters.codes]
    shown = [a or b for a, b in zip(given, marked, strict=True)]
    units = [line for line, wanted in zip(comparison.units.codes, shown, strict=True) if wanted]
    units.append(comparison.units.overall)
    units += comparison.single.codes
    _show_part(UNITS, comparison, comparison.units, units)
    characters = comparison.characters
    lines = [line for line, wanted in zip(characters.codes, shown, strict=True) if wanted]
    _show_part(TALK, comparison, characters, [*lines, characters.overall])
    for sentence in _words(comparison, unused=shown.count(False)):
        out.print(sentence, markup=False)


def _show_part(what: str, comparison: Comparison, part: Part, lines: Sequence[Line]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    from stc_cli.cli.console import out

    two = len(comparison.coders) == 2
    out.print(f"[bold]On {what}[/bold]: {_denominator(what, comparison, part)}", soft_wrap=True)
    if not part.counted:
        out.print("Nothing to compare; `--all-units` counts what was not decided about as a no.")
        return
    rich = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    rich.add_column("Code", overflow="fold")
    for heading in (*comparison.coders, "Agreement", *(["Kappa"] if two else []), "Alpha"):
        rich.add_column(escape(heading), justify="right", overflow="fold")
    for line in lines:
        counts = (f"{count:,}" for count in line.given)
        beyond_chance = ([line.kappa] if two else []) + [line.alpha]
        figures = (_figure(line.agreement, percent=True), *map(_figure, beyond_chance))
        rich.add_row(*map(escape, (line.name, *counts, *figures)))
    out.print(rich)


def _denominator(what: str, comparison: Comparison, part: Part) -> str:
    """What is counted of how many, and what is not."""
    if comparison.all_units:
        return f"all {part.counted + part.left_out:,}."
    two = len(comparison.coders) == 2
    who = "both have" if two else "two or more have"
    which = (
        f"that {who} decided about" if what == UNITS else f"in transcripts that {who} decided in"
    )
    by_all = "" if two else f" ({part.by_all:,} all of them)"
    return f"{part.counted:,} {which}{by_all}; {part.left_out:,} left out."


def _figure(estimate: Estimate, *, percent: bool = False) -> str:
    """A coefficient as people read it: `0.32 [0.21, 0.42]`, or why it or its interval is none.

    Two decimals, or whole per cent; what is not full agreement never looks like it.
    """
    if estimate.value is None:
        return f"– ({estimate.why})"

    def short(value: float) -> str:
        return f"{100 * value:.0f}" if percent else f"{round(value, 2) + 0.0:.2f}"

    value, sign = short(estimate.value), "%" if percent else ""
    if value == short(1) and estimate.value < 1:
        value = ">99" if percent else ">0.99"
    if estimate.low is None or estimate.high is None:
        return f"{value}{sign} [{estimate.why}]"
    return f"{value}{sign} [{short(estimate.low)}, {short(estimate.high)}]"


def _words(comparison: Comparison, *, unused: int) -> list[str]:
    """What the tables count, and what their figures say and do not."""
    from stc_cli.agreement.comparison import ONE_CODE, OVERALL
    from stc_cli.agreement.tallies import SAMPLES
    from stc_cli.deciding import DRAFT

    codes, single = len(comparison.units.codes), comparison.single.counted
    decided = (
        "Every unit counts, and where a coder has decided nothing that is a no. "
        if comparison.all_units
        else "A code that a coder did not give to a unit they decided about is a no, and setting a "
        "unit aside is a no to every code. Characters are those of the transcripts they decided "
        "in. "
    )
    sentences = [
        decided + "The columns of names say to how many a coder gave the code.",
        f"{OVERALL}: all {codes:,} codes pooled on everything counted"
        + (f"; {unused:,} that nobody gave are not shown" if unused else "")
        + ". As most codes are not given to most units, its percent agreement is mostly high.",
        f"{ONE_CODE}: which code a unit has, over the {single:,} to which nobody gave two.",
        f"In brackets: 95 % bootstrap intervals, {SAMPLES:,} resamples of units, or of turns for "
        "characters; [too few] where over 5 % of them leave a figure undefined. Kappa (Cohen) and "
        "alpha (Krippendorff, nominal) allow for chance: 1 is full agreement, 0 what chance gives. "
        "They are not defined (–) where nothing varies.",
        "The figures are for the team's discussion of what a code means; they are no proof of "
        "trustworthiness.",
    ]
    if len(comparison.coders) > 2:
        sentences.append("Kappa is for two coders: name two to see it.")
    if DRAFT in comparison.coders:
        sentences.append(
            "draft are the rules' proposals. Who decided with them in view is not independent of "
            "them."
        )
    return sentences


def _show_differing(number: int, path: Path | None) -> None:
    from stc_cli.cli.console import out

    what = f"{number:,} disagreement{'' if number == 1 else 's'} (a code on a unit)"
    if path is not None:
        out.print(f"{what} written to {path}", markup=False, soft_wrap=True)
    elif number:
        out.print(f"{what} to settle; `--disagreements FILE.xlsx` lists them.", markup=False)
