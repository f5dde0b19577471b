"""spaCy token patterns in rules, run only on units that hold one of their literal words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from stc_cli.records import Span
from stc_cli.text.conditions import Condition, Found
from stc_cli.text.terms import Keys, Terms, Words
from stc_cli.text.tokens import Lexicon, Token

_OPTIONAL = frozenset({"!", "?", "*"})
_LITERALS = ("LOWER", "ORTH", "TEXT", "LEMMA")
_TEXTUAL = frozenset({*_LITERALS, "NORM", "SHAPE", "PREFIX", "SUFFIX"})  # "2010" stays text


class Patterns:
    """Makes conditions of token patterns for one language."""

    def __init__(self, lexicon: Lexicon, terms: Terms) -> None:
        self._lexicon = lexicon
        self._terms = terms

    def condition(self, pattern: list[dict[str, Any]]) -> Condition:
        """Raises ValueError when spaCy does not take the pattern or it names no word."""
        from spacy.errors import MatchPatternError
        from spacy.matcher import Matcher
        from spacy.tokens import Doc

        typed = [{k: v if k in _TEXTUAL else _typed(v) for k, v in t.items()} for t in pattern]
        needs = _needed_words(typed)
        if not needs:
            raise ValueError(
                "the pattern must name a word (LOWER, ORTH, TEXT or LEMMA) that every match"
                " holds, so that stc can look it up"
            )
        matcher = Matcher(self._lexicon.nlp.vocab, validate=True)
        try:
            matcher.add("rule", [typed])
            # Some faults show only when it runs.
            matcher(Doc(self._lexicon.nlp.vocab, words=["a"], lemmas=["a"]))
        except (MatchPatternError, ValueError, TypeError, KeyError, re.error) as error:
            reason = " ".join(str(error).split())
            raise ValueError(f"spaCy does not take the pattern ({reason[:200]})") from error

        def test(words: Words) -> Found:
            tokens = words.tokens
            matches = matcher(self._doc(tokens, words.text))
            if not matches:
                return None
            _, start, end = min(matches, key=lambda match: (match[1], -match[2]))
            return (Span(tokens[start].start, tokens[end - 1].end),)

        needed = 0
        for literals in needs:
            needed |= self._terms.literal_bit(literals)
        return Condition("pattern", test, needed)

    def _doc(self, tokens: Sequence[Token], text: str) -> Any:
        from spacy.tokens import Doc

        spaces = [token.end < len(text) and text[token.end].isspace() for token in tokens]
        return Doc(
            self._lexicon.nlp.vocab,
            words=[token.text for token in tokens],
            spaces=spaces,
            lemmas=[token.lemma for token in tokens],
        )


def _typed(value: Any) -> Any:
    """A pattern's value as spaCy wants it; the codebook loads every scalar as a string."""
    if isinstance(value, dict):
        return {name: _typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _needed_words(pattern: list[dict[str, Any]]) -> tuple[Keys, ...]:
    """For each token that a match must hold and that is given literally: its words."""
    needs: list[Keys] = []
    for token in pattern:
        if token.get("OP") in _OPTIONAL or str(token.get("OP", "")).startswith(("{0", "{,")):
            continue
        for name in _LITERALS:
            value = token.get(name)
            words = [value] if isinstance(value, str) else None
            if isinstance(value, dict) and set(value) == {"IN"}:
                words = [word for word in value["IN"] if isinstance(word, str)]
            if words:
                needs.append(frozenset(word.lower().replace("’", "'") for word in words))
    return tuple(needs)
