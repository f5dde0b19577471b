"""Where a decision stands in a transcript: by quotation with context, and by position.

These are the selectors of the W3C Web Annotation model (TextQuoteSelector, TextPositionSelector).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stc_cli.pseudonyms import PseudonymKey, Replaced
from stc_cli.records import Original

CONTEXT = 40  # characters of context on either side, where that is enough
MOST_CONTEXT = 320  # … and at most, where the same words stand around another place too
UNKNOWN = -1


class Anchor(NamedTuple):
    """A passage of a stored text, with every line break in it written as a space.

    `start`, `end`: in code points, for the text as it then was; UNKNOWN where a person wrote the
    anchor without them. `elsewhere`: in how many other places of the transcript the quotation
    stood then, or UNKNOWN.
    """

    transcript_id: str
    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = UNKNOWN
    end: int = UNKNOWN
    elsewhere: int = UNKNOWN


def flat(text: str) -> str:
    """A stored text with line breaks as spaces: offsets stay, and no paragraph parts a quotation.

    >>> flat("one\\ntwo")
    'one two'
    """
    return text.replace("\n", " ")


def anchored(transcript_id: str, text: str, start: int, end: int) -> Anchor:
    """The anchor of a passage. `text`: the stored text, flat.

    The context on each side grows until it stands in one place only, so that either side alone can
    tell the passage from the same or like words elsewhere.
    """
    exact = text[start:end]
    before = after = CONTEXT
    while before < MOST_CONTEXT and text.count(text[max(0, start - before) : start]) > 1:
        before *= 2
    while after < MOST_CONTEXT and text.count(text[end : end + after]) > 1:
        after *= 2
    prefix, suffix = text[max(0, start - before) : start], text[end : end + after]
    elsewhere = len(occurrences(text, exact)) - 1
    return Anchor(transcript_id, exact, prefix, suffix, start, end, max(0, elsewhere))


def occurrences(text: str, exact: str) -> list[int]:
    """Where a quotation stands as whole words, in order."""
    found: list[int] = []
    start = text.find(exact) if exact else -1
    while start >= 0:
        if is_whole(text, start, start + len(exact)):
            found.append(start)
        start = text.find(exact, start + 1)
    return found


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A passage with the words that it cuts, and without white space at its ends.

    >>> whole_words("we said yes, so", 4, 9)
    (3, 11)
    """
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    said = text[start:end]
    return end - len(said.lstrip()), start + len(said.rstrip())


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether a passage neither begins nor ends within a word.

    >>> is_whole("yesterday", 0, 3), is_whole("yes, so", 0, 3)
    (False, True)
    """
    inside = start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum()
    within = end < len(text) and text[end].isalnum() and text[end - 1 : end].isalnum()
    return not (inside or within)


def under_key(anchor: Anchor, key: PseudonymKey, originals: Sequence[Original]) -> Anchor:
    """An anchor made before the pseudonym key was, as it reads with the key applied.

    `originals`: what was replaced in its transcript. An anchor that holds no term keeps its words,
    and its position moves with the text before it. A quotation that ends within a term takes the
    whole pseudonym in.
    """
    context = anchor.prefix + anchor.exact + anchor.suffix
    text, replaced = key.applied(context)
    first = _moved(len(anchor.prefix), replaced, at_end=False)
    last = _moved(len(anchor.prefix) + len(anchor.exact), replaced, at_end=True)
    rows = [Replaced(row.char_start, row.char_end, row.original) for row in originals]
    start, end = anchor.start, anchor.end
    if start != UNKNOWN:
        start, end = _moved(start, rows, at_end=False), _moved(end, rows, at_end=True)
    return Anchor(
        anchor.transcript_id, text[first:last], text[:first], text[last:], start, end,
        anchor.elsewhere,
    )  # fmt: skip


def _moved(offset: int, replaced: Sequence[Replaced], *, at_end: bool) -> int:
    """An offset in the text as it was, as an offset in the text with pseudonyms.

    One within a term goes to its pseudonym's beginning, or `at_end` to its end.
    """
    longer = 0  # by how much the pseudonyms so far are longer than what they stand for
    for row in replaced:
        start = row.start - longer
        end = start + len(row.original)
        if offset <= start:
            break
        if offset < end:
            return row.end if at_end else row.start
        longer += (row.end - row.start) - len(row.original)
    return offset + longer
