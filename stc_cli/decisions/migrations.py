"""What became of codes, subgroups and code groups: `decisions/codebook.jsonl`, one act per line.

Written by `stc codebook`, so that decisions made under an older codebook follow. A decision names
its `revision`, the last act when it was made; only the acts it did not know of apply to it. Acts
made in two branches of a repository do not know of each other: `after` names the last act when
one was made, whatever line it stands in since.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast, get_args

from stc_cli.errors import UsageError
from stc_cli.files import read_text, sha256

NAME = "codebook.jsonl"
Act = Literal["rename", "merge", "split", "move"]
Kind = Literal["code", "group", "subgroup"]
_KEYS = frozenset({"id", "act", "kind", "from", "to", "into", "date", "by", "after"})


class Migrated(NamedTuple):
    """What an id is called now; several after a split, which a person must choose from."""

    ids: tuple[str, ...]
    split: bool


class Migration(NamedTuple):
    """One act on the codebook.

    `sources` are called `targets` since; a move keeps the id. `into`: the subgroup or group that a
    code or subgroup was moved to. `after`: the id of the last act when this one was made; None
    where the line does not say, which means the line before.
    """

    id: str
    act: Act
    kind: Kind
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    into: str = ""
    date: str = ""  # YYYY-MM-DD
    by: str = ""
    after: str | None = None

    def line(self) -> str:
        """The line that stands for it in the file."""
        data: dict[str, Any] = {
            "id": self.id, "act": self.act, "kind": self.kind,
            "from": list(self.sources), "to": list(self.targets),
        }  # fmt: skip
        if self.into:
            data["into"] = self.into
        data |= {"date": self.date, "by": self.by}
        if self.after is not None:
            data["after"] = self.after
        return json.dumps(data, ensure_ascii=False)


@dataclass(frozen=True)
class Migrations:
    """All acts on a codebook, in order."""

    acts: tuple[Migration, ...] = ()

    @property
    def latest(self) -> str:
        """The id of the last act: the revision that decisions are made under; "" before any."""
        return self.acts[-1].id if self.acts else ""

    def code(self, id: str, revision: str) -> Migrated:
        """What a code that was called `id` at `revision` is called now.

        Every act applies where the revision is empty or not known.
        """
        return self._migrated("code", id, revision)

    def code_was_merged(self, id: str, revision: str) -> bool:
        """Whether a code that was called `id` at `revision` means more now than it did then."""
        ids = {id}
        for act in self._unknown_at(revision):
            if act.kind == "code" and not ids.isdisjoint(act.sources):
                if act.act == "merge":
                    return True
                ids = {
                    new for old in ids for new in (act.targets if old in act.sources else (old,))
                }
        return False

    def group(self, id: str, revision: str) -> Migrated:
        """The same for a code group."""
        return self._migrated("group", id, revision)

    def subgroup(self, id: str, revision: str) -> Migrated:
        """The same for a subgroup. One that moved keeps its id: the codebook says where it lies."""
        return self._migrated("subgroup", id, revision)

    def _migrated(self, kind: Kind, id: str, revision: str) -> Migrated:
        ids = [id]
        for act in self._unknown_at(revision):
            if act.kind == kind and not set(ids).isdisjoint(act.sources):
                ids = [new for old in ids
                       for new in (act.targets if old in act.sources else (old,))]  # fmt: skip
        once = tuple(dict.fromkeys(ids))
        return Migrated(once, len(once) > 1)

    def _unknown_at(self, revision: str) -> tuple[Migration, ...]:
        """The acts that were not made yet, or not known, at a revision."""
        if revision not in self._later:
            known = self._known_at(revision)
            self._later[revision] = tuple(act for act in self.acts if act.id not in known)
        return self._later[revision]

    def _known_at(self, revision: str) -> set[str]:
        known: set[str] = set()
        while revision in self._before:
            known.add(revision)
            revision = self._before[revision]
        return known

    @cached_property
    def _later(self) -> dict[str, tuple[Migration, ...]]:
        return {}

    @cached_property
    def _before(self) -> dict[str, str]:
        """For each act, the one it came after; "" for the first."""
        lines = ("", *(act.id for act in self.acts))
        return {
            act.id: line if act.after is None else act.after
            for act, line in zip(self.acts, lines, strict=False)
        }

    def next(
        self,
        act: Act,
        kind: Kind,
        sources: Sequence[str],
        targets: Sequence[str],
        *,
        into: str = "",
        date: str,
        by: str,
    ) -> Migration:
        """A new act, to stand after all of these; its id is the hash of what it says."""
        new = Migration("", act, kind, tuple(sources), tuple(targets), into, date, by, self.latest)
        return new._replace(id=sha256(new.line().encode())[:10])


NO_MIGRATIONS = Migrations()


def read_migrations(decisions: Path) -> Migrations:
    """The acts in a decisions folder, in order.

    Raises UsageError naming the line that cannot be read: decisions would be lost over it.
    """
    path = decisions / NAME
    if not path.is_file():
        return NO_MIGRATIONS
    lines = read_text(path).split("\n")
    acts: dict[str, Migration] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                act = _act(line)
                _refuse_disorder(act, acts)
            except ValueError as error:
                raise UsageError(
                    f"{path}, line {number}: {error}. Correct the line, or take the file from a "
                    "backup: decisions are read by it."
                ) from error
            acts[act.id] = act
    return Migrations(tuple(acts.values()))


def _act(line: str) -> Migration:
    """Raises ValueError with a clause that says what is wrong."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ValueError(
            'is not a line such as {"id": "3f9c2a71b0", "act": "rename", "kind": "code", '
            '"from": ["old"], "to": ["new"]}'
        )
    unknown = sorted(data.keys() - _KEYS)
    if unknown:
        raise ValueError(f'has the unknown key "{unknown[0]}"')
    act, kind = _one_of(data, "act", get_args(Act)), _one_of(data, "kind", get_args(Kind))
    made = Migration(
        _text(data, "id"), cast(Act, act), cast(Kind, kind), _texts(data, "from"),
        _texts(data, "to"), _text(data, "into"), _text(data, "date"), _text(data, "by"),
        _text(data, "after") if "after" in data else None,
    )  # fmt: skip
    if not made.id:
        raise ValueError('lacks an "id"')
    _refuse_misfit(made)
    return made


def _refuse_misfit(act: Migration) -> None:
    """Raises ValueError where `from`, `to` and `into` are not those of such an act."""
    numbers = len(act.sources), len(act.targets)
    match act.act:
        case "rename":
            fits, wanted = numbers == (1, 1), "one id under from and one under to"
        case "merge":
            fits, wanted = numbers[0] > 1 == numbers[1], "several ids under from and one under to"
        case "split":
            fits, wanted = numbers[0] == 1 < numbers[1], "one id under from and several under to"
        case "move":
            fits = act.sources == act.targets and numbers == (1, 1) and bool(act.into)
            fits = fits and act.kind != "group"
            wanted = "a code or subgroup, the same id under from and to, and into"
    if not fits:
        raise ValueError(f"a {act.act} needs {wanted}")


def _refuse_disorder(act: Migration, before: dict[str, Migration]) -> None:
    if act.id in before:
        raise ValueError(f'the id "{act.id}" is that of an earlier line')
    if act.after and act.after not in before:
        raise ValueError(f'stands after "{act.after}", which is no earlier line')


def _one_of(data: dict[str, Any], key: str, values: Sequence[str]) -> str:
    if data.get(key) not in values:
        raise ValueError(f'"{key}" must be one of {", ".join(values)}')
    return str(data[key])


def _text(data: dict[str, Any], key: str) -> str:
    if not isinstance(data.get(key, ""), str):
        raise ValueError(f'"{key}" must be a text')
    return str(data.get(key, ""))


def _texts(data: dict[str, Any], key: str) -> tuple[str, ...]:
    values = data.get(key)
    if not isinstance(values, list) or not all(v and isinstance(v, str) for v in values):
        raise ValueError(f'"{key}" must be a list of ids')
    return tuple(values)
