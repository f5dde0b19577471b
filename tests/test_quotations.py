"""Quotations: found in prose, found in transcripts, chosen by people, proved in people's texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import Results, decide, line
from studies import Shell

from stc_cli.config import Synthesize
from stc_cli.proofs import verify
from stc_cli.records import Quote, Span, Turn, Unit
from stc_cli.stages.quotations import Golden, quotations
from stc_cli.text.quoted import quotations_in
from stc_cli.text.tokens import Lexicons
from stc_cli.text.verbatim import Place, Spoken, places, standing, words_said
from stc_cli.workspace import open_study

# -- quotations in prose ---------------------------------------------------------------------------

FOUND = [
    pytest.param("He was “not sure” then.", [(1, "not sure", "")], id="english"),
    pytest.param('He was "not sure" then.', [(1, "not sure", "")], id="straight"),
    pytest.param("Hun sa «jeg vet ikke» da.", [(1, "jeg vet ikke", "")], id="guillemets"),
    pytest.param("Hun sagde »det ved jeg«.", [(1, "det ved jeg", "")], id="guillemets-inwards"),
    pytest.param("Hon sa ”det vet jag” då.", [(1, "det vet jag", "")], id="swedish"),
    pytest.param("Sie sagte „ich weiß“ dann.", [(1, "ich weiß", "")], id="german"),
    pytest.param("Elle dit « je ne sais pas » ici.", [(1, "je ne sais pas", "")], id="french"),
    pytest.param("It isn't the '90s, is it? He didn't say.", [], id="apostrophes"),
    pytest.param("A 5\" screen and a 7\" one.", [], id="inches"),
    pytest.param("“She said ‘no’ to me”", [(1, "She said ‘no’ to me", "")], id="single-inside"),
    pytest.param("“She said “no” to me” (P1)", [(1, "She said “no” to me", "P1")], id="nested"),
    pytest.param("«Hun sa “nei” da»", [(1, "Hun sa “nei” da", "")], id="nested-other-marks"),
    pytest.param("He was “not\nsure at\nall”.", [(1, "not sure at all", "")], id="line-breaks"),
    pytest.param("One.\n\nHe “knew” and\nshe “did not”.", [(3, "knew", ""), (4, "did not", "")],
                 id="lines"),
    pytest.param("“I know” (M7, FG2), and “so on” (M2).", [(1, "I know", "M7, FG2"),
                 (1, "so on", "M2")], id="attributions"),
    pytest.param("“I know,” said one. (Not all.)", [(1, "I know,", "")], id="not-an-attribution"),
    pytest.param("“I know” (…) “that”", [(1, "I know", ""), (1, "that", "")], id="elision-between"),
    pytest.param("M7: “I know.”", [(1, "I know.", "M7")], id="label-before"),
    pytest.param("**M7:** “I know.”", [(1, "I know.", "M7")], id="bold-label"),
    pytest.param("It was “never closed.\n\nNext “one” here.",
                 [(1, "never closed.", ""), (3, "one", "")], id="never-closed"),
    pytest.param("> “I know (…) that.” (M7, FG2)", [(1, "I know (…) that.", "M7, FG2")],
                 id="block"),
    pytest.param("> I know\n> all that (M7, FG2).", [(1, "I know all that", "M7, FG2")],
                 id="block-without-marks"),
    pytest.param("> I know all that\n> — M7, FG2", [(1, "I know all that", "M7, FG2")],
                 id="block-with-a-dash"),
    pytest.param("> *“I know.”* — M7", [(1, "I know.", "M7")], id="block-emphasised"),
    pytest.param("> M1: I know.\n> M2: So do I.", [(1, "I know.", "M1"), (2, "So do I.", "M2")],
                 id="exchange"),
    pytest.param("> One thing.\n>\n> Another thing.", [(1, "One thing.", ""),
                 (3, "Another thing.", "")], id="block-of-two-paragraphs"),
    pytest.param("They said:\n> I know.\n\nAnd “more”.", [(2, "I know.", ""), (4, "more", "")],
                 id="block-right-after-text"),
    pytest.param(r"> “I \[M7\] know \*it\*” (M7)", [(1, "I [M7] know *it*", "M7")], id="escapes"),
    pytest.param('---\nby: "Anna B"\n---\n\nHe “knew”.', [(5, "knew", "")], id="front-matter"),
    pytest.param('\ufeff---\r\nby: "A"\r\n---\r\nHe “knew”.\r\n', [(4, "knew", "")], id="crlf"),
    pytest.param('```\nx = "words here"\n```\n<!-- "no" -->\n## A {#a title="b"}\n<i class="c">“d”',
                 [(6, "d", "")], id="no-prose"),
    pytest.param("“”, \"\" and “ ”", [], id="empty"),
    pytest.param("", [], id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_quotations_in_prose(text: str, expected: list[tuple[int, str, str]]) -> None:
    found = quotations_in(text)
    assert [(q.line, q.words, q.attribution) for q in found] == expected
    ends = [0, *(q.end for q in found)]
    assert all(end <= q.start < q.end for end, q in zip(ends, found, strict=False))


@given(st.text('“”„«»"()>:.—-_*\\ \n[]…aM1', max_size=80))
def test_any_text_has_quotations_in_order_within_it(text: str) -> None:
    position = 0
    for found in quotations_in(text):
        assert position <= found.start < found.end <= len(text)
        assert found.line == text.count("\n", 0, found.start) + 1
        assert found.words.strip() == found.words != ""
        position = found.end


# -- quotations in transcripts ---------------------------------------------------------------------


def turns(*said: tuple[str, str], transcript: str = "A") -> list[Turn]:
    """Turns as `(speaker, text)`, one after the other with an empty line between."""
    made: list[Turn] = []
    at = 0
    for number, (speaker, text) in enumerate(said, start=1):
        made.append(Turn(f"{transcript}-{number}", transcript, number, speaker, "participant",
                         None, None, at, at + len(text), text))  # fmt: skip
        at += len(text) + 2
    return made


def stored(own: list[Turn]) -> str:
    return "\n\n".join(turn.text for turn in own)


TALK = turns(
    ("I", "How was it?"),
    ("M1", "He says, at the staff meeting, that he'd been... admitted himself - twice, I think."),
    ("I", "Mhm."),
    ("M1", 'And then I said "no" to them.\nNobody asked me about the reasons [laughs] for it.'),
    ("M2", "We never had one of those. It was the first time for all of us."),
    ("M1", "So it was a good and a bad thing for the people who worked there."),
)

STANDING = [
    pytest.param("at the staff meeting", "at the staff meeting", id="as-said"),
    pytest.param("At the staff meeting", "at the staff meeting", id="first-letter"),
    pytest.param("that he’d been … admitted himself – twice",
                 "that he'd been... admitted himself - twice", id="typography"),
    pytest.param("I  said\n‘no’ to them", 'I said "no" to them', id="marks-and-white-space"),
    pytest.param("*Nobody* asked **me**", "Nobody asked me", id="emphasis"),
    pytest.param("… twice, I think.”", "twice, I think", id="ends"),
    pytest.param("He says (…) that he'd been", "He says|that he'd been", id="elision"),
    pytest.param("He says, […] that he'd been", "He says|that he'd been", id="square-elision"),
    pytest.param("He says [...] that (...) twice", "He says|that|twice", id="several-elisions"),
    pytest.param("[The peer worker] says, at the [weekly] meeting", "says, at the|meeting",
                 id="brackets"),
    pytest.param("[T]hat he'd been", "that he'd been", id="changed-letter"),
    pytest.param("work[ing] there", None, id="changed-word"),
    pytest.param("the reasons [laughs] for it", "the reasons|for it", id="mark-of-a-sound"),
    pytest.param("the reasons for it", None, id="mark-left-out-in-silence"),
    pytest.param("twice, I think. And then I said", "twice, I think.|And then I said",
                 id="over-a-back-channel"),
    pytest.param("to them. Nobody asked me", 'to them.\nNobody asked me', id="over-a-line-break"),
    pytest.param("for it. We never had one", "for it.|We never had one", id="exchange"),
    pytest.param("Nobody asked me (…) We never had", "Nobody asked me|We never had",
                 id="elision-into-the-next-turn"),
    pytest.param("He says (…) We never had", None, id="elision-over-too-much"),
    pytest.param("We never [did]. It was the first", "We never|It was the first",
                 id="bracket-for-several-words"),
    pytest.param("he'd been [x] for the people who worked there", None, id="bracket-over-too-much"),
    pytest.param("We never (…) He says", None, id="another-order"),
    pytest.param("He says at the staff meeting", None, id="comma"),
    pytest.param("he says, At the staff", None, id="letter-inside"),
    pytest.param("he'd been admitted himself", None, id="hesitation"),
    pytest.param("We always had one of those", None, id="another-word"),
    pytest.param("ever had one of those", None, id="cut-word"),
    pytest.param("How was it!", None, id="another-end-mark"),
    pytest.param("(…) [she] […]", None, id="no-word-of-anybody"),
    pytest.param("", None, id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), STANDING)
def test_where_a_quotation_stands(words: str, expected: str | None) -> None:
    place = standing(words, [Spoken("A", TALK)])
    said = place and "|".join(stored(TALK)[span.start : span.end] for span in place.spans)
    assert said == expected


def test_a_quotation_stands_in_every_place_where_it_was_said() -> None:
    one = Spoken("A", turns(("P1", "I know that. I know that well.")))
    two = Spoken("B", turns(("P1", "No."), ("P2", "i know that")))
    found = list(places("I know that", [one, two]))
    assert found == [Place("A", (Span(0, 11),)), Place("A", (Span(13, 24),)),
                     Place("B", (Span(5, 16),))]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "number"),
    [("I know that well", 4), ("[The nurse] knows (…) that", 2), ("(…)", 0), ("drop-in’s", 1)],
)
def test_words_that_are_said_to_be_somebodys(words: str, number: int) -> None:
    assert words_said(words) == number


WORDS = st.lists(
    st.sampled_from("I we never always rang the nurse night number at it's drop-in æsj".split()),
    min_size=12, max_size=40,
)  # fmt: skip


@st.composite
def printed(draw: st.DrawFn) -> tuple[list[str], str]:
    """The words of a turn, and a quotation from it with elisions and brackets."""
    said = draw(WORDS)
    start = draw(st.integers(0, len(said) - 8))
    own = said[start : draw(st.integers(start + 6, len(said)))]
    at = 1
    while at + 2 < len(own):
        kind = draw(st.sampled_from(["", "", "elide", "bracket"]))
        number = draw(st.integers(1, min(4, len(own) - at - 1)))
        if kind:
            own[at : at + number] = ["(…)" if kind == "elide" else "[somebody there]"]
        at += 2
    return said, " ".join(own)


@given(printed(), st.randoms())
def test_a_quotation_with_elisions_and_brackets_is_found(
    made: tuple[list[str], str], chance: object
) -> None:
    said, quotation = made
    spoken = Spoken("A", turns(("P1", "Well."), ("P2", " ".join(said))))
    place = standing(quotation, [spoken])
    assert place is not None
    text = stored(turns(("P1", "Well."), ("P2", " ".join(said))))
    kept = " ".join(text[span.start : span.end] for span in place.spans).lower().split()
    words = quotation.replace("[somebody there]", "(…)").lower().split()
    assert kept == [word for word in words if word != "(…)"]


@given(printed(), st.data())
def test_a_quotation_with_one_changed_word_is_never_found(
    made: tuple[list[str], str], data: st.DataObject
) -> None:
    said, quotation = made
    words = quotation.split()
    own = [n for n, word in enumerate(words) if word[0] not in "([" and word[-1] != "]"]
    words[data.draw(st.sampled_from(own))] = "strange"
    spoken = Spoken("A", turns(("P1", "Well."), ("P2", " ".join(said))))
    assert standing(" ".join(words), [spoken]) is None


# -- golden quotes ---------------------------------------------------------------------------------


def unit(name: str, text: str, *speakers: str, transcript: str = "A", at: int = 0) -> Unit:
    return Unit(name, transcript, (f"{transcript}-1",), speakers or ("P1",), "participant",
                (Span(at, at + len(text)),), text, len(text.split()), "", "candidate")  # fmt: skip


LONG = "the nurse came every night and sat with me for an hour before she left again"
CONFIG = Synthesize(quotes=2, quote_min_words=5)


def chosen(
    units: dict[str, list[Unit]], golden: dict[str, list[Golden]] | None = None, **more: object
) -> list[tuple[str, str, str]]:
    """Subgroup, unit and who chose it, of every quotation."""
    made = quotations(units, golden or {}, group_id="g", config=CONFIG,
                      lexicons=Lexicons(lambda name: "en"), **more)  # type: ignore[arg-type]  # fmt: skip
    assert all(quote.group_id == "g" for quote in made)
    return [(quote.subgroup_id, quote.unit_id, quote.golden_by) for quote in made]


ONE = unit("one", f"I think {LONG}.", "P1")
TWO = unit("two", f"And then {LONG}, too.", "P2", at=200)
THREE = unit("three", f"It is so that {LONG}, always.", "P1", at=400)
OTHER = unit("other", f"In the end {LONG}.", "P1", transcript="B")
BOTH = unit("both", f"Was it so? Yes, {LONG}.", "P1", "P2", at=600)
WHOLE = {u.unit_id: [Golden(u.spans, "ann")] for u in (ONE, TWO, THREE, OTHER, BOTH)}


@pytest.mark.parametrize(
    ("units", "golden", "linked", "expected"),
    [
        pytest.param({"s": [ONE, TWO]}, "", "", ["s one ", "s two "], id="none"),
        pytest.param(
            {"s": [ONE, TWO, THREE]},
            "two",
            "",
            ["s two ann", "s one "],
            id="golden-before-what-stc-chooses",
        ),
        pytest.param(
            {"s": [ONE, TWO, THREE]},
            "three two one",
            "",
            ["s one ann", "s two ann", "s three ann"],
            id="as-many-as-there-are",
        ),
        pytest.param(
            {"s": [ONE, THREE, TWO]},
            "one",
            "",
            ["s one ann", "s two "],
            id="nobody-twice-while-another-is-usable",
        ),
        pytest.param(
            {"s": [ONE, THREE]},
            "one",
            "",
            ["s one ann", "s three "],
            id="twice-where-there-is-nobody-else",
        ),
        pytest.param(
            {"s": [ONE, TWO], "t": [ONE, TWO]},
            "one",
            "",
            ["s one ann", "s two ", "t one ann", "t two "],
            id="in-every-subgroup",
        ),
        pytest.param(
            {"s": [ONE, TWO], "t": [THREE]},
            "three",
            "",
            ["s two ", "s one ", "t three ann"],
            id="golden-of-a-later-subgroup-counts",
        ),
        pytest.param(
            {"s": [ONE, OTHER, TWO]},
            "one",
            "P1",
            ["s one ann", "s two "],
            id="one-person-in-two-transcripts",
        ),
        pytest.param(
            {"s": [ONE, OTHER, TWO]},
            "one",
            "",
            ["s one ann", "s other "],
            id="two-people-of-one-label",
        ),
        pytest.param(
            {"s": [BOTH, ONE, OTHER]},
            "both",
            "",
            ["s both ann", "s other "],
            id="an-exchange-counts-for-each",
        ),
        pytest.param({"": [ONE]}, "one", "", [" one ann"], id="unsorted"),
        pytest.param({"s": []}, "one", "", [], id="unit-elsewhere"),
    ],
)
def test_which_quotations_are_shown(
    units: dict[str, list[Unit]], golden: str, linked: str, expected: list[str]
) -> None:
    picked = {name: WHOLE[name] for name in golden.split()}
    assert [" ".join(row) for row in chosen(units, picked, linked=linked.split())] == expected


def test_a_golden_quote_has_the_words_that_were_chosen() -> None:
    spans = (Span(1000, 1012), Span(1020, 1031))
    made = ONE._replace(spans=spans, text="I knew that. But not so.")
    part = (Span(1007, 1012), Span(1020, 1027))
    (quote,) = quotations(
        {"s": [made]}, {"one": [Golden(part, "ann;ben")]}, group_id="g", config=CONFIG,
        lexicons=Lexicons(lambda name: "en"),
    )  # fmt: skip
    assert quote == Quote("one", "g", "s", "A", ("P1",), part, "that. But not", "ann;ben")
    partly_outside = {"one": [Golden((Span(1007, 1014),), "ann")]}
    assert chosen({"s": [made]}, partly_outside) == [("s", "one", "")]  # what stc chooses


# -- in a study ------------------------------------------------------------------------------------

RING = "I I ring the nurse when it gets bad. She always answers. And I measure every evening."
RING_PIECES = [
    {"exact": "I I ring the nurse when it gets bad. She always answers."},
    {"exact": "And I measure every evening."},
]
BUILDING = (
    "Well, we're not alone in the building, that helps, but the weather was awful this summer."
)
NUMBERS = "The numbers frighten me a bit, so I don't look at night."


def quote_line(words: str, **more: object) -> dict[str, object]:
    unit_ = more.pop("unit", [{"exact": words}])
    return line("quote", words, unit=unit_, quotation=[{"exact": words}], **more)


def shown(study: Path, *columns: str) -> list[str]:
    rows = Results(study / "out").rows("5_synthesize/quotes.csv")
    return [" | ".join(row[name] for name in columns) for row in rows]


def test_golden_quotes_are_placed_and_taken_back(stc: Shell, study: Path) -> None:
    assert stc("analyze").code == 0
    drafted = shown(study, "subgroup_id", "quote", "golden_by")
    decide(study, "ann", quote_line("She always answers.", unit=RING_PIECES))
    decide(study, "ben", quote_line("She always answers.", unit=RING_PIECES))
    assert stc("analyze").code == 0
    rows = shown(study, "subgroup_id", "quote", "golden_by")
    assert [row for row in rows if row.endswith("ben")] == [
        "company | She always answers. | ann;ben",
        "numbers | She always answers. | ann;ben",
    ]
    assert rows[0] == "company | She always answers. | ann;ben"
    text = (study / "out" / "5_synthesize" / "analytic_text.md").read_text("utf-8")
    assert text.count("> “She always answers.” (P1, A)\n") == 2
    assert verify(open_study(config=study / "stc.yaml")).breaks == []
    for coder in ("ann", "ben"):
        assert stc("decide", "undo", "--coder", coder).code == 0
    assert stc("analyze").code == 0
    assert shown(study, "subgroup_id", "quote", "golden_by") == drafted


def test_a_golden_quote_of_an_uncoded_unit_is_told(stc: Shell, study: Path) -> None:
    decide(study, "ann", quote_line("Um, I'm not alone any more, you know."),
           line("reject", "Um, I'm not alone any more, you know.", code="not_alone"))  # fmt: skip
    ran = stc("analyze")
    (unit_id,) = {row["unit_id"] for row in Results(study / "out").fates}
    assert ran.err.splitlines()[-1] == (
        "stc: 1 golden quote shown nowhere, because the unit has no code or was trimmed since "
        f"({unit_id}). Give it a code, or choose the quote anew."
    )
    assert verify(open_study(config=study / "stc.yaml")).breaks == []


def test_a_unit_left_out_by_a_person_stays_sorted(stc: Shell, study: Path) -> None:
    assert stc("analyze").code == 0
    results = Results(study / "out")
    unit_id, codes = results.units[BUILDING]["unit_id"], results.codes(BUILDING)
    ran = stc("decide", "leave-out", unit_id, "--coder", "ann", "--group", "safety",
              "--reason", "The building is another matter.")  # fmt: skip
    assert ran.out == ("decisions/coding/ann.jsonl: wrote line 1. `stc code` applies it.\n")
    assert stc("analyze").code == 0
    (fate,) = results.fates
    assert (fate["act"], fate["group_id"], fate["outcome"]) == ("leave_out", "safety", "applied")
    assert results.codes(BUILDING) == codes
    assert verify(open_study(config=study / "stc.yaml")).breaks == []


def left_out(study: Path) -> dict[tuple[str, str], dict[str, str]]:
    from stc_cli.runner import run

    reduces = run(open_study(config=study / "stc.yaml"), "all").reduces
    assert reduces is not None
    texts = dict(reduces.unit_texts())
    return {place: {texts[name]: why for name, why in own.items()}
            for place, own in reduces.sorting.left_out_by_people.items()}  # fmt: skip


OUT = line("leave_out", NUMBERS, group="safety", reason="Said before.")


@pytest.mark.parametrize(
    ("lines", "expected", "outcomes"),
    [
        pytest.param({"ann": [OUT]}, "left out by ann: Said before.", ["ann:1 applied"], id="one"),
        pytest.param(
            {"ann": [OUT | {"subgroup": "numbers"}]},
            "left out by ann: Said before.",
            ["ann:1 applied"],
            id="in-a-subgroup",
        ),
        pytest.param(
            {"ann": [OUT], "ben": [OUT | {"reason": "No."}]},
            "left out by ann: Said before.; left out by ben: No.",
            ["ann:1 applied", "ben:1 applied"],
            id="two-coders-do-not-contradict",
        ),
        pytest.param(
            {"ann": [OUT, OUT | {"reason": "No."}]},
            "left out by ann: No.",
            ["ann:1 superseded by 2", "ann:2 applied"],
            id="the-last-word",
        ),
        pytest.param(
            {"ann": [OUT | {"subgroup": "company"}]},
            "",
            ["ann:1 unplaced"],
            id="not-in-that-subgroup",
        ),
        pytest.param(
            {"ann": [OUT, line("set_aside", NUMBERS)]},
            "",
            ["ann:1 superseded by 2", "ann:2 applied"],
            id="set-aside-later",
        ),
        pytest.param(
            {"ann": [OUT, line("reject", NUMBERS, code="measuring")]},
            "",
            ["ann:1 unplaced", "ann:2 applied"],
            id="no-code-any-more",
        ),
        pytest.param(
            {"ann": [OUT, line("park", NUMBERS, group="safety")]},
            "",
            ["ann:1 applied", "ann:2 applied"],
            id="parked",
        ),
    ],
)
def test_what_becomes_of_leaving_out(
    lines: dict[str, list[dict[str, object]]], expected: str, outcomes: list[str], study: Path
) -> None:
    for coder, own in lines.items():
        decide(study, coder, *own)
    wanted = {("safety", "numbers"): {NUMBERS: expected}} if expected else {}
    assert left_out(study) == wanted
    assert Results(study / "out").outcomes == outcomes
    assert verify(open_study(config=study / "stc.yaml")).breaks == []


def test_leaving_out_needs_a_reason(stc: Shell, study: Path) -> None:
    assert stc("analyze").code == 0
    unit_id = Results(study / "out").units[BUILDING]["unit_id"]
    ran = stc("decide", "leave-out", unit_id, "--coder", "ann", "--group", "safety",
              "--reason", " ")  # fmt: skip
    assert (ran.code, ran.err) == (
        2, "stc: leaving a unit out of a condensate needs a reason: --reason.\n"
    )  # fmt: skip


# -- the proof of people's own texts ---------------------------------------------------------------

NOWHERE = (
    "the quotation stands in no transcript. Give the words as they were said, with (…) for what is "
    "left out and [ ] around what is put in; a translation goes into quotes.yaml."
)


@pytest.mark.parametrize(
    ("text", "breaks", "listed"),
    [
        pytest.param("> “She always answers. And I measure every evening.” (P1, A)", [], [],
                     id="as-said"),
        pytest.param("> “[The nurse] always answers. And I measure (…) evening.” (P1, A)", [], [],
                     id="edited"),
        pytest.param("> “She never answers. And I measure every evening.” (P1, A)", [NOWHERE], [],
                     id="another-word"),
        pytest.param("They were “not alone” and “happy”.", [],
                     ["words in quotation marks that nobody says."], id="terms"),
        pytest.param("> “She always answers. And I measure every evening.”", [],
                     ["the quotation does not say who said it."], id="no-attribution"),
        pytest.param("> “She always answers. And I measure every evening.” (P3, B)", [],
                     ["the quotation names somebody else than who says it in A."], id="other-name"),
        pytest.param("> “She always answers. And I measure every evening.” (B)", [],
                     ["the quotation names somebody else than who says it in A."], id="other-talk"),
        pytest.param("> “How are the nights? Um, I'm not alone” (A)", [],
                     ["the quotation stands in A, in no unit of safety."], id="outside-its-units"),
        pytest.param("> “How (withdrawn) the (withdrawn) not alone and all that” (A)", [],
                     ["the quotation holds words that were withdrawn."], id="withdrawn"),
    ],
)  # fmt: skip
def test_quotations_in_peoples_texts(
    text: str, breaks: list[str], listed: list[str], stc: Shell, study: Path
) -> None:
    assert stc("analyze").code == 0
    path = study / "decisions" / "analytic_text" / "safety.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"Participants told of it.\n\n{text}\n", "utf-8")
    proof = verify(open_study(config=study / "stc.yaml"))
    name = "decisions/analytic_text/safety.md, line 3: "
    found = [row for row in proof.breaks if row.startswith("decisions/")]
    assert found == [name + row for row in breaks]
    assert proof.listed == [name + row for row in listed]
