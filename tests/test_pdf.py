"""PDF files: lines and paragraphs by their places, what is no talk, and files made to do harm."""

from __future__ import annotations

import io
import json
import random
import re
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from difflib import SequenceMatcher
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

import pytest
from blocks import balanced, refusal, skipped
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from soundness import assert_sound, read

from stc_cli.errors import StcError
from stc_cli.readers import Settings, Source, pdf, pdf_pages, read_source
from stc_cli.readers.apart import apart
from stc_cli.readers.pdf_pages import Page, Piece
from stc_cli.stages.ingest import Ingested

PILOT = Path(__file__).parents[2] / "shared" / "data" / "pdpilot"
FONT = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding "
    b"<< /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /acutecomb 173 /uni00AD] >> >>"
)
RESOURCES = b"/Resources << /Font << /F1 3 0 R >> /XObject << /X 100 0 R >> >>"


def document(objects: Mapping[int, bytes]) -> bytes:
    """A PDF of numbered objects; number 1 is its root."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def sheets(*contents: bytes, page: bytes = b"", more: Mapping[int, bytes] | None = None) -> bytes:
    """A PDF with a page for each content, which may be a stream with its filters.

    `page`: further entries of each page. `more`: further objects, by their numbers.
    """
    numbers = range(10, 10 + 2 * len(contents), 2)
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        3: FONT,
    }
    for number, content in zip(numbers, contents, strict=True):
        box = b"/MediaBox [0 0 595 842] /Contents %d 0 R" % (number + 1)
        objects[number] = b"<< /Type /Page /Parent 2 0 R %s %s %s >>" % (box, RESOURCES, page)
        objects[number + 1] = content if content.startswith(b"<<") else stream(content)
    return document({**objects, **(more or {})})


def show(x: float, y: float, text: str, size: float = 11, turn: str = "1 0 0 1") -> bytes:
    """A piece of text at a place; U+FB01, U+0301 and U+00AD by the font's own numbers."""
    shown = text.replace("\ufb01", "\x01").replace("\u0301", "\x02").encode("cp1252")
    shown = re.sub(rb"([()\\])", rb"\\\1", shown)
    return b"BT /F1 %g Tf %s %g %g Tm (%s) Tj ET\n" % (size, turn.encode(), x, y, shown)


def column(*texts: str, x: float = 72, top: float = 700) -> bytes:
    """Lines below each other; an empty text leaves room."""
    lines = [(top - 14 * place, text) for place, text in enumerate(texts) if text]
    return b"".join(show(x, y, text) for y, text in lines)


def table(*rows: Sequence[str], top: float = 700) -> bytes:
    """Rows cell by cell, as programs write them; `|` parts the lines of a cell."""
    content = b""
    for row in rows:
        cells = [cell.split("|") for cell in row]
        for lines, x in zip(cells, (72, 150, 250)[-len(row) :], strict=True):
            content += column(*lines, x=x, top=top)
        top -= 14 * max(map(len, cells)) + 6
    return content


def kept(source: Source) -> list[str]:
    """Talk as "speaker|text"; an empty string where a paragraph ends, none at the very end."""
    talk = [b for b in source.blocks if not b.skip and (b.text or not b.structure)]
    texts = [f"{b.speaker}|{b.text}" if b.speaker else b.text for b in talk]
    return texts[: max((n for n, text in enumerate(texts, 1) if text), default=0)]


def laid_out(data: bytes) -> Source:
    """A PDF read without another process, which is faster; what it would say goes as JSON."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "apart", lambda function, data: json.loads(json.dumps(function(data))))
        return pdf.read(data, Settings())


# Lines, paragraphs and columns.

FULL = "Vi satt på vaktrommet og ventet på at noen skulle komme, og så"
LINES = [
    pytest.param(
        column(FULL, "kom det ingen.", "", FULL, "var det dag."),
        [FULL, "kom det ingen.", "", FULL, "var det dag."],
        id="a-gap-ends-a-paragraph",
    ),
    pytest.param(
        column(FULL, "kom det ingen.", FULL, "var det dag."),
        [FULL, "kom det ingen.", "", FULL, "var det dag."],
        id="so-does-a-line-with-room-for-the-next-word",
    ),
    pytest.param(
        column(FULL, "kom det ingen som", "hadde sett oss, og ikke sa noen noe"),
        [FULL, "kom det ingen som", "hadde sett oss, og ikke sa noen noe"],
        id="but-no-sentence-goes-on-in-a-new-paragraph",
    ),
    pytest.param(
        show(72, 700, "Kari") + show(91.5, 700, ": H") + show(105.6, 697, "2", 6)
        + show(109, 700, "O"),
        ["Kari: H2O"],
        id="pieces-at-one-height-are-a-line",
    ),
    pytest.param(
        show(72, 700, "Kari:") + show(200, 700, "Ja.") + show(150, 700, "Nei."),
        ["Kari: Ja. Nei."],
        id="a-gap-is-a-space-forwards-and-backwards",
    ),
    pytest.param(column("\ufb01ne gra\ufb01er"), ["fine grafier"], id="ligatures-are-letters"),
    pytest.param(
        column("Om rus\u00ad", "omsorgen da", "som gikk"),
        ["Om rusomsorgen", "da", "som gikk"],
        id="a-soft-hyphen-is-none",
    ),
    pytest.param(column("Om rus-", "omsorgen da"), ["Om rus-", "omsorgen da"], id="hyphen-stays"),
    pytest.param(
        show(72, 700, "Andre") + show(98, 707, "\u0301"),
        ["Andr\u00e9"],
        id="an-accent-in-a-piece-of-its-own",
    ),
    pytest.param(
        show(100, 72, FULL, turn="0 1 -1 0") + show(114, 72, "her.", turn="0 1 -1 0"),
        [FULL, "her."],
        id="a-page-on-its-side",
    ),
    pytest.param(b"/X Do " + column("P1: Nei."), ["P1: Ja.", "P1: Nei."], id="a-form"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "texts"), LINES)
def test_lines_and_paragraphs(content: bytes, texts: list[str]) -> None:
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + RESOURCES
    form = stream(show(72, 740, "P1: Ja."), entries)
    source = laid_out(sheets(content, more={100: form}))
    assert (source.format, source.flow, kept(source)) == ("pdf", "page", texts)
    assert balanced(source) and skipped(source) == []


PAGE_BREAKS = [
    pytest.param("kom det ingen som", "Kari kjente.", [], id="within-a-sentence"),
    pytest.param("kom det ingen.", "var det dag.", [], id="before-a-small-letter"),
    pytest.param(f"{FULL}.", "Kari kom.", [], id="after-a-full-line"),
    pytest.param("kom det ingen.", "Kari kom.", [""], id="after-a-paragraph"),
]


@pytest.mark.parametrize(("last", "first", "between"), PAGE_BREAKS)
def test_page_breaks(last: str, first: str, between: list[str]) -> None:
    source = laid_out(sheets(column(FULL, last), column(first, FULL)))
    assert kept(source)[: 3 + len(between)] == [FULL, last, *between, first]


COLUMNS = [
    pytest.param(
        table(["Kari", "Hvordan var det?"], ["Ola", "Ja,|det gikk.|Bra."], ["Kari", "Takk."]),
        ["Kari|Hvordan var det?", "", "Ola|Ja, det gikk. Bra.", "", "Kari|Takk."],
        0,
        id="speakers",
    ),
    pytest.param(
        table(["0:10", "Kari", "Hvordan?"], ["0:20", "Ola", "Ja."], ["0:30", "Kari", "Takk."]),
        ["Kari|Hvordan?", "", "Ola|Ja.", "", "Kari|Takk."],
        12,
        id="times-and-speakers",
    ),
    pytest.param(
        table(["Kari|og Per", "Hvordan|var|det?"], ["Ola", "Ja|da."], ["Kari|og Per", "Så?"]),
        ["Kari og Per|Hvordan var det?", "", "Ola|Ja da.", "", "Kari og Per|Så?"],
        0,
        id="a-speaker-on-two-lines",
    ),
    pytest.param(
        column("Intervju tre, gjort på en onsdag i april i fjor", x=150, top=740)
        + table(["Taler", "Tekst"], ["Kari", "Hvordan|var det?"], ["Ola", "Ja,|det|gikk."])
        + column("Slutt på opptaket, og takk til dere", x=150, top=500),
        ["Intervju tre, gjort på en onsdag i april i fjor", "", "", "Kari|Hvordan var det?", "",
         "Ola|Ja, det gikk.", "", "Slutt på opptaket, og takk til dere"],
        0,
        id="text-around-a-table",
    ),
    pytest.param(
        table(["1", "I: Hvordan?|Var det?"], ["2", "P1: Ja."], ["3", "I: Takk."]),
        ["I: Hvordan?", "Var det?", "", "P1: Ja.", "", "I: Takk."],
        3,
        id="numbers-of-turns",
    ),
    pytest.param(
        column("I: Hvordan?", "Var det?", "P1: Ja.") + column("11", "12", "13", x=50),
        ["I: Hvordan?", "Var det?", "P1: Ja."],
        6,
        id="numbers-of-lines-written-last",
    ),
    pytest.param(
        table(["1", "Hvordan?"], ["2", "Ja."], ["1", "Når?"], ["2", "Nå."], ["1", "Takk."]),
        ["1|Hvordan?", "", "2|Ja.", "", "1|Når?", "", "2|Nå.", "", "1|Takk."],
        0,
        id="numbers-that-are-speakers",
    ),
    pytest.param(
        table(["I:", "Hvordan var|det?"], ["Ola:", "Ja."], ["I:", "Takk."]),
        ["I: Hvordan var", "det?", "", "Ola: Ja.", "", "I: Takk."],
        0,
        id="a-colon-is-left-to-the-labels",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "texts", "structure"), COLUMNS)
def test_columns_left_of_the_talk(content: bytes, texts: list[str], structure: int) -> None:
    source = laid_out(sheets(content))
    assert kept(source) == texts
    assert sum(block.structure for block in source.blocks) == structure
    assert balanced(source)


def test_a_table_row_goes_on_under_a_heading_put_again() -> None:
    rows = [["Taler", "Tekst"], ["Kari", "Hvordan|var det?"], ["Ola", "Ja, det|gikk som"]]
    again = table(["Taler", "Tekst"]) + column("jeg sa.", x=250, top=680)
    source = laid_out(sheets(table(*rows), again + table(["Kari", "Så."], top=640)))
    talk = ["Kari|Hvordan var det?", "Ola|Ja, det gikk som jeg sa.", "Kari|Så."]
    assert [text for text in kept(source) if text] == talk
    assert skipped(source) == [("table heading", "Taler Tekst")] * 2
    assert balanced(source)


# What is no talk.


def page_of(number: int, *edges: bytes) -> bytes:
    """A page with talk of its own, and what stands at its edges."""
    words = "vi var på vakt da det ringte fra øya".split()
    chosen = random.Random(number).choices(words, k=60)
    lines = [" ".join(chosen[place : place + 10]) for place in range(0, 60, 10)]
    return b"".join(edges) + column(*lines)


def pages_of(*edges: tuple[float, str], count: int = 2) -> list[bytes]:
    """Pages with lines at those heights; `#` is the page's number."""
    return [
        page_of(n, *(show(72, y, text.replace("#", str(n))) for y, text in edges))
        for n in range(1, count + 1)
    ]


STUDY = "Studie av nattarbeid"
FURNITURE = [
    pytest.param(
        pages_of((800, STUDY), (30, "- # -")),
        [("page header", STUDY), ("page number", "- 1 -"), ("page header", STUDY),
         ("page number", "- 2 -")],
        id="header-and-number",
    ),
    pytest.param(
        [page_of(9), *pages_of((30, "Fortrolig utkast, side #"))],
        [("page footer", "Fortrolig utkast, side 1"), ("page footer", "Fortrolig utkast, side 2")],
        id="a-first-page-without",
    ),
    pytest.param(
        pages_of((44, "Utkast"), (30, "Side # av 3"), count=3),
        [(reason, text) for n in (1, 2, 3)
         for reason, text in (("page number", f"Side {n} av 3"), ("page footer", "Utkast"))],
        id="two-lines",
    ),
    pytest.param(pages_of((30, "Utkast, s. 1/1"), count=1), [("page footer", "Utkast, s. 1/1")],
                 id="one-page-that-says-so"),
    pytest.param(pages_of((30, "3"), count=1), [("page number", "3")], id="one-page"),
    pytest.param([*pages_of((720, "Mhm.")), page_of(9)], [], id="a-short-line-on-two-pages"),
    pytest.param(pages_of((720, "I: Hva mener du med det?")), [], id="a-turn-on-two-pages"),
    pytest.param(pages_of((720, FULL), (500, FULL)), [], id="a-line-that-is-elsewhere-too"),
    pytest.param([*pages_of((616, "3"), count=1), page_of(8), page_of(9)], [],
                 id="a-number-on-one-page-of-three"),
]  # fmt: skip


@pytest.mark.parametrize(("contents", "asides"), FURNITURE)
def test_headers_footers_and_page_numbers(
    contents: list[bytes], asides: list[tuple[str, str]]
) -> None:
    source = laid_out(sheets(*contents))
    assert skipped(source) == asides
    assert balanced(source)


NOTES = (
    b"/Annots [<< /Subtype /Text /Contents (Sjekk\\n navnet) >> << /Subtype /Widget /V (Ola) >> "
    b"<< /Subtype /Link /Contents (to a site) >>]"
)
ASIDES = [
    pytest.param(
        show(200, 300, "UTKAST", 60, "0.7 0.7 -0.7 0.7"), b"",
        [("text at an angle", "UTKAST")], id="watermark",
    ),
    pytest.param(
        show(72, -20, "under") + show(72, 900, "over"), b"",
        [("outside the page", "under over")], id="outside",
    ),
    pytest.param(
        b"q 50 300 400 420 re W n " + show(72, 726, "kuttet") + b" Q ", b"",
        [("outside the page", "kuttet")], id="clipped-away",
    ),
    pytest.param(
        b"", NOTES, [("comment", "Sjekk navnet"), ("form field", "Ola")], id="annotations",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "page", "asides"), ASIDES)
def test_what_is_no_talk_does_not_part_a_turn(
    content: bytes, page: bytes, asides: list[tuple[str, str]]
) -> None:
    content = column(f"P1: {FULL}") + content + column("kom det en bil.", top=686)
    source = laid_out(sheets(content, page=page))
    assert (kept(source), skipped(source)) == ([f"P1: {FULL}", "kom det en bil."], asides)
    assert balanced(source)


# Whole interviews.


class Interview(FPDF):
    """Paper with a header and page numbers."""

    def header(self) -> None:
        self.set_font("Helvetica", size=9)
        self.cell(0, 10, f"{STUDY}: intervju på øya", align="C")
        self.ln(14)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 10, f"Side {self.page_no()}/{{nb}}", align="R")


def told(count: int, longest: int) -> list[tuple[str, str]]:
    """Invented turns of up to so many words."""
    chosen = random.Random(3)
    words = "og så var det en båt ute på sjøen æsj ja ikke sant men vi gikk hjem fra øya".split()
    return [
        (
            "P1" if place % 2 else "Intervjuer",
            " ".join(chosen.choices(words, k=longest if place % 7 == 3 else 4 + 5 * place)) + ".",
        )
        for place in range(count)
    ]


@pytest.mark.parametrize("blank", [False, True], ids=["", "blank-pages"])
def test_no_page_break_parts_a_turn_or_a_sentence(blank: bool) -> None:
    turns = told(24, longest=900)
    paper = Interview()
    paper.add_page()
    for speaker, text in turns:
        paper.set_font("Helvetica", size=11)
        paper.multi_cell(0, 6, f"{speaker}: {text}", new_x="LMARGIN", new_y="NEXT")
        paper.ln(2)
    if blank:
        paper.add_page()
        paper.add_page()
    data = bytes(paper.output())
    pages = len(PdfReader(io.BytesIO(data)).pages)
    made = read(data, ".pdf")
    assert_sound(made)
    assert pages > 4
    assert [(turn.speaker, turn.text) for turn in made.turns] == turns
    assert [row.reason for row in made.skipped] == ["page header", "page number"] * pages


def test_a_printed_table() -> None:
    turns = told(16, longest=90)
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    with paper.table(col_widths=(1, 4), text_align="LEFT") as grid:
        for row in [("Taler", "Tekst"), *turns]:
            grid.row(row)
    made = read(bytes(paper.output()), ".pdf")
    assert_sound(made)
    assert [(turn.speaker, turn.text) for turn in made.turns] == turns
    assert {(row.reason, row.text) for row in made.skipped} == {("table heading", "Taler Tekst")}


@pytest.mark.parametrize("number", range(1, 8))
def test_pdpilot_interviews_are_read_as_their_text_is(number: int) -> None:
    paths = [PILOT / kind / f"P{number}.{kind}" for kind in ("pdf", "txt")]
    if not all(path.is_file() for path in paths):
        pytest.skip("the outside data of shared/data/pdpilot is not here")
    printed, typed = (read(path.read_bytes(), path.suffix) for path in paths)
    assert_sound(printed)
    assert [turn.speaker for turn in printed.turns] == [turn.speaker for turn in typed.turns]
    mine, theirs = words_of(printed), words_of(typed)
    same = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in same) >= 0.99 * max(len(mine), len(theirs))
    reasons = {row.reason for row in printed.skipped}
    assert reasons <= {"page number", "before the first speaker", "outside the page"}


def words_of(made: Ingested) -> list[str]:
    return [word for turn in made.turns for word in turn.text.split()]


PIECE = st.builds(
    Piece,
    st.text(st.sampled_from("aB1: -\u00ad\ufb01\n."), min_size=1, max_size=9).filter(str.strip),
    st.sampled_from([40.0, 72.0, 100.0, 150.5]),
    st.sampled_from([30.0, 44.0, 300.0, 314.0, 318.0, 700.0, 800.0]),
    st.sampled_from([0.0, 8.0, 11.0]),
    st.sampled_from([0, 0, 0, 90, 45]),
    st.sampled_from([True, True, True, False]),
)


@given(st.lists(st.lists(PIECE, min_size=1, max_size=25), min_size=1, max_size=4))
def test_no_character_is_lost_wherever_it_stands(pages: list[list[Piece]]) -> None:
    found = [Page("".join(piece.text for piece in pieces), pieces, [], 0) for pieces in pages]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "apart", lambda function, data: found)
        assert balanced(pdf.read(b"", Settings()))


# Files that cannot be read, and files made to do harm.


def picture() -> bytes:
    """A page as a scanner makes it."""
    image = b"/Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    return sheets(b"q 595 0 0 842 0 0 cm /X Do Q", more={100: stream(b"\x80", image)})


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def joined(*files: bytes) -> bytes:
    writer = PdfWriter()
    for data in files:
        writer.append(io.BytesIO(data))
    return written(writer)


def protected(user: str, algorithm: str = "RC4-128") -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(sheets(HEI)))
    writer.encrypt(user, "owner", algorithm=algorithm)
    return written(writer)


def deflated(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, b"/Filter [%s]" % (b"/FlateDecode " * times))


def garbled() -> bytes:
    """A page whose deflated bytes are not what deflate writes from the middle on."""
    packed = zlib.compress(column(*(f"P1: Hei {n * n}." for n in range(40))))
    middle = len(packed) // 2
    return stream(packed[:middle] + b"\xff" * middle, b"/Filter /FlateDecode")


def form(content: bytes) -> bytes:
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + RESOURCES)


HEI = column("P1: Hei.")
ONE = sheets(HEI)
NESTED = b"/Deep " + b"[" * 200_000 + b"]" * 200_000
DAMAGED = "is not a readable PDF (damaged or cut short?): print it to PDF anew"
LOST = "is damaged, and some of its text with it: print it to PDF anew"
BOMB = "unpacks to more than any transcript does (damaged or made to fill the memory?)"
REFUSED = [
    pytest.param(picture(), "has no text in it, only pictures: run text recognition (OCR) on it "
                 "first", id="scanned"),
    pytest.param(joined(ONE, picture(), picture()), "has text on 1 of its 3 pages, the others are "
                 "pictures: run text recognition (OCR) on it first", id="scanned-with-a-cover"),
    pytest.param(ONE.replace(b"/Encoding <<", b"/Encoding /Identity-H /No <<"),
                 "does not say which letters its fonts show: print it to PDF from the program it "
                 "was made with, or run text recognition (OCR) on it", id="fonts-without-letters"),
    pytest.param(protected("secret"), "is protected by a password: save it without one",
                 id="password"),
    pytest.param(b"just text", DAMAGED, id="no-pdf"),
    pytest.param(b"%PDF-1.4\n" + bytes(range(256)) * 99, DAMAGED, id="garbage"),
    pytest.param(ONE[:-99], DAMAGED, id="cut-short"),
    pytest.param(document({1: b"<< /Type /Catalog >>"}), DAMAGED, id="no-page-tree"),
    pytest.param(ONE.replace(b"[10 0 R]", b"[]"), DAMAGED, id="no-pages"),
    pytest.param(ONE.replace(b"[10 0 R]", b"[10 0 R 2 0 R]"), DAMAGED, id="cyclic-page-tree"),
    pytest.param(ONE.replace(b"[10 0 R]", b"[10 0 R 77 0 R]"), LOST, id="a-page-is-missing"),
    pytest.param(sheets(HEI, HEI).replace(b"/Contents 13", b"/Contents 77"), LOST,
                 id="contents-are-missing"),
    pytest.param(sheets(HEI, garbled()), LOST, id="garbled-deflate"),
    pytest.param(sheets(deflated(b" " * 10**8)), BOMB, id="deflate-bomb"),
    pytest.param(sheets(deflated(b" " * 10**9, times=2)), BOMB, id="deflate-bomb-packed-twice"),
    pytest.param(sheets(b"[" * 500_000 + b" TJ " + HEI), DAMAGED, id="nested-arrays"),
    pytest.param(sheets(HEI, page=NESTED), DAMAGED, id="nested-arrays-in-a-page"),
    pytest.param(sheets(b"BT /F1 9 Tf (" + b"(" * 10**6), DAMAGED, id="a-string-without-end"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "clause"), REFUSED)
def test_refused_in_one_clause(data: bytes, clause: str) -> None:
    """Not timed; a reader without bounds would run out of memory or of patience here."""
    assert refusal(data, ".pdf") == clause


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "MAX_TEXT", 99)
    assert len(pdf_pages.extracted(ONE)) == 1
    with pytest.raises(StcError) as error:
        pdf_pages.extracted(sheets(HEI, HEI))
    assert str(error.value) == BOMB


HARMLESS = [
    pytest.param(protected(""), id="only-the-owner-has-a-password"),
    pytest.param(ONE.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9"), id="xref-loop"),
    pytest.param(sheets(HEI, more=dict.fromkeys(range(200, 100_200), b"<< >>")),
                 id="empty-objects"),
    pytest.param(sheets(b"/X Do " + HEI, more={100: form(b"/X Do /X Do")}), id="form-in-itself"),
    pytest.param(sheets(b"q 1e400 0 0 1e400 1e400 0 cm Q Q l m 1 re W n " + HEI),
                 id="absurd-operands"),
]  # fmt: skip


@pytest.mark.parametrize("data", HARMLESS)
def test_odd_files_that_are_read(data: bytes) -> None:
    assert kept(read_source(data, ".pdf")) == ["P1: Hei."]


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_file_that_only_its_owner_may_change_is_read(algorithm: str) -> None:
    assert kept(read_source(protected("", algorithm), ".pdf")) == ["P1: Hei."]


# A process of its own.

FUNCTIONS = """
import os, sys, time
from stc_cli.errors import StcError

def count(data): return {"bytes": len(data), "text": data.decode()}
def refuse(data): raise StcError("is not to my liking")
def bug(data): return 1 / 0
def hang(data): time.sleep(60)
def crash(data): os.abort()
def eat(data): return [bytes(2**24) for _ in range(1000)]
def modules(data): return sorted(sys.modules)
"""
FULL_MEMORY = "needs more memory to read than any transcript does (damaged or made to fill it?)"


@pytest.fixture
def functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A module that the other process finds where this one does."""
    (tmp_path / "read_apart.py").write_text(FUNCTIONS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("read_apart")
    del sys.modules["read_apart"]


def test_apart_gives_what_the_function_gives(functions: ModuleType) -> None:
    text = "æ" * 100_000
    assert apart(functions.count, text.encode()) == {"bytes": 200_000, "text": text}


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        pytest.param("refuse", r"is not to my liking", id="refuses"),
        pytest.param("hang", r"takes longer than 1 second to read \(damaged or made to hang\?\)",
                     id="hangs"),
        pytest.param("crash", r"crashes the program that reads it \(exit code -?\d+; damaged\?\)",
                     id="crashes"),
        pytest.param("eat", re.escape(FULL_MEMORY), id="fills-the-memory", marks=pytest.mark.skipif(
            sys.platform != "linux", reason="memory cannot be bounded here")),
    ],
)  # fmt: skip
def test_apart_turns_harm_into_a_clause(functions: ModuleType, name: str, clause: str) -> None:
    with pytest.raises(StcError) as error:
        apart(getattr(functions, name), b"x", limit=1.0 if name == "hang" else None)
    assert re.fullmatch(clause, str(error.value))


def test_apart_does_not_hide_a_bug(functions: ModuleType) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError: division by zero"):
        apart(functions.bug, b"x")


def test_apart_starts_with_little(functions: ModuleType) -> None:
    loaded = set(apart(functions.modules, b""))
    assert not loaded & {"spacy", "pandas", "numpy", "pydantic", "typer", "socket", "ssl"}


def test_a_pdf_is_read_within_a_worker_process() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(read_source, ONE, ".pdf").result() == read_source(ONE, ".pdf")
