"""What two codebooks differ in: their entries in words, and which units their rules find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from stc_cli.codebook import Codebook, CodeEntry, Group, Rule, Subgroup
from stc_cli.decisions.migrations import NO_MIGRATIONS, Kind, Migrated, Migrations
from stc_cli.records import Unit
from stc_cli.text.rules import RuleBook
from stc_cli.yaml_values import written

_TEXTS = ("name", "heading", "definition")
_LISTS = ("preliminary_themes", "include", "exclude", "examples")


class Change(NamedTuple):
    """One difference. `id`: as the second codebook has it, or the first if it is gone there.

    `lines`: what stood there, after `- `, and what stands there now, after `+ `.
    """

    kind: Kind
    id: str
    what: str
    lines: tuple[str, ...] = ()


class UnitChange(NamedTuple):
    """Units that the rules of a code found or find only in one of the two codebooks."""

    code_id: str
    gained: tuple[Unit, ...]
    lost: tuple[Unit, ...]


class _Entry(NamedTuple):
    kind: Kind
    home: str  # the id of what it lies in
    values: Group | Subgroup | CodeEntry


Names = Mapping[tuple[Kind, str], tuple[str, ...]]  # what each id of the first is in the second


def names_now(first: Codebook, second: Codebook, migrations: Migrations = NO_MIGRATIONS) -> Names:
    """What each group, subgroup and code of the first codebook is called in the second.

    None if it is gone, several if it was split. `migrations`: those that led to the second. Where
    they do not say it, an entry of the same id, else one of the same content, is taken for it.
    """
    old, new = _entries(first), _entries(second)
    names: dict[tuple[Kind, str], tuple[str, ...]] = {}
    migrated: dict[Kind, Callable[[str, str], Migrated]] = {
        "code": migrations.code, "group": migrations.group, "subgroup": migrations.subgroup,
    }  # fmt: skip
    for (kind, name), entry in old.items():
        led_to = tuple(i for i in migrated[kind](name, "").ids if (kind, i) in new)
        same = new.get((kind, name))
        # An id may have been given anew to something else since.
        stayed = same is not None and (not led_to or _is_like(entry, same))
        names[kind, name] = (name,) if stayed else led_to
    taken = {(kind, i) for (kind, _), ids in names.items() for i in ids}
    for (kind, name), ids in names.items():
        if not ids:
            like = (
                key for key, e in new.items() if key not in taken and _is_like(old[kind, name], e)
            )
            found = next(like, None)
            if found is not None:
                names[kind, name] = (found[1],)
                taken.add(found)
    return names


def changes(first: Codebook, second: Codebook, names: Names) -> Iterator[Change]:
    """What differs, in the order of the second codebook; then what is gone from the first."""
    old, new = _entries(first), _entries(second)
    came_from: dict[tuple[Kind, str], list[str]] = {}
    for (kind, name), ids in names.items():
        for i in ids:
            came_from.setdefault((kind, i), []).append(name)
    for (kind, name), entry in new.items():
        sources = came_from.get((kind, name), [])
        if not sources:
            yield Change(kind, name, f'added in "{entry.home}"' if entry.home else "added")
            continue
        before = name if name in sources else sources[0]
        if sources != [name]:
            yield Change(kind, name, _origin(kind, sources, names))
        was = old[kind, before]
        homes = names.get(("subgroup", was.home)) or names.get(("group", was.home)) or ()
        if was.home and entry.home not in homes:
            yield Change(kind, name, f'moved from "{was.home}" to "{entry.home}"')
        yield from _content(kind, name, was.values, entry.values)
    for (kind, name), ids in names.items():
        if not ids:
            yield Change(kind, name, "removed")


def unit_changes(
    units: Iterable[Unit],
    first: tuple[Codebook, Callable[[Unit], RuleBook]],
    second: tuple[Codebook, Callable[[Unit], RuleBook]],
    names: Names,
) -> list[UnitChange]:
    """Which units each code gains or loses, by the order of the second codebook.

    Each codebook comes with its rules in the language of a unit. A code that was renamed, merged
    or split gains and loses in comparison to the codes it came from.
    """
    listed = list(units)
    before, after = _found(listed, *first), _found(listed, *second)
    expected: dict[str, set[str]] = {place.code.id: set() for place in second[0].places()}
    gone: dict[str, set[str]] = {}
    for place in first[0].places():
        for name in names["code", place.code.id] or (place.code.id,):
            target = expected if name in expected and names["code", place.code.id] else gone
            target.setdefault(name, set()).update(before[place.code.id])
    rows = [(name, ids, after[name]) for name, ids in expected.items()]
    rows += [(name, ids, set[str]()) for name, ids in gone.items()]
    made = [
        UnitChange(
            name,
            tuple(unit for unit in listed if unit.unit_id in now - was),
            tuple(unit for unit in listed if unit.unit_id in was - now),
        )
        for name, was, now in rows
    ]
    return [change for change in made if change.gained or change.lost]


def _found(
    units: Sequence[Unit], codebook: Codebook, rules_for: Callable[[Unit], RuleBook]
) -> dict[str, set[str]]:
    """For each code the ids of the units that its rules fire on."""
    codes = [place.code.id for place in codebook.places()]
    found: dict[str, set[str]] = {code: set() for code in codes}
    for unit in units:
        hits = rules_for(unit).hits(
            unit.text, role=unit.role, speaker=unit.speakers[0], transcript=unit.transcript_id
        )
        for hit in hits:
            found[codes[hit.code]].add(unit.unit_id)
    return found


def _entries(codebook: Codebook) -> dict[tuple[Kind, str], _Entry]:
    found: dict[tuple[Kind, str], _Entry] = {}
    for group in codebook.groups:
        found["group", group.id] = _Entry("group", "", group)
        for code in group.codes:
            found["code", code.id] = _Entry("code", group.id, code)
        for subgroup in group.subgroups:
            found["subgroup", subgroup.id] = _Entry("subgroup", group.id, subgroup)
            for code in subgroup.codes:
                found["code", code.id] = _Entry("code", subgroup.id, code)
    return found


def _is_like(one: _Entry, other: _Entry) -> bool:
    """Whether two entries say the same: definition or rules of a code, heading of the others."""
    a, b = one.values, other.values
    if one.kind != other.kind:
        return False
    keys = ("definition", "rules") if isinstance(a, CodeEntry) else ("heading",)
    return any(getattr(a, key) and getattr(a, key) == getattr(b, key) for key in keys)


def _origin(kind: Kind, sources: Sequence[str], names: Names) -> str:
    quoted = ", ".join(f'"{source}"' for source in sources)
    if len(sources) > 1:
        return f"merged from {quoted}"
    return f"{'split' if len(names[kind, sources[0]]) > 1 else 'renamed'} from {quoted}"


def _content(kind: Kind, name: str, was: Any, now: Any) -> Iterator[Change]:
    """What an entry says otherwise, key by key."""
    for key in _TEXTS:
        old, new = getattr(was, key, ""), getattr(now, key, "")
        if old != new:
            lines = [f"{sign} {_line(text)}" for sign, text in (("-", old), ("+", new)) if text]
            yield Change(kind, name, key, tuple(lines))
    for key in (*_LISTS, "rules"):
        old, new = (list(map(_line, getattr(entry, key, ()))) for entry in (was, now))
        if old != new:
            yield Change(kind, name, key.replace("_", " "), tuple(_line_by_line(old, new)))


def _line(value: Any) -> str:
    """A text, or a rule as the codebook writes it, on one line."""
    if isinstance(value, Rule):
        return written(value.model_dump(exclude_defaults=True))[1:-1]
    return " ".join(value.split()) if isinstance(value, str) else written(value)


def _line_by_line(old: list[str], new: list[str]) -> Iterator[str]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"- {line}" for line in old[a:b])
            yield from (f"+ {line}" for line in new[c:d])
