"""A transcript to read on paper: numbered lines, and a wide margin to write in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docx.shared import Mm

from stc_cli.reading_copies.pages import fill, number_lines, pages, paragraph, run
from stc_cli.records import Turn
from stc_cli.render.word_document import document_bytes

_MARGIN = Mm(70)  # to write in, on the right


@dataclass(frozen=True, slots=True)
class ReadingCopy:
    """A transcript as it is printed. `language`: of its talk; `study`: the study's title."""

    transcript_id: str
    study: str
    language: str
    turns: Sequence[Turn]
    words: int


def copy_bytes(copy: ReadingCopy, labels: Mapping[str, str]) -> bytes:
    """A .docx of the transcript. `labels`: words in the study's output language."""
    document = pages(title=copy.transcript_id, subject=copy.transcript_id, language=copy.language,
                     right=_MARGIN, labels=labels)  # fmt: skip
    number_lines(document)
    fill(document, _parts(copy, labels))
    return document_bytes(document)


def _parts(copy: ReadingCopy, labels: Mapping[str, str]) -> Iterator[str]:
    yield paragraph("Title", run(copy.transcript_id))
    counts = f"{labels['turns']}: {len(copy.turns)}   {labels['words']}: {copy.words}"
    yield paragraph("About", run("\n".join(filter(None, (copy.study, counts)))))
    yield paragraph("About", run(f"{labels['reader']}: {'_' * 22}   {labels['date']}: {'_' * 12}"))
    for turn in copy.turns:
        place = ", ".join(filter(None, (f"t{turn.turn}", clock(turn.start))))
        who = f"{turn.speaker} " if turn.speaker else ""
        yield paragraph("Talk", run(who, "Who"), run(f"{place}  ", "Number"), run(turn.text))


def clock(seconds: float | None) -> str:
    """Seconds as on a player, or nothing.

    >>> clock(75.4), clock(3675.0), clock(None)
    ('1:15', '1:01:15', '')
    """
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
