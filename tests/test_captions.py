"""WebVTT and SubRip: what the cues keep, and what is structure or skipped."""

from __future__ import annotations

import pytest

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
    assert [(b.skip, b.text) for b in source.blocks if b.skip] == asides
    counted = sum(visible(f"{b.text}{b.speaker or ''}") + b.structure for b in source.blocks)
    assert source.chars_in == counted == visible(text.replace("e&#x301;", "e&#x301;"))


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
