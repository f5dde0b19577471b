"""The values of a YAML file, each with where in the text it is written.

Offsets are code points (Python `str` indices).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

_NULL = ("", "~", "null", "Null", "NULL")


class Written(str):
    """A scalar of a file: a text of its own, told apart from others like it by identity."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value and where it is written.

    `start` to `end`: its text without comments after it. `style`: `'`, `"`, `|`, `>` or empty.
    `held`: why it cannot be rewritten (an alias, anchor or tag), or empty. `items`: of a list;
    `pairs`: of a mapping, key and value.
    """

    data: Any
    start: int
    end: int
    is_flow: bool = False
    style: str = ""
    held: str = ""
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()

    def __getitem__(self, key: str | int) -> Node:
        if isinstance(key, int):
            return self.items[key]
        return next(value for name, value in self.pairs if name.data == key)


class Reader:
    """Reads the one document of a text; `nodes` are its values by the identity of their data."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.SafeLoader))
        self.nodes: dict[int, Node] = {}
        self.anchors: dict[Any, Any] = {}

    def document(self) -> Node:
        """The value that is all of the document."""
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                break
        return self.node(next(self.events))

    def node(self, event: Any) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.AliasEvent):
            held = f"the alias *{event.anchor}"
            return self.noted(Node(_twin(self.anchors[event.anchor]), start, end, held=held))
        held = f"the anchor &{event.anchor}" if event.anchor else ""
        if getattr(event, "tag", None):
            held = held or "a tag"
        if isinstance(event, yaml.ScalarEvent):
            made = self.scalar(event, start, end, held)
        elif isinstance(event, yaml.SequenceStartEvent):
            made = self.sequence(event, start, held)
        else:
            made = self.mapping(event, start, held)
        if event.anchor:
            self.anchors[event.anchor] = made.data
        return self.noted(made)

    def noted(self, node: Node) -> Node:
        if node.data is not None:
            self.nodes[id(node.data)] = node
        return node

    def scalar(self, event: Any, start: int, end: int, held: str) -> Node:
        style = event.style or ""
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        is_null = not style and event.value in _NULL
        return Node(None if is_null else Written(event.value), start, end, style=style, held=held)

    def sequence(self, event: Any, start: int, held: str) -> Node:
        items, end = self.inner(yaml.SequenceEndEvent)
        end = end if event.flow_style or not items else items[-1].end
        data = [item.data for item in items]
        return Node(data, start, end, event.flow_style, held=held, items=tuple(items))

    def mapping(self, event: Any, start: int, held: str) -> Node:
        nodes, end = self.inner(yaml.MappingEndEvent)
        end = end if event.flow_style or not nodes else nodes[-1].end
        pairs = tuple(pairwise(nodes))[::2]
        data: dict[Any, Any] = {key.data: value.data for key, value in pairs}
        return Node(data, start, end, event.flow_style, held=held, pairs=pairs)

    def inner(self, closing: Any) -> tuple[list[Node], int]:
        """The values up to the end of a list or mapping, and where that is in flow style."""
        nodes = []
        event = next(self.events)
        while not isinstance(event, closing):
            nodes.append(self.node(event))
            event = next(self.events)
        return nodes, event.end_mark.index


def _twin(data: Any) -> Any:
    """The same value as another object, so that an alias is told apart from what it stands for."""
    if isinstance(data, dict | list):
        return data.copy()
    return None if data is None else Written(data)
