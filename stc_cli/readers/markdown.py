"""Markdown. Kept: all text. Taken off as structure: emphasis, escapes, bullets and quote marks.
Headings are skipped unless they turn out to be speaker labels.
"""

from __future__ import annotations

import re

from stc_cli.readers import Block, Source
from stc_cli.readers.encoding import decoded
from stc_cli.text.characters import visible

_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~:])")
# Emphasis holds on to words: "2 * 3" and "snake_case" are text.
_EMPHASIS = re.compile(r"(?<![\w\\])(\*\*\*|\*\*|\*|___|__|_|`)(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)")
_LEAD = re.compile(r"^\s*(?:>\s?|[-*+]\s+(?=\S))+")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_HEADING = re.compile(r"^\s*(#{1,6})\s*(.*?)\s*#*\s*$")
HEADING = "heading"


def read(data: bytes) -> Source:
    """One block per line; an empty line is an empty block, which ends a paragraph."""
    text = decoded(data)
    return Source(tuple(_block(line) for line in text.split("\n")), visible(text), "line")


def _block(line: str) -> Block:
    if _RULE.match(line):
        return Block("", structure=visible(line))
    heading = _HEADING.match(line)
    plain = _plain(heading.group(2) if heading else _LEAD.sub("", line))
    structure = visible(line) - visible(plain)
    return Block(plain, structure, skip=HEADING if heading and plain else "")


def _plain(text: str) -> str:
    previous = None
    while previous != text:
        previous, text = text, _EMPHASIS.sub(r"\2", text)
    return _ESCAPE.sub(r"\1", text)
