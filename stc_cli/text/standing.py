"""Whether words stand by themselves: for a sentence that is read without what was said around it.

All go by form alone, and only by what shows; in a language without lists little does.
"""

from __future__ import annotations

from stc_cli.languages import Language
from stc_cli.text.locks import words

SHORT = 3  # words; a sentence of fewer without a subject or verb is an answer: "Six years."
_OPEN = ("…", "...", "-", "–", "—")
_CLOSING = " \"'”’»)"


def is_clause(text: str, language: Language) -> bool:
    """Whether a sentence has a subject such as "we" or a verb such as "was"; no mere fragment."""
    lists = language.leaning
    said = {part for word in words(text) for part in (word, *_parts(word))}
    return not lists.verbs or bool(said & (lists.subjects | lists.verbs))


def _parts(word: str) -> list[str]:
    """A contraction as its two words: "it's", "isn't"."""
    return [word.removesuffix("n't"), *word.replace("'", " '").split()] if "'" in word else []


def breaks_off(text: str, language: Language) -> bool:
    """Whether a sentence ends before it is said: "with the.", "and then.", "We were …"."""
    if text.rstrip(_CLOSING).endswith(_OPEN):
        return True
    *before, last = words(text[-60:]) or [""]
    hangs = last in language.connectives and not language.joining.isdisjoint(before[-1:])
    return hangs or last in language.leaning.never_last


def is_answer(text: str, language: Language) -> bool:
    """Whether a sentence is a word or two that only a question gives a meaning: "Six years."."""
    return len(words(text)) < SHORT and not is_clause(text, language)


def leaves_open(text: str) -> bool:
    """Whether a quotation begins in a text and does not end in it."""
    return text.count('"') % 2 == 1 or any(
        text.count(opening) > text.count(closing) for opening, closing in ("“”", "«»")
    )
