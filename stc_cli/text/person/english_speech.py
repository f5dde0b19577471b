"""Reported speech in English: whether a first person may be somebody else's words.

"She said that I was late" tells of the speaker; "she said I was late" may quote her, and "she
goes, I'm late" does. Where that is not certain the sentence is left.
"""

from __future__ import annotations

from stc_cli.text.person.wording import Wording, is_mark

REPORTED = "may be somebody else's words"


def reported(wording: Wording) -> str:
    """Why a first person may be somebody else's; or nothing."""
    direct = any(
        _is_direct(wording, n)
        for n, said in enumerate(wording.said)
        if said in wording.language.person["reporting"]
    )
    return REPORTED if direct or _is_acted_out(wording) or _is_quoted(wording) else ""


def _is_direct(wording: Wording, n: int) -> bool:
    """Whether the words after a reporting verb, or before it, may be quoted."""
    end = wording.end(n)
    content = _after_hearer(wording, n + 1)
    if not any(content <= first < end for first in wording.firsts):
        return not _is_own(wording, n) and _comes_after(wording, n, end)
    said = wording.word(content)
    person = wording.language.person
    if is_mark(said) or said in person["interjections"]:
        return True
    if said in person["indirect"]:
        # "Asked why was I there", "said what I": a question's order is direct speech.
        asked = said not in ("that", "if", "whether") and _is_auxiliary(wording, content + 1)
        return asked or is_mark(wording.word(content + 1))
    if said in wording.language.leaning.links:
        # "Asked for my help", "told to bring my own"; not "said in the car, I'm tired".
        return _breaks(wording, content, end)
    return not _is_own(wording, n)


def _breaks(wording: Wording, start: int, end: int) -> bool:
    """Whether words may be quoted after a comma or the like, with no connective, up to `end`."""
    connectives = wording.language.leaning.connectives
    last = max((first for first in wording.firsts if first < end), default=start)
    return any(
        is_mark(wording.word(n)) and wording.word(n + 1) not in connectives
        for n in range(start, last)
    )


def _after_hearer(wording: Wording, n: int) -> int:
    """The part after those who are told: "told me", "said to my boss"."""
    n += wording.word(n) == "to" and not wording.word(n + 1).startswith("i")
    said, leaning = wording.word(n), wording.language.leaning
    if said in ("me", "us", "myself", "ourselves", "him", "her", "them", "everyone", "people"):
        return n + 1
    if said in leaning.determiners and wording.word(n - 1) in _TOLD:
        return n + 2
    return n


_TOLD = frozenset({"tell", "told", "tells", "telling", "ask", "asked", "asks", "asking", "to"})


def _is_auxiliary(wording: Wording, n: int) -> bool:
    leaning = wording.language.leaning  # "i" and "we" are subjects, too
    return wording.word(n) in leaning.verbs and wording.word(n + 1) in leaning.subjects


def _is_own(wording: Wording, n: int) -> bool:
    """Whether the first person itself speaks, or is told: "I have to say", "I was told"."""
    n -= 1
    while wording.word(n) in _LIGHT or wording.word(n) in wording.language.person["adverbs"]:
        n -= 1
    return wording.word(n) in ("i", "we")


_LIGHT = frozenset(
    "'m 're 've 'd 'll am was were been being be get got have had haven't hadn't to do did don't"
    " didn't can can't cannot could couldn't will would won't wouldn't should shouldn't must may"
    " might want wanted need needed going gonna like used kept keep started began stopped"
    " wasn't weren't are aren't".split()
)


def _comes_after(wording: Wording, n: int, end: int) -> bool:
    """Whether what stands before is quoted: "I was late, she said"."""
    following = n + 1
    while following < end and not is_mark(wording.word(following)):
        following += 1
    if following - n > 3:
        return False
    start = n
    while start > max(wording.begin(n), n - 5) and wording.word(start) not in _SET_OFF:
        start -= 1
    if wording.word(start) not in _SET_OFF or wording.word(start + 1) in _GOES_ON:
        return False
    if start + 1 == n and not _is_subject(wording, n + 1):
        return False  # "I, who was new, said nothing"
    return any(wording.begin(n) <= first < start for first in wording.firsts)


def _is_subject(wording: Wording, n: int) -> bool:
    said, leaning = wording.word(n), wording.language.leaning
    return said in leaning.subjects or said in leaning.determiners or said[:1].isupper()


_SET_OFF = frozenset({",", "—", "–", "-", "?", "!"})
_GOES_ON = frozenset(
    "and but so because when if as while that which who or then after before".split()
)


_HEARERS = frozenset({"me", "us", "him", "her", "them"})


def _is_acted_out(wording: Wording) -> bool:
    """Direct speech after "she goes" and "I was like"."""
    for n, said in enumerate(wording.said):
        end = wording.end(n)
        if not any(n < first < end for first in wording.firsts):
            continue
        hearer = wording.word(n + 1) == "to" and wording.word(n + 2) in _HEARERS
        following = wording.word(n + 3 if hearer else n + 1)  # "she goes to me, we're full"
        speaks = (
            is_mark(following)
            or following in ("i", "we", "my", "our", "so", "what", "why", "how", "but", "and")
            or following in wording.language.person["interjections"]
        )
        if said in ("goes", "went", "go") and speaks and not _moves(wording, n):
            return True
        if said == "like" and speaks and _is_somebody(wording, n - 1):
            return True
    return False


def _moves(wording: Wording, n: int) -> bool:
    """Whether "goes" and "went" tell of a way: "I went, and my boss …", "she went and I stayed"."""
    return wording.word(n) != "goes" and wording.word(n + 1) in (",", "and", "but", "so", "—", "–")


def _is_somebody(wording: Wording, n: int) -> bool:
    """Whether a form of "be" stands here that says what a person said: "she was like"."""
    between = wording.language.person["adverbs"] | {"all", "been"}
    while wording.word(n) in between:
        n -= 1
    if wording.word(n) not in ("am", "'m", "is", "'s", "was", "were", "are", "'re", "'d", "be"):
        return False
    return wording.word(n - 1) not in ("it", "that", "this", "there", "what", "which")


def _is_quoted(wording: Wording) -> bool:
    """Whether words stand in quotation marks in a sentence that tells of talk."""
    marks = any(said in '"“”«»„' for said in wording.said)
    return marks and any(said in wording.language.person["reporting"] for said in wording.said)
