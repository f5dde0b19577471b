"""Where a decision stands in a transcript: by quotation with context, and by position.

These are the selectors of the W3C Web Annotation model (TextQuoteSelector, TextPositionSelector).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stc_cli.pseudonyms import PseudonymKey, Replaced
from stc_cli.records import Original


class Anchor(NamedTuple):
    """A passage of a stored text. `start`, `end`: in code points, for the text as it then was."""

    transcript_id: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


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
    return Anchor(
        anchor.transcript_id,
        text[first:last], text[:first], text[last:],
        _moved(anchor.start, rows, at_end=False), _moved(anchor.end, rows, at_end=True),
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
