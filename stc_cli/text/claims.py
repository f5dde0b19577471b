"""What a passage claims and what it denies, clause by clause.

A negation reaches over its own clause: SCOPE words ahead and, where it may follow what it denies
("Jeg stoler ikke på dem"), LOOK_BACK words back. It is never a guess about the rest: words whose
clause holds a negation that may or may not mean them are neither claimed nor denied. Questions and
what is only supposed ("if they listen") claim nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple

from stc_cli.languages import Language
from stc_cli.text.characters import spoken
from stc_cli.text.tokens import Lexicon, Token, lexicon

SCOPE = 6  # words after a negation that it may deny
LOOK_BACK = 3  # words before it

_ENDS = ".!?…"
_PAUSES = frozenset(',;:–—-()"“”«»')


class Opposed(NamedTuple):
    """A word that has an opposite, as claimed in a clause; both as listed in `languages/`.

    `lemma`: of the word as said. `of`: the content lemma after it, where the word means the
    opposite only of the same thing ("more time", "less time"); else empty.
    """

    word: str
    lemma: str
    of: str
    opposites: frozenset[str]


class Clause(NamedTuple):
    """One clause.

    `content`: its content lemmas without verbs that say little alone ("feel", "think"); `light`:
    these; `claimed`: lemmas that no negation may mean; `denied`: for each negation the lemmas
    nearest to it, of which it denies at least one; `scope`: all lemmas that a negation may mean;
    `judging`: lemmas of words that have an
    opposite; `opposed`: those claimed; `turns`: whether it begins with a contrast marker.
    """

    content: frozenset[str]
    light: frozenset[str]
    claimed: frozenset[str]
    denied: tuple[frozenset[str], ...]
    scope: frozenset[str]
    judging: frozenset[str]
    opposed: tuple[Opposed, ...]
    turns: bool


def clauses(text: str, language: Language, content: Collection[str]) -> list[Clause]:
    """The clauses of a passage in order; `content`: its content lemmas (`Lexicon.content`)."""
    words = claim_words(language)
    found: list[Clause] = []
    negated = False
    for stretch in _stretches(text, words):
        clause, negates = _clause(stretch, words, content, after_negation=negated)
        negated = negates or (negated and stretch.goes_on)
        found.append(clause)
    return found


# -- words ---------------------------------------------------------------------------------------


class ClaimWords:
    """What `languages/` says about claims in one language, made ready for looking up."""

    def __init__(self, language: Language) -> None:
        self.lexicon: Lexicon = lexicon(language)
        self.language = language
        self.negations = frozenset(language.negations)
        self.subjects = language.leaning.subjects
        self.conditionals = frozenset(language.conditionals)
        self.connectives = frozenset(language.connectives)
        self.opposites: dict[str, frozenset[str]] = _opposites(language)
        self.degrees = frozenset(_both_ways(language.opposed.degrees))
        self._contrast: dict[str, list[tuple[str, ...]]] = {}
        for marker in language.contrast:
            words = tuple(marker.split())
            self._contrast.setdefault(words[0], []).append(words)

    @cached_property
    def light(self) -> frozenset[str]:
        """Lemmas that carry no claim alone: "feel", "think" as a hedge, function words."""
        leaning, said = self.language.leaning, (*self.language.hedges, *self.language.set_off)
        told = chain.from_iterable(
            words for words in map(str.split, said)
            if len(words) == 2 and self.subjects.intersection(words)
        )  # fmt: skip
        single = (phrase for phrase in (*said, *self.language.quantities, *self.negations)
                  if " " not in phrase)  # fmt: skip
        words = {*leaning.determiners, *leaning.links, *leaning.verbs, *leaning.subjects,
                 *leaning.connectives, *told, *single, *self.conditionals, *self.connectives,
                 *self.language.third_person}  # fmt: skip
        return frozenset(map(self.lexicon.lemma, words)) - self.opposites.keys()

    @cached_property
    def empty(self) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
        """Negation to the phrases in which it denies nothing, with its place in each."""
        found: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for phrase in (*self.language.opposed.empty, *self.language.hedges):
            words = tuple(token.lower for token in self.lexicon.tokens(phrase))
            for place, word in enumerate(words):
                if word in self.negations:
                    found.setdefault(word, []).append((place, words))
        return found

    def name(self, token: Token) -> str:
        """The listed word with an opposite that a token is a form of, or an empty string."""
        if token.lower in self.opposites:
            return token.lower
        of_lemma = token.lemma in self.opposites and token.lemma not in self.degrees
        return token.lemma if of_lemma else ""

    def negates(self, said: Sequence[Token], at: int) -> bool:
        """Whether the word at `at` denies something."""
        word = said[at].lower
        if word not in self.negations:
            return False
        return not any(
            _stands(phrase, said, at - place) for place, phrase in self.empty.get(word, ())
        )

    def turns(self, said: Sequence[Token]) -> bool:
        """Whether a clause begins with a contrast marker."""
        return any(_stands(marker, said, 0) for marker in self._contrast.get(said[0].lower, ()))


def _stands(phrase: tuple[str, ...], said: Sequence[Token], start: int) -> bool:
    """Whether the words of a phrase stand there."""
    if start < 0:
        return False
    return tuple(token.lower for token in said[start : start + len(phrase)]) == phrase


@cache
def claim_words(language: Language) -> ClaimWords:
    """The one `ClaimWords` of a language in this process."""
    return ClaimWords(language)


def _both_ways(table: dict[str, tuple[str, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word, opposites in table.items():
        for opposite in opposites:
            found.setdefault(word, set()).add(opposite)
            found.setdefault(opposite, set()).add(word)
    return found


def _opposites(language: Language) -> dict[str, frozenset[str]]:
    tables = (_both_ways(language.opposed.words), _both_ways(language.opposed.degrees))
    return {word: frozenset(found) for table in tables for word, found in table.items()}


# -- clauses -------------------------------------------------------------------------------------


class _Stretch(NamedTuple):
    """The words of a clause. `goes_on`: it may still belong to what the one before it denies."""

    words: list[Token]
    goes_on: bool


def _stretches(text: str, words: ClaimWords) -> Iterator[_Stretch]:
    """The clauses of a text; those of a question are left out."""
    sentence: list[_Stretch] = []
    said: list[Token] = []
    goes_on = False
    tokens = _tokens(text, words)
    for at, token in enumerate(tokens):
        following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
        opens = _begins(token, following, words)
        if said and (opens is not None or not token.is_word):
            sentence.append(_Stretch(said, goes_on))
            said = []
        if token.is_word:
            goes_on = goes_on if opens is None else opens
            said.append(token)
        elif token.text[-1] in _ENDS:
            yield from sentence if "?" not in token.text else ()
            sentence, goes_on = [], False
        else:
            goes_on = token.text == "," and following not in words.subjects
    yield from [*sentence, _Stretch(said, goes_on)] if said else sentence


def _tokens(text: str, words: ClaimWords) -> list[Token]:
    """Words and the marks that part them; a hyphen within a word parts nothing."""
    return [
        token
        for piece in spoken(text).split()
        for token in words.lexicon.piece(piece)
        if token.is_word or token.text[-1] in _ENDS
        or (token.text in _PAUSES and (token.text != "-" or piece == "-"))
    ]  # fmt: skip


def _begins(token: Token, following: str, words: ClaimWords) -> bool | None:
    """Whether a clause that begins here goes on with what was denied; None where none begins."""
    word, opposed = token.lower, words.language.opposed
    if word in opposed.breaks:
        return False
    if following in words.subjects and (word in words.connectives or word in words.conditionals
                                        or word in opposed.joins):  # fmt: skip
        return False
    return True if word in opposed.joins else None


def _clause(
    stretch: _Stretch, words: ClaimWords, content: Collection[str], *, after_negation: bool
) -> tuple[Clause, bool]:
    """A clause, and whether it holds a negation."""
    said = stretch.words
    lemmas = [token.lemma for token in said]
    carrying = frozenset(lemmas).intersection(content)
    light = carrying & words.light
    negations = [at for at in range(len(said)) if words.negates(said, at)]
    scopes = [_scope(said, at, carrying - light, words) for at in negations]
    clear = range(len(said))
    if said[0].lower in words.conditionals:
        clear, scopes = range(0), []
    elif negations:
        follows = said[negations[0]].lower in words.language.opposed.following
        clear = range(0 if follows else negations[0])
    elif after_negation and stretch.goes_on:
        clear = range(0)
    if len(negations) > 1:  # one may take back what the other denies
        scopes = []
    clause = Clause(
        content=carrying - light,
        light=light,
        claimed=frozenset(lemmas[at] for at in clear),
        denied=tuple(scope.nearest for scope in scopes if scope.nearest),
        scope=frozenset(chain.from_iterable(scope.lemmas for scope in scopes)),
        judging=frozenset(t.lemma for t in said if words.name(t)) - words.degrees,
        opposed=tuple(_opposed(said, clear, carrying, words)),
        turns=words.turns(said),
    )
    return clause, bool(negations)


class _Scope(NamedTuple):
    """The content lemmas that a negation may mean, and the nearest of them.

    Nearest are the first after it, and the last before it where it may follow what it denies.
    """

    lemmas: frozenset[str]
    nearest: frozenset[str]


def _scope(said: Sequence[Token], at: int, content: Collection[str], words: ClaimWords) -> _Scope:
    after = [t.lemma for t in said[at + 1 : at + 1 + SCOPE] if t.lemma in content]
    before = [t.lemma for t in said[max(at - LOOK_BACK, 0) : at] if t.lemma in content]
    if said[at].lower not in words.language.opposed.following:
        before = []
    return _Scope(frozenset((*before, *after)), frozenset((*before[-1:], *after[:1])))


def _opposed(
    said: Sequence[Token], clear: Collection[int], content: Collection[str], words: ClaimWords
) -> Iterator[Opposed]:
    for at in clear:
        name = words.name(said[at])
        if not name:
            continue
        after = (token.lemma for token in said[at + 1 : at + 1 + LOOK_BACK])
        of = next((lemma for lemma in after if lemma in content), "")
        if of or name not in words.degrees:
            about = of if name in words.degrees else ""
            yield Opposed(name, said[at].lemma, about, words.opposites[name])
