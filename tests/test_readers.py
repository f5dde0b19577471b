"""Readers: for every format what is kept, what is skipped with a reason, what is structure."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest

from stc_cli.errors import StcError
from stc_cli.readers import FORMATS, Source, can_read, read_source
from stc_cli.text.characters import normalised, visible

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="urn:r" xmlns:v="urn:v"'
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


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inside: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(inside)}</w:p>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def kept(source: Source) -> list[str]:
    return [b.text for b in source.blocks if b.text and not b.skip]


def skipped(source: Source) -> list[tuple[str, str]]:
    return [(b.skip, b.text) for b in source.blocks if b.skip]


def balanced(source: Source) -> bool:
    """Whether blocks and structure together are all that was counted."""
    parts = (visible(b.text) + visible(b.speaker or "") + b.structure for b in source.blocks)
    return source.chars_in == sum(parts)


BOX = "<w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>"
DOCX = [
    pytest.param(p(r("P1: Ja, "), r("vi gikk.")), ["P1: Ja, vi gikk."], [], id="runs"),
    pytest.param(
        p(r("P1: Ja"), "<w:r><w:br/></w:r>", r("P2: Nei"), "<w:r><w:tab/></w:r>", r("da")),
        ["P1: Ja", "P2: Nei da"],
        [],
        id="soft-breaks-and-tabs",
    ),
    pytest.param(
        p(r("A"), f"<w:ins>{r('B')}</w:ins>", "<w:del><w:r><w:delText>C</w:delText></w:r></w:del>"),
        ["AB"],
        [],
        id="tracked-insertion-and-deletion",
    ),
    pytest.param(
        p(f"<w:moveFrom>{r('X')}</w:moveFrom>", r("A")) + p(f"<w:moveTo>{r('X')}</w:moveTo>"),
        ["A", "X"],
        [],
        id="tracked-move",
    ),
    pytest.param(
        f"<w:sdt><w:sdtContent>{p(r('A'))}</w:sdtContent></w:sdt>"
        + p(f"<w:sdt><w:sdtContent>{r('B')}</w:sdtContent></w:sdt>", r("C")),
        ["A", "BC"],
        [],
        id="content-controls",
    ),
    pytest.param(
        p(r("See "), f'<w:hyperlink r:id="x">{r("the site")}</w:hyperlink>', r(".")),
        ["See the site."],
        [],
        id="hyperlink",
    ),
    pytest.param(
        p(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            "<w:r><w:instrText>PAGE</w:instrText></w:r>",
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("7")}',
            f'<w:fldSimple w:instr="DATE">{r(" May")}</w:fldSimple>',
        ),
        ["7 May"],
        [],
        id="field-results-not-codes",
    ),
    pytest.param(
        p(r("A"), "<w:r><w:noBreakHyphen/></w:r>", r("B"), "<m:r><m:t>x²</m:t></m:r>"),
        ["A-Bx²"],
        [],
        id="hyphen-and-formula",
    ),
    pytest.param(
        p(r("Focus group 1"), style="Heading1") + p(r("Tittel"), style="Tittel") + p(r("A")),
        ["A"],
        [("heading", "Focus group 1"), ("heading", "Tittel")],
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
        p(
            f"<mc:AlternateContent><mc:Fallback>{r('old')}</mc:Fallback></mc:AlternateContent>",
        ),
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
]  # fmt: skip


@pytest.mark.parametrize(("body", "texts", "asides"), DOCX)
def test_word_body(body: str, texts: list[str], asides: list[tuple[str, str]]) -> None:
    source = read_source(word(body), ".docx")
    assert kept(source) == texts
    assert skipped(source) == asides
    assert balanced(source)
    assert source.chars_in == visible("".join(texts)) + sum(visible(t) for _, t in asides)


TABLES = [
    pytest.param(
        row(p(r("Speaker")), p(r("Text"))) + row(p(r("Kari:")), p(r("Ja.")) + p(r("Nei."))),
        [("Kari", "Ja. Nei.")],
        id="speaker-column-with-heads",
    ),
    pytest.param(
        row(p(r("0:35")), p(r("Kari")), p(r("Ja."))) + row(p(), p(), p(r("Og så."))),
        [("Kari", "0:35 Ja."), (None, "Og så.")],
        id="time-column-and-going-on",
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
def test_word_tables(rows: str, expected: list[tuple[str | None, str]]) -> None:
    source = read_source(word(f"<w:tbl>{rows}</w:tbl>"), ".docx")
    assert [(b.speaker, b.text) for b in source.blocks if b.text and not b.skip] == expected
    assert balanced(source)


def test_word_other_parts_are_skipped_with_a_reason() -> None:
    source = read_source(
        word(
            p(r("P1: Hei.")),
            header1=p(r("Study")), footer1=p(r("Page 1")), footnotes=p(r("a note")),
            endnotes=p(r("the end")), comments=p(r("odd?")), commentsExtended=p(r("no text")),
            settings=p(r("nor this")),
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


def test_word_strict_namespace() -> None:
    data = word(p(r("Top"), style="Heading1") + p(r("See " + "http://a.b"), r(" now")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode().replace(W, STRICT)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", xml.encode("utf-16"))
    source = read_source(buffer.getvalue(), ".docx")
    assert (kept(source), skipped(source)) == (["See http://a.b now"], [("heading", "Top")])


def test_word_main_part_under_another_name() -> None:
    buffer = io.BytesIO(word(p(r("P1: Hei.")), main="word/document2.xml"))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="a" Type="{kind}" Target="/word/document2.xml"/></Relationships>',
        )
    assert kept(read_source(buffer.getvalue(), ".docx")) == ["P1: Hei."]


def test_text_outside_paragraphs_is_refused() -> None:
    with pytest.raises(StcError) as error:
        read_source(word(p(r("A")) + r("loose")), ".docx")
    assert str(error.value) == (
        "holds text outside its paragraphs: open it in Word and save it again"
    )


TEXT = "P1: Vi går på tur, sa hun. «Ja» – æøåÆØÅ ½ €\nP2: Nei."


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="utf-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="utf-8-bom"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16-native"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="utf-16-be"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), id="utf-16-le"),
        pytest.param(TEXT.encode("utf-32"), id="utf-32"),
        pytest.param(TEXT.encode("cp1252"), id="cp1252"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(TEXT.replace("\n", "\r").encode("cp1252"), id="cr"),
        pytest.param(TEXT.replace("\n", "\u2028").encode(), id="line-separator"),
        pytest.param(unicodedata.normalize("NFD", TEXT).encode(), id="decomposed"),
        pytest.param(TEXT.replace("a", "a\u200b\u00ad\x07\u061c").encode(), id="unseen"),
        pytest.param(
            unicodedata.normalize("NFD", TEXT).replace("\u030a", "\u200b\u030a").encode(),
            id="unseen-before-an-accent",
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_encodings(data: bytes, suffix: str) -> None:
    source = read_source(data, suffix)
    assert kept(source) == TEXT.split("\n")
    assert source.chars_in == visible(TEXT)


def test_zero_width_joiners_and_emoji_stay() -> None:
    text = "👩\u200d🔬 می\u200cخواهم"
    assert kept(read_source(text.encode(), ".txt")) == [text]
    assert normalised("A\u030aa") == "Åa"


@pytest.mark.parametrize(
    ("data", "suffix", "message"),
    [
        pytest.param(b" \n", ".txt", "the file is empty", id="empty"),
        pytest.param(
            b"PK\x03\x04x",
            ".txt",
            "is a zip archive (perhaps a Word file?), not text: give it its own suffix",
            id="zip-as-text",
        ),
        pytest.param(
            "Hei".encode("utf-16-le"),
            ".txt",
            "holds zero bytes, so it is no text file stc can read: save it as UTF-8, or name its "
            "`encoding:` in the study config",
            id="zero-bytes",
        ),
        pytest.param(
            "blåbær og smør ".encode() + b"\xe6" + b" til",
            ".txt",
            "is UTF-8 text with a broken character (byte 18): save it as UTF-8 anew",
            id="broken-utf-8-is-not-garbled",
        ),
        pytest.param(
            b"abc \x81",
            ".txt",
            "is not the cp1252 text it seems to be (byte 4): save it as UTF-8, or "
            "name its `encoding:` in the study config",
            id="no-code-page",
        ),
        pytest.param(
            b"\xff\xfea",
            ".txt",
            "is not the utf-16 text it seems to be (byte 2): save it as UTF-8, or "
            "name its `encoding:` in the study config",
            id="half-a-character",
        ),
        pytest.param(
            b"hello",
            ".vtt",
            "has no captions in it (no line such as 00:00:01.000 --> 00:00:04.000)",
            id="no-captions",
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0x",
            ".docx",
            "is protected by a password or of an old format: save it as .docx without a password",
            id="old-doc",
        ),
        pytest.param(
            b"x",
            ".pages",
            f"stc does not read .pages (it reads {', '.join(FORMATS)})",
            id="unknown-suffix",
        ),
    ],
)  # fmt: skip
def test_refusals(data: bytes, suffix: str, message: str) -> None:
    with pytest.raises(StcError) as error:
        read_source(data, suffix)
    assert str(error.value) == message


def test_suffixes_in_any_case() -> None:
    assert (can_read(".DOCX"), can_read(".Vtt"), can_read(".pages")) == (True, True, False)


def test_markdown_marks_are_structure() -> None:
    text = "# Top #\n---\n> **Kari:** a_b *c* \\[x\\] 5 * 3\n- d `e`\n====\n#tag and __f__ ____"
    source = read_source(text.encode(), ".md")
    assert kept(source) == ["Kari: a_b c [x] 5 * 3", "d e", "#tag and f ____"]
    assert skipped(source) == [("heading", "Top")]
    assert balanced(source)
