"""A meeting's chat, saved as text: messages, reactions, replies, and what is no chat."""

from __future__ import annotations

import pytest
from blocks import assert_refused_or_balanced, balanced, skipped
from hypothesis import example, given
from hypothesis import strategies as st
from soundness import assert_sound, read

from stc_cli.readers import Source, read_source
from stc_cli.text.characters import normalised, one_line, visible


def said(source: Source) -> list[tuple[str | None, str, float | None]]:
    assert balanced(source)
    return [(b.speaker, b.text, b.start) for b in source.blocks if b.text and not b.skip]


FORMS = [
    pytest.param("00:05:28\tKari Nord:\tHei, alle.\n00:05:31\tOla:\tHei: du\n",
                 [("Kari Nord", "Hei, alle.", 328.0), ("Ola", "Hei: du", 331.0)], id="tabs"),
    pytest.param("12:03:04 From Kari to Everyone: Hei, alle.\n12:03:09 From Ola to Kari "
                 "(Direct Message): Psst.\n12:03:10 From Kari : Ja.\n",
                 [("Kari", "Hei, alle.", 43384.0), ("Ola", "Psst.", 43389.0),
                  ("Kari", "Ja.", 43390.0)], id="from-to"),
    pytest.param("12:03:04\t From  Kari Nord  to  Everyone : Hei.\n12:03:04\t From  Ola : Hei.\n",
                 [("Kari Nord", "Hei.", 43384.0), ("Ola", "Hei.", 43384.0)], id="double-spaces"),
    pytest.param("12:03:04 From Kari To Everyone:\n\tHei, alle,\n\t\n\tog velkommen.\n"
                 "12:03:09 From Ola To Everyone:\n\tTakk.\n",
                 [("Kari", "Hei, alle, og velkommen.", 43384.0), ("Ola", "Takk.", 43389.0)],
                 id="message-on-the-next-lines"),
    pytest.param("12:03:04 Från Kari till Alla:\n\tHej.\n12:03:09 Von Ola an Alle:\n\tHallo.\n",
                 [("Kari", "Hej.", 43384.0), ("Ola", "Hallo.", 43389.0)], id="swedish-german"),
    pytest.param("00:00:01\tKari:\tEn:\n1. ja\n2. nei\n00:00:05\tOla:\t\n",
                 [("Kari", "En: 1. ja 2. nei", 1.0)], id="lines-that-go-on-and-an-empty-one"),
    pytest.param("\n00:00:01\tKari (hun/henne):\thei\n",
                 [("Kari (hun/henne)", "hei", 1.0)], id="one-message"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_messages(text: str, expected: list[tuple[str | None, str, float | None]]) -> None:
    source = read_source(text.encode(), ".txt")
    assert (source.format, source.flow) == ("chat", "paragraph")
    assert said(source) == expected
    assert all(b.certain for b in source.blocks if b.speaker)
    assert skipped(source) == []
    assert source.chars_in == visible(text)


ASIDES = [
    pytest.param('00:00:01\tKari:\tReacted to "Hei, alle" with 👍\n',
                 [("reaction", 'Reacted to "Hei, alle" with 👍')], [], id="reaction"),
    pytest.param('12:00:01 From Kari to Ola:\n\tRemoved a 👍 reaction from "Hei,\n\talle..."\n',
                 [("reaction", 'Removed a 👍 reaction from "Hei, alle..."')], [],
                 id="reaction-taken-back"),
    pytest.param('12:00:01 From Kari to Everyone:\n\tReplying to "Hei, alle..."\n\t\n\tJa, hei.\n',
                 [("reply mark", 'Replying to "Hei, alle..."')], [("Kari", "Ja, hei.", 43201.0)],
                 id="reply"),
    pytest.param("12:00:01 From Kari to Everyone:\n\tReacted to “Hei” with 👍\n",
                 [("reaction", "Reacted to “Hei” with 👍")], [], id="curly-marks"),
    pytest.param("12:00:01 From Kari to Everyone: Reacted to it all with a laugh, and then some\n",
                 [], [("Kari", "Reacted to it all with a laugh, and then some", 43201.0)],
                 id="only-words"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "beside", "expected"), ASIDES)
def test_reactions_and_replies(
    text: str,
    beside: list[tuple[str, str]],
    expected: list[tuple[str | None, str, float | None]],
) -> None:
    source = read_source(text.encode(), ".txt")
    assert skipped(source) == beside
    assert said(source) == expected


NO_CHAT = [
    pytest.param("00:05:28 Kari: Hei.\n00:05:30 Ola: Hei.\n", id="times-and-labels"),
    pytest.param("From Kari to Everyone: Hei.\n", id="no-time"),
    pytest.param("A title\n00:05:28\tKari:\tHei.\n", id="text-above"),
    pytest.param("00:05:28\tKari:\tHei.\n00:05:29 og så gikk vi\n00:05:31 hjem\n",
                 id="times-without-names"),
    pytest.param("00:05:28\tKari:\tHei.\n" + "Dette er en lang tekst.\n" * 30, id="mostly-text"),
    pytest.param("00:99:28\tKari:\tHei.\n", id="no-such-time"),
    pytest.param("00:05:28\t:\tHei.\n", id="no-name"),
]  # fmt: skip


@pytest.mark.parametrize("text", NO_CHAT)
def test_what_is_no_chat_is_text(text: str) -> None:
    assert read_source(text.encode(), ".txt").format == "txt"


def test_every_message_is_a_turn_of_whoever_sent_it() -> None:
    made = read(b"00:00:01\tKari:\tEn.\n00:00:02\tKari:\tTo.\n00:00:03\tNote:\tTre.\n", ".txt")
    assert_sound(made)
    assert made.transcript.format == "chat"
    assert [(t.speaker, t.text, t.start) for t in made.turns] == [
        ("Kari", "En.", 1.0),
        ("Kari", "To.", 2.0),
        ("Note", "Tre.", 3.0),
    ]


written = st.text(st.sampled_from("abæé ,:\t\"'\n\u0301😀"), max_size=20).map(
    lambda text: normalised(f"og {text}.")
)
talk = st.lists(
    st.tuples(st.sampled_from(["Kari", "P1", "Åse-Marie O'Brien (hun)"]), written),
    min_size=1,
    max_size=9,
)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param("{time}\t{who}:\t{text}\n", id="tabs"),
        pytest.param("{time} From {who} to Everyone: {text}\n", id="from"),
        pytest.param("{time} From {who} to Everyone:\n\t{text}\n", id="next-line"),
    ],
)
@given(talk=talk)
def test_a_chat_gives_the_talk_that_was_written(form: str, talk: list[tuple[str, str]]) -> None:
    lines = (
        form.format(time=f"00:{n:02}:07", who=who, text=text.replace("\n", "\n\t"))
        for n, (who, text) in enumerate(talk)
    )
    text = "".join(lines)
    source = read_source(text.encode(), ".txt")
    if source.format == "chat":  # else the lines that go on are too many
        assert said(source) == [
            (who, one_line(text), n * 60.0 + 7) for n, (who, text) in enumerate(talk)
        ]
    else:
        assert text.count("\n") > 10 * len(talk)


pieces = st.sampled_from(
    ["00:00:01\t", "00:00:02 From ", "12:00", "Kari", "Kari:", ":\t", " to Everyone", ": ", "\n",
     "\n\t", "\t", " ", 'Reacted to "', '" with ', "👍", "Removed a ", 'reaction from "',
     'Replying to "a"', '"', "(Direct Message)", "e", "\u0301", "\u200b"]
)  # fmt: skip


@given(text=st.lists(pieces, max_size=30).map("".join), tabbed=st.booleans())
@example(text="", tabbed=True)
def test_any_chat_is_balanced(text: str, tabbed: bool) -> None:
    head = "00:00:01\tKari:\t" if tabbed else "00:00:01 From Kari to Everyone:\n"
    assert_refused_or_balanced((head + text).encode(), ".txt")
