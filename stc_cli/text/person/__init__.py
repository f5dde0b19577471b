"""From the first person to the third: "we had to learn" becomes "they had to learn".

Only what is safe is shifted. A sentence that also speaks of others ("they", "you"), that holds
direct or reported speech, or whose possessives could be read two ways is left for the caller to
quote.
"""

from __future__ import annotations

import re
from functools import cache

from stc_cli.languages import Language
from stc_cli.text.operations import Draft

_DIRECT_SPEECH = re.compile(r"[\"“”«»]|\?")
# "Anne and I", where "they" would swallow Anne; "…, and I went" is another clause.
_COORDINATED = re.compile(
    r"\b[A-ZÆØÅÄÖ]\w+ (?:and|og|och) (?:I|me|we|us|jeg|meg|vi|oss|eg|me|jag|mig|mej)\b"
    r"|\b(?:I|me|we|us|[Jj]eg|meg|[Vv]i|oss|[Ee]g|[Jj]ag|mig|mej) (?:and|og|och) [A-ZÆØÅÄÖ]\w+"
)
# English that a word-by-word shift breaks: "Was I late.", "type I", "Me, I left", "I myself was",
# and a verb whose "I" stands before another ("I was ill and was sent home").
_UNSAFE_ENGLISH = re.compile(
    r"(?i:\b(?:am|was|wasn['’]t) )I\b"
    r"|(?i:\b(?:war|type|phase|part|class|level|bipolar|vitamin)) I\b"
    r"|^\W*(?:Me|me|Us|us)\b"
    r"|\bI(?i:(?: myself|,[^,]*,| who| no longer) (?:am|was|wasn['’]t)\b)"
    r"|(?i:\b(?:and|but|or|who) (?:am|was|wasn['’]t)\b)"
)
_HEARER = re.compile(
    r"\s+(?:to\s+|til\s+|till\s+)?(?:me|us|myself|ourselves|meg|oss|mig|mej|os)\b", re.IGNORECASE
)
# Between a subject and its verb: "I just was", "I never was".
_ADVERB = r"(?:(?:just|also|really|never|only|actually|always|still|even|then|probably|maybe)\s+)?"


def is_shiftable(text: str, language: Language) -> bool:
    """Whether every first person of a sentence can be turned to the third without guessing.

    A sentence without a first person is, because nothing changes, unless it speaks to someone.
    """
    if _any_of(language.address).search(text):
        return False
    first = _first_person(language).search(text)
    if first is None:
        return True
    if _DIRECT_SPEECH.search(text) or _ambiguous(language).search(text):
        return False
    if not language.complete or _COORDINATED.search(text) or _is_reported(text, language):
        return False
    if language.code == "en" and _UNSAFE_ENGLISH.search(text):
        return False
    return not (language.reflexive and _any_of(language.reflexive).search(text))


def _is_reported(text: str, language: Language) -> bool:
    """Whether a first person may be somebody's reported words: "she said, I'm fine"."""
    reporting = _any_of(language.reporting).search(text)
    if reporting is None:
        return False
    # "She told me", "I asked myself": the hearer is nobody's reported word.
    hearer = _HEARER.match(text, reporting.end())
    begin = hearer.end() if hearer else reporting.end()
    return _first_person(language).search(text, begin) is not None


def shift(draft: Draft, language: Language) -> None:
    """Turn the first person of a shiftable sentence to the third, one recorded edit per word."""
    pattern = _first_person(language)
    position = 0
    while match := pattern.search(draft.text, position):
        word = match.group("word")
        now = _like(word, language.third_person[word.lower()][0], draft.text, match.start("word"))
        draft.edit("shift_to_third_person", match.start("word"), match.end("word"), now)
        position = match.start("word") + len(now)
        if word.lower() == "i" and language.code == "en":
            _shift_verb(draft, position, language)


def _shift_verb(draft: Draft, position: int, language: Language) -> None:
    """The verb after a subject that was "I": "am" and "was" become "are" and "were"."""
    verb = _verb(language).match(draft.text, position)
    if verb is None:
        return
    was = verb.group("verb")
    now = language.third_person[was.lower().replace("’", "'")][0]
    draft.edit("shift_to_third_person", verb.start("verb"), verb.end("verb"), now)


def _like(was: str, now: str, text: str, at: int) -> str:
    """The new word with a capital where the sentence begins with it."""
    begins = not text[:at].strip(" \"'“‘(") or text[:at].rstrip().endswith((".", "!", "?", ":"))
    return now[:1].upper() + now[1:] if begins and was[:1].isupper() else now


_VERBS = {"am", "'m", "was", "wasn't", "ain't"}


@cache
def _first_person(language: Language) -> re.Pattern[str]:
    words = sorted(set(language.third_person) - _VERBS, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w’'-])(?P<word>{'|'.join(words) or '(?!)'})(?![\w-])", re.IGNORECASE)


@cache
def _ambiguous(language: Language) -> re.Pattern[str]:
    """Danish "I" (you) counts as written and not at the beginning; all else in any case."""
    exact = [word for word in language.ambiguous if word != word.lower()]
    lower = sorted(language.ambiguous - set(exact))
    parts = [rf"(?i:(?<!\w)(?:{'|'.join(map(re.escape, lower)) or '(?!)'})(?!\w))"]
    parts += [rf"(?<=\w ){re.escape(word)}(?!\w)" for word in sorted(exact)]
    return re.compile("|".join(parts))


@cache
def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words)) or '(?!)'})(?!\w)", re.IGNORECASE)


@cache
def _verb(language: Language) -> re.Pattern[str]:
    verbs = sorted(_VERBS & set(language.third_person), key=lambda verb: (-len(verb), verb))
    alternatives = "|".join(re.escape(verb).replace("'", "['’]") for verb in verbs) or "(?!)"
    return re.compile(rf"\s*{_ADVERB}(?P<verb>{alternatives})(?![\w’'])", re.IGNORECASE)
