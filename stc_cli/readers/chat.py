"""The chat of a video meeting, as Zoom saves it in a .txt file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from stc_cli.readers import About, Block, Source
from stc_cli.readers.lines import seconds
from stc_cli.text.characters import one_line, visible

_CLOCK = r"(?P<time>\d{1,2}:[0-5]\d:[0-5]\d)"
_TABBED = re.compile(rf"^{_CLOCK}\t ?(?P<name>[^\t]{{1,80}}?) ?:(?:\t(?P<said>.*))?$")
# On one line with single spaces, in the languages that Zoom speaks here.
_FROM = re.compile(
    rf"^{_CLOCK} (?:From|Från|Von) (?P<name>.{{1,80}}?)(?: (?:to|till|an) [^:]{{1,160}}?)? ?:"
    r"(?: (?P<said>.*))?$",
    re.IGNORECASE,
)
_TIMED = re.compile(rf"^{_CLOCK}\s")
_QUOTED = r'["“].{0,300}["”]'
_REACTION = re.compile(
    rf"^(?:Reacted to {_QUOTED} with .{{1,40}}|Removed an? .{{1,40}} reaction from {_QUOTED})$"
)
_REPLY = re.compile(rf"^Replying to {_QUOTED}$")
_MOST_LINES = 10  # of a message, on average
ABOUT = About(
    "chat",
    kept="every message",
    skipped="reactions, marks of what a message replies to",
    structure="times, names, to whom a message was sent",
    left_out="",
)


class _Message(NamedTuple):
    """One message: who sent it when, its lines, and the characters before them."""

    name: str
    time: str
    lines: list[str]
    head: int


def are_messages(text: str) -> bool:
    """Whether nearly all lines of a text that begin with a time are messages, and the first is."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or not _begun(lines[0]):
        return False
    timed = [_begun(line) is not None for line in lines if _TIMED.match(line)]
    return sum(timed) >= 0.9 * len(timed) and len(lines) <= _MOST_LINES * sum(timed)


def messages(text: str, unseen: int) -> Source:
    """The messages of a text, one block for each, an empty one between. `unseen`: for the source.

    Times are those of the file: of the day, or since the recording began.
    """
    found: list[_Message] = []
    for line in text.split("\n"):
        if begun := _begun(line):
            found.append(begun)
        elif found:
            found[-1].lines.append(line)
    blocks = tuple(block for message in found for block in _blocks(message))
    return Source("chat", blocks, visible(text), "paragraph", unseen)


def _begun(line: str) -> _Message | None:
    """The message that a line begins, if it does."""
    match = _TABBED.match(line) or _FROM.match(one_line(line))
    if match is None or not match["name"].strip():
        return None
    name, said = one_line(match["name"]), match["said"] or ""
    return _Message(name, match["time"], [said], visible(line) - visible(name) - visible(said))


def _blocks(message: _Message) -> Iterator[Block]:
    """What is said in a message, after what Zoom writes before it."""
    lines = [line for line in map(one_line, message.lines) if line]
    if _REACTION.match(" ".join(lines)):
        structure = message.head + visible(message.name)
        yield Block(" ".join(lines), structure, skip="reaction")
        return
    if lines and _REPLY.match(lines[0]):
        yield Block(lines.pop(0), skip="reply mark")
    start = seconds(message.time)
    yield Block(" ".join(lines), message.head, "", message.name, start, certain=True)
    yield Block("")
