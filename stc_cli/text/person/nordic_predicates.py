"""Adjectives and participles that agree with a subject whose number changes: "var ny", "var nye".

Verbs of the Nordic languages do not change with the person, but what is said of "jeg" is in the
singular and what is said of "de" in the plural. Where a predicate is not on the lists, the sentence
is left.
"""

from __future__ import annotations

from collections.abc import Mapping

from stc_cli.text.person.exchanges import Left
from stc_cli.text.person.nordic_clauses import Clause, Kind, Subject, Talk

UNKNOWN = Left("its predicate may have to agree in number")


class Number:
    """The subjects and objects of one number, and what their predicates become."""

    def __init__(self, talk: Talk, several: bool, forms: Mapping[str, str]) -> None:
        """`several`: whether "we" changes, and not "I"; `forms`: predicate to its new form."""
        self.talk = talk
        self.forms = forms
        noun = talk.lists.group_endings if several else frozenset()
        self.endings = tuple(talk.lists.invariable_endings - noun)
        lists = talk.lists
        self.words = frozenset(
            word for word in lists.subjects | lists.objects if (word in lists.plural) == several
        )

    def agreeing(self) -> dict[int, str] | Left:
        """The predicates that change, by their word number; or why it cannot be told."""
        found: dict[int, str] = {}
        for n in range(len(self.talk.words)):
            begin = self._predicate_of(n)
            if isinstance(begin, Left):
                return begin
            if begin is not None and not self._agree(n, begin, found):
                return UNKNOWN
        candidates = self._candidates()
        found |= {n: self.forms[self.talk.said(n)] for n in candidates if self._is_emphatic(n)}
        return UNKNOWN if any(self._is_stray(n, found) for n in candidates) else found

    def _predicate_of(self, n: int) -> int | Left | None:
        """Where the predicate of a copula or of "gjorde meg" begins, if it is the subject's own."""
        talk = self.talk
        said, clause = talk.said(n), talk.clauses[talk.clause_of(n)]
        if said in talk.lists.objects and said in self.words:
            verbs = range(max(clause.start, n - 3), n)
            feels = any(talk.said(m) in talk.lists.feelings for m in verbs)
            return n + 1 if feels else None
        if said not in talk.lists.copulas:
            return None
        after = talk.past_adverbs(n + 1)
        if talk.is_first(after) and after < clause.end and talk.follows_mark(after) is False:
            return after + 1 if talk.said(after) in self.words else None
        return self._after_subject(n, clause)

    def _after_subject(self, n: int, clause: Clause) -> int | Left | None:
        """The same for a copula that follows its subject, other verbs between: "jeg har vært"."""
        talk, lists = self.talk, self.talk.lists
        m = n - 1
        while m >= clause.body and not talk.is_first(m):
            said = talk.said(m)
            if not (
                said in lists.adverbs or said in lists.auxiliaries or said in lists.infinitive
                or said in lists.infinitives or said in lists.objects or said in lists.copulas
            ):  # fmt: skip
                break
            m -= 1
        if m >= clause.body and talk.is_first(m):
            return n + 1 if talk.said(m) in self.words else None
        return self._elsewhere(n, m, clause)

    def _elsewhere(self, n: int, m: int, clause: Clause) -> int | Left | None:
        """The same where no subject stands before it: what `m` is stops the way back."""
        talk = self.talk
        k = talk.clause_of(n)
        subject = talk.subjects[k]
        own = talk.own_subjects(clause)
        if m < clause.body and not own and subject is Subject.FIRST:
            last = talk.last_first_subject(n)
            return n + 1 if last is not None and talk.said(last) in self.words else None
        if m < clause.body and not own and subject is Subject.UNCLEAR and talk.has_first_subject:
            return UNKNOWN if clause.kind in (Kind.JOINED, Kind.COMMA) else None
        marks = [p for p in range(clause.body, n) if talk.is_infinitive_mark(p)]
        mine = any(talk.said(p) in self.words for p in range(clause.body, n))
        if marks and mine:
            return n + 1 if self._is_plain(n, n + 1) else UNKNOWN
        return None

    def _is_plain(self, copula: int, begin: int) -> bool:
        """Whether what follows needs no agreement: nothing, or a phrase that has none."""
        talk, lists = self.talk, self.talk.lists
        n = talk.past_adverbs(begin)
        said = talk.said(n)
        if self._ends(n, begin - 1) or said in lists.prepositions or talk.is_infinitive_mark(n):
            return True
        passive = lists.passive_endings if talk.said(copula) in lists.passives else frozenset()
        endings = (*self.endings, *passive)
        known = said in lists.invariable or said in lists.copulas or (
            len(said) > 3 and said not in self.forms and said not in lists.nouns
            and said.endswith(endings)
        )  # fmt: skip
        return known and not self._has_noun(n)

    def _ends(self, n: int, begin: int) -> bool:
        """Whether the clause of word `begin` ends before word `n`, or a mark stands there."""
        return n >= self.talk.clauses[self.talk.clause_of(begin)].end or self.talk.follows_mark(n)

    def _has_noun(self, n: int) -> bool:
        """Whether a predicate goes on with a noun: "er utdannet sykepleier"."""
        talk, lists = self.talk, self.talk.lists
        following = talk.past_adverbs(n + 1)
        return not (
            self._ends(following, n) or talk.is_infinitive_mark(following)
            or talk.said(following) in lists.prepositions or talk.said(following) in lists.objects
            or talk.said(following) in lists.copulas or talk.said(following) in lists.invariable
            or talk.said(following) in lists.determiners or talk.said(following) in self.forms
        )  # fmt: skip

    def _agree(self, copula: int, begin: int, found: dict[int, str]) -> bool:
        """Add the predicates from word `begin` on, joined ones too; whether it is known."""
        talk = self.talk
        n = talk.past_adverbs(begin)
        if talk.said(n) not in self.forms or talk.follows_mark(n):
            return self._is_plain(copula, begin)
        while talk.said(n) in self.forms:
            found[n] = self.forms[talk.said(n)]
            n = talk.past_adverbs(n + 1)
            if talk.said(n) in talk.lists.coordinators:
                n = talk.past_adverbs(n + 1)
        return True

    def _candidates(self) -> list[int]:
        """Words of the list in clauses whose subject is of this number."""
        talk, candidates = self.talk, []
        for clause, subject in zip(talk.clauses, talk.subjects, strict=True):
            last = talk.last_first_subject(clause.end)
            own = talk.own_subjects(clause) or ([] if last is None else [last])
            mine = any(talk.said(n) in self.words for n in own)
            if mine and subject is not Subject.OTHER:
                candidates += [
                    n for n in range(clause.body, clause.end) if talk.said(n) in self.forms
                ]
        return candidates

    def _is_emphatic(self, n: int) -> bool:
        """Whether a word is Swedish "själv" with the first person; not in "själva sjukdomen"."""
        talk, lists = self.talk, self.talk.lists
        if talk.said(n) not in lists.emphatic:
            return False
        following = talk.said(n + 1)
        opens = n == talk.clauses[talk.clause_of(n)].body and talk.is_finite(n + 1)
        ends = talk.follows_mark(n + 1) or talk.clause_of(n) != talk.clause_of(n + 1)
        light = following in lists.adverbs or following in lists.prepositions
        return talk.said(n - 1) in self.words or opens or ends or light

    def _is_stray(self, n: int, found: Mapping[int, str]) -> bool:
        """Whether a word of the list may be a predicate that was not found as one."""
        talk, lists = self.talk, self.talk.lists
        if n in found:
            return False
        if talk.said(n) in lists.emphatic:
            return not talk.said(n + 1).endswith(tuple(lists.definite_endings))
        before = talk.before_adverbs(n - 1)
        while talk.said(before) in self.forms or (
            talk.said(before) in lists.coordinators and talk.said(before - 1) in self.forms
        ):
            before -= 1
        before = talk.before_adverbs(before)
        if talk.said(before) in lists.copulas:
            return True
        following = talk.said(n + 1)
        ends = talk.follows_mark(n + 1) or talk.clause_of(n) != talk.clause_of(n + 1)
        alone = ends or following in lists.adverbs or following in lists.prepositions
        noun = not (alone or following in lists.determiners or talk.is_subject(n + 1))
        return not (noun or (talk.said(before) in lists.determiners and not ends))
