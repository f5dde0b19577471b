"""A file read by a Python process of its own, which may hang, crash or eat memory unharmed.

For libraries that a hostile file can lead astray. Nothing but the function's name, the file's
bytes and JSON pass between the two processes; no connection is opened.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from stc_cli.errors import StcError

SECONDS = 60.0  # for any file; a long interview takes two
SECONDS_PER_MB = 2.0  # more
MEMORY = 2**30  # bytes, and _COPIES of the file
_COPIES = 4
_BUG = 1  # exit code of Python when nobody caught an exception
_TOO_MUCH = "needs more memory to read than any transcript does (damaged or made to fill it?)"


def apart(function: Callable[[bytes], object], data: bytes, *, limit: float | None = None) -> Any:
    """What `function(data)` returns, as JSON has it (tuples are lists), from another process.

    `function`: of a module, and pure. `limit`: in seconds, else by the size of the data. Raises
    StcError, as a clause, where the function does, or when it takes too long or too much memory
    or its process dies; RuntimeError with the traceback when it raises anything else.
    """
    limit = limit or SECONDS + SECONDS_PER_MB * len(data) / 2**20
    name = f"{function.__module__}:{function.__qualname__}"
    memory = MEMORY + _COPIES * len(data)
    try:
        done = subprocess.run(
            # -P: the child finds what this process finds, and nothing beside the transcripts.
            [sys.executable, "-P", "-m", __name__, name, str(memory), str(limit)],
            input=data,
            capture_output=True,
            timeout=limit,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        )
    except subprocess.TimeoutExpired as error:
        raise StcError(
            f"takes longer than {limit:.0f} second{'s' * (limit > 1)} to read "
            "(damaged or made to hang?)"
        ) from error
    if done.returncode == _BUG:
        raise RuntimeError(f"{name} failed:\n{done.stderr.decode(errors='replace')}")
    if done.returncode != 0:
        raise StcError(f"crashes the program that reads it (exit code {done.returncode}; damaged?)")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise StcError(answer["refused"])
    return answer["result"]


def _answer(name: str, memory: int, limit: float) -> None:
    """In the child: call the function on what comes in, and write out what it says."""
    _restrict(memory, limit)
    module, _, function = name.partition(":")
    try:
        result = getattr(import_module(module), function)(sys.stdin.buffer.read())
        answer = json.dumps({"result": result})
    except StcError as error:
        answer = json.dumps({"refused": str(error)})
    except MemoryError:
        answer = json.dumps({"refused": _TOO_MUCH})
    sys.stdout.buffer.write(answer.encode("ascii"))


def _restrict(memory: int, limit: float) -> None:
    """Where the system can: bound memory, and end the process even if its parent is gone."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows; macOS, at times
        import resource

        seconds = int(limit) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    _answer(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
