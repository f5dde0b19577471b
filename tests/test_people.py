"""Who talks: the roster before a run, the participants' list, settings per transcript, folders."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from studies import Shell, contents

from stc_cli.config import Config
from stc_cli.errors import UsageError
from stc_cli.languages import LEMMATISED, TOKENISED, load_language
from stc_cli.participants import load_participants
from stc_cli.stages.ingest import transcript_id


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def configure(study: Path, text: str) -> None:
    config = study / "stc.yaml"
    config.write_text(f"{text}\n{config.read_text('utf-8')}", "utf-8")


# -- the roster ------------------------------------------------------------------------------------


def test_a_dry_run_shows_every_label_and_writes_nothing(stc: Shell, study: Path) -> None:
    (study / "transcripts" / "C.txt").write_text(
        "Moderator: Hi.\nKari: Oh.\nKARI: Yes.\nKari: I am.\nOla: Me.\n", "utf-8"
    )
    configure(study, "speakers: {M: {role: moderator, labels: [Moderator]}}")
    before = contents(study)
    ran = stc("ingest", "--dry-run")
    assert ran.code == 0
    assert contents(study) == before and not (study / "out").exists()
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "C transcripts/C.txt (txt, en)" in lines
    assert "Moderator M moderator 1 1 Hi." in lines
    assert "Kari participant 2 3 Oh." in lines
    assert "KARI Kari participant 1 1 Yes." in lines
    assert "Ola participant 1 1 Me. stands only once" in lines


def test_a_dry_run_in_json(stc: Shell, study: Path) -> None:
    (study / "transcripts" / "empty.txt").write_bytes(b"")
    ran = stc("ingest", "--dry-run", "--json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["refused"] == {"transcripts/empty.txt": "transcripts/empty.txt: the file is empty."}
    assert [t["transcript_id"] for t in told["transcripts"]] == ["A", "B"]
    assert told["transcripts"][0]["speakers"][0] == {
        "transcript_id": "A", "speaker": "Interviewer", "label_as_written": "Interviewer",
        "role": "moderator", "turns": 2, "words": 5, "first_line": "How are the nights?",
        "doubtful": False, "why": "",
    }  # fmt: skip


def test_doubtful_labels_are_a_warning_until_they_are_settled(stc: Shell, study: Path) -> None:
    path = study / "transcripts" / "A.txt"
    path.write_text(path.read_text("utf-8") + "\nOla: Hello there.\n", "utf-8")
    assert stc("ingest", "--quiet").err == (
        "stc: transcripts/A.txt: 1 doubtful speaker label; `stc ingest --dry-run` shows which and "
        "why. Settle it under `speakers:` or `not_speakers:` in the study config.\n"
    )
    configure(study, "speakers: {Ola: {role: participant}}")
    assert stc("ingest", "--quiet").err == ""


# -- labels and people -----------------------------------------------------------------------------


def test_one_label_is_two_people_where_the_config_says_so(stc: Shell, study: Path) -> None:
    configure(
        study,
        "speakers:\n"
        "  Ann: {role: participant, labels: [P1], transcripts: [A]}\n"
        "  Eva: {role: participant, labels: [P1, P2], transcripts: [B*]}\n",
    )
    path = study / "transcripts" / "B.txt"
    path.write_text(path.read_text("utf-8") + "\nP1: And me.\n", "utf-8")
    stc("ingest", "--quiet")
    told = {(r["transcript_id"], r["label_as_written"]): r["speaker"]
            for r in rows(study / "out" / "1_ingest" / "speakers.csv")}  # fmt: skip
    assert (told["A", "P1"], told["B", "P1"], told["B", "P2"]) == ("Ann", "Eva", "Eva")


# -- participants ----------------------------------------------------------------------------------

PEOPLE = "id,gender,role\nP1,woman,nurse\nP2,man,\nP9,woman,cook\n"


def test_attributes_are_joined_to_speakers(stc: Shell, study: Path) -> None:
    (study / "people.csv").write_text(PEOPLE, "utf-8")
    configure(study, "participants: people.csv")
    ran = stc("ingest", "--quiet")
    assert ran.err == (
        "stc: people.csv: 1 speaker (in B) is not in the list; `stc check` names them.\n"
        "stc: people.csv: 1 participant of the list says nothing in any transcript; `stc check` "
        "names them.\n"
    )
    told = {r["speaker"]: (r["role"], r["participant_gender"], r["participant_role"])
            for r in rows(study / "out" / "1_ingest" / "speakers.csv")}  # fmt: skip
    assert told == {
        "Interviewer": ("moderator", "", ""),
        "P1": ("participant", "woman", "nurse"),
        "P2": ("participant", "man", ""),
        "P3": ("participant", "", ""),
    }
    findings = json.loads(stc("check", "--json").out)["findings"]
    assert [f["text"] for f in findings if f["text"].startswith("people.csv")] == [
        'people.csv: does not list "P3" of B.',
        'people.csv: "P9" says nothing in any transcript.',
    ]


def test_an_attribute_changes_the_roster_and_reads_nothing_anew(stc: Shell, study: Path) -> None:
    (study / "people.csv").write_text(PEOPLE, "utf-8")
    configure(study, "participants: people.csv")
    stc("analyze", "--quiet")
    (study / "people.csv").write_text(PEOPLE.replace("nurse", "doctor"), "utf-8")
    assert stc("status", "--check", "--quiet").err.startswith("stc: ingest is stale: ")
    told = json.loads(stc("analyze", "--json").out)
    assert told["written"] == ["1_ingest/speakers.csv"]


EXCEL = "id;kjønn;rolle\nP1;kvinne;lærer, rektor\n\nP2;mann\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_list_as_excel_saves_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(EXCEL.replace("\n", "\r\n").encode(encoding))
    people = load_participants(path)
    assert people.attributes == ("kjønn", "rolle")
    assert people.rows == (("P1", ("kvinne", "lærer, rektor")), ("P2", ("mann", "")))
    assert people.values("nobody") == ("", "")


BAD_LISTS = [
    pytest.param("", "is empty. Its first line names the columns, one of them `id`.", id="empty"),
    pytest.param("name,age\nx,1\n", 'line 1: has no column "id". Add one with each participant\'s '
                 "id.", id="no-id"),
    pytest.param("id,age,age\nP1,1,2\n", 'line 1: has two columns "age". Rename one of them.',
                 id="column-twice"),
    pytest.param("id,age\nP1,1\n,2\n", 'line 3: has no participant id in the column "id".',
                 id="id-missing"),
    pytest.param("id,age\nP1,1\nP1,2\n", 'line 3: the id "P1" stands here a second time. Give each '
                 "participant one line.", id="id-twice"),
    pytest.param("id,age\nP1,1,2\n", "line 2: has 3 cells where line 1 names 2 columns. Put a cell "
                 "that holds the delimiter in double quotes.", id="too-many-cells"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BAD_LISTS)
def test_bad_lists(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as error:
        load_participants(path)
    separator = ": " if message.startswith("is") else ", "
    assert str(error.value) == f"{path}{separator}{message}"


# -- settings per transcript -----------------------------------------------------------------------


def test_the_id_comes_before_patterns_and_patterns_before_the_study() -> None:
    config = Config.model_validate(
        {
            "language": "en",
            "ingest": {"encoding": "cp1252"},
            "per_transcript": {
                "FG*": {"language": "nb", "encoding": "utf-16"},
                "FG2": {"language": "sv"},
            },
        }
    )
    assert [config.language_of(name) for name in ("FG1", "FG2", "A")] == ["nb", "sv", "en"]
    assert [config.settings_for(n).encoding for n in ("FG2", "A")] == ["utf-16", "cp1252"]
    assert config.languages == ("en", "nb", "sv")


def test_a_transcript_in_another_language_is_read_in_it(stc: Shell, study: Path) -> None:
    """The role word, the sentence end after an abbreviation and the lemma are Norwegian."""
    (study / "transcripts" / "N.txt").write_text(
        "Intervjuer: Hvordan går det?\n\nP7: Jeg målte bl.a. tallene mine hver kveld hele uka.\n",
        "utf-8",
    )
    book = study / "codebook.yaml"
    book.write_text(book.read_text("utf-8").replace("[measure, number]", "[måle, number]"), "utf-8")
    configure(study, "per_transcript: {N: {language: nb}}")
    assert stc("analyze", "--quiet") == (0, "", "")
    transcripts = rows(study / "out" / "1_ingest" / "transcripts.csv")
    assert [row["language"] for row in transcripts] == ["en", "en", "nb"]
    units = [u for u in rows(study / "out" / "2_segment" / "units.csv") if u["speakers"] == "P7"]
    assert [unit["text"] for unit in units] == ["Jeg målte bl.a. tallene mine hver kveld hele uka."]
    coded = rows(study / "out" / "3_code" / "assignments.csv")
    assert (units[0]["unit_id"], "measuring") in [(r["unit_id"], r["code_id"]) for r in coded]
    assert stc("verify", "--quiet").code == 0


def test_an_encoding_is_believed(stc: Shell, study: Path) -> None:
    (study / "transcripts" / "M.txt").write_bytes("P1: blåbær og smør\n".encode("mac_roman"))
    configure(study, "per_transcript: {M: {encoding: mac_roman}}")
    stc("ingest", "--quiet")
    text = (study / "out" / "1_ingest" / "text" / "M.txt").read_text("utf-8")
    assert text == "blåbær og smør\n"


def test_settings_of_no_transcript_are_told(stc: Shell, study: Path) -> None:
    configure(study, "per_transcript: {AA: {encoding: utf-8}}")
    assert stc("ingest", "--quiet").err == (
        'stc: stc.yaml: "AA" under `per_transcript:` is no transcript\'s id (ids are in '
        "1_ingest/transcripts.csv).\n"
    )


BAD_SETTINGS = [
    pytest.param("ingest: {encoding: utf-9}", 'stc.yaml, line 1: "ingest.encoding": "utf-9" is not '
                 "an encoding of text; try utf-8 or cp1252.", id="unknown-encoding"),
    pytest.param("ingest: {encoding: hex}", 'stc.yaml, line 1: "ingest.encoding": "hex" is not an '
                 "encoding of text; try utf-8 or cp1252.", id="no-encoding-of-text"),
    pytest.param("per_transcript: {A: {langage: nb}}", 'stc.yaml, line 1: unknown key "langage". '
                 'Did you mean "language"?', id="unknown-key"),
    pytest.param("per_transcript: {A: {language: nx}}", '"nx" is not a language stc knows. Did you '
                 'mean "nn"? With full data: da, en, nb, nn, sv.', id="unknown-language"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BAD_SETTINGS)
def test_bad_settings(stc: Shell, study: Path, text: str, message: str) -> None:
    configure(study, text)
    ran = stc("ingest")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"stc: {message.split(' Did')[0]}")


# -- languages -------------------------------------------------------------------------------------


def test_a_language_without_full_data_is_read_and_what_is_missing_is_said(
    stc: Shell, study: Path
) -> None:
    for path in (study / "transcripts").iterdir():
        path.unlink()
    (study / "transcripts" / "D.txt").write_text(
        "I: Wie geht es?\n\nB: Ich messe jeden Abend.\n\nI: Und?\n\nB: Die Zahlen beruhigen.\n",
        "utf-8",
    )
    config = study / "stc.yaml"
    config.write_text(config.read_text("utf-8").replace("language: en", "language: de"), "utf-8")
    ran = stc("analyze", "--quiet")
    assert (ran.code, ran.err) == (
        0,
        'stc: stc has no full data for "de": abbreviations, fillers, back-channels, hedges, '
        "negations, the shift to the third person and table labels are missing (labels are "
        "English); tokens come from spaCy and lemmas from simplemma.\n",
    )
    assert stc("verify", "--quiet").code == 0


def test_what_is_said_of_lemmas_is_true() -> None:
    from simplemma import lemmatize

    def known(code: str) -> bool:
        try:
            lemmatize("a", lang={"hr": "hbs", "sr": "hbs"}.get(code, code))
        except ValueError:
            return False
        return True

    assert [code for code in TOKENISED if known(code)] == sorted(LEMMATISED, key=TOKENISED.index)
    assert load_language("nn").has_lemmas and not load_language("am").has_lemmas


@pytest.mark.parametrize("code", TOKENISED)
def test_every_other_language_can_be_tokenised(code: str) -> None:
    import spacy

    assert len(spacy.blank(code)("a b")) == 2


# -- folders ---------------------------------------------------------------------------------------


def test_links_are_not_followed_and_told(stc: Shell, study: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "X.txt").write_text("P1: secret\n", "utf-8")
    (study / "transcripts" / "X.txt").symlink_to(outside / "X.txt")
    (study / "transcripts" / "more").symlink_to(outside, target_is_directory=True)
    (study / "transcripts" / "again.txt").symlink_to(study / "transcripts" / "A.txt")
    ran = stc("ingest", "--quiet")
    assert ran.code == 0
    assert sorted(ran.err.splitlines()) == [
        f"stc: transcripts/{name}: is a symbolic link, which stc does not follow. Copy the file "
        "itself there."
        for name in ("X.txt", "again.txt", "more")
    ]
    ids = [row["transcript_id"] for row in rows(study / "out" / "1_ingest" / "transcripts.csv")]
    assert ids == ["A", "B"]


def test_an_id_fits_a_file_name_however_deep_its_folder() -> None:
    deep = "/".join(["en lang mappe æøå"] * 30)
    one, other = transcript_id(f"{deep}/a.txt"), transcript_id(f"{deep}/b.txt")
    assert one != other
    assert len(f"{one}.txt".encode()) <= 200
    assert one.startswith("en_lang_mappe_æøå-en_lang_mappe_æøå")


def test_a_person_of_two_transcripts_is_named_once_where_the_config_says_so(
    stc: Shell, study: Path
) -> None:
    path = study / "transcripts" / "B.txt"
    path.write_text(path.read_text("utf-8") + "\nP1: I ring the nurse and she comes.\n", "utf-8")

    def who() -> str:
        stc("analyze", "--quiet")
        return rows(study / "out" / "6_tables" / "table2.csv")[0]["speakers"]

    assert who() == "P1 (A), P1 (B), P2, P3"
    configure(study, "speakers: {P1: {role: participant}}")
    assert who() == "P1, P2, P3"


def test_names_that_are_no_unicode_and_pipes_are_refused(stc: Shell, study: Path) -> None:
    os.mkfifo(study / "transcripts" / "pipe.txt")
    Path(os.fsdecode(os.fsencode(study / "transcripts") + b"/bad\xff.txt")).write_text("P1: a")
    ran = stc("ingest", "--quiet")
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "stc: transcripts/bad?.txt: its name is not UTF-8. Rename it. The other transcripts were "
        "analysed.",
        "stc: transcripts/pipe.txt: is not a file that can be read. The other transcripts were "
        "analysed.",
    ]


def test_ids_that_are_terms_of_the_key_are_told_as_pseudonyms(
    stc: Shell, study: Path, tmp_path: Path
) -> None:
    for path in (study / "transcripts").iterdir():
        text = path.read_text("utf-8").replace("P1:", "Kari:").replace("P2:", "Tor:")
        path.write_text(text, "utf-8")
    (tmp_path / "key.yaml").write_text("pseudonyms: 1\nnames: {Kari: Anne, Tor: Leif}\n", "utf-8")
    (study / "people.csv").write_text("id,job\nKari,nurse\nTor,cook\nP3,poet\n", "utf-8")
    configure(study, "pseudonyms: ../key.yaml\nparticipants: people.csv")
    assert stc("analyze", "--quiet").err == ""
    told = {r["speaker"]: r["participant_job"]
            for r in rows(study / "out" / "1_ingest" / "speakers.csv")}  # fmt: skip
    assert told == {"Interviewer": "", "Anne": "nurse", "Leif": "cook", "P3": "poet"}
    assert "Kari" not in stc("check", "--json").out
    assert stc("withdraw", "Kari", "--yes").code == 0
    assert stc("check", "--quiet").code == 0
