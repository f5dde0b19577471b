"""The phrases of all rules, found in a unit in a single pass.

Each distinct phrase is a term. Pieces of text are taken apart once and remembered; a scan then
costs a dictionary access per piece and gives the places of every term, and the bits of what is
there, by which rules whose words are missing are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

from stc_cli.records import Span
from stc_cli.text.tokens import Lexicon, Remembered, Token

_RUN = re.compile(r"\w+")
_HYPHENS = frozenset("-‐‑–/'’")

Keys = frozenset[str]  # a spoken word matches if its lower-case form or its lemma is among them
Place = tuple[int, int]  # the first and last word of an occurrence
_SPOKEN, _SOUND, _HYPHEN, _COMMA, _MARK = range(5)


class _Bit(NamedTuple):
    """A token of a piece of text, as rules see it.

    `keys`: those that stand in some term; `begins`: those that longer terms begin with; `terms`:
    the terms of one word that it is.
    """

    start: int
    end: int
    kind: int
    keys: tuple[str, ...]
    begins: tuple[str, ...]
    terms: tuple[int, ...]


class _Piece(NamedTuple):
    """A piece of text (what stands between white space), taken apart.

    `mask`: the bits of its literals. `is_plain`: it is one spoken word that stands in no term, with
    or without marks after it; `ends_near`: those marks part no words.
    """

    bits: tuple[_Bit, ...]
    mask: int
    is_plain: bool
    ends_near: bool


class Terms:
    """Every phrase that a rule looks for, each once, and the bits of what rules need.

    Grows while rules are made; complete before any is run.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._ids: dict[tuple[Keys, ...], int] = {}
        self._masks: list[int] = []  # by term: the bits of the items it belongs to
        self._lone_keys: dict[int, Keys] = {}  # of terms of one word
        self._bits: dict[tuple[str, frozenset[Any]], int] = {}
        # How likely a bit is to be there: whether a stop word sets it, and how many terms do.
        self.commonness: dict[int, tuple[bool, int]] = {}
        self._single: dict[str, list[int]] = {}
        # By the keys of the first two words: the rest of the term, and its number.
        self._begun: dict[tuple[str, str], list[tuple[tuple[Keys, ...], int]]] = {}
        self._words: set[str] = set()  # every key of every term
        self._firsts: set[str] = set()  # those that terms of two words or more begin with
        self._literal: dict[str, int] = {}  # a token or run of letters to bits
        self._pieces = Remembered(self._taken_apart)

    def term(self, phrase: str) -> int:
        """The number of a phrase: its lemmas next to each other in this order.

        Raises ValueError when it has no word in it.
        """
        tokens = [token for token in self.lexicon.tokens(phrase) if token.is_word]
        if not tokens:
            raise ValueError(f'"{phrase}" has no word in it')
        keys = tuple(frozenset((token.lower, token.lemma)) for token in tokens)
        if keys not in self._ids:
            number = self._ids[keys] = len(self._ids)
            self._masks.append(0)
            self._words.update(*keys)
            if len(keys) == 1:
                self._lone_keys[number] = keys[0]
                for key in keys[0]:
                    self._single.setdefault(key, []).append(number)
            else:
                self._firsts.update(keys[0])
                for first, second in product(keys[0], keys[1]):
                    self._begun.setdefault((first, second), []).append((keys[2:], number))
        return self._ids[keys]

    def bit(self, terms: frozenset[int]) -> int:
        """The bit that is there when one of the terms occurs."""
        lone = {key for number in terms for key in self._lone_keys.get(number, ())}
        bit = self._new_bit(("terms", terms), lone, len(terms))
        for number in terms:
            self._masks[number] |= bit
        return bit

    def literal_bit(self, literals: Keys) -> int:
        """The bit that is there when one of the literals is a token or a run of letters.

        Literals are in lower case with straight apostrophes.
        """
        bit = self._new_bit(("literals", literals), literals, len(literals))
        for literal in literals:
            self._literal[literal] = self._literal.get(literal, 0) | bit
        return bit

    def _new_bit(self, name: tuple[str, frozenset[Any]], lone: Set[str], number: int) -> int:
        if name not in self._bits:
            bit = self._bits[name] = 1 << len(self._bits)
            self.commonness[bit] = (not lone.isdisjoint(self.lexicon.stop_words), number)
        return self._bits[name]

    def scan(self, text: str) -> Words:
        """The words of a unit, where each term stands, and the bits that are there."""
        keyed: dict[int, _Bit] = {}
        parted: set[int] = set()  # words that something parts from the word before
        present = count = 0
        near = hesitated = True
        for bits, mask, is_plain, ends_near in map(self._pieces.__getitem__, text.split()):
            present |= mask
            if is_plain:
                count += 1
                near, hesitated = ends_near, False
                continue
            for bit in bits:
                kind = bit.kind
                if kind == _SPOKEN:
                    if bit.keys:
                        keyed[count] = bit
                        if not near:
                            parted.add(count)
                    count += 1
                    near, hesitated = True, False
                elif kind == _SOUND:
                    near = hesitated = True
                elif kind == _MARK or (kind == _COMMA and not hesitated):
                    # A comma beside a hesitation ("peer, um, workers") parts no words.
                    near = False
        places = self._places(keyed, parted)
        masks = self._masks
        for number in places:
            present |= masks[number]
        return Words(text, self.lexicon, places, present)

    def _places(self, keyed: dict[int, _Bit], parted: Set[int]) -> dict[int, list[Place]]:
        """Where each term stands, in order; every place once."""
        places: dict[int, list[Place]] = {}
        begun = self._begun
        for word, bit in keyed.items():
            for number in bit.terms:
                _note(places, number, (word, word))
            if not bit.begins:
                continue
            following = keyed.get(word + 1)
            if following is None or word + 1 in parted:
                continue
            for pair in product(bit.begins, following.keys):
                for rest, number in begun.get(pair, ()):
                    last = _goes_on(rest, word + 1, keyed, parted)
                    if last is not None:
                        _note(places, number, (word, last))
        return places

    def _taken_apart(self, piece: str) -> _Piece:
        """The tokens of a piece of text as rules see them, and the bits of its literals."""
        tokens = self.lexicon.piece(piece)
        literals = {key for token in tokens for key in (token.lower, token.lemma)}
        if not piece.isalpha():
            literals |= runs(piece)
            literals |= {literal.replace("’", "'") for literal in literals}
        mask = 0
        for literal in literals & self._literal.keys():
            mask |= self._literal[literal]
        bits = tuple(map(self._bit, tokens))
        marks = [bit.kind for bit in bits[1:]]
        is_plain = (
            bits[0].kind == _SPOKEN and not bits[0].keys and set(marks) <= {_HYPHEN, _COMMA, _MARK}
        )
        return _Piece(bits, mask, is_plain, not set(marks) - {_HYPHEN})

    def _bit(self, token: Token) -> _Bit:
        keys: tuple[str, ...] = ()
        begins: tuple[str, ...] = ()
        terms: tuple[int, ...] = ()
        if not token.is_word:
            kind = _HYPHEN if token.text in _HYPHENS else _COMMA if token.text in ",.…" else _MARK
        elif token.lower in self.lexicon.language.sounds:
            kind = _SOUND
        else:
            kind = _SPOKEN
            keys = tuple(sorted({token.lower, token.lemma} & self._words))
            begins = tuple(key for key in keys if key in self._firsts)
            terms = tuple(sorted({n for key in keys for n in self._single.get(key, ())}))
        return _Bit(token.start, token.end, kind, keys, begins, terms)


def _note(places: dict[int, list[Place]], number: int, place: Place) -> None:
    known = places.setdefault(number, [])
    if not known or known[-1] != place:
        known.append(place)


def _goes_on(
    rest: Sequence[Keys], word: int, keyed: dict[int, _Bit], parted: Set[int]
) -> int | None:
    """The last word of a term whose first two words end at `word`, or None."""
    for keys in rest:
        word += 1
        said = keyed.get(word)
        if said is None or word in parted or keys.isdisjoint(said.keys):
            return None
    return word


class Words:
    """The spoken words of one unit and where the terms of rules stand in it.

    Hesitations are no words: rules look through them. `present`: the bits that are there.
    """

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        places: dict[int, list[Place]],
        present: int,
    ) -> None:
        self.text = text
        self.present = present
        self._lexicon = lexicon
        self._places = places

    @cached_property
    def tokens(self) -> list[Token]:
        """spaCy's tokens of the text."""
        return self._lexicon.tokens(self.text)

    @cached_property
    def spoken(self) -> list[Token]:
        """The tokens that count as words, as `Terms.scan` counts them."""
        sounds = self._lexicon.language.sounds
        return [token for token in self.tokens if token.is_word and token.lower not in sounds]

    def places(self, terms: frozenset[int]) -> list[Place]:
        """Where any of the terms stands, in order."""
        found = [self._places[number] for number in terms & self._places.keys()]
        if len(found) == 1:
            return found[0]
        return sorted({place for some in found for place in some})

    def span(self, place: Place) -> Span:
        """A place as a span of the unit's text."""
        return Span(self.spoken[place[0]].start, self.spoken[place[1]].end)


def runs(text: str) -> set[str]:
    """The runs of letters and digits in a text, in lower case: what a phrase is looked up by."""
    return set(_RUN.findall(text.lower()))
