"""Cards of meaning units, to cut out, sort on a table and write on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docx.shared import Length, Mm

from stc_cli.reading_copies.contents import Card, Said
from stc_cli.reading_copies.pages import (
    fill,
    pages,
    paragraph,
    run,
    tab,
    tab_at_end,
    text_width,
)
from stc_cli.render.word_document import document_bytes

_MARGIN = Mm(20)
_TALL = 350  # words; a card that may be taller than a page must be allowed to break
_PADDING = 160  # beside a card's text, in twentieths of a point
_TWIPS = 635  # English metric units in a twentieth of a point


def cards_bytes(
    cards: Sequence[Card], *, subject: str, study: str, language: str, labels: Mapping[str, str]
) -> bytes:
    """A .docx of cards, each whole on its page, with dashed lines to cut along.

    `subject`: what the cards are of; `language`: of the talk; `labels`: words in the study's
    output language.
    """
    title = f"{labels['unit_cards']}: {subject}"
    document = pages(title=title, subject=title, language=language, right=_MARGIN, labels=labels)
    width = text_width(_MARGIN)
    tab_at_end(document, "Card Head", Length(width - 2 * _PADDING * _TWIPS))
    about = f"{study}\n" if study else ""
    fill(document, [
        paragraph("Title", run(title)),
        paragraph("About", run(f"{about}{labels['units']}: {len(cards)}")),
        _table_start(width), *(_row(entry, width, labels) for entry in cards), "</w:tbl>",
        paragraph("About"),
    ])  # fmt: skip
    return document_bytes(document)


def _table_start(width: Length) -> str:
    lines = "".join(
        f'<w:{edge} w:val="dashed" w:sz="6" w:space="0" w:color="808080"/>'
        for edge in ("top", "left", "bottom", "right", "insideH")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width // _TWIPS}" w:type="dxa"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="{_PADDING}" w:type="dxa"/>'
        f'<w:bottom w:w="60" w:type="dxa"/><w:right w:w="{_PADDING}" w:type="dxa"/></w:tblCellMar>'
        f'</w:tblPr><w:tblGrid><w:gridCol w:w="{width // _TWIPS}"/></w:tblGrid>'
    )


def _row(entry: Card, width: Length, labels: Mapping[str, str]) -> str:
    words = sum(len(said.text.split()) for said in entry.said)
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if words <= _TALL else ""
    return (
        f'<w:tr>{whole}<w:tc><w:tcPr><w:tcW w:w="{width // _TWIPS}" w:type="dxa"/></w:tcPr>'
        f"{''.join(_content(entry, labels))}</w:tc></w:tr>"
    )


def _content(entry: Card, labels: Mapping[str, str]) -> Iterator[str]:
    yield paragraph("CardHead", run(f"{entry.who}  ", "Who"), run(entry.turns, "Number"),
                    tab(), run(entry.unit_id, "Number"))  # fmt: skip
    if entry.question:
        yield _context(entry.question, f"{labels['question']}: ")
    if entry.before:
        yield _context(entry.before)
    for said in entry.said:
        yield paragraph("CardText", *_spoken(said))
    if entry.after:
        yield _context(entry.after)
    if entry.codes:
        yield paragraph("CardNote", run(f"{labels['codes']}: ", "Who"), run("; ".join(entry.codes)))
    for memo in entry.memos:
        yield paragraph("CardNote", run(f"{labels['memo']}: ", "Who"), run(memo))
    yield paragraph("CardNote", run(f"{labels['notes']}:", "Who"), run("\n\n"))


def _context(said: Said, label: str = "") -> str:
    return paragraph("CardContext", run(label), *_spoken(said))


def _spoken(said: Said) -> tuple[str, ...]:
    return (*((run(f"{said.speaker}: "),) if said.speaker else ()), run(said.text))
