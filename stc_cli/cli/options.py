"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[
    Path | None,
    typer.Option("-c", "--config", help="The study config. [default: stc.yaml here]"),
]
OutOption = Annotated[
    Path | None, typer.Option("-o", "--out", help="The output folder. [default: as configured]")
]
WorkersOption = Annotated[
    int, typer.Option("--workers", min=1, max=256, help="Processes that read transcripts.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON summary instead.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print nothing but problems.")]
SkipOption = Annotated[
    bool, typer.Option("--skip-bad", help="Exit with 0 even if files could not be read.")
]
TranscriptsArgument = Annotated[
    Path | None, typer.Argument(help="The folder of transcripts. [default: as configured]")
]
CoderOption = Annotated[
    str,
    typer.Option(
        "--coder", envvar="STC_CODER", help="Who decides; names the file of the ledger.",
        show_envvar=True,
    ),
]  # fmt: skip
