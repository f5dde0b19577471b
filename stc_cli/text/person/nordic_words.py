"""A Nordic sentence word by word: what each word is, as far as lists and endings tell."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from stc_cli.languages import Language
from stc_cli.text.characters import WORD
from stc_cli.text.person.nordic_lists import lists_of, predicates_of

STRONG = re.compile(r"[.!?;:–—…()\[\]\"“”«»]| - ")  # marks after which a sentence may begin
_REACH = 4  # words within which a clause after "om" or "før" has its verb


class Word(NamedTuple):
    """A word in lower case, its place in the text, and the marks between it and the one before."""

    start: int
    end: int
    said: str
    marks: str
    capital: bool


class Words:
    """A sentence word by word. Every method takes the number of a word."""

    def __init__(self, text: str, language: Language) -> None:
        matches = list(WORD.finditer(text))
        ends = [0, *(match.end() for match in matches)]
        self.text = text
        self.language = language
        self.lists = lists_of(language)
        self.predicates = predicates_of(language)
        self.words = [
            Word(*m.span(), m.group().lower(), text[end : m.start()], m.group()[0].isupper())
            for m, end in zip(matches, ends, strict=False)
        ]

    def said(self, n: int) -> str:
        """A word, empty beyond the sentence."""
        return self.words[n].said if 0 <= n < len(self.words) else ""

    def follows_mark(self, n: int) -> bool:
        """Whether a word begins the sentence or stands after punctuation."""
        return n <= 0 or n >= len(self.words) or self.words[n].marks.strip() != ""

    @cached_property
    def first_persons(self) -> list[int]:
        """The words of the first person; not "5 min" and Swedish "mitt i"."""
        lists = self.lists
        return [
            n
            for n, word in enumerate(self.words)
            if word.said in lists.first
            and not (word.said == "min" and self.said(n - 1).isdigit())
            and not (word.said == "mitt" and self.said(n + 1) in lists.middle)
        ]

    def is_first(self, n: int) -> bool:
        """Whether a word is the first person as a subject: jeg, vi."""
        return self.said(n) in self.lists.subjects

    def is_other(self, n: int) -> bool:
        """Whether a word is another pronoun as a subject; not "til han", not Swedish "min man"."""
        before = self.said(n - 1) if not self.follows_mark(n) else ""
        return self.said(n) in self.lists.others and not (
            before in self.lists.prepositions
            or before in self.lists.determiners
            or (before in self.language.third_person and before not in self.lists.subjects)
        )

    def is_subject(self, n: int) -> bool:
        """Whether a word can only be a subject, or is "det" before a verb."""
        thing = self.said(n) in self.lists.things and self.looks_finite(n + 1)
        return self.is_first(n) or self.is_other(n) or thing

    def is_finite(self, n: int) -> bool:
        """Whether a word is a finite verb on the lists."""
        said, lists = self.said(n), self.lists
        return said not in lists.nonfinite and (said in lists.finite or said in lists.auxiliaries)

    def acts(self, n: int) -> bool:
        """Whether a word is a finite verb, by the list or after a noun: "mannen min støtter"."""
        said, before, lists = self.said(n), self.said(n - 1), self.lists
        if self.is_finite(n):
            return True
        owned = before in lists.possessives and bool(lists.feminine)  # there, after its noun
        noun = owned or before in lists.groups or (
            len(before) > 3 and before.endswith(tuple(lists.definite_endings))
            and before not in lists.prepositions and before not in lists.adverbs
        )  # fmt: skip
        endings = (*lists.present_endings, *lists.finite_endings)
        return noun and not self.follows_mark(n) and self._may_be_verb(n) and said.endswith(endings)

    def looks_finite(self, n: int) -> bool:
        """Whether a word is a finite verb by the list or by its ending."""
        endings = tuple(self.lists.finite_endings)
        return self.acts(n) or (self._may_be_verb(n) and self.said(n).endswith(endings))

    def _may_be_verb(self, n: int) -> bool:
        said = self.said(n)
        known = (
            said in self.lists.nouns or said in self.lists.adverbs or said in self.lists.invariable
            or said in self.language.third_person or said in self.language.singular
            or said in self.lists.groups or said in self.lists.prepositions
            or said in self.lists.determiners
        )  # fmt: skip
        return len(said) > 3 and not (known or self._is_name(n) or self._is_neuter(n))

    def _is_name(self, n: int) -> bool:
        """Whether a capital within a sentence tells a name: "så Marte skrev"."""
        return n > 0 and self.words[n].capital and not STRONG.search(self.words[n].marks)

    def _is_neuter(self, n: int) -> bool:
        """Whether a word is a noun by the possessive after it: "rommet mitt"."""
        return self.said(n).endswith("et") and self.said(n + 1) in self.lists.neuter_possessives

    def is_infinite(self, n: int) -> bool:
        """Whether a word that looks finite is not: "må kunne", "å ville"."""
        before = self.before_adverbs(n - 1)
        helped = self.said(before) in self.lists.auxiliaries or self.is_infinitive_mark(before)
        return self.said(n) in self.lists.infinitives and (helped or not self.is_finite(n))

    def is_participle(self, n: int) -> bool:
        """Whether a word may be a participle though it looks like a past tense: "har vasket"."""
        said, lists = self.said(n), self.lists
        return said not in lists.auxiliaries and said.endswith(tuple(lists.participle_endings))

    def is_state(self, n: int) -> bool:
        """Whether a word says how someone is: trøtt, alene."""
        return self.said(n) in self.predicates or self.said(n) in self.lists.invariable

    def looks_verbal(self, n: int) -> bool:
        """Whether a word is any form of a verb."""
        return self.said(n) in self.lists.infinitives or self.looks_finite(n)

    def past_adverbs(self, n: int) -> int:
        """The first word from `n` on that is no adverb."""
        while self.said(n) in self.lists.adverbs:
            n += 1
        return n

    def before_adverbs(self, n: int) -> int:
        """The last word up to `n` that is no adverb."""
        while self.said(n) in self.lists.adverbs:
            n -= 1
        return n

    def is_infinitive_mark(self, n: int) -> bool:
        """Whether a word is "å"; Danish "at" and Swedish "att" before an infinitive only."""
        said = self.said(n)
        if said not in self.lists.infinitive:
            return False
        if said not in self.lists.subordinators:
            return True
        following = self.past_adverbs(n + 1)
        if self.said(following) in self.lists.infinitives:
            return True
        ends = self.said(following).endswith(tuple(self.lists.infinitive_endings))
        noun = self.said(following) in self.language.third_person or self.is_subject(following)
        return ends and not noun and not self.finite_within(following + 1)

    def finite_within(self, n: int) -> bool:
        """Whether a verb stands among the next words, before a mark or a connective."""
        for m in range(n, n + _REACH - 1):
            if not self.said(m) or (m > n and self.follows_mark(m)):
                return False
            if self.said(m) in self.lists.coordinators or self.is_relative(m):
                return False
            if self.acts(m):
                return True
        return False

    def is_relative(self, n: int) -> bool:
        return self.said(n) in self.language.relatives
