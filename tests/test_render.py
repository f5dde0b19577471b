"""The renderers: every format shows the same table, and only text where there is only text."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from openpyxl import load_workbook

from stc_cli.files import csv_rows
from stc_cli.records import Cell, Table, TableFormat
from stc_cli.render import RENDERERS, grid, latex, render, render_all
from stc_cli.render.guarding import unguarded
from stc_cli.table_config import TABLE_FORMATS

HOSTILE = (
    '<script>alert("1")</script> =HYPERLINK("x") | a\\b `c` %&_#{}~^$ *d* [e] &lt; \\| 😀 æøå'
    "\nline two"
)
CONTROLS = "a\x00b\x07c\x0bd\ud800e\ufffef"


def table(
    *rows: tuple[Cell, ...],
    columns: int = 2,
    number: str = "1",
    title: str = "Results",
    language: str = "en",
    label: str = "Table",
    draft: str = "Draft",
    headings: tuple[str, ...] = (),
) -> Table:
    return Table(
        table_id="table1",
        kind="results",
        number=number,
        title=title,
        language=language,
        columns=tuple(f"column{n}" for n in range(1, columns + 1)),
        headings=headings or tuple(f"Column {n}" for n in range(1, columns + 1)),
        rows=rows,
        label=label,
        draft=draft,
    )


RESULTS = table(
    (Cell("Shift", 2), Cell("Managers facilitate")),
    (Cell("", 0), Cell("Benefits")),
    (Cell("Valued"), Cell("Bridges")),
    headings=("Category", "Subthemes"),
)
HOSTILE_TABLE = table((Cell(HOSTILE), Cell("=1+1")), title="", headings=(HOSTILE, "B"))
WITH_CONTROLS = table(
    (Cell(CONTROLS), Cell("x")), title=CONTROLS, draft=CONTROLS, headings=(CONTROLS, "B")
)
EMPTY = table()


class Page(HTMLParser):
    """Elements in order, each as (tag, attributes, text); `<br>` as a line end."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: list[list[object]] = []
        self._open: list[list[object]] = []
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data("\n")
            return
        element: list[object] = [tag, dict(attrs), ""]
        self.elements.append(element)
        if tag not in ("meta", "col"):
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][2] = str(self._open[-1][2]) + data

    def all(self, *tags: str) -> list[tuple[object, ...]]:
        return [tuple(element) for element in self.elements if element[0] in tags]


def word(table: Table) -> docx.document.Document:
    return docx.Document(io.BytesIO(render(table, "docx")))


def sheet(table: Table):  # type: ignore[no-untyped-def]
    return load_workbook(io.BytesIO(render(table, "xlsx"))).active


def shown(table: Table, format: TableFormat) -> str:
    """What a reader of the file sees, the parts of zipped files joined."""
    data = render(table, format)
    if format not in ("docx", "xlsx"):
        return data.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())


# Every format


def test_every_format_of_the_config_has_a_renderer() -> None:
    assert tuple(RENDERERS) == TABLE_FORMATS


@pytest.mark.parametrize("format", TABLE_FORMATS)
def test_same_table_same_bytes(format: TableFormat) -> None:
    assert render(HOSTILE_TABLE, format) == render(HOSTILE_TABLE, format)


@pytest.mark.parametrize("format", TABLE_FORMATS)
def test_a_table_without_rows_has_its_header(format: TableFormat) -> None:
    header = "column1" if format == "csv" else "Column 1"
    assert header in shown(EMPTY, format)


@pytest.mark.parametrize("format", TABLE_FORMATS)
def test_forbidden_characters_go(format: TableFormat) -> None:
    assert "abcdef" in shown(WITH_CONTROLS, format)


@pytest.mark.parametrize("format", [f for f in TABLE_FORMATS if f != "csv"])
def test_a_draft_says_so(format: TableFormat) -> None:
    final = table((Cell("a"), Cell("b")), draft="")
    draft = table((Cell("a"), Cell("b")), draft="Utkast")
    assert "Utkast" in shown(draft, format)
    assert "Utkast" not in shown(final, format)


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_archives_hold_nothing_of_the_machine(format: TableFormat) -> None:
    with zipfile.ZipFile(io.BytesIO(render(RESULTS, format))) as archive:
        members = archive.infolist()
        core = archive.read("docProps/core.xml").decode()
    assert members[0].filename == "[Content_Types].xml"
    assert {(m.date_time, m.compress_type, m.create_system) for m in members} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 3)
    }
    assert core.count("2000-01-01T00:00:00Z") == 2


def test_renderers_load_their_libraries_when_used() -> None:
    code = "import sys, stc_cli.render; print({'docx', 'xlsxwriter', 'jinja2'} & {*sys.modules})"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "set()\n"


# grid


@pytest.mark.parametrize(
    ("title", "label", "expected"),
    [
        pytest.param("Results", "Table", "Table 1. Results", id="title"),
        pytest.param("", "Tabell", "Tabell 1", id="no-title"),
        pytest.param(" Two\nlines ", "Table", "Table 1. Two lines", id="line-end"),
    ],
)
def test_caption(title: str, label: str, expected: str) -> None:
    assert grid.caption(table(title=title, label=label)) == expected


@pytest.mark.parametrize(
    ("text", "chars", "lines"),
    [
        pytest.param("", 10, 1, id="empty"),
        pytest.param("ten chars!", 10, 1, id="just-fits"),
        pytest.param("one two three", 7, 2, id="words"),
        pytest.param("a\nb", 10, 2, id="line-end"),
        pytest.param("abcdefghijk", 5, 3, id="word-longer-than-line"),
        pytest.param("ab abcdefghijk l", 5, 4, id="long-word-after-another"),
    ],
)
def test_line_count(text: str, chars: int, lines: int) -> None:
    assert grid.line_count(text, chars) == lines


def test_missing_lines_stand_where_the_span_ends() -> None:
    rows = ((Cell("a b c d e", 2), Cell("x")), (Cell("", 0), Cell("y")), (Cell("z"), Cell("z")))
    assert grid.missing_lines(rows, [1, 1]) == [0, 3, 0]


def test_shares_add_up_and_give_long_text_more() -> None:
    shares = grid.shares(table((Cell("word " * 40), Cell("12")), headings=("Quote", "N")), 95)
    assert sum(shares) == 100
    assert shares[0] > shares[1] > 0


def test_blocks_part_where_no_cell_reaches_over() -> None:
    rows = (
        (Cell("a", 2), Cell("b")),
        (Cell("", 0), Cell("c", 2)),
        (Cell("d"), Cell("", 0)),
        (Cell("e"), Cell("f")),
    )
    assert [len(block) for block in grid.blocks(rows)] == [3, 1]


# csv


def test_csv_repeats_what_spans() -> None:
    assert render(RESULTS, "csv") == (
        b"column1,column2\nShift,Managers facilitate\nShift,Benefits\nValued,Bridges\n"
    )


def test_csv_cells_read_back_as_they_are() -> None:
    rows = list(csv_rows(render(HOSTILE_TABLE, "csv")))
    assert rows == [["column1", "column2"], [HOSTILE, "'=1+1"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+47", "'+47", id="plus"),
        pytest.param("-1", "'-1", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("\r=1", "'\n=1", id="carriage-return"),
        pytest.param("\x00=1", "'=1", id="behind-a-control-character"),
        pytest.param("– said", "– said", id="en-dash"),
        pytest.param("a=b", "a=b", id="inside"),
        pytest.param("", "", id="empty"),
        pytest.param("'=1", "''=1", id="an-apostrophe-of-its-own"),
    ],
)
def test_csv_guards_against_formulas(text: str, expected: str) -> None:
    data = render(table((Cell(text), Cell("x"))), "csv")
    assert list(csv_rows(data))[1] == [expected, "x"]


# md


def test_markdown() -> None:
    assert render(RESULTS, "md").decode() == (
        "**Table 1. Results**\n"
        "\n"
        "| Category | Subthemes |\n"
        "| --- | --- |\n"
        "| Shift | Managers facilitate |\n"
        "|  | Benefits |\n"
        "| Valued | Bridges |\n"
        "\n"
        "*Draft*\n"
    )


def test_markdown_shows_text_as_text() -> None:
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(render(HOSTILE_TABLE, "md").decode())
    cells = [t for t in tokens if t.type == "inline" and t.level == 4]
    texts = ["".join(c.content for c in cell.children or ()) for cell in cells]
    kinds = {child.type for cell in cells for child in cell.children or ()}
    assert texts == [HOSTILE.replace("\n", "<br>"), "B", HOSTILE.replace("\n", "<br>"), "=1+1"]
    assert kinds <= {"text", "text_special", "html_inline"}  # html_inline: the <br>


# html


def test_html_spans_and_scopes() -> None:
    page = Page(render(RESULTS, "html"))
    assert page.all("caption") == [("caption", {}, "Table 1. Results")]
    assert page.all("th", "td") == [
        ("th", {"scope": "col"}, "Category"),
        ("th", {"scope": "col"}, "Subthemes"),
        ("th", {"scope": "rowgroup", "rowspan": "2"}, "Shift"),
        ("td", {}, "Managers facilitate"),
        ("td", {}, "Benefits"),
        ("th", {"scope": "row"}, "Valued"),
        ("td", {}, "Bridges"),
    ]
    assert len(page.all("tbody")) == 2


def test_html_is_a_page_that_loads_nothing() -> None:
    page = Page(render(table(language="nb"), "html"))
    assert page.all("html")[0][1] == {"lang": "nb"}
    metas = [attributes for _, attributes, _ in page.all("meta")]
    assert {"charset": "utf-8"} in metas
    assert {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    } in metas


def test_html_shows_text_as_text() -> None:
    hostile = table((Cell(HOSTILE), Cell("=1+1")), language='en" onload="x', title=HOSTILE)
    page = Page(render(hostile, "html"))
    assert page.all("script") == []
    assert page.all("html")[0][1] == {"lang": 'en" onload="x'}
    assert page.all("th")[2] == ("th", {"scope": "row"}, HOSTILE)
    assert page.all("title")[0][2] == "Table 1. " + HOSTILE.replace("\n", " ")


# tex


def test_latex_body() -> None:
    lines = render(RESULTS, "tex").decode().splitlines()
    assert r"% Preamble: \usepackage{array,booktabs,multirow}" in lines
    assert r"\caption{Results}" in lines
    assert r"\label{tab:table1}" in lines
    assert lines[lines.index(r"\toprule") :] == [
        r"\toprule",
        r"Category & Subthemes \\",
        r"\midrule",
        r"\multirow[t]{2}{=}{Shift} & Managers facilitate \\",
        r"\addlinespace[3pt]",
        r" & Benefits \\",
        r"\cmidrule{1-2}",
        r"Valued & Bridges \\",
        r"\bottomrule",
        r"\end{tabular}",
        r"\par\smallskip\raggedright\textbf{\emph{Draft}}",
        r"\end{table}",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("%&_#{}$", r"\%\&\_\#\{\}\$", id="specials"),
        pytest.param("~^", r"\textasciitilde{}\textasciicircum{}", id="accents"),
        pytest.param("a\\b", r"a\textbackslash{}b", id="backslash"),
        pytest.param("<|>", r"\textless{}\textbar{}\textgreater{}", id="not-in-OT1"),
        pytest.param('"b`', r"\symbol{34}b\textasciigrave{}", id="quotes"),
        pytest.param("[the] *", "{[}the] {*}", id="arguments-of-a-row-end"),
        pytest.param("--", r"-{\kern0pt}-", id="ligature"),
        pytest.param("\na\nb\n", r"a\newline b", id="line-ends"),
        pytest.param("æøå 😀 – “so”", "æøå 😀 – “so”", id="unicode"),
    ],
)
def test_latex_escapes(text: str, expected: str) -> None:
    assert latex._escaped(text) == expected


def test_latex_makes_room_for_a_long_spanning_cell() -> None:
    long = table((Cell("word " * 60, 2), Cell("a")), (Cell("", 0), Cell("b")))
    assert r"\baselineskip]" in render(long, "tex").decode()


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_latex_compiles(engine: str, tmp_path: Path) -> None:
    if shutil.which(engine) is None:
        pytest.skip(f"{engine} is not installed")
    text = HOSTILE.replace("😀", "")  # pdflatex has no glyph for it
    rows = ((Cell(text, 2), Cell("[a]")), (Cell("", 0), Cell("*b")), (Cell("[c"), Cell("\nd\n\n")))
    body = render(table(*rows, title=text, headings=(text, "[x]")), "tex").decode()
    (tmp_path / "paper.tex").write_text(
        "\\documentclass{article}\n\\usepackage{array,booktabs,multirow}\n"
        f"\\begin{{document}}\n{body}\\end{{document}}\n",
        encoding="utf-8",
    )
    command = [engine, "-halt-on-error", "-interaction=nonstopmode", "paper.tex"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert result.returncode == 0, result.stdout.decode(errors="replace")[-2000:]


# docx


def test_word_merges_spanning_cells() -> None:
    rows = word(RESULTS).tables[0]._tbl.tr_lst
    merges = [[cell.vMerge for cell in row.tc_lst] for row in rows]
    assert merges == [[None, None], ["restart", None], ["continue", None], [None, None]]


def test_word_shows_text_as_text() -> None:
    first, last = word(HOSTILE_TABLE).tables[0].rows
    assert [cell.text for cell in first.cells] == [HOSTILE, "B"]
    assert [cell.text for cell in last.cells] == [HOSTILE, "=1+1"]


def test_word_caption_counts_itself() -> None:
    caption = word(table(number="2", label="Tabell", title="Tittel")).paragraphs[0]
    assert caption.style is not None
    assert (caption.style.name, caption.text) == ("Caption", "Tabell 2. Tittel")
    instructions = [element.text for element in caption._p.iter(qn("w:instrText"))]
    assert instructions == [r" SEQ Tabell \* ARABIC \r 2 "]


def test_word_lines_are_horizontal() -> None:
    def borders(row: int) -> dict[str, str]:
        cell = word(RESULTS).tables[0]._tbl.tr_lst[row].tc_lst[1]
        found = cell.find(f"{qn('w:tcPr')}/{qn('w:tcBorders')}")
        lines = [] if found is None else list(found)
        return {line.tag.split("}")[1]: line.get(qn("w:sz"), "") for line in lines}

    assert [borders(row) for row in range(4)] == [
        {"top": "8", "bottom": "6"},
        {},
        {},
        {"top": "4", "bottom": "8"},
    ]


@pytest.mark.parametrize(
    ("columns", "orientation"),
    [
        pytest.param(4, WD_ORIENT.PORTRAIT, id="four"),
        pytest.param(5, WD_ORIENT.LANDSCAPE, id="five"),
    ],
)
def test_word_lies_down_for_many_columns(columns: int, orientation: WD_ORIENT) -> None:
    section = word(table(columns=columns)).sections[0]
    assert section.orientation == orientation
    assert section.page_width is not None and section.page_height is not None
    assert (section.page_width > section.page_height) == (orientation == WD_ORIENT.LANDSCAPE)


def test_word_language_and_properties() -> None:
    document = word(table(language="nb", title="Funn", label="Tabell"))
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    properties = document.core_properties
    assert languages == {"nb-NO"}
    assert (properties.author, properties.title) == ("", "Tabell 1. Funn")
    assert properties.comments == properties.last_modified_by == ""


def test_word_long_table_repeats_its_header() -> None:
    rows = [(Cell(f"Row {n}"), Cell("x"), Cell("y"), Cell("z")) for n in range(500)]
    header, *body = word(table(*rows, columns=4)).tables[0]._tbl.tr_lst
    assert len(body) == 500
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in (header, body[0])] == [
        True,
        False,
    ]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in body)


def test_word_may_break_a_row_longer_than_a_page() -> None:
    row = word(table((Cell("word " * 4000), Cell("x")))).tables[0]._tbl.tr_lst[1]
    assert row.find(f".//{qn('w:cantSplit')}") is None


# xlsx


def test_excel_layout() -> None:
    page = sheet(RESULTS)
    assert page.title == "Table 1"
    assert sorted(str(area) for area in page.merged_cells.ranges) == ["A1:B1", "A3:A4"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A3", "A2:B5")
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Table 1. Results", None],
        ["Category", "Subthemes"],
        ["Shift", "Managers facilitate"],
        [None, "Benefits"],
        ["Valued", "Bridges"],
        [None, None],
        ["Draft", None],
    ]


def test_excel_keeps_the_category_in_covered_cells_for_the_filter() -> None:
    with zipfile.ZipFile(io.BytesIO(render(RESULTS, "xlsx"))) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()

    def value(cell: str) -> str:
        return xml.split(f'<c r="{cell}"')[1].split("<v>")[1].split("</v>")[0]

    assert value("A4") == value("A3")


def test_excel_cells_are_strings() -> None:
    page = sheet(table((Cell(HOSTILE), Cell("=1+1")), (Cell("12"), Cell("http://x.no"))))
    cells = [cell for row in page.iter_rows(min_row=3, max_row=4) for cell in row]
    assert [cell.value for cell in cells] == [HOSTILE, "=1+1", "12", "http://x.no"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [False, True, False, False]
    assert all(cell.hyperlink is None for cell in cells)


def test_excel_says_where_a_text_is_cut() -> None:
    value = sheet(table((Cell("x" * 40_000), Cell("y")))).cell(3, 1).value
    assert len(value) == 32_767
    assert value.endswith("x… [→ table1.csv]")


def test_excel_with_one_column_and_an_odd_label() -> None:
    page = sheet(table((Cell("a"),), columns=1, label="Tab/elle: [x]"))
    assert page.title == "Tab elle   x  1"
    assert page["A1"].value == "Tab/elle: [x] 1. Results"


# what holds for every format


def test_captions_of_all_tables_count_on_from_each_other() -> None:
    """A field is set only where its number is not the next one, so that Word can renumber."""
    tables = [table(number=number) for number in ("1", "2", "A1", "3", "A2", "7", "")]
    document = docx.Document(io.BytesIO(render_all(tables, "docx")))
    fields = [e.text.strip() for e in document.element.iter(qn("w:instrText")) if e.text]
    assert fields == [
        r"SEQ Table \* ARABIC", r"SEQ Table \* ARABIC", r"SEQ TableA \* ARABIC",
        r"SEQ Table \* ARABIC", r"SEQ TableA \* ARABIC", r"SEQ Table \* ARABIC \r 7",
    ]  # fmt: skip


def test_latex_counts_on_after_a_number_of_its_own() -> None:
    lines = render(table(number="A1"), "tex").decode().split("\n")
    at = lines.index(r"\renewcommand{\thetable}{A1}")
    assert lines[at + 3] == r"\addtocounter{table}{-1}"


@pytest.mark.parametrize("start", ["- a", "+ a", "1. a", "2) a", "= a"])
def test_a_footnote_is_no_list_in_markdown(start: str) -> None:
    made = render(replace(RESULTS, footnotes=(start,)), "md").decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(made)
    assert not [t.type for t in tokens if "list" in t.type or "heading" in t.type]
    assert start in [_text_of(token) for token in tokens if token.type == "inline"]


def test_very_many_columns_are_set_small_on_a_lying_page() -> None:
    many = table(tuple(Cell("12") for _ in range(30)), columns=30)
    document = docx.Document(io.BytesIO(render(many, "docx")))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    styles = {cell.paragraphs[0].style.name for cell in document.tables[0]._cells}  # type: ignore[union-attr]
    assert styles == {"Table Heading Small", "Table Text Small"}


def _text_of(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


ANYTHING = st.text(
    alphabet=st.one_of(
        st.sampled_from("<>&\"'`*_{}[]|~^$#!\\%=+-@/:;.()0123456789 \n\r\t\x00\u2028æøåé😀"),
        st.characters(),
    ),
    max_size=30,
)


@given(ANYTHING)
@example("\\|")
@example("'=1+1")
@example("javascript:alert(1)")
@example("<script>x</script>")
def test_any_text_reads_back_as_itself(text: str) -> None:
    """As far as a format keeps white space: CSV all of it, the others each stretch as one space."""
    one = table((Cell(text), Cell("x")))
    plain = grid.clean(text)
    words = plain.split()
    assert unguarded(list(csv_rows(render(one, "csv")))[1][0]) == plain
    elements = Page(render(one, "html")).elements
    assert not {"script", "img", "a"} & {str(element[0]) for element in elements}
    shown = next(e[2] for e in elements if e[0] == "th" and e[1] == {"scope": "row"})
    assert str(shown).split() == words
    tokens = MarkdownIt("commonmark").enable("table").parse(render(one, "md").decode())
    cells = [t for t in tokens if t.type == "inline" and t.level == 4]
    kinds = {c.type for c in cells[2].children or ()}
    assert kinds <= {"text", "html_inline", "text_special", "softbreak"}
    assert cells[2].content.count("<br>") == plain.strip().count("\n")
    word = docx.Document(io.BytesIO(render(one, "docx"))).tables[0].cell(1, 0).text
    assert word.split() == words
