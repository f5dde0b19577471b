"""CSV and TSV: the delimiter is found, every cell is read, and what is broken names its line."""

from __future__ import annotations

import csv
import io

import pytest
from blocks import assert_refused_or_balanced, balanced, kept, refusal, skipped
from hypothesis import example, given
from hypothesis import strategies as st

from stc_cli.readers import Block, read_source
from stc_cli.text.characters import normalised, one_line, visible

Talk = list[tuple[str, str]]


def turns(data: bytes, suffix: str = ".csv") -> list[tuple[str | None, str]]:
    source = read_source(data, suffix)
    assert balanced(source)
    return [(b.speaker, b.text) for b in source.blocks if b.text and not b.skip]


FILES = [
    pytest.param("Speaker,Text\nKari,Ja.\nOla,Nei.\n", [("Kari", "Ja."), ("Ola", "Nei.")],
                 id="commas"),
    pytest.param("Taler;Tekst\nKari;Ja, da, jo.\nOla;Nei, da, så.\n",
                 [("Kari", "Ja, da, jo."), ("Ola", "Nei, da, så.")], id="semicolons-and-commas"),
    pytest.param("Kari\tJa; nei\nOla\tJo; da\n", [("Kari", "Ja; nei"), ("Ola", "Jo; da")],
                 id="tabs"),
    pytest.param("Kari|Ja, nei\nOla|Jo, da\n", [("Kari", "Ja, nei"), ("Ola", "Jo, da")], id="bars"),
    pytest.param('sep=;\nKari;"Ja; ""nei""\nog jo"\nOla;Nei\n',
                 [("Kari", 'Ja; "nei" og jo'), ("Ola", "Nei")], id="excel-says-the-delimiter"),
    pytest.param('Kari, "Ja, nei"\nOla, "Jo"\n', [("Kari", "Ja, nei"), ("Ola", "Jo")],
                 id="a-space-before-the-mark"),
    pytest.param("Speaker,Text\nKari,Ja, det er 1,5 km\nOla,Nei\nKari,\n",
                 [("Kari", "Ja, det er 1,5 km"), ("Ola", "Nei")], id="commas-of-the-text-put-back"),
    pytest.param('Kari;"Ja", sa hun\nOla;Nei, "nei" altså\n',
                 [("Kari", '"Ja", sa hun'), ("Ola", 'Nei, "nei" altså')], id="marks-of-the-talk"),
    pytest.param('speaker;text\nKari;"Ja\nOla;nei\n', [("Kari", '"Ja'), ("Ola", "nei")],
                 id="one-mark-in-an-even-table"),
    pytest.param("Kari,Ja\nOla\nPer,Nei,da,så\nKari,Jo\nOla,Å\n",
                 [("Kari", "Ja"), ("Per", "Nei da så"), ("Kari", "Jo"), ("Ola", "Å")],
                 id="uneven-rows"),
    pytest.param("text\nHei, du\nNei\n", [(None, "Hei, du"), (None, "Nei")], id="one-column"),
    pytest.param('"Hei, ""du"""\nNei\n', [(None, 'Hei, "du"'), (None, "Nei")],
                 id="one-column-with-marks"),
    pytest.param('Kari: Ja, "det\nOla: Nei\nKari: Jo, ja, da\n',
                 [(None, 'Kari: Ja, "det'), (None, "Ola: Nei"), (None, "Kari: Jo, ja, da")],
                 id="no-table-at-all"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FILES)
def test_what_a_file_says(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert turns(text.encode()) == expected


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_and_line_ends(encoding: str) -> None:
    text = 'Tid;Taler;Ytring\r\n0:01;Åse;"Blåbær\r\nog smør"\r\n0:04;Ola;Nei\r\n'
    source = read_source(text.encode(encoding), ".csv")
    assert kept(source) == ["Blåbær og smør", "Nei"]
    assert [b.start for b in source.blocks if b.speaker] == [1.0, 4.0]
    assert source.chars_in == len("TidTalerYtring0:01ÅseBlåbærogsmør0:04OlaNei")


def test_every_row_is_a_turn_and_whisper_counts_milliseconds() -> None:
    data = b"start\tend\ttext\n0\t1500\t Hello, you.\n1500\t4000\t How are you doing now?\n"
    source = read_source(data, ".tsv")
    assert (source.format, source.flow, source.unseen) == ("tsv", "paragraph", 0)
    assert [(b.text, b.start, b.end) for b in source.blocks if b.text and not b.skip] == [
        ("Hello, you.", 0.0, 1.5),
        ("How are you doing now?", 1.5, 4.0),
    ]
    assert source.blocks[1::2] == (Block(""),) * 3


def test_delimiters_are_not_visible_and_the_line_that_names_one_is_structure() -> None:
    source = read_source(b'sep=;\nP1;"a;b"\nP2;c\n', ".csv")
    assert source.chars_in == len("sep=;") + len("P1a;bP2c")
    assert source.blocks[0].structure == len("sep=;")
    assert skipped(source) == []


def test_unseen_characters_are_counted() -> None:
    source = read_source("P1;a\u200bb\nP2;c\n".encode(), ".csv")
    assert (kept(source), source.unseen) == (["ab", "c"], 1)


FAULTS = [
    pytest.param(
        'Taler;Tekst\nKari;"Ja\nog mer\nOla;Nei\n',
        'has a quotation mark in line 2 that is never closed: double the marks inside a cell ("")',
        id="never-closed",
    ),
    pytest.param(
        'sep=;\nKari;"Ja"\nOla;"Nei\nKari;"Jo"\n',
        "has text after a closing quotation mark in line 4: double the marks inside a cell "
        '("")',
        id="closed-by-the-next-mark",
    ),
    pytest.param("a," * 250 + "\n" + "b," * 250,
                 "has 251 cells in one row, which no transcript has", id="too-wide"),
    pytest.param("," * 2_000_001, "has more cells than any transcript: split it", id="too-many"),
    pytest.param("\x00a,b", "holds zero bytes, so it is no text file stc can read: save it as "
                 "UTF-8, or name its `encoding:` in the study config", id="zero-bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clause"), FAULTS)
def test_faults_name_their_line(text: str, clause: str) -> None:
    assert refusal(text.encode(), ".csv") == clause


def test_a_cell_longer_than_the_csv_module_expects() -> None:
    limit = csv.field_size_limit()
    talk = turns(b'P1,"' + b"ja, " * 100_000 + b'"\nP2,nei\n')
    assert talk == [("P1", ("ja, " * 100_000).strip()), ("P2", "nei")]
    assert csv.field_size_limit() == limit


written = st.text(st.sampled_from('abæé ,;\t|"\n\r0:\u0301😀'), max_size=20).map(
    lambda text: normalised(f"og {text}.")
)
talk = st.lists(
    st.tuples(st.sampled_from(["Kari", "P1", "Interviewer 2", "Åse-Marie O'Brien"]), written),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ids=["minimal", "all"])
@pytest.mark.parametrize("delimiter", list(",;\t|"), ids=["comma", "semicolon", "tab", "bar"])
@given(talk=talk)
@example(talk=[("Kari", "og ,."), ("P1", "og ,."), ("Kari", 'og "ja", ;.')])
def test_a_table_gives_the_talk_that_was_written(delimiter: str, quoting: int, talk: Talk) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting)
    writer.writerows([("Speaker", "Text"), *talk])
    suffix = ".tsv" if delimiter == "\t" else ".csv"
    source = read_source(buffer.getvalue().encode(), suffix)
    assert source.format == suffix[1:]
    expected = [(speaker, one_line(text)) for speaker, text in talk]
    assert turns(buffer.getvalue().encode(), suffix) == expected
    assert source.chars_in == visible("SpeakerText" + "".join(s + t for s, t in talk))


pieces = st.sampled_from(
    'Speaker|Text|Start|Kari|P1|Ja, det|"|""|",|,"|;|,|\t|\n|\r\n|\n\n| |sep=;|\n"|0:05|12.5|e|'
    "\u0301|\u200b|\x85|\u2028|\x1c|\x00|æ".split("|")
)


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@given(text=st.lists(pieces, max_size=40).map("".join) | st.text(max_size=100))
@example(text='a,"b\u2028c"\nd,e')
@example(text="sep=;\n")
@example(text='"\n",\n')
def test_any_text_is_refused_or_balanced(suffix: str, text: str) -> None:
    assert_refused_or_balanced(text.encode(errors="replace"), suffix)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_or_balanced(data: bytes) -> None:
    assert_refused_or_balanced(data, ".csv")
