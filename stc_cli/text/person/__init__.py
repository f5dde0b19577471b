"""Whose words a sentence tells: "we had to learn" becomes "they had to learn", or "I had to learn".

Every exchange of a word stands in a table of the language, so that `stc verify` can check it. A
sentence that could be read two ways, before or after, is left with the reason, never guessed.
"""

from __future__ import annotations

from stc_cli.languages import Language
from stc_cli.text.operations import Draft
from stc_cli.text.person import english, nordic
from stc_cli.text.person.exchanges import Exchange, Left

_NO_DATA = Left("no data")  # without its words, who a sentence speaks of cannot be told


def is_shiftable(text: str, language: Language) -> bool:
    """Whether a sentence can stand in the third person, also because nobody in it is the first."""
    return not isinstance(third_person(text, language), Left)


def third_person(text: str, language: Language) -> list[Exchange] | Left:
    """The exchanges that put a sentence in the third person plural, in order; or why it is left."""
    if not language.complete:
        return _NO_DATA
    if language.code == "en":
        return english.third_person(text, language)
    return nordic.third_person(text, language)


def first_person_singular(text: str, language: Language) -> list[Exchange] | Left:
    """The exchanges that turn "we" into "I", in order; or why the sentence is left."""
    if not language.complete:
        return _NO_DATA
    if language.code == "en":
        return english.first_person_singular(text, language)
    return nordic.first_person_singular(text, language)


def shift(draft: Draft, language: Language) -> str:
    """Put a draft in the third person, one recorded edit per word.

    Returns an empty string, or why the draft was left as it is.
    """
    return _apply("shift_to_third_person", third_person(draft.text, language), draft)


def shift_to_singular(draft: Draft, language: Language) -> str:
    """Turn "we" into "I" in a draft, one recorded edit per word.

    Returns an empty string, or why the draft was left as it is.
    """
    return _apply("shift_person", first_person_singular(draft.text, language), draft)


def _apply(op: str, exchanges: list[Exchange] | Left, draft: Draft) -> str:
    if isinstance(exchanges, Left):
        return exchanges.reason
    grown = 0  # characters by which the edits so far made the text longer
    for start, end, now in exchanges:
        draft.edit(op, start + grown, end + grown, now)
        grown += len(now) - (end - start)
    return ""
