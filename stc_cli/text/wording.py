"""Two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, NamedTuple

_BREAK = "\n\n"  # between paragraphs


class Change(NamedTuple):
    """Words that both versions have, or only one. Paragraphs are parted by an empty line."""

    kind: Literal["same", "old", "new"]
    text: str


def changes(old: str, new: str) -> list[Change]:
    """What became of the words of a text, in order; white space within a paragraph counts nothing.

    >>> [(c.kind, c.text) for c in changes("We had a plan.", "We\\nhad no plan.")]
    [('same', 'We had'), ('old', 'a'), ('new', 'no'), ('same', 'plan.')]
    """
    from rapidfuzz.distance import LCSseq

    before, after = _words(old), _words(new)
    found: list[Change] = []
    for code in LCSseq.opcodes(before, after):
        gone, come = before[code.src_start : code.src_end], after[code.dest_start : code.dest_end]
        if code.tag == "equal":
            found.append(Change("same", _joined(gone)))
        else:
            found += [Change("old", _joined(gone))] if gone else []
            found += [Change("new", _joined(come))] if come else []
    return [change for run in _runs(found) for change in run]


def _words(text: str) -> list[str]:
    paragraphs = [part.split() for part in re.split(r"\n[ \t]*\n", text.strip())]
    words: list[str] = []
    for paragraph in filter(None, paragraphs):
        words += [_BREAK, *paragraph] if words else paragraph
    return words


def _joined(words: Iterable[str]) -> str:
    return re.sub(r" ?\n\n ?", _BREAK, " ".join(words))


def _runs(found: Iterable[Change]) -> Iterator[list[Change]]:
    """What changed between words that stayed: all that is gone, then all that came."""
    for same, run in groupby(found, key=lambda change: change.kind == "same"):
        rows = list(run)
        if same:
            yield rows
            continue
        kinds: tuple[Literal["old", "new"], ...] = ("old", "new")
        words = [(kind, [row.text for row in rows if row.kind == kind]) for kind in kinds]
        yield [Change(kind, _joined(texts)) for kind, texts in words if texts]


def marked(found: Iterable[Change]) -> str:
    """The changes as plain text: `[-gone-]{+come+}`.

    >>> marked(changes("We had a plan.", "We had no plan."))
    'We had [-a-]{+no+} plan.'
    """
    forms = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(gap + forms[change.kind].format(change.text) for gap, change in spaced(found))


def spaced(found: Iterable[Change]) -> Iterator[tuple[str, Change]]:
    """The changes, each with the space before it: none between what is gone and what came."""
    before = Change("same", _BREAK)
    for change in found:
        glued = before.text.endswith(_BREAK) or change.text.startswith(_BREAK)
        yield "" if glued or (before.kind, change.kind) == ("old", "new") else " ", change
        before = change
