"""What a label looks like by itself: a role, a transcriber's code, a name, or an ordinary word."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from stc_cli.readers.lines import key
from stc_cli.readers.speakers.false_names import (
    ABBREVIATIONS,
    COLLECTIVE,
    COUNTED,
    GIVEN_NAMES,
    HEAD_WORDS,
    OPENERS,
    ORDINARY,
    PHRASE_OPENERS,
)
from stc_cli.records import Role
from stc_cli.text.characters import one_line

# known: from the config or the participants' list. role: "Interviewer 2". code: "P1". capitals:
# "GB", "MOD". numbered: "Deltaker 3". word: a word that is seldom a name. no: not a label.
Kind = Literal["known", "role", "code", "capitals", "number", "numbered", "name", "word", "no"]
NAMING: frozenset[Kind] = frozenset({"known", "role", "code", "capitals", "numbered", "name"})

_CODE = re.compile(r"^[A-ZÆØÅÄÖÜ]{1,4}[ _-]?\d{1,3}$")
_CAPITALS = re.compile(r"^[A-ZÆØÅÄÖÜ]{1,4}$")
_NUMBERED = re.compile(r"^([^\W\d_]{1,20})[ _-]?\d{1,3}(?: \d{1,3})?$")
_FEW = re.compile(r"^[ _-]?[0-4]?\d$")  # "I 2", not "I 90: …"
_ROLE_REST = re.compile(r"^(?:[ _-]?\d{1,3}(?: \d{1,3})?| ?[\[(].*| [A-ZÆØÅÄÖ]\.?|\.|)$")
_IN_BRACKETS = re.compile(r"[\[(]([^\[\]()]{1,40})[\])]")
_LAST_BRACKET = re.compile(r" ?[\[(][^\[\]()]{1,40}[\])]$")
_NUMBER_LAST = re.compile(r"[\s\d_.-]{1,10}$")
_SITE = re.compile(r"[^\W\d_]{2}\.\w")  # "example.org", not "J.R."
_PARTICLES = {"van", "von", "de", "der", "den", "af", "av", "la", "le", "el", "bin", "og", "and",
              "och", "und"}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """What is known about labels before a file is read; all as `key` writes labels.

    `known`: speakers by the config or the participants' list; `moderators`: those of them who
    lead the talk; `forbidden`: what never is a speaker. `role_words`: by role. `function_words`:
    words of the language that are hardly ever a name.
    """

    known: frozenset[str]
    moderators: frozenset[str]
    forbidden: frozenset[str]
    role_words: Mapping[str, Sequence[str]]
    function_words: Collection[str] = ()

    @cached_property
    def roles(self) -> frozenset[str]:
        """All words that name a role."""
        return frozenset(word for words in self.role_words.values() for word in words)

    def kind(self, label: str) -> Kind:
        """What a label as written looks like."""
        name = key(label)
        if not name or name in self.forbidden:
            return "no"
        if name in self.known:
            return "known"
        bare = name.rstrip(".")
        if self._are_initials(label, bare):
            return "role" if self.is_role(label) else "capitals"
        if bare in OPENERS or _SITE.search(label):
            return "no"
        if self.is_role(label):
            return "role"
        if bare in COLLECTIVE:
            return "name"
        if {bare, name} & ORDINARY or name in self.function_words:
            return "word"
        return self._kind_by_form(label, name)

    @staticmethod
    def _are_initials(label: str, name: str) -> bool:
        short = _CAPITALS.match(label) and len(label) < 4
        return bool(short) and name not in HEAD_WORDS and name not in ABBREVIATIONS

    def _kind_by_form(self, label: str, name: str) -> Kind:
        if name.isdigit():
            return "number"
        label = _LAST_BRACKET.sub("", label) or label
        if match := _NUMBERED.match(label):
            word = key(match[1])
            if word in COUNTED:
                return "no"
            apart = not label[len(match[1])].isdigit()
            if apart and word in self.roles and len(word) < 4:
                return "no"  # "I 90: da var det annerledes"
            return "code" if _CODE.match(label) else "numbered"
        first = re.split(r"[\s\d]", name, maxsplit=1)[0]
        if first.rstrip(".") in OPENERS:
            return "no"
        if _CAPITALS.match(label):
            return "capitals"
        if not like_a_name(label):
            return "no"
        is_name = first not in PHRASE_OPENERS or (first in GIVEN_NAMES and " " in name)
        return "name" if is_name else "word"

    def is_role(self, label: str) -> bool:
        """A role word, alone or with a number, a letter, a bracket or a name after it.

        After a short word only a number counts: "I dag: …" is a sentence.
        """
        name = key(label)
        word = max((w for w in self.roles if name.startswith(w)), key=len, default="")
        rest = one_line(label)[len(word) :]
        if not word or rest[:1].isalpha():
            return False
        if len(word) < 4:
            return rest in ("", ".") or bool(_FEW.match(rest))
        return bool(_ROLE_REST.match(rest)) or like_a_name(rest)

    def is_moderator(self, label: str) -> bool:
        """Whether the config or the label itself says that it leads the talk."""
        name = key(label)
        if name in self.known and self.moderators:
            return name in self.moderators
        return spoken_role(label, self.role_words) == "moderator"


def spoken_role(label: str, role_words: Mapping[str, Sequence[str]]) -> Role:
    """The role a label itself says: "Interviewer 2", "Kristin (moderator)", "Moderator Kari"."""
    name = key(label)
    inside = _IN_BRACKETS.search(name)
    bare = re.sub(r"[\[(].*", "", name).strip()
    first = bare.split(" ", 1)[0]
    roles: tuple[Role, ...] = ("moderator", "observer", "participant")
    for word in (inside[1] if inside else "", bare, first if len(first) > 3 else ""):
        for role in roles:
            if _NUMBER_LAST.sub("", word) in role_words.get(role, ()):
                return role
    return "unknown"


def family(label: str) -> str:
    """The word of a label with a number, which the labels of a group share; else empty.

    >>> family("Deltaker 3") == family("deltaker 12")
    True
    """
    match = _NUMBERED.match(label)
    return key(match[1]) if match else ""


def like_a_name(label: str) -> bool:
    """Whether a label is one to four capitalised words."""
    words = re.sub(r"[\[(].*", "", label).split()
    if not 1 <= len(words) <= 4:
        return False
    return words[0][0].isupper() and all(w[0].isupper() or w in _PARTICLES for w in words)
