"""Talk of people without a label, told by the layout: between the moderator's turns."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from stc_cli.readers import Block
from stc_cli.readers.lines import Line, key
from stc_cli.readers.reasons import line_reason
from stc_cli.readers.speakers.layout import is_wrapped, line_width
from stc_cli.text.characters import one_line

_MOST = 0.8
_INDENTED = 2  # columns more than the labels
_SENTENCE_END = (".", "?", "!", "…", '"', "”", "»", ")", "]", "–", "-")
_TEXT_COLUMN = re.compile(r"^[^:]{0,60}:\s{1,40}(?=\S)")
Mark = Literal["", "indentation", "empty line"]


class Unnamed(NamedTuple):
    """A file's lines with an empty label where somebody without a name begins to talk.

    `unsure`: labels (keys) between whose lines there may be talk of others, though the layout does
    not tell which.
    """

    lines: list[Line]
    unsure: frozenset[str] = frozenset()


def with_unnamed(
    blocks: Sequence[Block],
    lines: list[Line],
    *,
    leading: Collection[str],
    asking: Collection[str],
    doubtful: Collection[str],
) -> Unnamed:
    """Find the talk of people without a label.

    Under a question that is written as a heading (its label in `asking`) the text is an answer.
    Where nobody but `leading` is named, the text between is somebody else's if it is set off in
    one way through the file: indented, or after an empty line. Labels in `doubtful` name nobody.
    """
    said = {key(line.label) for line in lines if line.label} - set(doubtful)
    only_leading = bool(said) and said <= {*leading, *asking}
    asked = bool(said & set(asking))
    if not only_leading and not asked and len(said) != 1:
        return Unnamed(lines)
    talks = _talks(blocks, lines)
    mark = _mark(talks) if only_leading else ""
    made = list(lines)
    for talk in talks:
        answer = next((p for p in talk.others if _begins(p, talk, mark, asking)), None)
        if answer is not None:
            made[answer.place] = made[answer.place]._replace(label="", form="unnamed")
    loose = any(not piece.goes_on for talk in talks for piece in talk.others)
    unclear = loose and len(talks) > 1 and not mark and not asked
    return Unnamed(made, frozenset(said if unclear else ()))


class _Piece(NamedTuple):
    """An unlabelled line: its place, and how it is set off from what stands before it."""

    place: int
    indented: bool
    after_gap: bool
    goes_on: bool  # a wrapped line of the label's own text


class _Talk(NamedTuple):
    """A label's own place, and the unlabelled lines after its first text."""

    label: str
    others: list[_Piece]


def _begins(piece: _Piece, talk: _Talk, mark: Mark, asking: Collection[str]) -> bool:
    if key(talk.label) in asking:
        return not piece.goes_on
    if mark == "indentation":
        return piece.indented and not piece.goes_on
    return mark == "empty line" and piece.after_gap


def _mark(talks: Sequence[_Talk]) -> Mark:
    """How the text between the labels is set off through the file; empty if it is not."""
    indented = sum(any(p.indented and not p.goes_on for p in talk.others) for talk in talks)
    if indented > 1 and indented >= _MOST * (len(talks) - 1):
        return "indentation"
    apart = sum(any(piece.after_gap for piece in talk.others) for talk in talks)
    return "empty line" if apart > 2 and apart >= _MOST * (len(talks) - 1) else ""


def _talks(blocks: Sequence[Block], lines: Sequence[Line]) -> list[_Talk]:
    width = line_width(blocks) if is_wrapped(blocks) else 0
    starts = [place for place, line in enumerate(lines) if line.label is not None]
    return [
        _talk(blocks, lines, range(start, stop), width)
        for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def _talk(blocks: Sequence[Block], lines: Sequence[Line], places: range, width: int) -> _Talk:
    """The lines from one with a label up to the next. `width`: of a wrapped file, else 0."""
    first = before = blocks[places[0]]
    has_own = bool(lines[places[0]].text)  # else the first text below is the label's
    gap, goes_on = False, True
    others: list[_Piece] = []
    for place in places[1:]:
        block, line = blocks[place], lines[place]
        if not line.text:
            gap = gap or not line.structure
        elif not line.skip and not line_reason(one_line(line.text)):
            goes_on = goes_on and not gap
            if has_own:
                goes_on = goes_on and _is_continued(before, block, first, width)
                deeper = _indent(block.text) >= _indent(first.text) + _INDENTED
                others.append(_Piece(place, deeper, gap, goes_on))
            has_own, gap, before = True, False, block
    return _Talk(lines[places[0]].label or "", others)


def _is_continued(before: Block, block: Block, first: Block, width: int) -> bool:
    """Whether a line is the rest of the one before: under its text, or because that was full."""
    column = _TEXT_COLUMN.match(first.text[:200].expandtabs())
    if column and _indent(block.text) == column.end():
        return True
    text = before.text.rstrip()
    return width > 0 and len(text) >= 0.75 * width and not text.endswith(_SENTENCE_END)


def _indent(text: str) -> int:
    """Columns of white space before a text."""
    head = text[:200].expandtabs()
    return len(head) - len(head.lstrip())
