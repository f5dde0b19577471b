"""Excel workbooks: every sheet as a person sees it, and files made to keep a reader busy."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter
from blocks import assert_refused_or_balanced, balanced, kept, refusal, skipped
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from stc_cli.readers import read_source
from stc_cli.text.characters import normalised, one_line, visible

X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = [("Time", "Speaker", "Text"), ("0:05", "Kari", "Ja."), ("0:09", "Ola", "Nei.")]


def workbook(rows: Iterable[Iterable[object]], **more: Callable[[Worksheet], object]) -> bytes:
    """A workbook as openpyxl writes it. `more`: what else to do to its first sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Talk"
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # also where it looks like a formula
    for change in more.values():
        change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, part: str, change: Callable[[str], str | bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content: str | bytes = old.read(name)
            if name == part:
                content = change(old.read(name).decode())
            new.writestr(name, content)
    return buffer.getvalue()


def test_defusedxml_reads_what_openpyxl_streams() -> None:
    from openpyxl import DEFUSEDXML
    from openpyxl.xml.functions import iterparse

    assert DEFUSEDXML is True
    assert iterparse.__module__.startswith("defusedxml")


def test_a_sheet_is_a_table() -> None:
    source = read_source(workbook(ROWS), ".xlsx")
    assert (source.format, source.flow) == ("xlsx", "paragraph")
    assert [(b.speaker, b.text, b.start, b.certain) for b in source.blocks if b.speaker] == [
        ("Kari", "Ja.", 5.0, True),
        ("Ola", "Nei.", 9.0, True),
    ]
    assert skipped(source) == [("sheet name", "Talk"), ("table heading", "Time Speaker Text")]
    assert source.chars_in == len("TalkTimeSpeakerText0:05KariJa.0:09OlaNei.")
    assert balanced(source)


SHOWN = [
    pytest.param(time(0, 0, 35), "h:mm:ss", "0:00:35", 35.0, id="time"),
    pytest.param(time(0, 12, 3), "mm:ss", "12:03", 723.0, id="minutes-and-seconds"),
    pytest.param(time(12, 3), "h:mm", "12:03", 723.0, id="minutes-taken-for-hours"),
    pytest.param(timedelta(hours=26, seconds=3), "[h]:mm:ss", "26:00:03", 93603.0, id="duration"),
    pytest.param(time(1, 2, 3, 500_000), "h:mm:ss.000", "1:02:03.500", 3723.5, id="fraction"),
    pytest.param(datetime(2026, 1, 2, 0, 0, 4), 'yyyy-mm-dd" kl. "h:mm:ss', "2026-01-02 0:00:04",
                 4.0, id="date-and-time"),
    pytest.param(12.5, "General", "12.5", 12.5, id="number"),
    pytest.param(12.0, "0.0", "12", 12.0, id="whole-number"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "shown", "start"), SHOWN)
def test_times_as_a_person_sees_them(value: object, code: str, shown: str, start: float) -> None:
    def with_format(sheet: Worksheet) -> None:
        sheet["A2"].number_format = code

    rows = [("Tid", "Taler", "Tekst"), (value, "Kari", "Ja.")]
    source = read_source(workbook(rows, form=with_format), ".xlsx")
    (block,) = [b for b in source.blocks if b.speaker]
    assert (block.start, block.structure) == (start, visible(shown))
    assert balanced(source)


def test_other_cells_as_a_person_sees_them() -> None:
    def dated(sheet: Worksheet) -> None:
        sheet["B3"].number_format = "dd.mm.yyyy"

    rows = [("Speaker", "Text"), ("P1", True), ("P2", datetime(2026, 5, 3)), ("P3", 0.1 + 0.2)]
    assert kept(read_source(workbook(rows, dated=dated), ".xlsx")) == ["TRUE", "2026-05-03", "0.3"]


def rich() -> bytes:
    """What Excel writes and openpyxl does not: shared strings, runs, boxes, results, a chart."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Intervju 1")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, ["Navn", "Tekst"])
        sheet.write(1, 0, "Kari")
        sheet.write_rich_string(1, 1, "Ja, ", bold, "veldig", " rart.")
        sheet.write(2, 0, "Ola")
        sheet.write_formula(2, 1, '="Nei"&"."', None, "Nei.")
        sheet.write(3, 0, "Kari")
        sheet.write_formula(3, 1, "=NA()", None, "#N/A")
        sheet.merge_range(4, 0, 5, 0, "Ola")
        sheet.write(4, 1, "En ting,")
        sheet.write(5, 1, "og en til.\r\nSlutt.")
        sheet.write_comment(1, 1, "hun ler")
        sheet.insert_textbox(9, 4, "Tema:\nhverdag")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(1_048_575, 30)
        hidden = book.add_worksheet("Skjult")
        hidden.write(0, 0, "Ikke vis")
        hidden.hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='Intervju 1'!$B$2:$B$4"})
        book.add_chartsheet("Graf").set_chart(chart)
    return buffer.getvalue()


def test_what_excel_writes() -> None:
    source = read_source(rich(), ".xlsx")
    assert [(b.speaker, b.text) for b in source.blocks if b.text and not b.skip] == [
        ("Kari", "Ja, veldig rart."),
        ("Ola", "Nei."),
        ("Kari", "#N/A"),
        ("Ola", "En ting,"),
        (None, "og en til."),
        (None, "Slutt."),
        (None, "Ikke vis"),
    ]
    assert skipped(source) == [
        ("sheet name", "Intervju 1"),
        ("table heading", "Navn Tekst"),
        ("sheet name", "Skjult"),
        ("comment", "hun ler"),
        ("text box", "Tema:"),
        ("text box", "hverdag"),
    ]
    assert balanced(source)


def test_a_comment_with_answers_is_read_once() -> None:
    threaded = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    data = changed(rich(), "xl/comments1.xml", lambda xml: re.sub(
        "<author>.*?</author>|<author ?/>", "<author>tc={1}</author>", xml
    ))  # fmt: skip
    with zipfile.ZipFile(buffer := io.BytesIO(data), "a") as archive:
        archive.writestr(
            "xl/threadedComments/threadedComment1.xml",
            f'<ThreadedComments xmlns="{threaded}"><threadedComment><text>Hvorfor?</text>'
            "</threadedComment><threadedComment><text>Usikker.</text></threadedComment>"
            "</ThreadedComments>",
        )
    comments = [text for skip, text in skipped(read_source(buffer.getvalue(), ".xlsx"))
                if skip == "comment"]  # fmt: skip
    assert comments == ["Hvorfor?", "Usikker."]


SHEET = "xl/worksheets/sheet1.xml"
FAR = (
    "has cells beyond row 200,000 or column 200, or too many for a transcript: copy its table to a "
    "new workbook"
)
DAMAGED = "is not a readable Excel workbook (damaged or cut short?)"
UNREAD = "holds text that cannot be read in full: open it in Excel and save it again"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'


def cell(place: str, text: str = "x") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_of(rows: str) -> Callable[[str], str]:
    return lambda _: f'<worksheet xmlns="{X}"><sheetData>{rows}</sheetData></worksheet>'


HOSTILE = [
    pytest.param(b"just text", DAMAGED, id="text"),
    pytest.param(workbook(ROWS)[:-40], DAMAGED, id="cut-short"),
    pytest.param(b"\xd0\xcf\x11\xe0x", "is protected by a password or of an old format: save it as "
                 ".xlsx without a password", id="old-or-protected"),
    pytest.param(changed(workbook(ROWS), "xl/workbook.xml", lambda _: "<a/>"),
                 "is a zip archive without an Excel workbook in it", id="no-workbook"),
    pytest.param(
        changed(workbook(ROWS), "xl/workbook.xml",
                lambda _: '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'),
        'is a "Strict Open XML" workbook: save it as an ordinary Excel workbook', id="strict"),
    pytest.param(changed(workbook(ROWS), SHEET, sheet_of(f'<row r="200001">{cell("A")}</row>')),
                 FAR, id="far-down"),
    pytest.param(changed(workbook(ROWS), SHEET, sheet_of(f'<row r="1">{cell("XFD1")}</row>')),
                 FAR, id="far-right"),
    pytest.param(
        changed(workbook(ROWS), SHEET, sheet_of(
            "".join(f'<row r="{n}">{cell(f"GR{n}")}</row>' for n in range(1, 25_002)))),
        FAR, id="many-empty-cells-between"),
    pytest.param(
        changed(workbook(ROWS), SHEET, sheet_of('<row r="2"><c r="B2"><f>A1</f></c></row>')),
        "has formulas without results (B2): open it in Excel and save it again", id="formula"),
    pytest.param(
        changed(workbook(ROWS), SHEET, sheet_of(f'<row r="2">{cell("A2")}</row><row r="1">'
                                               f"{cell('A1', 'y')}</row>")),
        UNREAD, id="rows-in-the-wrong-order"),
    pytest.param(
        changed(workbook(ROWS), SHEET, sheet_of(f'<row r="1">{cell("A1")}{cell("A1", "y")}</row>')),
        UNREAD, id="two-cells-in-one-place"),
    pytest.param(changed(workbook(ROWS), SHEET, sheet_of('<row r="1"><c r="A1" t="s"><v>99</v></c>'
                                                         "</row>")),
                 DAMAGED, id="no-such-shared-string"),
    pytest.param(changed(workbook(ROWS), SHEET, lambda xml: f"{ENTITIES}{xml}"),
                 "holds XML that is broken or unsafe", id="entities"),
    pytest.param(changed(workbook(ROWS), SHEET, lambda xml: " " * (51 * 2**20) + xml),
                 "unpacks to more than 50 MB of text, which no transcript does", id="bomb"),
    pytest.param(
        changed(workbook(ROWS), SHEET, lambda _: "<a>" * 50_000 + "</a>" * 50_000),
        "holds XML that is nested deeper than in any workbook", id="deep"),
    pytest.param(
        changed(workbook(ROWS), "xl/styles.xml", lambda _: (
            f'<styleSheet xmlns="{X}"><numFmts><numFmt numFmtId="164" formatCode="{"[" * 256}"/>'
            "</numFmts></styleSheet>")),
        "has a number format that is longer than Excel allows", id="endless-number-format"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "clause"), HOSTILE)
def test_hostile_files_are_one_clause(data: bytes, clause: str) -> None:
    assert refusal(data, ".xlsx") == clause


def test_formatted_cells_far_off_that_hold_nothing_are_no_matter() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>P1: Ja.</v></c><c r="XFD1" s="0"/></row>'
        '<row r="1048576"><c r="A1048576" s="0"/></row>'
    )
    data = changed(workbook(ROWS), SHEET, sheet_of(rows))
    assert kept(read_source(data, ".xlsx")) == ["P1: Ja."]


def test_a_dimension_that_says_too_little_hides_nothing() -> None:
    data = changed(
        workbook(ROWS),
        SHEET,
        lambda xml: re.sub('<dimension ref="[^"]*"', '<dimension ref="A1"', xml),
    )
    assert kept(read_source(data, ".xlsx")) == ["Ja.", "Nei."]


class _Full:
    """A stand-in for openpyxl when the memory is full."""

    def __init__(self, *_: object, **__: object) -> None:
        raise MemoryError


def test_a_full_memory_is_not_taken_for_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openpyxl, "load_workbook", _Full)
    with pytest.raises(MemoryError):
        read_source(workbook(ROWS), ".xlsx")


words = st.text(st.sampled_from('abæé ,;="\n:\u0301😀'), max_size=20).map(
    lambda text: normalised(f"=og {text}.")
)
talk = st.lists(st.tuples(st.sampled_from(["Kari", "P1", "Åse-Marie O'Brien"]), words), min_size=1)


@given(talk=talk)
@settings(max_examples=30)
def test_a_workbook_gives_the_talk_that_was_written(talk: list[tuple[str, str]]) -> None:
    source = read_source(workbook([("Speaker", "Text"), *talk]), ".xlsx")
    assert [(b.speaker, b.text) for b in source.blocks if b.text and not b.skip] == [
        (speaker, one_line(text)) for speaker, text in talk
    ]
    assert balanced(source)
    assert source.chars_in == visible("Talk" + "SpeakerText" + "".join(s + t for s, t in talk))


value = st.one_of(
    st.sampled_from(["Kari", "P1", "Ja, det er rart", "0:05", "", "Time", "Text", "#N/A"]),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)),
    st.text("aé \u0301\n_x000D", max_size=8),
)


@given(rows=st.lists(st.lists(value, max_size=5), max_size=6))
@settings(max_examples=50)
def test_any_cells_are_refused_or_balanced(rows: list[list[object]]) -> None:
    assert_refused_or_balanced(workbook(rows), ".xlsx")


RICH = rich()


@given(at=st.integers(0, len(RICH) - 1), byte=st.integers(0, 255), cut=st.integers(0, 300))
@settings(max_examples=50)
def test_damaged_workbooks_are_refused_or_balanced(at: int, byte: int, cut: int) -> None:
    data = bytearray(RICH)
    data[at] = byte
    assert_refused_or_balanced(bytes(data), ".xlsx")
    assert_refused_or_balanced(RICH[: len(RICH) - cut], ".xlsx")


places = st.sampled_from(["A1", "B1", "A2", "C3", "A1:B2", "", "a1", "AAAA1", "A99999999", "GR5"])
inside = st.sampled_from(
    ["<v>0</v>", "<v>7</v>", "<v>x</v>", "<v>NaN</v>", "<v/>", "<is><t>a</t></is>", "<f>1</f>",
     "<f>1</f><v>2</v>", "<is><r><t>a</t></r><rPh><t>b</t></rPh></is>", "", "<v>1e999</v>"]
)  # fmt: skip
cells = st.builds(
    lambda place, kind, style, content: f'<c r="{place}" t="{kind}" s="{style}">{content}</c>',
    places,
    st.sampled_from(["s", "str", "inlineStr", "n", "b", "e", "d", "?"]),
    st.sampled_from(["0", "1", "99", "-1", "x"]),
    inside,
)
rows_of_cells = st.builds(
    lambda number, found: f'<row r="{number}">{"".join(found)}</row>',
    st.sampled_from(["1", "2", "3", "", "x", "0", "-1", "1.0", "99999999"]),
    st.lists(cells, max_size=4),
)


@given(rows=st.lists(rows_of_cells, max_size=4))
@settings(max_examples=100)
def test_any_sheet_is_refused_or_balanced(rows: list[str]) -> None:
    assert_refused_or_balanced(changed(RICH, SHEET, sheet_of("".join(rows))), ".xlsx")
