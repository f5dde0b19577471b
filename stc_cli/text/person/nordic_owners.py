"""Whom "meg" and "min" speak of in a Nordic clause once its subject is "they".

Where the first person is the subject of the same clause, bokmål, nynorsk and Swedish have "seg" and
"sin"; elsewhere "dem" and "deres". Danish has "sig" but, after a subject in the plural, always
"deres" (Kjeld Kristensen, "Sin og sine", 2007, sproget.dk, on all three languages).
"""

from __future__ import annotations

from stc_cli.text.person.exchanges import Left
from stc_cli.text.person.nordic_clauses import Clause, Subject, Talk

UNCLEAR = Left("may speak of the subject or of another")
UNFORMED = Left("has a possessive whose form cannot be told")


def is_reflexive(talk: Talk, n: int) -> bool | Left:
    """Whether the object or possessive that is word `n` speaks of its clause's own subject."""
    k = talk.clause_of(n)
    clause, subject = talk.clauses[k], talk.subjects[k]
    if talk.said(n) in talk.lists.objects and talk.said(n - 1) in talk.lists.compared:
        return UNCLEAR if talk.has_first_subject else False
    owner = _close_subject(talk, n, clause)
    if owner is None and subject is Subject.FIRST:
        own = talk.own_subjects(clause)
        if doubt := _doubt(talk, n, clause, own[0] if own else None):
            return doubt
        owner = own[0] if own else talk.last_first_subject(n)
    if owner is not None:
        several = talk.lists.plural
        same = (talk.said(owner) in several) == (talk.said(n) in several)
        return True if same else UNCLEAR
    if subject is Subject.OTHER:
        return UNCLEAR if _controlled(talk, n, clause) else False
    return UNCLEAR


def _close_subject(talk: Talk, n: int, clause: Clause) -> int | None:
    """The first person right before a word, whatever else the clause holds.

    "vasker jeg meg", "jeg vasker meg", "jeg har vasket bilen min", with adverbs and one
    preposition between.
    """
    lists = talk.lists
    m, noun = n - 1, False
    if talk.said(n) in lists.possessives and not _is_preposed(talk, n):
        m, noun = m - 1, True
    preposition = talk.said(m) if talk.said(m) in lists.prepositions else ""
    m = talk.before_adverbs(m - 1 if preposition else m)
    # "Jeg tror mannen min", "jeg vet for meg er det": a clause of its own may begin here.
    opens = noun or talk.said(n) in lists.possessives or preposition in lists.links
    for verb, before in ((talk.before_adverbs(m - 1), m), (m, talk.before_adverbs(m - 1))):
        inverted = before == m and verb >= clause.body and talk.looks_finite(verb)
        if talk.is_first(before) and before >= clause.body and (verb == m or inverted):
            return before if _governs(talk, n, verb, opens, clause) else None
    auxiliary = talk.before_adverbs(m - 1)
    before = talk.before_adverbs(auxiliary - 1)
    helped = talk.said(auxiliary) in lists.auxiliaries and talk.is_first(before)
    verb = not (talk.is_state(m) or talk.is_infinitive_mark(m)) and (
        not talk.is_finite(m) or talk.is_infinite(m) or talk.is_participle(m)
    )
    if helped and verb and before >= clause.body:
        return before if _governs(talk, n, m, opens, clause) else None
    return None


def _may_be_noun(talk: Talk, n: int) -> bool:
    """Whether nothing says that a word is no noun."""
    said, lists = talk.said(n), talk.lists
    return not (
        talk.is_subject(n) or talk.is_finite(n) or said in lists.adverbs
        or said in lists.prepositions or said in lists.infinitives or said in lists.first
    )  # fmt: skip


def _is_preposed(talk: Talk, n: int) -> bool:
    """Whether a possessive stands before its noun: "vår jobb", "glemte vår egen helse"."""
    subject = talk.before_adverbs(n - 2)
    verb = talk.looks_finite(n - 1) and talk.is_first(subject) and not talk.inverts(subject)
    return (
        talk.follows_mark(n) or not _may_be_noun(talk, n - 1) or verb
        or talk.said(n - 1) in talk.lists.determiners or talk.said(n + 1) in talk.lists.own
    )  # fmt: skip


def _governs(talk: Talk, n: int, verb: int, opens: bool, clause: Clause) -> bool:
    """Whether a verb has a word for its object, and not for the subject of what is thought."""
    if not opens or talk.said(verb) not in talk.lists.thought:
        return True
    return _ends_phrase(talk, n, clause)


def _ends_phrase(talk: Talk, n: int, clause: Clause) -> bool:
    """Whether the clause ends with a possessive and its noun."""
    own = talk.said(n + 1) in talk.lists.own
    return clause.end - n <= (2 + own if _is_preposed(talk, n) else 1)


def _doubt(talk: Talk, n: int, clause: Clause, owner: int | None) -> Left | None:
    """Why a word may speak of another subject than the clause's first person."""
    begin = clause.body if owner is None else owner
    if n < begin:
        return None if talk.said(n + 1) in talk.lists.behalf else UNCLEAR
    if clause.fronted and clause.end == len(talk.words):
        return UNCLEAR  # the main clause is in it
    between = [talk.said(m) for m in range(begin, n)]
    lists = talk.lists
    thought = _thinks(talk, begin, n, clause)
    made = any(
        talk.said(m) in lists.causatives and not _is_near(talk, m + 1, n) for m in range(begin, n)
    )
    theirs = any(said in lists.they_possessive for said in between)
    if thought or made or theirs or _second_verb(talk, begin, clause):
        return UNCLEAR
    return UNCLEAR if _controlled(talk, n, clause, begin) else None


def _is_near(talk: Talk, begin: int, n: int) -> bool:
    """Whether only adverbs, prepositions and the subject stand from word `begin` up to `n`."""
    light = talk.lists.adverbs | talk.lists.prepositions | talk.lists.subjects
    return all(talk.said(m) in light for m in range(begin, n))


def _thinks(talk: Talk, begin: int, n: int, clause: Clause) -> bool:
    """Whether a verb of thinking stands before a word, so that a clause may begin between."""
    verbs = (*range(begin, n), talk.before_adverbs(begin - 1))
    if not any(m >= clause.body and talk.said(m) in talk.lists.thought for m in verbs):
        return False
    return not any(talk.said(m) in talk.lists.prepositions for m in range(begin, n))


def _second_verb(talk: Talk, begin: int, clause: Clause) -> bool:
    """Whether another finite verb may follow the clause's own: "jeg er glad mannen min kom"."""
    inverted = talk.is_first(begin) and talk.inverts(begin)
    first = talk.past_adverbs(begin + 1 if talk.is_first(begin) else begin)
    rest = range(first if inverted else first + 1, clause.end)
    chained = any(
        talk.said(m) in talk.lists.auxiliaries
        for m in range(clause.body, min(first + 1, clause.end))
    )
    return any(
        talk.looks_finite(m) and not talk.is_infinite(m) and not (chained and talk.is_participle(m))
        for m in rest
    ) or any(_opens_clause(talk, m, clause) for m in rest)


def _opens_clause(talk: Talk, n: int, clause: Clause) -> bool:
    """Whether a clause may follow the state that word `n` says: "jeg er glad mannen min …"."""
    following = talk.past_adverbs(n + 1)
    return (
        talk.is_state(n) and following < clause.end
        and talk.said(n) not in talk.lists.adverbs | talk.lists.prepositions
        and not (talk.said(following) in talk.lists.prepositions
                 or talk.said(following) in talk.lists.objects
                 or talk.is_infinitive_mark(following) or talk.is_state(following))
    )  # fmt: skip


def _controlled(talk: Talk, n: int, clause: Clause, begin: int | None = None) -> bool:
    """Whether a word stands in an infinitive whose doer is not plainly the clause's subject."""
    start = clause.body if begin is None else begin
    marks = [m for m in range(start, n) if talk.is_infinitive_mark(m)]
    lists = talk.lists
    if begin is None:
        return _other_controlled(talk, n, clause, marks)
    return any(
        not (
            talk.said(mark - 1) in lists.purpose
            or all(_tells_nobody(talk, m) for m in range(talk.past_adverbs(start + 1) + 1, mark))
        )
        for mark in marks
    )


def _tells_nobody(talk: Talk, n: int) -> bool:
    """Whether a word cannot be someone who does what the infinitive after it says."""
    said, lists = talk.said(n), talk.lists
    return (
        said in lists.adverbs or said in lists.prepositions or said in lists.first
        or said in lists.infinitives or said in lists.auxiliaries or said in lists.abstract
        or said in lists.infinitive or talk.is_state(n)
    )  # fmt: skip


def _other_controlled(talk: Talk, n: int, clause: Clause, marks: list[int]) -> bool:
    """The same where the subject is someone else: "han ba meg vaske meg", "det hjalp å …"."""
    before = range(clause.body, n)
    firsts = [m for m in before if talk.said(m) in talk.lists.objects]
    if any(talk.said(m) in talk.lists.causatives and any(m < p for p in firsts) for m in before):
        return True
    if not marks:
        return False
    if any(m < marks[-1] for m in firsts):
        return True
    persons = [m for m in before if talk.is_other(m)]
    if persons:
        return False
    plain = talk.is_finite(marks[-1] - 1) or talk.looks_finite(marks[-1] - 1)
    thing = talk.said(talk.past_adverbs(clause.body)) in talk.lists.things
    return thing or not plain or talk.said(marks[-1] - 1) in talk.lists.copulas


def reflexive_form(talk: Talk, n: int, forms: tuple[str, ...]) -> str | Left:
    """The reflexive form of word `n`: bokmål "boka vår" is "boka si", "vår jobb" "sin jobb".

    `forms`: what the table lists, the first of them not reflexive.
    """
    return by_gender(talk, n, forms[1:]) if len(forms) > 1 else forms[0]


def by_gender(talk: Talk, n: int, forms: tuple[str, ...]) -> str | Left:
    """The form that agrees as "vår" does, of one form, or of one for either gender."""
    if len(forms) == 1:
        return forms[0]
    lists, before, after = talk.lists, talk.said(n - 1), talk.said(n + 1)
    if len(forms) == 3:  # Danish "vores": common gender, neuter, plural
        for form, nouns in zip(forms, (lists.common, lists.neuter, lists.several), strict=True):
            if after in nouns and not talk.follows_mark(n + 1):
                return form
        return UNFORMED
    masculine, feminine = forms
    if after in lists.own:
        return feminine if after.endswith("a") else masculine
    if _is_preposed(talk, n):
        return masculine if talk.language.code == "nb" else UNFORMED
    if before in lists.masculine or before.endswith("en"):
        return masculine
    ends = talk.follows_mark(n + 1) or talk.clause_of(n) != talk.clause_of(n + 1)
    if not (ends or after in lists.prepositions or after in lists.adverbs):
        return UNFORMED
    return feminine if before.endswith("a") or before in lists.feminine else masculine
