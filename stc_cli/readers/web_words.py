"""HTML taken apart: what a reader of the page sees, and what is talk of it.

libxml2 tells of tags and text as it meets them, without building a tree: so nothing is lost where
a page is nested deeply or goes on after `</html>`, and no page is worse than linear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stc_cli.errors import StcError
from stc_cli.readers import Block, Settings
from stc_cli.readers.paragraphs import (
    LONGEST_MARK,
    MARK,
    SPEAKER,
    Paragraph,
    Table,
    Tally,
)
from stc_cli.readers.reasons import (
    COMMENT,
    ENDNOTE,
    FOOTNOTE,
    HEADING,
    HIDDEN,
    PAGE_FOOTER,
    PAGE_HEADER,
    TABLE_HEADING,
)

MAX_DEPTH = 1000  # tags in tags; a browser stops at 512
MAX_TAGS = 1_000_000  # a tag per word of a long interview is 50,000
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li "
    "listing main menu nav ol optgroup option p plaintext pre search section select summary table "
    "tbody td textarea tfoot th thead title tr ul xmp".split()
)
_GONE = frozenset(
    "annotation annotation-xml applet audio canvas datalist embed iframe noembed noframes noscript "
    "object rp script style svg template video".split()
)
_PREFORMATTED = frozenset("listing plaintext pre textarea xmp".split())
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), HEADING),
    "title": "title",
    "nav": "navigation",
    "select": "form control",
    "caption": TABLE_HEADING,
}
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden")
_BLOCK_STYLE = re.compile(r"display\s{0,9}:\s{0,9}(?:block|flex|grid|list-item|table)")
_LINES_STYLE = re.compile(r"white-space\s{0,9}:\s{0,9}pre")
# Word's own properties, and the ids of LibreOffice and Google Docs.
_WORD_NOTE = re.compile(r"mso-element\s{0,9}:\s{0,9}(footnote|endnote|comment)")
_WORD_BULLET = re.compile(r"mso-list\s{0,9}:\s{0,9}ignore")
_OFFICE_NOTE = re.compile(r"sd(footnote|endnote)\d{1,6}")
_GOOGLE_NOTE = re.compile(r"(cmnt|ftnt)\d{1,6}")
_NOTE_NUMBER = re.compile(
    r"#(?:_?ftn|_?edn|fn\d|fnref|cmnt|_mso(?:com|anchor)|sdfootnote|sdendnote)"
)
_GOOGLE_NOTES = {"cmnt": COMMENT, "ftnt": FOOTNOTE}
_TITLED = {"header": PAGE_HEADER, "footer": PAGE_FOOTER}  # by LibreOffice
_NOTE_ROLES = {"doc-endnotes": FOOTNOTE, "doc-footnote": FOOTNOTE, "doc-endnote": ENDNOTE}
_SPEAKER_CLASS = re.compile(r"(?:^|\s)speaker(?:[-_]{0,2}(?:name|label))?(?:\s|$)", re.IGNORECASE)
_TITLE_CLASS = re.compile(r"(?:^|\s)(?:mso)?(?:sub)?title(?:\s|$)", re.IGNORECASE)
_CELL_LINES = 5  # that are not much
_LONGEST_NAME = 40  # characters
_SPACES = dict.fromkeys(map(ord, "\n\r\x0b\x0c\x85\u2028\u2029"), " ")


class _Place(NamedTuple):
    """An open tag. `kind`: why text in it is no talk (see `paragraphs`), else empty.

    `gone`: whether nobody sees text in it; `lines`: whether its line ends are seen; `block`:
    whether it is a paragraph or holds some; `number`: of the tags up to it.
    """

    tag: str
    kind: str
    gone: bool
    lines: bool
    block: bool
    number: int


def read_page(text: str, settings: Settings) -> Page:
    """The page that an HTML text is.

    Raises StcError when it is nested too deeply, of an absurd size, or breaks libxml2.
    """
    from lxml import etree

    page = Page(settings)
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True, no_network=True)
    try:
        # As bytes, so that neither <meta> nor an XML declaration has a say in the encoding.
        etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise StcError("is HTML that cannot be read: save it anew from a browser") from error
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise StcError("is HTML that cannot be read whole: save it anew from a browser")
    return page


class Page:
    """Takes a page's tags and text in their order. `blocks`, `tally`: what came of them."""

    def __init__(self, settings: Settings) -> None:
        self.blocks: list[Block] = []
        self.tally = Tally()
        self._gone = _GONE | {"del" if settings.tracked_changes == "accept" else "ins"}
        self._open = [_Place("", "", gone=False, lines=False, block=True, number=0)]
        self._number = 0
        self._text: list[str] = []  # that came since the last tag, often in many pieces
        self._paragraph = Paragraph()
        self._talking = False  # some talk came in this paragraph
        self._tables: list[Table] = []  # that are open, in each other

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag is opened. lxml calls this and the next four."""
        self._say_text()
        self._number += 1
        if len(self._open) > MAX_DEPTH:
            raise StcError(f"is nested too deeply ({MAX_DEPTH} tags in each other): save it anew")
        if self._number > MAX_TAGS:
            raise StcError(f"holds more than {MAX_TAGS} tags, as no transcript does: split it")
        place = self._place(tag, attributes)
        self._open.append(place)
        if place.block:
            self._end_paragraph()
        if tag == "br":
            self._say("\n")
        elif tag == "table":
            self._tables.append(Table())
        elif tag == "tr" and self._tables:
            self._tables[-1].end_row()
        elif tag in ("td", "th") and self._tables:
            self._tables[-1].begin_cell()
        elif tag == "a" and (note := _GOOGLE_NOTE.fullmatch(attributes.get("id", ""))):
            self._note(_GOOGLE_NOTES[note[1]])

    def end(self, tag: str) -> None:
        """A tag is closed, in the file or because another begins."""
        self._say_text()
        if self._open.pop().block:
            self._end_paragraph()
        if not self._tables:
            return
        if tag in ("td", "th"):
            self._tables[-1].end_cell()
        elif tag == "tr":
            self._tables[-1].end_row()
        elif tag == "table":
            self._end_table()

    def data(self, text: str) -> None:
        """A piece of text, without entities."""
        self._text.append(text)

    def comment(self, text: str) -> None:
        """A comment of the markup, which nobody sees."""

    def close(self) -> None:
        """The page has ended."""
        self._say_text()
        self._end_paragraph()

    def _place(self, tag: str, attributes: Mapping[str, str]) -> _Place:
        above = self._open[-1]
        style = attributes.get("style", "").lower()
        kind = _kind(tag, attributes, style)
        # A note stays one in its headings; the numbers in it are marks all the same.
        if not kind or (kind != MARK and above.kind not in ("", HEADING, SPEAKER)):
            kind = above.kind
        gone = above.gone or tag in self._gone
        return _Place(
            tag,
            kind,
            gone,
            lines=above.lines or tag in _PREFORMATTED or bool(_LINES_STYLE.search(style)),
            block=not gone and (tag in _BLOCKS or bool(_BLOCK_STYLE.search(style))),
            number=self._number,
        )

    def _say_text(self) -> None:
        if self._text:
            text = "".join(self._text)
            self._text.clear()
            self._say(text if self._open[-1].lines else text.translate(_SPACES))

    def _say(self, text: str) -> None:
        place = self._open[-1]
        if place.gone:
            return
        kind = place.kind
        # Only before the talk is a name a label: "so she said to <span class=speaker>Kari</span>".
        if (kind == SPEAKER and self._talking) or (kind == MARK and len(text) > LONGEST_MARK):
            kind = ""
        self._talking |= kind == "" and not text.isspace()
        self._paragraph.add(text, kind)
        self.tally.add(kind, text)

    def _end_paragraph(self) -> None:
        paragraph, self._paragraph, self._talking = self._paragraph, Paragraph(), False
        for kind in paragraph.kinds:
            self.tally.end(kind)
        if blocks := paragraph.blocks():
            self._place_blocks([*blocks, Block("")])

    def _place_blocks(self, blocks: list[Block], flow: Sequence[Block] = ()) -> None:
        """Into the cell that is open. What stands in a table outside its cells comes before it."""
        for table in reversed(self._tables):
            if table.in_cell:
                table.add(blocks, flow)
                return
        self.blocks += flow or blocks

    def _end_table(self) -> None:
        """A table that sets text side by side is paragraphs; in a cell of another, every table."""
        table = self._tables.pop()
        table.end_row()
        shown = table.flow if _is_layout(table) else list(table.blocks())
        self._place_blocks(list(table.inside()), shown)

    def _note(self, reason: str) -> None:
        """The paragraph that begins with this tag is a note; so is a `div` that begins with it."""
        *_, around, paragraph, own = self._open
        if paragraph.tag == "p" and own.number == paragraph.number + 1:
            if around.tag == "div" and paragraph.number == around.number + 1:
                self._open[-3] = around._replace(kind=reason)
            self._open[-2] = paragraph._replace(kind=reason)


def _kind(tag: str, attributes: Mapping[str, str], style: str) -> str:
    """Why text in a tag is no talk, or what else it is; empty where the tag does not say."""
    if "hidden" in attributes or _HIDDEN.search(style):
        return HIDDEN
    if note := _WORD_NOTE.search(style) or _OFFICE_NOTE.fullmatch(attributes.get("id", "")):
        return note[1]
    if why := _TITLED.get(attributes.get("title", "")) if tag == "div" else None:
        return why
    if role := _NOTE_ROLES.get(attributes.get("role", "")):
        return role
    if _WORD_BULLET.search(style) or (
        tag == "a" and _NOTE_NUMBER.match(attributes.get("href", ""))
    ):
        return MARK
    named = attributes.get("class", "")
    if (kind := _KINDS.get(tag)) or _SPEAKER_CLASS.search(named):
        return kind or SPEAKER
    return HEADING if tag == "p" and _TITLE_CLASS.search(named) else ""


def _is_layout(table: Table) -> bool:
    """Whether a table only sets text side by side: one column, or cells like a page's columns."""
    return max(map(len, table.rows), default=0) < 2 or any(map(_is_page, table.rows))


def _is_page(row: list[list[Block]]) -> bool:
    """Whether a row of a table has much in a cell, and no cell like a name beside it."""
    cells = [[block.text for block in cell if block.text] for cell in row]
    return max(map(len, cells), default=0) > _CELL_LINES and not any(
        len(lines) == 1 and len(lines[0]) <= _LONGEST_NAME for lines in cells
    )
