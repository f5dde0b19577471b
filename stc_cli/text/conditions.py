"""The conditions of codebook rules: what each key of a rule asks of a unit's words.

A condition knows which words must occur for it to hold (`needs`), so that rules whose words are
not there are never tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

from stc_cli.codebook import Item, Near, Rule
from stc_cli.records import Span
from stc_cli.text.tokens import Lexicon, Token

_RUN = re.compile(r"\w+")
_HYPHENS = frozenset("-‐‑–/'’")
_SHOWN = 3  # places of an `any` that are given as evidence
_TRIED = 8  # places of one item tried around a place of the first

Keys = frozenset[str]  # a spoken word matches if its lower-case form or its lemma is among them
Place = tuple[int, int]  # the first and last word of an occurrence


class _Bit(NamedTuple):
    """A token of a piece of text, as rules see it: `keys` are those that some rule looks for."""

    start: int
    end: int
    kind: int
    keys: tuple[str, ...]


_SPOKEN, _SOUND, _HYPHEN, _COMMA, _MARK = range(5)


class Pieces:
    """The bits of pieces of text (what stands between white space), remembered by piece."""

    def __init__(self, lexicon: Lexicon, wanted: Set[str]) -> None:
        self.lexicon = lexicon
        self._wanted = wanted
        self._bits: dict[str, tuple[_Bit, ...]] = {}

    def bits(self, piece: str) -> tuple[_Bit, ...]:
        bits = self._bits.get(piece)
        if bits is None:
            bits = self._bits[piece] = tuple(map(self._bit, self.lexicon.piece(piece)))
        return bits

    def _bit(self, token: Token) -> _Bit:
        keys: tuple[str, ...] = ()
        if token.is_word:
            kind = _SOUND if token.lower in self.lexicon.language.sounds else _SPOKEN
            keys = tuple({token.lower, token.lemma} & self._wanted) if kind == _SPOKEN else ()
        else:
            kind = _HYPHEN if token.text in _HYPHENS else _COMMA if token.text in ",.…" else _MARK
        return _Bit(token.start, token.end, kind, keys)


class Words:
    """The spoken words of one unit and where those that matter to any rule stand.

    Hesitations are no words: rules look through them. Words are found when first asked for,
    because a regular expression needs none.
    """

    def __init__(self, text: str, pieces: Pieces) -> None:
        self.text = text
        self._pieces = pieces

    @cached_property
    def _scanned(self) -> tuple[list[int], list[int], list[bool], dict[str, list[int]]]:
        """Starts and ends of the words, whether nothing parts each from the one before, places."""
        starts: list[int] = []
        ends: list[int] = []
        glued: list[bool] = []
        places: dict[str, list[int]] = {}
        near = hesitated = True
        position = 0
        for piece in self.text.split():
            offset = self.text.index(piece, position)
            position = offset + len(piece)
            for start, end, kind, keys in self._pieces.bits(piece):
                if kind == _SPOKEN:
                    for key in keys:
                        places.setdefault(key, []).append(len(starts))
                    starts.append(offset + start)
                    ends.append(offset + end)
                    glued.append(near)
                    near, hesitated = True, False
                elif kind == _SOUND:
                    near = hesitated = True
                elif kind == _MARK or (kind == _COMMA and not hesitated):
                    # A comma beside a hesitation ("peer, um, workers") parts no words.
                    near = False
        return starts, ends, glued, places

    @cached_property
    def tokens(self) -> list[Token]:
        return self._pieces.lexicon.tokens(self.text)

    @cached_property
    def present(self) -> set[str]:
        """The keys that any word has."""
        return set(self._scanned[3])

    def at(self, keys: Keys) -> list[int]:
        """The places, in order, of words that have any of the keys."""
        places = self._scanned[3]
        found = [places[key] for key in keys & self.present]
        if len(found) == 1:
            return found[0]
        return sorted({place for some in found for place in some})

    def is_glued(self, place: int) -> bool:
        """Whether nothing but a hyphen or hesitation stands before the word there."""
        return self._scanned[2][place]

    def span(self, first: int, last: int) -> Span:
        return Span(self._scanned[0][first], self._scanned[1][last])


Found = tuple[Span, ...] | None
Test = Callable[[Words], Found]


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of a rule. Where it holds, a word of each of `needs` occurs; it may need none."""

    kind: str
    test: Test
    needs: tuple[Keys, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a rule, taken apart: single words, and sequences of two words or more."""

    singles: Keys
    sequences: tuple[tuple[Keys, ...], ...]

    @property
    def needs(self) -> tuple[Keys, ...]:
        """What must occur with the item: of a lone sequence every word, else one of some words."""
        if len(self.sequences) == 1 and not self.singles:
            return self.sequences[0]
        rarest = (
            max(sequence, key=lambda keys: max(map(len, keys))) for sequence in self.sequences
        )
        return (self.singles.union(*rarest),)

    def places(self, words: Words) -> list[Place]:
        found = [(place, place) for place in words.at(self.singles)] if self.singles else []
        present = words.present
        for sequence in self.sequences:
            if not sequence[0].isdisjoint(present):
                found += _sequence(words, sequence)
        return sorted(found) if self.sequences else found


class Conditions:
    """Makes the conditions of rules for one language and gathers the words they look for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.wanted: set[str] = set()  # grows while rules are made; complete before any is run

    def of(self, rule: Rule) -> Iterator[Condition]:
        """The conditions of a rule beside `none`, `where` and `pattern`.

        Raises ValueError when a key has no word in it.
        """
        if rule.phrase is not None:
            yield _phrase(rule.phrase)
        if rule.lemma is not None:
            item = self._item(rule.lemma)
            yield Condition("lemma", _any_of([item]), item.needs)
        if rule.near is not None:
            items = [self._item(entry) for entry in rule.near.of]
            yield Condition("near", _near(items, rule.near), _all_needs(items))
        if rule.all:
            items = [self._item(entry) for entry in rule.all]
            yield Condition("all", _all_of(items), _all_needs(items))
        if rule.any:
            items = [self._item(entry) for entry in rule.any]
            keys = frozenset[str]().union(*(min(item.needs, key=len) for item in items))
            yield Condition("any", _any_of(items), (keys,))
        if rule.regex is not None:
            yield Condition("regex", _searching(re.compile(rule.regex, re.IGNORECASE)), ())

    def none(self, rule: Rule) -> Test:
        """Whether any of what a rule excludes occurs."""
        return _any_of([self._item(entry) for entry in rule.none])

    def _item(self, entry: Item) -> _Item:
        phrases = [entry] if isinstance(entry, str) else entry.any
        sequences = [self._keys(phrase) for phrase in phrases]
        singles = frozenset[str]().union(*(s[0] for s in sequences if len(s) == 1))
        return _Item(singles, tuple(s for s in sequences if len(s) > 1))

    def _keys(self, phrase: str) -> tuple[Keys, ...]:
        """For each word of a phrase: the keys that a spoken word may match it by."""
        tokens = [token for token in self.lexicon.tokens(phrase) if token.is_word]
        if not tokens:
            raise ValueError(f'"{phrase}" has no word in it')
        keys = tuple(frozenset((token.lower, token.lemma)) for token in tokens)
        self.wanted.update(*keys)
        return keys


def runs(text: str) -> set[str]:
    """The runs of letters and digits in a text, in lower case: what a phrase is looked up by."""
    return set(_RUN.findall(text.lower()))


def _all_needs(items: Iterable[_Item]) -> tuple[Keys, ...]:
    return tuple(keys for item in items for keys in item.needs)


def _any_of(items: Sequence[_Item]) -> Test:
    def test(words: Words) -> Found:
        found = sorted({place for item in items for place in item.places(words)})
        return tuple(words.span(*place) for place in found[:_SHOWN]) or None

    return test


def _all_of(items: Sequence[_Item]) -> Test:
    def test(words: Words) -> Found:
        spans: list[Span] = []
        for item in items:
            found = item.places(words)
            if not found:
                return None
            spans.append(words.span(*found[0]))
        return tuple(sorted(set(spans)))

    return test


def _near(items: Sequence[_Item], near: Near) -> Test:
    def test(words: Words) -> Found:
        places = [item.places(words) for item in items]
        if not all(places):
            return None
        best = _closest(places, near.words)
        return tuple(words.span(*place) for place in sorted(set(best))) if best else None

    return test


def _sequence(words: Words, sequence: Sequence[Keys]) -> list[Place]:
    """Where words with these keys stand next to each other in this order."""
    if any(keys.isdisjoint(words.present) for keys in sequence[1:]):
        return []
    starts = words.at(sequence[0])
    followers = [set(words.at(keys)) for keys in sequence[1:]]
    return [
        (start, start + len(followers))
        for start in starts
        if all(
            start + n in places and words.is_glued(start + n)
            for n, places in enumerate(followers, start=1)
        )
    ]


def _closest(places: Sequence[list[Place]], window: int) -> tuple[Place, ...]:
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


def _phrase(phrase: str) -> Condition:
    """A phrase as written: whole words, any case, any white space, either apostrophe."""
    escaped = r"\s+".join(re.escape(word) for word in phrase.split())
    pattern = re.compile(
        rf"(?<!\w){re.sub(chr(39) + '|’', chr(91) + chr(39) + '’]', escaped)}(?!\w)", re.IGNORECASE
    )
    trigger = max(runs(phrase), key=lambda run: (len(run), run))
    return Condition("phrase", _searching(pattern), (frozenset({trigger}),))


def _searching(pattern: re.Pattern[str]) -> Test:
    def test(words: Words) -> Found:
        match = pattern.search(words.text)
        return (Span(*match.span()),) if match else None

    return test
