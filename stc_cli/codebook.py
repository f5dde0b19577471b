"""The codebook: code groups, subgroups, codes and the rules that propose them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from stc_cli.config import in_language
from stc_cli.errors import UsageError
from stc_cli.records import Role
from stc_cli.table_config import Identifier, Text
from stc_cli.yaml_lines import Document, Key, read_yaml, validated

MAX_PATTERN = 1_000  # characters of a regular expression in a rule


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Alternatives(Section):
    """Alternatives within an item: any of them will do."""

    any: list[str] = Field(min_length=1)


Item = str | Alternatives


class Near(Section):
    """Items that must stand within a window of so many words, in any order."""

    words: int = Field(ge=2, le=200)
    of: list[Item] = Field(min_length=2)


class Where(Section):
    """Which units a rule looks at."""

    role: Role | None = None
    speaker: str | None = None
    transcript: str | None = None


class Rule(Section):
    """One rule: all of its keys must hold within one unit."""

    lemma: str | None = None
    phrase: str | None = None
    near: Near | None = None
    all: list[Item] = []
    any: list[Item] = []
    none: list[Item] = []
    regex: str | None = None
    pattern: list[dict[str, Any]] | None = None
    where: Where | None = None

    @field_validator("lemma", "phrase")
    @classmethod
    def _has_words(cls, text: str | None) -> str | None:
        if text is not None and not re.search(r"\w", text):
            raise ValueError("has no word in it")
        return text

    @field_validator("all", "any", "none")
    @classmethod
    def _items_have_words(cls, items: list[Item]) -> list[Item]:
        for word in words_of(items):
            if not re.search(r"\w", word):
                raise ValueError(f'"{word}" has no word in it')
        return items

    @field_validator("regex")
    @classmethod
    def _regex_compiles(cls, regex: str | None) -> str | None:
        if regex is None:
            return None
        if len(regex) > MAX_PATTERN:
            raise ValueError(f"is longer than {MAX_PATTERN} characters")
        try:
            compiled = re.compile(regex)
        except re.error as error:
            raise ValueError(f"is not a regular expression ({error})") from error
        if compiled.search(""):
            raise ValueError("matches an empty text, so it would fire on every unit")
        return regex

    @model_validator(mode="after")
    def _can_fire(self) -> Rule:
        if not (self.lemma or self.phrase or self.near or self.all or self.any
                or self.regex or self.pattern):  # fmt: skip
            raise ValueError(
                "a rule needs one of lemma, phrase, near, all, any, regex or pattern;"
                " `none` and `where` only narrow another key"
            )
        required = {item for item in self.all if isinstance(item, str)}
        if self.lemma:
            required.add(self.lemma)
        clash = sorted(required & {item for item in self.none if isinstance(item, str)})
        if clash:
            raise ValueError(f'can never fire: "{clash[0]}" is both required and under none')
        return self


class CodeEntry(Section):
    """One code."""

    id: Identifier
    name: Text = ""
    definition: Text = ""
    include: list[str] = []
    exclude: list[str] = []
    examples: list[str] = []
    rules: list[Rule] = []


class Subgroup(Section):
    """A subgroup of a code group: the unit of analysis, a subtheme of Table 1."""

    id: Identifier
    name: Text = ""
    heading: Text = ""
    codes: list[CodeEntry] = []


class Group(Section):
    """A code group: a category of the results."""

    id: Identifier
    name: Text = ""
    heading: Text = ""
    preliminary_themes: list[str] = []
    subgroups: list[Subgroup] = []
    codes: list[CodeEntry] = []


@dataclass(frozen=True, slots=True)
class Place:
    """A code with its place in the tree; `subgroup_id` is empty where it lies in none."""

    code: CodeEntry
    subgroup_id: str
    group_id: str


class Codebook(Section):
    """A codebook."""

    codebook: Literal["1"] = "1"
    language: str = "en"
    groups: list[Group] = Field(min_length=1)

    def places(self) -> Iterator[Place]:
        """Every code in the codebook's order: each group's own codes, then its subgroups'."""
        for group in self.groups:
            for code in group.codes:
                yield Place(code, "", group.id)
            for subgroup in group.subgroups:
                for code in subgroup.codes:
                    yield Place(code, subgroup.id, group.id)

    def with_rules_of(self, codes: Collection[str]) -> Codebook:
        """The same codes in the same places, only some of them with their rules."""

        def kept(entries: list[CodeEntry]) -> list[CodeEntry]:
            return [
                entry if entry.id in codes else entry.model_copy(update={"rules": []})
                for entry in entries
            ]

        groups = [
            group.model_copy(
                update={
                    "codes": kept(group.codes),
                    "subgroups": [
                        subgroup.model_copy(update={"codes": kept(subgroup.codes)})
                        for subgroup in group.subgroups
                    ],
                }
            )
            for group in self.groups
        ]
        return self.model_copy(update={"groups": groups})

    @property
    def subgroup_ids(self) -> dict[str, list[str]]:
        """Each code group's subgroups, in order."""
        return {group.id: [subgroup.id for subgroup in group.subgroups] for group in self.groups}

    def headings(self, language: str) -> dict[str, str]:
        """Group and subgroup ids to their headings in a language."""
        return {e.id: in_language(heading_of(e), language, self.language) for e in self.entries()}

    def entries(self) -> Iterator[Group | Subgroup]:
        """Every group followed by its subgroups."""
        for group in self.groups:
            yield group
            yield from group.subgroups


def heading_of(entry: Group | Subgroup) -> Text:
    """The heading of a group or subgroup in Table 1; its name or id until it has one."""
    return entry.heading or entry.name or entry.id


def words_of(items: list[Item]) -> Iterator[str]:
    """The words of items, alternatives included."""
    for item in items:
        if isinstance(item, str):
            yield item
        else:
            yield from item.any


def load_codebook(path: Path) -> Codebook:
    """Read a codebook.

    Raises UsageError naming file, line and what is wrong: unknown keys, an id used twice,
    a rule that can never fire.
    """
    return codebook_of(read_yaml(path))


def codebook_of(document: Document) -> Codebook:
    """A parsed document as a codebook. Raises as `load_codebook` does."""
    codebook = validated(Codebook, document)
    _refuse_doubled_ids(document)
    return codebook


def line_of_rule(path: Path, code_id: str, rule: int) -> int:
    """The line of a codebook on which a code's rule stands; `rule`: 1 is the first."""
    document = read_yaml(path)
    keys = (key for kind, name, key in _ids(document.data) if (kind, name) == ("code", code_id))
    return next((document.line((*key, "rules", rule - 1)) for key in keys), 1)


def lines_of(path: Path) -> dict[tuple[str, str, int], int]:
    """The lines of a codebook's entries.

    Of codes by ("code", id, 0), of their rules by ("code", id, rule), where 1 is the first, and of
    groups and subgroups by ("entry", id, 0).
    """
    document = read_yaml(path)
    found: dict[tuple[str, str, int], int] = {}
    for kind, name, key in _ids(document.data):
        found["code" if kind == "code" else "entry", name, 0] = document.line((*key, "id"))
        rule = 0
        while (place := (*key, "rules", rule)) in document.lines:
            rule += 1
            found["code", name, rule] = document.line(place)
    return found


def _refuse_doubled_ids(document: Document) -> None:
    """Codes share one set of ids; groups and subgroups another, because both name condensates."""
    seen: dict[tuple[str, str], int] = {}
    for kind, entry_id, key in _ids(document.data):
        line = document.line((*key, "id"))
        first = seen.setdefault((kind, entry_id.casefold()), line)
        if first != line:
            raise UsageError(
                f'{document.path}, line {line}: the id "{entry_id}" is already used in line '
                f"{first}. Give each {kind} an id of its own."
            )


def _ids(data: dict[str, Any]) -> Iterator[tuple[str, str, Key]]:
    for g, group in enumerate(data["groups"]):
        key: Key = ("groups", g)
        yield "group or subgroup", group["id"], key
        yield from _code_ids(group, key)
        for s, subgroup in enumerate(group.get("subgroups") or ()):
            inner = (*key, "subgroups", s)
            yield "group or subgroup", subgroup["id"], inner
            yield from _code_ids(subgroup, inner)


def _code_ids(entry: dict[str, Any], key: Key) -> Iterator[tuple[str, str, Key]]:
    for c, code in enumerate(entry.get("codes") or ()):
        yield "code", code["id"], (*key, "codes", c)
