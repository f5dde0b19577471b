"""Where sentences end, by rules: punctuation, abbreviations, ordinals, hesitation dots.

spaCy's sentencizer never splits after "2010." and splits inside "f.eks." in Scandinavian text.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from stc_cli.languages import Language
from stc_cli.records import Span
from stc_cli.text.characters import EVENT_MARK, WORD

# An end mark, closing quotes or brackets after it, then white space or the end of the text.
_END = re.compile(r"(?<![.!?…])([.!?…]+)([\"'”’»)\]]*)(?=\s|$)")
_APART = frozenset("\"'“”‘’«»()[]")  # do not belong to the word they stand at
_LONGEST = 40  # characters of a word that may be an abbreviation or a number
_FIRST_WORD = re.compile(rf"(?:\s*(?:{EVENT_MARK.pattern}))*\s*[\"'“‘«(\[\-–—]*\s*([^\s]+)")


def sentence_spans(text: str, language: Language) -> list[Span]:
    """The sentences of a text in order, without the white space around them.

    A line break always ends a sentence; "." does not after an abbreviation, an initial or (where
    the language writes them so) an ordinal number; "…" only before a capital.
    """
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        spans += _line_spans(text, start, end, language)
        start = end + 1
    return spans


def _line_spans(text: str, start: int, end: int, language: Language) -> list[Span]:
    spans: list[Span] = []
    begin = start
    for match in _END.finditer(text, start, end):
        if match.end() < end and not _ends_sentence(text, match, begin, end, language):
            continue
        if span := trimmed(text, begin, match.end()):
            spans.append(span)
        begin = match.end()
    if span := trimmed(text, begin, end):
        spans.append(span)
    return spans


def _ends_sentence(
    text: str, match: re.Match[str], begin: int, end: int, language: Language
) -> bool:
    marks, closing = match.groups()
    following = _FIRST_WORD.match(text, match.end(), end)
    if following is None:
        return True
    next_word = following.group(1)
    capital = next_word[0].isupper() or next_word[0].isdigit()
    if marks[-1] in "!?" or (marks[0] in "!?"):
        return capital or not closing  # »Hvorfor?« sa hun
    if marks != ".":
        # Hesitation: the "I" of English is capital wherever it stands.
        return capital and not (language.code == "en" and re.match(r"I\b", next_word))
    return _full_stop_ends(_word_before(text, begin, match.start()), next_word, language)


def _word_before(text: str, begin: int, end: int) -> str:
    """The word that ends at `end`, or its last characters."""
    start = end
    first = max(begin, end - _LONGEST)
    while start > first and not text[start - 1].isspace() and text[start - 1] not in _APART:
        start -= 1
    return text[start:end]


def _full_stop_ends(word: str, next_word: str, language: Language) -> bool:
    capital = next_word[0].isupper() or next_word[0].isdigit()
    if len(word) == 1 and word.isupper() and word != "I":
        return False  # an initial
    abbreviation = word.lower() + "."
    if abbreviation in language.abbreviations:
        return False
    if abbreviation in language.abbreviations_may_end:
        return next_word[0].isupper()  # "no. 5"
    if word.isdigit() and language.ordinals:
        return capital and next_word.lower().rstrip(".,") not in language.months
    if capital:
        return True
    # Transcribers often go on in lower case; an unknown abbreviation looks otherwise.
    return len(word) > 2 and "." not in word and not word[-1].isdigit()


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends, or None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def clause_spans(text: str, span: Span, max_words: int, language: Language) -> list[Span]:
    """A sentence that is too long, cut at clause boundaries into pieces of at most `max_words`.

    Cuts after punctuation within the sentence, else before a connective, else between words:
    transcripts made by machines may have no punctuation at all.
    """
    words = _word_spans(text, span)
    pieces: list[Span] = []
    first = 0
    while len(words) - first > max_words:
        cut = _best_cut(text, words, first, max_words, language)
        pieces.append(Span(words[first].start, words[cut - 1].end))
        first = cut
    pieces.append(Span(words[first].start if first else span.start, span.end))
    return pieces


def _word_spans(text: str, span: Span) -> list[Span]:
    """The words as counted, each with the marks that stand at it; together all that is visible."""
    found = list(WORD.finditer(text, span.start, span.end))
    starts = [span.start]
    for word, following in pairwise(found):
        gap = text[word.end() : following.start()]
        spaced = max((n for n, mark in enumerate(gap, start=1) if mark.isspace()), default=len(gap))
        starts.append(word.end() + spaced)
    ends = [*starts[1:], span.end]
    return [trimmed(text, *ends_of) or span for ends_of in zip(starts, ends, strict=True)]


def _best_cut(text: str, words: list[Span], first: int, max_words: int, language: Language) -> int:
    """The index of the word that begins the next piece: the last good place in the second half."""
    connectives = _one_word(language.connectives)
    after_connective = 0
    for index in range(first + max_words, first + max_words // 2, -1):
        previous = text[words[index - 1].start : words[index - 1].end]
        if previous[-1] in ",;:-–—…" or previous.endswith("..."):
            return index
        word = text[words[index].start : words[index].end].lower()
        if not after_connective and word in connectives:
            after_connective = index
    return after_connective or first + max_words


@cache
def _one_word(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(phrase for phrase in phrases if " " not in phrase)
