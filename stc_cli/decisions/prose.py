"""The Markdown of people's texts: headings, block quotes and paragraphs, there and back.

Only what tells a text apart from what stands around it is read; emphasis, for instance, stays as
it was typed. Headings may carry an id as Pandoc writes them: `## Heading {#training}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_ID = re.compile(r"[ \t]*\{#([^\s{}]+)[^{}]*\}$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}([*_-])[ \t]*(?:\1[ \t]*){2,}")
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?)+")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_COMMENT = re.compile(r"(?<!\\)<!--.*?-->", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# What would not be read as a paragraph's own words where it opens one.
_OPENING = re.compile(r"(?:\d{1,9}(?=[.)](?:\s|$)))|(?=#|>|[-*+](?:\s|$)|=+\s*$)")


class Block(NamedTuple):
    """A heading, a paragraph of a block quote, or a paragraph or list item.

    `text`: on one line, without marks and escapes. `line`: of the body, from 1. `level`, `id`: of a
    heading, 1 to 6; the id is empty where it has none.
    """

    kind: Literal["heading", "quote", "text"]
    text: str
    line: int
    level: int = 0
    id: str = ""


def blocks(body: str) -> list[Block]:
    """The blocks of a text, in order; comments and rules between them are none.

    >>> [(b.kind, b.text, b.id) for b in blocks("## Talk {#talk}\\n\\nWe\\ntalked.\\n> “Yes.”")]
    [('heading', 'Talk', 'talk'), ('text', 'We talked.', ''), ('quote', '“Yes.”', '')]
    """
    plain = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), body)
    found: list[Block] = []
    own: list[str] = []  # the lines of the block that is being read
    begin, is_quote = 0, False
    for number, line in enumerate([*plain.replace("\r\n", "\n").split("\n"), ""], start=1):
        heading, quote = _HEADING.fullmatch(line), _QUOTE.match(line)
        said = line[quote.end() :] if quote else line
        underline = _UNDERLINE.fullmatch(line) if len(own) == 1 and not is_quote else None
        if underline:
            found.append(_heading(own[0], begin, 1 if underline[1][0] == "=" else 2))
            own = []
            continue
        item = None if quote else _ITEM.match(line)
        starts = heading or item or (quote is not None) > is_quote
        if own and (starts or not said.strip() or _RULE.fullmatch(line)):
            found.append(Block("quote" if is_quote else "text", _joined(own), begin))
            own = []
        if heading:
            found.append(_heading(heading[2] or "", number, len(heading[1])))
        elif said.strip() and not _RULE.fullmatch(line):
            if not own:
                begin, is_quote = number, quote is not None
            own.append(said[item.end() :] if item else said)
    return found


def _heading(text: str, line: int, level: int) -> Block:
    named = _ID.search(text)
    words = text[: named.start()] if named else text
    return Block("heading", _joined([words]), line, level, named[1] if named else "")


def _joined(lines: Sequence[str]) -> str:
    return _ESCAPED.sub(r"\1", " ".join(" ".join(lines).split()))


def written(paragraph: str) -> str:
    """A paragraph as Markdown from which `blocks` reads the same words.

    >>> blocks(written("# is what he said, 5 < 6 \\\\o/"))[0].text
    '# is what he said, 5 < 6 \\\\o/'
    """
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)", r"\\\\", paragraph.strip()).replace("<!--", r"\<!--")
    opening = _OPENING.match(text)
    if opening is None and not _RULE.fullmatch(text):
        return text
    at = opening.end() if opening else 0
    return f"{text[:at]}\\{text[at:]}"


def shown(body: str, least: int) -> Iterator[str]:
    """The lines of a text as part of a document, whose headings are of level `least` at most.

    Everything else stands as the person wrote it.
    """
    for line in body.strip("\r\n").replace("\r\n", "\n").split("\n"):
        if (heading := _HEADING.fullmatch(line)) is not None:
            words = _ID.sub("", heading[2] or "")
            yield f"{'#' * min(6, max(least, len(heading[1]) + 1))} {words}"
        else:
            yield line
