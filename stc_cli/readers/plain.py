"""Plain text. Kept: every line. Lines are taken as they stand; wrapped ones are joined later."""

from __future__ import annotations

from stc_cli.readers import Block, Source
from stc_cli.readers.encoding import decoded
from stc_cli.text.characters import visible


def read(data: bytes) -> Source:
    """One block per line; an empty line is an empty block, which ends a paragraph."""
    text = decoded(data)
    return Source(tuple(Block(line) for line in text.split("\n")), visible(text), "line")
