"""Times in a cell or a field: what is one, and in which unit bare numbers count."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from stc_cli.readers.lines import seconds
from stc_cli.text.characters import one_line

_CLOCK = r"(?:\d{1,3}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,9})?"
_WORDED = r"(?:\d{1,3} ?h ?)?\d{1,3} ?m(?:in)? ?\d{1,2} ?s(?:e[ck])?"
_DATE = r"(?:\d{4}-\d\d-\d\d[ T])?"
_CELL = re.compile(
    rf"^[\[(#]? ?{_DATE}((?:{_CLOCK}|{_WORDED})(?:-\d(?=#))?)"
    rf"(?: ?(?:-->|[-–—]) ?{_DATE}({_CLOCK}|{_WORDED}))?(?:Z|\+00:00)? ?[\])#]?$"
)
_FRAMES = re.compile(r"(?<=\d:\d\d:\d\d)[:;]\d\d(?!\d)")  # of a film, after the seconds
_AT_THE_END = re.compile(rf" [\[(]? ?({_CLOCK}|{_WORDED}) ?[\])]?$")
_ISO = re.compile(r"^PT(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?$")
_NUMBER = re.compile(r"^\d{1,18}(?:[.,]\d{1,12})? ?s?$")
_LONGEST = 80  # characters of a cell that may be a time
_LATEST = 3_600_000  # seconds from the beginning; a clock of 1970 says more
_PACE = 2.5  # words a second, as people talk


class Times(NamedTuple):
    """The beginning and, if given, the end of something said, in seconds."""

    start: float
    end: float | None = None


class Spoken(NamedTuple):
    """When how much is said, in an unknown unit; None where it is not known."""

    start: float | None
    end: float | None
    words: int


def clock(text: str) -> Times | None:
    """The time or range of times that a text consists of, if it is one.

    >>> clock("[0:35]"), clock("00:12:03.5 - 00:12:05"), clock("12:30 we left")
    (Times(start=35.0, end=None), Times(start=723.5, end=725.0), None)
    """
    if len(text) > _LONGEST:
        return None
    text = _FRAMES.sub("", one_line(text))
    if iso := _ISO.match(text):
        hours, minutes, rest = (float(part or 0) for part in iso.groups())
        return Times(hours * 3600 + minutes * 60 + rest)
    match = _CELL.match(text)
    if match is None:
        return None
    return Times(seconds(f"{match[1]}#") or 0.0, seconds(match[2]))


def number(text: str) -> float | None:
    """A number as a time is written ("12.5", "12,5", "1.200s"), else None."""
    text = one_line(text[:_LONGEST])
    return float(text.rstrip("s ").replace(",", ".")) if _NUMBER.match(text) else None


def time_of(text: str) -> Times | None:
    """The time or range of times that a cell or field consists of; a bare number is one too."""
    bare = number(text)
    return clock(text) if bare is None else Times(bare)


def parted(label: str) -> tuple[str, float | None]:
    """A speaker's cell without the time at its end, and that time: "Kari (0:35)"."""
    match = _AT_THE_END.search(label[-_LONGEST:])
    if match is None:
        return label, None
    return label[: len(label) - len(match[0])], seconds(match[1])


def in_seconds(
    items: Sequence[Spoken], written: Collection[str]
) -> list[tuple[float | None, float | None]]:
    """Beginning and end of each item in seconds; a time that cannot be is None.

    `written`: the cells or fields that the times were read from.
    """
    scale = unit(items, units(written))
    return [_span(item, scale) for item in items]


def _span(item: Spoken, scale: float) -> tuple[float | None, float | None]:
    first, last = _scaled(item.start, scale), _scaled(item.end, scale)
    if first is None or last is None or first > last:
        return first, None
    return first, last


def _scaled(time: float | None, scale: float) -> float | None:
    if time is None or time * scale > _LATEST:
        return None
    return time if scale == 1 else round(time * scale, 6)  # 1150 * 0.001 is not quite 1.15


def unit(items: Collection[Spoken], others: Iterable[float]) -> float:
    """What to multiply the times by to get seconds: 1, or one of `others`.

    The unit is the one in which people talk most nearly at the pace of people: exporters write
    seconds and milliseconds under the same names.
    """
    timed = [(item.start, item.end, item.words) for item in items if item.start is not None]
    words = sum(words for _, _, words in timed)
    lengths = [end - start for start, end, _ in timed if end is not None]
    length = sum(max(length, 0.0) for length in lengths)
    if not lengths and timed:
        starts = [start for start, _, _ in timed]
        length = max(starts) - min(starts)
    if length <= 0 or not words:
        return 1.0
    return min((1.0, *others), key=lambda scale: abs(math.log(words / (length * scale) / _PACE)))


def units(values: Collection[str]) -> tuple[float, ...]:
    """The units besides seconds that a column or field of times may be in, by how it is written.

    Whole numbers may be milliseconds or ticks of a ten-millionth, numbers below 1 parts of a day
    (a spreadsheet's time without its format), clocks in full minutes minutes read as hours.
    """
    numbers = [value for text in values if (value := number(text)) is not None]
    if numbers and len(numbers) == len(values):
        if all("." not in text and "," not in text for text in values):
            return (1e-3, 1e-7)
        return (86400.0,) if max(numbers) < 1 else ()
    hours = [text for text in values if re.search(r":00$", text) and text.count(":") == 2]
    return (1 / 60,) if len(hours) == len(values) > 4 else ()
