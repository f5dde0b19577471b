"""The codebook's rules, compiled into one lookup that a text passes once.

A unit is scanned once: its pieces of text are looked up one by one (remembered, so that a repeated
piece costs one dictionary access), which gives the places of all phrases of all rules and the bits
of what is there (`terms.py`). Only rules whose bits are all there are tried; spaCy Docs for
token patterns are built only then. A regular expression needs no word: it is searched in each unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from stc_cli.codebook import Codebook, Item, Rule, Where
from stc_cli.errors import UsageError
from stc_cli.records import Role, Span
from stc_cli.text.conditions import Condition, Conditions, Found, Test
from stc_cli.text.patterns import Patterns
from stc_cli.text.terms import Place, Words
from stc_cli.text.tokens import Lexicon, Token


class Hit(NamedTuple):
    """A rule that fired: its code's place in the codebook, the rule (1 is the first), the words."""

    code: int
    rule: int
    kind: str
    spans: tuple[Span, ...]


class Trial(NamedTuple):
    """A rule tried on a unit, whether its words are there or not.

    `code`, `rule`, `kind`: as in `Hit`. `spans`: the words it fired on, or None. `held`: for each
    of its keys the words that fulfil it, or None. `barred`: the words that `none` excludes.
    """

    code: int
    rule: int
    kind: str
    spans: tuple[Span, ...] | None
    held: Mapping[str, Found]
    barred: tuple[Span, ...]


class RuleError(UsageError):
    """A rule that cannot be run. `rule`: 1 is the first of its code."""

    def __init__(self, code_id: str, rule: int, reason: str) -> None:
        super().__init__(f'rule {rule} of "{code_id}": {reason}.')
        self.code_id = code_id
        self.rule = rule


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A rule ready to run. `needed`: the bits that must be there for it to fire."""

    code: int
    rule: int
    conditions: tuple[Condition, ...]
    none: Test | None
    where: Where | None
    needed: int

    @property
    def kind(self) -> str:
        return "+".join(condition.kind for condition in self.conditions)


_ORDER = attrgetter("code", "rule")


class RuleBook:
    """All rules of a codebook for one language, ready to run."""

    def __init__(self, codebook: Codebook, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._conditions = Conditions(lexicon)
        self._patterns = Patterns(lexicon, self._conditions.terms)
        self._rules: list[_Compiled] = []
        for code, place in enumerate(codebook.places()):
            for number, rule in enumerate(place.code.rules, start=1):
                try:
                    self._rules.append(self._compiled(code, number, rule))
                except ValueError as error:
                    raise RuleError(place.code.id, number, str(error)) from error
        self._groups = self._grouped()
        self._rare = sum(self._groups)  # distinct bits, so their sum is their union

    def _compiled(self, code: int, number: int, rule: Rule) -> _Compiled:
        conditions = tuple(self._conditions.of(rule))
        if rule.pattern is not None:
            conditions += (self._patterns.condition(rule.pattern),)
        needed = 0
        for condition in conditions:
            needed |= condition.needs
        none = self._conditions.none(rule) if rule.none else None
        return _Compiled(code, number, conditions, none, rule.where, needed)

    def _possible(self, present: int) -> list[_Compiled]:
        """The rules whose needed words are all there, in the codebook's order."""
        rules = list(self._groups.get(0, ()))
        bits = present & self._rare
        while bits:
            bit = bits & -bits  # the lowest
            rules += [rule for rule in self._groups[bit] if not rule.needed & ~present]
            bits ^= bit
        rules.sort(key=_ORDER)
        return rules

    def _grouped(self) -> dict[int, list[_Compiled]]:
        """The rules by the bit they need that is least likely to be there; 0 for none."""
        commonness = self._conditions.terms.commonness
        groups: dict[int, list[_Compiled]] = {}
        for rule in self._rules:
            bits = [bit for bit in commonness if bit & rule.needed]
            rarest = min(bits, key=lambda bit: (commonness[bit], bit), default=0)
            groups.setdefault(rarest, []).append(rule)
        return groups

    def hits(self, text: str, *, role: Role, speaker: str, transcript: str) -> list[Hit]:
        """The rules that fire on a unit's text, in the codebook's order."""
        words = self._conditions.terms.scan(text)
        return [
            Hit(rule.code, rule.rule, rule.kind, spans)
            for rule in self._possible(words.present)
            if (rule.where is None or _fits(rule.where, role, speaker, transcript))
            and (spans := _fired(rule, words)) is not None
        ]

    def trials(self, words: Words, *, role: Role, speaker: str, transcript: str) -> Iterator[Trial]:
        """Every rule tried on a unit, in the codebook's order. `words`: from `words_of`."""
        for rule in self._rules:
            fits = rule.where is None or _fits(rule.where, role, speaker, transcript)
            yield Trial(
                rule.code, rule.rule, rule.kind, _fired(rule, words) if fits else None,
                {condition.kind: condition.test(words) for condition in rule.conditions},
                (rule.none(words) if rule.none else None) or (),
            )  # fmt: skip

    def words_of(self, text: str) -> Words:
        """The words of a unit's text as rules see them."""
        return self._conditions.terms.scan(text)

    def places(self, words: Words, item: Item) -> list[Place]:
        """Where an item of one of these rules stands in a unit, in order."""
        return self._conditions.places(words, item)

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text of a rule."""
        return self._lexicon.tokens(text)


def _fired(rule: _Compiled, words: Words) -> tuple[Span, ...] | None:
    spans: list[Span] = []
    for condition in rule.conditions:
        found = condition.test(words)
        if found is None:
            return None
        spans += found
    if rule.none is not None and rule.none(words) is not None:
        return None
    return tuple(sorted(set(spans)))


def _fits(where: Where, role: Role, speaker: str, transcript: str) -> bool:
    return (
        (where.role is None or where.role == role)
        and (where.speaker is None or where.speaker == speaker)
        and (where.transcript is None or where.transcript == transcript)
    )
