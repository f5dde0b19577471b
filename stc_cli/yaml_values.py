"""Values to be written into a YAML file: what is old in them, and how new ones are written."""

from __future__ import annotations

import json
import textwrap
from typing import Any

import yaml

_WIDE = 88  # characters: a longer text is folded over lines
_LINE = 100


class Changed(dict[str, Any]):
    """A mapping of a list that is `of` with some values changed.

    `notes`: comments to stand above it, without their marks.
    """

    def __init__(self, of: dict[str, Any], *notes: str, **values: Any) -> None:
        super().__init__({**of, **values})
        self.of = of
        self.notes = notes


class ChangedText(str):
    """A text of a list that is `of`, written otherwise."""

    of: str

    def __new__(cls, of: str, text: str) -> ChangedText:
        made = super().__new__(cls, text)
        made.of = of
        return made


def origin(item: Any) -> Any:
    """What a changed value was, or the value itself."""
    return item.of if isinstance(item, Changed | ChangedText) else item


def written(value: Any) -> str:
    """A value on one line, as it may stand in flow lists too."""
    if isinstance(value, dict):
        pairs = (f"{written(key)}: {written(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str) and "\n" in value:
        return json.dumps(value, ensure_ascii=False)
    plain = str(value) if isinstance(value, str) else value
    dumped = yaml.safe_dump(
        [plain], default_flow_style=True, width=float("inf"), allow_unicode=True
    )
    return str(dumped).rstrip("\n")[1:-1]


def folded(value: Any, column: int, newline: str) -> str:
    """A value after a key or dash at `column`; a long text is folded over lines."""
    short = not isinstance(value, str) or len(value) <= _WIDE
    if short or " ".join(value.split()) != value:
        return written(value)
    indent = " " * (column + 2)
    lines = textwrap.wrap(value, _LINE - len(indent), break_on_hyphens=False)
    return newline.join((">-", *(indent + line for line in lines)))
