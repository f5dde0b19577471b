"""Repetitions and self-repairs: what a speaker says twice, or gives up and says otherwise.

Told by form alone: a self-repair begins again with the words it began with, after words that
cannot end a phrase ("in the, in our unit") or with another form of the same verb ("we had, we
have"). What a speaker only puts side by side stays ("we can, we will, we must").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from stc_cli.languages import Language
from stc_cli.text.locks import locked, words
from stc_cli.text.operations import Draft
from stc_cli.text.phrases import leans

LONGEST = 6  # words of what is given up
_WORD = r"[^\W_]+(?:['’][^\W_]+)?"
_REPETITION = re.compile(
    rf"(?<![\w'’-])(?P<once>{_WORD}(?:\s+{_WORD}){{0,3}}?)"
    r"(?P<again>(?:(?:\s*[,–—…-]|\s*\.\.\.)*\s+(?P=once)(?![\w'’-]))+)",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"(?<![\w'’-])(?P<start>[^\W\d_]{1,6})[-–—]\s+(?=(?P=start)[^\W\d_])", re.I)
_RESTART = re.compile(
    r"(?<![\w'’-])(?P<start>I|we|he|she|they)(?:\s*[,–—…-]|\s*\.\.\.)*\s+"
    r"(?=(?P=start)['’]\w)",
    re.IGNORECASE,
)
# A word of a repair, a contraction as two: "we", "'ve".
_PART = re.compile(r"[^\W_]+|['’](?:s|re|m|ve|ll|d)\b", re.IGNORECASE)
_HYPHENS = ("-", "–", "—")  # right after what is begun of a word
_BROKEN_OFF = re.compile(r"\s*(?:[-–—…]|\.\.)")  # a mark that transcribers put where speech breaks


def says_a_word_twice(said: Sequence[str], text: str) -> bool:
    """Whether there may be anything to find: a word twice, or part of one ("we, we've").

    `said`: the words of the text, or more.
    """
    return len(set(said)) < len(said) or any(mark in text for mark in "'’-–—")


# -- repetitions ---------------------------------------------------------------------------------


def collapse_repetitions(draft: Draft, language: Language) -> None:
    """Leave one of several immediate repetitions: "we we had" becomes "we had"."""
    if not _stands_twice(words(draft.text)):
        return  # as in most sentences
    position = 0
    while match := _REPETITION.search(draft.text, position):
        once = match["once"]
        if _is_meant(once, match["again"], draft.text[match.end() :], language):
            position = match.end() - len(once)
            continue
        draft.edit("collapse_repetition", match.start(), match.end(), once)
        position = match.start()


def _stands_twice(said: Sequence[str]) -> bool:
    """Whether one to four words are followed by the same words."""
    return any(
        said[i] == said[i + n] and said[i : i + n] == said[i + n : i + 2 * n]
        for n in (1, 2, 3, 4)
        for i in range(len(said) - 2 * n + 1)
    )


def _is_meant(once: str, again: str, after: str, language: Language) -> bool:
    """Whether words may rightly stand twice: emphasis, numbers, "he loves it, it's his"."""
    said = words(once)
    if once.lower() in language.repeatable:
        return True
    if len(said) > 1 and {said[0], said[-1]} & language.joining:
        return not all(_is_function_word(word, language) for word in said)  # "and again and again"
    # A comma between single words may be the sentence's own; a broken-off one is not.
    apart = len(said) == 1 and "," in again and not re.search(r"[-–—…]|\.\.", again)
    if leans(said[-1], language):
        return len(said) == 1 and _is_inverted(said[0], after, language)
    if _is_function_word(said[-1], language):
        return apart
    counts = any(word.isdigit() or word in language.quantities for word in said)
    return apart or counts or len(words(again)) > len(said)  # "work work work"


def _is_inverted(verb: str, after: str, language: Language) -> bool:
    """Whether a verb ends one clause and begins the next: "det vi har har vi lånt"."""
    lists = language.leaning
    following = words(after[:40])[:1]
    return lists.verb_first and verb in lists.verbs and bool(lists.subjects & set(following))


def _is_function_word(word: str, language: Language) -> bool:
    return leans(word, language) or word in language.clause_openers


# -- self-repairs --------------------------------------------------------------------------------


def resolve_self_repairs(draft: Draft, language: Language) -> None:
    """Take out what a speaker begins and gives up, where the repair begins with its first word."""
    for pattern, marks in ((_RESTART, "'’"), (_FRAGMENT, "-–—")):
        position = 0 if any(mark in draft.text for mark in marks) else len(draft.text)
        while match := pattern.search(draft.text, position):
            position = match.end()
            if not locked(match.group(), language):
                draft.edit("resolve_self_repair", match.start(), match.end(), "")
                position = match.start()
    while found := next(_given_up(draft.text, language), None):
        draft.edit("resolve_self_repair", *found, "")


def _given_up(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """What is given up, in characters with the white space after it; the longest first."""
    said = _parts(text)
    may_end = _last_words(language)
    hyphens = any(mark in text for mark in _HYPHENS)
    tokens = list(_PART.finditer(text)) if hyphens else []
    for repair in range(2, len(said) - 1):
        word, first = said[repair], max(0, repair - LONGEST - 3)
        broken = hyphens and text[tokens[repair - 1].end()] in _HYPHENS
        if not (broken or said[repair - 1] in may_end) or word not in said[first : repair - 1]:
            continue
        tokens = tokens or list(_PART.finditer(text))
        last = tokens[repair].start()
        for start in range(first, repair - 1):
            begin = tokens[start].start()
            if said[start] == word and is_self_repair(
                text[:begin], text[begin:last], text[last:], language
            ):
                yield begin, last


@cache
def _last_words(language: Language) -> frozenset[str]:
    """The words that what is given up may end with, or the "I mean" after it."""
    lists = language.leaning
    corrections = (phrase.split()[-1] for phrase in language.fillers.corrections)
    return frozenset().union(
        lists.never_last, lists.determiners, lists.subjects, lists.verbs, *lists.forms, corrections
    )


def is_self_repair(before: str, given_up: str, after: str, language: Language) -> bool:
    """Whether what stands between two texts is given up, and `after` begins with its repair."""
    if locked(given_up, language):
        return False
    said, marks = _without_correction(given_up, language)
    repair = _parts(after[:120])
    if not said or not repair:
        return False
    if len(said) == 1 and len(words(given_up)) == 1:
        return _is_broken_word(given_up, after)
    if len(said) > LONGEST or said[0] != repair[0]:
        return False
    if not re.fullmatch(r"[\w'’\s]+", given_up[: len(given_up) - len(marks)]):
        return False  # punctuation within it
    if marks[:1] in _HYPHENS and _is_broken_off(said, after, language):
        return True
    begins = _begins_clause(before, language)
    return _is_other_ending(said, marks, after, begins, language) or (
        bool(marks.strip()) and begins and _is_restart(said, marks, after, language)
    )


def _is_broken_off(said: Sequence[str], after: str, language: Language) -> bool:
    """Whether the same words come again and the last of them in full: "I wan- I wanted"."""
    repair, known = _parts_in_a_row(after), len(said) - 1
    if not known or len(repair) < len(said) or list(said[:known]) != repair[:known]:
        return False
    begun, whole = said[known], repair[known]
    return begun != whole and whole.startswith(begun) and not locked(whole, language)


def _is_other_ending(
    said: Sequence[str], marks: str, after: str, begins: bool, language: Language
) -> bool:
    """Whether the same words come again and only the last is another: "in the, in our unit"."""
    repair = _parts_in_a_row(after)
    known = len(said) - 1
    if len(repair) < len(said) + 1 or list(said[:known]) != repair[:known] or not known:
        return False  # nothing follows the other word: "we had, we have, we will"
    last, instead, previous = said[-1], repair[known], said[-2]
    if last == instead or locked(instead, language) or repair[known + 1] in language.joining:
        return False
    lists = language.leaning
    if any(last in group and instead in group for group in lists.forms):
        if last in lists.verbs or last[0] == "'":
            return begins and _is_subject(previous, language)
        return True
    if last in lists.never_last:
        return last in lists.determiners or bool(marks.strip())
    if last in lists.determiners:
        return previous in lists.links and instead in lists.determiners
    return (
        last in lists.subjects
        and previous in lists.connectives
        and previous not in language.joining
        and bool(marks.strip())
    )


def _is_restart(said: Sequence[str], marks: str, after: str, language: Language) -> bool:
    """Whether a clause begins anew with its subject: "I was going to the, I went home"."""
    if len(_parts_in_a_row(after)) < 2:
        return False
    lists = language.leaning
    subject = next((n for n, word in enumerate(said[:2]) if word in lists.subjects), None)
    if subject is None or (subject == 1 and said[0] not in lists.connectives):
        return False
    if said[-1] in lists.never_last:
        return len(said) > 2
    # A bare verb may answer ("he is, he left work") unless the transcriber heard a break.
    verb = said[-1] in lists.verbs and len(said) == subject + 2
    return verb and _BROKEN_OFF.search(marks) is not None


def _is_broken_word(given_up: str, after: str) -> bool:
    """Whether one word is begun and said in full: "th- that", "I, I'd"."""
    word, following = words(given_up)[0], words(after[:80])[:1]
    if not following or not following[0].startswith(word):
        return False
    return following[0][len(word) :][:1] == "'" or (following[0] != word and "-" in given_up)


def _is_subject(word: str, language: Language) -> bool:
    return word in language.leaning.subjects or word in language.clause_openers


def _begins_clause(before: str, language: Language) -> bool:
    """Whether a clause begins after a text: at a mark, or after "and" or "but"."""
    before = before.rstrip()
    said = words(before[-40:])
    return not said or before[-1] in ',;:.!?…-–—"“(' or said[-1] in language.joining


def _without_correction(given_up: str, language: Language) -> tuple[list[str], str]:
    """The words before an "I mean" that leads to the repair, and all that stands after them."""
    match = _correction(language).search(given_up)
    at = match.start() if match else len(given_up)
    said = given_up[:at].rstrip(" ,.…–—-")
    return _parts(said), given_up[len(said) :]


@cache
def _correction(language: Language) -> re.Pattern[str]:
    phrases = "|".join(map(re.escape, sorted(language.fillers.corrections))) or "(?!)"
    return re.compile(rf"(?<=[\s,])(?:{phrases})\W*$", re.IGNORECASE)


def _parts(text: str) -> list[str]:
    return [_plain(part) for part in _PART.findall(text)]


def _parts_in_a_row(text: str) -> list[str]:
    """The words up to the first mark."""
    row = re.match(r"[\w'’\s]*", text)
    return _parts(row.group()) if row else []


def _plain(part: str) -> str:
    # "Plan A" is no article; "I" is the pronoun.
    if len(part) == 1 and part.isupper() and part != "I":
        return part
    return part.lower().replace("’", "'")
