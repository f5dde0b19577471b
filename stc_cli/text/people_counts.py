"""Where a text counts people: "most participants", "half of them", "everyone agreed".

STC does not count as evidence, and in a focus group silence is neither agreement nor dissent
(Malterud 2012). A draft therefore never holds such a quantifier, and where a person's text does,
`stc check` shows who stands behind it. What is found goes by lists: a quantifier counts people
when a word for people follows it ("several of the nurses", not "several meetings"), a word for
those who were spoken of ("half of them"), or a verb of what people do, at the beginning of a clause
("many felt").
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from stc_cli.languages import Language
from stc_cli.records import Span
from stc_cli.text.characters import WORD

_LONGEST = 4  # words of a quantifier
_BETWEEN = 3  # words between a quantifier and the word for people: "many newly trained young …"
_ENDING = 6  # letters from which a word for people may end a longer one: "fagdeltakere"
_NOUN = 40  # letters that a word for people has at most
# "3 of 4", "70 %"; no year.
_FIGURE = re.compile(r"(?!(?:19|20)\d\d$)\d{1,4}")
_PERCENT = frozenset({"percent", "prosent", "procent"})
_CLOSE = re.compile(r"[\s%\"'“”‘’«»]*")  # what may stand between the words of one phrase


def people_counted(text: str, language: Language) -> list[Span]:
    """The places of a text that count people, in order, each from quantifier to word for people.

    A language without data has none.
    """
    if not language.people_counts.quantifiers:
        return []
    talk = _Words(text, language)
    found: list[Span] = []
    n = 0
    while n < len(talk.words):
        end = talk.counted(n)
        if end > n:
            found.append(Span(talk.spans[n].start, talk.spans[end - 1].end))
        n = max(end, n + 1)
    return found


class _Words:
    """A text word by word. Every method takes the number of a word; 0 where one gives an end
    means that nothing was found."""

    def __init__(self, text: str, language: Language) -> None:
        matches = list(WORD.finditer(text))
        self.counts = language.people_counts
        self.leaning = language.leaning
        self.follows, self.ends_phrase = _function_words(language)
        self.spans = [Span(*match.span()) for match in matches]
        self.words = [match.group().lower().replace("’", "'") for match in matches]
        ends = [0, *(span.end for span in self.spans)]
        gaps = [text[end : span.start] for end, span in zip(ends, self.spans, strict=False)]
        self.begins = [n == 0 or not _CLOSE.fullmatch(gap) for n, gap in enumerate(gaps)]

    def word(self, n: int) -> str:
        """The word that follows in the same phrase; empty where the phrase ends before it."""
        return self.words[n] if n < len(self.words) and not self.begins[n] else ""

    def phrase(self, n: int, phrases: Collection[str]) -> int:
        """The end of the longest of some phrases that begins with a word."""
        for length in range(min(_LONGEST, len(self.words) - n), 0, -1):
            said = " ".join(self.words[n : n + length])
            if said in phrases and not any(self.begins[n + 1 : n + length]):
                return n + length
        return 0

    def counted(self, n: int) -> int:
        """The end of a count of people that begins with a word."""
        counts = self.counts
        if end := self.phrase(n, counts.everyone):
            return end
        if end := self._together(n):
            return end
        quantifier = self.phrase(n, counts.quantifiers)
        end = quantifier or self._number(n)
        if not end:
            return 0
        said = " ".join(self.words[n:end])
        of = self.phrase(end, counts.of) if self.word(end) else 0
        if of:
            return self._of(of, ratio=said in counts.numbers or not quantifier or end == n + 1)
        if said in _ONE or (said == _SUPERLATIVE and n and self.words[n - 1] in counts.the):
            return 0
        return (
            self._noun(end, said)
            or self._everybody(end, said)
            or self._alone(n, end, said, figure=self.words[n].isdigit())
        )

    def _together(self, n: int) -> int:
        """The end of "they all", "the participants all", "we were all"."""
        counts = self.counts
        if not (self.words[n] in counts.they or self._is_person(self.words[n], each=False)):
            return 0
        n += 1 + (self.word(n + 1) in counts.be)
        end = self.phrase(n, counts.together) if self.word(n) else 0
        if not end or self.head(end):
            return 0
        counted = self.word(end + (self.word(end) in counts.the))  # "happens to us all the time"
        return end if counted not in counts.things else 0

    def _noun(self, n: int, quantifier: str) -> int:
        """The end of the noun phrase after a quantifier; none in "both managers and nurses"."""
        end = self.head(n, each=quantifier in self.counts.each)
        return end if not end or self.word(end) != _CORRELATIVE.get(quantifier, "") else 0

    def _number(self, n: int) -> int:
        word = self.words[n]
        if word not in self.counts.numbers and not _FIGURE.fullmatch(word):
            return 0
        return n + 2 if self.word(n + 1) in _PERCENT else n + 1

    def _of(self, n: int, *, ratio: bool) -> int:
        """The end of what a quantifier with "of" counts: them, the nurses, three of four."""
        if self.word(n) in self.counts.them and not self.head(n):
            return n + 1
        if end := self.head(n, each=False):
            return end
        m = n + (self.word(n) in self.counts.the)
        number = self._number(m) if ratio and self.word(m) else 0
        return number if number and (not self.word(number) or self._does(number)) else 0

    def head(self, n: int, *, each: bool = False) -> int:
        """The end of a noun phrase whose noun is a word for people.

        `each`: whether a single person is one too ("every manager").
        """
        n += self.word(n) in self.counts.the
        for m in range(n, n + _BETWEEN + 1):
            word = self.word(m)
            if self._is_person(word, each=each):
                return m + 1
            if not word or word in self.ends_phrase or self._is_verb(word):
                return 0
        return 0

    def _is_person(self, word: str, *, each: bool) -> bool:
        word = word.removesuffix("'s").rsplit("-", 1)[-1]
        first = max(1, len(word) - _NOUN)
        ends = (word, *(word[n:] for n in range(first, len(word) - _ENDING + 1)))
        people, person = self.counts.people, self.counts.person
        return any(end in people or (each and end in person) for end in ends)

    def _is_verb(self, word: str) -> bool:
        """English "experienced" may belong to the noun; "said" does not."""
        return word in self.counts.verbs and not word.endswith("ed")

    def _everybody(self, end: int, said: str) -> int:
        """Nordic "alle", "ingen": people unless a word for a thing follows."""
        if said not in self.counts.everybody:
            return 0
        return end if self._closes(end) or self._does(end) else 0

    def _alone(self, n: int, end: int, said: str, *, figure: bool) -> int:
        """The end of a quantifier that is the subject of what people do: "many felt"."""
        if figure or not (said in self.counts.alone or said in self.counts.numbers):
            return 0
        before = "" if self.begins[n] else self.words[n - 1]
        if (not before or before in self.leaning.connectives) and self._does(end):
            return end
        inverted = self.leaning.verb_first and before in self.counts.verbs
        return end if inverted and before not in self.leaning.verbs and self._closes(end) else 0

    def _does(self, n: int) -> bool:
        """Whether a verb of what people do stands here, also after an adverb."""
        n += self.word(n) in self.counts.adverbs
        return self.word(n) in self.counts.verbs

    def _closes(self, n: int) -> bool:
        """Whether no noun follows that the quantifier could belong to."""
        word = self.word(n)
        return not word or word in self.follows


@cache
def _function_words(language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """Words that may follow a pronoun, and words that no noun phrase goes on over."""
    leaning, counts = language.leaning, language.people_counts
    follows = leaning.links | leaning.subjects | leaning.connectives | language.relatives
    return follows, follows | leaning.verbs | counts.things | counts.of


_CORRELATIVE = {"both": "and", "either": "or", "neither": "nor"}
_SUPERLATIVE = "most"  # "the most important participants" counts nobody
_ONE = frozenset({"one", "en", "én", "et", "ét", "ett", "ein", "éin", "ei", "éi", "eitt"})
