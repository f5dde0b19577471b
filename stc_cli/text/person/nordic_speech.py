"""Whether a first person of a Nordic sentence may be somebody's reported words."""

from __future__ import annotations

import re

from stc_cli.text.person.nordic_clauses import Talk

QUOTES = "holds direct speech"
REPORTED = "may be somebody else's words"

_QUOTED = re.compile(r"[\"“”„«»]|(?:^|\s)['‘’][^'‘’]+['‘’](?:\W|$)|^\s*[–—-]\s")
_TAG = re.compile(r"[,;:–—-]")


def speech_doubt(talk: Talk, firsts: list[int]) -> str:
    """Whether a first person may be in somebody's direct speech."""
    last = talk.words[firsts[-1]].start
    if _QUOTED.search(talk.text) or ":" in talk.text[:last]:
        return QUOTES
    for n, word in enumerate(talk.words):
        if word.said in talk.lists.quotatives and _quotes_after(talk, n):
            return QUOTES
        if word.said in talk.lists.reporting and (doubt := _reported(talk, n, firsts)):
            return doubt
    return ""


def is_quoted(talk: Talk, n: int) -> bool:
    """Whether a word may be in somebody's direct speech: "hun sa: du må", "sa han, du må"."""
    k = talk.clause_of(n)
    body, main = talk.clauses[k].body, k > 0 and talk.clauses[k - 1].fronted
    told = any(talk.said(m) in talk.lists.reporting for m in range(body))
    colon = ":" in talk.text[: talk.words[n].start]
    speech = told and "," in _marks(talk, body) and not main
    return colon or speech or _QUOTED.search(talk.text) is not None


def _quotes_after(talk: Talk, n: int) -> bool:
    """Whether "bare" or "sånn" is followed by what someone said: "hun bare jeg orker ikke"."""
    following = talk.said(n + 1)
    after_person = (
        talk.is_first(n - 1) or talk.is_other(n - 1) or talk.said(n - 1) in talk.lists.copulas
    )
    speech = following in talk.lists.dialogue or (talk.is_subject(n + 1) and after_person)
    return after_person and (speech or ("," in _marks(talk, n + 1) and n + 1 < len(talk.words)))


def _marks(talk: Talk, n: int) -> str:
    return talk.words[n].marks if n < len(talk.words) else ""


def _reported(talk: Talk, n: int, firsts: list[int]) -> str:
    """Why what stands around a word of saying may be direct speech."""
    lists = talk.lists
    reporter = _own_reporter(talk, n)
    if talk.said(n - 1) in lists.fronting and talk.said(n) in lists.present_reporting:
        return QUOTES
    inverted = (reporter or n) > n or talk.is_other(n + 1)
    clause = talk.clause_of(n)
    tag = "," in _marks(talk, n) and inverted and not (clause and talk.clauses[clause - 1].fronted)
    if tag and any(m < n for m in firsts):
        return REPORTED
    m = _past_hearer(talk, n + 1)
    if m >= len(talk.words) or not any(first >= m for first in firsts):
        return ""
    if talk.said(m) in lists.dialogue:
        m += 1
        if not (talk.said(m) in lists.prepositions or _goes_on(talk, m)):
            return REPORTED
    # "Jeg tenkte hva gjør jeg nå": a verb before its subject after a word of saying.
    if any(talk.is_finite(verb) and talk.is_first(verb + 1) for verb in (m, m + 1)):
        main = talk.follows_mark(m) or talk.is_finite(m)
        return "" if main and talk.clauses[clause].fronted else REPORTED
    if _TAG.search(_marks(talk, m)):
        main = talk.clauses[clause].fronted and talk.is_finite(m)
        return "" if main or _goes_on(talk, m) else REPORTED
    if talk.is_first(m) and not talk.follows_mark(m):
        return "" if reporter is not None else REPORTED
    return ""


def _own_reporter(talk: Talk, n: int) -> int | None:
    """The first person that says what a word of saying tells: "jeg sa", "da sa jeg til henne"."""
    before, after = talk.before_adverbs(n - 1), talk.past_adverbs(n + 1)
    if talk.is_first(before) and not talk.follows_mark(n):
        return before
    own = talk.is_first(after) and not talk.looks_finite(talk.past_adverbs(after + 1))
    return after if own and not talk.follows_mark(after) else None


def _goes_on(talk: Talk, n: int) -> bool:
    """Whether a word after a comma goes on with the sentence: "sa hun, men jeg", "…, at jeg"."""
    lists, said = talk.lists, talk.said(n)
    return (
        said in lists.coordinators or said in lists.subordinators or said in lists.links
        or talk.is_relative(n) or (said in lists.fronting and talk.is_subject(n + 1))
    )  # fmt: skip


def _past_hearer(talk: Talk, n: int) -> int:
    """The first word after the reporter and the hearer: "sa hun til meg …"."""
    lists = talk.lists
    while not talk.follows_mark(n):
        said = talk.said(n)
        own = (
            talk.is_first(n)
            and talk.said(n - 1) in lists.reporting
            and not talk.looks_finite(n + 1)
        )
        hearer = said in lists.objects or talk.is_other(n) or said in lists.they
        to = said in lists.hearer_links and talk.said(n + 1) not in lists.first - lists.objects
        if not (own or hearer or to or said in lists.adverbs):
            break
        n += 1
    return n
