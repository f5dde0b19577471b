"""YAML as it stands on the page: the values of a file, and where each of them is written.

For edits that leave every other character of a file as it is. Offsets are code points (Python
`str` indices) into the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from stc_cli.yaml_nodes import Node, Reader

_BREAK = re.compile(r"\r\n|\n|\r")
_COMMENT = re.compile(r"#[^\r\n]*")


class Lines(NamedTuple):
    """A stretch of the text; of whole lines, where it says so, with the last one's line break."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's text and its values. Make it with `layout_of`."""

    text: str
    root: Node
    dashes: tuple[int, ...]  # of block lists
    commas: tuple[int, ...]  # of flow lists and mappings
    comments: tuple[int, ...]  # where each begins
    starts: tuple[int, ...]  # of all lines
    nodes: dict[int, Node] = field(repr=False)  # by the identity of their data

    @property
    def newline(self) -> str:
        """The line break of the file: that of its first line."""
        found = _BREAK.search(self.text)
        return found.group() if found else "\n"

    @property
    def all_comments(self) -> list[str]:
        """Every comment with its mark, in order."""
        return [self.text[start:end] for start, end in self.comments_in(0, len(self.text))]

    def line(self, position: int) -> int:
        """The number of the line a position is on; 0 is the first."""
        return bisect_right(self.starts, position) - 1

    def line_start(self, position: int) -> int:
        return self.starts[self.line(position)]

    def line_end(self, position: int) -> int:
        """Where the next line begins."""
        number = self.line(position) + 1
        return self.starts[number] if number < len(self.starts) else len(self.text)

    def column(self, position: int) -> int:
        return position - self.line_start(position)

    def dash(self, item: Node) -> int:
        """The dash of an item of a block list."""
        return self.dashes[bisect_left(self.dashes, item.start) - 1]

    def comma_after(self, item: Node) -> int | None:
        """The comma after an item of a flow list; None after the last, if it has none."""
        number = bisect_left(self.commas, item.end)
        if number < len(self.commas):
            between = self.text[item.end : self.commas[number]]
            if not _COMMENT.sub("", between).strip():
                return self.commas[number]
        return None

    def has_comment(self, start: int, end: int) -> bool:
        return bisect_left(self.comments, start) < bisect_left(self.comments, end)

    def comments_in(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where the comments between two positions begin and end."""
        for position in self.comments[bisect_left(self.comments, start) :]:
            if position >= end:
                return
            found = _COMMENT.match(self.text, position)
            assert found is not None
            yield position, found.end()

    def block_item(self, siblings: tuple[Node, ...], number: int) -> Lines:
        """The lines of an item of a block list, with the comments that are about it.

        These are the comments right above it, and those below it that stand deeper than its dash.
        """
        item = siblings[number]
        dash = self.dash(item)
        depth = self.column(dash)
        first = self.line(dash)
        while first and self._comment_depth(first - 1) is not None:
            above = self._comment_depth(first - 1) or 0
            if number and above > depth:
                break  # it is about something in the item before
            first -= 1
        return Lines(self.starts[first], self.below(item, depth))

    def below(self, node: Node, depth: int) -> int:
        """Where the lines of a block end, comments below it that stand deeper included."""
        end = self.line_end(max(node.end - 1, node.start))
        line = self.line(end) if end < len(self.text) else len(self.starts)
        while line < len(self.starts):
            below = self._comment_depth(line)
            if below is None and self.is_blank(line):
                line += 1
                continue
            if below is None or below <= depth:
                break
            end = self.line_end(self.starts[line])
            line += 1
        return end

    def siblings(self, node: Node) -> tuple[tuple[Node, ...], int]:
        """The items of the block list that a value stands in, if it does, and its place there."""
        for parent in self.nodes.values():
            if parent.items and not parent.is_flow and node in parent.items:
                return parent.items, parent.items.index(node)
        return (), 0

    def around(self, node: Node) -> Lines:
        """Where a value is written with the comments about it."""
        siblings, number = self.siblings(node)
        if siblings:
            return self.block_item(siblings, number)
        return self.flow_lines(node) or Lines(node.start, node.end)

    def flow_lines(self, item: Node) -> Lines | None:
        """The lines of an item of a flow list, if all else in them is comments about it.

        These are the comment after it and those right above.
        """
        comma = self.comma_after(item)
        end = item.end if comma is None else comma + 1
        start, stop = self.line_start(item.start), self.line_end(end)
        after = self.text[end:stop].strip()
        if self.text[start : item.start].strip() or (after and not after.startswith("#")):
            return None
        first = self.line(start)
        while first and self._comment_depth(first - 1) is not None:
            first -= 1
        return Lines(self.starts[first], stop)

    def comments_about(self, node: Node) -> tuple[list[str], str]:
        """The comments above a value, and the one after it, where it has such."""
        lines = self.around(node)
        above = [self.text[a:b] for a, b in self.comments_in(lines.start, node.start)]
        stop = min(lines.end, self.line_end(node.end))
        after = (self.text[a:b] for a, b in self.comments_in(node.end, stop))
        return above, next(after, "")

    def blanks_above(self, position: int) -> int:
        """Where the blank lines right above a line begin."""
        line = self.line(position)
        while line and self.is_blank(line - 1):
            line -= 1
        return self.starts[line]

    def blanks_below(self, position: int) -> int:
        """Where the first line that is not blank begins, from the line at `position` on."""
        while position < len(self.text) and self.is_blank(self.line(position)):
            position = self.line_end(position)
        return position

    def is_blank(self, line: int) -> bool:
        start = self.starts[line]
        return start < len(self.text) and not self.text[start : self.line_end(start)].strip()

    def _comment_depth(self, line: int) -> int | None:
        """The column of the comment that is all a line holds, or None."""
        start = self.starts[line]
        end = self.line_end(start)
        number = bisect_left(self.comments, start)
        if number == len(self.comments) or self.comments[number] >= end:
            return None
        position = self.comments[number]
        return None if self.text[start:position].strip() else position - start


def layout_of(text: str) -> Layout:
    """The layout of a text that is known to be YAML with lists and mappings in it."""
    tokens: list[Any] = list(yaml.scan(text, Loader=yaml.SafeLoader))
    ends = [0, *(token.end_mark.index for token in tokens)]
    begins = [*(token.start_mark.index for token in tokens), len(text)]
    comments = [
        found.start()
        for end, begin in zip(ends, begins, strict=True)
        for found in _COMMENT.finditer(text, end, begin)
    ]
    reader = Reader(text)
    return Layout(
        text,
        reader.document(),
        tuple(t.start_mark.index for t in tokens if isinstance(t, yaml.BlockEntryToken)),
        tuple(t.start_mark.index for t in tokens if isinstance(t, yaml.FlowEntryToken)),
        tuple(comments),
        (0, *(found.end() for found in _BREAK.finditer(text))),
        reader.nodes,
    )
