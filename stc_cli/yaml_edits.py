"""Edits of a YAML file that leave everything else in it as it is: lines, comments, quotes, order.

An edit is said by the values it should leave behind: take those of `layout_of(text).root`, and
put new ones where something changes. What is the same object stays as written or, in another list,
is copied as written. `Changed` stands for a value that is an old one with differences.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, NamedTuple

from stc_cli.yaml_layout import Layout, Lines, layout_of
from stc_cli.yaml_nodes import Node
from stc_cli.yaml_values import Changed, folded, origin, written

_PLACE = re.compile(r"[ \t]*:")
_LINE = re.compile(r"(?<=\n)(?=.)", re.DOTALL)  # between lines, each with its break


class EditError(ValueError):
    """An edit that this layout does not allow. `position`: where in the text."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(reason)
        self.position = position


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def edited(layout: Layout, wanted: dict[str, Any]) -> str:
    """The text with the values of `wanted`.

    A comment may be lost where a value moves into a list in square brackets; see
    `lost_comments`. Raises EditError where something to be changed is an alias, has an anchor or a
    tag, or cannot be told apart from its surroundings.
    """
    writer = _Writer(layout)
    writer.value(layout.root, wanted)
    return _applied(layout.text, writer.edits, 0, len(layout.text), layout.newline)


def lost_comments(before: Layout, after: str) -> list[str]:
    """The comments of a file that are not in its new text any more, in order."""
    left = Counter(before.all_comments)
    left -= Counter(layout_of(after).all_comments)
    return list(left.elements())


def _applied(text: str, edits: list[_Edit], start: int, end: int, newline: str) -> str:
    """A part of the text with the edits that lie in it."""
    parts: list[str] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts.append(text[start : max(edit.start, start)])
        if edit.text.endswith(newline) and edit.start == len(text) and not text.endswith("\n"):
            parts.append(newline + edit.text.removesuffix(newline))
        else:
            parts.append(edit.text)
        start = max(start, edit.end)
    return "".join((*parts, text[start:end]))


class _Writer:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.edits: list[_Edit] = []

    def edit(self, start: int, end: int, text: str) -> None:
        self.edits.append(_Edit(start, end, text))

    def value(self, node: Node, wanted: Any) -> None:
        """Make the edits that turn a value into another."""
        if wanted is node.data or (not isinstance(wanted, Changed) and wanted == node.data
                                   and isinstance(wanted, str)):  # fmt: skip
            return
        if isinstance(wanted, dict) and isinstance(node.data, dict):
            self.mapping(node, wanted)
        elif isinstance(wanted, list) and isinstance(node.data, list):
            self.sequence(node, wanted)
        else:
            self.refuse_held(node)
            self.edit(node.start, node.end, self.scalar(node, wanted))

    def refuse_held(self, node: Node) -> None:
        if node.held:
            raise EditError(node.start, f"{node.held} stands here")

    def mapping(self, node: Node, wanted: dict[str, Any]) -> None:
        for note in wanted.notes if isinstance(wanted, Changed) else ():
            self.note(node, note)
        for key, value in node.pairs:
            new = wanted[key.data]
            if new is value.data:
                continue
            self.refuse_alias(node)
            if isinstance(value.data, list) and not node.is_flow:
                self.block_list(key, value, new)
            else:
                self.value(value, new)
        known = {key.data for key, _ in node.pairs}
        added = {key: value for key, value in wanted.items() if key not in known}
        if added:
            self.refuse_alias(node)
            self.add_keys(node, added)

    def refuse_alias(self, node: Node) -> None:
        if node.held.startswith("the alias"):
            self.refuse_held(node)

    def note(self, node: Node, note: str) -> None:
        """A comment above the line that a value begins on."""
        start = self.layout.line_start(node.start)
        line = self.layout.text[start : node.start]
        indent = line[: len(line) - len(line.lstrip(" "))]
        self.edit(start, start, f"{indent}# {note}{self.layout.newline}")

    def block_list(self, key: Node, value: Node, wanted: list[Any]) -> None:
        """A list under a key of a block mapping, which may become empty or stop being so."""
        layout = self.layout
        if wanted and not value.items:
            self.refuse_held(value)
            colon = self.colon(key)
            if layout.has_comment(colon, value.end):
                raise EditError(value.start, "an empty list with a comment in it stands here")
            self.edit(colon, value.end, "")
            end = layout.line_end(value.end)
            self.edit(end, end, self.block_items(wanted, layout.column(key.start) + self.step()))
        elif not wanted and value.items and not value.is_flow:
            self.refuse_held(value)
            colon = self.colon(key)
            self.edit(colon, colon, " []")
            self.sequence(value, wanted)
        else:
            self.value(value, wanted)

    def colon(self, key: Node) -> int:
        """Where the colon after a key ends."""
        found = _PLACE.match(self.layout.text, key.end)
        if found is None:
            raise EditError(key.start, "this key is not followed by its colon")
        return found.end()

    def step(self) -> int:
        """How much deeper than its key this file writes the items of a list."""
        layout = self.layout
        for key, value in layout.root.pairs:
            if value.items and not value.is_flow:
                return layout.column(layout.dash(value.items[0])) - layout.column(key.start)
        return 2

    def add_keys(self, node: Node, added: dict[str, Any]) -> None:
        layout = self.layout
        if node.is_flow:
            end = node.pairs[-1][1].end if node.pairs else node.start + 1
            new = ", ".join(f"{key}: {self.flow(value)}" for key, value in added.items())
            self.edit(end, end, f", {new}" if node.pairs else new)
            return
        column = layout.column(node.pairs[0][0].start)
        end = layout.below(node, column)
        text = ""
        for key, value in added.items():
            text += " " * column + f"{key}:"
            if isinstance(value, list) and value:
                text += layout.newline + self.block_items(value, column + self.step())
            else:
                text += f" {folded(value, column, layout.newline)}{layout.newline}"
        self.edit(end, end, text)

    def sequence(self, node: Node, wanted: list[Any]) -> None:
        """Keep, change, take out and put in items of a list; those kept stay in their order."""
        own = {id(item.data): number for number, item in enumerate(node.items)}
        kept: set[int] = set()
        added: dict[int | None, list[Any]] = {}
        last: int | None = None
        for item in wanted:
            number = own.get(id(origin(item)))
            if number is None or number in kept:
                added.setdefault(last, []).append(item)
                continue
            kept.add(number)
            last = number
            self.value(node.items[number], item)
        gone = [number for number in own.values() if number not in kept]
        if gone or added:
            self.refuse_alias(node)
        if node.is_flow:
            self.flow_sequence(node, gone, added)
        else:
            self.block_sequence(node, gone, added)

    def block_sequence(
        self, node: Node, gone: list[int], added: dict[int | None, list[Any]]
    ) -> None:
        layout = self.layout
        for number in gone:
            lines = self.item_lines(node, number)
            if number:
                self.edit(layout.blanks_above(lines.start), lines.end, "")
            else:
                after = layout.blanks_below(lines.end) if len(node.items) > 1 else lines.end
                self.edit(lines.start, after, "")
        column = layout.column(layout.dash(node.items[0]))
        parted = self.is_parted(node)
        for place, items in added.items():
            # Before the first only where it goes, so after it is as good.
            end = self.item_lines(node, place or 0).end
            self.edit(end, end, self.block_items(items, column, parted=parted))

    def is_parted(self, node: Node) -> bool:
        """Whether a blank line stands before the last item of a block list."""
        start = self.item_lines(node, len(node.items) - 1).start
        return len(node.items) > 1 and self.layout.blanks_above(start) < start

    def item_lines(self, node: Node, number: int) -> Lines:
        dash = self.layout.dash(node.items[number])
        if self.layout.text[self.layout.line_start(dash) : dash].strip():
            raise EditError(dash, "a list begins in the middle of a line here")
        return self.layout.block_item(node.items, number)

    def flow_sequence(
        self, node: Node, gone: list[int], added: dict[int | None, list[Any]]
    ) -> None:
        for number in gone:
            self.edit(*self.flow_item(node, number, gone), "")
        for place, items in added.items():
            if place is None and not node.items:
                self.edit(node.start + 1, node.start + 1, ", ".join(map(self.flow, items)))
            else:
                self.add_flow_items(node.items[place or 0], items)

    def flow_item(self, node: Node, number: int, gone: list[int]) -> Lines:
        """What to take out so that an item of a flow list is gone, its comma included."""
        layout, item = self.layout, node.items[number]
        lines = layout.flow_lines(item)
        if lines is not None:
            return lines
        comma = layout.comma_after(item)
        if comma is None:
            alone = not number or number - 1 in gone
            return Lines(item.start if alone else node.items[number - 1].end, item.end)
        end = comma + 1
        while layout.text[end] == " ":
            end += 1
        return Lines(item.start, end)

    def add_flow_items(self, before: Node, items: list[Any]) -> None:
        """Put items in after one of a flow list, on lines of their own where that one is."""
        layout = self.layout
        lines = layout.flow_lines(before)
        if lines is None:
            self.edit(before.end, before.end, "".join(f", {self.flow(item)}" for item in items))
            return
        indent = layout.text[layout.line_start(before.start) : before.start]
        has_comma = layout.comma_after(before) is not None
        if not has_comma:
            self.edit(before.end, before.end, ",")
        text = ""
        for number, item in enumerate(items, start=1):
            above, after = self.comments_about(item)
            comma = "," if has_comma or number < len(items) else ""
            text += "".join(indent + comment + layout.newline for comment in above)
            text += f"{indent}{self.flow(item)}{comma}{'   ' if after else ''}{after}"
            text += layout.newline
        self.edit(lines.end, lines.end, text)

    def comments_about(self, item: Any) -> tuple[list[str], str]:
        """The comments to go with an item to where it is put in."""
        node = self.layout.nodes.get(id(origin(item)))
        return ([], "") if node is None else self.layout.comments_about(node)

    # What is put in: as it is written elsewhere, or written anew.

    def block_items(self, items: list[Any], column: int, *, parted: bool = False) -> str:
        """Items as lines of a block list whose dashes stand at `column`."""
        newline = self.layout.newline
        return "".join((newline if parted else "") + self.block_item(i, column) for i in items)

    def block_item(self, item: Any, column: int) -> str:
        newline = self.layout.newline
        node = self.layout.nodes.get(id(origin(item)))
        if node is None:
            return " " * column + f"- {folded(item, column, newline)}{newline}"
        siblings, number = self.layout.siblings(node)
        if siblings:
            text = self.copied(item, *self.layout.block_item(siblings, number))
            shift = column - self.layout.column(self.layout.dash(node))
            text = "".join(_shifted(line, shift, 0) for line in _LINE.split(text))
            return text if text.endswith(newline) else text + newline
        above, after = self.layout.comments_about(node)
        shift = column + 2 - self.layout.column(node.start)
        first, *rest = _LINE.split(self.copied(item, node.start, node.end))
        lead = "".join(" " * column + comment + newline for comment in above)
        body = "".join((first, *(_shifted(line, shift, column + 2) for line in rest)))
        return f"{lead}{' ' * column}- {body}{'   ' if after else ''}{after}{newline}"

    def copied(self, item: Any, start: int, end: int) -> str:
        """A part of the text, with the changes of a `Changed` that is written in it."""
        inner = _Writer(self.layout)
        inner.value(self.layout.nodes[id(origin(item))], item)
        return _applied(self.layout.text, inner.edits, start, end, self.layout.newline)

    def flow(self, item: Any) -> str:
        """A value for a flow list or mapping, as it is written if it is one there already."""
        if isinstance(item, list):
            return "[" + ", ".join(map(self.flow, item)) + "]"
        node = self.layout.nodes.get(id(origin(item)))
        if node is None:
            return written(item)
        if node.is_flow or node.style in ("'", '"'):
            return self.copied(item, node.start, node.end)
        return written(item)

    def scalar(self, node: Node, wanted: Any) -> str:
        """A new text in the quotes of the old one."""
        line = self.layout.line_start(node.start)
        text = self.layout.text[line:]
        if node.style == '"' and isinstance(wanted, str):
            return json.dumps(wanted, ensure_ascii=False)
        if node.style == "'" and isinstance(wanted, str) and "\n" not in wanted:
            return "'" + wanted.replace("'", "''") + "'"
        if node.style in ("|", ">"):
            return folded(wanted, len(text) - len(text.lstrip(" -")), self.layout.newline)
        return written(wanted)


def _shifted(line: str, shift: int, least: int) -> str:
    bare = line.lstrip(" ")
    if not bare.strip():
        return line
    return " " * max(len(line) - len(bare) + shift, least) + bare
