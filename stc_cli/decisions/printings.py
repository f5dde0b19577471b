"""How a quotation stands in print: the words as they were said, with typed edits, or translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from stc_cli.decisions.anchors import Anchor, flat, occurrences
from stc_cli.decisions.telling import told_anchor
from stc_cli.pseudonyms import PseudonymKey
from stc_cli.records import Quote
from stc_cli.text.characters import WORD, one_line, word_count
from stc_cli.text.verbatim import BRACKETED

ELISION = "(…)"
Kind = Literal["elide", "bracket"]
Printings = Mapping[tuple[str, str], "Printing"]  # by transcript and words
NOT_ONCE = (
    "these words do not stand once in the quotation as it is after the edits before; give them "
    "letter for letter, and as many as it takes to tell the place"
)
TOO_LONG = f"a bracket stands for {BRACKETED} words at most; leave words out with an elision"
_MANY_ELISIONS = re.compile(r"\(…\)(?:\s*\(…\))+")


class Edit(NamedTuple):
    """One edit: `elide` prints (…) for the words `was`, `bracket` prints [now] for them."""

    kind: Kind
    was: str
    now: str = ""


class Printing(NamedTuple):
    """How a quotation is printed, by an entry of `decisions/quotes.yaml`.

    `line`: where it begins in the file; `edited`: the words with the edits made; `translations`: by
    language, printed instead where that is the output language.
    """

    line: int
    anchor: Anchor
    edits: tuple[Edit, ...]
    edited: str
    by: str = ""
    translations: Mapping[str, str] = {}
    translated_by: str = ""
    checked_by: str = ""

    @property
    def words(self) -> str:
        """What is quoted, on one line."""
        return one_line(self.anchor.exact)

    def printed(self, language: str) -> str:
        """What stands in print in a paper in this language."""
        return self.translations.get(language, self.edited)


class EditError(ValueError):
    """An edit cannot be made. `number`: which one, from 0. Its text is a clause."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number


def edited(words: str, edits: Iterable[Edit]) -> str:
    """Words with the edits made, one after the other. Raises EditError.

    An edit is of words that were said, never of what an earlier one put in.

    >>> edited("He says, at the meeting, that it works.",
    ...        [Edit("elide", ", at the meeting,"), Edit("bracket", "He", "the nurse")])
    '[the nurse] says (…) that it works.'
    """
    parts = [_Part(one_line(flat(words)), is_said=True)]
    for number, edit in enumerate(edits):
        parts = _edited(parts, edit, number)
    return _MANY_ELISIONS.sub(ELISION, one_line("".join(part.text for part in parts)))


class _Part(NamedTuple):
    """A stretch of what is printed: words that were said, or what an edit put there."""

    text: str
    is_said: bool


def _edited(parts: Sequence[_Part], edit: Edit, number: int) -> list[_Part]:
    was, now = one_line(edit.was), one_line(edit.now).removeprefix("[").removesuffix("]")
    places = [
        (index, at)
        for index, part in enumerate(parts)
        if part.is_said
        for at in occurrences(part.text, was)
    ]
    if len(places) != 1:
        raise EditError(number, NOT_ONCE)
    if edit.kind == "bracket" and word_count(was) > BRACKETED:
        raise EditError(number, TOO_LONG)
    if "[" in now or "]" in now:
        raise EditError(number, "a bracket cannot hold another bracket")
    index, at = places[0]
    text = parts[index].text
    before, after, mark = text[:at], text[at + len(was) :], f"[{now}]"
    if edit.kind == "elide":
        space = "" if after.startswith(tuple(".,;:!?")) else " "
        before, after, mark = f"{before.rstrip()} ", f"{space}{after.lstrip()}", ELISION
    made = [
        *parts[:index], _Part(before, True), _Part(mark, False), _Part(after, True),
        *parts[index + 1 :],
    ]  # fmt: skip
    if not any(part.is_said and WORD.search(part.text) for part in made):
        raise EditError(number, "nothing of what was said would be left")
    return made


def told_printing(printing: Printing, key: PseudonymKey) -> Printing:
    """An entry with pseudonyms for names in it: the key may be younger."""
    return printing._replace(
        anchor=told_anchor(printing.anchor, key),
        edited=key.replaced(printing.edited),
        translations={k: key.replaced(v) for k, v in printing.translations.items()},
    )


def by_words(printings: Iterable[Printing]) -> Printings:
    """What holds for each transcript and words: the last entry."""
    return {(p.anchor.transcript_id, p.words): p for p in printings}


def as_printed(quote: Quote, printings: Printings, language: str) -> str:
    """How a quotation stands in print: as people edited or translated it, else as it was said."""
    printing = printings.get((quote.transcript_id, one_line(quote.quote)))
    return printing.printed(language) if printing else quote.quote
