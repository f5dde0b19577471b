"""Speaker labels: the conventions of real transcripts, and what only looks like a speaker."""

from __future__ import annotations

import pytest

from stc_cli.config import Config
from stc_cli.languages import load_language
from stc_cli.stages.ingest import Ingested, ingest


def read(text: str, suffix: str = ".txt", language: str = "en", **config: object) -> Ingested:
    return ingest(
        text.encode(),
        source=f"a{suffix}",
        suffix=suffix,
        transcript="a",
        language=load_language(language),
        config=Config.model_validate(config),
        participants=[],
    )


def said(made: Ingested) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in made.turns]


PLAIN = [
    pytest.param(
        "Interviewer 1: Right. Uh, so to begin,\nP1: Yes.",
        [("Interviewer 1", "Right. Uh, so to begin,"), ("P1", "Yes.")],
        id="name-and-number",
    ),
    pytest.param("I: Why?\nR: Because.", [("I", "Why?"), ("R", "Because.")], id="one-letter"),
    pytest.param(
        "GB: One.\nF: Yes.\nGB: Two.\nF: No.",
        [("GB", "One."), ("F", "Yes."), ("GB", "Two."), ("F", "No.")],
        id="initials",
    ),
    pytest.param(
        "19: Hi, can you hear me?\n20: Yes.\n19: Good.\n20: Fine.",
        [("19", "Hi, can you hear me?"), ("20", "Yes."), ("19", "Good."), ("20", "Fine.")],
        id="number-codes",
    ),
    pytest.param(
        "Interviewer2 2: Hello.\nP1: Hi.",
        [("Interviewer2 2", "Hello."), ("P1", "Hi.")],
        id="typo-two-numbers",
    ),
    pytest.param(
        "MODERATOR : Hello.\nP1: Hi.\nModerator: Good.",
        [("MODERATOR", "Hello."), ("P1", "Hi."), ("MODERATOR", "Good.")],
        id="space-before-colon-any-case",
    ),
    pytest.param(
        "Interviewé1 : Oui, bien sûr.\nInterviewé1 : Non.",
        [("Interviewé1", "Oui, bien sûr."), ("Interviewé1", "Non.")],
        id="french",
    ),
    pytest.param(
        "Dan:  And do you  go?\nEva:\tYes.\nDan:  Good.\nEva:  Bye.",
        [("Dan", "And do you go?"), ("Eva", "Yes."), ("Dan", "Good."), ("Eva", "Bye.")],
        id="double-space-and-tab",
    ),
    pytest.param(
        "interviewer\nWhy is it so?\ninterviewee\nI do not know.\ninterviewer\nFine.\n"
        "interviewee\nGood.",
        [
            ("interviewer", "Why is it so?"),
            ("interviewee", "I do not know."),
            ("interviewer", "Fine."),
            ("interviewee", "Good."),
        ],
        id="role-alone-on-its-line",
    ),
    pytest.param(
        "Kari:\nHow many?\n\nOla:\n12\n\nKari:\nThanks.\nOla:\n[nods]",
        [("Kari", "How many?"), ("Ola", "12"), ("Kari", "Thanks."), ("Ola", "[nods]")],
        id="label-alone-and-a-short-answer",
    ),
    pytest.param(
        "Unknown Speaker  0:35\nHello there.\n\nKari Berg  0:40\nHi.\n",
        [("Unknown Speaker", "Hello there."), ("Kari Berg", "Hi.")],
        id="otter",
    ),
    pytest.param(
        "Kari Berg [Dept/Unit]: Yep.\nOla Dahl [Dept/Unit]: No.\nKari Berg [Dept/Unit]: Ok.",
        [
            ("Kari Berg [Dept/Unit]", "Yep."),
            ("Ola Dahl [Dept/Unit]", "No."),
            ("Kari Berg [Dept/Unit]", "Ok."),
        ],
        id="department-in-brackets",
    ),
    pytest.param(
        "[id1] hello, I like the course.\n[id2] me too.\n[id1] right.\n[id2] yes.",
        [
            ("id1", "hello, I like the course."),
            ("id2", "me too."),
            ("id1", "right."),
            ("id2", "yes."),
        ],
        id="code-in-brackets-without-colon",
    ),
    pytest.param(
        "[Guest 2]: Welcome.\n[SPEAKER_00]: Thanks.",
        [("Guest 2", "Welcome."), ("SPEAKER_00", "Thanks.")],
        id="brackets-and-colon",
    ),
    pytest.param(
        "SPEAKER_00: Hi.\nSPEAKER_01: Hello.",
        [("SPEAKER_00", "Hi."), ("SPEAKER_01", "Hello.")],
        id="diarisation-codes",
    ),
    pytest.param(
        "Anne-Lise O'Brien: Ja.\nDr. van der Berg: Jo.\nAnne-Lise O'Brien: Nei.",
        [
            ("Anne-Lise O'Brien", "Ja."),
            ("Dr. van der Berg", "Jo."),
            ("Anne-Lise O'Brien", "Nei."),
        ],
        id="names-of-several-words",
    ),
    pytest.param(
        "1 Int: Hej.\n2 Alle: [griner] Ja.\n3 og så gik vi.\n4 Int: Godt.\n5 Alle: Nej.",
        [("Int", "Hej."), ("Alle", "[griner] Ja.\nog så gik vi."), ("Int", "Godt."),
         ("Alle", "Nej.")],
        id="danish-line-numbers",
    ),
    pytest.param(
        "Speaker 1:          Thank you. Let's move to the next question and then to the\n"
        "                    one after that, which is about the work itself and about\n"
        "                    pay.\n"
        "Speaker 2:          I would say that the work is fine as long as there is some\n"
        "                    help.",
        [
            (
                "Speaker 1",
                "Thank you. Let's move to the next question and then to the one after that, "
                "which is about the work itself and about pay.",
            ),
            ("Speaker 2", "I would say that the work is fine as long as there is some help."),
        ],
        id="padded-and-hard-wrapped",
    ),
    pytest.param(
        "R: Jeg er 33. I: 33, ja. R: Ja. Ikke 34!\n"
        "Medarbejder 4: Nej. (griner) Interviewer: Okay, jeg sagde: I: går.",
        [("R", "Jeg er 33."), ("I", "33, ja."), ("R", "Ja. Ikke 34!"),
         ("Medarbejder 4", "Nej. (griner)"), ("Interviewer", "Okay, jeg sagde: I: går.")],
        id="several-speakers-in-a-line",
    ),
    pytest.param(
        "P1: It was so. R: that is the letter I mean.\nP2: Yes.",
        [("P1", "It was so. R: that is the letter I mean."), ("P2", "Yes.")],
        id="one-letter-and-colon-within-a-line",
    ),
    pytest.param(
        "P1: [laughs] Well (…) it was // fine = [inaudible 00:15:05] xxx …\nP2: (uhørlig) Ja.",
        [("P1", "[laughs] Well (…) it was // fine = [inaudible 00:15:05] xxx …"),
         ("P2", "(uhørlig) Ja.")],
        id="events-and-overlap-stay",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_conventions(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(read(text)) == expected


MARKDOWN = [
    pytest.param(
        "**Kari:** \\[04:15\\] Do you go?\n\n**Ola:** \\[04:20\\] I do.\n",
        [("Kari", 255.0, "Do you go?"), ("Ola", 260.0, "I do.")],
        id="bold-names-escaped-times",
    ),
    pytest.param(
        "# Meeting\n\n### Interviewer\n\nWhy?\n\n### Kari Berg\n\nBecause.\n\n### Interviewer\n\n"
        "Ok.\n\n### Kari Berg\n\nYes.\n\n### Transcription ended after 01:02:59\n",
        [
            ("Interviewer", None, "Why?"),
            ("Kari Berg", None, "Because."),
            ("Interviewer", None, "Ok."),
            ("Kari Berg", None, "Yes."),
        ],
        id="speakers-as-headings",
    ),
    pytest.param(
        "__P1__: *Well*, snake_case 2 * 3 * 4\\\nand `more`.\n> P2: - and so\n",
        [("P1", None, "Well, snake_case 2 * 3 * 4\nand more."), ("P2", None, "- and so")],
        id="emphasis-break-and-quote",
    ),
    pytest.param(
        "P1: Hello.\n#00:12:03-4# So it went on.\n",
        [("P1", None, "Hello.\nSo it went on.")],
        id="hash-time-is-no-heading",
    ),
]


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_markdown_conventions(text: str, expected: list[tuple[str, float | None, str]]) -> None:
    assert [(t.speaker, t.start, t.text) for t in read(text, ".md").turns] == expected


FORMS = [
    ("[00:12:03]", 723.0),
    ("(00:12:03)", 723.0),
    ("[ 00:12:03,5 ]", 723.5),
    ("00:12:03", 723.0),
    ("0:35", 35.0),
    ("27m 42s", 1662.0),
    ("1h 2m 3s", 3723.0),
    ("#00:12:03-4#", 723.4),
    ("[00:12:03 - 00:12:09]", 723.0),
]
PLACES = {
    "before-the-label": "{t} Kari: Well, yes.\n{t} Ola: No.\n",
    "before-with-dash": "{t} - Kari: Well, yes.\n{t} - Ola: No.\n",
    "inside-the-label": "Kari {t}: Well, yes.\nOla {t}: No.\n",
    "after-the-label": "Kari: {t} Well, yes.\nOla: {t} No.\n",
    "name-and-time-line": "Kari   {t}\nWell, yes.\n\nOla   {t}\nNo.\n",
    "line-before": "{t}\nKari: Well, yes.\n{t}\nOla: No.\n",
    "tabs": "{t}\tKari:\tWell, yes.\n{t}\tOla:\tNo.\n",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("form", "seconds"), FORMS, ids=[form for form, _ in FORMS])
def test_timestamps(form: str, seconds: float, place: str) -> None:
    made = read(PLACES[place].format(t=form) * 2)
    expected = [("Kari", seconds, "Well, yes."), ("Ola", seconds, "No.")] * 2
    assert [(t.speaker, t.start, t.text) for t in made.turns] == expected


@pytest.mark.parametrize("form", ["[00:12:03]", "(00:12:03)", "#00:12:03-4#"])
def test_timestamp_at_the_end(form: str) -> None:
    made = read(f"Kari: Well, yes. {form}\nOla: No. {form}\n")
    assert said(made) == [("Kari", "Well, yes."), ("Ola", "No.")]


def test_time_with_a_colon_and_no_name_goes_on_with_the_speaker() -> None:
    made = read("Kari Berg (00:20:12):\nWell.\n(00:21:42):\nAnd so on.\nKari Berg (00:22:00): Ok.")
    assert said(made) == [("Kari Berg", "Well.\nAnd so on."), ("Kari Berg", "Ok.")]
    assert [turn.start for turn in made.turns] == [1212.0, 1320.0]


FALSE_SPEAKERS = [
    ("The point is: we go on", "en"),
    ("Det er som jeg sa: nei", "nb"),
    ("Note: this is odd", "en"),
    ("http://example.org is where", "en"),
    ("https://example.org/a:b", "en"),
    ("12:30: we left", "en"),
    ("12:30 we left", "en"),
    ("I dag: nei, ikke i dag", "nb"),
    ("I said: no way", "en"),
    ("I så fall: ja", "nb"),
    ("I 90: da var det annerledes", "nb"),
    ("Men: det er et men", "nb"),
    ("No: I would not", "en"),
    ("Ja: absolutt", "nb"),
    ("klokka 9: da dro vi", "nb"),
    ("Step 2: we call them", "en"),
    ("Question 2: why", "en"),
    ("1: the first thing", "en"),
    ("C:\\notes was the folder", "en"),
    ("we were glad :) all of us", "en"),
    ("Glad :) all of us", "en"),
    ("Bra :D", "nb"),
    ("[laughs] I like it", "en"),
    ("[Place 3] is a nice town", "en"),
    ("A very long sentence with many words that goes on until: here", "en"),
    ("Monday 12:30", "en"),
    ("(and then: nothing)", "en"),
    ("“Well: no”", "en"),
    (": odd", "en"),
]


@pytest.mark.parametrize("where", ["own-line", "after-label"])
@pytest.mark.parametrize(
    ("line", "language"), FALSE_SPEAKERS, ids=[line for line, _ in FALSE_SPEAKERS]
)
def test_false_speakers_are_text_and_whole(line: str, language: str, where: str) -> None:
    """No speaker is made of them, and none of their characters is lost."""
    before = "P1: Hello.\n" if where == "own-line" else "P1: "
    made = read(f"{before}{line}\nP2: Yes.", language=language)
    text = f"Hello.\n{line}" if where == "own-line" else line
    assert said(made) == [("P1", text), ("P2", "Yes.")]


def test_time_before_a_false_speaker_still_leaves_the_text() -> None:
    made = read("P1: Hi.\n[00:12:03] The point is: we go.\nP2: Yes.")
    assert said(made) == [("P1", "Hi.\nThe point is: we go."), ("P2", "Yes.")]


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        pytest.param("Kari: A.\nOla: B.\nKari: C.\nOla: D.", [], id="recurring-names"),
        pytest.param("Kari: A.\nOla: B.\nKari: C.", ["Ola"], id="a-name-once"),
        pytest.param("Kari: A.\nKARI: B.\nKarl: C.", ["Karl"], id="misspelt"),
        pytest.param("P1: A.\nInterviewer: B.\nI: C.", [], id="codes-and-roles-once"),
        pytest.param("GB: A.\nP1: B.", ["GB"], id="initials-once"),
        pytest.param("19: A.\n19: B.\nP1: C.", ["19"], id="number-twice"),
        pytest.param("Jo: A.\nP1: B.\nJo: C.\nP1: B.\nJo: D.", ["Jo"], id="name-like-a-word"),
    ],
)
def test_doubtful_labels_are_reported(text: str, doubtful: list[str]) -> None:
    made = read(text, language="nb")
    assert [s.label_as_written for s in made.speakers if s.doubtful] == doubtful


def test_one_person_under_spellings_of_one_name() -> None:
    made = read("Kari: A.\nKARI : B.\nKari: C.")
    assert {turn.speaker for turn in made.turns} == {"Kari"}
    assert [s.label_as_written for s in made.speakers] == ["Kari", "KARI"]


@pytest.mark.parametrize(
    "label", ["the manager", "M-1, Oslo", "Leder_3 (avd. 2)", "Note", "7", "No", "The point is"]
)
def test_config_makes_a_speaker_of_any_label(label: str) -> None:
    speakers = {"Eva": {"role": "participant", "labels": [label]}}
    made = read(f"P1: Hello.\n{label}: Yes.\nP1: Ok.", speakers=speakers)
    assert said(made) == [("P1", "Hello."), ("Eva", "Yes."), ("P1", "Ok.")]
    assert not any(speaker.doubtful for speaker in made.speakers)


def test_config_name_alone_on_its_line() -> None:
    made = read("Eva\nYes.\nP1: Ok.", speakers={"Eva": {"role": "participant"}})
    assert said(made) == [("Eva", "Yes."), ("P1", "Ok.")]


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_config_forbids_a_speaker(suffix: str) -> None:
    made = read("P1: A.\nOslo: fine.\nOslo: good.\nP2: B.", suffix, not_speakers=["oslo"])
    assert said(made) == [("P1", "A.\nOslo: fine.\nOslo: good."), ("P2", "B.")]


def test_config_forbids_a_voice_and_keeps_what_it_said() -> None:
    vtt = "WEBVTT\n\n0:01.0 --> 0:02.0\n<v Kari>Hi.</v>\n\n0:02.0 --> 0:03.0\n<v Tv>Ad.</v>"
    assert said(read(vtt, ".vtt", not_speakers=["Tv"])) == [("Kari", "Hi. Ad.")]


@pytest.mark.parametrize(
    ("label", "language", "role"),
    [
        ("Interviewer", "en", "moderator"),
        ("INTERVIEWER 2", "en", "moderator"),
        ("I", "nb", "moderator"),
        ("Kristin (moderator)", "en", "moderator"),
        ("Moderator Kari", "nb", "moderator"),
        ("Observatør", "nb", "observer"),
        ("Note taker", "en", "observer"),
        ("Deltaker 3", "nb", "participant"),
        ("P12", "en", "participant"),
        ("Kari", "nb", "unknown"),
    ],
)
def test_roles_said_by_the_label(label: str, language: str, role: str) -> None:
    made = read(f"{label}: A.\nEva Holm: B.\n" * 2, language=language)
    assert made.speakers[0].role == role
    assert made.speakers[1].role == ("participant" if role == "moderator" else "unknown")


def test_role_in_the_config_wins() -> None:
    made = read("Interviewer: A.\nP1: B.", speakers={"Interviewer": {"role": "participant"}})
    assert [turn.role for turn in made.turns] == ["participant", "participant"]


def test_page_numbers_remarks_and_service_line_are_set_aside() -> None:
    made = read(
        "Interview 3\nP1: One\n\n12\nPage 2 of 5\nor two.\n[The phone rings.]\nThree.\n\nP2: Yes.\n"
        "Transcribed by https://otter.ai\n"
    )
    assert said(made) == [("P1", "One\nor two."), ("P1", "Three."), ("P2", "Yes.")]
    assert [(row.reason, row.text) for row in made.skipped] == [
        ("before the first speaker", "Interview 3"),
        ("page number", "12"),
        ("page number", "Page 2 of 5"),
        ("remark in brackets", "[The phone rings.]"),
        ("transcription service", "Transcribed by https://otter.ai"),
    ]


def test_few_full_lines_among_many_empty_ones() -> None:
    assert said(read("one\ntwo" + "\n" * 200 + "three")) == [
        ("", "one"),
        ("", "two"),
        ("", "three"),
    ]
