"""Tables: which column holds what, in every language stc knows, and nothing of a row is lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stc_cli.readers import Block
from stc_cli.readers.columns import named
from stc_cli.readers.tables import table_blocks
from stc_cli.readers.times import Spoken, clock, number, unit, units
from stc_cli.text.characters import normalised, visible

Row = list[str]


def table(text: str) -> list[Row]:
    """Rows written as lines, cells parted by "|"."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().split("\n")]


def said(blocks: list[Block]) -> list[tuple[str | None, str]]:
    return [(b.speaker, b.text) for b in blocks if not b.skip and (b.text or b.speaker)]


def asides(blocks: list[Block]) -> list[tuple[str, str]]:
    return [(b.skip, b.text) for b in blocks if b.skip]


def assert_nothing_is_lost(rows: list[Row], blocks: list[Block]) -> None:
    counted = sum(visible(b.text) + visible(b.speaker or "") + b.structure for b in blocks)
    assert counted == sum(visible(cell) for row in rows for cell in row)


NAMED = [
    pytest.param("Time | Speaker | Text | Comment", "comment", id="english"),
    pytest.param("Tidspunkt | Taler | Ytring | Kommentar", "comment", id="bokmål"),
    pytest.param("Tid | Kven | Utsegn | Merknad", "comment", id="nynorsk"),
    pytest.param("Tidskode | Deltager | Udsagn | Bemærkning", "comment", id="danish"),
    pytest.param("Tid | Talare | Yttrande | Anteckning", "comment", id="swedish"),
    pytest.param("Zeit | Sprecher | Äußerung | Anmerkung", "comment", id="german"),
    pytest.param("START TIME (s) | Speaker name: | What was said | Notes", "comment", id="phrases"),
    pytest.param("Time | Speaker | Text | Mood", 'column "Mood"', id="a-column-of-its-own"),
    pytest.param("Time | Speaker | Text | The mood of the speaker, as it seemed",
                 'column "The mood of the speaker, as it"', id="long-name"),
]  # fmt: skip


@pytest.mark.parametrize(("heads", "reason"), NAMED)
def test_columns_by_their_names(heads: str, reason: str) -> None:
    rows = table(f"{heads}\n0:05 | Kari: | Ja. | ler\n0:09 | | Og så. |\n0:12 | Ola | Nei. | sint")
    blocks = list(table_blocks(rows))
    assert blocks == [
        Block(" ".join(rows[0]), skip="table heading"),
        Block(""),
        Block("Ja.", 5, "", "Kari", 5.0, certain=True),
        Block("ler", skip=reason),
        Block(""),
        Block("Og så.", 4, "", None, 9.0),
        Block(""),
        Block("Nei.", 4, "", "Ola", 12.0, certain=True),
        Block("sint", skip=reason),
        Block(""),
    ]


CONTENT = [
    pytest.param(
        "0:05 | Kari | Ja, det er rart.\n0:09 | Ola | Nei.",
        [("Kari", "Ja, det er rart."), ("Ola", "Nei.")],
        [5.0, 9.0],
        id="time-speaker-text",
    ),
    pytest.param(
        "Kari | 00:00:05 | Ja, det er rart.\nOla | 00:00:09 | Nei.",
        [("Kari", "Ja, det er rart."), ("Ola", "Nei.")],
        [5.0, 9.0],
        id="speaker-time-text",
    ),
    pytest.param(
        "1 | Kari | Ja.\n2 | Ola | Nei.\n2 | Alle | (ler)\n3 | | Jo.",
        [("Kari", "Ja."), ("Ola", "Nei."), ("Alle", "(ler)"), (None, "Jo.")],
        [None] * 4,
        id="numbered-rows-two-at-a-time",
    ),
    pytest.param(
        "Jeg vet ikke helt hva jeg skal si | P1\nHva mener du med det da | I\n"
        "At det var så lenge siden nå | P1\nJa, det er det vel egentlig | I",
        [
            ("P1", "Jeg vet ikke helt hva jeg skal si"),
            ("I", "Hva mener du med det da"),
            ("P1", "At det var så lenge siden nå"),
            ("I", "Ja, det er det vel egentlig"),
        ],
        [None] * 4,
        id="speaker-at-the-right",
    ),
    pytest.param(
        "19 | Hei, hører du meg?\n20 | Ja.\n19 | Fint.",
        [("19", "Hei, hører du meg?"), ("20", "Ja."), ("19", "Fint.")],
        [None] * 3,
        id="number-codes-are-speakers",
    ),
    pytest.param(
        "1 | Hei.\n2 | Ja.\n3 | Nei.\n4 | Jo.\n5 | Å.",
        [(None, "Hei."), (None, "Ja."), (None, "Nei."), (None, "Jo."), (None, "Å.")],
        [None] * 5,
        id="line-numbers-are-not",
    ),
    pytest.param(
        "Kari | Ja. | hm\nOla | Nei. |",
        [("Kari", "Ja. hm"), ("Ola", "Nei.")],
        [None] * 2,
        id="more-columns-without-a-name-are-text",
    ),
    pytest.param("0:35 | Kari | Ja.", [("Kari", "0:35 Ja.")], [None], id="one-time-may-be-talk"),
    pytest.param(
        "Kari (0:35) | Ja.\nOla 00:01:02: | Nei.\nÅse: [1:10] | Jo.",
        [("Kari", "Ja."), ("Ola", "Nei."), ("Åse", "Jo.")],
        [35.0, 62.0, 70.0],
        id="time-beside-the-name",
    ),
]


@pytest.mark.parametrize(("text", "expected", "starts"), CONTENT)
def test_columns_by_what_stands_in_them(
    text: str, expected: list[tuple[str | None, str]], starts: list[float | None]
) -> None:
    blocks = list(table_blocks(table(text)))
    assert said(blocks) == expected
    assert [b.start for b in blocks if b.text] == starts
    assert not any(b.certain or b.skip for b in blocks)
    assert_nothing_is_lost(table(text), blocks)


NO_TRANSCRIPT = [
    pytest.param([["P1: Hei.\nI: Hva?", ""], ["P1: Jo."]], ["P1: Hei.", "I: Hva?", "P1: Jo."],
                 id="a-whole-transcript-in-one-column"),
    pytest.param([["One two three four five six seven", "eight"]],
                 ["One two three four five six seven eight"], id="long-first-cell"),
    pytest.param([["A long text that begins\nand goes on here now", "Another of these\nlong ones "
                   "that begins here and goes on"]],
                 ["A long text that begins", "and goes on here now", "Another of these",
                  "long ones that begins here and goes on"], id="layout-in-columns"),
    pytest.param([["", "", "alone"]], ["alone"], id="one-cell"),
    pytest.param([], [], id="empty"),
    pytest.param([[], ["", " "]], [], id="empty-rows"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "texts"), NO_TRANSCRIPT)
def test_a_table_that_is_no_transcript_is_text_in_order(rows: list[Row], texts: list[str]) -> None:
    assert said(list(table_blocks(rows))) == [(None, text) for text in texts]


def test_a_speaker_cell_of_several_lines_and_paragraphs_of_one_turn() -> None:
    blocks = list(table_blocks([["Speaker", "Text"], ["Kari\nNordmann:", "Ja.\n\nNei."]]))
    assert said(blocks) == [("Kari Nordmann", "Ja. Nei.")]


HEADINGS = [
    pytest.param(
        "Intervju 3 | |\n| |\nNr | Navn | Ytring\n1 | Kari | Ja.",
        [(None, "Intervju 3"), ("Kari", "Ja.")],
        [("table heading", "Nr Navn Ytring")],
        id="below-a-title",
    ),
    pytest.param(
        "Speaker | Text\nKari | Ja.\nSPEAKER: | TEXT\nOla | Nei.",
        [("Kari", "Ja."), ("Ola", "Nei.")],
        [("table heading", "Speaker Text"), ("table heading", "SPEAKER: TEXT")],
        id="again-on-the-next-page",
    ),
    pytest.param(
        "Speaker | What they told us\nKari | Ja.",
        [("Kari", "Ja.")],
        [("table heading", "Speaker What they told us")],
        id="only-the-speaker-is-plainly-named",
    ),
    pytest.param(
        "Deltaker | Tekst\nDeltaker | Nei.\nIntervjuer | Hei.",
        [("Deltaker", "Tekst"), ("Deltaker", "Nei."), ("Intervjuer", "Hei.")],
        [],
        id="a-name-that-comes-back-is-a-speaker",
    ),
    pytest.param(
        "Speaker | Text\nDel 2: hverdag |\nKari | Ja.",
        [("Kari", "Ja.")],
        [("table heading", "Speaker Text"), ("table heading", "Del 2: hverdag")],
        id="a-line-across",
    ),
    pytest.param(
        "Speaker | Text\nKari |\n | Ja.\nKari |",
        [("Kari", ""), (None, "Ja."), ("Kari", "")],
        [("table heading", "Speaker Text")],
        id="a-speaker-above-the-text",
    ),
    pytest.param(
        "| Text\nP1 | Ja.\nP2 | Nei.\nP1 | Jo.\nP2 | Å.",
        [("P1", "Ja."), ("P2", "Nei."), ("P1", "Jo."), ("P2", "Å.")],
        [("table heading", "Text")],
        id="only-the-text-is-named",
    ),
    pytest.param(
        "| Speaker | Text\n1 | Kari | Ja.\n2 | Ola | Nei.",
        [("Kari", "Ja."), ("Ola", "Nei.")],
        [("table heading", "Speaker Text")],
        id="numbers-without-a-name",
    ),
    pytest.param(
        "Speaker | Norwegian | English\nKari | Ja, det er rart. | Odd.",
        [("Kari", "Ja, det er rart.")],
        [("table heading", "Speaker Norwegian English"), ('column "English"', "Odd.")],
        id="the-longest-column-is-the-text",
    ),
    pytest.param(
        "From | To | Message\nKari | Ola | Hei.\nOla | Kari | Hallo.",
        [("Kari", "Hei."), ("Ola", "Hallo.")],
        [("table heading", "From To Message"), ('column "To"', "Ola"), ('column "To"', "Kari")],
        id="from-and-to-are-people",
    ),
    pytest.param(
        "Name | Comment\nKari | Det var fint.",
        [("Kari", "Det var fint.")],
        [("table heading", "Name Comment")],
        id="comments-alone-are-the-text",
    ),
    pytest.param(
        "Speaker\nKari: Ja.\nOla: Nei.",
        [(None, "Kari: Ja."), (None, "Ola: Nei.")],
        [("table heading", "Speaker")],
        id="one-column-of-speakers-is-text",
    ),
    pytest.param(
        "Nr | Speaker\n1 | Kari\n2 | Ola",
        [(None, "Kari"), (None, "Ola")],
        [("table heading", "Nr Speaker")],
        id="a-list-of-people",
    ),
    pytest.param(
        "Name, text\nKari: Ja.\nOla: Nei.",
        [(None, "Name, text"), (None, "Kari: Ja."), (None, "Ola: Nei.")],
        [],
        id="one-column-of-something",
    ),
    pytest.param(
        "Line | Speaker | Text\n12a | Kari | Ja.\n13 | Ola | Nei.",
        [("Kari", "Ja."), ("Ola", "Nei.")],
        [("table heading", "Line Speaker Text"), ('column "Line"', "12a")],
        id="a-number-that-is-none",
    ),
]


@pytest.mark.parametrize(("text", "expected", "skips"), HEADINGS)
def test_rows_of_names_and_lines_across(
    text: str, expected: list[tuple[str | None, str]], skips: list[tuple[str, str]]
) -> None:
    blocks = list(table_blocks(table(text)))
    assert said(blocks) == expected
    assert asides(blocks) == skips
    assert_nothing_is_lost(table(text), blocks)


TIMES = [
    pytest.param("0.0 | 2.5 | Hei, du der borte nå.\n2.5 | 4 | Ja, det er fint.",
                 [(0.0, 2.5), (2.5, 4.0)], id="seconds"),
    pytest.param("0,5 | 2,5 | Hei, du der borte.\n2,5 | 4 | Ja, det er fint.",
                 [(0.5, 2.5), (2.5, 4.0)], id="decimal-comma"),
    pytest.param("0 | 2500 | Hei, du der borte nå.\n2500 | 4000 | Ja, det er fint.",
                 [(0.0, 2.5), (2.5, 4.0)], id="milliseconds-of-whisper"),
    pytest.param("00:12:03 - 00:12:05 | | Hei, du.\n27m 42s | | Ja.",
                 [(723.0, 725.0), (1662.0, None)], id="range-and-words"),
    pytest.param("00:00:01:12 | 00:00:04:10 | Hei, du.", [(1.0, 4.0)], id="frames-of-a-film"),
    pytest.param("0:05 | 0:03 | Hei, du.", [(5.0, None)], id="end-before-the-start"),
    pytest.param("1606248000 | | Hei, du.", [(None, None)], id="seconds-since-1970"),
    pytest.param("2026-01-02 12:03:00 | | Hei, du.", [(43380.0, None)], id="time-of-a-day"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "spans"), TIMES)
def test_times_under_their_names(text: str, spans: list[tuple[float | None, float | None]]) -> None:
    rows = table(f"Start | End | Text\n{text}")
    blocks = [b for b in table_blocks(rows) if b.text and not b.skip]
    assert [(b.start, b.end) for b in blocks] == spans
    assert [b.text for b in blocks] == [row[2] for row in rows[1:]]
    assert_nothing_is_lost(rows, list(table_blocks(rows)))


def test_what_is_no_time_is_text() -> None:
    rows = table("Start | Speaker | Text\n0:05 | Kari | Ja.\nca. 12 | Ola | Nei.\n0:75 | | Jo.")
    blocks = [(b.text, b.start) for b in table_blocks(rows) if b.text and not b.skip]
    assert blocks == [("Ja.", 5.0), ("ca. 12 Nei.", None), ("0:75 Jo.", None)]


def test_minutes_that_a_spreadsheet_took_for_hours() -> None:
    """Typed as 5:00, 9:00, … and shown as 5:00:00: people do not say five words in four hours."""
    rows = table(
        "Tid | Taler | Tekst\n5:00:00 | A | Hei, hvordan har du det i dag?\n"
        "9:00:00 | B | Ja, det er fint.\n12:00:00 | A | Å ja.\n14:00:00 | B | Jo.\n"
        "15:00:00 | A | Ja."
    )
    starts = [b.start for b in table_blocks(rows) if b.speaker]
    assert starts == [300.0, 540.0, 720.0, 840.0, 900.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[00:12:03]", (723.0, None)),
        ("(0:35)", (35.0, None)),
        ("#00:12:03-4#", (723.4, None)),
        ("00:00:01,070 --> 00:00:04,980", (1.07, 4.98)),
        ("1h 2m 3s", (3723.0, None)),
        ("PT1M1.5S", (61.5, None)),
        ("2026-01-02T00:00:03.250Z", (3.25, None)),
        ("12:30 we left", None),
        ("0:75", None),
        ("12", None),
        ("", None),
        ("1:00" + " " * 100 + "- 2:00", None),
    ],
)
def test_clocks(text: str, expected: tuple[float, float | None] | None) -> None:
    assert clock(text) == expected


def test_numbers_as_times() -> None:
    assert [number(text) for text in ("12.5", "12,5", "1.200s", "7")] == [12.5, 12.5, 1.2, 7.0]
    assert [number(text) for text in ("-1", "1e5", "x", "1.2.3", "9" * 5000)] == [None] * 5


UNITS = [
    pytest.param(["0", "3", "7"], [Spoken(0, 3, 8), Spoken(3, 7, 9)], 1.0, id="whole-seconds"),
    pytest.param(["0", "3000"], [Spoken(0, 3000, 8), Spoken(3000, 7000, 9)], 1e-3, id="ms"),
    pytest.param(["0", "30000000"], [Spoken(0, 3e7, 8)], 1e-7, id="ticks"),
    pytest.param(["0.0001", "0.0002"], [Spoken(1e-4, None, 20), Spoken(2e-4, None, 20)], 86400.0,
                 id="parts-of-a-day"),
    pytest.param(["0", "600"], [Spoken(0, None, 90), Spoken(600, None, 90)], 1.0, id="slow-talk"),
    pytest.param(["0", "3000"], [], 1.0, id="nothing-said"),
    pytest.param(["5", "5"], [Spoken(5, None, 8), Spoken(5, None, 8)], 1.0, id="no-time-passes"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "items", "expected"), UNITS)
def test_the_unit_is_the_one_in_which_people_talk_at_their_pace(
    written: list[str], items: list[Spoken], expected: float
) -> None:
    assert unit(items, units(written)) == expected


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("Speaker ID", "speaker"), ("Participant", "speaker"), ("Talar", "speaker"),
        ("End time", "end"), ("Slutt", "end"), ("Timestamp (hh:mm:ss)", "start"),
        ("Nr.", "count"), ("#", "count"), ("Varighet", "time"), ("Redebeitrag", "text"),
        ("Interview ID", None), ("Code", None), ("", None), ("time " * 20, None),
    ],
)  # fmt: skip
def test_names_of_columns(head: str, role: str | None) -> None:
    assert named(head) == role


cell = st.sampled_from(
    "|Kari|Kari:|P1|Speaker|Text|Time|Start|End|Comment|Nr|Mood|1|2|3|12|0:05|00:01:02|0:35 - 0:40|"
    "12.5|27m 42s|PT1S|Ja.|Ja, det er rart, og så var det ikke mer|a\nb|Kari (0:35)|:|,|[0:35]|"
    "e\u0301|9999999999999".split("|")
) | st.text("aé1: \n", max_size=9).map(normalised)


@given(rows=st.lists(st.lists(cell, max_size=6), max_size=8))
@example(rows=[[":", "a"], ["Kari", "b"]])
def test_no_table_loses_anything(rows: list[Row]) -> None:
    blocks = list(table_blocks(rows))
    assert_nothing_is_lost(rows, blocks)
    assert all(block.structure >= 0 for block in blocks)
    assert sum(block == Block("") for block in blocks) >= len(rows)
    assert all(block.speaker is None or block.speaker.strip() for block in blocks)


@given(rows=st.lists(st.lists(cell, max_size=6), max_size=8))
def test_talk_stays_in_order(rows: list[Row]) -> None:
    """What is kept of a row comes before what is kept of the next."""
    marked = [[f"{c} x{n}" if c.strip() else "" for c in row] for n, row in enumerate(rows)]
    text = " ".join(f"{b.speaker or ''} {b.text}" for b in table_blocks(marked))
    places = [int(word[1:]) for word in text.split() if word[:1] == "x" and word[1:].isdigit()]
    assert places == sorted(places)
