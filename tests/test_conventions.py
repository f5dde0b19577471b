"""The conventions of real transcripts: a file for each, and who says what in it.

Beside every file stands what it holds (`….expected.yaml`); a file of a binary format is built from
that description. Times are checked where they are given.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import formats
import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from soundness import assert_sound, docx, paragraph

from stc_cli.config import Config
from stc_cli.errors import StcError
from stc_cli.languages import load_language
from stc_cli.stages.ingest import Ingested, ingest

FOLDER = Path(__file__).parent / "conventions"
DESCRIPTIONS = sorted(FOLDER.glob("*.expected.yaml"))


class Said(NamedTuple):
    speaker: str
    role: str
    text: str
    start: float | None = None


class Expected(NamedTuple):
    """`roster`: label as written, turns, what is doubtful. `skipped`: reason, text."""

    language: str
    turns: list[Said]
    roster: list[tuple[str, int, str]]
    skipped: list[tuple[str, str]]


def described(description: Path) -> Expected:
    found = yaml.safe_load(description.read_text("utf-8"))
    return Expected(
        found["language"],
        [Said(*turn) for turn in found["turns"]],
        [tuple(row) for row in found["roster"]],
        [tuple(row) for row in found["skipped"]],
    )


def read(data: bytes, suffix: str, language: str) -> Ingested:
    return ingest(
        data,
        source=f"a{suffix}",
        suffix=suffix,
        transcript="a",
        language=load_language(language),
        config=Config(),
        participants=[],
    )


@pytest.mark.parametrize(
    "description", DESCRIPTIONS, ids=lambda d: d.name[: -len(".expected.yaml")]
)
def test_convention(description: Path) -> None:
    expected = described(description)
    name = description.name.removesuffix(".expected.yaml")
    file = FOLDER / name
    data = BUILT[name](expected.turns) if name in BUILT else file.read_bytes()
    made = read(data, file.suffix, expected.language)
    assert_sound(made)
    turns = [Said(t.speaker, t.role, t.text, t.start) for t in made.turns]
    asked = [said.start for said in expected.turns]
    shown = [t._replace(start=t.start if start is not None else None)
             for t, start in zip(turns, asked, strict=False)]  # fmt: skip
    assert shown + turns[len(asked) :] == expected.turns
    roster = [(row.label_as_written, row.turns, row.why) for row in made.speakers]
    assert roster == expected.roster
    assert [(row.reason, row.text) for row in made.skipped] == expected.skipped


def test_every_file_is_described() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {path.name for path in DESCRIPTIONS}
    assert files | set(BUILT) == {path.name.removesuffix(".expected.yaml") for path in DESCRIPTIONS}
    assert all(len(described(path).turns) >= 8 for path in DESCRIPTIONS)


LINES = sorted(
    {
        line
        for suffix in ("txt", "md")
        for file in FOLDER.glob(f"*.{suffix}")
        for line in file.read_text("utf-8").split("\n")
    }
)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@given(lines=st.lists(st.sampled_from(LINES) | st.just(""), max_size=60))
def test_any_mixture_of_conventions_is_sound(suffix: str, lines: list[str]) -> None:
    try:
        made = read("\n".join(lines).encode(), suffix, "nb")
    except StcError as error:
        assert str(error) in ("the file is empty", "holds no talk")
    else:
        assert_sound(made)


# -- files of binary formats -----------------------------------------------------------------------


def clock(seconds: float | None) -> str:
    whole = int(seconds or 0)
    return f"{whole // 60}:{whole % 60:02}"


def teams(turns: Sequence[Said]) -> bytes:
    """A recording's name, its date and length, who started it, then a name, a time and the text."""
    head = ["Report-20240312_090000-Meeting Recording", "March 12, 2024, 9:00AM", "27m 42s",
            "Kari Nordmann started transcription"]  # fmt: skip
    said = [
        broken(f"{turn.speaker}   {clock(turn.start)}", *turn.text.split("\n")) for turn in turns
    ]
    return docx(
        "".join([*map(paragraph, head), *said, paragraph("Kari Nordmann stopped transcription")])
    )


def broken(*lines: str) -> str:
    """A Word paragraph with soft line breaks."""
    runs = [f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' for line in lines]
    return f"<w:p>{'<w:r><w:br/></w:r>'.join(runs)}</w:p>"


def word(turns: Sequence[Said]) -> bytes:
    """A heading, four turns as paragraphs, the others in a table; a header and a footnote."""
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{}</w:p>'.format(
        "<w:r><w:t>Focus group 1</w:t></w:r>"
    )
    said = [broken(*f"{turn.speaker}: {turn.text}".split("\n")) for turn in turns[:4]]
    cells = [("Speaker", "Text"), *((turn.speaker, turn.text) for turn in turns[4:])]
    rows = (
        f"<w:tr><w:tc>{paragraph(who)}</w:tc><w:tc>{paragraph(text)}</w:tc></w:tr>"
        for who, text in cells
    )
    part = (
        '<w:part xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:part>'
    )
    return docx(
        f"{heading}{''.join(said)}<w:tbl>{''.join(rows)}</w:tbl>",
        header1=part.format(paragraph("Study 12")),
        footnotes=part.format(paragraph("His father's bed, in fact.")),
    )


def workbook(turns: Sequence[Said]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Tid", "Hvem", "Ytring"])
    for turn in turns:
        sheet.append([f"00:{clock(turn.start):0>5}", turn.speaker, turn.text])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(write: Callable[[formats.Talk], bytes]) -> Callable[[Sequence[Said]], bytes]:
    return lambda turns: write([(turn.speaker, turn.text) for turn in turns])


BUILT: dict[str, Callable[[Sequence[Said]], bytes]] = {
    "teams.docx": teams,
    "word.docx": word,
    "rows.xlsx": workbook,
    "paragraphs.odt": written(formats.odt),
    "paragraphs.pdf": written(formats.pdf),
}
