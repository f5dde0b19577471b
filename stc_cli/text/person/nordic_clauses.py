"""A Nordic sentence word by word: its clauses, and whether the first person is the subject of each.

There is no parser. Punctuation, connectives and lists of words (`third_person.clauses` of a
language) tell clauses apart, and a subject that cannot be told is UNCLEAR, never a guess.
"""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from typing import NamedTuple

from stc_cli.text.person.nordic_words import STRONG, Words


class Subject(Enum):
    """Who the subject of a clause is."""

    FIRST = "the first person"
    OTHER = "someone or something else"
    UNCLEAR = "cannot be told"


class Kind(Enum):
    """What begins a clause."""

    MAIN = "the sentence, or a strong mark"
    COMMA = "a comma alone"
    JOINED = "a word such as and"
    DEPENDENT = "a word such as that, or the subject of what is thought"
    RELATIVE = "a relative word"


class Clause(NamedTuple):
    """Words `start` up to `end`; `body` is the first after the connective.

    fronted: a dependent clause that the sentence opens with, so that a main clause follows.
    """

    kind: Kind
    start: int
    body: int
    end: int
    fronted: bool


class Talk(Words):
    """A sentence under analysis. Every method takes the number of a word or a clause."""

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses in order; together they hold every word."""
        found: list[Clause] = []
        for n in range(len(self.words)):
            kind, connective = self._opening(n, found[-1] if found else None)
            if kind is None:
                found[-1] = found[-1]._replace(end=n + 1)
                continue
            even = n == 1 and self.said(0) in self.lists.even  # "selv om jeg …"
            fresh = n == 0 or even or STRONG.search(self.words[n].marks) is not None
            after_joining = bool(found) and found[-1].body == n
            body = n + 1 if connective else n
            fronted = kind is Kind.DEPENDENT and (fresh or after_joining)
            start = found.pop().start if after_joining else n
            found.append(Clause(kind, start, body, n + 1, fronted))
        return found

    def clause_of(self, n: int) -> int:
        """The number of the clause that holds a word."""
        return next(k for k, clause in enumerate(self.clauses) if clause.start <= n < clause.end)

    def _opening(self, n: int, clause: Clause | None) -> tuple[Kind | None, bool]:
        """What kind of clause a word opens, if any, and whether it is a connective itself."""
        said, lists = self.said(n), self.lists
        if self.is_relative(n):
            return Kind.RELATIVE, True
        if said in lists.subordinators and not self.is_infinitive_mark(n):
            return Kind.DEPENDENT, True
        if said in lists.coordinators:
            return Kind.JOINED, True
        if (said in lists.links or said in lists.fronting) and (kind := self._link(n)):
            return kind, True
        if clause is not None and clause.body < n and self._is_thought(n, clause):
            return Kind.DEPENDENT, False
        if n == 0 or STRONG.search(self.words[n].marks):
            return Kind.MAIN, False
        if "," in self.words[n].marks or (clause is not None and self._is_verb_after(n, clause)):
            return Kind.COMMA, False
        return None, False

    def _is_verb_after(self, n: int, clause: Clause) -> bool:
        """Whether a verb opens the main clause: "Når jeg kommer hjem hviler jeg meg"."""
        verbs = any(self.is_finite(m) for m in range(clause.body, n))
        return clause.fronted and verbs and self.is_finite(n) and not self.is_infinite(n)

    def _link(self, n: int) -> Kind | None:
        """What a word opens that may also be a preposition or an adverb: om, før, da, så."""
        dependent = Kind.DEPENDENT if self.said(n) in self.lists.links else Kind.JOINED
        following = self.past_adverbs(n + 1)
        if self.follows_mark(n + 1):
            return None
        if self.said(n - 1) in self.lists.even and self.said(n) in self.lists.links:
            return dependent
        if self.is_subject(following):
            return dependent
        if self.is_finite(n + 1):
            return Kind.MAIN if self.said(n) in self.lists.fronting else None
        if dependent is Kind.DEPENDENT and self.finite_within(n + 2):
            return dependent
        return None

    def _is_thought(self, n: int, clause: Clause) -> bool:
        """Whether a subject opens what is thought: "jeg tror han", "da trodde vi det var"."""
        if not self.is_subject(n):
            return False
        before = self.before_adverbs(n - 1)
        inverted = self.is_first(before) or self.is_other(before)
        verb = self.before_adverbs(before - 1) if inverted else before
        has_subject = any(self.is_first(m) or self.is_other(m) for m in range(clause.body, n))
        return has_subject and verb >= clause.body and self.said(verb) in self.lists.thought

    @cached_property
    def subjects(self) -> list[Subject]:
        """The subject of every clause."""
        found: list[Subject] = []
        for k in range(len(self.clauses)):
            found.append(self._subject(k, found))
        return found

    @cached_property
    def has_first_subject(self) -> bool:
        return any(self.is_first(n) for n in range(len(self.words)))

    def last_first_subject(self, n: int) -> int | None:
        """The last word before `n` that is the first person as a subject."""
        return next((m for m in range(n - 1, -1, -1) if self.is_first(m)), None)

    def own_subjects(self, clause: Clause) -> list[int]:
        """The words of a clause that are the first person as its subject.

        Not the one that repeats it at the end: "Jeg satt i kassa i ti år jeg".
        """
        found = [n for n in range(clause.body, clause.end) if self.is_first(n)]
        tag = len(found) > 1 and found[-1] == clause.end - 1
        return found[:-1] if tag else found

    def _subject(self, k: int, before: list[Subject]) -> Subject:
        clause = self.clauses[k]
        firsts = self.own_subjects(clause)
        others = any(self.is_other(n) for n in range(clause.body, clause.end))
        if firsts:
            placed = len(firsts) == 1 and (self.opens(firsts[0], clause) or self.inverts(firsts[0]))
            return Subject.FIRST if placed and not others else Subject.UNCLEAR
        if others:
            return Subject.OTHER
        if self.is_infinitive_mark(clause.body):
            return Subject.UNCLEAR
        if clause.kind is Kind.RELATIVE:
            return self._relative(k, before)
        if clause.kind is Kind.DEPENDENT:
            return Subject.OTHER
        if clause.kind is Kind.MAIN:
            return self._noun(clause)
        return self._continued(k, before)

    def opens(self, n: int, clause: Clause) -> bool:
        """Whether a subject stands first in its clause, adverbs apart."""
        return self.past_adverbs(clause.body) == n

    def inverts(self, n: int) -> bool:
        """Whether a subject follows its verb: "da gikk jeg"; not "arbeidet vi gjør tar …"."""
        verb = self.before_adverbs(n - 1)
        if self.said(verb) in self.lists.auxiliaries:
            return True
        following = self.past_adverbs(n + 1)
        again = self.is_finite(following) and self.said(following) not in self.lists.infinitives
        if self.is_finite(verb):
            return not again
        return self.looks_finite(verb) and not (again or self.looks_finite(following))

    def _has_finite(self, clause: Clause) -> bool:
        return any(self.acts(n) for n in range(clause.body, clause.end))

    def _noun(self, clause: Clause) -> Subject:
        """The subject of a main clause without a pronoun as its subject."""
        first = self.past_adverbs(clause.body)
        dropped = self.looks_verbal(first) and not self.is_finite(first + 1)
        object_follows = self.said(first + 1) in self.lists.objects
        if dropped or object_follows or first >= clause.end:
            return Subject.UNCLEAR
        certain = self._has_finite(clause) or not self.has_first_subject
        return Subject.OTHER if certain else Subject.UNCLEAR

    def _relative(self, k: int, before: list[Subject]) -> Subject:
        """ "noen som hjelper meg"; in "vi er en gjeng som hjelper oss" it is the first person."""
        clause = self.clauses[k]
        if not any(self.looks_finite(n) for n in range(clause.body, clause.end)):
            return Subject.UNCLEAR
        if k == 0:
            return Subject.OTHER
        main = self.clauses[k - 1]
        equated = any(self.said(n) in self.lists.copulas for n in range(main.start, main.end))
        first = before[k - 1] is not Subject.OTHER and self.has_first_subject
        return Subject.UNCLEAR if equated and first else Subject.OTHER

    def _continued(self, k: int, before: list[Subject]) -> Subject:
        """The subject of a clause after a comma or "og": its own, or the one before's."""
        clause, last = self.clauses[k], before[k - 1] if k else Subject.UNCLEAR
        previous = self.clauses[k - 1] if k else clause
        first = self.past_adverbs(clause.body)
        if clause.kind is Kind.COMMA and previous.fronted:
            return Subject.OTHER if self._has_finite(clause) else Subject.UNCLEAR
        if self.looks_verbal(first):
            same = all(subject is last for subject in before[: k - 1])
            plain = previous.kind not in (Kind.DEPENDENT, Kind.RELATIVE)
            infinitive = not self.looks_finite(first) and previous.kind is not Kind.RELATIVE
            shared = (plain or infinitive or same) and first == clause.body
            return last if shared else Subject.UNCLEAR
        if self._has_finite(clause):
            return Subject.OTHER
        if any(self.looks_finite(n) for n in range(clause.body, clause.end)):
            return Subject.UNCLEAR if self.has_first_subject else Subject.OTHER
        return last
