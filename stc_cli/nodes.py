"""What `stc show` walks over: a thing, and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stc_cli.records import Span


@dataclass(frozen=True, slots=True)
class Node:
    """A thing with what belongs to it. `mark`: the part of `text` that it is about."""

    kind: str
    name: str = ""
    text: str = ""
    mark: Span | None = None
    children: tuple[Node, ...] = ()

    @property
    def text_parts(self) -> tuple[str, str, str]:
        """The text before the mark, the marked part, and the text after."""
        if self.mark is None:
            return "", self.text, ""
        start, end = self.mark
        return self.text[:start], self.text[start:end], self.text[end:]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "kind": self.kind,
            "id": self.name,
            "text": self.text,
            "mark": list(self.mark) if self.mark else None,
            "children": [child.as_dict() for child in self.children],
        }
