"""Spoken sentences made readable without touching what they say.

Takes out event marks, hesitations, set-off fillers, immediate repetitions and false starts, each
as a recorded edit (see `operations.py`). Hedges, negations, quantities and conditionals stay.
"""

from __future__ import annotations

import re
from functools import cache

from stc_cli.languages import Language
from stc_cli.text.characters import EVENT_MARK, WORD
from stc_cli.text.operations import (
    UNHEARD,
    Draft,
    locked,
    set_off_after,
    set_off_before,
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
_BROKEN_OFF = re.compile(r"\s*[-–—]+\s*[.…]?\s*$")
_END_MARK = re.compile(r"[.!?…][\"'”’»)\]]*$")
_TIDY = (
    (re.compile(r"^[\s,;:.…–—-]+(?=[\w\"“(\[])"), ""),
    (re.compile(r"\s+(?=[,.;:!?])(?!\.\.\.)"), ""),
    (re.compile(r",(?:\s*,)+"), ","),
    (re.compile(r"(?<=\s)([-–—])(?:\s+[-–—])+(?=\s|$)"), r"-"),
    (re.compile(r",(?=[.!?…])"), ""),
    (re.compile(r"\s{2,}"), " "),
    (re.compile(r"[\s,;:]+$"), ""),
)


def clean(draft: Draft, language: Language) -> None:
    """Clean one sentence; its text is empty when it held nothing but marks and fillers."""
    _strip_event_marks(draft)
    _drop_sounds(draft, language)
    for _ in range(4):  # a filler that goes may set the next one off
        if not _drop_set_off(draft, language):
            break
    _collapse_repetitions(draft, language)
    _drop_false_starts(draft, language)
    _collapse_repetitions(draft, language)
    _punctuate(draft)


def _strip_event_marks(draft: Draft) -> None:
    position = 0
    while match := EVENT_MARK.search(draft.text, position):
        if UNHEARD.search(match.group()):
            position = match.end()
            continue
        start, end = _with_space(draft.text, match.start(), match.end())
        draft.edit("strip_event_mark", start, end, "")
        position = start


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
        now = _between(draft.text, match)
        draft.edit("drop_filler", match.start(), match.end(), now)
        position = match.start() + len(now)


def _between(text: str, match: re.Match[str]) -> str:
    """What stays in place of a filler: one space, with a comma where one side alone had it."""
    if match.start() == 0:
        return ""
    if match.end() == len(text) or text[match.end()] in ".!?…":
        return ""
    before, after = match["before"], match["after"]
    if "..." in before + after or "…" in before + after:
        return "... "
    return ", " if "," in before and "," not in after else " "


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
        before, after = draft.text[: match.start("filler")], draft.text[match.end("filler") :]
        if not (set_off_before(before) and set_off_after(after)) or _stands_alone(before, after):
            position = match.end("filler")
            continue
        now = "" if not before.strip() else _between(draft.text, match)
        draft.edit("drop_filler", match.start(), match.end(), now)
        position, dropped = match.start() + len(now), True
    return dropped


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
    position = 0
    while match := _REPETITION.search(draft.text, position):
        once = match["once"]
        if once.lower() in language.repeatable or once.isdigit():
            position = match.start() + len(once)
            continue
        draft.edit("collapse_repetition", match.start(), match.end(), once)
        position = match.start()


def _drop_false_starts(draft: Draft, language: Language) -> None:
    for pattern in (_FRAGMENT, _FALSE_START):
        position = 0
        while match := pattern.search(draft.text, position):
            following = WORD.search(draft.text, match.end())
            first = WORD.search(match["start"])
            again = first and following and first.group().lower() == following.group().lower()
            if (again or pattern is _FRAGMENT) and not locked(match.group(), language):
                draft.edit("drop_false_start", match.start(), match.end(), "")
                position = match.start()
            else:
                position = match.end()


def _punctuate(draft: Draft) -> None:
    """Tidy what the drops left behind, end the sentence and begin it with a capital."""
    if WORD.search(draft.text) is None and not UNHEARD.search(draft.text):
        draft.edit("punctuate", 0, len(draft.text), "")
    for pattern, now in _TIDY:
        position = 0
        while match := pattern.search(draft.text, position):
            draft.edit("punctuate", match.start(), match.end(), now)
            position = match.start() + len(now)
    if not draft.text:
        return
    if match := _BROKEN_OFF.search(draft.text):
        draft.edit("punctuate", match.start(), match.end(), " …")
    elif not _END_MARK.search(draft.text):
        draft.edit("punctuate", len(draft.text), len(draft.text), ".")
    first = re.search(r"\w", draft.text)
    if first and first.group().islower():
        draft.edit("capitalise", first.start(), first.end(), first.group().upper())
