"""Quotations in prose: where a Markdown text says that somebody said something.

Whether they did is for `verbatim.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from stc_cli.text.characters import one_line
from stc_cli.text.sentences import trimmed

# What opens a quotation, and what closes it. Apostrophes look like single quotation marks, which
# therefore open none.
_CLOSES = {"“": "”", "”": "”", "„": "“”", "«": "»", "»": "«»", '"': '"'}
_MARK = re.compile('[“”„«»"]')
# Who said it, after the quotation: "(M7, FG2)" or, at the end of a block, "- M7, FG2"; before it
# a label.
_NAME = r"\(([^()]*[^\W_][^()]*)\)"
_AFTER = re.compile(rf"[.,;]?[\s*_]*{_NAME}")
_AT_END = re.compile(rf"[.,;]?[\s*_]*(?:{_NAME}|(?:^|\s)[—–-]\s*([^\W_][^—–\n]*))[.\s*_]*\Z")
_LABEL = re.compile(r"[\s*_]*([^\W\d_][\w.-]{0,20}(?: \d{1,3})?):[\s*_]+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.S | re.M)
# Text that is no prose: code between fences, comments, tags, attributes such as {#id}.
_NO_PROSE = re.compile(
    r"^(```|~~~).*?^\1[^\n]*$|<!--.*?-->|</?[a-zA-Z][^<>\n]*>|\{[#.:][^{}\n]*\}", re.S | re.M
)
_BLOCK = re.compile(r"^ {0,3}(?:> ?)+", re.M)


class Quotation(NamedTuple):
    """A quotation in a text.

    `start`, `end`: of the words between the marks, in code points of the text. `line`: the line on
    which it begins, from 1. `words`: on one line, without escapes. `attribution`: who is said to
    have said it, as it stands, or empty.
    """

    start: int
    end: int
    line: int
    words: str
    attribution: str


def quotations_in(text: str) -> list[Quotation]:
    """The quotations of a Markdown text, in order.

    Those are stretches between “ ”, " ", « », ” ”, „ “ or » « within a paragraph, and block quotes.
    A block quote that begins with a quotation mark is what stands between its marks; one that
    begins otherwise is a quotation as a whole, without an attribution at its end, or line by line
    where each begins with a label ("M7: …"). A quotation within another belongs to the outer one.
    One that is opened and never closed ends with its paragraph. YAML front matter, code, comments
    and tags are passed over.

    >>> [(q.line, q.words, q.attribution) for q in quotations_in('She was “not sure” (M1, FG2).')]
    [(1, 'not sure', 'M1, FG2')]
    """
    prose = _NO_PROSE.sub(_blank, _FRONT_MATTER.sub(_blank, text))
    plain = _BLOCK.sub(_blank, prose)
    return [
        quotation
        for start, end, is_block in _paragraphs(prose)
        for quotation in (_of_block if is_block else _between_marks)(plain, start, end)
    ]


def _blank(match: re.Match[str]) -> str:
    """As many characters and lines, without a word."""
    return re.sub(r"[^\n]", " ", match[0])


def _paragraphs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where paragraphs begin and end, and whether they are of a block quote."""
    start = end = 0
    is_block = False
    for line in re.finditer(r"[^\n]*\n|[^\n]+\Z", text):
        mark = _BLOCK.match(line[0])
        is_empty = not line[0][mark.end() if mark else 0 :].strip()
        if start < end and (is_empty or (mark and not is_block)):
            yield start, end, is_block
            start = end
        if not is_empty:
            if start == end:
                start, is_block = line.start(), mark is not None
            end = line.end()
        elif start == end:
            start = end = line.end()
    if start < end:
        yield start, end, is_block


def _of_block(text: str, start: int, end: int) -> Iterator[Quotation]:
    """The quotations of a paragraph of a block quote."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text[:end]) if m.start() >= start]
    labels = [_LABEL.match(text, *line) for line in lines]
    first = labels[0].end() if labels[0] else start
    if text[first:end].lstrip(" *_")[:1] in _CLOSES:
        yield from _between_marks(text, start, end, _AT_END)
        return
    if all(labels):
        for label, (_, stop) in zip(labels, lines, strict=True):
            assert label is not None
            yield from _quotation(text, label.end(), stop, label[1])
        return
    who = next((m for m in _AT_END.finditer(text, start, end) if m.end() == end), None)
    yield from _quotation(text, start, who.start() if who else end, _name(who))


def _between_marks(
    text: str, start: int, end: int, after: re.Pattern[str] = _AFTER
) -> Iterator[Quotation]:
    """The quotations of a paragraph that stand between quotation marks.

    `after`: what says, after a quotation, who said it.
    """
    position = start
    while mark := _MARK.search(text, position, end):
        position = mark.end()
        if not _opens(text, mark, start, end):
            continue
        stop = _closing(text, mark, end)
        begin = max(start, text.rfind("\n", start, mark.start()) + 1)
        who = after.match(text, stop + 1, end) or _AFTER.match(text, stop + 1, end)
        who = who or _LABEL.fullmatch(text, begin, mark.start())
        yield from _quotation(text, mark.end(), stop, _name(who))
        position = stop + 1


def _opens(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """Whether a mark may open a quotation: it stands at no word's end, and no space follows it."""
    before = text[mark.start() - 1 : mark.start()] if mark.start() > start else ""
    after = text[mark.end() : mark.end() + 1] if mark.end() < end else " "
    return not before.isalnum() and (mark[0] == "«" or not after.isspace())


def _closing(text: str, opening: re.Match[str], end: int) -> int:
    """Where the mark stands that closes a quotation; the paragraph's end where none does."""
    depth, last = 0, end
    for mark in _MARK.finditer(text, opening.end(), end):
        if mark[0] in _CLOSES[opening[0]]:
            last = mark.start()
            if depth == 0:
                return last
            depth -= 1
        elif mark[0] == opening[0]:
            depth += 1
    return last


def _name(match: re.Match[str] | None) -> str:
    """Who is said to have said it."""
    return one_line(next(filter(None, match.groups()), "")) if match else ""


def _quotation(text: str, start: int, end: int, who: str) -> Iterator[Quotation]:
    """One quotation, unless it holds nothing. White space at its ends is none of it."""
    if span := trimmed(text, start, end):
        words = one_line(_ESCAPED.sub(r"\1", text[span.start : span.end]))
        yield Quotation(*span, text.count("\n", 0, span.start) + 1, words, who)
