"""Ingest: every visible character is accounted for, whatever comes in."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from soundness import assert_sound, docx, paragraph, read, seen

from stc_cli.errors import StcError
from stc_cli.readers import FORMATS
from stc_cli.stages.ingest import transcript_id
from stc_cli.workspace import find_inputs, open_study

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
    data = bytearray(as_docx([("P1", "og så videre"), ("Kari", "nei, da")]))
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
