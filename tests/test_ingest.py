"""Ingest: every visible character is accounted for, whatever comes in."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stc_cli.config import Config
from stc_cli.errors import StcError
from stc_cli.languages import load_language
from stc_cli.readers import FORMATS
from stc_cli.stages.ingest import Ingested, ingest, transcript_id
from stc_cli.workspace import find_inputs, open_study

SHARED = Path(__file__).parents[2] / "shared" / "data"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONFIG = Config.model_validate({"speakers": {"Ann B": {"role": "moderator", "labels": ["x-1"]}}})


def read(data: bytes, suffix: str) -> Ingested:
    return ingest(
        data,
        source=f"a{suffix}",
        suffix=suffix,
        transcript="a",
        language=load_language("nb"),
        config=CONFIG,
        participants=["M7"],
    )


def seen(text: str) -> int:
    """Visible characters, counted without stc's code."""
    return sum(not character.isspace() for character in text)


def assert_sound(made: Ingested) -> None:
    """The promises that hold for every transcript: offsets, order, NFC, nothing lost."""
    row, text = made.transcript, made.text
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text and "\ufeff" not in text and text.endswith("\n")
    pieces = [(t.char_start, t.char_end, t.text) for t in made.turns]
    pieces += [(s.char_start, s.char_end, s.text) for s in made.skipped]
    position = 0
    for start, end, piece in sorted(pieces):
        assert start == position and text[start:end] == piece and piece.strip() == piece != ""
        assert text[end] == "\n"
        position = end + 1
    assert position == len(text)
    assert [t.turn for t in made.turns] == list(range(1, len(made.turns) + 1))
    assert [t.turn_id for t in made.turns] == [f"a-t{t.turn}" for t in made.turns]
    assert row.chars_in == row.chars_turns + row.chars_skipped + row.chars_structure
    assert row.chars_turns == sum(seen(t.text) for t in made.turns)
    assert row.chars_skipped == sum(seen(s.text) for s in made.skipped)
    assert row.chars_structure >= 0 and all(s.reason for s in made.skipped)
    assert row.turns == len(made.turns) == sum(s.turns for s in made.speakers) > 0
    assert row.words == sum(s.words for s in made.speakers)


# Transcripts whose turns are known, written out in every format.
SPEAKERS = ["Interviewer", "P1", "P12", "Kari Nordmann", "Åse", "M7"]
word = st.text("abcdeæøåéÅKmn0179", min_size=1, max_size=8)
phrase = st.lists(
    st.builds(str.__add__, word, st.sampled_from(["", "", ",", ".", " …", "?", " –", " (…)"])),
    min_size=1,
    max_size=12,
).map(lambda words: "og " + " ".join(words))
talk = st.lists(st.tuples(st.sampled_from(SPEAKERS), phrase), min_size=1, max_size=12)
Talk = list[tuple[str, str]]


def clock(number: int) -> str:
    return f"00:{number // 60:02}:{number % 60:02}"


def docx(body: str, **parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        xml = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", xml)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def as_txt(talk: Talk) -> bytes:
    return "".join(f"[{clock(n)}] {s}: {t}\n\n" for n, (s, t) in enumerate(talk)).encode("utf-16")


def as_lines(talk: Talk) -> bytes:
    return "".join(f"{s} :  {t}\r\n" for s, t in talk).encode("utf-8-sig")


def as_md(talk: Talk) -> bytes:
    return "".join(f"**{s}:** \\[{clock(n)}\\] {t}\n\n" for n, (s, t) in enumerate(talk)).encode()


def as_docx(talk: Talk) -> bytes:
    return docx("".join(paragraph(f"{s}: {t}") for s, t in talk), header1="<x/>")


def as_table(talk: Talk) -> bytes:
    cells = (f"<w:tc>{paragraph(s)}</w:tc><w:tc>{paragraph(t)}</w:tc>" for s, t in talk)
    return docx(f"<w:tbl>{''.join(f'<w:tr>{pair}</w:tr>' for pair in cells)}</w:tbl>")


def as_zoom(talk: Talk) -> bytes:
    cues = (
        f"{n + 1}\n{clock(n)}.000 --> {clock(n + 1)}.000\n{s}: {escape(t)}\n\n"
        for n, (s, t) in enumerate(talk)
    )
    return ("WEBVTT\n\n" + "".join(cues)).encode()


def as_voices(talk: Talk) -> bytes:
    cues = (
        f"id/{n}-0\n{clock(n)}.000 --> {clock(n + 1)}.000\n<v {s}>{escape(t)}</v>\n\n"
        for n, (s, t) in enumerate(talk)
    )
    return ("WEBVTT\n\n" + "".join(cues)).encode()


def as_srt(talk: Talk) -> bytes:
    cues = (
        f"{n + 1}\r\n{clock(n)},000 --> {clock(n + 1)},000\r\n{s}: {t}\r\n\r\n"
        for n, (s, t) in enumerate(talk)
    )
    return "".join(cues).encode()


WRITERS = [
    (as_txt, ".txt"), (as_lines, ".txt"), (as_md, ".md"), (as_docx, ".docx"),
    (as_table, ".docx"), (as_zoom, ".vtt"), (as_voices, ".vtt"), (as_srt, ".srt"),
]  # fmt: skip


@pytest.mark.parametrize(("write", "suffix"), WRITERS, ids=[w.__name__ for w, _ in WRITERS])
@given(talk=talk)
def test_every_format_gives_the_turns_that_were_written(write, suffix: str, talk: Talk) -> None:
    """Captions of one speaker are joined; elsewhere each label begins a turn."""
    expected: list[tuple[str, str]] = []
    for speaker, text in ((s, unicodedata.normalize("NFC", t)) for s, t in talk):
        if suffix in (".vtt", ".srt") and expected and expected[-1][0] == speaker:
            expected[-1] = (speaker, f"{expected[-1][1]} {text}")
        else:
            expected.append((speaker, text))
    made = read(write(talk), suffix)
    assert_sound(made)
    assert [(t.speaker, t.text) for t in made.turns] == expected
    assert not made.skipped


# Arbitrary text made of the pieces that readers look for.
pieces = st.sampled_from(
    "WEBVTT|NOTE|STYLE|\n|\n\n|\r|\n \n| |\t|\u00a0|\u2028|00:00:01.000 --> 00:00:02.000|12:30|"
    "[00:01:02]|(0:35)|#00:12:03-4#|27m 42s|Kari|Kari:|P1:|I:|x-1|Ann B:|[id1]|[P2]:|19:|12|page 3|"
    "<v Kari>|<v >|<v.a|</v>|<b>|<c.x>|&amp;|&#x301;|&#8203;|&lt;v Ola&gt;|{\\an8}|**|*|_|`|\\|\\*|"
    "#|###|> |- |---|===|e|\u0301|\u200b|\u00ad|\x00|\x07|\x0b|\x1c|\x85|\u0958|\ufffe|ﬁ|😀|æøå|"
    "interviewer|Transcribed by https://otter.ai|[laughs]|((x))|:|: |://|ord|1|2|3".split("|")
)
soup = st.lists(pieces, max_size=40).map("".join)


def refused_or_sound(data: bytes, suffix: str) -> None:
    try:
        made = read(data, suffix)
    except StcError as error:
        clause = str(error)
        assert "\n" not in clause and not clause.endswith(".") and len(clause) < 200
    else:
        assert_sound(made)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".vtt", ".srt"])
@given(text=soup | st.text(st.characters(codec="utf-8"), max_size=200))
@example(text="WEBVTT\n\n" + "9" * 5000 + ":00:01.000 --> 00:00:02.000\nx")
@example(text="9" * 5000 + "m 1s x")
@example(text="e\u200b\u0301")
@example(text="**e**\u0301: a")
def test_any_text_is_refused_or_sound(text: str, suffix: str) -> None:
    refused_or_sound(text.encode(), suffix)
    refused_or_sound(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}".encode(), suffix)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".srt"])
@given(text=soup)
def test_chars_in_is_the_files_own_count(text: str, suffix: str) -> None:
    """`chars_in` equals a count of the file's characters that knows nothing of the readers."""
    plain = re.sub("[\u200b\u00ad\x07\x00]", "", text)
    data = f"P1: a\n{plain}\n1\n00:00:01,000 --> 00:00:02,000\nx"
    made = read(data.encode(), suffix)
    assert made.transcript.chars_in == seen(unicodedata.normalize("NFC", data))


@pytest.mark.parametrize("suffix", list(FORMATS))
@given(data=st.binary(max_size=300))
@example(data=b"PK\x03\x04")
@example(data=b"\xff\xfe\x00\xd8a\x00")
def test_any_bytes_are_refused_or_sound(data: bytes, suffix: str) -> None:
    refused_or_sound(data, suffix)


@given(cut=st.integers(0, 400), flip=st.integers(0, 400), byte=st.integers(0, 255))
def test_damaged_word_files_are_refused_or_sound(cut: int, flip: int, byte: int) -> None:
    data = bytearray(as_docx([("P1", "og så videre"), ("Kari", "nei, da")]))
    data[flip % len(data)] = byte
    refused_or_sound(bytes(data), ".docx")
    refused_or_sound(bytes(data[: len(data) - cut]), ".docx")


element = st.recursive(
    st.builds(escape, st.text("aé \u0301P1:é", min_size=1, max_size=6)).map(
        lambda t: f"<w:t>{t}</w:t>"
    ),
    lambda inside: st.builds(
        lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
        st.sampled_from("p p r tbl tr tc ins del moveTo sdt txbxContent hyperlink".split()),
        st.lists(inside, max_size=4),
    ),
    max_leaves=20,
)


@given(parts=st.lists(element, max_size=6))
def test_any_word_markup_is_refused_or_sound(parts: list[str]) -> None:
    refused_or_sound(docx(paragraph("P1: a") + "".join(parts)), ".docx")


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
UNSAFE = "holds XML that is broken or unsafe"
DAMAGED = "is not a readable Word document (damaged or cut short?)"


def zipped(xml: str | bytes, name: str = "word/document.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return buffer.getvalue()


def garbled() -> bytes:
    """A Word file whose compressed bytes are not what deflate writes."""
    data = bytearray(zipped("<a>" + "b" * 500 + "</a>"))
    start = data.index(b"word/document.xml") + len("word/document.xml")
    data[start : start + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


HOSTILE = [
    pytest.param(zipped("<a/>")[:-30], ".docx", DAMAGED, id="truncated-zip"),
    pytest.param(garbled(), ".docx", DAMAGED, id="garbled-deflate"),
    pytest.param(b"just text", ".docx", DAMAGED, id="text-as-docx"),
    pytest.param(zipped("<a/>", "xl/sheet.xml"), ".docx",
                 "is a zip archive without a Word document in it", id="other-zip"),
    pytest.param(zipped(f"{ENTITIES}<x>&b;</x>"), ".docx", UNSAFE, id="entity-bomb"),
    pytest.param(zipped(f"{EXTERNAL}<x>&a;</x>"), ".docx", UNSAFE, id="external-entity"),
    pytest.param(zipped("<a><b>"), ".docx", UNSAFE, id="broken-xml"),
    pytest.param(zipped('<?xml version="1.0" encoding="no-such"?><a/>'), ".docx", UNSAFE,
                 id="unknown-xml-encoding"),
    pytest.param(zipped(b" " * (101 * 2**20)), ".docx",
                 "unpacks to more than 100 MB of text, which no transcript does", id="zip-bomb"),
    pytest.param(zipped("<a/>"), ".docx", "holds no talk", id="no-talk"),
    pytest.param(b"\xef\xbb\xbf", ".txt", "holds no talk", id="only-a-mark"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "suffix", "clause"), HOSTILE)
def test_hostile_files_are_one_clause(data: bytes, suffix: str, clause: str) -> None:
    with pytest.raises(StcError) as error:
        read(data, suffix)
    assert str(error.value) == clause


def test_deep_nesting_is_read() -> None:
    depth = 100_000
    body = "<w:ins>" * depth + "<w:r><w:t>deep</w:t></w:r>" + "</w:ins>" * depth
    made = read(docx(f"{paragraph('P1: a')}<w:p>{body}</w:p>"), ".docx")
    assert made.text == "a\ndeep\n"


@pytest.mark.parametrize("unit", ["ja og ", " ", "a: ", "[", "*a ", "<v a", "1:00 ", "æ\u200b"])
@pytest.mark.parametrize("suffix", [".txt", ".md", ".vtt", ".docx"])
def test_a_very_long_line_is_read_whole(unit: str, suffix: str) -> None:
    """Not timed; a pattern that is worse than linear would take hours here."""
    text = "P1: hei " + unit * (300_000 // len(unit)) + " slutt"
    data = text.encode()
    if suffix == ".vtt":
        data = b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + data
    if suffix == ".docx":
        data = docx(paragraph(text))
    made = read(data, suffix)
    assert_sound(made)
    assert made.turns[0].text.startswith("hei") and made.turns[-1].text.endswith("slutt")


def test_twenty_megabytes_on_one_line() -> None:
    made = read(b"P1: " + b"ja og nei " * 2_000_000, ".txt")
    assert (made.transcript.chars_turns, made.transcript.words) == (14_000_000, 6_000_000)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("FG1.docx", "FG1"),
        ("2021/Fokusgruppe 1 (mai).docx", "2021-Fokusgruppe_1_mai"),
        ("a/b/c.txt", "a-b-c"),
        ("Intervju æøå.txt", "Intervju_æøå"),
        (unicodedata.normalize("NFD", "Intervju æøå.txt"), "Intervju_æøå"),
        ("Kari.v2.final.docx", "Kari.v2.final"),
        ("v1.2/no suffix", "v1.2-no_suffix"),
        ("a;b,c'd\"e.txt", "a_b_c_d_e"),
        (" - odd - .txt", "odd"),
        ("....txt", "transcript"),
        ("!?.txt", "transcript"),
        ("back\\slash.txt", "back-slash"),
    ],
)
def test_transcript_id(path: str, expected: str) -> None:
    assert transcript_id(path) == expected


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30))
def test_transcript_id_fits_a_list_and_a_file_name(path: str) -> None:
    name = transcript_id(path)
    assert name and not set(name) & set(" ;,/\\:*?\"<>|'\n") and name == name.strip(".-_ ")


def found(folder: Path) -> tuple[list[str], list[str]]:
    inputs, refused = find_inputs(open_study(config=None, transcripts=folder))
    return [entry.transcript_id for entry in inputs], [Path(r.source).name for r in refused]


def test_hidden_locked_and_linked_files_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "transcripts"
    (folder / ".git").mkdir(parents=True)
    (folder / "sub").mkdir()
    outside = tmp_path / "outside.txt"
    for path in (outside, folder / "b.txt", folder / "sub" / "å 1.MD", folder / ".hidden.txt",
                 folder / "~$b.docx", folder / ".git" / "c.txt", folder / "Thumbs.db",
                 folder / "scan.pdf"):  # fmt: skip
        path.write_text("P1: a")
    (folder / "link.txt").symlink_to(outside)
    (folder / "links").symlink_to(tmp_path, target_is_directory=True)
    assert found(folder) == (["b", "sub-å_1"], ["scan.pdf"])


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [("a b.txt", "a_b.docx", "a_b"), ("A.txt", "a.md", "a"), ("s/a.txt", "s-a.txt", "s-a")],
)
def test_twins_are_refused(tmp_path: Path, first: str, second: str, shared: str) -> None:
    (tmp_path / "s").mkdir()
    for name in (first, second):
        (tmp_path / name).write_text("P1: a")
    study = open_study(config=None, transcripts=tmp_path)
    with pytest.raises(StcError) as error:
        find_inputs(study)
    one, other = sorted([first, second])
    assert str(error.value) == (
        f'{study.name(tmp_path / other)}: would get the same id "{shared}" as '
        f"{study.name(tmp_path / one)}. Rename one of the two files."
    )


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@pytest.mark.parametrize("number", range(1, 8))
def test_pdpilot_interviews(number: int) -> None:
    path = SHARED / "pdpilot" / "txt" / f"P{number}.txt"
    if not path.is_file():
        pytest.skip("the outside data of shared/data/pdpilot is not here")
    data = path.read_bytes()
    made = read(data, ".txt")
    assert_sound(made)
    labels = re.findall(r"^(Dan|Partici?pant): ", data.decode(), re.MULTILINE)
    assert [turn.speaker for turn in made.turns] == labels  # no page number parts a turn
    assert {row.reason for row in made.skipped} <= {"page number", "before the first speaker"}
    assert words_of(made.text) + Counter(labels) == words_of(data.decode())


@pytest.mark.parametrize(("number", "students"), [(1, "S1 S2"), (2, "S3 S4"), (3, "S5 S6")])
def test_german_word_files(number: int, students: str) -> None:
    name = f"NodeGrade_paper_ECSEE_qualitative_data_interview{number}_german.docx"
    path = SHARED / "transcripts" / name
    if not path.is_file():
        pytest.skip("the outside data of shared/data/transcripts is not here")
    data = path.read_bytes()
    made = read(data, ".docx")
    assert_sound(made)
    roles = {s.speaker: s.role for s in made.speakers}
    assert roles == {"I": "moderator", **dict.fromkeys(students.split(), "participant")}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    paragraphs = re.split(r"</w:p>|<w:br/>", xml)
    written = ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", part)) for part in paragraphs]
    labels = [m[1] for part in written if (m := re.match(r"\s*(I|S\d):", part))]
    assert [turn.speaker for turn in made.turns] == labels
    assert words_of(made.text) + Counter(labels) == words_of("\n".join(written))
