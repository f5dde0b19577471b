"""Files of the human layer without the words of somebody who withdrew."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from stc_cli.decisions.front_matter import parted
from stc_cli.decisions.lines import line_id
from stc_cli.text.passages import Passages

_CONTEXT = ("prefix", "suffix")  # of an anchor
_TAKEN_BACK = re.compile(r'"of": *"([^"]+)"')  # the id of a line
_UNIT = re.compile(r"^ *- (\{.*\})[ \t\r]*$", re.MULTILINE)  # a line of JSON in front matter
MARK = "(withdrawn)"  # harmless in YAML, CSV, JSON and prose alike


def scrubbed(text: str, passages: Passages) -> tuple[str, int]:
    """A text with their passages marked as withdrawn, and how many there were."""
    return passages.without(text, MARK)


def scrubbed_lines(text: str, passages: Passages, transcripts: Collection[str]) -> tuple[str, int]:
    """JSON lines with their passages marked as withdrawn, and how many there were.

    In a line that names one of `transcripts`, a value that is nothing but words of one of their
    turns goes too, however short, and so does what stood around a quotation if a bit of it may be
    theirs. The lines themselves stay, so that it is known what was decided.
    """
    taken_back = set(_TAKEN_BACK.findall(text))
    cleaned = [_json_line(line, passages, transcripts, taken_back) for line in text.split("\n")]
    return "\n".join(line for line, _ in cleaned), sum(count for _, count in cleaned)


def scrubbed_document(
    text: str, passages: Passages, transcripts: Collection[str]
) -> tuple[str, int]:
    """A Markdown text with their passages marked as withdrawn, and how many there were.

    Front matter may have units on lines of JSON, which are cleaned as those of `scrubbed_lines`.
    """
    pieces: list[str] = []
    count = position = 0
    for line in _UNIT.finditer(text, 0, _end_of_front(text)):
        before, found = passages.without(text[position : line.start(1)], MARK)
        data, more = _json_line(line[1], passages, transcripts, ())
        pieces += [before, data]
        count, position = count + found + more, line.end(1)
    rest, found = passages.without(text[position:], MARK)
    return "".join([*pieces, rest]), count + found


def _end_of_front(text: str) -> int:
    """Where front matter ends; 0 where there is none."""
    return len(text) - len(parted(text).body)


def _json_line(
    line: str, passages: Passages, transcripts: Collection[str], taken_back: Collection[str]
) -> tuple[str, int]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return passages.without(line, MARK)
    named = any(value in transcripts for value in data.values() if isinstance(value, str))
    cleaner = _Cleaner(passages, short=named)
    cleaned = cleaner.value(data)
    if not cleaner.found:
        return line, 0
    if not data.get("id") and line_id(data) in taken_back:
        cleaned = {**cleaned, "id": line_id(data)}  # as the line that takes it back knows it
    return json.dumps(cleaned, ensure_ascii=False), cleaner.found


class _Cleaner:
    def __init__(self, passages: Passages, *, short: bool) -> None:
        self.passages = passages
        self.short = short
        self.found = 0

    def value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: self.context(inner) if name in _CONTEXT else self.value(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self.value(inner) for inner in value]
        return self.text(value) if isinstance(value, str) else value

    def context(self, value: Any) -> Any:
        if isinstance(value, str) and self.short and self.passages.may_be_in(value):
            self.found += 1
            return MARK
        return self.value(value)

    def text(self, text: str) -> str:
        if self.short and self.passages.are_theirs(text):
            self.found += 1
            return MARK
        text, count = self.passages.without(text, MARK)
        self.found += count
        return text
