"""Everything a person can get wrong, as sentences with an exit code.

Only these are caught at the top of the command line and printed as one line; any other
exception is a bug in stc and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class StcError(Exception):
    """The data cannot be analysed (exit code 1)."""

    exit_code = 1


class UsageError(StcError):
    """A wrong option, study config or codebook (exit code 2)."""

    exit_code = 2


class CheckFailed(StcError):  # noqa: N818  # a finding, not an error of the program
    """`verify`, `check` or `status --check` found something (exit code 3)."""

    exit_code = 3


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint such as ` Did you mean "training"?`, or nothing when no known word is near.

    >>> did_you_mean("trainig", ["training", "support"])
    ' Did you mean "training"?'
    >>> did_you_mean("x", ["training"])
    ''
    """
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""
