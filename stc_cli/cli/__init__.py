"""The command line: the only place that prints or exits."""

from __future__ import annotations

import io
import os
import sys

from stc_cli.errors import StcError

INTERRUPTED = 130


def main() -> None:
    """Run `stc`. Everything a person can get wrong becomes one line on stderr and an exit code."""
    from typer import Abort, TyperException

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old terminal may lack a letter
            stream.reconfigure(errors="replace")

    from stc_cli.cli.app import app

    try:
        code = app(standalone_mode=False) or 0
        if code == INTERRUPTED:  # Typer's own way of telling
            raise KeyboardInterrupt
        sys.exit(code)
    except StcError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except TyperException as error:
        message = error.format_message()
        if message.startswith("Usage:"):  # a group of commands, and none named: its help as it is
            sys.stdout.write(f"{message}\n")
            sys.exit(2)
        _say(f"{message}{'' if message.endswith(('.', '?')) else '.'} See `stc --help`.")
        sys.exit(2)
    except (KeyboardInterrupt, Abort):
        _say("interrupted; run the same command again to go on.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`stc … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _say(message: str) -> None:
    sys.stderr.write(f"stc: {' '.join(message.split())}\n")
