"""Markdown. Headings are skipped unless they turn out to be speaker labels."""

from __future__ import annotations

import re

from stc_cli.readers import About, Block, Settings, Source
from stc_cli.readers.encoding import decoded
from stc_cli.readers.reasons import HEADING
from stc_cli.text.characters import normalised, visible

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Emphasis holds on to words: "2 * 3" and "snake_case" are text.
_MARK = re.compile(r"(?<!\\)(?<!\*)\*{1,3}(?!\*)|(?<!\\)(?<!_)_{1,3}(?!_)|(?<![\\`])`(?!`)")
_LEAD = re.compile(r"^\s*(?:>\s?|[-*+]\s+(?=\S))+")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")
_HEADING = re.compile(r"^\s*#{1,6}\s+(?=\S)")
_CLOSING = re.compile(r"\s#+$")
ABOUT = About(
    "md",
    kept="every line; headings that are speakers",
    skipped="other headings; as txt",
    structure="as txt; paired emphasis, backslash escapes, bullets, `>`, `#`, rules (`---`)",
    left_out="",
)


def read(data: bytes, settings: Settings) -> Source:
    """One block per line; an empty line is an empty block, which ends a paragraph."""
    text, unseen = decoded(data, settings.encoding)
    blocks = tuple(_block(line) for line in text.split("\n"))
    return Source("md", blocks, visible(text), "line", unseen)


def _block(line: str) -> Block:
    if not line.strip():
        return Block("")
    if _RULE.match(line):
        return Block("", structure=visible(line))
    text = line.rstrip().removesuffix("\\")  # a line break that pandoc wrote
    heading = _HEADING.match(text)
    text = _CLOSING.sub("", text[heading.end() :]).rstrip() if heading else _LEAD.sub("", text)
    plain = _plain(text)
    structure = visible(line) - visible(plain)
    return Block(plain, structure, skip=HEADING if heading and plain.strip() else "")


def _plain(text: str) -> str:
    """The text without emphasis marks that come in pairs, and without escapes."""
    open_marks: dict[str, int] = {}
    gone: list[tuple[int, int]] = []
    for mark in _MARK.finditer(text):
        before = text[max(mark.start() - 1, 0) : mark.start()]
        after = text[mark.end() : mark.end() + 1]
        opened = open_marks.get(mark[0])
        if opened is not None and before.strip() and not _in_word(after):
            gone += [(opened, opened + len(mark[0])), mark.span()]
            del open_marks[mark[0]]
        elif after.strip() and not _in_word(before):
            open_marks[mark[0]] = mark.start()
    kept: list[str] = []
    position = 0
    for start, end in sorted(gone):
        kept.append(text[position:start])
        position = end
    kept.append(text[position:])
    return normalised(_ESCAPE.sub(r"\1", "".join(kept)))


def _in_word(character: str) -> bool:
    return character.isalnum() or character in ("_", "\\")
