"""Withdrawal: somebody's words leave the study, and what cannot be reached is said."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from studies import Shell, contents

WORDS = "the weather was awful this summer"  # only P3 says so, in transcript B
COPIES = "copies elsewhere: recordings, originals, backups, files that were sent or printed."


@pytest.fixture
def analysed(stc: Shell, study: Path) -> Path:
    """The small study, analysed, with P3's words in decisions and in a file edited by hand."""
    stc("analyze", "--quiet")
    coding = study / "decisions" / "coding"
    coding.mkdir(parents=True)
    lines = [_line("reject", f"but {WORDS}"), _line("add", "I never ring the nurse")]
    (coding / "ann.jsonl").write_text("".join(json.dumps(row) + "\n" for row in lines), "utf-8")
    (study / "decisions" / "memos").mkdir()
    (study / "decisions" / "memos" / "b.md").write_text(f"He said: “{WORDS}”. Odd.\n", "utf-8")
    edited = study / "out" / "4_condense" / "condensates.md.edited"
    edited.write_text(f"My version: {WORDS}\n", "utf-8")
    return study


def _line(act: str, exact: str) -> dict[str, object]:
    return {"act": act, "transcript_id": "B", "unit": [{"exact": exact}], "code": "calls"}


def everywhere(folder: Path) -> str:
    """All text below a folder, the cache and parts of Word files included."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if data.startswith(b"PK"):
                with zipfile.ZipFile(path) as archive:
                    data = b"".join(archive.read(name) for name in archive.namelist())
            texts.append(data.decode("utf-8", "replace"))
    return "\n".join(texts)


def test_a_dry_run_says_what_and_changes_nothing(stc: Shell, analysed: Path) -> None:
    before = contents(analysed)
    ran = stc("withdraw", "P3", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "To be taken out: P3 in B, 1 turn, 16 words, from the stored texts, all results and the "
        "cache.\n"
        "  decisions/coding/ann.jsonl: 1 passage to be removed\n"
        "  decisions/memos/b.md: 1 passage to be removed\n"
        "  out/4_condense/condensates.md.edited: the file is to be removed\n"
        "Not reached:\n"
        "  transcripts/B.txt: still holds their words; take them out of the file.\n"
        f"  {COPIES}\n"
    )
    assert contents(analysed) == before


def test_without_a_terminal_it_asks_for_yes(stc: Shell, analysed: Path) -> None:
    before = contents(analysed)
    ran = stc("withdraw", "P3")
    assert (ran.code, ran.err) == (
        2,
        "stc: nothing was changed. Run it again with --yes to take this out.\n",
    )
    assert contents(analysed) == before


def test_their_words_are_nowhere_but_in_the_original(stc: Shell, analysed: Path) -> None:
    ran = stc("withdraw", "P3", "--yes", "--by", "Ann")
    assert (ran.code, ran.err) == (0, "")
    for folder in ("out", "decisions"):
        text = everywhere(analysed / folder)
        assert "awful" not in text and "not alone in the building" not in text
        assert "I never ring the nurse" in text  # nobody else's words are gone
    assert WORDS in (analysed / "transcripts" / "B.txt").read_text("utf-8")
    assert stc("verify", "--quiet").code == 0
    assert stc("status", "--check", "--quiet").code == 0


def test_what_is_left_is_wordless(stc: Shell, analysed: Path) -> None:
    stc("withdraw", "P3", "--yes", "--by", "Ann")
    (entry,) = (analysed / "decisions" / "withdrawn.jsonl").read_text("utf-8").splitlines()
    data = json.loads(entry)
    file = sha256((analysed / "transcripts" / "B.txt").read_bytes()).hexdigest()
    assert data | {"date": ""} == {
        "transcripts": ["B"], "speaker": "P3", "date": "", "by": "Ann", "files": [file],
    }  # fmt: skip
    speakers = (analysed / "out" / "1_ingest" / "speakers.csv").read_text("utf-8")
    assert "B,P3,,participant,0,0,,false,withdrawn" in speakers
    first, second = (analysed / "decisions" / "coding" / "ann.jsonl").read_text().splitlines()
    assert json.loads(first) == _line("reject", "(withdrawn)")
    assert json.loads(second) == _line("add", "I never ring the nurse")
    memo = (analysed / "decisions" / "memos" / "b.md").read_text("utf-8")
    assert memo == "He said: “(withdrawn)”. Odd.\n"


def test_later_runs_do_not_bring_the_words_back(stc: Shell, analysed: Path) -> None:
    stc("withdraw", "P3", "--yes")
    before = contents(analysed / "out")
    assert "nothing was written" in stc("analyze").out
    original = analysed / "transcripts" / "B.txt"
    original.write_text(original.read_text("utf-8") + "\nP3: And awful rain again.\n", "utf-8")
    stc("analyze", "--quiet")
    assert "awful" not in everywhere(analysed / "out")
    assert before["1_ingest/text/B.txt"] == contents(analysed / "out")["1_ingest/text/B.txt"]


def test_twice_is_as_good_as_once(stc: Shell, analysed: Path) -> None:
    stc("withdraw", "P3", "--yes")
    before = contents(analysed)
    assert stc("withdraw", "P3", "--yes").code == 0
    assert contents(analysed) == before


def test_masking_leaves_the_turns_without_words(stc: Shell, analysed: Path) -> None:
    config = analysed / "stc.yaml"
    config.write_text(config.read_text("utf-8") + "ingest: {withdrawn: mask}\n", "utf-8")
    stc("withdraw", "P3", "--yes")
    turns = (analysed / "out" / "1_ingest" / "turns.csv").read_text("utf-8").splitlines()
    assert turns[-1].startswith("B-t3,B,3,P3,participant,") and turns[-1].endswith(",[…]")
    assert "awful" not in everywhere(analysed / "out")
    assert stc("verify", "--quiet").code == 0


def test_a_whole_transcript_goes_with_its_file(stc: Shell, analysed: Path) -> None:
    ran = stc("withdraw", "B", "--yes")
    assert ran.out.startswith(
        "Taken out: B, 3 turns, 33 words, from the stored texts, all results and the cache.\n"
    )
    assert "  transcripts/B.txt: the file is removed\n" in ran.out
    assert not (analysed / "transcripts" / "B.txt").exists()
    assert not (analysed / "out" / "1_ingest" / "text" / "B.txt").exists()
    text = everywhere(analysed / "out") + everywhere(analysed / "decisions")
    assert "never ring the nurse" not in text and "awful" not in text
    assert stc("verify", "--quiet").code == 0


def test_an_original_that_is_kept_is_not_read_again(stc: Shell, analysed: Path) -> None:
    ran = stc("withdraw", "B", "--yes", "--keep-originals")
    assert "  transcripts/B.txt: still holds their words; take them out of the file.\n" in ran.out
    assert (analysed / "transcripts" / "B.txt").exists()
    assert "awful" not in everywhere(analysed / "out")
    assert "1 transcript, " in stc("analyze").out


def test_the_last_transcript_takes_all_results_with_it(stc: Shell, analysed: Path) -> None:
    stc("withdraw", "A", "--yes")
    stc("withdraw", "B", "--yes")
    assert contents(analysed / "out") == {}


def test_somebody_in_several_transcripts_must_be_one_person(stc: Shell, analysed: Path) -> None:
    ran = stc("withdraw", "Interviewer", "--yes")
    assert (ran.code, ran.out, ran.err) == (
        2,
        "",
        'stc: "Interviewer" speaks in A, B, and neither `speakers:` nor the participants\' list '
        "says that this is one person. Name the transcript too: A:Interviewer.\n",
    )
    assert stc("withdraw", "B:Interviewer", "--yes").code == 0
    assert "And for you?" not in everywhere(analysed / "out")
    config = analysed / "stc.yaml"
    config.write_text(
        config.read_text("utf-8") + "speakers: {Interviewer: {role: moderator}}\n", "utf-8"
    )
    assert stc("withdraw", "Interviewer", "--yes").code == 0
    assert "How are the nights?" not in everywhere(analysed / "out")


def test_nobody(stc: Shell, analysed: Path) -> None:
    assert stc("withdraw", "P33", "--yes") == (
        2,
        "",
        'stc: "P33" is no transcript and no speaker. Did you mean "P3"? Their names stand in '
        "speakers.csv.\n",
    )


def test_a_name_that_is_a_transcript_and_a_speaker(stc: Shell, analysed: Path) -> None:
    (analysed / "transcripts" / "P2.txt").write_text("I: Hi.\nP2: Hello there.\n", "utf-8")
    ran = stc("withdraw", "P2", "--yes")
    assert (ran.code, ran.err) == (
        2,
        'stc: "P2" is a transcript and a speaker. Add --kind transcript or --kind person.\n',
    )
    assert stc("withdraw", "P2", "--kind", "transcript", "--yes").code == 0
    assert not (analysed / "transcripts" / "P2.txt").exists()
    assert "I never ring the nurse" in everywhere(analysed / "out")


def test_an_unreadable_record_stops_every_run(stc: Shell, analysed: Path) -> None:
    record = analysed / "decisions" / "withdrawn.jsonl"
    record.write_text('{"transcripts": ["B"], "spea', "utf-8")
    assert stc("analyze") == (
        2,
        "",
        f"stc: {record}, line 1: cannot be read. A line looks like "
        '{"transcripts": ["FG1"], "speaker": "P2"}; without a speaker the whole transcript is '
        "withdrawn. Correct it: no analysis runs before that.\n",
    )


def test_json(stc: Shell, analysed: Path) -> None:
    summary = json.loads(stc("withdraw", "P3", "--dry-run", "--json").out)
    assert summary == {
        "speaker": "P3",
        "transcripts": ["B"],
        "turns": 1,
        "words": 16,
        "decisions": {"decisions/coding/ann.jsonl": 1, "decisions/memos/b.md": 1},
        "removed_files": ["out/4_condense/condensates.md.edited"],
        "not_reached": [
            "transcripts/B.txt: still holds their words; take them out of the file.",
            COPIES,
        ],
    }


# -- a withdrawal outlives what changes around it --------------------------------------------------


def config_of(study: Path, text: str) -> None:
    config = study / "stc.yaml"
    config.write_text(f"{text}\n{config.read_text('utf-8')}", "utf-8")


def late_key(study: Path) -> None:
    (study.parent / "key.yaml").write_text("pseudonyms: 1\nnames: {P3: Eva}\n", "utf-8")
    config_of(study, "pseudonyms: ../key.yaml")


def key_with_the_pseudonym_written(study: Path) -> None:
    late_key(study)
    record = study / "decisions" / "withdrawn.jsonl"
    record.write_text(record.read_text("utf-8").replace('"P3"', '"Eva"'), "utf-8")


def other_id(study: Path) -> None:
    config_of(study, "speakers: {Teacher: {role: participant, labels: [P3]}}")


def no_speaker(study: Path) -> None:
    config_of(study, "not_speakers: [P3]")


def renamed(study: Path) -> None:
    (study / "transcripts" / "B.txt").rename(study / "transcripts" / "Group B.txt")


def other_case(study: Path) -> None:
    path = study / "transcripts" / "B.txt"
    path.write_text(path.read_text("utf-8") + "\nP2: And so on.\n", "utf-8")
    path.rename(study / "transcripts" / "b.txt")


CHANGES = [late_key, key_with_the_pseudonym_written, other_id, no_speaker, renamed, other_case]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_words_stay_out_whatever_changes(stc: Shell, analysed: Path, change: object) -> None:
    stc("withdraw", "P3", "--yes")
    change(analysed)  # type: ignore[operator]
    assert stc("analyze", "--quiet").code == 0
    assert "awful" not in everywhere(analysed / "out")
    assert "I never ring the nurse" in everywhere(analysed / "out")
    assert stc("verify", "--quiet").code == 0


def test_a_withdrawn_transcript_under_another_name_is_refused(stc: Shell, analysed: Path) -> None:
    stc("withdraw", "B", "--yes", "--keep-originals")
    renamed(analysed)
    shutil.rmtree(analysed / "decisions" / "coding")
    ran = stc("analyze", "--quiet")
    assert (ran.code, ran.err) == (
        1,
        "stc: transcripts/Group B.txt: was withdrawn under another name. Remove it. The other "
        "transcripts were analysed.\n",
    )
    assert "awful" not in everywhere(analysed / "out")


def test_a_linked_person_is_withdrawn_from_later_transcripts_too(
    stc: Shell, analysed: Path
) -> None:
    config_of(analysed, "speakers: {P3: {role: participant}}")
    stc("withdraw", "P3", "--yes")
    (analysed / "transcripts" / "C.txt").write_text("I: So?\n\nP3: An awful day.\n", "utf-8")
    stc("analyze", "--quiet")
    assert "awful" not in everywhere(analysed / "out")


def test_an_act_that_matches_nobody_is_told(stc: Shell, analysed: Path) -> None:
    stc("withdraw", "P3", "--yes")
    path = analysed / "transcripts" / "B.txt"
    path.write_text(path.read_text("utf-8").replace("P3:", "P33:"), "utf-8")
    shutil.rmtree(analysed / "decisions" / "coding")
    assert stc("analyze", "--quiet").err == (
        "stc: decisions/withdrawn.jsonl: the person of line 1 was not found in B, so nothing of "
        "theirs was left out there. See `stc ingest --dry-run`.\n"
    )


def test_remarks_within_their_talk_go_too(stc: Shell, study: Path) -> None:
    path = study / "transcripts" / "B.txt"
    path.write_text(path.read_text("utf-8") + "[P3 cries about a zeppelin]\n", "utf-8")
    stc("analyze", "--quiet")
    assert "zeppelin" in everywhere(study / "out")
    stc("withdraw", "P3", "--yes")
    assert "zeppelin" not in everywhere(study / "out")
    assert stc("verify", "--quiet").code == 0


# -- interrupted -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["P3", "B"])
@pytest.mark.parametrize("cut", range(12))
def test_the_same_command_again_finishes_what_was_cut_off(
    stc: Shell, analysed: Path, monkeypatch: pytest.MonkeyPatch, name: str, cut: int
) -> None:
    """Cut off before the nth change on disk, then run again: as if it had never been."""
    import stc_cli.files
    import stc_cli.withdrawal

    class CutError(Exception):
        pass

    left = [cut]

    def counting(function: object) -> object:
        def count(*args: object, **kwargs: object) -> object:
            if left[0] == 0:
                raise CutError
            left[0] -= 1
            return function(*args, **kwargs)  # type: ignore[operator]

        return count

    with monkeypatch.context() as patch:
        for function in ("append_line", "write_bytes", "delete", "run"):
            patch.setattr(
                stc_cli.withdrawal, function, counting(getattr(stc_cli.withdrawal, function))
            )
        patch.setattr("sys.argv", ["stc", "withdraw", name, "--yes"])
        try:
            from stc_cli.cli import main

            main()
        except (CutError, SystemExit):
            pass
    assert stc("withdraw", name, "--yes").code == 0
    assert "awful" not in everywhere(analysed / "out") + everywhere(analysed / "decisions")
    assert (analysed / "transcripts" / "B.txt").exists() == (name == "P3")
    assert len((analysed / "decisions" / "withdrawn.jsonl").read_text("utf-8").splitlines()) == 1
    assert stc("verify", "--quiet").code == 0
    assert stc("status", "--check", "--quiet").code == 0


def test_the_last_transcript_leaves_its_folder(stc: Shell, analysed: Path) -> None:
    stc("withdraw", "A", "--yes")
    stc("withdraw", "B", "--yes")
    assert list((analysed / "transcripts").iterdir()) == []
    assert stc("withdraw", "B", "--yes").code == 0
    assert "holds no transcript" in stc("analyze").err


# -- files that were changed by hand ---------------------------------------------------------------


def test_files_changed_by_hand_are_searched_in_any_encoding(stc: Shell, analysed: Path) -> None:
    out = analysed / "out"
    (out / "units_excel.txt").write_bytes(f"x\t{WORDS}\n".encode("utf-16"))
    units = out / "2_segment" / "units.csv"
    units.write_text(units.read_text("utf-8") + "mine\n", "utf-8")
    (out / "plot.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    told = json.loads(stc("withdraw", "P3", "--dry-run", "--json").out)
    assert told["removed_files"] == [
        "out/2_segment/units.csv",
        "out/4_condense/condensates.md.edited",
        "out/units_excel.txt",
    ]
    assert "out/plot.png: cannot be searched; look yourself what it holds." in told["not_reached"]
    stc("withdraw", "P3", "--yes")
    assert not (out / "units_excel.txt").exists()
    assert not list((out / "2_segment").glob("*.edited"))
    assert "awful" not in everywhere(out)


# -- what stands beside their words ----------------------------------------------------------------


def test_what_was_written_about_their_turns_goes_too(stc: Shell, study: Path) -> None:
    """A translation beside a turn; page numbers stay."""
    (study / "transcripts" / "T.csv").write_text(
        "speaker,text,translation\nI,Hvordan?,How?\nEva,Helt fælt.,Utterly dreadful.\nI,Ja.,Yes.\n"
        "Eva,Nei.,No.\n",
        "utf-8",
    )
    stc("withdraw", "Eva", "--yes")
    stc("analyze", "--quiet")
    text = everywhere(study / "out")
    assert "dreadful" not in text and "How?" in text
    assert stc("verify", "--quiet").code == 0


def test_somebody_without_a_name_is_not_a_whole_transcript(stc: Shell, study: Path) -> None:
    (study / "transcripts" / "Q.txt").write_text(
        "Question 1. How was the night?\nIt was long.\nQuestion 2. How was the day?\nBetter.\n",
        "utf-8",
    )
    message = (
        "stc: somebody without a name speaks in Q. Give their turns a label in the transcript, or "
        "withdraw the transcript.\n"
    )
    for name in ("", "Q:"):
        assert stc("withdraw", name, "--yes") == (2, "", message)
    assert (study / "transcripts" / "Q.txt").exists()


def test_results_of_stages_that_no_longer_run_go(stc: Shell, analysed: Path) -> None:
    config = analysed / "stc.yaml"
    text = config.read_text("utf-8").replace("codebook: codebook.yaml\n", "")
    config.write_text(text, "utf-8")
    stc("withdraw", "P3", "--yes")
    assert "awful" not in everywhere(analysed / "out")
    assert not (analysed / "out" / "4_condense").exists()
    assert stc("verify", "--quiet").code == 0


def test_a_changed_key_refuses_the_transcript_rather_than_bring_words_back(
    stc: Shell, analysed: Path
) -> None:
    shutil.rmtree(analysed / "decisions" / "coding")
    late_key(analysed)
    stc("withdraw", "P3", "--yes")
    (analysed.parent / "key.yaml").write_text("pseudonyms: 1\nnames: {P3: Liv}\n", "utf-8")
    ran = stc("analyze", "--quiet")
    assert (ran.code, ran.err) == (
        1,
        "stc: transcripts/B.txt: somebody withdrew from it who is not found in it any more (have "
        "the pseudonym key or the config's speakers changed?): correct the name in "
        "decisions/withdrawn.jsonl. The other transcripts were analysed.\n",
    )
    assert "awful" not in everywhere(analysed / "out")


def test_the_roster_does_not_show_them_with_a_key_either(stc: Shell, analysed: Path) -> None:
    late_key(analysed)
    stc("withdraw", "P3", "--yes")
    assert "alone in the building" not in stc("ingest", "--dry-run", "--json").out


def test_a_renamed_and_edited_transcript_is_told(stc: Shell, analysed: Path) -> None:
    shutil.rmtree(analysed / "decisions" / "coding")
    stc("withdraw", "P3", "--yes")
    path = analysed / "transcripts" / "B.txt"
    path.write_text(path.read_text("utf-8") + "\nP2: And so on.\n", "utf-8")
    path.rename(analysed / "transcripts" / "FG2.txt")
    assert stc("analyze", "--quiet").err == (
        "stc: decisions/withdrawn.jsonl: the transcripts of line 1 are not there any more. If one "
        "was renamed, add its new id to `transcripts` there.\n"
    )


def test_what_cannot_be_cleaned_and_who_may_be_them_is_told(stc: Shell, analysed: Path) -> None:
    memo = analysed / "decisions" / "memos" / "m.docx"
    with zipfile.ZipFile(memo, "w") as archive:
        archive.writestr("word/document.xml", f"<w:p><w:t>{WORDS}</w:t></w:p>")
    book = analysed / "codebook.yaml"
    book.write_text(book.read_text("utf-8") + f"# {WORDS}\n", "utf-8")
    path = analysed / "transcripts" / "B.txt"
    path.write_text(path.read_text("utf-8") + "\nP3 (crying): Oh.\n", "utf-8")
    told = json.loads(stc("withdraw", "P3", "--dry-run", "--json").out)["not_reached"]
    assert told[:4] == [
        "transcripts/B.txt: still holds their words; take them out of the file.",
        "decisions/memos/m.docx: holds words of theirs; take them out of the file.",
        "codebook.yaml: holds words of theirs; take them out of the file.",
        'B: "P3 (crying)" may be them, too, and stays.',
    ]


def test_a_quotation_that_others_repeat_goes_from_a_line_on_their_transcript(
    stc: Shell, analysed: Path
) -> None:
    path = analysed / "transcripts" / "B.txt"
    path.write_text(path.read_text("utf-8") + "\nInterviewer: The weather was awful?\n", "utf-8")
    ledger = analysed / "decisions" / "coding" / "ann.jsonl"
    ledger.write_text(json.dumps(_line("add", "the weather was awful")), "utf-8")
    stc("withdraw", "P3", "--yes")
    assert json.loads(ledger.read_text("utf-8")) == _line("add", "(withdrawn)")


def test_a_ledger_that_came_back_from_a_copy_is_not_believed(stc: Shell, analysed: Path) -> None:
    ledger = analysed / "decisions" / "coding" / "ann.jsonl"
    line = {**_line("reject", f"but {WORDS}"), "speakers": ["P3"]}
    stc("withdraw", "P3", "--yes")
    ledger.write_text(json.dumps(line) + "\n", "utf-8")
    stc("analyze", "--quiet")
    (row,) = csv.DictReader((analysed / "out" / "3_code" / "decisions.csv").open(encoding="utf-8"))
    assert (row["outcome"], row["unit_id"]) == ("withdrawn", "")
    assert "awful" not in everywhere(analysed / "out")
    found = stc("check")
    assert found.code == 3
    assert (
        "error  decisions/coding/ann.jsonl, line 1: holds words of somebody who withdrew. Run the "
        "same `stc withdraw` again, which takes them out.\n"
    ) in found.out
    stc("withdraw", "P3", "--yes")
    assert "awful" not in ledger.read_text("utf-8")
    assert stc("check").code == 0


def test_a_sheet_beside_the_config_is_named(stc: Shell, analysed: Path) -> None:
    (analysed / "mine.csv").write_text(f"text\n{WORDS}\n", "utf-8")
    told = stc("withdraw", "P3", "--yes").out
    assert "mine.csv: holds words of theirs; take them out, or delete it." in told
