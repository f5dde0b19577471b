"""From what people write for codes, groups and subgroups to their ids in the codebook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from stc_cli.codebook import Codebook, Group, heading_of
from stc_cli.decisions.migrations import Migrated, Migrations
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.sheets.words import may_be_named
from stc_cli.text.characters import one_line

_MOST_CHARS = 60  # of an id made from a name
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ö": "o", "ä": "a", "ß": "ss"})


@dataclass(frozen=True)
class Names:
    """The codebook's ids by all that they are or were called.

    `revision`: the codebook's last migration when something was written; None where that is not
    known. Raises UsageError for what is not in the codebook, or is several things in it.
    """

    codebook: Codebook
    migrations: Migrations

    def code(self, cell: str, revision: str | None, column: str) -> str:
        """A code by its id, also the one it had at a revision, or by its name.

        `column`: where it stands, for messages.
        """
        said = one_line(cell)
        now = _now("code", said, revision, self.migrations.code, self._codes)
        return now or _looked_up(said, self._codes, "code", column)

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        """Ids to all that they are called."""
        return {place.code.id: _texts(place.code.name) for place in self.codebook.places()}

    def group(self, cell: str, revision: str | None, column: str) -> Group:
        """A code group by its id, its name or its heading."""
        said = one_line(cell)
        groups = {group.id: group for group in self.codebook.groups}
        names = {name: _texts(group.name, group.heading) for name, group in groups.items()}
        now = _now("code group", said, revision, self.migrations.group, names)
        return groups[now or _looked_up(said, names, "code group", column)]

    def is_subgroup(self, group: Group, cell: str) -> bool:
        """Whether a cell is the id of a subgroup, whatever else that word means."""
        return one_line(cell) in {subgroup.id for subgroup in group.subgroups}

    def subgroup(self, group: Group, cell: str, revision: str | None) -> str:
        """A subgroup of a group by its id, its name or its heading."""
        said = one_line(cell)
        names = {s.id: _texts(s.name, heading_of(s)) for s in group.subgroups}
        now = _now("subgroup", said, revision, self.migrations.subgroup, names)
        return now or _looked_up(said, names, "subgroup", "subgroup", f' of "{group.id}"')

    def new_subgroup(self, group: Group, name: str) -> tuple[str, str]:
        """The id of a subgroup by its name, and the name if it is a new one."""
        for subgroup in group.subgroups:
            called = [subgroup.id, *_texts(subgroup.name, subgroup.heading)]
            if name.casefold() in map(str.casefold, called):
                return subgroup.id, ""
        slug = slug_of(name)
        if self.is_subgroup(group, slug):
            return slug, ""
        taken = any(entry.id.casefold() == slug for entry in self.codebook.entries())
        return (f"{group.id}_{slug}" if taken else slug), name


def _now(
    kind: str,
    old: str,
    revision: str | None,
    migrated: Callable[[str, str], Migrated],
    known: Mapping[str, object],
) -> str:
    """What an id of an older codebook is called now; "" where it is no such id."""
    if revision is None:
        return old if old in known else ""
    now = migrated(old, revision)
    if now.split:
        raise UsageError(
            f'the {kind} "{old}" was split into {", ".join(now.ids)} since the sheet was '
            "exported. Write which one is meant."
        )
    return now.ids[0] if now.ids[0] in known else ""


def _looked_up(
    said: str, known: Mapping[str, list[str]], kind: str, column: str, of: str = ""
) -> str:
    """An id by itself in any case, or by a name. Raises UsageError when it is none, or several."""
    wanted = said.casefold()
    found = [name for name in known if name.casefold() == wanted]
    found = found or [
        name for name, texts in known.items() if wanted in (text.casefold() for text in texts)
    ]
    if len(found) > 1:
        raise UsageError(f'"{said}" is the name of {" and ".join(found)}. Write the id.')
    if not found:
        names = [*known, *(text for texts in known.values() for text in texts)]
        hint = did_you_mean(said, names)
        named = f'"{said}"{of}' if may_be_named(said, names) else f'under "{column}"'
        raise UsageError(f"the {kind} {named} is not in the codebook.{hint}")
    return found[0]


def _texts(*texts: str | dict[str, str]) -> list[str]:
    """All that something is called, in any language."""
    found = (text.values() if isinstance(text, dict) else (text,) for text in texts)
    return [one_line(text) for values in found for text in values if text]


def slug_of(name: str) -> str:
    """An id made from a name.

    >>> slug_of("Å være – på lag")
    'a_vaere_pa_lag'
    """
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_LETTERS)
    return "_".join(re.findall(r"[^\W_]+", plain))[:_MOST_CHARS].strip("_") or "subgroup"
