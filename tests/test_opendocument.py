"""ODT files: what is kept, what is skipped with a reason, what tracked changes make of it."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from blocks import (
    ACCEPT,
    REJECT,
    WORDS,
    assert_refused_or_balanced,
    balanced,
    kept,
    refusal,
    skipped,
    tables_handed_on,
)
from hypothesis import example, given
from hypothesis import strategies as st
from soundness import assert_sound, read

from stc_cli.readers import read_source
from stc_cli.text.characters import visible

ODF = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{ODF}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("style", "style"), ("svg", "svg-compatible"), ("meta", "meta"), ("form", "form"),
    )
) + (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:math="http://www.w3.org/1998/Math/MathML" xmlns:other="urn:other"'
)  # fmt: skip
MIMETYPE = "application/vnd.oasis.opendocument.text"


def zipped(**parts: str) -> bytes:
    """An archive of XML parts; `content="…"` becomes content.xml."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        for name, xml in parts.items():
            archive.writestr(f"{name}.xml", xml)
    return buffer.getvalue()


def odt(body: str, automatic: str = "", styles: str = "", pages: str = "") -> bytes:
    """`automatic`: the content's own styles. `styles`: named ones. `pages`: of the master pages."""
    return zipped(
        content=f"<office:document-content {NAMESPACES}><office:automatic-styles>{automatic}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        styles=f"<office:document-styles {NAMESPACES}><office:styles>{styles}</office:styles>"
        f"<office:automatic-styles>{style('P1', 'none')}</office:automatic-styles>"
        f"<office:master-styles><style:master-page>{pages}</style:master-page>"
        "</office:master-styles></office:document-styles>",
    )


def p(*inside: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{"".join(inside)}</text:p>'


def style(name: str, display: str = "", parent: str = "", family: str = "paragraph") -> str:
    shown = f'<style:text-properties text:display="{display}"/>' if display else ""
    return (
        f'<style:style style:name="{name}" style:family="{family}" '
        f'style:parent-style-name="{parent}">{shown}</style:style>'
    )


def note(number: str, *paragraphs: str, kind: str = "footnote") -> str:
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>{number}</text:note-citation>'
        f"<text:note-body>{''.join(paragraphs)}</text:note-body></text:note>"
    )


def comment(text: str) -> str:
    return (
        "<office:annotation><dc:creator>Someone</dc:creator><dc:date>2026-05-01</dc:date>"
        f"<meta:creator-initials>S</meta:creator-initials>{p(text)}</office:annotation>"
    )


def box(*paragraphs: str) -> str:
    inside = f"<draw:text-box>{''.join(paragraphs)}</draw:text-box>"
    return f"<draw:frame>{inside}<svg:title>picture</svg:title></draw:frame>"


LIST = (
    "<text:list><text:list-header><text:p>A</text:p></text:list-header><text:list-item>"
    "<text:number>1.</text:number><text:p>B</text:p><text:list><text:list-item><text:p>C</text:p>"
    "</text:list-item></text:list></text:list-item></text:list>"
)
CONTENTS = (
    "<text:table-of-content><text:table-of-content-source><text:index-title-template>Made by"
    "</text:index-title-template></text:table-of-content-source><text:index-body><text:index-title>"
    "<text:p>Contents</text:p></text:index-title><text:p>Kari<text:tab/>1</text:p>"
    "</text:index-body></text:table-of-content>"
)
FORMULA = (
    "<draw:frame><draw:object><math:math><math:semantics><math:mrow><math:mi>x</math:mi>\n"
    "<math:mo>=</math:mo></math:mrow><math:annotation>x = {}</math:annotation></math:semantics>"
    "</math:math></draw:object></draw:frame>"
)
BODY = [
    pytest.param(
        p("P1: ", '<text:span text:style-name="T1">J</text:span>a, ', "<text:a>vi</text:a> gikk."),
        ["P1: Ja, vi gikk."],
        [],
        id="spans-and-links",
    ),
    pytest.param(
        p("\n  P1:\n  Ja <text:s/><text:s text:c='999999999'/>og\t nei \n"),
        ["P1: Ja og nei"],
        [],
        id="white-space",
    ),
    pytest.param(
        p("P1: Ja<text:line-break/>P2: Nei<text:tab/>da<text:soft-page-break/>!"),
        ["P1: Ja", "P2: Nei da!"],
        [],
        id="soft-breaks-and-tabs",
    ),
    pytest.param(LIST, ["A", "B", "C"], [], id="lists-without-their-numbers"),
    pytest.param(
        f"<text:section>{p('A')}<text:section>{p('B')}</text:section></text:section>"
        f"<text:numbered-paragraph>{p('C')}</text:numbered-paragraph>",
        ["A", "B", "C"],
        [],
        id="sections",
    ),
    pytest.param(
        p("<text:bookmark-start/>A<text:bookmark-end/>, <text:date>1 May</text:date> "
          "<text:placeholder>&lt;name&gt;</text:placeholder><text:script>code()</text:script>"),
        ["A, 1 May <name>"],
        [],
        id="fields-as-shown",
    ),
    pytest.param(
        p("<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text>"
          "</text:ruby>"),
        ["漢kan"],
        [],
        id="ruby",
    ),
    pytest.param(
        '<text:h text:outline-level="1">Group 1</text:h>' + p("Study", style="Title")
        + p("Sub", style="P9") + p("A", style="P8") + CONTENTS,
        ["A"],
        [("heading", "Group 1"), ("heading", "Study"), ("heading", "Sub"),
         ("table of contents", "Contents"), ("table of contents", "Kari 1")],
        id="headings-and-contents",
    ),
    pytest.param(
        f"<text:illustration-index><text:index-body>{p('Figure 1')}</text:index-body>"
        "</text:illustration-index>",
        ["Figure 1"],
        [],
        id="other-indexes",
    ),
    pytest.param(
        p("word", comment("odd?"), " and<office:annotation-end/> more"),
        ["word and more"],
        [("comment", "odd?")],
        id="comment-without-its-author",
    ),
    pytest.param(
        p("x", box(p("e"), p("y", box(p("inner")))), "\u0301 z") + p("A"),
        ["x\u0301 z", "A"],
        [("text box", "e"), ("text box", "y"), ("text box", "inner")],
        id="nested-boxes-and-an-accent-after-them",
    ),
    pytest.param(
        box(p("of the page")) + p("A ", f"<draw:custom-shape>{p('drawn')}</draw:custom-shape>B"),
        ["A B"],
        [("text box", "of the page"), ("text box", "drawn")],
        id="frames-and-shapes",
    ),
    pytest.param(p("A ", FORMULA, "1"), ["A x =1"], [], id="formula-without-its-source"),
    pytest.param(
        "<office:forms><form:form><form:textarea><text:p>field</text:p></form:textarea></form:form>"
        "</office:forms>" + p("A<other:mark>!</other:mark>"),
        ["A!"],
        [],
        id="form-fields-and-elements-of-others",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "texts", "asides"), BODY)
def test_body(body: str, texts: list[str], asides: list[tuple[str, str]]) -> None:
    source = read_source(odt(body, style("P9", parent="Subtitle") + style("P8")), ".odt")
    assert source.format == "odt" and source.flow == "paragraph"
    assert kept(source) == texts
    assert skipped(source) == asides
    assert balanced(source)
    assert source.chars_in == visible("".join(texts)) + sum(visible(t) for _, t in asides)


def test_a_notes_number_is_structure() -> None:
    """No digit sticks to the word before the note, and none is lost."""
    body = p("word", note("1", p("First"), p("and more")), " and",
             note("*", p("Last"), kind="endnote"), ".")  # fmt: skip
    source = read_source(odt(body + p("B") + p("C", note("3"))), ".odt")
    assert kept(source) == ["word and.", "B", "C"]
    assert skipped(source) == [("footnote", "First"), ("footnote", "and more"), ("endnote", "Last")]
    assert source.chars_in == visible("word and. B C 1 First and more * Last 3")
    assert balanced(source)


def test_page_headers_and_footers_of_the_master_pages() -> None:
    pages = (
        f"<style:header>{p('Study ', '<text:page-number>1</text:page-number>')}</style:header>"
        f'<style:header-left style:display="false">{p("unused")}</style:header-left>'
        f"<style:footer>{p('Foot')}</style:footer><style:footer-left>{p('Left')}"
        f"</style:footer-left><style:header-first>{p('Secret', style='P1')}</style:header-first>"
    )
    source = read_source(odt(p("A", style="P1"), pages=pages), ".odt")
    assert kept(source) == ["A"]  # a part's unnamed styles are its own
    assert skipped(source) == [
        ("page header", "Study 1"),
        ("hidden text", "Secret"),
        ("page footer", "Foot"),
        ("page footer", "Left"),
    ]
    assert balanced(source)


def span(text: str, name: str) -> str:
    return f'<text:span text:style-name="{name}">{text}</text:span>'


HIDDEN = [
    pytest.param(p("a ", span("b", "T1"), " c"), ["a c"], ["b"], id="span"),
    pytest.param(p("a", style="P2"), [], ["a"], id="paragraph"),
    pytest.param(p("a", span("b", "T2"), style="P2"), ["b"], ["a"], id="shown-in-hidden"),
    pytest.param(p("a", style="P3"), [], ["a"], id="style-based-on-another"),
    pytest.param(
        f'<text:section text:display="none">{p("a", style="P4")}</text:section>' + p("b"),
        ["b"],
        ["a"],
        id="section-whatever-its-styles-say",
    ),
    pytest.param(
        '<text:section text:display="condition" text:is-hidden="true"><text:p>a</text:p>'
        '</text:section><text:section text:display="condition"><text:p>b</text:p></text:section>',
        ["b"],
        ["a"],
        id="section-on-a-condition",
    ),
    pytest.param(
        p('<text:hidden-paragraph text:is-hidden="true"/>a', style="P4")
        + p('<text:hidden-paragraph text:is-hidden="false"/>b'),
        ["b"],
        ["a"],
        id="paragraph-by-a-field",
    ),
    pytest.param(
        p('<text:hidden-text text:is-hidden="true">a</text:hidden-text>'
          "<text:hidden-text>b</text:hidden-text>"),
        ["b"],
        ["a"],
        id="text-by-a-field",
    ),
    pytest.param(p("a", style="C1"), ["a"], [], id="styles-in-a-circle"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "texts", "hidden"), HIDDEN)
def test_hidden_text_is_skipped(body: str, texts: list[str], hidden: list[str]) -> None:
    automatic = (
        style("T1", "none", family="text") + style("T2", "true", family="text")
        + style("P2", "none") + style("P3", parent="Ghost") + style("P4", "true")
    )  # fmt: skip
    named = style("Ghost", parent="Spirit") + style("Spirit", "none")
    named += style("C1", parent="C2") + style("C2", parent="C1")
    source = read_source(odt(body, automatic, named), ".odt")
    assert kept(source) == texts
    assert skipped(source) == [("hidden text", text) for text in hidden]
    assert balanced(source)


def cell(*inside: str, wide: int = 1) -> str:
    return (
        f'<table:table-cell table:number-columns-repeated="{wide}">{"".join(inside)}'
        "</table:table-cell>"
    )


def row(*cells: str, times: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
    )


def table(*rows: str) -> str:
    return f"<table:table><table:table-column/>{''.join(rows)}</table:table>"


CELLS = [
    pytest.param(
        table(row(cell(p("a"), p("b<text:line-break/>c")), cell()), row(cell(p("d")))),
        [[["a\nb\nc", ""], ["d"]]],
        id="paragraphs-and-lines-of-a-cell",
    ),
    pytest.param(
        table(f"<table:table-header-rows>{row(cell(p('a')))}</table:table-header-rows>",
              f"<table:table-rows>{row(cell(p('b')))}</table:table-rows>",
              f"<table:table-row-group>{row(cell(p('c')))}</table:table-row-group>"),
        [[["a"], ["b"], ["c"]]],
        id="groups-of-rows",
    ),
    pytest.param(
        table(row(cell(p("a")))) + table(row(cell(p("b")))),
        [[["a"]], [["b"]]],
        id="two-tables-in-a-row-stay-two",
    ),
    pytest.param(
        table(row(cell(p("a"), table(row(cell(p("b")), cell(p("c")))), p("d")), cell(p("e")))),
        [[["a\nb\nc\nd", "e"]]],
        id="inner-table-belongs-to-the-outer-cell",
    ),
    pytest.param(
        table(row(cell(p("a")), "<table:covered-table-cell/>", cell(p("b")))),
        [[["a", "", "b"]]],
        id="covered-cells-hold-their-column",
    ),
    pytest.param(
        table(row(cell(wide=2), cell(p("a")))),
        [[["", "", "a"]]],
        id="repeated-columns",
    ),
    pytest.param(
        table(row(cell(p("a"), wide=10**9), cell(p("b")), times=10**9)),
        [[["a", *[""] * 63, "b"]]],
        id="absurd-counts",
    ),
    pytest.param(
        table(row(cell(LIST, '<text:h text:outline-level="1">D</text:h>'))),
        [[["A\nB\nC\nD"]]],
        id="lists-and-headings-in-a-cell",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "tables"), CELLS)
def test_cells(body: str, tables: list[list[list[str]]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each table is handed on whole, row by row, as the texts of its cells."""
    seen = tables_handed_on(monkeypatch)
    assert balanced(read_source(odt(body), ".odt"))
    assert seen == tables


def test_rows_become_turns() -> None:
    rows = [row(cell(p(who)), cell(p(said, note("1", p("N")), box(p("B"))))) for who, said in
            (("P1", "Ja"), ("P2", "Nei"), ("P1", "Jo"))]  # fmt: skip
    made = read(odt(table(*rows)), ".odt")
    assert_sound(made)
    assert [(turn.speaker, turn.text) for turn in made.turns] == [
        ("P1", "Ja"), ("P2", "Nei"), ("P1", "Jo"),
    ]  # fmt: skip
    assert [row.reason for row in made.skipped] == ["text box"] * 3 + ["footnote"] * 3


def changes(*regions: str) -> str:
    return f"<text:tracked-changes>{''.join(regions)}</text:tracked-changes>"


WHO = "<office:change-info><dc:creator>S</dc:creator><dc:date>2026</dc:date></office:change-info>"


def region(name: str, *changes: str) -> str:
    return f'<text:changed-region text:id="{name}">{"".join(changes)}</text:changed-region>'


def deletion(*content: str) -> str:
    return f"<text:deletion>{WHO}{''.join(content)}</text:deletion>"


INSERTION = f"<text:insertion>{WHO}</text:insertion>"


def gone(name: str) -> str:
    return f'<text:change text:change-id="{name}"/>'


def begin(name: str) -> str:
    return f'<text:change-start text:change-id="{name}"/>'


def end(name: str) -> str:
    return f'<text:change-end text:change-id="{name}"/>'


CHANGES = [
    pytest.param(
        changes(region("i", INSERTION), region("d", deletion(p("old "))))
        + p("A ", begin("i"), "new ", end("i"), gone("d"), "B"),
        ["A new B"],
        ["A old B"],
        id="within-a-paragraph",
    ),
    pytest.param(
        changes(region("d", deletion(p("slettet"), p("D: midt"), p("også "))))
        + p("P2: Først ", gone("d"), "og så."),
        ["P2: Først og så."],
        ["P2: Først slettet", "D: midt", "også og så."],
        id="deletion-over-paragraphs",
    ),
    pytest.param(
        changes(region("i", INSERTION)) + p("A", begin("i"), "x") + p("B") + p("y", end("i"), "C"),
        ["Ax", "B", "yC"],
        ["AC"],
        id="insertion-over-paragraphs",
    ),
    pytest.param(
        changes(region("i", INSERTION)) + begin("i") + p("new") + table(row(cell(p("cell"))))
        + end("i") + p("A"),
        ["new", "cell", "A"],
        ["A"],
        id="insertion-of-paragraphs-and-a-table",
    ),
    pytest.param(
        changes(region("d", deletion(p("old"), table(row(cell(p("one cell")))))))
        + p("A") + gone("d") + p("B"),
        ["A", "B"],
        ["A", "old", "one cell", "B"],
        id="deletion-between-paragraphs",
    ),
    pytest.param(
        changes(region("x", deletion(p("never there")), INSERTION)) + p("A", gone("x")),
        ["A"],
        ["A"],
        id="inserted-and-deleted-again",
    ),
    pytest.param(
        changes(region("f", f"<text:format-change>{WHO}</text:format-change>"))
        + p(begin("f"), "A", end("f")),
        ["A"],
        ["A"],
        id="change-of-looks",
    ),
    pytest.param(
        changes(region("a", deletion(p("1", gone("b")))), region("b", deletion(p("2", gone("a")))))
        + p("A", gone("a"), gone("a"), gone("z")),
        ["A"],
        ["A12"],
        id="deletions-within-each-other",
    ),
    pytest.param(
        changes(region("i", INSERTION), region("j", INSERTION))
        + p(end("j"), "A", begin("i"), "B", begin("j")),
        ["AB"],
        ["AB"],
        id="insertions-that-never-end",
    ),
    pytest.param(
        changes(region("d", deletion("\n ", p("old"), "\n "))) + p("A", gone("d"), "B"),
        ["AB"],
        ["AoldB"],
        id="indented-markup",
    ),
    pytest.param(
        changes(region("d", deletion(p("e")))) + p(gone("d"), "\u0301"),
        ["\u0301"],
        ["é"],
        id="letter-and-accent",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "accepted", "rejected"), CHANGES)
def test_tracked_changes(body: str, accepted: list[str], rejected: list[str]) -> None:
    for settings, texts in ((ACCEPT, accepted), (REJECT, rejected)):
        source = read_source(odt(body), ".odt", settings)
        assert kept(source) == texts
        assert not skipped(source)
        assert balanced(source)


def test_tracked_changes_of_a_page_header() -> None:
    pages = f"<style:header>{changes(region('d', deletion(p('old '))))}{p(gone('d'), 'new')}"
    data = odt(p("A"), pages=f"{pages}</style:header>")
    assert skipped(read_source(data, ".odt", ACCEPT)) == [("page header", "new")]
    assert skipped(read_source(data, ".odt", REJECT)) == [("page header", "old new")]


def test_a_formula_in_a_part_of_its_own() -> None:
    """So LibreOffice ("./Object 1") and pandoc ("Formula-0/") store them."""
    holder = '<draw:frame><draw:object xlink:href="{}"/></draw:frame>'
    body = p("A ", holder.format("./Object 1"), " B ", holder.format("Formula-0/"), ".")
    body += p("C", holder.format("./Object 1"), holder.format("./Object 2"))
    buffer = io.BytesIO(odt(body))
    math = f"<math:math {NAMESPACES}><math:mi>{{}}</math:mi></math:math>"
    doctype = '<!DOCTYPE math:math PUBLIC "-//OpenOffice.org//DTD" "math.dtd">'
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("Object 1/content.xml", doctype + math.format("x"))
        archive.writestr("Formula-0/content.xml", math.format("y"))
        archive.writestr("Object 2/content.xml", f"<other:chart {NAMESPACES}>1</other:chart>")
    source = read_source(buffer.getvalue(), ".odt")
    assert kept(source) == ["A x B y.", "C"]
    assert balanced(source)


def whole(inside: str, root: str = "document-content") -> str:
    return f"<office:{root} {NAMESPACES}>{inside}</office:{root}>"


SPREADSHEET = whole("<office:body><office:spreadsheet/></office:body>")
DRAWING = whole("<office:body><office:drawing/></office:body>")
LOCKED = (
    f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum="x"/>'
    "</manifest:file-entry></manifest:manifest>"
)
REFUSED = [
    pytest.param(
        zipped(**{"META-INF/manifest": LOCKED, "content": "\x93\x02garbage"}),
        "is protected by a password: save it as .odt without one",
        id="password",
    ),
    pytest.param(
        zipped(**{"META-INF/manifest": LOCKED}),
        "is protected by a password: save it as .odt without one",
        id="password-as-of-libreoffice-24",
    ),
    pytest.param(
        whole("", "document").encode(),
        "is a flat ODF file, of XML without a zip archive: save it as .odt",
        id="flat-odf",
    ),
    pytest.param(
        zipped(content=SPREADSHEET),
        "is a spreadsheet, not a text document: save it as .xlsx",
        id="spreadsheet",
    ),
    pytest.param(
        zipped(content=DRAWING),
        "is an OpenDocument file, but no text document: save it as .odt",
        id="drawing",
    ),
    pytest.param(
        zipped(**{"word/document": "<a/>"}),
        "is a zip archive without an ODT document in it",
        id="word-file",
    ),
    pytest.param(
        zipped(content="<a>"), "holds XML that is broken or unsafe", id="broken-xml"
    ),
    pytest.param(
        b"P1: text",
        "is not a readable ODT document (damaged or cut short?)",
        id="text",
    ),
    pytest.param(
        odt(p("A") + "<text:list><text:list-item>loose</text:list-item></text:list>"),
        "holds text outside its paragraphs: open it in LibreOffice and save it again",
        id="text-outside-paragraphs",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("data", "clause"), REFUSED)
def test_refusals(data: bytes, clause: str) -> None:
    assert refusal(data, ".odt") == clause


def test_content_without_styles() -> None:
    data = zipped(content=whole(f"<office:body><office:text>{p('A')}</office:text></office:body>"))
    assert kept(read_source(data, ".odt")) == ["A"]


MARKDOWN = """\
---
title: Interview 3
---
# Part one

Interviewer: What did you mean?[^1]

**P1:** I meant *this*[^2] and more.\\
A new line

- P1: a point

| Who | What |
|-----|------|
| P1  | Yes  |
| P2  | No $x$ |

P2: See [this](http://a.b) and `code`.

[^1]: A note.
[^2]: Two

    paragraphs.
"""


def test_a_file_by_pandoc(tmp_path: Path) -> None:
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc is not installed")
    (tmp_path / "a.md").write_text(MARKDOWN)
    subprocess.run(["pandoc", "a.md", "-o", "a.odt"], cwd=tmp_path, check=True)
    source = read_source((tmp_path / "a.odt").read_bytes(), ".odt")
    said = kept(source)
    assert said[:4] == [
        "Interviewer: What did you mean?", "P1: I meant this and more.", "A new line",
        "P1: a point",
    ]  # fmt: skip
    assert said[-1] == "P2: See this and code." and "No x" in said
    asides = skipped(source)
    assert asides[:2] == [("heading", "Interview 3"), ("heading", "Part one")]
    assert asides[-3:] == [
        ("footnote", "A note."),
        ("footnote", "Two"),
        ("footnote", "paragraphs."),
    ]
    assert balanced(source)


element = st.recursive(
    st.builds(escape, WORDS)
    | st.sampled_from(
        [
            "<text:s/>", "<text:line-break/>", gone("d"), gone("e"), begin("i"), end("i"),
            '<text:hidden-paragraph text:is-hidden="true"/>',
            "<text:note-citation>1</text:note-citation>",
            f"<text:p>{gone('d')}x</text:p>",
        ]
    ),
    lambda inside: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(
            [
                *"text:p text:p text:h text:span text:a text:note text:note-body text:list".split(),
                *"text:section text:ruby office:annotation draw:frame draw:text-box".split(),
                *"table:table table:table-row table:table-cell table:covered-table-cell".split(),
                *"text:table-of-content text:number draw:rect math:math dc:creator".split(),
                *"other:mark text:note-citation".split(),
                'text:p text:style-name="P2"', 'text:span text:style-name="T1"',
                'text:section text:display="none"',
                'table:table-cell table:number-columns-repeated="9"',
            ]
        ),
        st.lists(inside, max_size=4),
    ),
    max_leaves=25,
)  # fmt: skip
markup = st.lists(element, max_size=6).map("".join)


@given(body=markup, deleted=st.lists(element, max_size=3), header=markup)
@example(body=p("e", gone("d"), "\u0301"), deleted=[p("a"), p("b")], header="")
def test_any_markup_is_refused_or_balanced(body: str, deleted: list[str], header: str) -> None:
    tracked = changes(
        region("d", deletion(*deleted)), region("e", deletion(p("x"))), region("i", INSERTION)
    )
    automatic = style("T1", "none", family="text") + style("P2", "none")
    pages = f"<style:header>{header}</style:header>"
    data = odt(tracked + p("P1: a") + body, automatic, pages=pages)
    assert_refused_or_balanced(data, ".odt")
