"""Files made to break a reader: a clause, or read whole; outside transcripts, word for word."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from soundness import assert_sound, docx, paragraph, read

from stc_cli.errors import StcError

SHARED = Path(__file__).parents[2] / "shared" / "data"
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
    pytest.param(zipped(b" " * (51 * 2**20)), ".docx",
                 "unpacks to more than 50 MB of text, which no transcript does", id="zip-bomb"),
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
