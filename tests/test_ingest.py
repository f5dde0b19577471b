"""Ingest: every visible character is accounted for, whatever comes in."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from formats import CAPTIONS, WRITERS, Talk
from fuzzing import TALK as CONVERSATION
from hypothesis import example, given, settings
from hypothesis import strategies as st
from soundness import assert_sound, docx, paragraph, read, seen

from stc_cli.errors import StcError
from stc_cli.readers import FORMATS
from stc_cli.stages.ingest import transcript_id
from stc_cli.workspace import find_inputs, open_study

# Talk whose turns are known, written out in every format by code that knows nothing of stc.
SPEAKERS = ["Interviewer", "P1", "P12", "Kari Nordmann", "Åse", "M7"]
word = st.text("abcdeæøåéÅKmn0179", min_size=1, max_size=8)
phrase = st.lists(
    st.builds(str.__add__, word, st.sampled_from(["", "", ",", ".", " …", "?", " –", " (…)"])),
    min_size=1,
    max_size=12,
).map(lambda words: "og " + " ".join(words))
talk = st.lists(st.tuples(st.sampled_from(SPEAKERS), phrase), min_size=1, max_size=12)
SLOW = ("pdf",)  # read by a process of its own


@pytest.mark.parametrize("name", [name for name in WRITERS if name not in SLOW])
@given(talk=talk)
def test_every_format_gives_the_turns_that_were_written(name: str, talk: Talk) -> None:
    assert_turns_as_written(name, talk)


@pytest.mark.parametrize("name", SLOW)
@given(talk=talk)
@settings(max_examples=10)
def test_slow_formats_give_the_turns_that_were_written(name: str, talk: Talk) -> None:
    assert_turns_as_written(name, talk)


def assert_turns_as_written(name: str, talk: Talk) -> None:
    """Captions of one speaker are joined; elsewhere each label begins a turn."""
    write, suffix = WRITERS[name]
    talk = [(speaker, unicodedata.normalize("NFC", text)) for speaker, text in talk]
    expected: list[tuple[str, str]] = []
    for speaker, text in talk:
        if name in CAPTIONS and expected and expected[-1][0] == speaker:
            expected[-1] = (speaker, f"{expected[-1][1]} {text}")
        else:
            expected.append((speaker, text))
    made = read(write(talk), suffix)
    assert_sound(made)
    assert [(turn.speaker, turn.text) for turn in made.turns] == expected
    asked = any(speaker == "Interviewer" for speaker, _ in talk)
    roles = {turn.speaker: turn.role for turn in made.turns}
    for speaker, role in roles.items():
        coded = speaker in ("P1", "P12", "M7")  # by the label, and by the list
        others = "participant" if asked or coded else "unknown"
        assert role == ("moderator" if speaker == "Interviewer" else others), speaker
    beside = {row.text for row in made.skipped} - {"Speaker Text", "Time Speaker Text", "Talk"}
    assert not beside


def test_the_same_conversation_in_every_format_gives_the_same_turns() -> None:
    """Speaker, role and text, turn by turn."""
    told = {}
    for name, (write, suffix) in WRITERS.items():
        made = read(write(CONVERSATION), suffix)
        told[name] = [(turn.speaker, turn.role, turn.text) for turn in made.turns]
    expected = [
        (speaker, "moderator" if speaker == "Interviewer" else "participant", text)
        for speaker, text in CONVERSATION
    ]
    assert {name: turns for name, turns in told.items() if turns != expected} == {}


def test_what_nobody_sees_is_taken_out_and_counted() -> None:
    """A byte-order mark belongs to the encoding; each of the four others is counted."""
    made = read("\ufeffP1: bl\u200båb\u00adær\x07 og\u200e smør\n".encode(), ".txt")
    assert made.text == "blåbær og smør\n"
    assert made.transcript.chars_unseen == 4
    assert made.transcript.chars_in == len("P1:blåbærogsmør")


# Arbitrary text made of the pieces that readers look for.
pieces = st.sampled_from(
    "WEBVTT|NOTE|STYLE|\n|\n\n|\r|\n \n| |\t|\u00a0|\u2028|00:00:01.000 --> 00:00:02.000|12:30|"
    "[00:01:02]|(0:35)|#00:12:03-4#|27m 42s|Kari|Kari:|P1:|I:|x-1|Ann B:|[id1]|[P2]:|19:|12|page 3|"
    "<v Kari>|<v >|<v.a|</v>|<b>|<c.x>|&amp;|&#x301;|&#8203;|&lt;v Ola&gt;|{\\an8}|**|*|_|`|\\|\\*|"
    "#|###|> |- |---|===|e|\u0301|\u200b|\u00ad|\x00|\x07|\x0b|\x1c|\x85|\u0958|\ufffe|ﬁ|😀|æøå|"
    "interviewer|Transcribed by https://otter.ai|[laughs]|((x))|:|: |://|ord|1|2|3".split("|")
)
soup = st.lists(pieces, max_size=40).map("".join)


def assert_refused_or_sound(data: bytes, suffix: str) -> None:
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
    assert_refused_or_sound(text.encode(), suffix)
    assert_refused_or_sound(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}".encode(), suffix)


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
    assert_refused_or_sound(data, suffix)


@given(cut=st.integers(0, 400), flip=st.integers(0, 400), byte=st.integers(0, 255))
def test_damaged_word_files_are_refused_or_sound(cut: int, flip: int, byte: int) -> None:
    data = bytearray(WRITERS["docx"][0]([("P1", "og så videre"), ("Kari", "nei, da")]))
    data[flip % len(data)] = byte
    assert_refused_or_sound(bytes(data), ".docx")
    assert_refused_or_sound(bytes(data[: len(data) - cut]), ".docx")


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
    assert_refused_or_sound(docx(paragraph("P1: a") + "".join(parts)), ".docx")


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
                 folder / "scan.tiff"):  # fmt: skip
        path.write_text("P1: a")
    (folder / "link.txt").symlink_to(outside)
    (folder / "links").symlink_to(tmp_path, target_is_directory=True)
    assert found(folder) == (["b", "sub-å_1"], ["scan.tiff"])


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
