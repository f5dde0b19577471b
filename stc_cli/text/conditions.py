"""The conditions of codebook rules: what each key of a rule asks of a unit's words.

Conditions put the places of terms together (`terms.py`). What a condition needs to occur is a set
of bits, so that rules whose words are not there are never tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from stc_cli.codebook import Item, Near, Rule
from stc_cli.records import Span
from stc_cli.text.terms import Place, Terms, Words, runs
from stc_cli.text.tokens import Lexicon

_SHOWN = 3  # places of an `any` that are given as evidence
_TRIED = 8  # places of one item tried around a place of the first

Found = tuple[Span, ...] | None
Test = Callable[[Words], Found]


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of a rule. Where it holds, all bits of `needs` are there; it may need none."""

    kind: str
    test: Test
    needs: int


class Conditions:
    """Makes the conditions of rules for one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.terms = Terms(lexicon)

    def of(self, rule: Rule) -> Iterator[Condition]:
        """The conditions of a rule beside `none`, `where` and `pattern`.

        Raises ValueError when a key has no word in it.
        """
        if rule.phrase is not None:
            yield self._phrase(rule.phrase)
        if rule.lemma is not None:
            item = self._item(rule.lemma)
            yield Condition("lemma", _any_of(item), self.terms.bit(item))
        if rule.near is not None:
            items = [self._item(entry) for entry in rule.near.of]
            yield Condition("near", _near(items, rule.near), self._all_bits(items))
        if rule.all:
            items = [self._item(entry) for entry in rule.all]
            yield Condition("all", _all_of(items), self._all_bits(items))
        if rule.any:
            items = [self._item(entry) for entry in rule.any]
            either = frozenset[int]().union(*items)
            yield Condition("any", _any_of(either), self.terms.bit(either))
        if rule.regex is not None:
            yield Condition("regex", _searching(re.compile(rule.regex, re.IGNORECASE)), 0)

    def none(self, rule: Rule) -> Test:
        """Whether any of what a rule excludes occurs."""
        return _any_of(frozenset[int]().union(*(self._item(entry) for entry in rule.none)))

    def places(self, words: Words, entry: Item) -> list[Place]:
        """Where an item of a rule stands in a unit, in order."""
        return words.places(self._item(entry))

    def _item(self, entry: Item) -> frozenset[int]:
        """The terms of an item: one, or its alternatives."""
        phrases = [entry] if isinstance(entry, str) else entry.any
        return frozenset(self.terms.term(phrase) for phrase in phrases)

    def _all_bits(self, items: Sequence[frozenset[int]]) -> int:
        bits = 0
        for item in items:
            bits |= self.terms.bit(item)
        return bits

    def _phrase(self, phrase: str) -> Condition:
        """A phrase as written: whole words, any case, any white space, either apostrophe."""
        escaped = r"\s+".join(re.escape(word) for word in phrase.split())
        either = re.sub("['’]", "['’]", escaped)
        pattern = re.compile(rf"(?<!\w){either}(?!\w)", re.IGNORECASE)
        longest = max(runs(phrase), key=lambda run: (len(run), run))
        needed = self.terms.literal_bit(frozenset({longest}))
        return Condition("phrase", _searching(pattern), needed)


def _any_of(terms: frozenset[int]) -> Test:
    def test(words: Words) -> Found:
        return tuple(map(words.span, words.places(terms)[:_SHOWN])) or None

    return test


def _all_of(items: Sequence[frozenset[int]]) -> Test:
    def test(words: Words) -> Found:
        places = [words.places(item) for item in items]
        if not all(places):
            return None
        return tuple(sorted({words.span(found[0]) for found in places}))

    return test


def _near(items: Sequence[frozenset[int]], near: Near) -> Test:
    def test(words: Words) -> Found:
        places = [words.places(item) for item in items]
        if not all(places):
            return None
        best = closest(places, near.words)
        return tuple(map(words.span, sorted(set(best)))) or None

    return test


def closest(places: Sequence[list[Place]], window: int) -> tuple[Place, ...]:
    """One place of each item, together within the window and as close as can be, or nothing."""
    best: tuple[Place, ...] = ()
    best_width = window + 1
    for anchor in places[0]:
        near = [
            [p for p in item if p[1] - anchor[0] < window and anchor[1] - p[0] < window]
            for item in places[1:]
        ]
        if not all(near):
            continue
        for rest in product(*(item[:_TRIED] for item in near)):
            chosen = (anchor, *rest)
            if len(set(chosen)) < len(chosen):
                continue  # two items need two words
            width = max(p[1] for p in chosen) - min(p[0] for p in chosen) + 1
            if width < best_width:
                best, best_width = chosen, width
    return best


def _searching(pattern: re.Pattern[str]) -> Test:
    def test(words: Words) -> Found:
        match = pattern.search(words.text)
        return (Span(*match.span()),) if match else None

    return test
