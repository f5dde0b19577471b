"""JSON as objects and leaves in the order of the file, whatever they mean."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from stc_cli.errors import StcError
from stc_cli.text.characters import normalised, one_line, unseen, visible

_HALF = re.compile("[\ud800-\udfff]")  # of a character that was cut in two, as of an emoji
_MOST_VALUES = 4_000_000  # an hour of talk has some 100,000, with the times of each word
_LONGEST_NAME = 30  # characters of a field's name in a reason
TOO_DEEP = "is nested too deeply for a transcript"


class Number(str):
    """A number as it is written: 1.50 is not 1.5, and none is too large."""

    __slots__ = ()


Value: TypeAlias = "dict[str, Value] | list[Value] | str | bool | None"


class Leaf(NamedTuple):
    """A string or number. `owner`: the place of the object it stands in, -1 outside of any."""

    owner: int
    key: str
    text: str
    is_number: bool


@dataclass(slots=True)
class Object:
    """An object of the file; fields are named as `simple` writes them.

    `parent`: the place of the one around it, -1 for none. `key`: the field it stands in. `nth`: its
    place in a list. `path`: the fields on the way to it, of those that matter. `leaves`: the places
    of those in its fields. `inside`: the places of objects in its fields, also in lists there.
    """

    parent: int
    key: str
    nth: int
    path: tuple[str, ...]
    leaves: dict[str, list[int]] = field(default_factory=dict)
    inside: dict[str, list[int]] = field(default_factory=dict)


class Flat(NamedTuple):
    """A JSON value taken apart. `names`: how many visible characters the names of fields have."""

    objects: list[Object]
    leaves: list[Leaf]
    names: int


def parsed(text: str) -> Value:
    """The value of a JSON file, or the list of values where each line is one.

    Raises StcError when it is no JSON or says the same field twice.
    """
    if text.count(",") > _MOST_VALUES:
        raise StcError("holds more values than any transcript does: split it")
    try:
        return _loaded(text)
    except json.JSONDecodeError as error:
        fault = _fault(error.lineno, error.colno)
        one_each = error.msg == "Extra data" and sum(map(bool, text.split("\n"))) > 1
    if one_each:
        return _lines(text)
    try:
        # An accent after an escape (`\n`) may have become one letter with it.
        return _loaded(unicodedata.normalize("NFD", text))
    except json.JSONDecodeError as error:
        raise fault from error


def _lines(text: str) -> list[Value]:
    values: list[Value] = []
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            values += [_loaded(line)] if line.strip() else []
        except json.JSONDecodeError as error:
            raise _fault(number, error.colno) from error
    return values


def _loaded(text: str) -> Value:
    try:
        value: Value = json.loads(
            text,
            strict=False,  # a line separator in a string is a line end by now
            object_pairs_hook=_object,
            parse_int=Number,
            parse_float=Number,
            parse_constant=Number,
        )
    except RecursionError as error:
        raise StcError(TOO_DEEP) from error
    return value


def _fault(line: int, column: int) -> StcError:
    return StcError(
        f"is not JSON (line {line}, character {column}): export it anew, or save its text as .txt"
    )


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in pairs:
        if key in found:
            raise StcError(f'has the field "{shortened(key)}" twice in one object')
        found[key] = value
    return found


def shortened(key: str) -> str:
    """A field's name as a reason or message gives it."""
    return one_line(clean(key))[:_LONGEST_NAME].rstrip()


def clean(text: str) -> str:
    """A string as stc keeps text; half a character becomes one that says so."""
    return text if isinstance(text, Number) else normalised(_HALF.sub("\ufffd", text))


def counted(value: Value) -> tuple[int, int]:
    """How many visible and how many unseen characters all strings, numbers and keys have."""
    seen = hidden = 0
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack += (*item, *item.values())
        elif isinstance(item, list):
            stack += item
        elif isinstance(item, Number):
            seen += len(item)
        elif isinstance(item, str):
            seen += visible(clean(item))
            hidden += unseen(item)
    return seen, hidden


@lru_cache(maxsize=1000)  # a file says the same few names over and over
def simple(key: str) -> str:
    """A field's name for comparison: "startTime", "start_time" and "Start time" are one."""
    return re.sub(r"[\s_-]", "", key).casefold()


def flat(value: Value, *, on_the_way: frozenset[str]) -> Flat:
    """The objects and leaves of a value in the order of the file.

    `on_the_way`: the names of fields (as `simple` writes them) that objects keep in their paths.
    Without recursion, because a hostile file may nest without end.
    """
    objects: list[Object] = []
    leaves: list[Leaf] = []
    names = 0
    stack: list[tuple[Value, int, str, tuple[str, ...], int]] = [(value, -1, "", (), 0)]
    while stack:
        item, owner, key, path, nth = stack.pop()
        name = simple(key)
        if isinstance(item, dict):
            if owner >= 0:
                objects[owner].inside.setdefault(name, []).append(len(objects))
            place = len(objects)
            objects.append(Object(owner, name, nth, path))
            for inner, content in reversed(item.items()):
                way = (*path, simple(inner)) if simple(inner) in on_the_way else path
                stack.append((content, place, inner, way, 0))
                names += visible(clean(inner))
        elif isinstance(item, list):
            stack += ((item[n], owner, key, path, n) for n in range(len(item) - 1, -1, -1))
        elif isinstance(item, str):
            if owner >= 0:
                objects[owner].leaves.setdefault(name, []).append(len(leaves))
            leaves.append(Leaf(owner, key, clean(item), isinstance(item, Number)))
    return Flat(objects, leaves, names)
