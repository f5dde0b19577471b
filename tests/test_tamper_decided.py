"""`stc verify` finds what was changed in a study in which people decided, adopted and wrote.

The manifest always fits the changed files; what is asserted is that the very place is named.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from decided_study import CAKE, LAMP, SLEEP, STAIRS, SUNDAYS, UNSAFE, unit_id
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell
from study_runs import decided, undecided
from tampering import Change, Copy, cell, record, rows

from stc_cli.proofs import verify
from stc_cli.workspace import open_study

CONDENSATES, COVERAGE = "4_condense/condensates.jsonl", "4_condense/coverage.csv"
CATEGORIES, QUOTES = "5_synthesize/categories.jsonl", "5_synthesize/quotes.csv"
COUNTER, CONTRIBUTORS = "5_synthesize/counter_evidence.csv", "5_synthesize/contributors.csv"
SAFETY, COMPANY, NUMBERS, STAIR, GARDEN = 1, 2, 3, 4, 5  # lines of condensates.jsonl
# In categories.jsonl: a person's text in the decided study, and a draft.
WRITTEN, DRAFTED = 1, 2
ONLY = unit_id("B", "The number is only a number. I measure, and then I think no more about it.")
HUMAN = rf"{CONDENSATES}, line {COMPANY}"
TEXT = rf"{CATEGORIES}, line {WRITTEN}"
THEIRS = "condensates/company.md"
ANALYTIC = "analytic_text/safety.md"


def copy_of(source: Path, folder: Path, stc: Shell) -> Copy:
    copytree(source, folder)
    return Copy(folder / "out", folder / "stc.yaml", stc)


@pytest.fixture
def theirs(tmp_path: Path, stc: Shell) -> Copy:
    return copy_of(decided(), tmp_path / "theirs", stc)


@pytest.fixture
def fresh(tmp_path: Path, stc: Shell) -> Copy:
    return copy_of(undecided(), tmp_path / "fresh", stc)


def assert_named(copy: Copy, message: str) -> None:
    """One of the breaks is `message` (a regex), although the manifest fits."""
    copy.fix_manifest()
    breaks = verify(open_study(config=copy.config, out=copy.out)).breaks
    assert any(re.fullmatch(rf"{message}\.", found) for found in breaks), breaks


def test_nothing_is_found_where_nothing_was_changed(theirs: Copy, fresh: Copy) -> None:
    for copy in (theirs, fresh):
        ran = copy.stc("verify", "-c", copy.config)
        assert (ran.code, ran.err) == (0, "")


def sentence(line: int, number: int, change: Callable[[dict], object]) -> Change:
    return record(line, lambda condensate: change(condensate["sentences"][number - 1]))


def written(found: dict) -> None:
    found["operations"] = [{"op": "write", "at": 0, "now": found["text"]}]


def as_drafted(found: dict) -> None:
    found["operations"] = [{"op": "select", "source": LAMP, "at": 33, "now": found["text"]}]


def swapped(condensate: dict) -> None:
    """The last two sentences change places, ids and orders, so that all else fits."""
    *_, one, other = own = condensate["sentences"]
    own[-2:] = [other, one]
    for number, found in enumerate(own, start=1):
        found["sentence_id"] = f"company-s{number}"
        for op in found["operations"]:
            if op["op"] == "order":
                op["at"] = number


def reworded(found: dict) -> None:
    found["text"] = found["operations"][0]["now"] = found["text"].replace("A voice", "No voice")


def operation_as(kind: str) -> Callable[[dict], None]:
    def changed(found: dict) -> None:
        found["operations"].insert(1, {"op": kind, "at": 0, "was": "The ", "now": ""})

    return changed


PEOPLES = [
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c.update(stale=False)),
                 f"{HUMAN}: calls itself stale, or not, against what it says",
                 id="stale-called-current"),
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c.update(stale=False, stale_because=[])),
                 f"{HUMAN}: does not say what is stale in {THEIRS}", id="stale-because-emptied"),
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c["stale_because"].pop()),
                 f"{HUMAN}: does not say what is stale in {THEIRS}", id="one-change-unsaid"),
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c["covers"].pop()),
                 f"{HUMAN}: is about other units than {THEIRS}", id="unit-taken-out-of-covers"),
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c["covers"].append(CAKE)),
                 f"{HUMAN}: is about other units than {THEIRS}", id="unit-put-into-covers"),
    pytest.param(CONDENSATES, sentence(COMPANY, 3, as_drafted),
                 f"{HUMAN}, sentence company-s3: is a person's own, and says otherwise",
                 id="written-passed-off-as-drafted"),
    pytest.param(CONDENSATES, sentence(COMPANY, 1, written),
                 f"{HUMAN}, sentence company-s1: is the draft's, and says otherwise",
                 id="drafted-passed-off-as-written"),
    pytest.param(CONDENSATES, sentence(COMPANY, 3, lambda s: s.update(unit_ids=[UNSAFE])),
                 f"{HUMAN}, sentence company-s3: names other units than share its words",
                 id="written-about-another-unit"),
    pytest.param(CONDENSATES, sentence(COMPANY, 2, reworded), f"{HUMAN}: is not what {THEIRS} says",
                 id="written-sentence-turned-round"),
    pytest.param(CONDENSATES, record(COMPANY, swapped), f"{HUMAN}: is not what {THEIRS} says",
                 id="sentences-swapped"),
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c["sentences"].pop()),
                 f"{HUMAN}: is not what {THEIRS} says", id="sentence-of-theirs-removed"),
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c.update(author="draft")),
                 f"{HUMAN}: is a draft, though a person has written {THEIRS}",
                 id="theirs-called-a-draft"),
    pytest.param(CONDENSATES,
                 record(COMPANY, lambda c: c["left_out"][0].update(reason="left out by kari: No")),
                 f"{HUMAN}: leaves out other units than {THEIRS}, or for other reasons",
                 id="joined-called-left-out"),
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c["passed_over"].append(
                     {"unit_id": LAMP, "start": 0, "end": 32, "reason": "talk about the talk"})),
                 f"{HUMAN}: passes over or opposes sentences, as only a draft does",
                 id="passed-over-by-a-person"),
    pytest.param(CONDENSATES, sentence(COMPANY, 1, operation_as("cut_clause")),
                 f"{HUMAN}, sentence company-s1: cut_clause, which the study config does not ask "
                 "for", id="cut-in-theirs"),
    pytest.param(CONDENSATES,
                 record(NUMBERS, lambda c: c["left_out"][0].update(reason="left out by bo: Dull")),
                 f"{CONDENSATES}, line {NUMBERS}: does not leave out {SLEEP} as a person decided",
                 id="left-out-by-another"),
    pytest.param(CATEGORIES, record(WRITTEN, lambda c: c.update(stale=False, stale_because=[])),
                 f"{TEXT}: does not say what is stale in {ANALYTIC}", id="text-stale-emptied"),
    pytest.param(CATEGORIES, record(WRITTEN, lambda c: c.update(stale=False)),
                 f"{TEXT}: calls itself stale, or not, against what it says",
                 id="text-called-current"),
    pytest.param(CATEGORIES, record(WRITTEN, lambda c: c["covers"].pop()),
                 f"{TEXT}: is about other units than {ANALYTIC}", id="text-covers-less"),
    pytest.param(CATEGORIES,
                 record(WRITTEN, lambda c: c["paragraphs"][1].update(subgroup_id="numbers")),
                 f"{TEXT}: has other paragraphs than {ANALYTIC}", id="section-of-another-subtheme"),
    pytest.param(CATEGORIES, record(WRITTEN, lambda c: c["paragraphs"].reverse()),
                 f"{TEXT}: has other paragraphs than {ANALYTIC}", id="sections-reordered"),
    pytest.param(QUOTES, cell(8, 0, lambda _: SUNDAYS),
                 f"{QUOTES}, row 8: the quotation lies outside the unit {SUNDAYS}",
                 id="golden-quote-moved"),
    pytest.param(QUOTES, rows(lambda table: golden_words(table[7])),
                 f"{QUOTES}, row 8: is no golden quote of kari", id="other-words-called-golden"),
    pytest.param(QUOTES, rows(lambda table: golden_words(table[7])),
                 f"{QUOTES}: lacks the golden quote of kari, line 1, in garden",
                 id="golden-words-replaced"),
    pytest.param(QUOTES, cell(6, 7, lambda _: ""),
                 f"{QUOTES}: lacks the golden quote of kari, line 2, in stairs",
                 id="golden-quote-nobodys"),
    pytest.param(QUOTES, cell(7, 7, lambda _: "kari"), f"{QUOTES}, row 7: is no golden quote of "
                 "kari", id="golden-quote-invented"),
    pytest.param(QUOTES, cell(6, 7, lambda _: "bo"), f"{QUOTES}, row 6: is no golden quote of bo",
                 id="golden-quote-of-another-coder"),
    pytest.param(QUOTES, cell(8, 8, lambda text: text.replace("My", "Our")),
                 f"{QUOTES}, row 8: is not printed as decisions/quotes.yaml says",
                 id="printed-otherwise"),
    pytest.param(QUOTES, rows(lambda table: without_not(table[2])),
                 f"{QUOTES}, row 3: takes words out of a sentence, though nobody chose them",
                 id="half-a-sentence-quoted"),
    pytest.param(QUOTES, rows(lambda table: table.insert(8, table[7])),
                 f"{QUOTES}, row 9: the quotation stands here a second time", id="quoted-twice"),
    pytest.param(COUNTER, cell(2, 10, lambda _: "holds"),
                 f"{COUNTER}, row 2: its disposition is not what people found",
                 id="disposition-changed"),
    pytest.param(COUNTER, cell(2, 11, lambda _: "bo"),
                 f"{COUNTER}, row 2: its disposition is not what people found",
                 id="answered-by-another"),
    pytest.param(COUNTER, rows(lambda table: table.pop()),
                 f"{COUNTER}: lacks the unit {UNSAFE}, about which somebody answered, for "
                 "safety-p2-s1", id="answered-passage-removed"),
    pytest.param(CONTRIBUTORS, cell(4, 5, lambda count: str(int(count) + 1)),
                 f"{CONTRIBUTORS}, row 4: is not what the units say", id="one-more-unit"),
]  # fmt: skip


def golden_words(row: list[str]) -> None:
    """The words after those that were chosen, of the same unit."""
    start, end = map(int, row[5].split("-"))
    row[5] = f"{start}-{end - 10}"
    row[6] = row[6][:-10]
    row[8] = row[8][:-10]


def without_not(row: list[str]) -> None:
    """ "I don't feel safe …" without its beginning."""
    start, end = map(int, row[5].split("-"))
    row[5] = f"{start + 8}-{end}"
    row[6] = row[8] = row[6][8:]


@pytest.mark.parametrize(("artefact", "change", "message"), PEOPLES)
def test_tampering_with_what_people_decided_is_found(
    theirs: Copy, artefact: str, change: Change, message: str
) -> None:
    theirs.edit(artefact, change)
    assert_named(theirs, message)


NOWHERE = "the quotation stands in no transcript. .*"
FILES = [
    pytest.param("analytic_text/safety.md", "nobody came", "nobody ever came",
                 rf"decisions/analytic_text/safety\.md, line \d+: {NOWHERE}", id="quotation"),
    pytest.param("analytic_text/safety.md", "a matter of", "a question of",
                 f"{TEXT}: is not what {ANALYTIC} says", id="analytic-text"),
    pytest.param("condensates/company.md", "A voice", "No voice",
                 f"{HUMAN}: is not what {THEIRS} says", id="condensate"),
    pytest.param("condensates/company.md", f'{{"id": "{SUNDAYS}"', f'{{"id": "{STAIRS}"',
                 f"{HUMAN}: does not say what is stale in {THEIRS}", id="front-matter"),
    pytest.param("quotes.yaml", "My neighbour", "The man next door",
                 f"{QUOTES}, row 8: is not printed as decisions/quotes.yaml says", id="printing"),
    pytest.param("counter_evidence.csv", "nuance", "contradicts",
                 f"{COUNTER}, row 2: its disposition is not what people found", id="answer"),
    pytest.param("coding/kari.jsonl", "Said before", "Dull",
                 r"3_code/decisions\.csv, row 5: says something else than line 4 of kari",
                 id="reason-in-the-ledger"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), FILES)
def test_another_file_of_theirs_is_found(
    theirs: Copy, file: str, old: str, new: str, message: str
) -> None:
    path = theirs.config.parent / "decisions" / file
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new), "utf-8")
    assert_named(theirs, message)


def test_a_text_of_theirs_that_is_gone_is_found(theirs: Copy) -> None:
    (theirs.config.parent / "decisions" / THEIRS).unlink()
    assert_named(theirs, f"{HUMAN}: is not called a draft, but nobody has adopted it")


# -- drafts --------------------------------------------------------------------------------------


def without(line: int, number: int, add: Callable[[dict, dict], object]) -> Change:
    """A sentence gone, the others in order, and something said instead."""

    def changed(condensate: dict) -> None:
        gone = condensate["sentences"].pop(number - 1)
        for place, found in enumerate(condensate["sentences"], start=1):
            found["operations"][-1]["at"] = place
        add(condensate, gone)

    return record(line, changed)


def covered(condensate: dict, gone: dict) -> None:
    condensate["covers"] = gone["unit_ids"]


def left_out(reason: str) -> Callable[[dict, dict], None]:
    def changed(condensate: dict, gone: dict) -> None:
        condensate["left_out"] += [{"unit_id": u, "reason": reason} for u in gone["unit_ids"]]

    return changed


def passed_over(reason: str) -> Callable[[dict, dict], None]:
    def changed(condensate: dict, gone: dict) -> None:
        take = gone["operations"][0]
        condensate["passed_over"].append({
            "unit_id": take["source"], "start": take["at"],
            "end": take["at"] + len(take["now"]), "reason": reason,
        })  # fmt: skip

    return changed


def joined_sentence(condensate: dict) -> dict:
    return next(s for s in condensate["sentences"] if any(o["op"] == "join" for o in
                                                          s["operations"]))  # fmt: skip


def selecting(source: str, at: int, words: str) -> Change:
    """The second sentence of a joined one is another."""

    def changed(condensate: dict) -> None:
        second = [o for o in joined_sentence(condensate)["operations"] if o["op"] == "select"][1]
        second.update(source=source, at=at, now=words)

    return record(COMPANY, changed)


JOINED = rf"{CONDENSATES}, line {COMPANY}, sentence company-s\d+"
DRAFTS = [
    pytest.param(CONDENSATES, sentence(COMPANY, 1, written),
                 f"{HUMAN}, sentence company-s1: a person's words in what stc is said to have made",
                 id="written-in-a-draft"),
    pytest.param(CONDENSATES, without(NUMBERS, 6, covered),
                 f"{CONDENSATES}, line {NUMBERS}: a draft covers no units and is never stale",
                 id="draft-that-covers"),
    pytest.param(CONDENSATES, record(NUMBERS, lambda c: c.update(stale=True, stale_because=["x"])),
                 f"{CONDENSATES}, line {NUMBERS}: a draft covers no units and is never stale",
                 id="stale-draft"),
    pytest.param(CONDENSATES, sentence(NUMBERS, 1, operation_as("cut_clause")),
                 f"{CONDENSATES}, line {NUMBERS}, sentence numbers-s1: cut_clause, which the study "
                 "config does not ask for", id="cut-without-leave"),
    pytest.param(CONDENSATES, sentence(STAIR, 1, operation_as("shift_person")),
                 f"{CONDENSATES}, line {STAIR}, sentence stairs-s1: shift_person, which the study "
                 "config does not ask for", id="shift-without-leave"),
    pytest.param(CONDENSATES, without(NUMBERS, 6, left_out("left out by kari: Said before")),
                 rf"{CONDENSATES}, line {NUMBERS}: leaves out A-\w+ for a reason that nobody gave",
                 id="left-out-by-nobody"),
    pytest.param(CONDENSATES, without(NUMBERS, 6, left_out("over the word budget")),
                 rf"{CONDENSATES}, line {NUMBERS}: leaves something out for a budget of words that "
                 "nobody set", id="budget-nobody-set"),
    pytest.param(CONDENSATES, without(NUMBERS, 6, left_out("nothing but hesitations and marks")),
                 rf"{CONDENSATES}, line {NUMBERS}: does not hold character 0 to 43 of A-\w+",
                 id="silent-that-speaks"),
    pytest.param(CONDENSATES, record(NUMBERS, lambda c: c["left_out"].append(
                     {"unit_id": ONLY, "reason": "over the word budget"})),
                 f"{CONDENSATES}, line {NUMBERS}: both holds the unit {ONLY} and leaves it out",
                 id="held-and-left-out"),
    pytest.param(CONDENSATES, without(NUMBERS, 1, passed_over("less telling than the rest of its "
                                                              "unit")),
                 f"{CONDENSATES}, line {NUMBERS}: passes over character 0 to 28 of {ONLY}, by "
                 "which it has its code", id="evidence-passed-over"),
    pytest.param(CONDENSATES, selecting(LAMP, 72, "She always answers, well, nearly always."),
                 f"{JOINED}: joins sentences that do not stand next to each other",
                 id="joined-over-a-gap"),
    pytest.param(CONDENSATES, selecting(UNSAFE, 43, "She comes from far away and the road is bad."),
                 f"{JOINED}: joins what two units say", id="joined-across-units"),
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c["opposing"].pop()),
                 f"{HUMAN}: sets other sentences against each other than may say the opposite",
                 id="opposing-removed"),
    pytest.param(CONDENSATES, record(COMPANY, lambda c: c["opposing"][0].update(reason="maybe")),
                 f"{HUMAN}: sets other sentences against each other than may say the opposite",
                 id="opposing-for-another-reason"),
    pytest.param(CONDENSATES, record(GARDEN, lambda c: c["opposing"].append(
                     {"sentence_id": "garden-s1", "other_id": "garden-s2", "reason": "so"})),
                 f"{CONDENSATES}, line {GARDEN}: sets other sentences against each other than may "
                 "say the opposite", id="opposing-invented"),
    pytest.param(COVERAGE, cell(4, 6, lambda words: str(int(words) + 1)),
                 f"{COVERAGE}, row 4: is not what the condensates say", id="more-words-kept"),
    pytest.param(COVERAGE, cell(4, 5, lambda words: str(int(words) - 1)),
                 f"{COVERAGE}, row 4: is not what the condensates say", id="fewer-words-said"),
    pytest.param("6_tables/table1.csv", lambda data: data.replace(b"Stairs", b"Chairs", 1),
                 r"6_tables/table1\.csv: is not what the records say", id="table"),
    pytest.param("6_tables/table1.md", lambda data: data.replace(b"(P6, C)", b"(P1, A)", 1),
                 r"6_tables/table1\.md: is not what the records say", id="attribution-in-a-table"),
]  # fmt: skip


@pytest.mark.parametrize(("artefact", "change", "message"), DRAFTS)
def test_tampering_with_a_draft_is_found(
    fresh: Copy, artefact: str, change: Change, message: str
) -> None:
    fresh.edit(artefact, change)
    assert_named(fresh, message)


KINDS = ("drop_event_mark", "drop_filler", "collapse_repetition", "resolve_self_repair",
         "trim_connective", "cut_clause", "punctuate", "capitalise", "shift_person",
         "shift_to_third_person", "frame", "join", "merge", "order")  # fmt: skip
LOCKED = [
    pytest.param(COMPANY, " perhaps", id="hedge"),
    pytest.param(COMPANY, " never", id="negation"),
    pytest.param(NUMBERS, " only", id="quantity"),
    pytest.param(GARDEN, " even if", id="conditional"),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("line", "word"), LOCKED)
def test_no_kind_of_operation_takes_a_locked_word_out(
    fresh: Copy, line: int, word: str, kind: str
) -> None:
    """The operation stands last, so that cleaning was right and the replay gives the text."""
    line = STAIR if word == " never" else line

    def changed(condensate: dict) -> None:
        found = next(s for s in condensate["sentences"] if word in s["text"])
        at = found["text"].index(word)
        found["operations"].append({"op": kind, "at": at, "was": word, "now": ""})
        found["text"] = found["text"].replace(word, "", 1)

    fresh.edit(CONDENSATES, record(line, changed))
    where = rf"{CONDENSATES}, line {line}, sentence \w+-s\d+"
    assert_named(fresh, rf"{where}: (?:operation \d+ \({kind}\) .*"
                        "|replaying its operations gives another text|words are .*)")  # fmt: skip


# -- statements ----------------------------------------------------------------------------------

HOUSE = rf"{CATEGORIES}, line {DRAFTED}"


def statement(
    number: int, change: Callable[[dict, list[dict]], object], line: int = DRAFTED
) -> Change:
    """Change a statement of a category's first paragraph and its operations."""

    def changed(category: dict) -> None:
        paragraph = category["paragraphs"][0]
        found = paragraph["statements"][number - 1]
        own = [op for op in paragraph["operations"] if op["statement"] == found["sentence_id"]]
        others = [op for op in paragraph["operations"] if op not in own]
        change(found, own)
        paragraph["operations"] = [*others, *own]
        told(paragraph)

    return record(line, changed)


def told(paragraph: dict) -> None:
    """A paragraph's text and units are those of its statements."""
    own = paragraph["statements"]
    paragraph["text"] = " ".join(found["text"] for found in own)
    paragraph["unit_ids"] = list(dict.fromkeys(u for found in own for u in found["unit_ids"]))


def half(found: dict, own: list[dict]) -> None:
    """Only how a sentence begins: "They go down once", and not that they never do it twice."""
    own[0]["now"] = "I go down once"
    del own[2:]
    found["text"] = "They go down once"


def merged(found: dict, own: list[dict]) -> None:
    own.append({"statement": found["sentence_id"], "op": "merge", "source": "stairs-s3", "at": 0})
    found["unit_ids"].append(unit_id("C", "The stairs were the end of the garden for me."))


def unframed(found: dict, own: list[dict]) -> None:
    del own[-2:]
    found["text"] = found["text"].removeprefix("Participants said that t").join(["T", ""])


def paragraphs(change: Callable[[list[dict]], object], line: int = DRAFTED) -> Change:
    def changed(category: dict) -> None:
        change(category["paragraphs"])
        for paragraph in category["paragraphs"]:
            told(paragraph)

    return record(line, changed)


def moved(found: list[dict]) -> None:
    """A statement about the stairs stands in what is said about the garden."""
    gone = found[0]["statements"].pop()
    found[1]["statements"].append(gone)
    own = [op for op in found[0]["operations"] if op["statement"] == gone["sentence_id"]]
    found[0]["operations"] = [op for op in found[0]["operations"] if op not in own]
    found[1]["operations"] += own


def emptied(found: list[dict]) -> None:
    found[1].update(statements=[], operations=[])


STATEMENTS = [
    pytest.param(statement(2, half), f"{HOUSE}, statement house-p1-s2: was made from its sentence "
                 "in another way", id="half-a-sentence"),
    pytest.param(statement(2, merged), f"{HOUSE}, statement house-p1-s2: names other units than "
                 "the condensate sentence it was made from", id="supported-by-another"),
    pytest.param(statement(1, unframed), f"{HOUSE}, statement house-p1-s1: is not framed as a "
                 "statement is", id="unframed"),
    pytest.param(paragraphs(moved), f"{HOUSE}, statement house-p1-s4: comes from no sentence of "
                 "its condensate", id="in-another-subtheme"),
    pytest.param(paragraphs(lambda found: found[1]["statements"].reverse()),
                 f"{HOUSE}, statement house-p2-s\\d: does not stand in the order of its condensate",
                 id="reordered"),
    pytest.param(paragraphs(lambda found: found.pop()),
                 f"{HOUSE}: has not one paragraph for each condensate, in their order",
                 id="subtheme-gone"),
    pytest.param(paragraphs(emptied), f"{HOUSE}, paragraph 2: has no statement, though its "
                 "condensate has sentences", id="subtheme-silenced"),
    pytest.param(lambda data: data[: data.index(b"\n") + 1],
                 f"{CATEGORIES}: has not one line for each code group, in their order",
                 id="category-gone"),
    pytest.param(record(DRAFTED, lambda c: c.update(stale=True)),
                 f"{HOUSE}: calls itself stale, or not, against what it says", id="called-stale"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), STATEMENTS)
def test_tampering_with_statements_is_found(fresh: Copy, change: Change, message: str) -> None:
    fresh.edit(CATEGORIES, change)
    assert_named(fresh, message)


def test_a_quoted_statement_is_verbatim(fresh: Copy) -> None:
    """ "In participants' own words", and then the third person."""

    def changed(category: dict) -> None:
        paragraph = category["paragraphs"][1]
        found = next(s for s in paragraph["statements"] if s["text"].endswith("”"))
        own = [op for op in paragraph["operations"] if op["statement"] == found["sentence_id"]]
        own[1:1] = [{"statement": found["sentence_id"], "op": "shift_to_third_person", "at": 0,
                     "was": "I", "now": "They"}]  # fmt: skip
        own[2]["at"] += 3  # where the quotation ends
        found["text"] = found["text"].replace("“I ", "“They ")
        others = [o for o in paragraph["operations"] if o["statement"] != found["sentence_id"]]
        paragraph["operations"] = [*others, *own]
        told(paragraph)

    fresh.edit(CATEGORIES, record(WRITTEN, changed))
    assert_named(fresh, rf"{TEXT}, statement safety-p2-s\d: was made from its sentence in another "
                        "way")  # fmt: skip


def test_nobody_speaks_against_themselves(fresh: Copy) -> None:
    """What P3 says is no counter-evidence to a statement that is P3's."""

    def changed(table: list[list[str]]) -> None:
        units = csv.DictReader((fresh.out / "2_segment/units.csv").open(encoding="utf-8"))
        own = next(row for row in units if row["unit_id"] == SUNDAYS)
        row = next(row for row in table if row[9].startswith("They don't feel safe"))
        row[3], row[4], row[7] = own["unit_id"], own["speakers"], own["text"]

    fresh.edit(COUNTER, rows(changed))
    assert_named(fresh, rf"{COUNTER}, row \d: is said by somebody whom the statement has its words "
                        "from")  # fmt: skip


def test_counter_evidence_has_a_reason(fresh: Copy) -> None:
    fresh.edit(COUNTER, cell(2, 5, lambda reason: "answered before"))
    assert_named(fresh, f"{COUNTER}, row 2: is offered for a reason that stc does not know")


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("victim") / "decided"
    copytree(decided(), folder)
    return folder


@given(data=st.data())
def test_no_proof_stumbles_over_what_is_written_in_a_record(
    victim: Path, data: st.DataObject
) -> None:
    """Some value in some record becomes another of its kind; whatever it is, no traceback."""
    name = data.draw(st.sampled_from([CONDENSATES, CATEGORIES]))
    path = victim / "out" / name
    before = path.read_bytes()
    lines = [json.loads(line) for line in before.splitlines()]
    spots = list(_spots(lines))
    holder, key = data.draw(st.sampled_from(spots))
    value = holder[key]
    other = st.integers(-3, 99) if type(value) is int else st.sampled_from(["", "x", STAIRS, LAMP])
    holder[key] = data.draw(other)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    try:
        breaks = verify(open_study(config=victim / "stc.yaml")).breaks
    finally:
        path.write_bytes(before)
    if holder[key] != value and key != "inputs_sha256":
        assert breaks[-1] == f"{name}: was changed after it was written."
        assert len(breaks) > 1


def _spots(value: object) -> object:
    """Every text and number in some records, as what holds it and its key."""
    items = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
    for key, inner in items:
        if isinstance(inner, (dict, list)):
            yield from _spots(inner)  # type: ignore[misc]
        elif not isinstance(inner, bool):
            yield value, key
