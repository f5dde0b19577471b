"""Spoken sentences made readable without touching what they say.

Takes out event marks, hesitations, fillers (`fillers.py`), immediate repetitions and what is given
up (`repairs.py`), each as a recorded edit (see `operations.py`). Hedges, negations, quantities and
conditionals stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from stc_cli.languages import Language
from stc_cli.text.characters import EVENT_MARK, WORD
from stc_cli.text.fillers import (
    either,
    filler_phrases,
    filler_runs,
    is_filler,
    may_hold_fillers,
    opens_clause,
    set_off_after,
    set_off_before,
)
from stc_cli.text.kinds import UNHEARD, is_trimmable
from stc_cli.text.locks import locked, words
from stc_cli.text.operations import Draft
from stc_cli.text.phrases import first_word, hang_together, last_word, leans
from stc_cli.text.repairs import (
    collapse_repetitions,
    resolve_self_repairs,
    says_a_word_twice,
)

# Sounds and doings that transcribers note; another bracket may stand for a name: "at [hospital]".
_EVENT = re.compile(
    r"(?:laugh|chuckl|giggl|sigh|silen|cough|sneez|sniff|shrug|whisper|gestur|applau|overlap|yawn"
    r"|groan|skratt|humr|flir|fniss|fnis|grin|sukk|host|kremt|harkl|småle|nikk|nick|snuff|snørr"
    r"|gjesp|gäsp|hvisk|visk)\w{0,5}"
    r"|paus(?:e|es|ed|ing|er|en)?|cry|cries|crying|cried|sobs?|sobbing|breath|breath(?:es|ing)"
    r"|smil(?:e|es|ing|er|ar)|nod|nods|nodding|barks?|barking|le|ler|lér|latter|suk|sukker"
    r"|suck|suckar|still?e?|stillhet|tyst|tystnad|taus|taushet|tavs|tavshed|gråt|gråter|græder"
    r"|rop|roper|råber|pust|puster|pustar|røm|rømmer|clears|clapping|claps|klapper|klappar|points"
    r"|pointing|peker|peger|pekar|rings|ringing|ringer|ringar|ringjer|opens|closes|knocks|bankar"
    r"|banker|åpner|opnar|åbner|öppnas|voices?|noises?|music|stemmer?|støy|musikk?|støj|röst|röster|buller|interruption|avbrudd|avbrot|afbrydelse|avbrott|…|\.\.\.",
    re.IGNORECASE,
)
_DOES = re.compile(r"\w+(?:s|ing|r|é)|pause?|paus", re.IGNORECASE)  # "laughs loudly", "ler høyt"
_BROKEN_OFF = re.compile(r"(?<![\s–—-])\s*[-–—]+\s*[.…]?\s*$")
_LETTER = re.compile(r"\w")
_END_MARK = re.compile(r"[.!?…][\"'”’»)\]]*$")
_DASHES = ("-", "–", "—")
_SPACES = (re.compile(r"\s{2,}|[^\S ]"), " ")
_TIDY = (
    (re.compile(r"^[\s,;:.…–—-]+(?=[\w\"“(\[])"), ""),
    (re.compile(r"\s+(?=[,.;:!?])(?!\.\.\.)"), ""),
    (re.compile(r",(?:\s*,)+"), ","),
    (re.compile(r"(?<=\s)([-–—])(?:\s+[-–—])+(?=\s|$)"), r"-"),
    (re.compile(r"(?<=\s[-–—])\s*,"), ""),
    (re.compile(r",(?=[.!?…]|\s+[–—…-])"), ""),
    (re.compile(r"(?<=…)\.(?!\.)"), ""),
    _SPACES,
    (re.compile(r"(?<![\s,;:])[\s,;:]+$"), ""),
)
_UNTIDY = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _TIDY))
_PASSES = 8  # far more than a sentence needs until nothing changes


def clean(draft: Draft, language: Language) -> None:
    """Clean one sentence; its text is empty when it held nothing but marks and fillers."""
    for _ in range(_PASSES):
        done = len(draft.operations)
        _clean_once(draft, language)
        if all(edit.op == "capitalise" or not edit.was for edit in draft.operations[done:]):
            break  # but for a capital and an end mark


def _clean_once(draft: Draft, language: Language) -> None:
    _tidy(draft, [_SPACES])
    _drop_event_marks(draft, language)
    # Most sentences hold few of these: a look at their words spares most of the searching.
    said = words(draft.text)
    if may_hold_fillers(said, language):
        _drop_fillers(draft, language)
    if not language.sounds.isdisjoint(said):
        _drop_sounds(draft, language)
    if says_a_word_twice(said, draft.text):
        collapse_repetitions(draft, language)
        resolve_self_repairs(draft, language)
    _punctuate(draft)


def trim_connective(draft: Draft, language: Language) -> None:
    """Take a connective off the beginning of a cleaned sentence: "And we left" to "We left".

    Only one of `Language.trim`, before a clause whose subject comes first. A contrast, a reason and
    a "so" that the word order hangs on ("Så gikk vi") stay, and so does all before a fragment.
    """
    match = _trims(language).match(draft.text)
    if match is None:
        return
    start, end = match.span("connective")
    if is_trimmable(match["connective"], draft.text[end:], language):
        draft.edit("trim_connective", start, end, "")
        _capitalise(draft)


@cache
def _trims(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"[\"'“‘«(]*(?P<connective>(?:{either(language.trim)})(?:,\s*|\s+))(?=\w)", re.IGNORECASE
    )


# -- event marks ---------------------------------------------------------------------------------


def _drop_event_marks(draft: Draft, language: Language) -> None:
    position = 0
    while match := EVENT_MARK.search(draft.text, position):
        if not _is_event(match, draft.text, language):
            position = match.end()
            continue
        start, end = _with_brackets(draft.text, match.start(), match.end())
        start, end = _with_space(draft.text, start, end)
        draft.edit("drop_event_mark", start, end, "")
        position = start


def _is_event(match: re.Match[str], text: str, language: Language) -> bool:
    """Whether a bracket is a sound or doing, not words in it: "(maybe)", "at [hospital]"."""
    mark = match.group()
    if UNHEARD.search(mark) or locked(mark, language):
        return False
    noted = [bool(_EVENT.fullmatch(word)) for word in WORD.findall(mark)] or [True]
    if len(noted) == 1:
        return noted[0]
    lists = language.leaning
    if last_word(text[: match.start()]).lower() in lists.determiners | lists.links:
        return False  # "at [pause room]"
    return noted[-1] or (noted[0] and _DOES.fullmatch(WORD.findall(mark)[0]) is not None)


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """A mark with the second pair of brackets that some write around it: "((laughs))"."""
    doubled = text[start:end][0] + text[start - 1 : start] == "((" and text[end : end + 1] == ")"
    return (start - 1, end + 1) if doubled else (start, end)


def _with_space(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the white space before it, or after it at the beginning of the text."""
    if start and text[start - 1] == " ":
        return start - 1, end
    while end < len(text) and text[end] == " ":
        end += 1
    return start, end


# -- hesitations and fillers ---------------------------------------------------------------------


def _drop_fillers(draft: Draft, language: Language) -> None:
    while run := _first_run(draft.text, language):
        match = _around(draft.text, *run)
        now = _between(draft.text, match, language) if WORD.search(draft.text[: run[0]]) else ""
        draft.edit("drop_filler", match.start(), match.end(), now)


def _first_run(text: str, language: Language) -> tuple[int, int] | None:
    return next(
        (
            (start, end)
            for start, end in filler_runs(text, language)
            if is_filler(words(text[start:end]), text[:start], text[end:], language)
        ),
        None,
    )


def _around(text: str, start: int, end: int) -> re.Match[str]:
    """A filler with the commas and white space around it."""
    begin = len(text[:start].rstrip())
    begin -= text[:begin].endswith(",")
    pattern = re.compile(
        rf"(?P<before>\s*,?\s*)(?P<filler>.{{{end - start}}})(?P<after>\s*,?\s*)", re.DOTALL
    )
    match = pattern.match(text, len(text[:begin].rstrip()))
    assert match is not None and match.span("filler") == (start, end)
    return match


def _drop_sounds(draft: Draft, language: Language) -> None:
    pattern = _sounds(language)
    position = 0
    while match := pattern.search(draft.text, position):
        if _is_word_here(match, draft.text, language):
            position = match.end("sound")
            continue
        now = _between(draft.text, match, language)
        draft.edit("drop_filler", match.start(), match.end(), now)
        position = match.start() + len(now)


def _is_word_here(match: re.Match[str], text: str, language: Language) -> bool:
    """Whether what looks like a sound is an abbreviation: "in the ER", "5 mm"."""
    sound = match["sound"]
    previous = last_word(text[: match.start("sound")])
    number = previous.isdigit() or previous.lower() in language.quantities
    unit = sound.lower() == "mm" and number and not match["before"].strip()
    return unit or (len(sound) > 1 and sound.isupper() and not text.isupper())


def _between(text: str, match: re.Match[str], language: Language) -> str:
    """What stays in place of a filler: a space, and a comma where the sentence wants one."""
    before, after = match["before"], match["after"]
    if match.start() == 0 or (not before and text[match.start() - 1] in "\"'“‘«([„"):
        return ""
    dots = "..." if "..." in before + after else "…" if "…" in before + after else ""
    previous = last_word(text[: match.start()])
    if not WORD.search(text, match.end()):
        breaks_off = leans(previous, language) and text[match.end() :][:1] not in _DASHES
        return dots or (" …" if breaks_off else "")
    if dots:
        return f"{dots} "
    following = first_word(text, match.end())
    together = hang_together(previous, following, language)
    # "No well, we left": the filler was said in one breath with the word before it.
    breath = "filler" in match.groupdict() and not set_off_before(text[: match.start()])
    comma = "," in before or (breath and "," in after)
    if not comma or together or _may_be_content(text, match.end(), language):
        return " "
    return ", "


def _may_be_content(text: str, at: int, language: Language) -> bool:
    """Whether the comma before a word is the hesitation's: "it has to be done, uh, right, for"."""
    following = WORD.match(text, at)
    if following is None or opens_clause(text[following.end() :], language):
        return False
    filler = tuple(words(following.group())) in filler_phrases(language)
    return filler and set_off_after(text[following.end() :])


@cache
def _sounds(language: Language) -> re.Pattern[str]:
    sound = rf"(?:{either(language.sounds)})(?:(?![\w'’-])|-(?=\s|$))"
    return re.compile(
        rf"(?P<before>(?:\s*(?:,|\.\.\.|…))?\s*)(?<![\w'’-])(?P<sound>{sound})"
        rf"(?:(?:\s*(?:,|\.\.\.|…))?\s+{sound})*(?P<after>\s*(?:,|\.\.\.|…)?\s*)",
        re.IGNORECASE,
    )


# -- punctuation ---------------------------------------------------------------------------------


def _punctuate(draft: Draft) -> None:
    """Tidy what the drops left behind, end the sentence and begin it with a capital."""
    if WORD.search(draft.text) is None and EVENT_MARK.search(draft.text) is None:
        draft.edit("punctuate", 0, len(draft.text), "")
    if _UNTIDY.search(draft.text):
        _tidy(draft, _TIDY)
    if not draft.text:
        return
    if match := _BROKEN_OFF.search(draft.text):
        draft.edit("punctuate", match.start(), match.end(), " …")
    elif not _END_MARK.search(draft.text):
        draft.edit("punctuate", len(draft.text), len(draft.text), ".")
    _capitalise(draft)


def _capitalise(draft: Draft) -> None:
    first = _LETTER.search(draft.text)
    if first and first.start() != 0:
        outside = EVENT_MARK.sub(lambda mark: " " * len(mark.group()), draft.text)
        first = _LETTER.search(outside)
    if first and first.group().islower():
        draft.edit("capitalise", first.start(), first.end(), first.group().upper())


def _tidy(draft: Draft, rules: Iterable[tuple[re.Pattern[str], str]]) -> None:
    for pattern, now in rules:
        position = 0
        while match := pattern.search(draft.text, position):
            draft.edit("punctuate", match.start(), match.end(), now)
            position = match.start() + len(now)
