"""Captions of every kind: what the cues keep, and what is structure or skipped."""

from __future__ import annotations

import pytest
from blocks import assert_refused_or_balanced, balanced, kept, skipped
from hypothesis import example, given
from hypothesis import strategies as st
from soundness import assert_sound, read

from stc_cli.readers import read_source
from stc_cli.text.characters import visible

HEAD = "WEBVTT\n\n"
FIRST = "00:00:01.000 --> 00:00:02.500"
NEXT = "00:00:03.000 --> 00:00:04.000"
Kept = list[tuple[str | None, str]]

CASES = [
    pytest.param(
        f"{HEAD}1\n{FIRST}\nFirst Last: Yep.\n", [(None, "First Last: Yep.")], [], id="zoom"
    ),
    pytest.param(
        f"{HEAD}9e0c-44/576-1\n{FIRST}\n<v First Last>Yes, I\ndo.</v>\n",
        [("First Last", "Yes, I do.")],
        [],
        id="teams-voice-and-cue-id",
    ),
    pytest.param(
        f"{HEAD}{FIRST}\n<v Kari>Ja.</v> <v.loud Ola Dahl>Nei.\n",
        [("Kari", "Ja."), ("Ola Dahl", "Nei.")],
        [],
        id="two-voices",
    ),
    pytest.param(
        f"{HEAD}{FIRST}\nwell <v Kari>Ja.</v>", [(None, "well"), ("Kari", "Ja.")], [], id="before"
    ),
    pytest.param(
        f"{HEAD}{FIRST}\nKari: Ja.\nOla: Nei.\n",
        [(None, "Kari: Ja."), (None, "Ola: Nei.")],
        [],
        id="two-labelled-lines",
    ),
    pytest.param(
        f"{HEAD}{FIRST} align:left position:10%,line-left\nJa.\n",
        [(None, "Ja.")],
        [],
        id="settings",
    ),
    pytest.param(f"{HEAD}{FIRST} Ja då\nnei.\n", [(None, "Ja då"), (None, "nei.")], [],
                 id="text-on-the-time-line"),
    pytest.param(
        f"WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue {{ color: red }}\n\nREGION\nid:a\n\n"
        f"NOTE made by hand\n\nNOTE\ntwo\nlines\n\n{FIRST}\nNOTE is said here\n",
        [(None, "NOTE is said here")],
        [("caption comment", "made by hand"), ("caption comment", "two lines")],
        id="style-region-notes",
    ),
    pytest.param(
        f"{HEAD}{FIRST}\n<v A &amp; B>5 &lt; 6 &amp; e&#x301; <b>fet</b> <c.gul>a</c>"
        "<00:00:01.500> b {\\an8}[laughs] <uhm>\n",
        [("A & B", "5 < 6 & é fet a b [laughs] <uhm>")],
        [],
        id="entities-and-tags",
    ),
    pytest.param(
        f"{HEAD}{FIRST}\nJa.\n{NEXT}\nNei.\n", [(None, "Ja."), (None, "Nei.")], [],
        id="no-empty-line-between-cues",
    ),
    pytest.param(
        f"{HEAD}{FIRST}\n\n{NEXT}\nNei.\n", [(None, "Nei.")], [], id="empty-cue"
    ),
    pytest.param(
        f"{HEAD}talk without a time\nand more\n\n{FIRST}\nJa.\n\n \nSTYLE is a word\n",
        [(None, "Ja.")],
        [
            ("outside any caption", "talk without a time and more"),
            ("outside any caption", "STYLE is a word"),
        ],
        id="outside-any-caption",
    ),
    pytest.param(
        f"{HEAD}spoken\nmy-id\n{FIRST}\nJa.\n",
        [(None, "Ja.")],
        [("outside any caption", "spoken")],
        id="only-the-line-above-is-the-id",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kept", "asides"), CASES)
def test_webvtt(text: str, kept: Kept, asides: list[tuple[str, str]]) -> None:
    source = read_source(text.encode(), ".vtt")
    assert [(b.speaker, b.text) for b in source.blocks if b.text and not b.skip] == kept
    assert skipped(source) == asides
    assert balanced(source) and source.chars_in == visible(text)


SRT = [
    pytest.param("1\n00:00:01,000 --> 00:00:02,500\nJa.\n", id="plain"),
    pytest.param("\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\nJa.\r\n", id="bom-and-crlf"),
    pytest.param("00:00:01,000 --> 00:00:02,500\nJa.", id="no-number"),
    pytest.param("1\n00:00:01 --> 00:00:02,500\nJa.", id="no-fraction"),
    pytest.param("7\n00:00:01.000-->00:00:02,5 X1:10 X2:20\n<i>Ja.</i>", id="odd-time-line"),
]


@pytest.mark.parametrize("text", SRT)
def test_srt(text: str) -> None:
    (block,) = read_source(text.encode(), ".srt").blocks
    assert (block.text, block.start, block.end, block.speaker) == ("Ja.", 1.0, 2.5, None)
    assert block.structure + 3 == visible(text.removeprefix("\ufeff"))


def test_srt_cues_without_empty_lines_between() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nJa.\n2\n00:00:03,000 --> 00:00:04,000\nNei.\n"
    assert [b.text for b in read_source(text.encode(), ".srt").blocks] == ["Ja.", "Nei."]


def test_srt_has_no_notes() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nJa.\n\nNOTE that: nei.\n"
    skips = [(b.skip, b.text) for b in read_source(text.encode(), ".srt").blocks if b.skip]
    assert skips == [("outside any caption", "NOTE that: nei.")]


def test_hours_and_short_clocks() -> None:
    text = f"{HEAD}01:02.500 --> 100:00:00.000\nJa.\n"
    (cue,) = [b for b in read_source(text.encode(), ".vtt").blocks if b.text]
    assert (cue.start, cue.end) == (62.5, 360000.0)


SBV = "0:00:01.070,0:00:04.980\nKari: hei[br]på deg\n\n0:00:05.500,0:00:06.000\n12\nHallo\n"


@pytest.mark.parametrize("suffix", [".sbv", ".txt"])
def test_sbv(suffix: str) -> None:
    source = read_source(SBV.replace("\n", "\r\n").encode("utf-8-sig"), suffix)
    assert (source.format, source.flow) == ("sbv", "caption")
    assert [(b.text, b.start, b.end) for b in source.blocks] == [
        ("Kari: hei", 1.07, 4.98),
        ("på deg", 1.07, 4.98),
        ("12", 5.5, 6.0),
        ("Hallo", 5.5, 6.0),
    ]
    assert balanced(source) and source.chars_in == visible(SBV)


def test_a_line_like_a_time_of_sbv_is_talk_in_other_captions() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n1:00,2:00\n"
    assert kept(read_source(text.encode(), ".srt")) == ["1:00,2:00"]


CUE = "00:00:01,000 --> 00:00:02,000\n"
AS_TEXT = [
    pytest.param(f"{HEAD}{FIRST}\nJa.\n", "vtt", id="webvtt"),
    pytest.param(f"\ufeffWEBVTT - x\n\nNOTE a\n\n{FIRST}\nJa.\n", "vtt", id="webvtt-with-note"),
    pytest.param(f"1\n{CUE}Ja.\n\n2\n{CUE}Nei.\n", "srt", id="srt"),
    pytest.param(f"{CUE}Ja.\n\n{CUE}Nei.\n", "srt", id="srt-without-numbers"),
    pytest.param("\n0:00:01.000,0:00:02.000\nJa.\n", "sbv", id="sbv"),
    pytest.param("WEBVTT is a format.\n\nKari: Ja.\n", "txt", id="only-the-word"),
    pytest.param(f"Kari: Ja.\n\n1\n{CUE}Ja.\n", "txt", id="text-above"),
    pytest.param(f"1\n{CUE}Ja.\n\nKari: Ja.\n\nOla: Nei.\n", "txt", id="mostly-text"),
    pytest.param("00:00:01 --> 00:02 kom vi hjem.\n\nKari: Ja.\n", "txt", id="an-arrow"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "format_"), AS_TEXT)
def test_captions_saved_as_txt(text: str, format_: str) -> None:
    source = read_source(text.encode(), ".txt")
    assert source.format == format_ and balanced(source)


TEAMS = "".join(
    f"0a/576-{n}\n00:00:0{n}.000 --> 00:00:0{n}.900\n<v {who}>{text}</v>\n\n"
    for n, (who, text) in enumerate(
        [("First Last", "Yes, I"), ("First Last", "do think"), ("First Last", "so."),
         ("Other One", "Why?")]
    )
)  # fmt: skip


def test_an_utterance_that_teams_split_is_one_turn() -> None:
    made = read(f"{HEAD}{TEAMS}".encode(), ".vtt")
    assert_sound(made)
    assert [(t.speaker, t.text, t.start, t.end) for t in made.turns] == [
        ("First Last", "Yes, I do think so.", 0.0, 2.9),
        ("Other One", "Why?", 3.0, 3.9),
    ]
    assert not made.skipped


LABELS = [
    pytest.param(["[Guest 2]: Welcome.", "[Guest 2]: And so on.", "[Guest 1]: Thanks."],
                 [("Guest 2", "Welcome. And so on."), ("Guest 1", "Thanks.")], id="whisper"),
    pytest.param(["Kari Nord: Yep.", "Kari Nord: And so on.", "Ola Dahl [Dept/Unit]: No.",
                  "Ola Dahl [Dept/Unit]: Yes."],
                 [("Kari Nord", "Yep. And so on."), ("Ola Dahl [Dept/Unit]", "No. Yes.")],
                 id="zoom"),
]  # fmt: skip


@pytest.mark.parametrize("suffix", [".vtt", ".srt", ".sbv"])
@pytest.mark.parametrize(("cues", "expected"), LABELS)
def test_labels_inside_cues(cues: list[str], expected: list[tuple[str, str]], suffix: str) -> None:
    arrow = "," if suffix == ".sbv" else " --> "
    head = HEAD if suffix == ".vtt" else ""
    text = "".join(f"0:00:0{n}.000{arrow}0:00:0{n}.900\n{cue}\n\n" for n, cue in enumerate(cues))
    made = read(f"{head}{text}".encode(), suffix)
    assert [(t.speaker, t.text) for t in made.turns] == expected


MARKUP = [
    pytest.param('<font color="#ffffff">Ja.</font>', ["Ja."], id="font"),
    pytest.param("{\\an8}<i>Ja,</i> <b><u>altså</u></b>.", ["Ja, altså."], id="html-and-position"),
    pytest.param("Ja,<br/>altså<BR>.", ["Ja,", "altså", "."], id="line-breaks"),
    pytest.param("- Ja.\n- Nei.", ["- Ja.", "- Nei."], id="two-people"),
    pytest.param("3 < 4 && 5 > 2", ["3 < 4 && 5 > 2"], id="no-tags"),
]


@pytest.mark.parametrize(("body", "texts"), MARKUP)
def test_markup_in_srt(body: str, texts: list[str]) -> None:
    source = read_source(f"1\n{CUE}{body}\n".encode(), ".srt")
    assert kept(source) == texts and balanced(source)


def test_words_that_youtube_shows_twice_are_read_once() -> None:
    """A line of a space is no empty line; each line stays while the next one grows."""
    text = (
        f"{HEAD}00:00:00.160 --> 00:00:02.350 align:start position:0%\n \n"
        "hello<00:00:00.400><c> there</c>\n\n"
        "00:00:02.350 --> 00:00:02.360 align:start position:0%\nhello there\n \n\n"
        "00:00:02.360 --> 00:00:04.000 align:start position:0%\nhello there\n"
        "my<00:00:02.560><c> friends</c>\n"
    )
    source = read_source(text.encode(), ".vtt")
    assert kept(source) == ["hello there", "my friends"]
    assert skipped(source) == [] and balanced(source)


def test_what_is_said_twice_is_kept_twice_elsewhere() -> None:
    text = f"{HEAD}{FIRST}\nJa.\n\n{NEXT}\nJa.\n"
    assert kept(read_source(text.encode(), ".vtt")) == ["Ja.", "Ja."]


talk = st.lists(
    st.tuples(
        st.sampled_from(["Kari", "P1", "Interviewer"]),
        st.text("abæé ,:", max_size=20).map(lambda text: " ".join(f"og {text}x".split())),
    ),
    min_size=1,
    max_size=9,
)


@given(talk=talk)
@example(talk=[("P1", "og : :x")])
def test_sbv_gives_the_talk_that_was_written(talk: list[tuple[str, str]]) -> None:
    cues = (f"0:00:0{n}.000,0:00:0{n}.500\n{s}: {t}\n\n" for n, (s, t) in enumerate(talk))
    source = read_source("".join(cues).encode(), ".sbv")
    assert kept(source) == [f"{speaker}: {text}" for speaker, text in talk]
    assert [b.start for b in source.blocks] == list(map(float, range(len(talk))))
    assert balanced(source)


pieces = st.sampled_from(
    "WEBVTT|NOTE|STYLE|\n|\n\n| |\n \n|0:00:01.000,0:00:02.000|0:01,0:02|Kari:|ja|12|[br]|<br>|<i>|"
    "00:00:01.000 --> 00:00:02.000|<00:00:01.500><c>|</c>|<v Kari>|</v>|{\\an8}|&amp;|e|\u0301"
    "|\u200b".split("|")
)


@pytest.mark.parametrize("suffix", [".vtt", ".srt", ".sbv", ".txt"])
@given(text=st.lists(pieces, max_size=40).map("".join))
@example(text="0:00:01.000,0:00:02.000\n<v a<br>b>c")
@example(text="0:01,0:02\n[b<br>r]")
def test_any_captions_are_refused_or_balanced(suffix: str, text: str) -> None:
    assert_refused_or_balanced(text.encode(), suffix)
