"""Tokens and lemmas: one definition for the whole of stc.

spaCy's tokenizer splits a text at white space first and then each piece by itself, so tokens of
a text are the tokens of its pieces. `Lexicon` asks spaCy once per distinct piece and remembers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from stc_cli.languages import Language, load_language
from stc_cli.text.characters import word_count

Result = TypeVar("Result")


class Token(NamedTuple):
    """A spaCy token. `start` is its offset in the piece or text it was asked for.

    `lower` has straight apostrophes, so that "don't" and "don’t" are one word.
    """

    text: str
    start: int
    lower: str
    lemma: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_word(self) -> bool:
        return self.text.isalnum() or any(character.isalnum() for character in self.text)


class Remembered(dict[str, Result]):
    """What a function gives for a piece of text, computed once per distinct piece."""

    def __init__(self, function: Callable[[str], Result]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, piece: str) -> Result:
        result = self[piece] = self._function(piece)
        return result


class Lexicon:
    """spaCy's blank tokenizer and simplemma's lemmas for one language, remembered by piece."""

    def __init__(self, language: Language) -> None:
        import spacy

        self.language = language
        self.nlp = spacy.blank(language.code)
        self.stop_words: frozenset[str] = frozenset(self.nlp.Defaults.stop_words)
        tokenizer: Any = self.nlp.tokenizer
        self._special = frozenset(tokenizer.rules)
        self._pieces: dict[str, tuple[Token, ...]] = {}
        self._lemmas: dict[str, str] = {}
        self._counts = Remembered(word_count)
        self._content = Remembered(self._content_of)
        self._lemmatize = _lemmatizer(language)
        self._knows = _dictionary(language)

    def piece(self, piece: str) -> tuple[Token, ...]:
        """The tokens of a text without white space; offsets count from its beginning."""
        tokens = self._pieces.get(piece)
        if tokens is None:
            tokens = self._pieces[piece] = self._plain(piece) or tuple(
                Token(token.text, token.idx, _straight(token.lower_), self.lemma(token.norm_))
                for token in self.nlp.tokenizer(piece)
            )
        return tokens

    def _plain(self, piece: str) -> tuple[Token, ...] | None:
        """The tokens of a word of letters alone, or with one mark after it, without asking spaCy.

        spaCy splits such a piece nowhere else, unless one of its special cases says so.
        """
        word, mark = (piece[:-1], piece[-1]) if piece[-1] in ",.?!" else (piece, "")
        if not word.isalpha() or piece in self._special or word in self._special:
            return None
        if mark == "." and not word[-1].islower():
            return None
        lower = word.lower()
        token = Token(word, 0, lower, self.lemma(lower))
        return (token, Token(mark, len(word), mark, mark)) if mark else (token,)

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text with their offsets in it."""
        result: list[Token] = []
        position = 0
        for piece in text.split():
            start = text.index(piece, position)
            result += [token._replace(start=start + token.start) for token in self.piece(piece)]
            position = start + len(piece)
        return result

    def lemma(self, word: str) -> str:
        """The lemma of a word in lower case; the word itself where none is known."""
        lemma = self._lemmas.get(word)
        if lemma is None:
            lower = _straight(word.lower())
            lemma = self.language.lemmas.get(lower) or self._lemmatize(lower).lower()
            self._lemmas[word] = lemma
        return lemma

    def is_word(self, word: str) -> bool:
        """Whether a word is known in lower case, so that its capital is not a name's."""
        lower = _straight(word.lower())
        if word[1:].isupper():
            return len(word) == 1
        if lower in self.stop_words or lower.partition("'")[0] in self.stop_words:
            return True
        return self._knows(lower)

    def content(self, text: str) -> list[str]:
        """The lemmas that carry content, in order: no stop words, fillers, numbers or marks."""
        return list(chain.from_iterable(map(self._content.__getitem__, text.split())))

    def words_and_content(self, text: str) -> tuple[int, list[str]]:
        """How many words a text has (as `word_count` counts them), and its content lemmas."""
        pieces = text.split()
        words = sum(map(self._counts.__getitem__, pieces))
        return words, list(chain.from_iterable(map(self._content.__getitem__, pieces)))

    def _content_of(self, piece: str) -> list[str]:
        if piece.startswith("["):
            return []
        language = self.language
        return [
            token.lemma
            for token in self.piece(piece)
            if len(token.lower) > 2
            and token.lower.isalpha()
            and token.lower not in self.stop_words
            and token.lemma not in self.stop_words
            and token.lower not in language.sounds
            and token.lower not in language.backchannels
        ]


class Lexicons:
    """The lexicon of each transcript's language."""

    def __init__(self, language_of: Callable[[str], str]) -> None:
        """`language_of`: transcript id to language code."""
        self._language_of = language_of

    def of(self, transcript_id: str) -> Lexicon:
        return lexicon(load_language(self._language_of(transcript_id)))


@cache
def lexicon(language: Language) -> Lexicon:
    """The one lexicon of a language in this process."""
    return Lexicon(language)


def _straight(word: str) -> str:
    return word.replace("’", "'")


def _dictionary(language: Language) -> Callable[[str], bool]:
    """Whether a word is one of a language; none is where simplemma does not know the language."""
    if not language.has_lemmas:
        return lambda word: False
    import simplemma

    code = {"hr": "hbs", "sr": "hbs"}.get(language.code, language.code)
    return lambda word: bool(simplemma.is_known(word, lang=code))


def _lemmatizer(language: Language) -> Callable[[str], str]:
    """The lemma of a word, or the word itself in a language that simplemma does not know."""
    if not language.has_lemmas:
        return str
    import simplemma

    code = {"hr": "hbs", "sr": "hbs"}.get(language.code, language.code)

    def lemmatize(word: str) -> str:
        return simplemma.lemmatize(word, lang=code)

    return lemmatize
