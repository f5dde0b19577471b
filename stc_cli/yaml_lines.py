"""Strict YAML: every scalar a string, no key twice, and the line of everything kept.

Words and ids of a study must load as written whatever YAML would make of them (`no`, `12:30`,
`1e3`); pydantic turns strings into numbers where a field wants a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, Tag, ValidationError

from stc_cli.errors import UsageError, did_you_mean
from stc_cli.files import read_bytes

Model = TypeVar("Model", bound=BaseModel)
Key = tuple[str | int, ...]

MAX_NODES = 500_000  # a study's YAML has some thousand; aliases can multiply into billions
MAX_DEPTH = 60


_SHAPES = {  # in place of what pydantic says, which names types of Python
    "tuple_type": "must be a list",
    "model_type": "must be keys with their values, not a text",
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where it is there


class Document(NamedTuple):
    """Parsed YAML and, for each place in it, the line it stands on (1 is the first)."""

    path: Path
    data: Any
    lines: dict[Key, int]

    def line(self, key: Key) -> int:
        """The line of `key`, or of the nearest thing around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)


def read_yaml(path: Path) -> Document:
    """Read one YAML document.

    Raises UsageError with file and line when it is missing, not UTF-8, not YAML, has a key
    twice, or is nested or aliased beyond all measure.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file.")
    return parsed_yaml(path, read_bytes(path))


def parsed_yaml(path: Path, data: bytes) -> Document:
    """Bytes as one YAML document; `path` is named in errors. Raises as `read_yaml` does."""
    try:
        text = data.decode("utf-8-sig")
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text. Save it as UTF-8.") from error
    except RecursionError as error:
        raise UsageError(f"{path}: is nested too deeply.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise UsageError(f"{path}{where}: is not valid YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: is not valid YAML ({type(error).__name__}).") from error
    reader = _Reader(path)
    return Document(path, reader.value(node, (), 0) if node is not None else None, reader.lines)


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Key, int] = {}
        self.nodes = 0

    def value(self, node: yaml.Node, key: Key, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise UsageError(f"{self.path}, line {self.line(node)}: is too large or too deep.")
        self.lines.setdefault(key, self.line(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, key, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(v, (*key, i), depth + 1) for i, v in enumerate(node.value)]
        return None if node.tag == "tag:yaml.org,2002:null" else node.value

    def mapping(self, node: yaml.MappingNode, key: Key, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name_node, value_node in node.value:
            name = name_node.value
            line = self.line(name_node)
            if not isinstance(name, str):
                raise UsageError(f"{self.path}, line {line}: a key must be a single word or text.")
            if name in result:
                first = self.lines[(*key, name)]
                raise UsageError(
                    f'{self.path}, line {line}: "{name}" stands here a second time (first in '
                    f"line {first}). Keep one of them."
                )
            self.lines[(*key, name)] = line
            result[name] = self.value(value_node, (*key, name), depth + 1)
        return result

    @staticmethod
    def line(node: yaml.Node) -> int:
        return int(node.start_mark.line) + 1


def validated(model: type[Model], document: Document) -> Model:
    """The document as a model.

    Raises UsageError naming file, line and key of the first thing that does not fit.
    """
    data = document.data
    if not isinstance(data, dict):
        raise UsageError(f"{document.path}: must be a list of `key: value` lines.")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = sorted(error.errors(include_url=False), key=lambda e: _order(document, e["loc"]))
        raise UsageError(_sentence(model, document, details[0])) from error


def _order(document: Document, loc: Key) -> tuple[int, int]:
    return document.line(_place(document, loc)), -len(loc)


def _place(document: Document, loc: Key) -> Key:
    """A pydantic location without the names of union members, which are not in the file."""
    place: Key = ()
    for part in loc:
        if (*place, part) in document.lines:
            place = (*place, part)
    return place


def _sentence(model: type[BaseModel], document: Document, detail: Any) -> str:
    loc: Key = detail["loc"]
    place = _place(document, loc)
    where = f"{document.path}, line {document.line(place)}"
    match detail["type"]:
        case "table_kind":
            return f"{document.path}, {_no_kind(document, place, detail)}"
        case "extra_forbidden":
            hint = did_you_mean(str(loc[-1]), _keys_beside(model, loc))
            return f'{where}: unknown key "{loc[-1]}".{hint or " Remove it or correct it."}'
        case "missing":
            name = _name(document, place)
            inside = f" in {name}" if name else ""
            return f'{where}: "{loc[-1]}" is missing{inside}. Add it.'
        case kind:
            message = _SHAPES.get(kind) or str(detail["msg"])
            message = message.removeprefix("Value error, ").rstrip(".")
            named = "".join(f"{name}: " for name in [_name(document, place)] if name)
            stop = "" if message.endswith("?") else "."
            return f"{where}: {named}{message[:1].lower()}{message[1:]}{stop}"


def _no_kind(document: Document, place: Key, detail: Any) -> str:
    said, known = str(detail["input"]["kind"]), str(detail["msg"]).removeprefix("must be one of ")
    line = document.line((*place, "kind"))
    hint = did_you_mean(said, known.split(", "))
    name = _name(document, place)
    inside = f" of {name}" if name else ""
    return f'line {line}: "kind"{inside}: "{said}" is none; it must be one of {known}.{hint}'


def _name(document: Document, place: Key) -> str:
    """How a person knows a place: its keys, and the id of the list entry they stand in."""
    data = document.data
    owner, keys = "", []
    for part in place:
        data = data[part]
        if isinstance(part, str):
            keys.append(part)
        if isinstance(data, dict) and data.get("id"):
            owner, keys = str(data["id"]), []
    name = f'"{".".join(keys)}"' if keys else ""
    return " of ".join(entry for entry in (name, f'"{owner}"' if owner else "") if entry)


def _keys_beside(model: type[BaseModel], loc: Key) -> list[str]:
    """The keys that would be known where an unknown one stands."""
    current: Any = model
    kinds: dict[str | int, type[BaseModel]] = {}  # of a field with models by kind: loc has the kind
    for part in loc[:-1]:
        if part in kinds:
            current, kinds = kinds[part], {}
            continue
        fields = getattr(current, "model_fields", {})
        if isinstance(part, int) or part not in fields:
            continue
        annotation = fields[part].annotation
        kinds = dict(_models_by_kind(annotation))
        current = _model_inside(annotation) or current
    fields = getattr(current, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _models_by_kind(annotation: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    """The members of a union that a discriminator tells apart, by their tags."""
    for told in getattr(annotation, "__metadata__", ()):
        if isinstance(told, Tag) and (model := _model_inside(annotation)):
            yield told.tag, model
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_by_kind(argument)


def _model_inside(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (found := _model_inside(argument)) is not None:
            return found
    return None
