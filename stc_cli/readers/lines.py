"""One block taken apart: the label it may bear, its time, and what is left as text.

Nothing is decided here that depends on other lines; `labels.py` weighs the candidates.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

from stc_cli.readers import Block
from stc_cli.readers.reasons import HEADING
from stc_cli.text.characters import one_line, visible

# All patterns meet text on one line with single spaces (`one_line`), so that no run of white
# space can make them slow; a label's length is bounded for the same reason.
MAX_LABEL = 40  # characters
_HEAD = 200  # characters at the beginning of a line that hold its label and times
_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3})?"
_RANGE = rf"{_CLOCK}(?: ?(?:-|–|-->) ?{_CLOCK})?"
_MARKED = rf"\[ ?{_RANGE} ?\]|\( ?{_RANGE} ?\)|\#{_CLOCK}(?:-\d)?\#"
_BARE = rf"{_CLOCK}|(?:\d{{1,3}}h ?)?\d{{1,3}}m ?\d{{1,2}}s"
_TIME = rf"(?:{_MARKED}|{_BARE})"
_NAME = (
    rf"[^\W\d_](?:\w|[ .'’\-/&]){{0,{MAX_LABEL - 1}}}?"
    r"(?: ?[\[(](?! ?\d{1,3}:\d)[^\[\]()]{1,30}[\])])??|\d{1,3}"
)
_BEFORE = rf"(?:(?:(?P<marked>{_MARKED}) ?[-–]? ?)|(?P<bare>{_BARE})(?: [-–])? )?"
# No colon of a label: a URL, a drive, a clock, a smiley; one after a space stands by itself.
_COLON = r"(?: :(?= |$)|:(?!//|\\|\d|-?(?:[()]|[DOPpo|/](?!\w))))"
_LABELLED = re.compile(rf"^{_BEFORE}(?P<label>{_NAME})(?: (?P<after>{_TIME}))?{_COLON}")
_BRACKETED = re.compile(rf"^{_BEFORE}\[(?P<label>{_NAME})\](?P<colon> ?:)?(?!\()")
_NAME_AND_TIME = re.compile(rf"^(?P<label>{_NAME}) (?P<after>{_TIME})$")
_ALONE = re.compile(rf"^(?:{_NAME})$")
_MARKED_FIRST = re.compile(rf"^(?P<time>{_MARKED}):? ?(?:[-–] )?")
_BARE_FIRST = re.compile(rf"^(?P<time>{_BARE})(?: [-–])?(?: |$)")
_LONG_FIRST = re.compile(r"^\d{1,2}:\d{1,3}:[0-5]\d")
_MARKED_LAST = re.compile(rf" (?P<time>{_MARKED})$")

# How a label is written; "unnamed" is somebody's talk whom nothing but the layout marks.
Form = Literal["colon", "bracket", "time", "alone", "heading", "cell", "voice", "unnamed", ""]


class Line(NamedTuple):
    """A block taken apart. `text` and `structure` together hold its visible characters.

    `form`: how the label was written, empty where there is none.
    """

    label: str | None
    text: str
    structure: int
    start: float | None
    end: float | None
    skip: str = ""
    form: Form = ""


def key(label: str) -> str:
    """A label for comparison: case, doubled spaces and a final colon do not count.

    >>> key("MODERATOR :") == key("Moderator")
    True
    """
    return one_line(label.strip().rstrip(":")).casefold()


def line_of(block: Block, *, known: Collection[str], bare_times: bool) -> Line:
    """A block with the label it may bear.

    `known`: labels (as `key` writes them) that are found whatever they look like. `bare_times`:
    whether a time without brackets at the beginning of a text, such as 0:35, is a time code.
    """
    whole = one_line(block.text)
    if block.skip == HEADING and (line := _heading(block, whole.rstrip(": "))):
        return line
    if block.skip:
        return Line(None, whole, block.structure, None, None, block.skip)
    if block.speaker is not None:
        timed = block.start is not None
        text, start = (whole, block.start) if timed else _timed(whole, bare_times)
        form: Form = "voice" if block.certain else "cell"
        taken = block.structure + visible(block.speaker) + visible(whole) - visible(text)
        return Line(block.speaker, text, taken, start, block.end, "", form)
    if not whole:
        return Line(None, "", block.structure, block.start, block.end)
    return _labelled(block, whole, known, bare_times) or unlabelled(block, bare_times=bare_times)


def unlabelled(block: Block, *, bare_times: bool) -> Line:
    """A block as text without a label; only its times are taken off."""
    if block.skip:
        return Line(None, one_line(block.text), block.structure, None, None, block.skip)
    if block.speaker is not None and block.certain:
        block = block._replace(structure=block.structure + visible(block.speaker), speaker=None)
    whole = one_line(f"{block.speaker or ''} {block.text}")
    text, start = _timed(whole, bare_times)
    return _line(block, None, text, start, "", whole)


def _heading(block: Block, whole: str) -> Line | None:
    """A heading that may be a label, with a time or without, or that is a time alone."""
    if match := _NAME_AND_TIME.match(whole):
        return _line(block, match["label"], "", seconds(match["after"]), "heading")
    text, start = _timed(whole, bare_times=True)
    if _ALONE.match(text):
        return _line(block, text, "", start, "heading")
    return _line(block, None, "", start, "") if start is not None and not text else None


def _labelled(block: Block, whole: str, known: Collection[str], bare_times: bool) -> Line | None:
    if (match := _LABELLED.match(whole)) and len(match["label"]) <= MAX_LABEL:
        return _after_label(block, match, bare_times, match["after"], "colon")
    if match := _BRACKETED.match(whole):
        form: Form = "colon" if match["colon"] else "bracket"
        return _after_label(block, match, bare_times, None, form)
    if match := _NAME_AND_TIME.match(whole):
        return _line(block, match["label"], "", seconds(match["after"]), "time")
    text, start = _timed(whole, bare_times)
    short = len(text) <= 3 * MAX_LABEL
    if short and (_ALONE.match(text) or key(text) in known) and not text.isdigit():
        return _line(block, text, "", start, "alone")
    at = text.find(":")
    while 0 < at <= 3 * MAX_LABEL:
        if key(text[:at]) in known:
            rest, then = _timed(text[at + 1 :].strip(), bare_times)
            start = start if start is not None else then
            return _line(block, text[:at].strip(), rest, start, "colon")
        at = text.find(":", at + 1)
    return None


def _after_label(
    block: Block, match: re.Match[str], bare_times: bool, after: str | None, form: Form
) -> Line:
    text, then = _timed(match.string[match.end() :].strip(), bare_times)
    start = seconds(match["marked"] or match["bare"] or after)
    return _line(block, match["label"].strip(), text, start if start is not None else then, form)


def _line(
    block: Block, label: str | None, text: str, start: float | None, form: Form, whole: str = ""
) -> Line:
    structure = block.structure + visible(whole or block.text) - visible(text)
    start = block.start if block.start is not None else start
    return Line(label, text, structure, start, block.end, "", form)


def _timed(text: str, bare_times: bool) -> tuple[str, float | None]:
    """A text without the time code at its beginning or end, and that time."""
    first = _MARKED_FIRST.match(text)
    if not first and (bare_times or _LONG_FIRST.match(text)):
        first = _BARE_FIRST.match(text)
    if first:
        text = text[first.end() :]
    last = _MARKED_LAST.search(text[-40:])
    if last:
        text = text[: len(text) - len(last[0])]
    time = first or last
    return text, seconds(time["time"]) if time else None


def label_first(text: str) -> tuple[str, str] | None:
    """The label and colon that a text seems to begin with, and a piece of what comes after."""
    head = one_line(text[:_HEAD])
    match = _LABELLED.match(head)
    return (match["label"].strip(), head[match.end() :].strip()) if match else None


def begins_with_label(text: str) -> bool:
    """Whether a text looks as if it began with a label and a colon."""
    return label_first(text) is not None


def time_first(text: str) -> float | None:
    """The seconds of a clock without brackets that a text, or what its label says, begins with."""
    head = one_line(text[:_HEAD])
    if match := _LABELLED.match(head):
        head = head[match.end() :].strip()
    match = _BARE_FIRST.match(head)
    return seconds(match["time"]) if match else None


def seconds(time: str | None) -> float | None:
    """A time as written in a transcript, in seconds.

    >>> seconds("[00:12:03]"), seconds("0:35"), seconds("27m 42s"), seconds("#00:12:03-4#")
    (723.0, 35.0, 1662.0, 723.4)
    """
    if time is None:
        return None
    tenths = re.search(r"-(\d)#$", time)
    first = re.search(r"\d[\dhms :.,]*", time)
    clock = first[0].replace(",", ".") if first else "0"
    total = 0.0
    for number in re.findall(r"\d+(?:\.\d+)?", clock):
        total = total * 60 + float(number)
    return total + (int(tenths[1]) / 10 if tenths else 0)
