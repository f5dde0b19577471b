"""Readers: for every format what is kept, what is skipped with a reason, what is structure."""

from __future__ import annotations

import unicodedata

import pytest
from blocks import balanced, kept, refusal, skipped

from stc_cli.readers import FORMATS, abouts, can_read, read_source
from stc_cli.readers.reasons import line_reason, style_reason
from stc_cli.text.characters import normalised, visible

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
    assert refusal(data, suffix) == message


def test_suffixes_in_any_case() -> None:
    assert (can_read(".DOCX"), can_read(".Vtt"), can_read(".pages")) == (True, True, False)


def test_markdown_marks_are_structure() -> None:
    text = "# Top #\n---\n> **Kari:** a_b *c* \\[x\\] 5 * 3\n- d `e`\n====\n#tag and __f__ ____"
    source = read_source(text.encode(), ".md")
    assert kept(source) == ["Kari: a_b c [x] 5 * 3", "d e", "#tag and f ____"]
    assert skipped(source) == [("heading", "Top")]
    assert balanced(source)


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        pytest.param("Heading 2", "heading", id="english"),
        pytest.param("Subtitle", "heading", id="english-subtitle"),
        pytest.param("Overskrift1", "heading", id="norwegian-and-danish"),
        pytest.param("Tittel", "heading", id="norwegian-title"),
        pytest.param("Undertittel", "heading", id="norwegian-subtitle"),
        pytest.param("Titel", "heading", id="danish-and-german-title"),
        pytest.param("Undertitel", "heading", id="danish-subtitle"),
        pytest.param("Rubrik 1", "heading", id="swedish"),
        pytest.param("Underrubrik", "heading", id="swedish-subtitle"),
        pytest.param("Überschrift 1", "heading", id="german"),
        pytest.param("berschrift1", "heading", id="german-as-an-id-of-word"),
        pytest.param("Untertitel", "heading", id="german-subtitle"),
        pytest.param("TOC 1", "table of contents", id="contents"),
        pytest.param("Body Text", "", id="text"),
        pytest.param("Brødtekst", "", id="norwegian-text"),
        pytest.param("Standard", "", id="german-text"),
        pytest.param("", "", id="no-name"),
    ],
)
def test_headings_are_known_by_the_names_of_styles(style: str, reason: str) -> None:
    assert style_reason(style) == reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("12", "page number", id="bare"),
        pytest.param("3/10", "page number", id="of-so-many"),
        pytest.param("Page 2 of 5", "page number", id="english"),
        pytest.param("side 3 av 10", "page number", id="norwegian"),
        pytest.param("Side 3 af 10", "page number", id="danish"),
        pytest.param("Sida 3", "page number", id="swedish"),
        pytest.param("Seite 3 von 10", "page number", id="german"),
        pytest.param("Seite 3 war leer", "", id="a-sentence"),
        pytest.param("12345", "", id="too-many-digits"),
        pytest.param("[pause]", "remark in brackets", id="square-brackets"),
        pytest.param("((ler))", "remark in brackets", id="double-brackets"),
        pytest.param("(ja)", "", id="single-brackets"),
    ],
)
def test_lines_that_nobody_says(line: str, reason: str) -> None:
    assert line_reason(line) == reason


def test_every_reader_says_what_it_does() -> None:
    """Once for each format, also for the chat that has no suffix of its own."""
    told = [name for about in abouts() for name in about.formats.split(", ")]
    suffixes = {suffix.removeprefix(".") for suffix in FORMATS} - {"text", "markdown", "htm"}
    assert sorted(told) == sorted([*suffixes, "chat"])
