"""Tables of any format: which column names the speaker, which holds the time, which the talk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from stc_cli.readers import Block
from stc_cli.text.characters import one_line, visible

_LABEL_WORDS = 6  # a first cell longer than this is no speaker column
_COLUMN_HEADS = frozenset(
    "speaker name who time timestamp start end text utterance transcript content line nr no # "
    "taler navn hvem tid tidspunkt tekst ytring innhold linje person deltaker indhold "
    "talare namn vem innehåll rad".split()
)
_COUNT_OR_TIME = re.compile(r"^\[?(?:\d{1,4}|(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)[\].]?$")


def table_blocks(rows: Iterable[Sequence[str]]) -> Iterator[Block]:
    """The rows of a table as blocks; an empty block ends each.

    `rows`: the text of each cell, of any number of lines.
    """
    for row in rows:
        yield from _row_blocks([one_line(cell) for cell in row])


def _row_blocks(cells: Sequence[str]) -> Iterator[Block]:
    """A table row: a short first cell may be the speaker of the rest, after a number or time."""
    filled = [text for text in cells if text]
    heads = {word.casefold().rstrip(":.") for text in filled for word in text.split()}
    if len(filled) > 1 and heads <= _COLUMN_HEADS:
        yield Block(" ".join(filled), skip="table heading")
        return
    clock = filled[0] if len(filled) > 2 and _COUNT_OR_TIME.match(filled[0]) else ""
    name, said = (filled[1:] if clock else filled)[:1], filled[2 if clock else 1 :]
    if said and len(name[0].split()) <= _LABEL_WORDS:
        text = " ".join([clock, *said] if ":" in clock else said)
        label = name[0].rstrip(": ")
        structure = visible("".join(filled)) - visible(label + text)
        yield Block(text, structure, speaker=label)
    elif filled:
        yield Block(" ".join(filled))
    yield Block("")
