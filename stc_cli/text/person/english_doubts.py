"""Why an English sentence cannot change its person safely: what else it may mean, or would then.

In doubt a sentence is left, because a draft puts nothing into anyone's mouth.
"""

from __future__ import annotations

import re
from itertools import pairwise

from stc_cli.languages import Language
from stc_cli.text.person.english_rules import (
    ADDRESSES,
    ASKS,
    BESIDE,
    COMMON,
    OTHERS,
    OWN_OBJECT,
    QUOTES,
    REFLEXIVE,
    SINGULAR,
    SPEAKS_TO,
    THIRD,
    UNKNOWN,
    reason_for,
)
from stc_cli.text.person.wording import Wording, is_mark


def third_person_doubt(wording: Wording) -> str:
    """Why a sentence with a first person may not be shifted to the third; or nothing."""
    return (
        _written_oddly(wording.text)
        or _asks(wording, own="i")
        or reason_for((*SPEAKS_TO, *COMMON, *THIRD), wording)
        or _beside(wording)
        or _other_antecedent(wording)
        or _stray_reflexive(wording)
        or _own_object(wording)
    )


def singular_doubt(wording: Wording) -> str:
    """Why "we" in a sentence may not become "I"; or nothing."""
    return (
        _written_oddly(wording.text)
        or _asks(wording, own="")
        or reason_for((*SPEAKS_TO, *COMMON, *SINGULAR), wording)
        or _beside(wording)
        or _stray_reflexive(wording)
    )


def impersonal_doubt(wording: Wording) -> str:
    """Why a sentence without a first person may speak to someone; or nothing."""
    if doubt := reason_for(SPEAKS_TO, wording):
        return doubt
    if "?" in wording.said:
        return ASKS
    if not re.search(r" you(?:r|rs|rself)? ", wording.line):
        return ""
    generic = _ANYONE.search(wording.line) and not _HEARER.search(wording.line)
    return "" if generic else ADDRESSES


# "When you work nights", "you never know": anyone; the rest may be the one who asks.
_ANYONE = re.compile(
    r" (?:when|whenever|if|once|until|unless|because|before|after|as soon as|while|where|the more)"
    r" you (?!had |did |were |said |told |was )"
    r"| you (?:just |really |also )?"
    r"(?:never|always|can't|cannot|can never|have to|need to|must|get) "
)
_HEARER = re.compile(
    r" (?:as|like|what|that|than) you (?:say|said|mention|ask|call|see|put)"
    r"| you (?:know|see|said|say|asked|ask|mentioned|mean|told|were|did|had|want|remember|think) "
    r"| (?:do|did|are|were|can|could|will|would|have|had|should|don't|didn't|aren't|thank) you "
    r"| (?:to|for|with|tell|ask|told|see|and|like) you | you and | your (?:question|study|project) "
)


def _asks(wording: Wording, own: str) -> str:
    """A question, unless it is asked of oneself: "Am I safe?", "What should I have done?".

    `own`: the pronoun of such a question; empty where none is.
    """
    for n, said in enumerate(wording.said):
        if said == "?":
            asked = wording.said[wording.begin(n) : n]
            if not own or not _ASKED_ONESELF.match(f" {' '.join(asked)} "):
                return ASKS
    return ""


# "May I", "can I", "could I" ask for something; "we" asks the others who are there.
_ASKED_ONESELF = re.compile(
    r" (?:and |but |so |or )?(?:(?:what|why|where|when|who|how(?: \w+)?) )?"
    r"(?:am|was|wasn't|do|did|don't|didn't|have|had|haven't|hadn't|should|shouldn't|will|won't"
    r"|would|wouldn't|must) i (?!.* (?:we|us|our|ours|ourselves) )(?!.* , \w+ (?:i|it) $)"
)


def _beside(wording: Wording) -> str:
    """Somebody named before "and I", where "they" would be one person more: "my sister and I"."""
    for n, said in enumerate(wording.said):
        if said not in ("i", "we") or wording.word(n - 1) not in ("and", "or", "nor"):
            continue
        # "It rained, and I went": the clause before has a verb of its own.
        last = n - 2 - (wording.word(n - 2) == ",")
        first, begin = last, wording.begin(n)
        while first >= begin and not _bounds(wording, first, comma=last == n - 2):
            first -= 1
        before = wording.said[first + 1 : last + 1]
        if before and not _is_clause(before, said, last == n - 2, wording.language):
            return BESIDE
    return ""


def _is_clause(before: list[str], subject: str, close: bool, language: Language) -> bool:
    """Whether words before "and I" are a clause, and its last word is nobody beside the speaker.

    `close`: no comma stands between. "I called my boss and I left" has its subject twice.
    """
    person, people = language.person, language.people_counts
    last = before[-1]
    named = last in {"he", "she", "him", "her"} or last[0].isupper() or last in (
        people.people | people.person | person["persons"] | person["others"]
    )  # fmt: skip
    twice = subject in before and not person["opinions"] & set(before)
    if named and close and not twice:
        return False
    is_short = any(  # "it's"; "my sister's" is no clause
        said in person["other_subjects"] and following == "'s"
        for said, following in pairwise(before)
    )
    return is_short or any(is_verb(said, language) for said in before)


def _bounds(wording: Wording, n: int, *, comma: bool) -> bool:
    said = wording.word(n)
    return said in _BOUNDS or (said == "," and comma) or (is_mark(said) and said != ",")


_BOUNDS = frozenset(
    "that when if because while since before after until although though whereas where how why"
    " what whether as whenever unless once so but".split()
)


def is_verb(said: str, language: Language) -> bool:
    """Whether a word shows by itself that a clause stands here."""
    return said in language.person["evident_verbs"] or said in _SHORT or (
        len(said) > 4 and said.endswith("ed") and said not in _NO_VERBS
    )  # fmt: skip


_SHORT = frozenset({"'m", "'re", "'ve", "'d", "'ll"})
_NO_VERBS = frozenset({"hundred", "indeed", "sacred", "naked", "wicked", "speed", "breed"})


def _other_antecedent(wording: Wording) -> str:
    """Others before a first person, where "they" could mean them: "the nurses said that I was".

    Safe are an object in the clause whose subject the others are ("the nurses helped me"), and the
    subject that is already spoken of ("we meet patients when we can").
    """
    language = wording.language
    others = language.people_counts.people | language.person["others"]
    subjects = [n for n in wording.firsts if wording.word(n) in ("i", "we")]
    for n, said in enumerate(wording.said):
        if said.rsplit("-", 1)[-1] not in others:
            continue
        acts = is_verb(wording.word(n + 1), language) or wording.word(n + 1) == "who"
        told_of = not acts and any(wording.begin(n) <= first < n for first in subjects)
        for first in (first for first in wording.firsts if first > n):
            if wording.word(first) in ("me", "us") and not _another_clause(wording, n + 1, first):
                continue
            if wording.word(first) in ("i", "we") and told_of:
                continue
            return OTHERS
    return ""


def _another_clause(wording: Wording, start: int, end: int) -> bool:
    return any(
        is_mark(said) or said in wording.language.leaning.connectives - {"who"}
        or said in wording.language.leaning.subjects
        for said in wording.said[start:end]
    )  # fmt: skip


def _stray_reflexive(wording: Wording) -> str:
    """A reflexive before its subject or without one: "people like myself"."""
    for n in wording.firsts:
        if wording.word(n) in ("myself", "ourselves"):
            subject = "i" if wording.word(n) == "myself" else "we"
            if subject not in wording.said[wording.begin(n) : n]:
                return REFLEXIVE
    return ""


def _own_object(wording: Wording) -> str:
    """ "We bought us a car": "they bought them a car" would be for others.

    Safe are places ("I took it with me") and another noun or pronoun between ("I asked him to help
    me").
    """
    for n in wording.firsts:
        if wording.word(n) not in ("me", "us") or wording.word(n - 1) in _PLACES:
            continue
        subject = n - 1
        while subject >= wording.begin(n) and not _stands_between(wording, subject):
            subject -= 1
        if wording.word(subject) in ("i", "we"):
            return OWN_OBJECT
    return ""


_PLACES = frozenset("with behind around beside near before on in over under inside above".split())
_OBJECTS = frozenset("him her it them me us somebody someone anyone nobody people".split())


def _stands_between(wording: Wording, n: int) -> bool:
    """Whether a mark, a connective, a noun phrase or another subject stands here."""
    said, language = wording.word(n), wording.language
    leaning, people = language.leaning, language.people_counts
    words = leaning.connectives | leaning.determiners | leaning.subjects | _OBJECTS
    words |= language.person["other_subjects"] | people.people | language.person["others"]
    return is_mark(said) or said[:1].isupper() or said in words


def _written_oddly(text: str) -> str:
    """Quotation marks that do not pair, and a text in capitals alone."""
    opened, closed = (sum(map(text.count, marks)) for marks in ("“«", "”»"))
    if opened != closed or text.count('"') % 2 or _SINGLE_QUOTED.search(text):
        return QUOTES
    return UNKNOWN if len(text) > 3 and text.isupper() else ""


# An opening single quotation mark; "'cause" and "'90s" are none.
_SINGLE_QUOTED = re.compile(
    r"(?:^|(?<=[\s(,:]))['‘](?!(?:cause|em|til|till|bout|round|n|tis|twas)\b)[^\W\d]",
    re.IGNORECASE,
)
