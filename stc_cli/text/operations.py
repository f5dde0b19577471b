"""The typed operations that turn a participant's words into a drafted sentence, and their proof.

A sentence is the list of its operations. `replay` runs them from the sources and gives the same
text; `fault` tells whether each is of its declared kind. Edits (`at`, `was`, `now`) are exact:

| operation              | what it does                                                            |
|------------------------|-------------------------------------------------------------------------|
| take                   | begin with `now`, which stands at `at` in the unit or sentence `source` |
| strip_event_mark       | take out a mark such as [laughs]; never [inaudible]                     |
| drop_filler            | take out a hesitation, or a filler phrase that punctuation sets off     |
| collapse_repetition    | "we we had" becomes "we had"                                            |
| drop_false_start       | "we had - we have" becomes "we have"; never with a locked word          |
| punctuate, capitalise  | punctuation, white space, the case of one letter; no words              |
| merge                  | another unit's sentence (`was`, cleaned: `now`) says the same           |
| order                  | the sentence stands at place `at`, under the code `now`                 |
| join                   | it follows the one before it after `now`                                |
| shift_to_third_person  | "we" becomes "they", "I was" becomes "they were"                        |
| frame                  | words of the tool around it: "Participants said that", quotation marks  |
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from stc_cli.languages import Language
from stc_cli.records import Operation
from stc_cli.text.characters import EVENT_MARK, WORD
from stc_cli.text.phrases import leans

EDITS = frozenset(
    (
        "strip_event_mark", "drop_filler", "collapse_repetition", "drop_false_start", "punctuate",
        "capitalise", "shift_to_third_person", "frame",
    )
)  # fmt: skip
RELATIONS = frozenset({"merge", "order", "join"})  # change no text

# What a transcriber could not hear or left out stays visible.
UNHEARD = re.compile(r"inaud|unintell|unclear|uhør|utydelig|ohör|ohor|otydlig|unverst|crosstalk|xxx"
                     r"|[\[(]\W*[\])]", re.IGNORECASE)  # fmt: skip
OPENING, CLOSING = "“", "”"


class Draft:
    """A text under the pen: every change is made by a recorded operation."""

    def __init__(self, source: str, at: int, text: str) -> None:
        self.text = text
        self.operations = [Operation("take", source, at, "", text)]

    def edit(self, op: str, start: int, end: int, now: str) -> None:
        """Replace the characters from `start` up to `end` by `now`, unless that is the same."""
        was = self.text[start:end]
        if was != now:
            self.operations.append(Operation(op, "", start, was, now))
            self.text = self.text[:start] + now + self.text[end:]

    def note(self, op: str, *, source: str = "", at: int = 0, was: str = "", now: str = "") -> None:
        """Record a relation to other texts."""
        self.operations.append(Operation(op, source, at, was, now))


def replay(operations: Iterable[Operation], sources: Callable[[str], str | None]) -> str:
    """The text that the operations make.

    `sources`: the text of a unit or sentence by its id, None where there is none.
    Raises ValueError saying which operation cannot be replayed and why.
    """
    text: str | None = None
    for number, operation in enumerate(operations, start=1):
        op, source, at, was, now = operation
        where = f"operation {number} ({op})"
        if op == "take":
            original = sources(source)
            if original is None:
                raise ValueError(f"{where} takes from {source}, which does not exist")
            if original[at : at + len(now)] != now:
                raise ValueError(f"{where} takes words that do not stand in {source} at {at}")
            text = now
        elif text is None:
            raise ValueError(f"{where} comes before anything was taken")
        elif op in EDITS:
            if at < 0 or text[at : at + len(was)] != was:
                raise ValueError(f"{where} replaces words that do not stand at {at}")
            text = text[:at] + now + text[at + len(was) :]
        elif op not in RELATIONS:
            raise ValueError(f"{where} is no operation that stc knows")
    if text is None:
        raise ValueError("there is no operation that takes any words")
    return text


def fault(operations: Iterable[Operation], language: Language) -> str:
    """What is wrong with the first edit that is not of its declared kind, or an empty string.

    The operations must have replayed without an error.
    """
    text = ""
    for number, operation in enumerate(operations, start=1):
        if operation.op == "take":
            text = operation.now
            continue
        check = _CHECKS.get(operation.op)
        if check is not None:
            if not check(operation, text, language):
                return f"operation {number} ({operation.op}) is not of that kind"
            at, was, now = operation.at, operation.was, operation.now
            text = text[:at] + now + text[at + len(was) :]
    return ""


def words(text: str) -> list[str]:
    """The words of a text in lower case, with straight apostrophes."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def locked(text: str, language: Language) -> Counter[str]:
    """The locked words of a text and their number: hedges, negations, quantities, conditionals."""
    said = f" {' '.join(words(text))} "
    found: Counter[str] = Counter()
    for phrase in _locked_pattern(language).findall(said):
        found[phrase] += 1
    found.update({"n't": said.count("n't ")} if "n't " in said else {})
    return found


@cache
def _locked_pattern(language: Language) -> re.Pattern[str]:
    phrases = (*language.hedges, *language.negations, *language.quantities, *language.conditionals)
    longest_first = sorted({p for p in phrases if p != "n't"}, key=lambda p: (-len(p), p))
    return re.compile(rf"(?<= )(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?= )")


@cache
def filler_phrases(language: Language) -> frozenset[tuple[str, ...]]:
    """Every filler as a tuple of words."""
    return frozenset(tuple(words(f)) for f in (*language.sounds, *language.set_off))


def _are_fillers(said: list[str], language: Language) -> bool:
    """Whether words are one filler after the other and nothing else."""
    phrases = filler_phrases(language)
    longest = max((len(phrase) for phrase in phrases), default=0)
    position = 0
    while position < len(said):
        for length in range(min(longest, len(said) - position), 0, -1):
            if tuple(said[position : position + length]) in phrases:
                position += length
                break
        else:
            return False
    return bool(said)


def _only_marks(text: str) -> bool:
    return WORD.search(text) is None


_MARKS = frozenset(" \t,;:.…–—-?!\"'“”‘’«»()[]")  # what `punctuate` may add, take or change


def _is_filler(edit: Operation, text: str, language: Language) -> bool:
    said = words(edit.was)
    if not _only_marks(edit.now) or not _are_fillers(said, language):
        return False
    if all(word in language.sounds for word in said):
        return True
    before = text[: edit.at] + edit.was[: len(edit.was) - len(edit.was.lstrip(" ,…-–—"))]
    after = edit.was[len(edit.was.rstrip(" ,…-–—.")) :] + text[edit.at + len(edit.was) :]
    return set_off_before(before) and set_off_after(after)


def set_off_before(text: str) -> bool:
    """Whether what follows `text` is set off from it by punctuation or begins the sentence."""
    text = text.rstrip()
    return not text or text[-1] in ',;:…-–—.!?"“('


def set_off_after(text: str) -> bool:
    """Whether what stands before `text` is set off from it by punctuation or ends the sentence."""
    text = text.lstrip()
    return not text or text[0] in ",;…-–—." or text.startswith("...")


def _is_event_mark(edit: Operation, text: str, language: Language) -> bool:
    mark = edit.was.strip(" ,")
    heard = EVENT_MARK.fullmatch(mark) is not None and not UNHEARD.search(mark)
    return heard and not edit.now.strip(",. ")


def _is_repetition(edit: Operation, text: str, language: Language) -> bool:
    many, once = words(edit.was), words(edit.now)
    if not once or len(many) % len(once) or len(many) == len(once):
        return False
    return many == once * (len(many) // len(once))


def _is_false_start(edit: Operation, text: str, language: Language) -> bool:
    abandoned = words(edit.was)
    following = words(text[edit.at + len(edit.was) :])
    if edit.now or not abandoned or not following or locked(edit.was, language):
        return False
    if len(abandoned) == 1 and following[0].startswith(abandoned[0]):
        return True
    return (
        len(abandoned) <= 5 and abandoned[0] == following[0] and is_unfinished(edit.was, language)
    )


def is_unfinished(said: str, language: Language) -> bool:
    """Whether words break off: one word, or a last one that leans on what should follow."""
    found = words(said)
    return len(found) == 1 or (bool(found) and leans(found[-1], language))


def _is_punctuation(edit: Operation, text: str, language: Language) -> bool:
    if edit.at == 0 and edit.was == text and not edit.now:
        return _only_marks(text)  # nothing was left but marks
    asks = [any(mark in side for mark in "?!") for side in (edit.was, edit.now)]
    return asks[0] == asks[1] and set(edit.was + edit.now) <= _MARKS


def _is_capital(edit: Operation, text: str, language: Language) -> bool:
    return len(edit.was) == len(edit.now) == 1 and edit.was.lower() == edit.now.lower()


def _is_shift(edit: Operation, text: str, language: Language) -> bool:
    shifted = language.third_person | language.third_person_verbs
    if not _whole_words(text, edit.at, edit.at + len(edit.was)):
        return False
    return shifted.get(edit.was.lower().replace("’", "'")) == edit.now.lower().replace("’", "'")


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
    "strip_event_mark": _is_event_mark,
    "collapse_repetition": _is_repetition,
    "drop_false_start": _is_false_start,
    "punctuate": _is_punctuation,
    "capitalise": _is_capital,
    "shift_to_third_person": _is_shift,
    "frame": _is_frame,
}
