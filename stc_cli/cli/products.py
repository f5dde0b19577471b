"""`stc report`, `stc figure`, `stc methods`: what is made from the whole study when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stc_cli.cli.options import (
    ConfigOption,
    JsonOption,
    OutOption,
    QuietOption,
    SkipOption,
    WorkersOption,
)
from stc_cli.pipeline import StageName


def report(
    config: ConfigOption = None,
    out: OutOption = None,
    workers: WorkersOption = 1,
    skip_bad: SkipOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write one page with the whole study: themes, passages, transcripts, figures, decisions."""
    _make("report", config, out, workers, skip_bad, json, quiet)


def figure(
    config: ConfigOption = None,
    out: OutOption = None,
    figure_id: Annotated[
        str | None, typer.Option("--id", help="Print this figure to stdout, as SVG.")
    ] = None,
    workers: WorkersOption = 1,
    skip_bad: SkipOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Draw the figures of the study as SVG and PNG."""
    from stc_cli.cli import console
    from stc_cli.errors import UsageError, did_you_mean
    from stc_cli.figures.files import NAMES
    from stc_cli.files import read_bytes

    if figure_id is not None and figure_id not in NAMES:
        raise UsageError(
            f'there is no figure "{figure_id}".{did_you_mean(figure_id, NAMES)} '
            f"Figures: {', '.join(NAMES)}."
        )
    printed = figure_id is not None
    folder = _make("figure", config, out, workers, skip_bad, json, quiet or printed)
    if figure_id is not None:
        console.out.file.write(read_bytes(folder / f"{figure_id}.svg").decode())


def methods(
    config: ConfigOption = None,
    out: OutOption = None,
    workers: WorkersOption = 1,
    skip_bad: SkipOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Draft the methods section and the COREQ items that the study's data answer."""
    _make("methods", config, out, workers, skip_bad, json, quiet)


def _make(
    name: StageName,
    config: ConfigOption,
    out: OutOption,
    workers: int,
    skip_bad: bool,
    json: bool,
    quiet: bool,
) -> Path:
    """Bring the study up to date, make it, say where it is; returns its folder."""
    from stc_cli.cli import console
    from stc_cli.manifest import read_manifest
    from stc_cli.pipeline import stage
    from stc_cli.runner import run
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    with console.progress(quiet=quiet) as step:
        made = run(study, name, workers=workers, notify=step)
    console.show_problems(made)
    if json:
        console.show_json(console.summary(made))
    elif not quiet:
        folder = f"{stage(name).folder}/"
        for artefact in sorted(read_manifest(study.out)["artefacts"]):
            if artefact.startswith(folder):
                console.out.print(str(study.out / artefact), markup=False, soft_wrap=True)
    if made.refused and not skip_bad:
        raise typer.Exit(1)
    return study.out / stage(name).folder
