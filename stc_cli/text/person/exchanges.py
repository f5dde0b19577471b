"""What a language makes of a sentence when the person changes: words to exchange, or a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Exchange(NamedTuple):
    """Characters `start` up to `end` of a text, and what stands there afterwards.

    Whole words or the second part of a contraction ("'m"); as the language's table lists them.
    """

    start: int
    end: int
    now: str


# No tuple: a list of exchanges and a reason are never mixed up.
@dataclass(frozen=True, slots=True)
class Left:
    """A sentence is left as it is: why it cannot be shifted safely, in a few words."""

    reason: str
