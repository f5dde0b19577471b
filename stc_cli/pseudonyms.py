"""The pseudonym key: a YAML file of names, places and patterns, kept outside the output.

Everything is replaced in one pass over the text as it was, so a replacement is never replaced
again. Whole words only. A term is found as the key writes it, in capitals and in lower case, with
genitives; a place also with the definite endings of the Nordic languages.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, field_validator

from stc_cli.errors import UsageError
from stc_cli.files import sha256
from stc_cli.yaml_lines import Document, read_yaml, validated

_APOSTROPHES = re.compile("[’ʼ‘`´]")
# Digits are words of their own: "Kari2" is the second Kari.
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ‘`´][^\W\d_]+)*|\d+")
_BETWEEN = re.compile(r"[\s_-]+")  # "Anne Lise", "Anne-Lise" and "Anne_Lise" are one name
_GENITIVES = ("", "s", "'s")
_DEFINITES = tuple(
    ending + genitive
    for ending in ("en", "et", "n", "t", "a", "ene", "erne")
    for genitive in ("", "s")
)
_SHORTEST_DEFINITE = 5  # letters: "Mo" with an ending would be "Moen", another place
_SHORTEST_INSIDE = 5  # letters of a term that is looked for inside longer words, too


class Pattern(BaseModel):
    """What is replaced wherever a regular expression matches: telephone numbers, ids."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regex: str
    replacement: str

    @field_validator("regex")
    @classmethod
    def _finds_something(cls, regex: str) -> str:
        try:
            compiled = re.compile(regex)
        except re.error as error:
            raise ValueError(f"is not a regular expression ({error})") from error
        if compiled.match(""):
            raise ValueError("matches an empty text, so it would replace nothing everywhere")
        return regex


class KeyFile(BaseModel):
    """The key as it stands in its file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pseudonyms: Literal["1"]
    names: dict[str, str] = {}
    places: dict[str, str] = {}
    patterns: list[Pattern] = []
    allow: list[str] = []


class Term(NamedTuple):
    """A name, place or pattern, what stands for it, and the line of the key it is in."""

    text: str
    replacement: str
    line: int
    is_place: bool = False


class Form(NamedTuple):
    """A term with one of its endings."""

    term: Term
    ending: str


class Replaced(NamedTuple):
    """One replacement: where it stands in the new text, and what stood there."""

    start: int
    end: int
    original: str


class Leak(NamedTuple):
    """A key term where none should be: the line of the key it is in, and its place in the text."""

    line: int
    start: int
    end: int


class _Hit(NamedTuple):
    start: int
    end: int
    form: Form


@dataclass(frozen=True)
class PseudonymKey:
    """A key ready for use.

    `originals`: the folder beside it that keeps what the pseudonyms of each transcript stand for.
    `digest`: of its contents, so that a change of it reads the transcripts anew.
    """

    originals: Path
    digest: str
    terms: tuple[Term, ...]
    patterns: tuple[Term, ...]  # `text` is the regular expression
    allow: frozenset[str]  # in lower case

    def applied(self, text: str) -> tuple[str, list[Replaced]]:
        """The text with every term replaced, and what was replaced, in order."""
        pieces: list[str] = []
        replaced: list[Replaced] = []
        read = written = 0
        for hit in self._hits(text):
            original = text[hit.start : hit.end]
            new = self._replacement(original, hit.form)
            pieces += [text[read : hit.start], new]
            start = written + hit.start - read
            written, read = start + len(new), hit.end
            replaced.append(Replaced(start, written, original))
        return "".join([*pieces, text[read:]]), replaced

    def replaced(self, text: str) -> str:
        """The text with every term replaced."""
        return self.applied(text)[0]

    def leaks(self, text: str) -> Iterator[Leak]:
        """Key terms in a text that should hold none, also inside longer words.

        Passes over what `allow` lists, and terms that are replacements of others themselves.
        """
        passed = self.allow | {_plain(term.replacement) for term in self.terms}
        for hit in self._hits(text):
            if not {_plain(text[hit.start : hit.end]), _plain(hit.form.term.text)} & passed:
                yield Leak(hit.form.term.line, hit.start, hit.end)
        inside: dict[str, int | None] = {}
        for word in _WORD.finditer(text):
            if word[0] not in inside:
                inside[word[0]] = self._term_inside(_plain(word[0]), passed)
            if (line := inside[word[0]]) is not None:
                yield Leak(line, word.start(), word.end())

    @property
    def ambiguous(self) -> list[Term]:
        """Terms that also stand for another: "Per", where Tom is Per and Per is Ola."""
        stands_for = {_plain(term.replacement): term for term in self.terms}
        return [t for t in self.terms if stands_for.get(_plain(t.text), t) is not t]

    def _term_inside(self, word: str, passed: frozenset[str]) -> int | None:
        """The line of a term that stands within a longer word."""
        if word in self._forms or word in passed:
            return None
        lines = (line for term, line in self._long_terms if term in word and term not in passed)
        return next(lines, None)

    def _hits(self, text: str) -> Iterator[_Hit]:
        """What to replace, from left to right; of overlapping ones the first, then the longest."""
        found = [*self._term_hits(text), *self._pattern_hits(text)]
        position = 0
        for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
            if hit.start >= position:
                position = hit.end
                yield hit

    def _term_hits(self, text: str) -> Iterator[_Hit]:
        words = list(_WORD.finditer(text))
        for first, word in enumerate(words):
            longest = self._longest.get(_plain(word[0]), 0)
            for number in range(min(longest, len(words) - first), 0, -1):
                end = words[first + number - 1].end()
                said = text[word.start() : end]
                form = self._forms.get(_plain(said))
                if form is not None and not self._is_ordinary(said, form.term):
                    yield _Hit(word.start(), end, form)
                    break

    def _pattern_hits(self, text: str) -> Iterator[_Hit]:
        for pattern in self.patterns:
            for match in re.finditer(pattern.text, text):
                if match.end() > match.start():
                    yield _Hit(match.start(), match.end(), Form(pattern, ""))

    def _is_ordinary(self, said: str, term: Term) -> bool:
        """Whether this is the everyday word ("per dag") that a name is spelt like."""
        return _plain(term.text) in self.allow and said.islower() and not term.text.islower()

    @cached_property
    def _forms(self) -> dict[str, Form]:
        """Every form of every term, in lower case; a term as written before another's ending."""
        forms: dict[str, Form] = {}
        for term in self.terms:
            forms.setdefault(_plain(term.text), Form(term, ""))
        for term in self.terms:
            for ending in self._endings(term):
                forms.setdefault(_plain(term.text) + ending, Form(term, ending))
        return forms

    def _endings(self, term: Term) -> tuple[str, ...]:
        if term.is_place and sum(map(str.isalpha, term.text)) >= _SHORTEST_DEFINITE:
            return *_GENITIVES, *_DEFINITES
        return _GENITIVES

    @cached_property
    def _longest(self) -> dict[str, int]:
        """First word of a form to how many words the longest form beginning with it has."""
        longest: dict[str, int] = {}
        for form in self._forms:
            words = _WORD.findall(form)
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
        return longest

    @cached_property
    def _long_terms(self) -> list[tuple[str, int]]:
        """Terms to look for inside words, as in file names: without spaces between their words."""
        terms = ((_plain(term.text).replace(" ", ""), term.line) for term in self.terms)
        return [(text, line) for text, line in terms if len(text) >= _SHORTEST_INSIDE]

    @staticmethod
    def _replacement(said: str, form: Form) -> str:
        """What stands for `said`: in its case, with its ending."""
        term, new = form.term, form.term.replacement
        if not (term.text[:1].isalpha() and new[:1].isalpha()):
            pass  # a number, a pattern and "[the city]" have no case to keep
        elif said.isupper() and len(said) > 1 and not term.text.isupper():
            new = new.upper()
        elif said.islower() and not term.text.islower():
            new = new.lower()
        elif said[:1].isupper() and term.text.islower():
            new = new[:1].upper() + new[1:]
        return new + _ending(new, form.ending, said)


def _ending(new: str, ending: str, said: str) -> str:
    """An ending as it fits the replacement: "Lars" takes "'" where "Kari" took "s"."""
    if not ending:
        return ""
    if not new[-1:].isalpha():  # "[the city]" has no definite form
        ending = "s" if ending.endswith("s") else ""
    if ending == "s" and new[-1:].casefold() in ("s", "x", "z"):
        return "’" if "’" in said else "'"
    ending = said[-len(ending) :] if ending == "'s" else ending  # the apostrophe as written
    return ending.upper() if said.isupper() else ending


def _plain(text: str) -> str:
    """A text for comparison: lower case, one kind of apostrophe, one space between words."""
    text = unicodedata.normalize("NFC", text).casefold()
    return _BETWEEN.sub(" ", _APOSTROPHES.sub("'", text))


def way_back(key: PseudonymKey, transcript_id: str) -> Path:
    """The file that keeps what the pseudonyms of a transcript stand for."""
    return key.originals / f"{transcript_id}.csv"


def load_key(path: Path, transcripts: Path) -> PseudonymKey:
    """Read the pseudonym key of the transcripts in a folder; several studies may share it.

    Raises UsageError naming file and line: also of a term without letters or digits, one that
    stands in it twice in other spelling, and an empty replacement.
    """
    document = read_yaml(path)
    file = validated(KeyFile, document)
    terms = [
        Term(unicodedata.normalize("NFC", text), new, document.line((section, text)), place)
        for section, entries, place in (("names", file.names, False), ("places", file.places, True))
        for text, new in entries.items()
    ]
    _refuse_unusable(document, terms)
    patterns = tuple(
        Term(pattern.regex, pattern.replacement, document.line(("patterns", number)))
        for number, pattern in enumerate(file.patterns)
    )
    allow = frozenset(map(_plain, file.allow))
    values = repr((terms, patterns, sorted(allow)))
    place = re.sub(r"\W+", "-", os.path.relpath(transcripts, path.parent)).strip("-")
    return PseudonymKey(
        path.with_name(f"{path.stem}.originals") / (place or "transcripts"),
        sha256(values.encode()), tuple(terms), patterns, allow,
    )  # fmt: skip


def _refuse_unusable(document: Document, terms: list[Term]) -> None:
    seen: dict[str, Term] = {}
    for term in terms:
        where = f"{document.path}, line {term.line}"
        if not _WORD.match(term.text) or not term.text[-1].isalnum():
            raise UsageError(
                f"{where}: a term must begin and end with a letter or digit. "
                "Write anything else under `patterns:`."
            )
        if not re.search(r"\w", term.replacement) or "\n" in term.replacement:
            raise UsageError(
                f"{where}: has no replacement. Write, on one line, what stands for it."
            )
        if _plain(term.replacement) == _plain(term.text):
            raise UsageError(f"{where}: stands for itself. Write a pseudonym.")
        twin = seen.setdefault(_plain(term.text), term)
        if twin is not term:
            first = twin.line
            raise UsageError(
                f"{where}: stands here a second time (first in line {first}); case, hyphens and "
                "spaces do not tell terms apart. Keep one of them."
            )
