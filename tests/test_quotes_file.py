"""decisions/quotes.yaml: how quotations are printed, read, replayed, written, withdrawn."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import Results
from studies import Shell
from tampering import Copy

from stc_cli.decisions.anchors import Anchor
from stc_cli.decisions.printings import Edit, EditError, Printing, as_printed, by_words, edited
from stc_cli.decisions.quotes import add_printing, read_printings, scrubbed_quotes
from stc_cli.errors import UsageError
from stc_cli.proofs import verify
from stc_cli.records import Quote, Span, Turn
from stc_cli.text.passages import Passages
from stc_cli.text.verbatim import Spoken, standing
from stc_cli.workspace import open_study

WORDS = "He says, at the staff meeting, that he'd been admitted himself. He is calm."


def edit(text: str) -> Edit:
    """`-words` is an elision, `words=text` a bracket."""
    was, sign, now = text.partition("=")
    return Edit("bracket", was, now) if sign else Edit("elide", text.removeprefix("-"))


@pytest.mark.parametrize(
    ("edits", "printed"),
    [
        pytest.param([], WORDS, id="none"),
        pytest.param(["-, at the staff meeting,"],
                     "He says (…) that he'd been admitted himself. He is calm.", id="elision"),
        pytest.param(["-at the staff meeting, that"],
                     "He says, (…) he'd been admitted himself. He is calm.", id="within-commas"),
        pytest.param(["- at the staff meeting"],
                     "He says, (…), that he'd been admitted himself. He is calm.",
                     id="before-a-comma"),
        pytest.param(["-himself"], "He says, at the staff meeting, that he'd been admitted (…). He "
                     "is calm.", id="before-a-full-stop"),
        pytest.param(["-He is calm."],
                     "He says, at the staff meeting, that he'd been admitted himself. (…)",
                     id="end"),
        pytest.param(["-He says, at the staff meeting,"],
                     "(…) that he'd been admitted himself. He is calm.", id="beginning"),
        pytest.param(["-at the staff", "-meeting, that"],
                     "He says, (…) he'd been admitted himself. He is calm.", id="two-become-one"),
        pytest.param(["He says=the peer worker says", "he'd=she had"],
                     "[the peer worker says], at the staff meeting, that [she had] been admitted "
                     "himself. He is calm.", id="brackets"),
        pytest.param(["-, at the staff meeting, that he'd been admitted himself", "He is=[all] is"],
                     None, id="bracket-in-a-bracket"),
        pytest.param(["-He is calm.", "He=the nurse"], "[the nurse] says, at the staff meeting, "
                     "that he'd been admitted himself. (…)", id="once-after-the-edit-before"),
        pytest.param(["He says=[The nurse] "], "[The nurse], at the staff meeting, that he'd been "
                     "admitted himself. He is calm.", id="brackets-given-too"),
        pytest.param(["He=the nurse"], None, id="twice"),
        pytest.param(["-he said"], None, id="not-there"),
        pytest.param(["-dmitted him"], None, id="within-words"),
        pytest.param(["- "], None, id="nothing"),
        pytest.param([f"-{WORDS}"], None, id="all-of-it"),
        pytest.param([WORDS.removesuffix(" calm.") + "=all"], None, id="long-bracket"),
    ],
)  # fmt: skip
def test_words_as_they_are_printed(edits: list[str], printed: str | None) -> None:
    made = [edit(text) for text in edits]
    if printed is None:
        with pytest.raises(EditError) as error:
            edited(WORDS, made)
        assert error.value.number == len(edits) - 1
    else:
        assert edited(WORDS, made) == printed


def turn(text: str) -> Turn:
    return Turn("A-1", "A", 1, "P1", "participant", None, None, 0, len(text), text)


@given(st.data())
def test_what_is_printed_stands_in_what_was_said(data: st.DataObject) -> None:
    said = data.draw(st.lists(st.sampled_from("we, never. rang nurse — it's 12 [laughs] …".split()),
                              min_size=1, max_size=20))  # fmt: skip
    text = " ".join(said)
    edits: list[Edit] = []
    for _ in range(data.draw(st.integers(0, 4))):
        start = data.draw(st.integers(0, len(said) - 1))
        was = " ".join(said[start : start + data.draw(st.integers(1, 5))])
        now = data.draw(st.sampled_from(["", "the nurse", "12"]))
        wanted = [*edits, Edit("bracket", was, now) if now else Edit("elide", was)]
        try:
            edited(text, wanted)
        except EditError:
            continue
        edits = wanted
    printed = edited(text, edits)
    if edits or any(map(str.isalnum, text.replace("[laughs]", ""))):
        assert standing(printed, [Spoken("A", [turn(text)])]) is not None


# -- the file --------------------------------------------------------------------------------------

FILE = """\
# Quotations of the paper
quotes:
  - transcript: FG2
    exact: "He says, at the staff meeting, that he'd been admitted himself"
    prefix: "And "
    start: 12
    end: 80
    edits:
      - elide: ", at the staff meeting,"
      - bracket: {was: "He", now: "the peer worker"}
    translation: {nb: "[erfaringskonsulenten] sier (…) at", by: Anna, checked_by: Bo}
    by: Anna
  - {transcript: FG1, exact: no}
"""


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "quotes.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_what_the_file_says(tmp_path: Path) -> None:
    write(tmp_path, FILE)
    one, two = read_printings(tmp_path)
    assert one == Printing(
        3,
        Anchor("FG2", "He says, at the staff meeting, that he'd been admitted himself", "And ", "",
               12, 80),
        (Edit("elide", ", at the staff meeting,"), Edit("bracket", "He", "the peer worker")),
        "[the peer worker] says (…) that he'd been admitted himself",
        "Anna", {"nb": "[erfaringskonsulenten] sier (…) at"}, "Anna", "Bo",
    )  # fmt: skip
    assert (two.line, two.words, two.printed("en")) == (13, "no", "no")
    assert one.printed("nb") == "[erfaringskonsulenten] sier (…) at"
    assert one.printed("en") == "[the peer worker] says (…) that he'd been admitted himself"


@pytest.mark.parametrize(
    "text",
    [None, "", "# nothing yet\n", "quotes:\n", "quotes: []\n", "\ufeffquotes:\r\n"],
    ids=["no-file", "empty", "comment", "no-list", "empty-list", "windows"],
)
def test_a_file_without_entries(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        write(tmp_path, text)
    assert read_printings(tmp_path) == ()


ENTRY = "quotes:\n  - transcript: A\n    exact: I know that\n"
NOT_ONCE = (
    "these words do not stand once in the quotation as it is after the edits before; give them "
    "letter for letter, and as many as it takes to tell the place."
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("quotes:\n  - transcript: A\n", ', line 2: "exact" is missing in "quotes". '
                     "Add it.", id="no-words"),
        pytest.param("quotes:\n  - exact: I know\n", ', line 2: "transcript" is missing in '
                     '"quotes". Add it.', id="no-transcript"),
        pytest.param(ENTRY + "    edit: []\n", ', line 4: unknown key "edit". Did you mean '
                     '"edits"?',
                     id="unknown-key"),
        pytest.param("quote:\n", ', line 1: unknown key "quote". Did you mean "quotes"?',
                     id="unknown-key-above"),
        pytest.param(ENTRY + "    exact: again\n", ', line 4: "exact" stands here a second time '
                     "(first in line 3). Keep one of them.", id="key-twice"),
        pytest.param(ENTRY + "    start: soon\n", ', line 4: "quotes.start": input should be a '
                     "valid integer, unable to parse string as an integer.", id="no-number"),
        pytest.param(ENTRY + "    edits:\n      - elide: I\n        bracket: {was: a, now: b}\n",
                     ', line 5: "quotes.edits": an edit is either "elide" or "bracket".',
                     id="two-edits-in-one"),
        pytest.param(ENTRY + "    edits:\n      - bracket: {was: I}\n", ', line 5: "now" is '
                     'missing in "quotes.edits.bracket". Add it.', id="half-a-bracket"),
        pytest.param(ENTRY + "    edits:\n      - elide: know\n      - elide: never\n",
                     f', line 6: "elide": {NOT_ONCE}', id="not-there"),
        pytest.param(ENTRY + "    edits:\n      - bracket: {was: think, now: know}\n",
                     f', line 5: "bracket": {NOT_ONCE}', id="bracket-not-there"),
        pytest.param(ENTRY + "    edits:\n      - elide: I know that\n", ', line 5: "elide": '
                     "nothing of what was said would be left.", id="nothing-left"),
        pytest.param(ENTRY + "    translation: {by: Anna}\n", ', line 4: "quotes.translation": '
                     'name its language and give it, such as en: "…".', id="no-language"),
        pytest.param(ENTRY + "    translation: {english: I}\n", ', line 4: "quotes.translation": '
                     '"english" is no language; write its code, such as en, or one of by, '
                     "checked_by.", id="no-code-of-a-language"),
        pytest.param(ENTRY + "    translation: {nb: }\n", ', line 4: "quotes.translation.nb": '
                     "input should be a valid string.", id="no-translation"),
        pytest.param("quotes: no\n", ', line 1: "quotes": input should be a valid list.',
                     id="no-list"),
        pytest.param(b"quotes:\n  - exact: \xe6\n", ": is not UTF-8 text. Save it as UTF-8.",
                     id="cp1252"),
        pytest.param("quotes: [", ", line 2: is not valid YAML: did not find expected node "
                     "content.",
                     id="no-yaml"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read(text: str | bytes, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UsageError) as error:
        read_printings(tmp_path)
    assert str(error.value) == f"{path}{message}"


def quote(words: str, transcript: str = "A") -> Quote:
    return Quote("u", "g", "s", transcript, ("P1",), (Span(0, len(words)),), words)


def test_an_entry_is_for_the_very_words_of_its_transcript(tmp_path: Path) -> None:
    write(tmp_path, ENTRY + "    edits: [{elide: know}]\n" + ENTRY.removeprefix("quotes:\n")
          + "    edits: [{bracket: {was: I, now: she}}]\n")  # fmt: skip
    printings = by_words(read_printings(tmp_path))
    said = ["I know that", "I know that well", "i know that"]
    assert [as_printed(quote(words), printings, "en") for words in said] == [
        "[she] know that", "I know that well", "i know that",
    ]  # fmt: skip
    assert as_printed(quote("I know that", "B"), printings, "en") == "I know that"


TEXTS = st.text("aæ \"'{}[]:#,-\\\n\u2028\x85é…“”", min_size=1).filter(str.strip)


@given(exact=TEXTS, translation=TEXTS, by=TEXTS, before=st.sampled_from(
    ["", "quotes:\n", "# mine\nquotes:\n- transcript: A\n  exact: x\n# end", FILE, "\ufeff" + FILE,
     FILE.replace("\n", "\r\n")]))  # fmt: skip
def test_an_entry_reads_as_it_was_written(
    exact: str, translation: str, by: str, before: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("decisions")
    path = write(folder, before)
    earlier = read_printings(folder)
    made = Printing(0, Anchor("FG 1", exact, "vor:", "", 3, 9, 0), (), "", by,
                    {"nb": translation}, by, "")  # fmt: skip
    line = add_printing(folder, made)
    *kept, read = read_printings(folder)
    assert path.read_bytes().startswith(before.encode())
    assert tuple(kept) == earlier
    assert read.anchor == made.anchor and read.line == line and read.by == by
    assert read.translations == {"nb": " ".join(translation.split())}


@pytest.mark.parametrize("text", ["quotes: []\n", "quotes: [{transcript: A, exact: x}]\n"])
def test_nothing_is_added_to_a_list_in_one_line(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UsageError) as error:
        add_printing(tmp_path, Printing(0, Anchor("A", "x"), (), ""))
    assert str(error.value) == (
        f"{path}: nothing can be added to it as it is written. Begin it with a line `quotes:`, and "
        "each entry below on a line of its own with a hyphen."
    )
    assert path.read_text("utf-8") == text


# -- withdrawal ------------------------------------------------------------------------------------

THEIRS = Passages(["I was there for all of it, you know."], ["We never were there at all."])


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [
        pytest.param(
            "# mine\nquotes:\n  - transcript: A\n    exact: I was there for all of it\n"
            "    translation: {nb: Jeg var der, by: Bo}\n  - transcript: A\n"
            "    exact: We never were there\n    prefix: of it, you know.\n    by: Bo\n",
            '# mine\nquotes:\n  - transcript: A\n    exact: We never were there\n'
            '    prefix: "(withdrawn)"\n    by: Bo\n',
            2, id="theirs-and-what-stood-around-another",
        ),
        pytest.param(
            "quotes: [{transcript: A, exact: I was there for all of it}, {transcript: A, exact: "
            "We, by: Bo}]\n",
            'quotes:\n  - transcript: "A"\n    exact: "We"\n    by: Bo\n', 1, id="in-one-line",
        ),
        pytest.param(
            "quotes:\n  -\n    transcript: A\n    exact: I was there for all of it\n",
            "quotes:\n", 1, id="hyphen-on-a-line-of-its-own",
        ),
        pytest.param(FILE, FILE, 0, id="nothing-of-theirs"),
        pytest.param("quotes: [\nI was there for all of it\n", "quotes: [\n(withdrawn)\n", 1,
                     id="no-yaml"),
    ],
)  # fmt: skip
def test_the_words_of_somebody_who_withdrew(before: str, after: str, number: int) -> None:
    assert scrubbed_quotes(before, THEIRS, ["A"]) == (after, number)


def test_entries_that_were_withdrawn_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, ENTRY.replace("know", "(withdrawn)") + "    edits: [{elide: know}]\n")
    assert read_printings(tmp_path) == ()


# -- stc quote -------------------------------------------------------------------------------------

BUILDING = (
    "Well, we're not alone in the building, that helps, but the weather was awful this summer."
)
RING = "I I ring the nurse when it gets bad. She always answers. And I measure every evening."


def unit_id(study: Path, words: str) -> str:
    return Results(study / "out").units[words]["unit_id"]


def golden(stc: Shell, study: Path, words: str) -> str:
    """The id of a unit, after somebody chose it as a quotation."""
    assert stc("analyze").code == 0
    name = unit_id(study, words)
    assert stc("decide", "quote", name, "--coder", "ann").code == 0
    assert stc("analyze").code == 0
    return name


def printed(study: Path) -> list[str]:
    return [row["printed"] for row in Results(study / "out").rows("5_synthesize/quotes.csv")]


def test_a_quotation_is_edited_printed_and_proved(stc: Shell, study: Path) -> None:
    name = golden(stc, study, BUILDING)
    ran = stc("quote", "edit", name, "--by", "Anna", "--elide", ", that helps,",
              "--bracket", "we're=the residents are")  # fmt: skip
    edited_words = (
        "Well, [the residents are] not alone in the building (…) but the weather was awful this "
        "summer."
    )
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"“{edited_words}”\ndecisions/quotes.yaml: wrote line 2. `stc synthesize` applies it.\n"
    )
    assert stc("status", "--check").code == 3
    ran = stc("analyze", "--json")
    assert json.loads(ran.out)["computed"] == ["synthesize", "table"]
    assert edited_words in printed(study)
    text = (study / "out" / "5_synthesize" / "analytic_text.md").read_text("utf-8")
    assert r"> “Well, \[the residents are\] not alone in the building (…) but" in text
    table = (study / "out" / "6_tables" / "table2.csv").read_text("utf-8")
    assert "[the residents are]" in table
    assert verify(open_study(config=study / "stc.yaml")).breaks == []
    assert stc("status", "--check").code == 0
    listed = stc("quote", "list").out
    assert (
        f"company {name} (P3, B), chosen by ann, quotes.yaml line 2\n  “{edited_words}”\n" in listed
    )
    shown = stc("show", name).out
    assert "printed as" in shown and "the residents are" in shown


def test_a_translation_is_printed_in_the_papers_language(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    config.write_text(config.read_text("utf-8") + "output_language: nb\n", "utf-8")
    name = golden(stc, study, BUILDING)
    ran = stc("quote", "edit", name, "--by", "Anna", "--translate",
              "Vi er ikke alene (…)", "--checked-by", "Bo", "--json")  # fmt: skip
    assert json.loads(ran.out) == {
        "file": "decisions/quotes.yaml", "line": 2, "printed": "Vi er ikke alene (…)",
        "shown": True,
    }  # fmt: skip
    assert stc("analyze").code == 0
    assert "Vi er ikke alene (…)" in printed(study)
    config.write_text(config.read_text("utf-8").replace("nb", "en"), "utf-8")
    assert stc("analyze").code == 0
    assert BUILDING in printed(study)


def test_an_entry_that_prints_nothing_is_told(stc: Shell, study: Path) -> None:
    assert stc("analyze").code == 0
    ran = stc("quote", "edit", unit_id(study, RING), "--by", "Anna", "--elide", "always",
              "--text", "She always answers.")  # fmt: skip
    assert ran.err == (
        f"stc: {unit_id(study, RING)}: nothing quotes these words yet; note them with "
        "`stc decide quote`.\n"
    )
    assert stc("analyze").err == (
        "stc: quotes.yaml, line 2: nothing is printed so, because no quotation has these words. "
        "Note it with `stc decide quote`, or correct the words.\n"
    )
    stc("decide", "quote", unit_id(study, RING), "--coder", "ann", "--text", "She always answers.")
    assert stc("analyze").err == ""
    assert printed(study).count("She (…) answers.") == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param([], "say what is printed: --elide, --bracket or --translate.", id="nothing"),
        pytest.param(["--elide", "nothing of it"], f"UNIT: --elide: {NOT_ONCE}", id="not-there"),
        pytest.param(["--bracket", "alone"], '--bracket: write the words, "=" and what is printed '
                     'in brackets for them: "He=the nurse".', id="no-text"),
        pytest.param(["--by", " ", "--elide", "Well"], "say with --by who edits the quotation.",
                     id="nobody"),
        pytest.param(["--text", "not said", "--elide", "not"], "UNIT: does not hold these words. "
                     "Give them letter for letter, and as many as it takes to tell the place.",
                     id="words"),
    ],
)  # fmt: skip
def test_edits_that_cannot_be_made(
    options: list[str], message: str, stc: Shell, study: Path
) -> None:
    assert stc("analyze").code == 0
    name = unit_id(study, BUILDING)
    by = [] if "--by" in options else ["--by", "Anna"]
    ran = stc("quote", "edit", name, *by, *options)
    assert (ran.code, ran.err) == (2, f"stc: {message.replace('UNIT', name)}\n")
    assert not (study / "decisions" / "quotes.yaml").exists()


def test_no_quotations_before_a_run(stc: Shell, study: Path) -> None:
    assert stc("code").code == 0
    ran = stc("quote", "list")
    assert ran.err == (
        f"stc: {study / 'out'}: holds no quotations yet. Run `stc synthesize` first.\n"
    )


def test_withdrawal_takes_the_entry_with_its_translation(stc: Shell, study: Path) -> None:
    assert stc("analyze").code == 0
    stc("quote", "edit", unit_id(study, BUILDING), "--by", "Anna", "--translate", "Vi er her")
    assert stc("withdraw", "B:P3", "--yes").code == 0
    assert (study / "decisions" / "quotes.yaml").read_text("utf-8") == "quotes:\n"
    assert stc("verify").code == 0


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        pytest.param("printed", "Well, [we are] alone in the building", "row 2: is not printed as "
                     "decisions/quotes.yaml says", id="printed-otherwise"),
        pytest.param("golden_by", "ben", "row 2: is no golden quote of ben", id="another-coder"),
        pytest.param("golden_by", "", "lacks the golden quote of ann, line 1, in company",
                     id="nobodys"),
    ],
)  # fmt: skip
def test_forged_quotations_are_found(
    column: str, value: str, message: str, stc: Shell, study: Path
) -> None:
    name = golden(stc, study, BUILDING)
    stc("quote", "edit", name, "--by", "Anna", "--elide", ", that helps,")
    assert stc("analyze").code == 0
    copy = Copy(study / "out", study / "stc.yaml", stc)
    quotes = "5_synthesize/quotes.csv"
    assert Results(copy.out).rows(quotes)[0]["unit_id"] == name

    def forged(data: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(data.decode())))
        rows[1][rows[0].index(column)] = value
        made = io.StringIO(newline="")
        csv.writer(made, lineterminator="\n").writerows(rows)
        return made.getvalue().encode()

    copy.edit(quotes, forged)
    copy.fix_manifest()
    proof = verify(open_study(config=copy.config))
    assert f"{quotes}{':' if message.startswith('lacks') else ','} {message}." in proof.breaks
