"""The codebook's rules, compiled into one lookup that a text passes once.

Every rule needs words of certain sets (`conditions.py`); each set is one bit. A unit's pieces of
text are looked up one by one (remembered, so that a repeated piece costs one dictionary access),
their bits are joined, and only rules whose bits are all there are tried. Tokens are made, and
spaCy Docs built, only then. A regular expression needs no word, so it is searched in each unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from stc_cli.codebook import Codebook, Rule, Where
from stc_cli.errors import UsageError
from stc_cli.records import Role, Span
from stc_cli.text.conditions import Condition, Conditions, Keys, Pieces, Test, Words, runs
from stc_cli.text.patterns import Patterns
from stc_cli.text.tokens import Lexicon


class Hit(NamedTuple):
    """A rule that fired: its code's place in the codebook, the rule (1 is the first), the words."""

    code: int
    rule: int
    kind: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A rule ready to run. `needed`: bits of all word sets of which a word must occur."""

    code: int
    rule: int
    conditions: tuple[Condition, ...]
    none: Test | None
    where: Where | None
    needed: int

    @property
    def kind(self) -> str:
        return "+".join(condition.kind for condition in self.conditions)


class RuleBook:
    """All rules of a codebook for one language, ready to run."""

    def __init__(self, codebook: Codebook, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._conditions = Conditions(lexicon)
        self._patterns = Patterns(lexicon)
        self._bits: dict[Keys, int] = {}  # each set of words some rule needs, as one bit
        self._rules: list[_Compiled] = []
        for code, place in enumerate(codebook.places()):
            for number, rule in enumerate(place.code.rules, start=1):
                try:
                    self._rules.append(self._compiled(code, number, rule))
                except ValueError as error:
                    raise UsageError(
                        f'the codebook\'s code "{place.code.id}", rule {number}: {error}'
                    ) from error
        self._groups = self._grouped()
        self._rare = sum(self._groups)  # distinct bits, so their sum is their union
        self._by_key: dict[str, int] = {}  # a word to the bits of all sets it is in
        for keys, bit in self._bits.items():
            for key in keys:
                self._by_key[key] = self._by_key.get(key, 0) | bit
        self._pieces = Pieces(lexicon, self._conditions.wanted)
        self._masks: dict[str, int] = {}  # a piece of text to the bits of its words

    def _compiled(self, code: int, number: int, rule: Rule) -> _Compiled:
        conditions = tuple(self._conditions.of(rule))
        if rule.pattern is not None:
            conditions += (self._patterns.condition(rule.pattern),)
        needed = 0
        for condition in conditions:
            for keys in condition.needs:
                needed |= self._bits.setdefault(keys, 1 << len(self._bits))
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
        rules.sort(key=lambda rule: (rule.code, rule.rule))
        return rules

    def _grouped(self) -> dict[int, list[_Compiled]]:
        """The rules by the bit of the set they need that is least likely to occur; 0 for none."""
        stop_words = self._lexicon.stop_words
        likely = {
            bit: (not keys.isdisjoint(stop_words), len(keys), sorted(keys))
            for keys, bit in self._bits.items()
        }
        groups: dict[int, list[_Compiled]] = {}
        for rule in self._rules:
            bits = [bit for bit in likely if bit & rule.needed]
            groups.setdefault(min(bits, key=likely.__getitem__, default=0), []).append(rule)
        return groups

    def hits(self, text: str, *, role: Role, speaker: str, transcript: str) -> list[Hit]:
        """The rules that fire on a unit's text, in the codebook's order."""
        present = 0
        masks = self._masks
        for piece in text.split():
            try:
                present |= masks[piece]
            except KeyError:
                present |= self._mask(piece)
        possible = self._possible(present)
        if not possible:
            return []
        words = Words(text, self._pieces)
        hits: list[Hit] = []
        for rule in possible:
            if rule.where is not None and not _fits(rule.where, role, speaker, transcript):
                continue
            spans = _fired(rule, words)
            if spans is not None:
                hits.append(Hit(rule.code, rule.rule, rule.kind, spans))
        return hits

    def _mask(self, piece: str) -> int:
        """The bits of a piece of text: those of its tokens, and of its runs of letters."""
        keys = {key for token in self._lexicon.piece(piece) for key in (token.lower, token.lemma)}
        keys |= runs(piece)
        mask = 0
        for key in keys:
            mask |= self._by_key.get(key, 0)
        self._masks[piece] = mask
        return mask


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
