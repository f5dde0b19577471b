"""Rules that decisions would support: lines of the codebook, for a person to paste or leave.

A rule is looked for where people gave a code that no rule of it proposed. It needs several such
units and few decided units without the code; what it fires on is asked of the same engine that
runs the codebook's rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Literal, NamedTuple

from stc_cli.codebook import Codebook, CodeEntry, Group, Rule
from stc_cli.records import Unit
from stc_cli.suggest.decided import Decided
from stc_cli.text.rules import RuleBook
from stc_cli.text.tokens import Lexicon, Lexicons

SUPPORT = 3  # decided units with the code that a rule fires on, at least
OTHERS = 4  # decided units with the code for each one without it, at least
LIFT = 2  # how much more often it stands in units with the code than in all, at least
_NEW = 2  # of them, those that neither a rule of the codebook nor a better new one finds
_RULES = 5  # for one code
_CONTENT = 15  # content lemmas of a unit that pairs are made of, the first ones

_KINDS = ("word", "row", "pair", "loose row")  # the simplest first

Words = tuple[str, ...]


class Candidate(NamedTuple):
    """What a rule might look for: content lemmas, or a row that begins or ends with another."""

    kind: Literal["word", "row", "pair", "loose row"]
    words: Words


class NewRule(NamedTuple):
    """A rule for a code, as a line of the codebook.

    `units`: the decided units with the code it fires on; `new`: of them, those no rule of the code
    proposed; `others`: the decided units without the code it fires on.
    """

    code_id: str
    line: str
    rule: Rule
    units: tuple[str, ...]
    new: tuple[str, ...]
    others: tuple[str, ...]


class NewRules:
    """The rules that the decisions support, found when first asked for.

    `by_rule`: the unit and code of everything that the codebook's rules find.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        codes: Sequence[str],
        decided: Decided,
        by_rule: Mapping[tuple[str, str], str],
        lexicons: Lexicons,
    ) -> None:
        self._units = units
        self._codes = codes
        self._decided = decided
        self._by_rule = by_rule
        self._lexicons = lexicons

    @cached_property
    def rules(self) -> tuple[NewRule, ...]:
        """All of them, in the codebook's order, the best of a code first."""
        drafts = {code: self._drafts(code) for code in self._codes}
        rules = [(code, rule) for code, some in drafts.items() for rule in some]
        fired = self._fired([rule for _, rule in rules], self._decided_units)
        made = (self._judged(*rule, hits) for rule, hits in zip(rules, fired, strict=True))
        return tuple(rule for rule in made if rule is not None)

    def firing(self, unit: Unit, code_id: str) -> list[str]:
        """The lines of the new rules of a code that fire on a unit."""
        own = [rule for rule in self.rules if rule.code_id == code_id]
        fired = self._fired([rule.rule for rule in own], [unit])
        return [rule.line for rule, hits in zip(own, fired, strict=True) if hits]

    def undecided(self, rules: Sequence[NewRule]) -> list[int]:
        """How many units that nobody decided about each of some rules fires on."""
        decided = self._decided.units
        rest = [u for u in self._units if u.unit_id not in decided and u.state != "set_aside"]
        return [len(hits) for hits in self._fired([rule.rule for rule in rules], rest)]

    @cached_property
    def _decided_units(self) -> list[Unit]:
        decided = self._decided.units
        return [unit for unit in self._units if unit.unit_id in decided]

    def _has(self, unit: Unit, code_id: str) -> bool:
        return code_id in self._decided.yes.get(unit.unit_id, ())

    def _drafts(self, code_id: str) -> list[Rule]:
        """Rules chosen by lemmas alone: each as good as can be for the units still unreached."""
        own = [n for n, unit in enumerate(self._decided_units) if self._has(unit, code_id)]
        missed = {n for n in own if (self._decided_units[n].unit_id, code_id) not in self._by_rule}
        if len(missed) < _NEW or len(own) < SUPPORT:
            return []
        places: dict[Candidate, set[int]] = {}
        for n in own:
            for candidate in self._candidates[n]:
                places.setdefault(candidate, set()).add(n)
        good = {}
        for candidate, units in places.items():
            others = self._frequency[candidate] - len(units)
            common = min(self._commonness[word] for word in candidate.words) / len(self._units)
            if (
                len(units) >= SUPPORT
                and others * OTHERS <= len(units)
                and common * LIFT <= len(units) / len(own)
            ):
                good[candidate] = (units, others)
        return _lines(_chosen(good, missed))

    @cached_property
    def _candidates(self) -> list[frozenset[Candidate]]:
        """What could find each decided unit."""
        return [
            frozenset(_candidates(unit.text, self._lexicons.of(unit.transcript_id)))
            for unit in self._decided_units
        ]

    @cached_property
    def _frequency(self) -> Counter[Candidate]:
        return Counter(candidate for some in self._candidates for candidate in some)

    @cached_property
    def _commonness(self) -> Counter[str]:
        """How many units a lemma stands in."""
        return Counter(
            lemma
            for unit in self._units
            for lemma in _lemmas(unit.text, self._lexicons.of(unit.transcript_id))
        )

    def _judged(self, code_id: str, rule: Rule, hits: Sequence[Unit]) -> NewRule | None:
        """A rule with what it fires on, or None where that does not support it."""
        units = tuple(unit.unit_id for unit in hits if self._has(unit, code_id))
        others = tuple(unit.unit_id for unit in hits if not self._has(unit, code_id))
        new = tuple(unit for unit in units if (unit, code_id) not in self._by_rule)
        if len(units) < SUPPORT or len(new) < _NEW or len(others) * OTHERS > len(units):
            return None
        return NewRule(code_id, yaml_line(rule), rule, units, new, others)

    def _fired(self, rules: Sequence[Rule], units: Iterable[Unit]) -> list[list[Unit]]:
        """By rule: the units it fires on, as the codebook's own engine finds them."""
        fired: list[list[Unit]] = [[] for _ in rules]
        if not rules:
            return fired
        book = Codebook(groups=[Group(id="new", codes=[CodeEntry(id="new", rules=list(rules))])])
        books: dict[int, RuleBook] = {}
        for unit in units:
            lexicon = self._lexicons.of(unit.transcript_id)
            if id(lexicon) not in books:
                books[id(lexicon)] = RuleBook(book, lexicon)
            hits = books[id(lexicon)].hits(
                unit.text, role=unit.role, speaker=unit.speakers[0], transcript=unit.transcript_id
            )
            for hit in hits:
                fired[hit.rule - 1].append(unit)
        return fired


def _chosen(good: Mapping[Candidate, tuple[set[int], int]], missed: set[int]) -> list[Candidate]:
    """Candidates, each the best for what those before it leave: few others, many units, simple."""
    chosen: list[Candidate] = []
    left = set(missed)
    while len(chosen) < _RULES:
        ranked = [
            (others - len(units & left), _KINDS.index(candidate.kind), candidate.words, candidate)
            for candidate, (units, others) in good.items()
            if len(units & left) >= _NEW
        ]
        if not ranked:
            break
        best = min(ranked)[-1]
        chosen.append(best)
        left -= good[best][0]
    return chosen


def _lines(chosen: Sequence[Candidate]) -> list[Rule]:
    """Rules of candidates: all single words in one, the others one by one."""
    words = [candidate.words[0] for candidate in chosen if candidate.kind == "word"]
    rules = [Rule(any=list(words))] if words else []
    for kind, parts in chosen:
        if kind in ("row", "loose row"):
            rules.append(Rule(lemma=" ".join(parts)))
        elif kind == "pair":
            rules.append(Rule(all=list(parts)))
    return rules


def yaml_line(rule: Rule) -> str:
    """A rule of one key as it stands under `rules:` in a codebook.

    >>> yaml_line(Rule(any=["train", "supervise"]))
    '- any: [train, supervise]'
    """
    if rule.lemma is not None:
        return f"- lemma: {rule.lemma}"
    key, words = ("any", rule.any) if rule.any else ("all", rule.all)
    told = ('"null"' if word == "null" else str(word) for word in words)  # else YAML reads nothing
    return f"- {key}: [{', '.join(told)}]"


def _lemmas(text: str, lexicon: Lexicon) -> set[str]:
    return {
        token.lemma
        for piece in set(text.split())
        for token in lexicon.piece(piece)
        if token.is_word
    }


def _candidates(text: str, lexicon: Lexicon) -> Iterator[Candidate]:
    """What could find a text: a content lemma, two or three lemmas in a row, a pair of lemmas."""
    content = list(dict.fromkeys(lexicon.content(text)))
    yield from (Candidate("word", (lemma,)) for lemma in content)
    for pair in combinations(sorted(content[:_CONTENT]), 2):
        yield Candidate("pair", pair)
    telling = frozenset(content)
    row: list[str] = []
    for token in lexicon.tokens(text):
        if not token.is_word or not token.lemma.isalpha():
            row.clear()
            continue
        row.append(token.lemma)
        for length in (2, 3):
            words = tuple(row[-length:])
            if len(words) == length and not telling.isdisjoint(words):
                is_tight = telling.issuperset((words[0], words[-1]))
                yield Candidate("row" if is_tight else "loose row", words)
