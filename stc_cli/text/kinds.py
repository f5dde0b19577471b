"""What each kind of operation may do: whether an edit is what it says it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from stc_cli.languages import Language
from stc_cli.records import Operation
from stc_cli.text.characters import EVENT_MARK, WORD
from stc_cli.text.fillers import is_filler, opens_clause
from stc_cli.text.locks import lost_locks, words
from stc_cli.text.operations import CLOSING, OPENING
from stc_cli.text.repairs import is_self_repair

# What a transcriber could not hear or left out stays visible.
UNHEARD = re.compile(r"inaud|unintell|unclear|uhør|utydelig|ohör|ohor|otydlig|unverst|crosstalk|xxx"
                     r"|[\[(]\W*[\])]", re.IGNORECASE)  # fmt: skip
# Edits that may change a locked word: a repetition keeps one of them, a shift its verb ("I think").
_MAY_TOUCH_LOCKS = frozenset(
    {"collapse_repetition", "shift_person", "shift_to_third_person", "frame"}
)


def fault(operations: Iterable[Operation], language: Language) -> str:
    """What is wrong with the first edit that is not of its declared kind, or an empty string.

    An edit that takes out a locked word is of no kind. The operations must have replayed without
    an error.
    """
    texts: list[str] = []
    for number, operation in enumerate(operations, start=1):
        where = f"operation {number} ({operation.op})"
        if operation.op in ("select", "write"):
            texts.append(operation.now)
        elif operation.op == "join":
            last = texts.pop()
            if not _is_join(operation, last, language):
                return f"{where} is not of that kind"
            texts[-1] += operation.now + last
        elif check := _CHECKS.get(operation.op):
            text = texts[-1]
            if not check(operation, text, language):
                return f"{where} is not of that kind"
            at, was, now = operation.at, operation.was, operation.now
            texts[-1] = after = text[:at] + now + text[at + len(was) :]
            if _loses_locks(operation, text, after, language):
                return f"{where} takes out a hedge, negation, quantity or conditional"
    return ""


def _loses_locks(operation: Operation, text: str, after: str, language: Language) -> bool:
    if operation.op in _MAY_TOUCH_LOCKS:
        return False
    lost = lost_locks(text, after, language)
    if operation.op == "drop_filler":  # tags such as "ikke sant" deny nothing
        lost -= Counter(words(operation.was))
    return bool(lost)


def _only_marks(text: str) -> bool:
    return WORD.search(text) is None


_MARKS = frozenset(" \t,;:.…–—-?!\"'“”‘’«»()[]")  # what `punctuate` may add, take or change


def _is_filler(edit: Operation, text: str, language: Language) -> bool:
    said = words(edit.was)
    if not _only_marks(edit.now) or not said:
        return False
    if all(word in language.sounds for word in said):
        return True
    marks = " ,…-–—."
    begin = len(edit.was) - len(edit.was.lstrip(marks))
    end = len(edit.was.rstrip(marks))
    before = text[: edit.at] + edit.was[:begin]
    return is_filler(said, before, edit.was[end:] + text[edit.at + len(edit.was) :], language)


def _is_event_mark(edit: Operation, text: str, language: Language) -> bool:
    mark = edit.was.strip(" ,")
    if mark.startswith("((") and mark.endswith("))"):
        mark = mark[1:-1]
    heard = EVENT_MARK.fullmatch(mark) is not None and not UNHEARD.search(mark)
    return heard and not edit.now.strip(",. ")


def _is_repetition(edit: Operation, text: str, language: Language) -> bool:
    many, once = words(edit.was), words(edit.now)
    if not once or len(many) % len(once) or len(many) == len(once):
        return False
    return many == once * (len(many) // len(once))


def _is_self_repair(edit: Operation, text: str, language: Language) -> bool:
    after = text[edit.at + len(edit.was) :]
    return not edit.now and is_self_repair(text[: edit.at], edit.was, after, language)


def _is_trim(edit: Operation, text: str, language: Language) -> bool:
    """Whether a connective goes that opens the sentence, which is whole without it."""
    opens = not text[: edit.at].strip(" \"'“‘«(")
    after = text[edit.at + len(edit.was) :]
    return opens and not edit.now and is_trimmable(edit.was, after, language)


def is_trimmable(connective: str, after: str, language: Language) -> bool:
    """Whether a clause with its subject first follows a connective that may be missing.

    A verb after it needs it for its place ("Så gikk vi"); "so that", "so many" are no connectives.
    """
    following = words(after[:200])
    lists = language.leaning
    return (
        " ".join(words(connective)) in language.trim
        and after.lstrip() == after
        and (opens_clause(after, language) or _opens_with_noun(after, following, language))
        and following[0] not in {*language.contrast, *language.quantities, language.trim[0]}
        and len(following) > 1
        and any(word in lists.verbs | lists.subjects or "'" in word for word in following)
        and not after.rstrip(' "”’»)').endswith(("?", "!"))
    )


def _opens_with_noun(after: str, said: list[str], language: Language) -> bool:
    """Whether a sentence begins with a name and its verb, or with a preposition and its noun.

    "Anne came", "up at the clinic we …", "in practice they …"; not "on and on", "British that".
    Only where the subject stays before its verb whatever opens the sentence.
    """
    lists = language.leaning
    if lists.verb_first or len(said) < 3:
        return False
    if after[0].isupper():
        return said[1] in lists.verbs | language.person.get("evident_verbs", frozenset())
    place = next((n for n, word in enumerate(said) if word not in language.trim_before), len(said))
    if not place or place + 1 >= len(said):
        return False
    named = re.match(rf"(?:\w+\s+){{{place}}}(?:[A-Z]|\d)", after) is not None
    held = said[place] in lists.determiners | _POINTING
    return named or held or said[place + 1].partition("'")[0] in lists.subjects


_POINTING = frozenset("this that these those me us him her them".split())


def _is_cut(edit: Operation, text: str, language: Language) -> bool:
    """Whether what goes is a clause between boundaries, and a sentence is left."""
    from stc_cli.text.clauses import asides

    return any(
        (aside.start, aside.end) == (edit.at, edit.at + len(edit.was)) and aside.now == edit.now
        for aside in asides(text, language)
    )


def _is_join(operation: Operation, last: str, language: Language) -> bool:
    """Whether a sentence follows with the connective that its speaker began it with."""
    return operation.now == ", " and opening_connective(last, language) != ""


def opening_connective(text: str, language: Language) -> str:
    """The connective that opens a text, the longest there is, in lower case; or nothing."""
    said = words(text[:60])
    for length in range(min(4, len(said)), 0, -1):
        phrase = " ".join(said[:length])
        if phrase in language.connectives:
            return phrase
    return ""


def _is_punctuation(edit: Operation, text: str, language: Language) -> bool:
    if edit.at == 0 and edit.was == text and not edit.now:
        return _only_marks(text)  # nothing was left but marks
    asks = [any(mark in side for mark in "?!") for side in (edit.was, edit.now)]
    return asks[0] == asks[1] and set(edit.was + edit.now) <= _MARKS


def _is_capital(edit: Operation, text: str, language: Language) -> bool:
    return len(edit.was) == len(edit.now) == 1 and edit.was.lower() == edit.now.lower()


def _is_shift(edit: Operation, text: str, language: Language) -> bool:
    return _is_listed(edit, text, language.third_person)


def _is_shift_to_one(edit: Operation, text: str, language: Language) -> bool:
    return _is_listed(edit, text, language.singular)


def _is_listed(edit: Operation, text: str, shifts: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether an edit exchanges whole words as a table of the language says."""
    was, now = (side.lower().replace("’", "'") for side in (edit.was, edit.now))
    return _whole_words(text, edit.at, edit.at + len(edit.was)) and now in shifts.get(was, ())


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends with a word (a contraction's second part is one)."""
    before, after = text[:start], text[end:]
    first = text[start : start + 1]
    begins = not before[-1:].isalnum() or first in ("'", "’")
    return begins and not after[:1].isalnum()


def _is_frame(edit: Operation, text: str, language: Language) -> bool:
    frames = {"", *language.frames.values()}
    return (
        not edit.was
        and edit.at in (0, len(text))
        and edit.now.replace(OPENING, "").replace(CLOSING, "").strip() in frames
    )


_CHECKS: Mapping[str, Callable[[Operation, str, Language], bool]] = {
    "drop_filler": _is_filler,
    "drop_event_mark": _is_event_mark,
    "collapse_repetition": _is_repetition,
    "resolve_self_repair": _is_self_repair,
    "trim_connective": _is_trim,
    "cut_clause": _is_cut,
    "punctuate": _is_punctuation,
    "capitalise": _is_capital,
    "shift_person": _is_shift_to_one,
    "shift_to_third_person": _is_shift,
    "frame": _is_frame,
}
