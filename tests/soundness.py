"""What holds for every transcript that ingest reads, and Word files to try it on."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from xml.sax.saxutils import escape

from stc_cli.config import Config
from stc_cli.languages import load_language
from stc_cli.stages.ingest import Ingested, ingest

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
