"""Reading transcripts: one module per input format, all giving the same `Source`.

A reader turns a file's bytes into blocks in reading order and counts what it understood as
structure (times, cue ids, markup). Who speaks in which block is decided in `labels.py`, in one
way for all formats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, NamedTuple

from stc_cli.errors import StcError

# suffix: (format as transcripts.csv names it, module)
FORMATS: dict[str, tuple[str, str]] = {
    ".txt": ("txt", "plain"),
    ".text": ("txt", "plain"),
    ".md": ("md", "markdown"),
    ".markdown": ("md", "markdown"),
    ".docx": ("docx", "word"),
    ".vtt": ("vtt", "captions"),
    ".srt": ("srt", "captions"),
}

Flow = Literal["line", "paragraph", "caption"]


class Block(NamedTuple):
    """A line, paragraph, table row or cue.

    `structure`: visible characters of markup that the reader took off around or inside `text`.
    `skip`: why the block is no talk, where the format itself says so, else empty.
    `speaker`: who the format says is talking (caption voice) or seems to (first column of a
    table), else None; its visible characters are not in `structure`.
    """

    text: str
    structure: int = 0
    skip: str = ""
    speaker: str | None = None
    start: float | None = None  # seconds
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read. `chars_in`: its visible characters, counted apart from the blocks."""

    blocks: tuple[Block, ...]
    chars_in: int
    flow: Flow  # what follows a block of the same speaker: a wrapped line, a paragraph, a cue


def format_of(suffix: str) -> str | None:
    """The format a file name's suffix stands for, or None where stc cannot read it."""
    entry = FORMATS.get(suffix.lower())
    return entry[0] if entry else None


def read_source(data: bytes, suffix: str) -> Source:
    """Read a file's bytes by its suffix.

    Raises StcError, as a clause without the file's name, when they are not of that format.
    """
    if suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise StcError(f"stc does not read {suffix or 'files without a suffix'} (it reads {known})")
    if not data.strip():
        raise StcError("the file is empty")
    _, module = FORMATS[suffix.lower()]
    read: Callable[[bytes], Source] = import_module(f"{__package__}.{module}").read
    return read(data)
