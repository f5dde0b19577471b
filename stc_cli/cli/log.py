"""`stc log`: what was decided when, for an appendix of the paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stc_cli.cli.options import ConfigOption, JsonOption, OutOption


def log(
    config: ConfigOption = None,
    out: OutOption = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write it to this file. [default: to stdout]")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --to: also over a file that is there.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Tell what was decided when in the analysis, as Markdown for an appendix of the paper."""
    from stc_cli.cli import console
    from stc_cli.decision_log.gathering import as_data, gathered
    from stc_cli.decision_log.markdown import log_markdown
    from stc_cli.errors import UsageError
    from stc_cli.files import write_bytes
    from stc_cli.workspace import open_study

    if to is not None and json:
        raise UsageError("--to writes Markdown and --json prints to stdout; choose one of them.")
    if to is not None and to.exists() and not overwrite:
        raise UsageError(f"{to}: is there already. Name another file, or add --overwrite.")
    study = open_study(config=config, out=out)
    found = gathered(study)
    if json:
        console.show_json(as_data(found))
        return
    text = log_markdown(found, study.config.labels_in(study.config.language_out))
    if to is None:
        console.out.file.write(text)
    else:
        write_bytes(to, text.encode())
        console.out.print(f"wrote {to}", markup=False, soft_wrap=True)
