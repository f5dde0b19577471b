"""Reading copies and unit cards: all that was said, and never somebody's notes overwritten."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from studies import CODEBOOK, Shell

from stc_cli.languages import COMPLETE, load_language
from stc_cli.reading_copies.cards import cards_bytes
from stc_cli.reading_copies.contents import Card, Said, Talk, card
from stc_cli.reading_copies.transcripts import ReadingCopy, clock, copy_bytes
from stc_cli.records import Span, Turn, Unit
from stc_cli.render.grid import clean

ENGLISH = load_language("en").labels


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def cards_in(data: bytes) -> list[str]:
    """The text of each card."""
    (table,) = docx.Document(io.BytesIO(data)).tables
    return [row.cells[0].text for row in table.rows]


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def turn(number: int, speaker: str, text: str, at: int = 0, start: float | None = None) -> Turn:
    return Turn(f"A-t{number}", "A", number, speaker, "participant", start, None, at,
                at + len(text), text)  # fmt: skip


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=40)), max_size=5))
def test_a_reading_copy_holds_every_turn_letter_for_letter(rows: list[tuple[str, str]]) -> None:
    turns = [turn(n, speaker, text) for n, (speaker, text) in enumerate(rows, start=1)]
    data = copy_bytes(ReadingCopy("A", "", "en", turns, 0), ENGLISH)
    assert data == copy_bytes(ReadingCopy("A", "", "en", turns, 0), ENGLISH)
    _, _, _, *talk = paragraphs(data)
    assert talk == [
        f"{clean(f'{speaker} ' if speaker else '')}t{n}  {clean(text)}"
        for n, (speaker, text) in enumerate(rows, start=1)
    ]


def test_a_reading_copy_has_numbered_lines_a_margin_and_page_numbers() -> None:
    copy = ReadingCopy("A", "Nights", "nb", [turn(1, "P", "Ja.", start=75)], 1)
    data = copy_bytes(copy, load_language("nb").labels)
    assert paragraphs(data) == [
        "A", "Nights\nTaleturer: 1   Ord: 1",
        f"Leser: {'_' * 22}   Dato: {'_' * 12}", "P t1, 1:15  Ja.",
    ]  # fmt: skip
    section = docx.Document(io.BytesIO(data)).sections[0]
    numbering = section._sectPr.find(qn("w:lnNumType"))
    assert numbering.get(qn("w:countBy")) == "1"
    assert numbering.get(qn("w:restart")) == "continuous"
    assert (round(section.page_width.mm), round(section.right_margin.mm)) == (210, 70)
    assert section.header.paragraphs[0].text == "A\tKonfidensielt"
    footer = part(data, "word/footer1.xml")
    assert footer.index("Side ") < footer.index(" PAGE ") < footer.index(" NUMPAGES ")
    assert 'w:val="nb-NO"' in part(data, "word/styles.xml")


@pytest.mark.parametrize("code", COMPLETE)
def test_every_language_has_words_for_print(code: str) -> None:
    assert load_language(code).labels.keys() == ENGLISH.keys()
    assert all(load_language(code).labels.values())


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, ""), (0.0, "0:00"), (59.9, "0:59"), (36061.0, "10:01:01")]
)
def test_times_are_shown_as_on_a_player(seconds: float | None, shown: str) -> None:
    assert clock(seconds) == shown


STORED = "How?\nWell. I ring her. She comes.\nMhm.\nAlways."
TURNS = [
    turn(1, "I", "How?", 0),
    turn(2, "P", "Well. I ring her. She comes.", 5),
    turn(3, "I", "Mhm.", 34),
    turn(4, "P", "Always.", 39),
]


@pytest.mark.parametrize(
    ("turn_ids", "spans", "expected"),
    [
        pytest.param(("A-t2",), ((11, 22),),
                     Card("u", "P", "A-t2", Said("I", "How?"), Said("", "Well."),
                          (Said("", "text"),), Said("", "She comes.")),
                     id="within-a-turn"),
        pytest.param(("A-t2",), ((5, 33),),
                     Card("u", "P", "A-t2", Said("I", "How?"), None, (Said("", "text"),),
                          Said("I", "Mhm.")),
                     id="a-whole-turn-after-its-question"),
        pytest.param(("A-t4",), ((39, 46),),
                     Card("u", "P", "A-t4", Said("I", "How?"), Said("I", "Mhm."),
                          (Said("", "text"),), None),
                     id="the-last-turn"),
        pytest.param(("A-t2", "A-t3"), ((23, 33), (34, 38)),
                     Card("u", "P, I", "A-t2 – A-t3", Said("I", "How?"),
                          Said("", "Well. I ring her."),
                          (Said("P", "She comes."), Said("I", "Mhm.")), Said("P", "Always.")),
                     id="an-exchange"),
    ],
)  # fmt: skip
def test_what_stands_on_a_card(
    turn_ids: tuple[str, ...], spans: tuple[tuple[int, int], ...], expected: Card
) -> None:
    speakers = tuple(expected.who.split(", "))
    unit = Unit("u", "A", turn_ids, speakers, "participant", tuple(Span(*s) for s in spans),
                "text", 1, "A-t1", "candidate")  # fmt: skip
    assert card(unit, Talk(TURNS, STORED)) == expected


def test_a_card_stays_on_its_page_unless_it_is_taller() -> None:
    short = Card("u1", "P", "A-t1", None, None, (Said("", "few words"),), None)
    tall = short._replace(said=(Said("", "word " * 900),))
    data = cards_bytes([short, tall], subject="A", study="", language="en", labels=ENGLISH)
    (table,) = docx.Document(io.BytesIO(data)).tables
    whole = [row._tr.trPr is not None for row in table.rows]
    assert whole == [True, False]


def test_print_writes_a_copy_of_each_transcript(stc: Shell, study: Path) -> None:
    ran = stc("print")
    assert (ran.code, ran.err) == (0, "")
    folder = study / "out" / "print"
    assert ran.out == f"wrote {folder / 'A.docx'}\nwrote {folder / 'B.docx'}\n"
    assert paragraphs((folder / "B.docx").read_bytes())[3:] == [
        "Interviewer t1  And for you?",
        "P2 t2  I never ring the nurse. The number is only a number, I think. [laughs]",
        "P3 t3  Well, we're not alone in the building, that helps, but the weather was awful this "
        "summer.",
    ]
    assert stc("print", "B").out == f"up to date: {folder / 'B.docx'}\n"


def test_print_cards_of_a_code_with_question_context_codes_and_memos(
    stc: Shell, study: Path
) -> None:
    ran = stc("print", "--code", "calls", "--json")
    assert ran.err == "stc: ran ingest, segment first.\n"
    path = study / "out" / "print" / "cards-calls.docx"
    assert json.loads(ran.out) == {"files": [{"path": str(path), "state": "written", "beside": ""}]}
    first = cards_in(path.read_bytes())[0].splitlines()
    unit_id = first[0].rpartition("\t")[2]
    assert first[0].startswith("P1  A-t2 – A-t4\tA-")
    assert first[1] == "Question: Interviewer: How are the nights?"
    assert first[2] == "Um, I'm not alone any more, you know."
    assert "Codes: calls (proposed); measuring (proposed)" in first
    assert stc("memo", unit_id, "--by", "Anna", "--text", "Hesitant.").code == 0
    stc("print", "--code", "calls")
    assert "Memo: Hesitant. (Anna)" in cards_in(path.read_bytes())[0].splitlines()
    stc("print", "--code", "calls", "--blank")
    assert "Codes:" not in "".join(cards_in(path.read_bytes()))
    assert "Memo:" not in "".join(cards_in(path.read_bytes()))


def test_cards_of_a_group_or_subgroup_and_of_each_transcript(stc: Shell, study: Path) -> None:
    stc("print", "--group", "safety")
    stc("print", "--group", "numbers", "A")
    stc("print", "--cards")
    folder = study / "out" / "print"
    by_name = {path.name: cards_in(path.read_bytes()) for path in folder.glob("*.docx")}
    assert by_name.keys() == {
        "cards-safety.docx", "cards-numbers.docx", "A-cards.docx", "B-cards.docx",
    }  # fmt: skip
    assert len(by_name["cards-safety.docx"]) == 5
    assert all("measuring (proposed)" in text for text in by_name["cards-numbers.docx"])
    heading = paragraphs((folder / "cards-numbers.docx").read_bytes())[0]
    assert heading == "Unit cards: Numbers calm and numbers frighten"


def test_without_a_codebook_cards_have_no_codes(stc: Shell, study: Path) -> None:
    config = (study / "stc.yaml").read_text("utf-8")
    (study / "stc.yaml").write_text(config.replace("codebook: codebook.yaml\n", ""), "utf-8")
    assert stc("print", "--cards").code == 0
    assert "Codes:" not in "".join(cards_in((study / "out/print/A-cards.docx").read_bytes()))


def test_somebodys_notes_are_left_where_they_are(stc: Shell, study: Path) -> None:
    stc("print", "A")
    folder = study / "out" / "print"
    (folder / "A.docx").write_bytes(b"with my notes")
    transcript = study / "transcripts" / "A.txt"
    transcript.write_text(transcript.read_text("utf-8") + "\nP1: One more.\n", "utf-8")
    ran = stc("print", "A")
    told = "stc: A.docx was changed since it was printed and is left as it is; the new one is"
    assert ran.err == f"{told} A-2.docx.\n"
    assert (folder / "A.docx").read_bytes() == b"with my notes"
    assert paragraphs((folder / "A-2.docx").read_bytes())[-1] == "P1 t5  One more."
    assert stc("print", "A").out == f"up to date: {folder / 'A-2.docx'}\n"
    transcript.write_text(transcript.read_text("utf-8") + "\nP1: And one.\n", "utf-8")
    stc("print", "A")
    assert paragraphs((folder / "A-2.docx").read_bytes())[-1] == "P1 t6  And one."
    assert {path.name for path in folder.iterdir()} == {"A.docx", "A-2.docx", ".printed"}


def test_analysis_verification_and_status_pass_printed_files_over(stc: Shell, study: Path) -> None:
    stc("analyze")
    stc("print")
    (study / "out/print/A.docx").write_bytes(b"with my notes")
    assert stc("analyze").err == ""
    assert stc("verify").code == 0
    assert stc("status", "--check").code == 0
    assert (study / "out/print/A.docx").read_bytes() == b"with my notes"


def test_a_withdrawal_takes_the_printed_words_too(stc: Shell, study: Path) -> None:
    stc("analyze")
    stc("print")
    assert stc("withdraw", "B:P3", "--yes").code == 0
    assert (study / "out/print/A.docx").exists()
    assert not (study / "out/print/B.docx").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(("C",), 2, 'there is no transcript "C".', id="transcript"),
        pytest.param(("--code", "call"), 2, 'there is no code "call". Did you mean "calls"?',
                     id="code"),
        pytest.param(("--group", "numbrs"), 2,
                     'there is no code group "numbrs". Did you mean "numbers"?', id="group"),
        pytest.param(("--group", "numbers", "--code", "calls"), 2,
                     "name a code or a code group, not both.", id="both"),
        pytest.param(("--code", "unused"), 1,
                     'there is no unit to print: none lies in "unused" here.', id="no-unit"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed(
    arguments: tuple[str, ...], code: int, message: str, stc: Shell, study: Path
) -> None:
    line = "          - {id: measuring"
    (study / "codebook.yaml").write_text(
        CODEBOOK.replace(line, "          - {id: unused, rules: [{lemma: zebra}]}\n" + line),
        "utf-8",
    )
    stc("analyze")
    assert stc("print", *arguments) == (code, "", f"stc: {message}\n")
