"""Word files: what is kept, what is skipped with a reason, what tracked changes make of it."""

from __future__ import annotations

import io
import zipfile
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
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st
from soundness import assert_sound, read

from stc_cli.readers import Block, composition, read_source
from stc_cli.text.characters import visible

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:m="{OFFICE}/math" xmlns:r="urn:r" xmlns:v="urn:v" '
    'xmlns:x="http://schemas.microsoft.com/office/word/2015/wordml/symex"'
)


def word(body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    """A Word file of hand-written parts; `header1="<w:p>…"` becomes word/header1.xml."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        xml = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
        archive.writestr(main, xml)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:part {NAMESPACES}>{content}</w:part>")
    return buffer.getvalue()


def r(text: str, *properties: str) -> str:
    before = f"<w:rPr>{''.join(properties)}</w:rPr>" if properties else ""
    return f'<w:r>{before}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inside: str, style: str = "", mark: str = "") -> str:
    """A paragraph. `mark`: a tracked change of its end."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f"<w:rPr><w:{mark}/></w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>"


def row(*cells: str, mark: str = "") -> str:
    properties = f"<w:trPr><w:{mark}/></w:trPr>" if mark else ""
    return f"<w:tr>{properties}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def deleted(text: str) -> str:
    return f'<w:del><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f"<w:ins>{r(text)}</w:ins>"


def sign(kind: str) -> str:
    """Of a field: where it begins, where its code is over, where it ends."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(code: str, *shown: str) -> str:
    return f"{sign('begin')}{code}{sign('separate')}{''.join(shown)}{sign('end')}"


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


BOX = "<w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>"
BODY = [
    pytest.param(p(r("P1: Ja, "), r("vi gikk.")), ["P1: Ja, vi gikk."], [], id="runs"),
    pytest.param(
        p(r("P1: Ja"), "<w:r><w:br/></w:r>", r("P2: Nei"), "<w:r><w:tab/></w:r>", r("da")),
        ["P1: Ja", "P2: Nei da"],
        [],
        id="soft-breaks-and-tabs",
    ),
    pytest.param(p(r("ja\nog\tnei")), ["ja og nei"], [], id="line-ends-in-text-are-spaces"),
    pytest.param(
        f"<w:sdt><w:sdtContent>{p(r('A'))}</w:sdtContent></w:sdt>"
        + p(f"<w:sdt><w:sdtContent>{r('B')}</w:sdtContent></w:sdt>", r("C")),
        ["A", "BC"],
        [],
        id="content-controls",
    ),
    pytest.param(
        p(
            r("See "),
            f'<w:hyperlink r:id="x">{r("the site")}</w:hyperlink>',
            f'<w:smartTag w:element="place">{r(" in Os")}</w:smartTag>',
            f"<w:customXml>{r('lo')}</w:customXml>",
            r("."),
        ),
        ["See the site in Oslo."],
        [],
        id="hyperlinks-and-tags",
    ),
    pytest.param(
        p(f"<w:ruby><w:rt>{r('kan')}</w:rt><w:rubyBase>{r('漢')}</w:rubyBase></w:ruby>"),
        ["kan漢"],
        [],
        id="ruby",
    ),
    pytest.param(
        p(r("A"), "<w:r><w:noBreakHyphen/></w:r>", r("B"), "<m:r><m:t>x²</m:t></m:r>"),
        ["A-Bx²"],
        [],
        id="hyphen-and-formula",
    ),
    pytest.param(
        p(r("Focus group 1"), style="Heading1") + p(r("Tittel"), style="Tittel")
        + p(r("A 1"), style="TOC1") + p(r("A")),
        ["A"],
        [("heading", "Focus group 1"), ("heading", "Tittel"), ("table of contents", "A 1")],
        id="headings",
    ),
    pytest.param(
        p(
            r("A"),
            "<mc:AlternateContent><mc:Choice>" + BOX.format(p(r("boxed"))) + "</mc:Choice>"
            "<mc:Fallback>" + BOX.format(p(r("boxed"))) + "</mc:Fallback></mc:AlternateContent>",
            r("B"),
        ),
        ["AB"],
        [("text box", "boxed")],
        id="text-box-counted-once",
    ),
    pytest.param(
        p(f"<mc:AlternateContent><mc:Fallback>{r('old')}</mc:Fallback></mc:AlternateContent>"),
        ["old"],
        [],
        id="fallback-alone",
    ),
    pytest.param(
        p(r("x"), BOX.format(p(r("e")) + p(r("y"), BOX.format(p(r("inner"))))), r("\u0301 z")),
        ["x\u0301 z"],
        [("text box", "e"), ("text box", "y"), ("text box", "inner")],
        id="nested-boxes-and-an-accent-after-them",
    ),
    pytest.param(
        p(BOX.format(p(r("a"), BOX.format(p(r("inner")))) + p(r("b"))), r("A")),
        ["A"],
        [("text box", "a"), ("text box", "inner"), ("text box", "b")],
        id="a-box-stands-behind-its-paragraph",
    ),
    pytest.param(
        p(r("A"), BOX.format(table(row(p(r("a")), p(r("b"))))), r("B")) + p(r("C")),
        ["AB", "C"],
        [("text box", "a"), ("text box", "b")],
        id="table-in-a-box",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "texts", "asides"), BODY)
def test_body(body: str, texts: list[str], asides: list[tuple[str, str]]) -> None:
    source = read_source(word(body), ".docx")
    assert kept(source) == texts
    assert skipped(source) == asides
    assert balanced(source)
    assert source.chars_in == visible("".join(texts)) + sum(visible(t) for _, t in asides)


SIGNS = [
    pytest.param('<w:sym w:font="Symbol" w:char="00B7"/>', "·", id="by-number"),
    pytest.param('<w:sym w:font="Wingdings" w:char="F0E0"/>', "→", id="arrow-of-autocorrect"),
    pytest.param('<w:sym w:font="Wingdings" w:char="F04A"/>', "☺", id="smiley-of-autocorrect"),
    pytest.param('<w:sym w:font="Symbol" w:char="F0E0"/>', "\uf0e0", id="private-character"),
    pytest.param(
        '<mc:AlternateContent><mc:Choice Requires="w16se">'
        '<x:symEx x:font="Segoe UI Emoji" x:char="1F60A"/></mc:Choice>'
        "<mc:Fallback><w:t>😊</w:t></mc:Fallback></mc:AlternateContent>",
        "😊",
        id="emoji-of-word",
    ),
    pytest.param('<w:sym w:char="D800"/>', "", id="half-a-character"),
    pytest.param('<w:sym w:char="FFFFFF"/>', "", id="beyond-all-characters"),
    pytest.param('<w:sym w:char="smile"/><w:sym/>', "", id="no-number"),
]


@pytest.mark.parametrize(("run", "sign"), SIGNS)
def test_characters_by_number(run: str, sign: str) -> None:
    source = read_source(word(p(r("a"), f"<w:r>{run}</w:r>", r("b"))), ".docx")
    assert kept(source) == [f"a{sign}b"]
    assert source.chars_in == 2 + len(sign)


FIELDS = [
    pytest.param(p(field(code("PAGE"), r("7")), r(" May")), ["7 May"], id="shown-text-not-code"),
    pytest.param(
        p(f'<w:fldSimple w:instr="DATE">{r("1 May")}</w:fldSimple>'), ["1 May"], id="simple-field"
    ),
    pytest.param(
        p(r("a "), field(code("IF ") + field(code("PAGE"), r("3")) + code(" = 3"), r("yes"))),
        ["a yes"],
        id="field-within-a-code",
    ),
    pytest.param(
        p(field(code("TOC"), field(code("HYPERLINK"), r("A "), field(code("PAGEREF"), r("9"))))),
        ["A 9"],
        id="fields-within-what-a-field-shows",
    ),
    pytest.param(
        p(sign("begin"), code("TOC"), sign("separate"), r("A")) + p(r("B"), sign("end")),
        ["A", "B"],
        id="field-over-paragraphs",
    ),
    pytest.param(p(sign("begin"), r("a")) + p(r("b")), ["a", "b"], id="field-that-never-ends"),
    pytest.param(
        p(sign("end"), sign("separate"), r("a")),
        ["a"],
        id="field-that-never-began",
    ),
]


@pytest.mark.parametrize(("body", "texts"), FIELDS)
def test_fields(body: str, texts: list[str]) -> None:
    source = read_source(word(body), ".docx")
    assert kept(source) == texts
    assert balanced(source)


CHANGES = [
    pytest.param(
        p(r("A "), inserted("new "), deleted("old "), r("B")),
        ["A new B"],
        ["A old B"],
        id="runs",
    ),
    pytest.param(
        p(r("A"), f"<w:ins>{deleted('never there')}</w:ins>"),
        ["A"],
        ["A"],
        id="inserted-and-deleted-again",
    ),
    pytest.param(
        p(r("A"), "<w:r><w:delText>B</w:delText></w:r>"), ["A"], ["AB"], id="deleted-text-alone"
    ),
    pytest.param(
        p(f"<w:moveFrom>{r('X')}</w:moveFrom>", r("A")) + p(f"<w:moveTo>{r('X')}</w:moveTo>"),
        ["A", "X"],
        ["XA"],
        id="move",
    ),
    pytest.param(
        p(r("P1: Ja, "), mark="del") + p(r("vi gikk.")),
        ["P1: Ja, vi gikk."],
        ["P1: Ja,", "vi gikk."],
        id="deleted-paragraph-mark",
    ),
    pytest.param(
        p(r("P1: Ja, "), mark="ins") + p(r("vi gikk.")),
        ["P1: Ja,", "vi gikk."],
        ["P1: Ja, vi gikk."],
        id="inserted-paragraph-mark",
    ),
    pytest.param(
        p(r("A")) + p(deleted("B"), mark="del") + p(inserted("C"), mark="ins") + p(r("D")),
        ["A", "C", "D"],
        ["A", "B", "D"],
        id="whole-paragraphs",
    ),
    pytest.param(
        p(r("A"), mark="moveFrom") + p(r("B"), mark="moveTo") + p(r("C")),
        ["AB", "C"],
        ["A", "BC"],
        id="moved-paragraph-marks",
    ),
    pytest.param(
        table(row(p(r("A")), p(r("B"), mark="del")), row(p(r("C"), mark="del"), p(r("D")))),
        ["A: B", "C: D"],
        ["A: B", "C: D"],
        id="a-cell-ends-its-last-paragraph",
    ),
    pytest.param(
        p(r("A"), mark="del") + table(row(p(r("B")), p(r("C")))) + p(r("D")),
        ["A", "B: C", "D"],
        ["A", "B: C", "D"],
        id="a-table-ends-the-paragraph-before-it",
    ),
    pytest.param(
        p(r("Top"), style="Heading1", mark="del") + p(r("A")),
        ["TopA"],
        ["A"],
        id="the-last-paragraph-gives-the-style",
    ),
    pytest.param(
        table(row(p(r("A")), p(r("B"))), row(p(r("C")), p(r("D")), mark="del"),
              row(p(r("E")), p(r("F")), mark="ins")),
        ["A: B", "E: F"],
        ["A: B", "C: D"],
        id="rows",
    ),
    pytest.param(
        table(row(p(r("A")), f"<w:tcPr><w:cellIns/></w:tcPr>{p(r('B'))}",
                  f"<w:tcPr><w:cellDel/></w:tcPr>{p(r('C'))}")),
        ["A: B"],
        ["A: C"],
        id="cells",
    ),
    pytest.param(
        p(r("A", "<w:rPrChange><w:rPr><w:ins/><w:vanish/></w:rPr></w:rPrChange>")),
        ["A"],
        ["A"],
        id="changes-of-looks",
    ),
]  # fmt: skip


def lines(blocks: tuple[Block, ...]) -> list[str]:
    return [
        f"{block.speaker}: {block.text}" if block.speaker else block.text
        for block in blocks
        if block.text and not block.skip
    ]


@pytest.mark.parametrize(("body", "accepted", "rejected"), CHANGES)
def test_tracked_changes(body: str, accepted: list[str], rejected: list[str]) -> None:
    for settings, texts in ((ACCEPT, accepted), (REJECT, rejected)):
        source = read_source(word(body), ".docx", settings)
        assert lines(source.blocks) == texts
        assert balanced(source)


STYLES = (
    '<w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Skjult"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Arvet"><w:basedOn w:val="Skjult"/></w:style>'
    '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
    '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
)
HIDDEN = [
    pytest.param(p(r("a "), r("b", "<w:vanish/>"), r(" c")), ["a c"], ["b"], id="run"),
    pytest.param(p(r("a", '<w:vanish w:val="0"/>')), ["a"], [], id="switched-off"),
    pytest.param(
        p(r("a"), r("b", '<w:rStyle w:val="Arvet"/>')), ["a"], ["b"], id="style-of-letters"
    ),
    pytest.param(
        p(r("a"), r("b", '<w:vanish w:val="false"/>'), style="Skjult"),
        ["b"],
        ["a"],
        id="style-of-a-paragraph",
    ),
    pytest.param(p(r("a"), mark="vanish"), ["a"], [], id="paragraph-mark-alone"),
    pytest.param(p(r("a", "<w:webHidden/>")), ["a"], [], id="hidden-in-browsers-only"),
    pytest.param(p(deleted("b"), r("a")), ["a"], [], id="deleted-is-not-hidden"),
    pytest.param(p(r("a"), style="A"), ["a"], [], id="styles-in-a-circle"),
]


@pytest.mark.parametrize(("body", "texts", "hidden"), HIDDEN)
def test_hidden_text_is_skipped(body: str, texts: list[str], hidden: list[str]) -> None:
    source = read_source(word(body, styles=STYLES), ".docx")
    assert kept(source) == texts
    assert skipped(source) == [("hidden text", text) for text in hidden]
    assert balanced(source)


def test_a_heading_is_known_by_the_name_of_its_style() -> None:
    """Dutch Word calls the style "Kop1", and its name is "heading 1"."""
    source = read_source(word(p(r("Top"), style="Kop1") + p(r("a")), styles=STYLES), ".docx")
    assert (kept(source), skipped(source)) == (["a"], [("heading", "Top")])


TABLES = [
    pytest.param(
        row(p(r("Speaker")), p(r("Text"))) + row(p(r("Kari:")), p(r("Ja.")) + p(r("Nei."))),
        [("Kari", "Ja. Nei.")],
        id="speaker-column-with-heads",
    ),
    pytest.param(
        row(p(r("1")), p(r("Kari")), p(r("Ja."))),
        [("Kari", "Ja.")],
        id="numbered-rows",
    ),
    pytest.param(
        row(p(r("Kari")), f"<w:tbl>{row(p(r('a')), p(r('b')))}{row(p(r('c')))}</w:tbl>{p()}"),
        [("Kari", "a b c")],
        id="nested-table",
    ),
    pytest.param(
        row(p(r("One two three four five six seven")), p(r("eight"))),
        [(None, "One two three four five six seven eight")],
        id="no-speaker-column",
    ),
]


@pytest.mark.parametrize(("rows", "expected"), TABLES)
def test_tables(rows: str, expected: list[tuple[str | None, str]]) -> None:
    source = read_source(word(table(rows)), ".docx")
    assert [(b.speaker, b.text) for b in source.blocks if b.text and not b.skip] == expected
    assert balanced(source)


WIDE = '<w:tcPr><w:gridSpan w:val="{}"/></w:tcPr>'
CELLS = [
    pytest.param(
        table(row(p(r("a")) + p(r("b"), "<w:r><w:br/></w:r>", r("c")), p()), row(p(r("d")))),
        [[["a\nb\nc", ""], ["d"]]],
        id="paragraphs-and-lines-of-a-cell",
    ),
    pytest.param(
        table(row(p(r("a")))) + table(row(p(r("b")))),
        [[["a"]], [["b"]]],
        id="two-tables-in-a-row-stay-two",
    ),
    pytest.param(
        table(row(p(r("a")) + table(row(p(r("b")), p(r("c"))), row(p(r("d")))) + p(r("e")),
                  p(r("f")))),
        [[["a\nb\nc\nd\ne", "f"]]],
        id="inner-table-belongs-to-the-outer-cell",
    ),
    pytest.param(
        table(row(WIDE.format(2) + p(r("a")), p(r("b"))), row(p(r("c")), p(r("d")), p(r("e")))),
        [[["a", "", "b"], ["c", "d", "e"]]],
        id="wide-cell",
    ),
    pytest.param(
        table('<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>'
              f"<w:tc>{p(r('a'))}</w:tc></w:tr>"),
        [[["", "a"]]],
        id="row-that-begins-late",
    ),
    pytest.param(
        table(row(WIDE.format(9999) + p(r("a")), p(r("b")))),
        [[["a", *[""] * 63, "b"]]],
        id="no-table-is-so-wide",
    ),
    pytest.param(
        table(f"<w:sdt><w:sdtContent>{row(p(r('a')))}</w:sdtContent></w:sdt>",
              "<w:tr><w:sdt><w:sdtContent><w:tc>" + p(r("b")) + "</w:tc></w:sdtContent></w:sdt>"
              "</w:tr>"),
        [[["a"], ["b"]]],
        id="rows-and-cells-in-content-controls",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "tables"), CELLS)
def test_cells(body: str, tables: list[list[list[str]]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each table is handed on whole, row by row, as the texts of its cells."""
    seen = tables_handed_on(monkeypatch)
    assert balanced(read_source(word(body), ".docx"))
    assert seen == tables


def test_cells_are_not_stretched_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may say of a million cells that each is 64 columns wide."""
    monkeypatch.setattr(composition, "_MAX_STRETCHED", 3)
    seen: list[list[list[str]]] = []
    monkeypatch.setattr(composition, "table_blocks", lambda rows: seen.append(rows) or [])
    rows = [row(WIDE.format(3) + p(), p()) for _ in range(3)]
    read_source(word(p(r("A")) + table(*rows)), ".docx")
    assert seen == [[["", "", "", ""], ["", "", ""], ["", ""]]]


def test_asides_within_a_table_stand_behind_it() -> None:
    rows = row(p(r("Kari"), BOX.format(p(r("boxed")))), p(r("Ja.")))
    source = read_source(word(p(r("A")) + table(rows) + p(r("B"))), ".docx")
    assert [b.text for b in source.blocks if b.text] == ["A", "Ja.", "boxed", "B"]
    assert balanced(source)


def test_other_parts_are_skipped_with_a_reason() -> None:
    source = read_source(
        word(
            p(r("P1: Hei.")),
            header1=p(r("Study")), footer1=p(r("Page 1")), footnotes=p(r("a note")),
            endnotes=p(r("the end")), comments=p(r("odd?")), commentsExtended=p(r("no text")),
            settings=p(r("nor this")), **{"glossary/document": p(r("nor that"))},
        ),
        ".docx",
    )  # fmt: skip
    assert skipped(source) == [
        ("page header", "Study"),
        ("comment", "odd?"),
        ("endnote", "the end"),
        ("page footer", "Page 1"),
        ("footnote", "a note"),
    ]
    assert balanced(source)


def test_strict_namespace() -> None:
    body = p(r("Top"), style="Heading1") + p(r("See http://a.b"), r(" now"), r(" h", "<w:vanish/>"))
    body += p("<m:r><m:t>x</m:t></m:r>", field(code("IF") + r("no"), r("y")))
    with zipfile.ZipFile(io.BytesIO(word(body))) as archive:
        xml = archive.read("word/document.xml").decode().replace(W, STRICT)
    xml = xml.replace(f"{OFFICE}/math", "http://purl.oclc.org/ooxml/officeDocument/math")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", xml.encode("utf-16"))
    source = read_source(buffer.getvalue(), ".docx")
    assert kept(source) == ["See http://a.b now", "xy"]
    assert skipped(source) == [("heading", "Top"), ("hidden text", "h")]


@pytest.mark.parametrize("folder", ["word/", "doc/", ""])
def test_main_part_under_another_name(folder: str) -> None:
    buffer = io.BytesIO(word(p(r("P1: Hei.")), main=f"{folder}document2.xml"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{OFFICE.replace("officeDocument", "package")}/relationships">'
            f'<Relationship Id="a" Type="{OFFICE}/relationships/officeDocument" '
            f'Target="/{folder}document2.xml"/></Relationships>',
        )
        archive.writestr(f"{folder}header1.xml", f"<w:hdr {NAMESPACES}>{p(r('Study'))}</w:hdr>")
    source = read_source(buffer.getvalue(), ".docx")
    assert (kept(source), skipped(source)) == (["P1: Hei."], [("page header", "Study")])


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        pytest.param(
            p(r("A")) + r("loose"),
            "holds text outside its paragraphs: open it in Word and save it again",
            id="text-outside-paragraphs",
        ),
        pytest.param(
            p(r("A")) + '<w:altChunk r:id="a"/>',
            "holds its text in an embedded file: open it in Word and save it again",
            id="embedded-web-page",
        ),
    ],
)
def test_what_would_be_lost_is_refused(body: str, clause: str) -> None:
    assert refusal(word(body), ".docx") == clause


def test_a_file_by_python_docx() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Study"
    document.add_heading("Group 1", 1)
    document.add_paragraph("I: Hva nå?")
    said = document.add_paragraph("P1: Ja,\nog nei")
    document.add_comment(said.runs, "rart", author="B")
    document.add_paragraph("P2: punkt", "List Bullet")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "P1", "i tabell"
    buffer = io.BytesIO()
    document.save(buffer)
    source = read_source(buffer.getvalue(), ".docx")
    assert kept(source) == ["I: Hva nå?", "P1: Ja,", "og nei", "P2: punkt", "i tabell"]
    assert skipped(source) == [("page header", "Study"), ("heading", "Group 1"),
                               ("comment", "rart")]  # fmt: skip
    assert balanced(source)


def test_a_transcript_as_teams_saves_it() -> None:
    """Name and time on one line of a paragraph, the talk on the next ones."""
    entry = "<w:r><w:br/></w:r>"
    body = p(r("Meeting in May"), style="Title") + p(r("27m 42s"))
    for name, time, text in (
        ("Person A", "0:03", "So, how was it?"),
        ("Person B", "0:07", "It was fine."),
        ("Person A", "1:15", "Good."),
    ):
        body += p("<w:r><w:drawing/></w:r>", r(name), r(f"   {time}"), entry, r(text), entry)
    made = read(word(body), ".docx")
    assert_sound(made)
    assert [(turn.speaker, turn.start, turn.text) for turn in made.turns] == [
        ("Person A", 3.0, "So, how was it?"),
        ("Person B", 7.0, "It was fine."),
        ("Person A", 75.0, "Good."),
    ]


element = st.recursive(
    st.builds(escape, WORDS).map(lambda text: f"<w:t>{text}</w:t>")
    | st.sampled_from(
        [
            "<w:br/>", "<w:tab/>", '<w:sym w:char="2192"/>', "<w:delText>gone</w:delText>",
            "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>", "<w:pPr><w:rPr><w:ins/></w:rPr></w:pPr>",
            "<w:rPr><w:vanish/></w:rPr>", "<w:trPr><w:del/></w:trPr>", WIDE.format(3),
            '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="separate"/>',
            '<w:fldChar w:fldCharType="end"/>', '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>',
        ]
    ),
    lambda inside: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(
            "w:p w:p w:r w:tbl w:tr w:tc w:ins w:del w:moveTo w:moveFrom w:sdt w:txbxContent "
            "w:hyperlink mc:AlternateContent mc:Choice".split()
        ),
        st.lists(inside, max_size=4),
    ),
    max_leaves=25,
)  # fmt: skip


@given(parts=st.lists(element, max_size=6), header=st.lists(element, max_size=2))
@example(parts=["<w:tc><w:tbl><w:tc><w:p><w:t>a</w:t></w:p></w:tc></w:tbl></w:tc>"], header=[])
def test_any_markup_is_refused_or_balanced(parts: list[str], header: list[str]) -> None:
    data = word(p(r("P1: a")) + "".join(parts), header1="".join(header), comments="".join(parts))
    assert_refused_or_balanced(data, ".docx")
