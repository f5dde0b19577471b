"""Reading transcripts: one module per input format, all giving the same `Source`.

A reader turns a file's bytes into blocks in reading order and counts what it understood as
structure (times, cue ids, markup). Who speaks in which block is decided in `labels.py`, in one
way for all formats. Each reader module says in `ABOUT` what it keeps and what it drops.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, NamedTuple

from stc_cli.errors import StcError
from stc_cli.records import Settings as Settings  # readers take it from here

# suffix: reader module
FORMATS: dict[str, str] = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".docx": "word",
    ".odt": "opendocument",
    ".rtf": "richtext",
    ".pdf": "pdf",
    ".html": "web",
    ".htm": "web",
    ".vtt": "captions",
    ".srt": "captions",
    ".sbv": "captions",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".xlsx": "workbook",
    ".json": "segments",
}
_IN_TEXT = ("chat",)  # readers without a suffix: plain.py finds what they read in .txt files
MAX_BYTES = 200 * 2**20  # of any file; a Word file may hold pictures
MAX_TEXT = 32 * 2**20  # bytes of a file that is text throughout; an hour of talk has some 60 KB
TOO_LARGE = "is larger than {} MB, which no transcript is: split it"

DEFAULT = Settings()

Flow = Literal["line", "page", "paragraph", "caption"]


class About(NamedTuple):
    """What a reader does with a format, as a row of the table in docs/formats.md."""

    formats: str
    kept: str
    skipped: str  # with a reason, in skipped.csv
    structure: str
    left_out: str


class Block(NamedTuple):
    """A line, paragraph, table row or cue.

    `structure`: visible characters of markup that the reader took off around or inside `text`.
    `skip`: why the block is no talk, where the format itself says so, else empty.
    `speaker`: who the format says is talking (a caption's voice, a speaker column) or seems to
    (first column of a table), else None; its visible characters are not in `structure`.
    `certain`: whether `speaker` is a speaker by the format itself and needs no judging.
    """

    text: str
    structure: int = 0
    skip: str = ""
    speaker: str | None = None
    start: float | None = None  # seconds
    end: float | None = None
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read.

    `format`: as transcripts.csv names it. `chars_in`: its visible characters, counted apart from
    the blocks. `flow`: what follows a block of the same speaker: a line, wrapped or not; on a page
    always a wrapped one; a paragraph; a cue. `unseen`: control, zero-width and direction characters
    that were taken out.
    """

    format: str
    blocks: tuple[Block, ...]
    chars_in: int
    flow: Flow
    unseen: int = 0


def can_read(suffix: str) -> bool:
    """Whether stc has a reader for a file name's suffix."""
    return suffix.lower() in FORMATS


def abouts() -> tuple[About, ...]:
    """What each reader says of itself, in the order of `FORMATS`, the chat in .txt files last."""
    modules = dict.fromkeys((*FORMATS.values(), *_IN_TEXT))
    return tuple(import_module(f"{__package__}.{name}").ABOUT for name in modules)


def read_source(data: bytes, suffix: str, settings: Settings = DEFAULT) -> Source:
    """Read a file's bytes by its suffix.

    Raises StcError, as a clause without the file's name, when they are not of that format.
    """
    if not can_read(suffix):
        known = ", ".join(FORMATS)
        raise StcError(f"stc does not read {suffix or 'files without a suffix'} (it reads {known})")
    if len(data) > MAX_BYTES:
        raise StcError(TOO_LARGE.format(MAX_BYTES >> 20))
    if not data.strip():
        raise StcError("the file is empty")
    module = import_module(f"{__package__}.{FORMATS[suffix.lower()]}")
    read: Callable[[bytes, Settings], Source] = module.read
    return read(data, settings)
