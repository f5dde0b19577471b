"""What the codebook says about each code, as texts that units are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stc_cli.codebook import Codebook, CodeEntry, Group, Rule, Subgroup, words_of
from stc_cli.config import in_language
from stc_cli.table_config import Text


class CodeText(NamedTuple):
    """A text about a code. `code`: its place in the codebook; `kind`: as a person calls it.

    `weight`: how many decided units it counts as; below zero it tells what the code is not.
    """

    code: int
    kind: str
    text: str
    weight: float


def code_texts(codebook: Codebook, language: str) -> list[CodeText]:
    """The texts about every code, in the codebook's order, in a language where there are several.

    Name, definition, cases to include and words of rules count as one decided unit each, and so
    does every example. Names of group and subgroup are shared by their codes: their one unit is
    divided among them.
    """
    groups = {group.id: group for group in codebook.groups}
    subgroups = {sub.id: sub for group in codebook.groups for sub in group.subgroups}
    places = list(codebook.places())
    sharers: dict[str, int] = {}
    for place in places:
        for entry_id in {place.group_id, place.subgroup_id} - {""}:
            sharers[entry_id] = sharers.get(entry_id, 0) + 1

    def plain(text: Text) -> str:
        return in_language(text, language, codebook.language)

    def about(entry: Group | Subgroup) -> str:
        return " ".join(dict.fromkeys(filter(None, (plain(entry.name), plain(entry.heading)))))

    texts: list[CodeText] = []
    for number, place in enumerate(places):
        own = [
            ("name", plain(place.code.name) or readable(place.code.id), 1.0),
            ("definition", plain(place.code.definition), 1.0),
            ("cases to include", ". ".join(place.code.include), 1.0),
            *(("examples", example, 1.0) for example in place.code.examples),
            ("rules", " . ".join(_rule_words(place.code)), 1.0),
            ("group", about(groups[place.group_id]), 1 / sharers[place.group_id]),
        ]
        if place.subgroup_id:
            share = 1 / sharers[place.subgroup_id]
            own.append(("subgroup", about(subgroups[place.subgroup_id]), share))
        own.append(("cases to exclude", ". ".join(place.code.exclude), -1.0))
        texts += [CodeText(number, *text) for text in own if text[1]]
    return texts


def readable(code_id: str) -> str:
    """An id as words."""
    return code_id.replace("_", " ")


def _rule_words(code: CodeEntry) -> Iterator[str]:
    """The words that the rules of a code look for, each once."""
    yield from dict.fromkeys(word for rule in code.rules for word in _words(rule))


def _words(rule: Rule) -> Iterator[str]:
    yield from filter(None, (rule.lemma, rule.phrase))
    yield from words_of(rule.near.of if rule.near else [])
    yield from words_of(rule.all)
    yield from words_of(rule.any)
