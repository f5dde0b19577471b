"""Why a Nordic sentence cannot change its person safely: what else it may mean, or would then."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stc_cli.text.person.nordic_address import address_doubt
from stc_cli.text.person.nordic_clauses import Talk
from stc_cli.text.person.nordic_speech import speech_doubt

ASKS = "asks somebody"
OTHERS = "speaks of others too"
BESIDE = "names somebody beside the speaker"
COUNTS = "counts people"
GROUP = "may name a group"
DIALECT = "has a spelling that is not known"
SPRING = "may speak of spring"
APART = "sets one person apart"
ONE = "says what one person is"
CORRECTS = "corrects who it speaks of"
SUBJECT = "would read as the subject"
SEVERAL = "speaks of what several people do or are"

_OF_SEVERAL = ("e", "a", "s")  # of possessives: mine, våra, vores
_DEFINITE = ("ne", "na", "a")  # of nouns for several people: lederne, barna
_OR = "eller"  # in all four languages
_NAMED = 2  # words that name somebody: "mannen min"
_FIGURE = re.compile(r"\d+")


def third_person_doubt(talk: Talk, firsts: list[int]) -> str:
    """Why a sentence with the first persons `firsts` may not be put in the third; or nothing."""
    return (
        address_doubt(talk)
        or _others(talk)
        or _common_doubt(talk, firsts)
        or _antecedent(talk, firsts)
        or _role(talk, firsts)
        or _subject(talk, firsts)
    )


def _subject(talk: Talk, firsts: list[int]) -> str:
    """Whether a fronted object would be the subject: nynorsk "meg spør ingen", "dei spør ingen"."""
    table = talk.language.third_person
    subjects = {table[said][0] for said in talk.lists.subjects}
    fronted = (n for n in firsts if talk.past_adverbs(talk.clauses[talk.clause_of(n)].body) == n)
    turned = any(
        talk.said(n) in talk.lists.objects
        and table[talk.said(n)][0] in subjects
        and talk.said(n - 1) not in talk.lists.prepositions
        for n in fronted
    )
    return SUBJECT if turned else ""


def singular_doubt(talk: Talk, firsts: list[int]) -> str:
    """Why "we" in a sentence may not become "I"; or nothing."""
    together = any(word.said in talk.lists.reciprocal for word in talk.words)
    return _common_doubt(talk, firsts) or (SEVERAL if together else "")


def _common_doubt(talk: Talk, firsts: list[int]) -> str:
    return (
        dialect_doubt(talk)
        or _spring(talk, firsts)
        or speech_doubt(talk, firsts)
        or _counts(talk, firsts)
        or _request(talk)
        or _corrects(talk)
        or next(filter(None, _beside(talk, talk.first_persons)), "")
    )


def _others(talk: Talk) -> str:
    """Whether "they" already stands in the sentence; not in "de siste årene"."""
    lists = talk.lists
    for n, word in enumerate(talk.words):
        if word.said in lists.they and talk.said(n + 1) not in lists.they_articles:
            return OTHERS
    return ""


def dialect_doubt(talk: Talk) -> str:
    """Whether a sentence has a spelling of the first person that the table does not hold."""
    return DIALECT if any(word.said in talk.lists.dialect for word in talk.words) else ""


def _spring(talk: Talk, firsts: list[int]) -> str:
    """Whether "vår" may be the season."""
    seasons = talk.lists.seasons
    springs = (n for n in firsts if talk.said(n) == "vår")
    return SPRING if any(talk.said(n - 1) in seasons for n in springs) else ""


def _counts(talk: Talk, firsts: list[int]) -> str:
    """Whether the first persons are counted: "alle vi", "vi to", "noen av oss", "vi er mange"."""
    counts, lists = talk.language.people_counts, talk.lists
    everyone = counts.together | counts.each | lists.universal
    counted = (counts.quantifiers | counts.numbers | lists.universal) - lists.articles
    for n in firsts:
        if talk.said(n) not in lists.plural:
            continue
        before, after = talk.said(n - 1), talk.said(n + 1)
        of = before in counts.of and _is_count(talk.said(n - 2), counted | lists.parts)
        numbered = (
            talk.said(n) not in lists.possessives and talk.said(n + 2) not in counts.things
            and _is_count(after, everyone | counts.numbers)
        )  # fmt: skip
        later = talk.is_first(n) and _counted_later(talk, n, everyone, counted)
        if of or before in everyone or numbered or later:
            return COUNTS
    return ""


def _is_count(said: str, counts: frozenset[str]) -> bool:
    return said in counts or _FIGURE.fullmatch(said) is not None


def _counted_later(talk: Talk, n: int, everyone: frozenset[str], counted: frozenset[str]) -> bool:
    """Whether a number follows after the verb of "we": "vi var alle slitne", "vi er fire"."""
    clause = talk.clauses[talk.clause_of(n)]
    rest = range(n + 1, clause.end)
    things = talk.language.people_counts.things  # "hver uke" counts none
    if any(talk.said(m) in everyone and talk.said(m + 1) not in things for m in rest):
        return True
    for m in range(clause.body, clause.end):
        if talk.said(m) in talk.lists.copulas:
            following = talk.past_adverbs(m + 1)
            following = talk.past_adverbs(following + 1) if talk.is_first(following) else following
            if _is_count(talk.said(following), counted):
                return True
    return False


def _beside(talk: Talk, firsts: list[int]) -> Iterator[str]:
    """Who stands beside the first person: "Kari og jeg", "jeg og mannen min", "vi sykepleiere"."""
    lists = talk.lists
    for n in firsts:
        if talk.said(n) in lists.possessives:
            continue
        after, clause = n + 1, talk.clauses[talk.clause_of(n)]
        if talk.said(after) in lists.joiners and not talk.follows_mark(after):
            verb = not talk.is_first(n) or any(talk.looks_finite(m) for m in range(clause.body, n))
            yield "" if verb and _begins_clause(talk, after + 1) else BESIDE
        if talk.said(n - 1) in lists.joiners:
            yield "" if _is_own_clause(talk, n) else BESIDE
        if talk.is_relative(after) and (not talk.follows_mark(after) or _is_danish_us(talk, n)):
            yield GROUP
        name = after < len(talk.words) and talk.words[after].capital
        if name and not talk.follows_mark(after):
            yield BESIDE
        if (
            talk.is_first(n)
            and n == clause.body
            and talk.follows_mark(after)
            and after < len(talk.words)
        ):
            yield APART
        if talk.said(n) in lists.plural:
            yield GROUP if _names_group(talk, n) else ""
        if talk.said(n - 1) in lists.apart or _is_denied(talk, n):
            yield APART


def _is_denied(talk: Talk, n: int) -> bool:
    """Whether a first person is only denied something: "vi fikk hjelp, ikke jeg i alle fall"."""
    negated = talk.said(n - 1) in talk.language.negations and talk.follows_mark(n - 1)
    return negated and talk.is_first(n) and not talk.looks_finite(talk.past_adverbs(n + 1))


def _is_danish_us(talk: Talk, n: int) -> bool:
    """Whether a Danish comma may open a clause that says which "we": "os, der arbejder"."""
    return talk.language.code == "da" and talk.said(n) in talk.lists.plural


def _begins_clause(talk: Talk, n: int) -> bool:
    """Whether what follows "jeg og" is a clause or a verb and not somebody."""
    lists, said = talk.lists, talk.said(n)
    if talk.is_first(n) or talk.is_other(n):
        return talk.looks_finite(talk.past_adverbs(n + 1))
    return (
        talk.is_subject(n) or talk.looks_verbal(n) or talk.is_relative(n) or talk.is_state(n)
        or said in lists.adverbs or said in lists.fronting or said in lists.links
        or said in lists.subordinators
    )  # fmt: skip


def _is_own_clause(talk: Talk, n: int) -> bool:
    """Whether "og jeg" begins a clause: one stands before it, and a verb follows."""
    if not talk.is_first(n):
        return False
    k = talk.clause_of(n - 1)
    before = range(talk.clauses[k - 1].body, n - 1) if k else range(0)
    # By its ending alone the first word is no verb: "Marte og jeg".
    opens = n == 1 or any(talk.is_finite(m) or (m and talk.looks_finite(m)) for m in before)
    comma, verb = talk.follows_mark(n - 1), talk.looks_finite(talk.past_adverbs(n + 1))
    whole = comma and verb and len(before) > _NAMED
    return whole or (opens and (comma or verb))


def _names_group(talk: Talk, n: int) -> bool:
    """Whether a noun stands with "we": "vi sykepleiere", "oss andre"."""
    if talk.follows_mark(n + 1):
        return False
    following = n + 1
    described = talk.said(following) in talk.language.singular.keys() - talk.lists.first
    noun = talk.said(following + 1 if described else following)
    if noun in talk.lists.groups and not noun.endswith(_DEFINITE):
        return True
    verb = talk.is_finite(following) or talk.said(following) in talk.lists.infinitives
    people = noun.endswith(tuple(talk.lists.people_endings)) and not verb
    if talk.said(following) in talk.lists.others_of_us:
        return True
    if people and talk.said(n - 1) in talk.lists.prepositions:
        return True
    opens = talk.is_first(n) and talk.opens(n, talk.clauses[talk.clause_of(n)])
    unknown = not (
        talk.looks_verbal(following) or talk.said(following) in talk.lists.adverbs
        or talk.said(following) in talk.lists.prepositions | talk.lists.emphatic
    )  # fmt: skip
    return opens and unknown and talk.is_finite(n + 2) and not talk.is_infinite(n + 2)


def _corrects(talk: Talk) -> str:
    """Whether one first person is said instead of another: "jeg måtte, eller vi måtte"."""
    subjects = [n for n in talk.first_persons if talk.is_first(n)]
    several = len({talk.said(n) for n in subjects}) > 1
    return CORRECTS if several and any(talk.said(n - 1) == _OR for n in subjects) else ""


def _request(talk: Talk) -> str:
    """Whether a sentence asks its hearer for something: "kan jeg …", "la oss …"."""
    line = f" {' '.join(word.said for word in talk.words[:4])} "
    return ASKS if any(line.startswith(f" {phrase} ") for phrase in talk.lists.requests) else ""


def _antecedent(talk: Talk, firsts: list[int]) -> str:
    """Whether "they" could be read as people named in an earlier clause."""
    for n in range(len(talk.words)):
        later = any(m > n and talk.clause_of(m) != talk.clause_of(n) for m in firsts)
        if later and _is_several(talk, n):
            return OTHERS
    return ""


def _is_several(talk: Talk, n: int) -> bool:
    """Whether a word names several people: "barna", "noen sa"; not Swedish "min läkare"."""
    lists, before = talk.lists, talk.said(n - 1)
    single = before in lists.articles or (
        before in lists.possessives and not before.endswith(_OF_SEVERAL)
    )
    if talk.said(n) in lists.groups:
        return not single
    verb = not talk.is_relative(n + 1) and talk.looks_finite(talk.past_adverbs(n + 1))
    return talk.said(n) in lists.anyone and verb


def _role(talk: Talk, firsts: list[int]) -> str:
    """Whether a sentence says what one is: "jeg jobber som sykepleier"; not "noe som hjelper"."""
    lists = talk.lists
    if any(f"{talk.said(n)} {talk.said(n + 1)}" in lists.personal for n in range(len(talk.words))):
        return ONE
    if not any(talk.is_first(n) and talk.said(n) not in lists.plural for n in firsts):
        return ""
    for n, word in enumerate(talk.words):
        if word.said not in lists.compared or not talk.is_relative(n):
            continue
        k = talk.clause_of(n)
        ends = k + 1 < len(talk.clauses) or n + 2 >= len(talk.words)
        end = talk.said(n + 2) in lists.prepositions or (ends and talk.clauses[k].end == n + 2)
        opens = n == 0 or talk.said(n - 1) not in lists.things | lists.determiners | lists.adverbs
        noun = not (
            talk.looks_verbal(n + 1) or talk.said(n + 1) in lists.no_roles
            or talk.said(n + 1) in lists.first or talk.said(n + 1) in lists.adverbs
            or talk.is_subject(n + 1)
        )  # fmt: skip
        if opens and noun and (end or n == 0):
            return ONE
    return ""
