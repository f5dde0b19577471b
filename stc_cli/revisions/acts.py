"""What an act makes of the values of a codebook; `yaml_edits.py` makes the text follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from stc_cli.decisions.migrations import Act, Kind
from stc_cli.errors import did_you_mean
from stc_cli.yaml_values import Changed

Values = dict[str, Any]
_KINDS: dict[Kind, str] = {"code": "code", "subgroup": "subgroup", "group": "code group"}
_IDENTIFIER = re.compile(r"^\w[\w.-]{0,79}\Z")  # as in `config.Identifier`
JOINED = ("include", "exclude", "examples", "rules")  # lists of a code that a merge joins
SPLIT = "Split from"  # how the comment at a code that was split begins


@dataclass(frozen=True, slots=True)
class Wish:
    """An act that somebody wants.

    `sources`: the ids it begins with, `targets`: those it ends with. `to`: where to move.
    `kind`: empty where it follows from the id.
    """

    act: Act
    sources: tuple[str, ...]
    targets: tuple[str, ...] = ()
    to: str = ""
    kind: Kind | None = None


class Entry(NamedTuple):
    """A group, subgroup or code of a codebook. `home`: the id of what it lies in, or empty."""

    kind: Kind
    id: str
    home: str
    values: Values


class ActError(ValueError):
    """A wish that the codebook does not allow: a clause that says why.

    `id`: what it is about, where it is in the codebook. `hint`: a sentence that may help.
    """

    def __init__(self, id: str, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.id = id
        self.hint = hint


class Outcome(NamedTuple):
    """The values that an act leaves, and how decisions follow."""

    values: Values
    kind: Kind
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    into: str = ""


def entries(book: Values) -> Iterator[Entry]:
    """Groups, subgroups and codes in the order of the file."""
    for group in book["groups"]:
        yield Entry("group", group["id"], "", group)
        for code in group.get("codes", ()):
            yield Entry("code", code["id"], group["id"], code)
        for subgroup in group.get("subgroups", ()):
            yield Entry("subgroup", subgroup["id"], group["id"], subgroup)
            for code in subgroup.get("codes", ()):
                yield Entry("code", code["id"], subgroup["id"], code)


def outcome(book: Values, wish: Wish, notes: Sequence[str] = ()) -> Outcome:
    """What an act makes of a codebook; `notes`: comments for a merged code. Raises ActError."""
    for new in wish.targets:
        if not _IDENTIFIER.match(new):
            raise ActError("", f'"{new}" cannot be an id: it begins with a letter, digit or "_", '
                            "then also . and -, at most 80 in all")  # fmt: skip
    if len({new.casefold() for new in wish.targets}) < len(wish.targets):
        raise ActError("", "two of the new ids are the same")
    match wish.act:
        case "rename":
            return _renamed(book, wish)
        case "merge":
            return _merged(book, wish, notes)
        case "split":
            return _split(book, wish)
        case "move":
            return _moved(book, wish)


def _renamed(book: Values, wish: Wish) -> Outcome:
    (old,), (new,) = wish.sources, wish.targets
    entry = _found(book, old, wish.kind)
    if old == new:
        raise ActError(old, f'"{old}" is called that already')
    _refuse_taken(book, new, entry.kind, but=(old,))
    key = {"code": "codes", "subgroup": "subgroups", "group": "groups"}[entry.kind]

    def change(items: list[Any], home: str) -> list[Any]:
        return [Changed(i, id=new) if i is entry.values else i for i in items]

    return Outcome(_rebuilt(book, key, change), entry.kind, (old,), (new,))


def _moved(book: Values, wish: Wish) -> Outcome:
    entry = _found(book, wish.sources[0], wish.kind)
    if entry.kind == "group":
        raise ActError(entry.id, "a code group lies in nothing else; move codes and subgroups")
    home = _found(book, wish.to, "subgroup" if entry.kind == "code" else "group", other="group")
    if home.id == entry.home:
        raise ActError(entry.id, f'"{entry.id}" lies in "{home.id}" already')

    def change(items: list[Any], owner: str) -> list[Any]:
        stay = [item for item in items if item is not entry.values]
        return [*stay, entry.values] if owner == home.id else stay

    values = _rebuilt(book, f"{entry.kind}s", change)
    return Outcome(values, entry.kind, (entry.id,), (entry.id,), home.id)


def _split(book: Values, wish: Wish) -> Outcome:
    entry = _found(book, wish.sources[0], "code")
    into = wish.targets
    if len(into) < 2:
        raise ActError(entry.id, "a code is split into at least two; give --into for each")
    for new in into:
        _refuse_taken(book, new, "code", but=(entry.id,))
    note = f'{SPLIT} "{entry.id}": divide name, definition and rules between {_named(into)}.'
    parts = [Changed(entry.values, *([] if n else [note]), id=id) for n, id in enumerate(into)]

    def change(items: list[Any], home: str) -> list[Any]:
        return [new for i in items for new in (parts if i is entry.values else (i,))]

    return Outcome(_rebuilt(book, "codes", change), "code", (entry.id,), into)


def _merged(book: Values, wish: Wish, notes: Sequence[str]) -> Outcome:
    """The code of the new id if there is one, else the first, takes the others in."""
    (into,) = wish.targets
    existing = [e for e in entries(book) if e.kind == "code" and e.id == into]
    found = [_found(book, id, "code") for id in dict.fromkeys(wish.sources)]
    parts = [*existing, *(entry for entry in found if entry.id != into)]
    if len(parts) < 2:
        raise ActError(into, "a merge needs two codes or more")
    kept, gone = parts[0], parts[1:]
    _refuse_taken(book, into, "code", but=[entry.id for entry in parts])
    values = _joined([entry.values for entry in parts], str(book.get("language", "en")))
    merged = Changed(kept.values, *notes, id=into, **values)
    leaving = {id(entry.values) for entry in gone}

    def change(items: list[Any], home: str) -> list[Any]:
        return [merged if i is kept.values else i for i in items if id(i) not in leaving]

    sources = tuple(entry.id for entry in (*found, *existing))
    return Outcome(_rebuilt(book, "codes", change), "code", tuple(dict.fromkeys(sources)), (into,))


def _joined(parts: Sequence[Values], language: str) -> Values:
    """What a merged code has of its parts: definitions in a row, lists without twins."""
    first = parts[0]
    joined: Values = {}
    definitions = [part["definition"] for part in parts if part.get("definition")]
    text = _in_a_row(definitions, language)
    if text and text != first.get("definition"):
        joined["definition"] = text
    for key in JOINED:
        items = list(first.get(key, ()))
        for part in parts[1:]:
            items += [item for item in part.get(key, ()) if item not in items]
        if len(items) > len(first.get(key, ())):
            joined[key] = items
    return joined


def _in_a_row(texts: Sequence[str | dict[str, str]], language: str) -> str | dict[str, str]:
    """Texts, or texts by language, as one: each once, a full stop after each but the last."""
    if all(isinstance(text, str) for text in texts):
        once = list(dict.fromkeys(str(text).strip() for text in texts))
        return " ".join([*(t if t[-1:] in ".?!…:;" else f"{t}." for t in once[:-1]), *once[-1:]])
    by_language: dict[str, list[str]] = {}
    for text in texts:
        for code, words in (text if isinstance(text, dict) else {language: text}).items():
            by_language.setdefault(code, []).append(words)
    return {code: str(_in_a_row(words, language)) for code, words in by_language.items()}


def _rebuilt(book: Values, key: str, change: Callable[[list[Any], str], list[Any]]) -> Values:
    """The codebook with every list called `key` changed; `change` also gets its owner's id."""

    def items(owner: Values, name: str) -> list[Any]:
        old: list[Any] = owner.get(name, [])
        new = change(old, owner.get("id", "")) if name == key else [entry(item) for item in old]
        same = len(new) == len(old) and all(a is b for a, b in zip(old, new, strict=True))
        return old if same else new

    def entry(owner: Values) -> Values:
        names = ("codes", "subgroups") if key == "codes" else ("subgroups",)
        values = {name: items(owner, name) for name in names}
        return Changed(owner, **{n: new for n, new in values.items() if new or n in owner})

    return {**book, "groups": items(book, "groups")}


def _found(book: Values, id: str, kind: Kind | None, other: Kind | None = None) -> Entry:
    """The entry of an id. `kind`, `other`: the only kinds it may be of. Raises ActError."""
    kinds = {kind, other} - {None} if kind else set(_KINDS)
    known = [entry for entry in entries(book) if entry.kind in kinds]
    found = [entry for entry in known if entry.id == id]
    if not found:
        what = "code, subgroup or code group"
        if kind:
            what = " or ".join(name for known, name in _KINDS.items() if known in kinds)
        hint = did_you_mean(id, [entry.id for entry in known])
        raise ActError("", f'there is no {what} "{id}"', hint)
    if len(found) > 1:
        what = " and a ".join(sorted(_KINDS[entry.kind] for entry in found))
        raise ActError(id, f'"{id}" is a {what}; say with --kind which one is meant')
    return found[0]


def _refuse_taken(book: Values, id: str, kind: Kind, but: Sequence[str]) -> None:
    """Codes share one set of ids; groups and subgroups another. Raises ActError."""
    for entry in entries(book):
        same_set = (entry.kind == "code") == (kind == "code")
        if same_set and entry.id.casefold() == id.casefold() and entry.id not in but:
            raise ActError(entry.id, f'there is a {_KINDS[entry.kind]} "{entry.id}" already')


def _named(ids: Sequence[str]) -> str:
    quoted = [f'"{id}"' for id in ids]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
