"""Which words cannot end a phrase, so that what follows them belongs to them.

Hesitations fall anywhere: the commas around "um" in "a, um, strong wish" belong to the hesitation,
one of those in "our man was poorly, um, it took him a week" to the sentence. A language without
such lists keeps every comma.
"""

from __future__ import annotations

from stc_cli.languages import Language
from stc_cli.text.characters import WORD

_CONTRACTED = ("'s", "'re", "'m", "'ve", "'ll", "'d", "n't")


def leans(word: str, language: Language) -> bool:
    """Whether a word cannot end a phrase: "the", "from", "and", "was"."""
    word = _plain(word)
    lists = language.leaning
    return word in _VERBAL or any(
        word in words
        for words in (
            lists.determiners, lists.links, lists.verbs, lists.subjects, lists.connectives
        )
    )  # fmt: skip


def hang_together(before: str, after: str, language: Language) -> bool:
    """Whether no comma belongs between two words that a filler stood between."""
    in_short = _is_clause_in_short(after, language)
    before, after = _plain(before), _plain(after)
    lists = language.leaning
    if before == after or before in lists.connectives:
        return True
    if in_short:
        return False  # "like a, um, it's a house"
    if before in lists.determiners or before in lists.subjects:
        others = lists.determiners | lists.subjects | lists.connectives
        return after not in (others | lists.verbs if before in lists.determiners else others)
    if before in lists.links:
        return after not in lists.subjects
    if before in lists.verbs or before in _VERBAL:
        return after not in lists.connectives and (lists.verb_first or after not in lists.subjects)
    return False


def _is_clause_in_short(word: str, language: Language) -> bool:
    """Whether a word is a subject and its verb: "it's", "that's"; not "boss's"."""
    subject, mark, _ = word.lower().replace("’", "'").partition("'")
    return bool(mark) and (
        subject in language.leaning.subjects or subject in language.person.get("other_subjects", ())
    )


_VERBAL = frozenset(_CONTRACTED)


def _plain(word: str) -> str:
    """The word in lower case; of a contraction its second part."""
    word = word.lower().replace("’", "'")
    return next((end for end in _CONTRACTED if word.endswith(end)), word)


def last_word(text: str) -> str:
    """The last word of a text, or nothing."""
    found = WORD.findall(text, max(0, len(text) - 80))
    return found[-1] if found else ""


def first_word(text: str, position: int = 0) -> str:
    """The first word of a text from a position on, or nothing."""
    found = WORD.search(text, position)
    return found.group() if found else ""
