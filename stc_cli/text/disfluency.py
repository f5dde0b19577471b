"""Spoken sentences made readable without touching what they say.

Takes out event marks, hesitations, set-off fillers, immediate repetitions and false starts, each
as a recorded edit (see `operations.py`). Hedges, negations, quantities and conditionals stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from stc_cli.languages import Language
from stc_cli.text.characters import EVENT_MARK, WORD
from stc_cli.text.kinds import UNHEARD, is_unfinished, set_off_after, set_off_before
from stc_cli.text.locks import locked
from stc_cli.text.operations import Draft
from stc_cli.text.phrases import first_word, hang_together, last_word, leans

# Sounds and doings that transcribers note; another bracket may stand for a name: "at [hospital]".
_EVENT = re.compile(
    r"laugh|chuckl|giggl|sigh|paus|silen|cough|sneez|cry|cries|sob|breath|sniff|smil|nod|shrug"
    r"|whisper|gestur|applau|overlap|bark|le[rt]?\b|latter|humr|flir|fniss|fnis|skrat|grin|sukk"
    r"|suk\b|suck|still?e|stillhet|tyst|taus|tavs|hoste|gråt|græ|rope|råb|pust|kremt|røm|harkl"
    r"|småle|nikk|snuff|snørr|…|\.\.\.",
    re.IGNORECASE,
)
_REPETITION = re.compile(
    r"(?<![\w'’-])(?P<once>[^\W_]+(?:['’][^\W_]+)?(?:\s+[^\W_]+(?:['’][^\W_]+)?){0,3}?)"
    r"(?P<again>(?:(?:\s*[,–—…-]|\s*\.\.\.)*\s+(?P=once)(?![\w'’-]))+)",
    re.IGNORECASE,
)
_FALSE_START = re.compile(
    r"(?:^|(?<=[,;.!?] ))(?P<start>[^\W_]+(?:['’][^\W_]+)?(?:\s+[^\W_]+(?:['’][^\W_]+)?){0,4})"
    r"\s*(?:\s[-–—]|[-–—](?=\s)|\.\.\.|…)[,\s]+(?=[^\W_])"
)
_FRAGMENT = re.compile(r"(?<![\w'’-])(?P<start>[^\W\d_]{1,6})[-–—]\s+(?=(?P=start)[^\W\d_])", re.I)
_RESTART = re.compile(
    r"(?<![\w'’-])(?P<start>I|we|he|she|they)(?:\s*[,–—…-]|\s*\.\.\.)*\s+(?=(?P=start)['’]\w)", re.I
)
_BREAKS = ("-", "–", "—", "…", "..", "'", "’")  # one of them stands in every false start
_BROKEN_OFF = re.compile(r"(?<![\s–—-])\s*[-–—]+\s*[.…]?\s*$")
_END_MARK = re.compile(r"[.!?…][\"'”’»)\]]*$")
_SPACES = (re.compile(r"\s{2,}|[^\S ]"), " ")
_TIDY = (
    (re.compile(r"^[\s,;:.…–—-]+(?=[\w\"“(\[])"), ""),
    (re.compile(r"\s+(?=[,.;:!?])(?!\.\.\.)"), ""),
    (re.compile(r",(?:\s*,)+"), ","),
    (re.compile(r"(?<=\s)([-–—])(?:\s+[-–—])+(?=\s|$)"), r"-"),
    (re.compile(r"(?<=\s[-–—])\s*,"), ""),
    (re.compile(r",(?=[.!?…])"), ""),
    (re.compile(r"(?<=…)\.(?!\.)"), ""),
    _SPACES,
    (re.compile(r"(?<![\s,;:])[\s,;:]+$"), ""),
)


def clean(draft: Draft, language: Language) -> None:
    """Clean one sentence; its text is empty when it held nothing but marks and fillers."""
    _tidy(draft, [_SPACES])
    _drop_event_marks(draft, language)
    # Most sentences hold few of these: a look at their words spares most of the searching.
    said = frozenset(WORD.findall(draft.text.lower().replace("’", "'")))
    if not said.isdisjoint(_set_off_words(language)):
        for _ in range(4):  # a filler that goes may set the next one off
            if not _drop_set_off(draft, language):
                break
    if not said.isdisjoint(language.sounds):
        _drop_sounds(draft, language)
    _collapse_repetitions(draft, language)
    if any(mark in draft.text for mark in _BREAKS):
        _resolve_self_repairs(draft, language)
        _collapse_repetitions(draft, language)
    _punctuate(draft)


@cache
def _set_off_words(language: Language) -> frozenset[str]:
    """The words that set-off fillers begin with."""
    return frozenset(WORD.findall(phrase)[0] for phrase in language.set_off)


def _drop_event_marks(draft: Draft, language: Language) -> None:
    position = 0
    while match := EVENT_MARK.search(draft.text, position):
        if not _is_event(match, draft.text, language):
            position = match.end()
            continue
        start, end = _with_space(draft.text, match.start(), match.end())
        draft.edit("drop_event_mark", start, end, "")
        position = start


def _is_event(match: re.Match[str], text: str, language: Language) -> bool:
    """Whether a bracket is a sound or doing, not words in it: "(maybe)", "at [hospital]"."""
    mark = match.group()
    if UNHEARD.search(mark) or locked(mark, language):
        return False
    if _EVENT.match(mark, 1):
        return True
    lists = language.leaning
    names = last_word(text[: match.start()]).lower() in lists.determiners | lists.links
    return mark[0] == "[" and mark[1:2].islower() and not names


def _with_space(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the white space before it, or after it at the beginning of the text."""
    if start and text[start - 1] == " ":
        return start - 1, end
    while end < len(text) and text[end] == " ":
        end += 1
    return start, end


def _drop_sounds(draft: Draft, language: Language) -> None:
    pattern = _sounds(language)
    position = 0
    while match := pattern.search(draft.text, position):
        now = _between(draft.text, match, language)
        draft.edit("drop_filler", match.start(), match.end(), now)
        position = match.start() + len(now)


def _between(text: str, match: re.Match[str], language: Language) -> str:
    """What stays in place of a filler: a space, and a comma where the sentence wants one."""
    if match.start() == 0:
        return ""
    before, after = match["before"], match["after"]
    dots = "..." if "..." in before + after else "…" if "…" in before + after else ""
    previous = last_word(text[: match.start()])
    if match.end() == len(text) or text[match.end()] in ".!?…":
        return dots or (" …" if leans(previous, language) else "")
    if dots:
        return f"{dots} "
    following = first_word(text, match.end())
    together = hang_together(previous, following, language)
    return ", " if "," in before and not together else " "


@cache
def _sounds(language: Language) -> re.Pattern[str]:
    sound = rf"(?:{_either(language.sounds)})"
    return re.compile(
        rf"(?P<before>(?:\s*(?:,|\.\.\.|…))?\s*)(?<![\w'’-]){sound}(?![\w'’-])"
        rf"(?:(?:\s*(?:,|\.\.\.|…))?\s+{sound}(?![\w'’-]))*(?P<after>\s*(?:,|\.\.\.|…)?\s*)",
        re.IGNORECASE,
    )


def _drop_set_off(draft: Draft, language: Language) -> bool:
    """Drop filler phrases that punctuation sets off on both sides; whether there was one."""
    dropped = False
    position = 0
    while match := _set_off(language).search(draft.text, position):
        if not _is_droppable(draft.text, match, language):
            position = match.end("filler")
            continue
        now = _between(draft.text, match, language) if draft.text[: match.start()].strip() else ""
        draft.edit("drop_filler", match.start(), match.end(), now)
        position, dropped = match.start() + len(now), True
    return dropped


def _is_droppable(text: str, match: re.Match[str], language: Language) -> bool:
    """Whether a filler phrase is set off, and the sentence is the same without it."""
    before, after = text[: match.start("filler")], text[match.end("filler") :]
    if not (set_off_before(before) and set_off_after(after)) or _stands_alone(before, after):
        return False
    previous, following = last_word(before), first_word(after)
    if following.isdigit() or following.lower().split("-")[0] in language.quantities:
        return False  # "it took, like, three years" does not say three
    if leans(previous, language) and following.lower() in ("", previous.lower()):
        return False  # "without it the work is, well." "in the, well, the title has changed"
    hesitation = _hesitation(language).search(before)
    if hesitation is None or not (said := before[: hesitation.start()].rstrip(" ,.…")):
        return True
    # The comma may be the hesitation's: "it has to be done, uh, right, for once".
    return " " in match["filler"] and not leans(last_word(said), language)


@cache
def _hesitation(language: Language) -> re.Pattern[str]:
    sound = rf"(?<![\w'’-])(?:{_either(language.sounds)})"
    return re.compile(rf"{sound}(?:[\s,.…]+{sound})*[\s,.…]*$", re.IGNORECASE)


def _stands_alone(before: str, after: str) -> bool:
    """A sentence that is nothing but "Yeah." or "Right." may be an answer."""
    return WORD.search(before) is None and WORD.search(after) is None


@cache
def _set_off(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<before>(?:\s*,)?\s*)(?<![\w'’-])(?P<filler>{_either(language.set_off)})(?![\w'’-])"
        r"(?P<after>\s*,?\s*)",
        re.IGNORECASE,
    )


def _either(phrases: frozenset[str] | tuple[str, ...]) -> str:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(p).replace("'", "['’]") for p in longest_first) or "(?!)"


def _collapse_repetitions(draft: Draft, language: Language) -> None:
    if not _stands_twice(WORD.findall(draft.text.lower())):
        return  # as in most sentences
    position = 0
    while match := _REPETITION.search(draft.text, position):
        once = match["once"]
        if _is_meant(once, match["again"], language):
            position = match.start() + len(once)
            continue
        draft.edit("collapse_repetition", match.start(), match.end(), once)
        position = match.start()


def _stands_twice(said: list[str]) -> bool:
    """Whether one to four words are followed by the same words."""
    return any(
        said[i] == said[i + n] and said[i : i + n] == said[i + n : i + 2 * n]
        for n in (1, 2, 3, 4)
        for i in range(len(said) - 2 * n + 1)
    )


def _is_meant(once: str, again: str, language: Language) -> bool:
    """Whether words may rightly stand twice: emphasis, numbers, "he loves it, it's his"."""
    lower = once.lower()
    if lower in language.repeatable or once.isdigit():
        return True
    if len(WORD.findall(once)) > 1 or leans(once, language):
        return False
    return lower in language.quantities or ("," in again and not re.search(r"[-–—…]|\.\.", again))


def _resolve_self_repairs(draft: Draft, language: Language) -> None:
    for pattern in (_RESTART, _FRAGMENT, _FALSE_START):
        position = 0
        while match := pattern.search(draft.text, position):
            following = WORD.search(draft.text, match.end())
            first = WORD.search(match["start"])
            again = first and following and first.group().lower() == following.group().lower()
            given_up = again and is_unfinished(match["start"], language)
            if (given_up or pattern is not _FALSE_START) and not locked(match.group(), language):
                draft.edit("resolve_self_repair", match.start(), match.end(), "")
                position = match.start()
            else:
                position = match.end()


def _punctuate(draft: Draft) -> None:
    """Tidy what the drops left behind, end the sentence and begin it with a capital."""
    if WORD.search(draft.text) is None and EVENT_MARK.search(draft.text) is None:
        draft.edit("punctuate", 0, len(draft.text), "")
    _tidy(draft, _TIDY)
    if not draft.text:
        return
    if match := _BROKEN_OFF.search(draft.text):
        draft.edit("punctuate", match.start(), match.end(), " …")
    elif not _END_MARK.search(draft.text):
        draft.edit("punctuate", len(draft.text), len(draft.text), ".")
    outside = EVENT_MARK.sub(lambda mark: " " * len(mark.group()), draft.text)
    first = re.search(r"\w", outside)
    if first and first.group().islower():
        draft.edit("capitalise", first.start(), first.end(), first.group().upper())


def _tidy(draft: Draft, rules: Iterable[tuple[re.Pattern[str], str]]) -> None:
    for pattern, now in rules:
        position = 0
        while match := pattern.search(draft.text, position):
            draft.edit("punctuate", match.start(), match.end(), now)
            position = match.start() + len(now)
