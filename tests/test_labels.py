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


# Sentences, remarks, counts, times and signs, as they are said in six languages.
FALSE_SPEAKERS = {
    "en": """
The point is: we go on
I said: no way
He said: come in
She goes: what now
And then she said: leave it
Note: this is odd
PS: call me
NB: not today
FYI: it was cold
Bottom line: we lost
Long story short: it broke
For example: the bus
Update: it got better
Monday: we met
Oslo: fine
Christmas: hard
Part 2: we wait
Step 3: call them
Day 1: nothing
Chapter 4: the end
Room 12: empty
Question 2: why
Matthew 5:3 says so
12:30: we left
At 12:30: we left
3:1 was the ratio
1: the first thing
http://example.org is where
https://example.org/a:b
Example.org: it is there
C:\\notes was the folder
D:\\: full
we were glad :) all of us
Glad :) all of us
Glad :-D all of us
😀: that one
My mother: she was tired
Rule number one: be kind
First: we ate
Then: nothing
Well: no
No: I would not
Yes: I did
Me: what now
The answer: no
Answer: no
Fact: it rained
Conclusion: nothing
Problem: no money
Time: too short
TV: it was on
a) one: two
A) one: two
1) first: second
(and then: nothing)
“Well: no”
"Stop: now" she said
: odd
[laughs] I like it
[Place 3] is a nice town
A very long sentence with many words that goes on until: here
Dear Diary: today
Worst of all: the noise
""",
    "nb": """
Det er som jeg sa: nei
Han sa: kom inn
Og så sa hun: gå hjem
Saken er: vi ble igjen
Saken: vi ble igjen
Poenget: det gikk bra
Merk: dette er rart
Obs: glatt
For eksempel: bussen
F.eks.: bussen
Dvs.: nei
Oppdatering: det ble bedre
Mandag: vi møttes
Oslo: helt fint
I Oslo: fint
Jul: vanskelig
Del 2: vi venter
Trinn 3: ring dem
Spørsmål 2: hvorfor
Rom 12: tomt
Side 3: der står det
Matteus 5:3 sier det
Kl. 12:30: vi dro
Kl 12.30: vi dro
klokka 9: da dro vi
Klokka 9: da dro vi
Moren min: hun var trøtt
Regel nummer én: vær snill
Først: vi spiste
Etterpå: vi sov
Men: det er et men
Ja: absolutt
Jeg: hva nå
Hun: ingenting
Svaret: nei
Fakta: det regnet
Kort sagt: det gikk i stykker
Problemet: ingen penger
I dag: nei, ikke i dag
I så fall: ja
I 90: da var det annerledes
Verst av alt: bråket
Tid: for lite
Alder: 45
Tlf: 22 22 22
Til slutt: vi dro
Bra :D
""",
    "nn": """
Ho sa: kom inn
Og så sa ho: gå heim
Saka: vi vart att
Til dømes: bussen
Måndag: vi møttest
Fyrst: vi åt
Mor mi: ho var trøytt
Løysinga: pengar
""",
    "da": """
Han sagde: kom ind
Og så sagde hun: gå hjem
Sagen: vi blev
Pointen: det gik godt
Bemærk: det er underligt
For eksempel: bussen
Mandag: vi mødtes
København: helt fint
Uge 2: intet
Kl. 12.30: vi tog af sted
Min mor: hun var træt
Altså: nej
Svaret: nej
Problemet: ingen penge
Hvorfor: ingen ved det
""",
    "sv": """
Han sa: kom in
Och så sa hon: gå hem
Saken: vi stannade
Poängen: det gick bra
Till exempel: bussen
T.ex.: bussen
Lördag: vi sov
Stockholm: helt fint
Vecka 2: inget
Kl. 12.30: vi åkte
Min mamma: hon var trött
Först: vi åt
Alltså: nej
Svaret: nej
""",
    "de": """
Er sagte: komm rein
Und dann sagte sie: geh heim
Sache: wir blieben
Fazit: nichts
Zum Beispiel: der Bus
Z.B.: der Bus
Montag: wir trafen uns
Berlin: ganz gut
Schritt 3: anrufen
Um 12:30: wir gingen
Meine Mutter: sie war müde
Danach: wir schliefen
Also: nein
Aber: es gibt ein aber
Antwort: nein
""",
}
FALSE = [
    pytest.param(line, language, id=f"{language}-{line}")
    for language, lines in FALSE_SPEAKERS.items()
    for line in lines.strip().split("\n")
]
PLACES_OF_TALK = {
    "own-line": ("P1: Hello.\n{}\nP2: Yes.", "Hello.\n{}"),
    "after-label": ("P1: {}\nP2: Yes.", "{}"),
    "three-times": ("P1: {0}\n{0}\n{0}\nP2: Yes.", "{0}\n{0}\n{0}"),
}


@pytest.mark.parametrize("where", PLACES_OF_TALK)
@pytest.mark.parametrize(("line", "language"), FALSE)
def test_false_speakers_are_text_and_whole(line: str, language: str, where: str) -> None:
    """No speaker is made of them, and none of their characters is lost."""
    file, text = (pattern.format(line) for pattern in PLACES_OF_TALK[where])
    assert said(read(file, language=language)) == [("P1", text), ("P2", "Yes.")]


@pytest.mark.parametrize("where", ["own-line", "after-label"])
def test_a_clock_in_talk_is_text(where: str) -> None:
    """Not where it stands many times, as time codes do."""
    file, text = (pattern.format("12:30 we left") for pattern in PLACES_OF_TALK[where])
    assert said(read(file)) == [("P1", text), ("P2", "Yes.")]


# What only a person can tell: a place, a thing, somebody who speaks once.
PERHAPS = [
    pytest.param(line, language, id=f"{language}-{line}")
    for language, lines in {
        "en": ["GP: he was out", "B12: a vitamin", "Plan B: we walk", "Nurse: she was out"],
        "nb": ["NAV: de sa nei", "Mor: hun var trøtt", "Kommunen: de sa nei", "Ergo: nei"],
        "da": ["Kommunen: de sagde nej"],
        "sv": ["Kommunen: de sa nej"],
        "de": ["Das Amt: nein"],
    }.items()
    for line in lines
]
CONVERSATIONS = {
    "codes": "P1: Hello.\n{0}\nP2: Yes.\nP1: No.",
    "codes-three-times": "P1: Hello.\n{0}\nP2: Yes.\nP1: Well.\n{0}\nP2: No.\n{0}\nP1: Ok.",
    "names": "Kari: Well.\nOla: Yes.\n{0}\nKari: How?\nOla: Fine.\nKari: I see.\nOla: So.",
    "names-three-times": (
        "Kari: Well.\nOla: Yes.\n{0}\nKari: How?\nOla: Fine.\n{0}\nKari: I see.\n{0}\n"
        "Ola: So it was.\nKari: And then?\nOla: Nothing."
    ),
}


@pytest.mark.parametrize("file", CONVERSATIONS)
@pytest.mark.parametrize(("line", "language"), FALSE + PERHAPS)
def test_no_label_but_the_speakers_is_believed_silently(
    line: str, language: str, file: str
) -> None:
    made = read(CONVERSATIONS[file].format(line), language=language)
    silent = {s.label_as_written for s in made.speakers if not s.why}
    assert silent == ({"P1", "P2"} if file.startswith("codes") else {"Kari", "Ola"})


def test_a_few_clocks_in_a_long_talk_are_no_time_codes() -> None:
    made = read(
        "P1: Hi.\nP2: Yes.\n" * 15 + "P1: Well.\n12:30 we left\n13:45 we came back\nP2: No."
    )
    assert said(made)[-2] == ("P1", "Well.\n12:30 we left\n13:45 we came back")


def test_time_before_a_false_speaker_still_leaves_the_text() -> None:
    made = read("P1: Hi.\n[00:12:03] The point is: we go.\nP2: Yes.")
    assert said(made) == [("P1", "Hi.\nThe point is: we go."), ("P2", "Yes.")]


LONG = "Kari: A.\nOla: B.\n" * 20
DOUBTFUL = [
    pytest.param("Kari: A.\nOla: B.\nKari: C.\nOla: D.", {}, id="recurring-names"),
    pytest.param("Kari: A.\nOla: B.\nKari: C.", {"Ola": "stands only once"}, id="a-name-once"),
    pytest.param(f"{LONG}Per: C.\nKari: A.\nPer: D.", {"Per": "stands only twice"},
                 id="a-name-twice-among-many"),
    pytest.param("Kari: A.\nKARI: B.\nKarl: C.", {"Karl": "may be a misspelling of Kari"},
                 id="misspelt"),
    pytest.param("Kari: A.\nOla: B.\nKair: C.\nKari: D.\nOla: E.",
                 {"Kair": "may be a misspelling of Kari"}, id="letters-swapped"),
    pytest.param("intervjuer: a\nR: b\nintervjur: c\nintervjuer: d",
                 {"intervjur": "may be a misspelling of intervjuer"},
                 id="misspelt-in-small-letters"),
    pytest.param("Interviewer 2: A.\nP1: B.\nInterviewer2 2: C.",
                 {"Interviewer2 2": "may be Interviewer 2"}, id="number-typed-twice"),
    pytest.param("Interviewer2 2: A.\nP1: B.", {"Interviewer2 2": "two numbers"},
                 id="two-numbers"),
    pytest.param("Kari Nordmann: A.\nOla: B.\nKN: C.\nOla: D.\nKN: E.\nKari Nordmann: F.",
                 {"KN": "may be Kari Nordmann"}, id="initials-of-a-full-name"),
    pytest.param("Kari Nordmann: A.\nOla: B.\nKari: C.\nOla: D.\nKari Nordmann: F.",
                 {"Kari": "may be Kari Nordmann"}, id="first-name-of-a-full-name"),
    pytest.param("Interviewer (I): A.\nP1: B.\nI: C.", {"I": "may be Interviewer (I)"},
                 id="short-form-given-in-brackets"),
    pytest.param("P1: A.\nInterviewer: B.\nI: C.", {}, id="codes-and-roles-once"),
    pytest.param("P1: A.\nP2: B.\nP12: C.\nP1: D.", {}, id="codes-are-not-misspelt"),
    pytest.param("GB: A.\nP1: B.", {"GB": "stands only once"}, id="initials-once"),
    pytest.param("P1: A.\nP2: B.\nPer: C.\nP1: D.\nPer: E.\nP2: F.",
                 {"Per": "unlike the other labels"}, id="a-name-among-codes"),
    pytest.param("19: A.\n19: B.\nP1: C.", {"19": "a bare number"}, id="number-twice"),
    pytest.param("Jo: A.\nP1: B.\nJo: C.\nP1: B.\nJo: D.", {"Jo": "an ordinary word"},
                 id="name-like-a-word"),
    pytest.param("Kari: A stone.\nStein: B.\nKari: C stein d.\nKari: E.\nStein: F.",
                 {"Stein": "an ordinary word"}, id="a-word-of-the-talk"),
    pytest.param("kari: a\nola: b\n" * 3,
                 {"kari": "begins with a small letter", "ola": "begins with a small letter"},
                 id="names-in-small-letters"),
    pytest.param("Interviewer: Why?\nBecause.\nInterviewer: And?\nNothing.",
                 {"Interviewer": "nobody else is named: some of it may be another's"},
                 id="nothing-tells-who-answers"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "doubtful"), DOUBTFUL)
def test_doubtful_labels_are_reported(text: str, doubtful: dict[str, str]) -> None:
    made = read(text, language="nb")
    assert {s.label_as_written: s.why for s in made.speakers if s.doubtful} == doubtful


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


def test_a_label_without_talk_is_told() -> None:
    made = read(
        "Kari Berg  0:35\nHi.\n\nOla Dahl  0:41\nKari Berg  0:42\nYes.\n\nOla Dahl  0:50\nNo.\n\n"
        "Kari Berg  0:55\n"
    )
    assert said(made) == [("Kari Berg", "Hi."), ("Kari Berg", "Yes."), ("Ola Dahl", "No.")]
    assert [(row.reason, row.text) for row in made.skipped] == [
        ("label without talk", "Ola Dahl"),
        ("label without talk", "Kari Berg"),
    ]


LIKE_LABELS = [
    pytest.param("P1/P2: Yes!", "P1", '"P1/P2:" begins a line of text', id="two-by-a-slash"),
    pytest.param("P1, P2: Yes!", "P1", '"P1, P2:" begins a line of text', id="two-by-a-comma"),
    pytest.param("P1?: Yes!", "P1", '"P1?:" begins a line of text', id="unsure"),
]


@pytest.mark.parametrize(("line", "label", "why"), LIKE_LABELS)
def test_a_label_with_more_before_its_colon_makes_it_doubtful(
    line: str, label: str, why: str
) -> None:
    made = read(f"I: So?\nP1: No.\nP2: Well.\nI: Hm.\nP2: Yes.\n{line}\nP1: Ok.\n")
    assert {s.label_as_written: s.why for s in made.speakers if s.doubtful} == {label: why}


@pytest.mark.parametrize("label", ["Begge", "Alle", "Flere"])
def test_several_people_at_once_are_a_speaker(label: str) -> None:
    made = read(
        f"Intervjuer: Hvem?\nKari: Han.\n{label}: (ler)\nOla: Hun.\nKari: Nei.\n{label}: Ja!\n",
        language="nb",
    )
    assert [turn.text for turn in made.turns if turn.speaker == label] == ["(ler)", "Ja!"]


@pytest.mark.parametrize("variant", ["P 2", "P-2", "P02"])
def test_a_code_written_in_another_way_is_doubtful(variant: str) -> None:
    made = read(f"I: So?\nP1: No.\nP2: Well.\nI: Hm.\nP2: Yes.\n{variant}: Oh.\nP1: Ok.\n")
    assert {s.label_as_written: s.why for s in made.speakers if s.doubtful} == {
        variant: "may be P2"
    }


def test_a_number_and_a_bracket() -> None:
    talk = "Kvinne 1: Ja.\nMann 1: Nei.\nKvinne 2: Jo.\n" * 2 + "Kvinne 1 (hvisker): Stakkar.\n"
    made = read(talk, language="nb")
    assert made.turns[-1].speaker == "Kvinne 1 (hvisker)" and made.speakers[-1].doubtful


@pytest.mark.parametrize("language", ["en", "nb", "sv"])
def test_a_swedish_participant_in_a_study_of_another_language(language: str) -> None:
    talk = "Intervjuare: Hur gick det?\nDeltagare 1: Bra.\nDeltagare 2: Dåligt.\n" * 2
    assert [turn.speaker for turn in read(talk, language=language).turns] == [
        "Intervjuare", "Deltagare 1", "Deltagare 2",
    ] * 2  # fmt: skip


@pytest.mark.parametrize("name", ["Jo Doe", "An Nguyen", "So Yeon", "Jo Hansen"])
def test_a_first_name_may_be_an_ordinary_word(name: str) -> None:
    made = read(f"{name} (00:20:12):\nWell.\nKim Ek (00:20:20):\nYes.\n" * 2, language="nb")
    assert [turn.speaker for turn in made.turns] == [name, "Kim Ek"] * 2


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


SERVICES = [
    "Transcribed by https://otter.ai",
    "Transcribed by Rev.com",
    "Transcription ended after 01:02:59",
    "Recording started",
    "Kari Nordmann started transcription",
    "Kari Nordmann stopped the recording",
    "Kari Nordmann startet transkripsjonen",
    "Kari Nordmann startede transskription",
    "Kari Nordmann stoppade inspelningen",
    "Kari Nordmann hat die Transkription gestartet",
    "This editable transcript was computer generated and might contain errors.",
    "This transcript was exported on May 3, 2024 - view latest version here.",
]


@pytest.mark.parametrize("line", SERVICES)
def test_what_a_service_wrote_is_no_talk(line: str) -> None:
    made = read(f"P1: Hi.\n{line}\nP2: Yes.")
    assert said(made) == [("P1", "Hi."), ("P2", "Yes.")]
    assert [(row.reason, row.text) for row in made.skipped] == [("transcription service", line)]


@pytest.mark.parametrize(
    "line",
    ["she started recording", "Then she started the recording", "We were transcribed by hand"],
)
def test_talk_about_recording_is_talk(line: str) -> None:
    made = read(f"P1: Hi.\n{line}\nP2: Yes.")
    assert said(made) == [("P1", f"Hi.\n{line}"), ("P2", "Yes.")]


HEADS = [
    pytest.param("Date: 3 May\nInterviewer: Kari Nordmann\nParticipant: P4\n\n", 3,
                 id="before-an-empty-line"),
    pytest.param("Interviewer: Kari Nordmann\nPlace: Oslo\n", 2, id="without-an-empty-line"),
    pytest.param("Participants:\nP1: woman, 34\nP2: man, 50\n\n", 3, id="list-of-participants"),
    pytest.param("Focus group 2\n\nDate: 3 May\n\n", 2, id="title-apart"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "lines"), HEADS)
def test_the_head_of_a_file_is_not_said(head: str, lines: int) -> None:
    made = read(f"{head}Interviewer: Hello\nP1: Hi\nInterviewer: Well\nP2: Yes\n")
    assert said(made) == [("Interviewer", "Hello"), ("P1", "Hi"), ("Interviewer", "Well"),
                          ("P2", "Yes")]  # fmt: skip
    assert [row.reason for row in made.skipped] == ["before the first speaker"] * lines


@pytest.mark.parametrize(
    "text", ["Interviewer: Hello\nTime: too short\n", "P1: Kari\nDate: no idea\n"]
)
def test_talk_is_no_head(text: str) -> None:
    first, second = text.strip().split("\n")
    made = read(f"{text}P2: Yes.\n")
    label, word = first.split(": ")
    assert said(made) == [(label, f"{word}\n{second}"), ("P2", "Yes.")]


SHORT_ANSWERS = [
    pytest.param("Do you?\nYes\nDo they?\nExactly\nWill you?\nExactly\nWhy?\nYes\n", id="lines"),
    pytest.param("Do you?\n\nExactly\n\nDo they?\n\nExactly\n\nWhy?\n\nSure Thing\n\n"
                 "When?\n\nSure Thing\n", id="paragraphs"),
    pytest.param("Background\nIt began in May.\n\nMethod\nWe asked.\n\nResults\nMany.\n",
                 id="headings"),
]  # fmt: skip


@pytest.mark.parametrize("text", SHORT_ANSWERS)
def test_a_short_line_is_no_speaker(text: str) -> None:
    lines = [line for line in text.split("\n") if line]
    assert said(read(text)) == [("", line) for line in lines]


def test_a_label_alone_that_stands_once_in_a_file_of_such_labels() -> None:
    made = read("Kari\nYes.\n\nOla\nNo.\n\n" * 3 + "Per\nHello.\n")
    assert said(made)[-1] == ("Per", "Hello.")
    assert [s.why for s in made.speakers] == ["", "", "stands only once"]


def test_times_before_labels_alone() -> None:
    made = read("00:00:00 Speaker 1\nWhy?\n00:00:05 Speaker 2\nBecause.\nSo.\n00:00:09 Speaker 1\n"
                "Ok.\n00:00:12 Speaker 2\nExactly.\n")  # fmt: skip
    assert [(t.speaker, t.start, t.text) for t in made.turns] == [
        ("Speaker 1", 0.0, "Why?"), ("Speaker 2", 5.0, "Because.\nSo."),
        ("Speaker 1", 9.0, "Ok."), ("Speaker 2", 12.0, "Exactly."),
    ]  # fmt: skip


HEADINGS = [
    pytest.param("### INTERVIEWERHow was it?\n\n### NurseNot bad.\n\n### NurseNo, really.\n",
                 [("INTERVIEWER", "How was it?"), ("Nurse", "Not bad."), ("Nurse", "No, really.")],
                 id="glued"),
    pytest.param("## Interviewer: Why?\n\n## Kari: So\n\n## Interviewer: Ok?\n\n## Kari: Yes\n",
                 [("Interviewer", "Why?"), ("Kari", "So"), ("Interviewer", "Ok?"), ("Kari", "Yes")],
                 id="with-a-colon"),
    pytest.param("### McIntyre\n\nHi.\n\n### McArthur\n\nYes.\n\n### McIntyre\n\nNo.\n\n"
                 "### McArthur\n\nSo.\n",
                 [("McIntyre", "Hi."), ("McArthur", "Yes."), ("McIntyre", "No."),
                  ("McArthur", "So.")],
                 id="names-with-a-capital-inside"),
    pytest.param("### Kari Berg 00:01:02\n\nHi.\n\n### [00:01:05] Ola\n\nYes.\n\n"
                 "### Kari Berg 00:01:09\n\nNo.\n\n### [00:01:12] Ola\n\nSo.\n",
                 [("Kari Berg", "Hi."), ("Ola", "Yes."), ("Kari Berg", "No."), ("Ola", "So.")],
                 id="with-times"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), HEADINGS)
def test_headings_that_are_speakers(text: str, expected: list[tuple[str, str]]) -> None:
    made = read(text, ".md")
    assert said(made) == expected
    assert not made.skipped


def test_headings_that_are_none_stay_headings() -> None:
    made = read("## Part 1: before\n\nP1: Hi.\n\n## Part 1: after\n\nP2: Yes.\n\n## JavaScript\n",
                ".md")  # fmt: skip
    assert said(made) == [("P1", "Hi."), ("P2", "Yes.")]
    assert [row.text for row in made.skipped] == ["Part 1: before", "Part 1: after", "JavaScript"]


def test_participants_who_stay_unnamed_are_participants() -> None:
    """Set off by indentation; a second paragraph that is not stays the moderator's."""
    made = read("MODERATOR: Why?\n\nI mean, really?\n\n   Because.\n\nMODERATOR: Ok.\n   So.\n")
    assert [(t.speaker, t.role, t.text) for t in made.turns] == [
        ("MODERATOR", "moderator", "Why?\nI mean, really?"), ("", "participant", "Because."),
        ("MODERATOR", "moderator", "Ok."), ("", "participant", "So."),
    ]  # fmt: skip


def test_moderator_whom_the_config_names() -> None:
    speakers = {"Dan": {"role": "moderator"}}
    made = read("Dan: Why?\n\nSo.\n\nDan: And?\n\nNo.\n\nDan: Ok.\n\nYes.\n", speakers=speakers)
    assert [(t.speaker, t.role) for t in made.turns] == [
        ("Dan", "moderator"), ("", "participant")] * 3  # fmt: skip


def test_a_hanging_indent_is_no_other_speaker() -> None:
    made = read("MODERATOR: How did it go?\n           And why?\n" * 4)
    assert {turn.speaker for turn in made.turns} == {"MODERATOR"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("P1: One.\nQuestion 1: why\nQuestion 2: how\nP2: Yes.", id="nothing-asked"),
        pytest.param("P1: One.\nQuestion 2: why?\nQuestion 1: how?\nP2: Yes.", id="not-upwards"),
    ],
)
def test_numbered_sentences_are_no_questions(text: str) -> None:
    assert {turn.speaker for turn in read(text).turns} == {"P1", "P2"}


def test_the_config_knows_a_label_like_a_question() -> None:
    speakers = {
        "Ann": {"role": "participant", "labels": ["Q1"]},
        "Bo": {"labels": ["Q2"], "role": "participant"},
    }
    made = read("Q1: Why not?\nQ2: Why?", speakers=speakers)
    assert said(made) == [("Ann", "Why not?"), ("Bo", "Why?")]


def test_labels_within_wrapped_lines() -> None:
    made = read(
        "R: I am 33. I: 33, so we are\nof one age. R: Yes. Are we\nreally? I: Nearly! R: No.\n"
    )
    assert said(made) == [
        ("R", "I am 33."), ("I", "33, so we are\nof one age."), ("R", "Yes. Are we\nreally?"),
        ("I", "Nearly!"), ("R", "No."),
    ]  # fmt: skip
