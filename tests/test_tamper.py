"""`stc verify` finds what was changed and names the place, whatever the manifest says."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell
from study_runs import analysed, config_of, generated
from tampering import Change, Copy, cell, copied, line, record, rows

from stc_cli.codebook import load_codebook
from stc_cli.proofs import verify
from stc_cli.workspace import open_study

TURNS, SKIPPED = "1_ingest/turns.csv", "1_ingest/skipped.csv"
TRANSCRIPTS, STORED = "1_ingest/transcripts.csv", "1_ingest/text/FG3.txt"
UNITS = "2_segment/units.csv"
ASSIGNMENTS, UNCODED, MATRIX = (f"3_code/{n}.csv" for n in ("assignments", "uncoded", "matrix"))
CONDENSATES, CONDENSATES_MD = "4_condense/condensates.jsonl", "4_condense/condensates.md"
COVERAGE, SPEAKERS = "4_condense/coverage.csv", "1_ingest/speakers.csv"
CATEGORIES, ANALYTIC_MD = "5_synthesize/categories.jsonl", "5_synthesize/analytic_text.md"
QUOTES, COUNTER = "5_synthesize/quotes.csv", "5_synthesize/counter_evidence.csv"


@pytest.fixture(autouse=True, scope="module")
def codebooks_read_once() -> Iterator[None]:
    """Most of the time of `verify` goes into the sample's long codebook, which nobody changes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stc_cli.workspace.load_codebook", cache(load_codebook))
        yield


@pytest.fixture
def copy(tmp_path: Path, stc: Shell) -> Copy:
    out = copied(analysed("peer_workers"), tmp_path / "out")
    return Copy(out, config_of("peer_workers"), stc)


@pytest.fixture
def odd(tmp_path: Path, stc: Shell) -> Copy:
    """Of the generated study, which has merged sentences."""
    folder = generated(1)
    return Copy(copied(folder / "out", tmp_path / "odd"), folder / "stc.yaml", stc)


def test_verify_passes_on_a_fresh_output(copy: Copy, odd: Copy) -> None:
    for fresh in (copy, odd):
        ran = fresh.stc("verify", "-c", fresh.config, "-o", fresh.out)
        assert (ran.code, ran.err) == (0, "")


def sentence(change: Callable[[dict], object], number: int = 2) -> Change:
    """Change a sentence of the second condensate."""
    return record(2, lambda condensate: change(condensate["sentences"][number - 1]))


def statement(change: Callable[[dict], object]) -> Change:
    return record(1, lambda category: change(category["paragraphs"][0]["statements"][0]))


def take_less(sentence: dict) -> None:
    """Leave the first word out, everywhere: the replay is right, the speaker's words are not."""
    take = sentence["operations"][0]
    first = take["now"].index(" ") + 1
    take["at"] += first
    take["now"] = sentence["text"] = take["now"][first:]
    del sentence["operations"][1:-2]


S2 = rf"{CONDENSATES}, line 2, sentence [\w-]+-s2: "
CASES = [
    pytest.param(STORED, lambda data: data[:900] + b"\xff" + data[901:],
                 f"{STORED}: is no longer UTF-8 text", id="stored-text-no-text"),
    pytest.param(STORED, lambda data: data + b" ",
                 STORED + r", character \d+: text that is neither in a turn nor skipped",
                 id="stored-text-longer"),
    pytest.param(TURNS, cell(5, 9, str.upper),
                 r"1_ingest/text/FG1\.txt, character \d+: FG1-t4 reads differently there",
                 id="turn-edited"),
    pytest.param(TURNS, rows(lambda table: table.pop(4)),
                 r"1_ingest/text/FG1\.txt, character \d+: text that is neither in a turn nor "
                 "skipped", id="turn-removed"),
    pytest.param(SKIPPED, rows(lambda table: table.pop(1)),
                 r"1_ingest/text/FG1\.txt, character \d+: text that is neither in a turn nor "
                 "skipped", id="skipped-removed"),
    pytest.param(TRANSCRIPTS, cell(3, 8, lambda count: str(int(count) + 1)),
                 f"{TRANSCRIPTS}, FG2: turns, skipped and structure do not add up",
                 id="characters-in"),
    pytest.param(TRANSCRIPTS, cell(3, 4, lambda digest: "0" * 64),
                 f"{TRANSCRIPTS}, FG2: was not made from the manifest's input", id="input-sha256"),
    pytest.param(TRANSCRIPTS, rows(lambda table: table.pop()),
                 f"{TRANSCRIPTS}: the transcript FG4 is not listed", id="transcript-removed"),
    pytest.param(SPEAKERS, cell(4, 4, lambda turns: str(int(turns) + 1)),
                 f"{SPEAKERS}: the turns or roles of FG1 are not those of turns.csv",
                 id="speakers-counted-otherwise"),
    pytest.param(UNITS, rows(lambda table: table.pop(9)),
                 rf"{UNITS}: holds no unit for character \d+ to \d+ of FG1", id="unit-removed"),
    pytest.param(UNITS, cell(7, 6, lambda text: text + " Not."),
                 rf"{UNITS}, row 7 \(FG1-\w+\): the text is not the one its id was made from",
                 id="unit-edited"),
    pytest.param(UNITS, cell(7, 5, lambda spans: "0-" + spans.split("-")[1]),
                 rf"{UNITS}, row 7 \(FG1-\w+\): the spans cut out of the stored text are not the "
                 "unit's text", id="span-moved"),
    pytest.param(UNITS, cell(7, 3, lambda speaker: "M99"),
                 rf"{UNITS}, row 7 \(FG1-\w+\): the speakers are not those of its turns",
                 id="speaker-changed"),
    pytest.param(UNITS, rows(lambda table: table[6].pop()), f"{UNITS}, row 7: cannot be read",
                 id="cell-removed"),
    pytest.param(ASSIGNMENTS, cell(3, 1, lambda code: "invented"),
                 f'{ASSIGNMENTS}, row 3: the code "invented" is not in the codebook',
                 id="code-invented"),
    pytest.param(ASSIGNMENTS, cell(3, 6, lambda status: "rejected"),
                 rf"(?:{UNCODED}: the unit FG1-\w+ is neither coded nor listed as uncoded"
                 rf"|{CONDENSATES}, line \d+: the unit FG1-\w+ does not belong there)",
                 id="assignment-rejected"),
    pytest.param(ASSIGNMENTS, rows(lambda table: table.pop()),
                 rf"(?:{UNCODED}: the unit FG4-\w+ is neither coded nor listed as uncoded"
                 rf"|{MATRIX}, row 5: counts other assignments than assignments.csv holds)",
                 id="assignment-removed"),
    pytest.param(UNCODED, cell(4, 3, str.upper),
                 rf"{UNCODED}, row 4: says something else than units.csv of the unit FG1-\w+",
                 id="uncoded-edited"),
    pytest.param(UNCODED, rows(lambda table: table.pop(3)),
                 rf"{UNCODED}: the unit FG1-\w+ is neither coded nor listed as uncoded",
                 id="uncoded-removed"),
    pytest.param(CONDENSATES, sentence(lambda s: s.update(text=s["text"] + " Really.")),
                 S2 + "replaying its operations gives another text", id="condensate-edited"),
    pytest.param(CONDENSATES, sentence(lambda s: s["unit_ids"].append("FG1-0123456789")),
                 S2 + "names other units than its operations", id="unit-id-added"),
    pytest.param(CONDENSATES, sentence(lambda s: s["operations"][0].update(now="I made it up.")),
                 S2 + r"operation 1 \(select\) selects words that do not stand in FG\d-\w+ at \d+",
                 id="words-invented"),
    pytest.param(CONDENSATES, record(1, lambda c: c["passed_over"].pop()),
                 rf"{CONDENSATES}, line 1: does not hold character \d+ to \d+ of FG\d-\w+",
                 id="passed-over-in-silence"),
    pytest.param(CONDENSATES, record(1, lambda c: c["passed_over"][0].update(reason="dull")),
                 rf"{CONDENSATES}, line 1: passes over a sentence of FG\d-\w+ for no known reason",
                 id="passed-over-for-no-reason"),
    pytest.param(CONDENSATES, record(1, lambda c: c["passed_over"][0].update(
                     reason="talk about the talk")),
                 rf"{CONDENSATES}, line 1: passes over character \d+ to \d+ of FG\d-\w+, no mere"
                 " talk",
                 id="passed-over-as-talk"),
    pytest.param(CONDENSATES, record(1, lambda c: c["opposing"].append(
                     {"sentence_id": "a-s1", "other_id": "a-s2", "reason": "I say so"})),
                 f"{CONDENSATES}, line 1: sets other sentences against each other than may say the "
                 "opposite",
                 id="opposing-nobody"),
    pytest.param(CONDENSATES, record(1, lambda c: c.update(author="human")),
                 f"{CONDENSATES}, line 1: is not called a draft, but nobody has adopted it",
                 id="draft-called-human"),
    pytest.param(CONDENSATES, sentence(take_less),
                 rf"{CONDENSATES}, line 2: does not hold character \d+ to \d+ of FG\d-\w+",
                 id="words-left-out"),
    pytest.param(CONDENSATES, record(2, lambda condensate: condensate["sentences"].pop()),
                 rf"{CONDENSATES}, line 2: (?:does not hold character \d+ to \d+ of FG\d-\w+"
                 r"|the unit FG\d-\w+ is neither in the condensate nor left out with a reason)",
                 id="sentence-removed"),
    pytest.param(CONDENSATES, record(2, lambda condensate: condensate["sentences"].reverse()),
                 rf"{CONDENSATES}, line 2, sentence [\w-]+: stands in another place than recorded",
                 id="sentences-reordered"),
    pytest.param(CONDENSATES, lambda data: data[: data.index(b"\n") + 1],
                 rf"{CONDENSATES}: there is no condensate for \w+, where \d+ units lie",
                 id="condensates-removed"),
    pytest.param(CONDENSATES, line(2, lambda text: text[:-9]),
                 f"{CONDENSATES}, line 2: cannot be read", id="line-cut"),
    pytest.param(CONDENSATES, record(2, lambda condensate: condensate.pop("left_out")),
                 f"{CONDENSATES}, line 2: lacks a field", id="field-removed"),
    pytest.param(CONDENSATES, sentence(lambda s: s["operations"][0].update(at="0")),
                 f"{CONDENSATES}, line 2: a field of another kind", id="number-as-text"),
    pytest.param(CONDENSATES, record(2, lambda condensate: condensate.update(author="human")),
                 f"{CONDENSATES}, line 2: is not called a draft, but nobody has adopted it",
                 id="draft-called-adopted"),
    pytest.param(COVERAGE, cell(5, 3, lambda represented: "false"),
                 f"{COVERAGE}, row 5: is not what the condensates say", id="coverage-edited"),
    pytest.param(CONDENSATES_MD, line(9, lambda text: text + " Really."),
                 f"{CONDENSATES_MD}, line 9: is not what the records beside it say",
                 id="condensates-md-edited"),
    pytest.param(CONDENSATES_MD, lambda data: data.replace(b"\n", b"\r\n"),
                 f"{CONDENSATES_MD}, line 1: is not what the records beside it say",
                 id="condensates-md-line-ends"),
    pytest.param(CONDENSATES_MD, lambda data: b"\xe6" + data,
                 f"{CONDENSATES_MD}: is no longer UTF-8 text", id="condensates-md-cp1252"),
    pytest.param(CATEGORIES, statement(lambda s: s.update(text=s["text"] + " Most of them.")),
                 rf"{CATEGORIES}, line 1, statement [\w-]+-s1: replaying its operations gives "
                 "another text", id="statement-edited"),
    pytest.param(CATEGORIES, statement(lambda s: s["unit_ids"].append("FG1-0123456789")),
                 rf"{CATEGORIES}, line 1, statement [\w-]+-s1: names other units than the "
                 "condensate sentence it was made from", id="statement-unit-added"),
    pytest.param(CATEGORIES, record(1, lambda category: category.update(heading="Better")),
                 f"{CATEGORIES}, line 1: the heading is not the codebook's", id="heading"),
    pytest.param(CATEGORIES, record(1, lambda category: category["contributors"].pop()),
                 f"{CATEGORIES}, line 1: the contributors are not those of its units",
                 id="contributor-removed"),
    pytest.param(CATEGORIES, record(1, lambda category: category["quotes"].pop()),
                 f"{CATEGORIES}, line 1: names other quotations than quotes.csv",
                 id="quotation-unlisted"),
    pytest.param(CATEGORIES,
                 record(1, lambda category: category["paragraphs"][0].update(text="They did.")),
                 f"{CATEGORIES}, line 1, paragraph 1: its text is not its statements",
                 id="paragraph-edited"),
    pytest.param(ANALYTIC_MD, line(9, lambda text: text + " Really."),
                 f"{ANALYTIC_MD}, line 9: is not what the records beside it say",
                 id="analytic-text-edited"),
    pytest.param(QUOTES, cell(3, 6, lambda quote: quote.replace(" ", " really ", 1)),
                 rf"{QUOTES}, row 3: the quotation is not what stands in FG\d", id="quote-edited"),
    pytest.param(QUOTES, cell(3, 4, lambda speaker: "M99"),
                 rf"{QUOTES}, row 3: the quotation lies outside the unit FG\d-\w+",
                 id="quote-attributed-to-another"),
    pytest.param(COUNTER, cell(2, 7, str.upper),
                 rf"{COUNTER}, row 2: is not what the unit FG\d-\w+ says", id="counter-evidence"),
]  # fmt: skip


@pytest.mark.parametrize(("artefact", "change", "message"), CASES)
def test_tampering_is_found(copy: Copy, artefact: str, change: Change, message: str) -> None:
    copy.edit(artefact, change)
    copy.fix_manifest()  # so that nothing but what the records say of each other tells
    copy.assert_broken(message)


@pytest.mark.parametrize("share", [0.0, 0.4, 0.9, 1.0])
def test_a_changed_character_is_named_by_its_place(copy: Copy, share: float) -> None:
    text = (copy.out / STORED).read_text(encoding="utf-8")
    letters = [match.start() for match in re.finditer("[a-z]", text)]
    at = letters[int(share * (len(letters) - 1))]
    copy.edit(STORED, lambda data: (text[:at] + text[at].upper() + text[at + 1 :]).encode())
    copy.fix_manifest()
    reads = r"(?:FG3-t\d+|a skipped text) reads differently there"
    copy.assert_broken(f"{STORED}, character {at}: {reads}")


def test_a_unit_taken_out_everywhere_is_missed(copy: Copy) -> None:
    """Neither coded nor uncoded, in no file: its words are still in the turns."""
    copy.edit(UNITS, rows(lambda table: table.pop(9)))
    gone = {row[0] for row in csv.reader((analysed("peer_workers") / UNITS).open(newline=""))}
    gone -= {row[0] for row in csv.reader((copy.out / UNITS).open(newline=""))}
    copy.edit(UNCODED, rows(lambda table: table.remove(next(r for r in table if r[0] in gone))))
    copy.fix_manifest()
    copy.assert_broken(rf"{UNITS}: holds no unit for character \d+ to \d+ of FG1")


@pytest.mark.parametrize(
    "kind",
    ["drop_filler", "drop_event_mark", "collapse_repetition", "resolve_self_repair",
     "trim_connective", "cut_clause", "punctuate", "capitalise", "shift_person",
     "shift_to_third_person", "frame"],
)  # fmt: skip
def test_no_operation_takes_a_negation_out(copy: Copy, kind: str) -> None:
    """The replay is right and the text fits it: only the kind of the operation is wrong."""
    records = [json.loads(text) for text in (copy.out / CONDENSATES).read_bytes().splitlines()]
    number, victim = next(
        (number, sentence)
        for number, condensate in enumerate(records, start=1)
        for sentence in condensate["sentences"]
        if " not " in sentence["text"] and all(op["op"] != "join" for op in sentence["operations"])
    )
    at = victim["text"].index(" not ")
    place = sum(op["op"] not in ("merge", "order") for op in victim["operations"])
    victim["operations"].insert(place, {"op": kind, "at": at, "was": " not", "now": ""})
    victim["text"] = victim["text"].replace(" not ", " ", 1)
    lines = [json.dumps(value, ensure_ascii=False) for value in records]
    copy.edit(CONDENSATES, lambda data: ("\n".join(lines) + "\n").encode())
    copy.fix_manifest()
    where = f"{CONDENSATES}, line {number}, sentence {victim['sentence_id']}"
    copy.assert_broken(rf"{where}: operation {place + 1} \({kind}\) is not of that kind")


def merged_sentences(out: Path) -> Iterator[tuple[list[dict], int, dict, int]]:
    """Records, line, sentence and index of an operation that merges a unit named only there."""
    records = [json.loads(text) for text in (out / CONDENSATES).read_bytes().splitlines()]
    for number, condensate in enumerate(records, start=1):
        named = [unit for s in condensate["sentences"] for unit in s["unit_ids"]]
        for sentence in condensate["sentences"]:
            sources = [op.get("source") for op in sentence["operations"]]
            for index, op in enumerate(sentence["operations"]):
                once = named.count(op.get("source")) == sources.count(op.get("source")) == 1
                if op["op"] == "merge" and once:
                    yield records, number, sentence, index


def without_unit(sentence: dict, index: int) -> str:
    sentence["unit_ids"].remove(sentence["operations"][index]["source"])
    return "sentence {id}: names other units than its operations"


def without_merge(sentence: dict, index: int) -> str:
    del sentence["operations"][index]
    return "sentence {id}: names other units than its operations"


def without_both(sentence: dict, index: int) -> str:
    unit = sentence["operations"].pop(index)["source"]
    sentence["unit_ids"].remove(unit)
    return f"the unit {unit} is neither in the condensate nor left out with a reason"


def with_other_words(sentence: dict, index: int) -> str:
    operation = sentence["operations"][index]
    operation["was"] = operation["was"].swapcase()
    return f"sentence {{id}}: a merged sentence does not stand in {operation['source']}"


def with_a_negation(sentence: dict, index: int) -> str:
    """The merged words turned round."""
    operation = sentence["operations"][index]
    operation["now"] = f"never {operation['now']}"
    source = operation["source"]
    return f"sentence {{id}}: what was merged from {source} was cleaned in another way"


@pytest.mark.parametrize(
    "change", [without_unit, without_merge, without_both, with_other_words, with_a_negation]
)
def test_a_merged_unit_is_not_lost(odd: Copy, change: Callable[[dict, int], str]) -> None:
    records, number, sentence, index = next(merged_sentences(odd.out))
    message = change(sentence, index).format(id=sentence["sentence_id"])
    lines = [json.dumps(value, ensure_ascii=False) for value in records]
    odd.edit(CONDENSATES, lambda data: ("\n".join(lines) + "\n").encode())
    odd.fix_manifest()
    odd.assert_broken(rf"{CONDENSATES}, line {number}[:,] {message}")


@pytest.mark.parametrize("form", ["csv", "md", "html", "tex", "docx", "xlsx"])
def test_a_changed_table_is_found(copy: Copy, form: str) -> None:
    copy.edit(f"6_tables/table1.{form}", lambda data: data[:-1] + bytes([data[-1] ^ 1]))
    copy.assert_broken(rf"6_tables/table1\.{form}: is not what the records say")
    copy.fix_manifest()
    copy.assert_broken(rf"6_tables/table1\.{form}: is not what the records say")


DELETED = [TRANSCRIPTS, TURNS, SKIPPED, STORED, UNITS, ASSIGNMENTS, UNCODED, MATRIX, CONDENSATES,
           CONDENSATES_MD, CATEGORIES, ANALYTIC_MD, QUOTES, COUNTER, COVERAGE,
           SPEAKERS, "3_code/decisions.csv", "3_code/unplaced.csv",
           "3_code/conflicts.csv"]  # fmt: skip
UNREAD = ["overview/terms.csv", "6_tables/table1.docx"]


@pytest.mark.parametrize("artefact", DELETED)
def test_a_deleted_artefact_is_found(copy: Copy, artefact: str) -> None:
    copy.edit(artefact, lambda data: None)
    copy.assert_broken(f"{artefact}: is not there or cannot be read")
    copy.fix_manifest()
    copy.assert_broken(f"{artefact}: is not there or cannot be read")


@pytest.mark.parametrize("artefact", UNREAD)
def test_a_deleted_artefact_that_no_proof_reads_is_found(copy: Copy, artefact: str) -> None:
    copy.edit(artefact, lambda data: None)
    copy.assert_broken(f"{artefact}: is in the manifest but not in the folder")
    if "6_tables" not in artefact:
        copy.fix_manifest()
        copy.assert_broken(f"{artefact}: is not in the manifest, although its stage has run")


# -- any change at all ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(analysed("hverdag_kols"), tmp_path_factory.mktemp("victim") / "out")


@given(data=st.data())
def test_whatever_changes_is_found_without_a_traceback(victim: Path, data: st.DataObject) -> None:
    """Some bytes of some file become others: the hash is wrong, and no proof stumbles over it."""
    artefacts = sorted(json.loads((victim / "manifest.json").read_bytes())["artefacts"])
    name = data.draw(st.sampled_from(artefacts))
    path = victim / name
    before = path.read_bytes()
    start = data.draw(st.integers(0, len(before) - 1))
    end = data.draw(st.integers(start, min(start + 40, len(before))))
    after = before[:start] + data.draw(st.binary(max_size=8)) + before[end:]
    path.write_bytes(after)
    try:
        breaks = verify(open_study(config=config_of("hverdag_kols"), out=victim)).breaks
    finally:
        path.write_bytes(before)
    assert bool(breaks) == (after != before)
    if after != before:
        assert breaks[-1] == f"{name}: was changed after it was written."
