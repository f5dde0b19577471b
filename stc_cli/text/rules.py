"""The codebook's rules, compiled into one lookup that a text passes once.

Every rule names words that must occur for it to fire. One table maps those words to rules; a
unit's tokens are looked up in it piece by piece (remembered, so that a repeated piece costs one
dictionary access), and only rules that were hit are tried. Token patterns need a spaCy Doc, which
is built only then. A regular expression has no such word, so it is searched in each unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

from stc_cli.codebook import Codebook, Item, Near, Rule, Where
from stc_cli.errors import UsageError
from stc_cli.records import Role, Span
from stc_cli.text.tokens import Lexicon, Token

_RUN = re.compile(r"\w+")
_HYPHENS = frozenset("-‐‑–/'’")
_OPTIONAL = frozenset({"!", "?", "*"})
_LITERALS = {"LOWER": str.lower, "ORTH": str.lower, "TEXT": str.lower, "NORM": str.lower,
             "LEMMA": str.lower}  # fmt: skip


class Hit(NamedTuple):
    """A rule that fired: its code's place in the codebook, the rule (1 is the first), the words."""

    code: int
    rule: int
    kind: str
    spans: tuple[Span, ...]


class _Word(NamedTuple):
    """A spoken word of a unit. `glued`: nothing but a hyphen or hesitation before it."""

    start: int
    end: int
    glued: bool


class Words:
    """The words of one unit and where those that matter to any rule stand.

    Hesitations are no words: rules look through them. Tokens are made when first asked for,
    because a regular expression needs none.
    """

    def __init__(self, text: str, lexicon: Lexicon, wanted: Set[str]) -> None:
        self.text = text
        self._lexicon = lexicon
        self._wanted = wanted

    @cached_property
    def tokens(self) -> list[Token]:
        return self._lexicon.tokens(self.text)

    @cached_property
    def words(self) -> list[_Word]:
        sounds = self._lexicon.language.sounds
        words: list[_Word] = []
        glued = hesitated = True
        for token in self.tokens:
            if not token.is_word:
                # A comma beside a hesitation ("peer, um, workers") parts words no more than it.
                glued = glued and (token.text in _HYPHENS or (token.text in ",.…" and hesitated))
            elif token.lower in sounds:
                glued = hesitated = True
            else:
                words.append(_Word(token.start, token.end, glued))
                glued, hesitated = True, False
        return words

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        sounds = self._lexicon.language.sounds
        places: dict[str, list[int]] = {}
        spoken = (t for t in self.tokens if t.is_word and t.lower not in sounds)
        for index, token in enumerate(spoken):
            for key in {token.lower, token.lemma} & self._wanted:
                places.setdefault(key, []).append(index)
        return places

    def at(self, keys: Iterable[str]) -> list[int]:
        """The places, in order, of words that have any of the keys."""
        found = [self.positions[key] for key in keys if key in self.positions]
        if len(found) == 1:
            return found[0]
        return sorted({place for places in found for place in places})

    def span(self, first: int, last: int) -> Span:
        return Span(self.words[first].start, self.words[last].end)


Found = tuple[Span, ...] | None
Test = Callable[[Words], Found]


@dataclass(frozen=True, slots=True)
class _Condition:
    """One key of a rule: what it is called, how it is tested, the words one of which it needs."""

    kind: str
    test: Test
    triggers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Compiled:
    code: int
    rule: int
    conditions: tuple[_Condition, ...]
    none: tuple[Test, ...]
    where: Where | None
    triggers: frozenset[str]  # empty: must be tried on every unit

    @property
    def kind(self) -> str:
        return "+".join(condition.kind for condition in self.conditions)


class RuleBook:
    """All rules of a codebook for one language, ready to run."""

    def __init__(self, codebook: Codebook, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._patterns = _Patterns(lexicon)
        self._wanted: set[str] = set()  # every key that some rule looks for
        self._rules: list[_Compiled] = []
        for code, place in enumerate(codebook.places()):
            for number, rule in enumerate(place.code.rules, start=1):
                try:
                    self._rules.append(self._compiled(code, number, rule))
                except ValueError as error:
                    raise UsageError(
                        f'the codebook\'s code "{place.code.id}", rule {number}: {error}'
                    ) from error
        self._by_trigger: dict[str, tuple[int, ...]] = {}
        for index, compiled in enumerate(self._rules):
            for key in compiled.triggers:
                self._by_trigger[key] = (*self._by_trigger.get(key, ()), index)
        self._always = tuple(i for i, c in enumerate(self._rules) if not c.triggers)
        self._pieces: dict[str, tuple[int, ...] | None] = {}

    def _compiled(self, code: int, number: int, rule: Rule) -> _Compiled:
        conditions = tuple(self._conditions(rule))
        none = tuple(self._any_of([item]) for item in rule.none)
        needing = [condition.triggers for condition in conditions if condition.triggers]
        triggers = min(needing, key=lambda keys: (len(keys), sorted(keys)), default=frozenset())
        return _Compiled(code, number, conditions, none, rule.where, triggers)

    def _conditions(self, rule: Rule) -> Iterator[_Condition]:
        if rule.phrase is not None:
            yield _phrase(rule.phrase)
        if rule.lemma is not None:
            yield _Condition("lemma", self._any_of([rule.lemma]), self._triggers([rule.lemma]))
        if rule.near is not None:
            yield _Condition("near", self._near(rule.near), self._rarest(rule.near.of))
        if rule.all:
            yield _Condition("all", self._all_of(rule.all), self._rarest(rule.all))
        if rule.any:
            yield _Condition("any", self._any_of(rule.any), self._triggers(_words(rule.any)))
        if rule.regex is not None:
            yield _regex(rule.regex)
        if rule.pattern is not None:
            yield self._patterns.condition(rule.pattern)

    def _keys(self, phrase: str) -> list[tuple[str, ...]]:
        """For each word of a rule's phrase: the keys a spoken word may match it by."""
        tokens = [token for token in self._lexicon.tokens(phrase) if token.is_word]
        if not tokens:
            raise ValueError(f'"{phrase}" has no word in it')
        keys = [tuple(dict.fromkeys((token.lower, token.lemma))) for token in tokens]
        self._wanted.update(key for word in keys for key in word)
        return keys

    def _triggers(self, phrases: Iterable[str]) -> frozenset[str]:
        """Keys one of which occurs wherever one of the phrases does: those of its longest word."""
        return frozenset(
            key
            for phrase in phrases
            for key in max(self._keys(phrase), key=lambda word: (len(word[0]), word))
        )

    def _rarest(self, items: Sequence[Item]) -> frozenset[str]:
        """The triggers of the item with the fewest; each of the items must occur."""
        return min((self._triggers(_words([item])) for item in items), key=len)

    def _places(self, item: Item) -> Callable[[Words], list[tuple[int, int]]]:
        """Where an item occurs: first and last word of each place, in order."""
        sequences = [self._keys(phrase) for phrase in _words([item])]

        def places(words: Words) -> list[tuple[int, int]]:
            found: list[tuple[int, int]] = []
            for keys in sequences:
                found += _sequence(words, keys)
            return sorted(found) if len(sequences) > 1 else found

        return places

    def _any_of(self, items: Sequence[Item]) -> Test:
        finders = [self._places(item) for item in items]

        def test(words: Words) -> Found:
            found = sorted({place for places in finders for place in places(words)})
            return tuple(words.span(*place) for place in found[:3]) or None

        return test

    def _all_of(self, items: Sequence[Item]) -> Test:
        finders = [self._places(item) for item in items]

        def test(words: Words) -> Found:
            spans: list[Span] = []
            for places in finders:
                found = places(words)
                if not found:
                    return None
                spans.append(words.span(*found[0]))
            return tuple(sorted(set(spans)))

        return test

    def _near(self, near: Near) -> Test:
        finders = [self._places(item) for item in near.of]

        def test(words: Words) -> Found:
            places = [find(words) for find in finders]
            if not all(places):
                return None
            best = _closest(places, near.words)
            return tuple(words.span(*place) for place in sorted(set(best))) if best else None

        return test

    def hits(self, text: str, *, role: Role, speaker: str, transcript: str) -> list[Hit]:
        """The rules that fire on a unit's text, in the codebook's order."""
        candidates = set(self._always)
        remembered = self._pieces
        for piece in text.split():
            try:
                rules = remembered[piece]
            except KeyError:
                rules = remembered[piece] = self._rules_of(piece)
            if rules:
                candidates.update(rules)
        if not candidates:
            return []
        words = Words(text, self._lexicon, self._wanted)
        hits: list[Hit] = []
        for index in sorted(candidates):
            rule = self._rules[index]
            if rule.where is not None and not _fits(rule.where, role, speaker, transcript):
                continue
            spans = _fired(rule, words)
            if spans is not None:
                hits.append(Hit(rule.code, rule.rule, rule.kind, spans))
        return hits

    def _rules_of(self, piece: str) -> tuple[int, ...] | None:
        """The rules of which a piece of text holds a word they need, or None."""
        keys = {key for token in self._lexicon.piece(piece) for key in (token.lower, token.lemma)}
        keys.update(_RUN.findall(piece.lower()))
        rules = sorted({index for key in keys for index in self._by_trigger.get(key, ())})
        return tuple(rules) or None


def _words(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield item
        else:
            yield from item.any


def _fired(rule: _Compiled, words: Words) -> tuple[Span, ...] | None:
    spans: list[Span] = []
    for condition in rule.conditions:
        found = condition.test(words)
        if found is None:
            return None
        spans += found
    if any(test(words) is not None for test in rule.none):
        return None
    return tuple(sorted(set(spans)))


def _fits(where: Where, role: Role, speaker: str, transcript: str) -> bool:
    return (
        (where.role is None or where.role == role)
        and (where.speaker is None or where.speaker == speaker)
        and (where.transcript is None or where.transcript == transcript)
    )


def _sequence(words: Words, keys: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Where words with these keys stand next to each other in this order."""
    starts = words.at(keys[0])
    if len(keys) == 1:
        return [(place, place) for place in starts]
    followers = [set(words.at(key)) for key in keys[1:]]
    return [
        (start, start + len(followers))
        for start in starts
        if all(
            start + n in places and words.words[start + n].glued
            for n, places in enumerate(followers, start=1)
        )
    ]


def _closest(places: Sequence[list[tuple[int, int]]], window: int) -> tuple[tuple[int, int], ...]:
    """One place of each item, together within the window and as close as can be, or nothing."""
    best: tuple[tuple[int, int], ...] = ()
    best_width = window + 1
    for anchor in places[0]:
        near = [
            [p for p in item if p[1] - anchor[0] < window and anchor[1] - p[0] < window]
            for item in places[1:]
        ]
        if not all(near):
            continue
        for rest in product(*(item[:8] for item in near)):
            chosen = (anchor, *rest)
            if len(set(chosen)) < len(chosen):
                continue  # two items need two words
            width = max(p[1] for p in chosen) - min(p[0] for p in chosen) + 1
            if width < best_width:
                best, best_width = chosen, width
    return best


def _phrase(phrase: str) -> _Condition:
    """A phrase as written: whole words, any case, any white space, either apostrophe."""
    escaped = r"\s+".join(re.escape(word) for word in phrase.split())
    pattern = re.compile(
        rf"(?<!\w){re.sub(chr(39) + '|’', chr(91) + chr(39) + '’]', escaped)}(?!\w)", re.IGNORECASE
    )
    trigger = max(_RUN.findall(phrase.lower()), key=lambda run: (len(run), run))
    return _Condition("phrase", _searching(pattern), frozenset({trigger}))


def _regex(regex: str) -> _Condition:
    pattern = re.compile(regex, re.IGNORECASE)
    return _Condition("regex", _searching(pattern), frozenset())


def _searching(pattern: re.Pattern[str]) -> Test:
    def test(words: Words) -> Found:
        match = pattern.search(words.text)
        return (Span(*match.span()),) if match else None

    return test


class _Patterns:
    """spaCy token patterns, each run only on units that hold one of its literal words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def condition(self, pattern: list[dict[str, Any]]) -> _Condition:
        """Raises ValueError when spaCy does not take the pattern or it names no word."""
        from spacy.errors import MatchPatternError
        from spacy.matcher import Matcher

        typed = [{name: _typed(value) for name, value in token.items()} for token in pattern]
        triggers = _pattern_triggers(typed)
        if not triggers:
            raise ValueError(
                "the pattern must name a word (LOWER, ORTH, TEXT, NORM or LEMMA) that every match"
                " holds, so that stc can look it up"
            )
        matcher = Matcher(self._lexicon.nlp.vocab, validate=True)
        try:
            matcher.add("rule", [typed])
        except (MatchPatternError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise ValueError(f"spaCy does not take the pattern ({reason[:200]})") from error

        def test(words: Words) -> Found:
            tokens = words.tokens
            matches = matcher(self._doc(tokens, words.text))
            if not matches:
                return None
            _, start, end = min(matches, key=lambda match: (match[1], -match[2]))
            return (Span(tokens[start].start, tokens[end - 1].end),)

        return _Condition("pattern", test, triggers)

    def _doc(self, tokens: Sequence[Token], text: str) -> Any:
        from spacy.tokens import Doc

        spaces = [token.end < len(text) and text[token.end].isspace() for token in tokens]
        return Doc(
            self._lexicon.nlp.vocab,
            words=[token.text for token in tokens],
            spaces=spaces,
            lemmas=[token.lemma for token in tokens],
        )


def _typed(value: Any) -> Any:
    """A pattern's value as spaCy wants it; the codebook loads every scalar as a string."""
    if isinstance(value, dict):
        return {name: _typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _pattern_triggers(pattern: list[dict[str, Any]]) -> frozenset[str]:
    choices: list[frozenset[str]] = []
    for token in pattern:
        if token.get("OP") in _OPTIONAL or str(token.get("OP", "")).startswith("{0"):
            continue
        for name in _LITERALS:
            value = token.get(name)
            words = [value] if isinstance(value, str) else None
            if isinstance(value, dict) and set(value) == {"IN"}:
                words = [word for word in value["IN"] if isinstance(word, str)]
            if words:
                choices.append(frozenset(word.lower() for word in words))
    return min(choices, key=lambda words: (len(words), sorted(words)), default=frozenset())
