"""Front matter of the Markdown files that people write: YAML between two lines of dashes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from stc_cli.decisions.anchors import UNKNOWN, Anchor
from stc_cli.errors import UsageError
from stc_cli.yaml_lines import Document, Key, validated

Model = TypeVar("Model", bound=BaseModel)

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar a string
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)(?:^---[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE)


class Selector(BaseModel):
    """A passage as front matter has it; see `anchors.Anchor`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exact: str = Field(min_length=1)
    prefix: str = ""
    suffix: str = ""
    start: int = UNKNOWN
    end: int = UNKNOWN
    elsewhere: int = UNKNOWN

    def anchor(self, transcript_id: str) -> Anchor:
        return Anchor(transcript_id, self.exact, self.prefix, self.suffix, self.start, self.end,
                      self.elsewhere)  # fmt: skip


class Parted(NamedTuple):
    """A file's text: its front matter, None where it has none, and the rest, as they stand."""

    matter: str | None
    body: str


def parted(text: str) -> Parted:
    """A text's front matter and what follows it.

    >>> parted("---\\nby: Anna\\n---\\nText.")
    Parted(matter='by: Anna\\n', body='Text.')
    >>> parted("Text.")
    Parted(matter=None, body='Text.')
    """
    found = _FRONT.match(text)
    return Parted(found[1], text[found.end() :]) if found else Parted(None, text)


def front(model: type[Model], path: Path, matter: str) -> Model:
    """Front matter as a model. Raises UsageError naming file, line and key that do not fit."""
    matter = matter.replace("\r\n", "\n")
    try:
        node = yaml.compose(matter, Loader=_LOADER)
        data = yaml.load(matter, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 2}" if mark else ""  # after the line of dashes
        raise UsageError(f"{path}{where}: the lines between --- are not valid YAML. Put texts with "
                         "a colon in quotation marks.") from error  # fmt: skip
    for key in _doubled(node):
        raise UsageError(f'{path}, line {key.start_mark.line + 2}: "{key.value}" stands here a '
                         "second time. Keep one of them.")  # fmt: skip
    lines = dict(_places(node, ())) if node is not None else {}
    return validated(model, Document(path, {} if data in (None, "") else data, lines))


def _doubled(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The keys that stand a second time beside the first."""
    if isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _doubled(value)
    elif isinstance(node, yaml.MappingNode):
        known: set[str] = set()
        for name, value in node.value:
            if str(name.value) in known:
                yield name
            known.add(str(name.value))
            yield from _doubled(value)


def _places(node: yaml.Node, key: Key) -> Iterator[tuple[Key, int]]:
    """Every place in the front matter with its line in the file."""
    yield key, node.start_mark.line + 2
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            place = (*key, str(name.value))
            yield from _places(value, place)
            yield place, name.start_mark.line + 2
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _places(value, (*key, number))


def selector(anchor: Anchor) -> dict[str, str | int]:
    """A passage without what is not known of it."""
    return {name: value for name, value in anchor._asdict().items() if value not in ("", UNKNOWN)}


def scalar(value: str) -> str:
    """A text as YAML, in quotation marks only where it needs them."""
    plain = re.fullmatch(r"[^\W\d_][\w -]*\w|\d{4}-\d\d-\d\d", value)
    return value if plain else quoted(value)


def quoted(value: Any) -> str:
    """A value as JSON, which YAML reads too, so that it stays on one line.

    What YAML allows less freely, such as its ends of lines, is escaped.
    """
    text = json.dumps(value, ensure_ascii=False)
    return re.sub(
        "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda end: f"\\u{ord(end[0]):04x}", text
    )
