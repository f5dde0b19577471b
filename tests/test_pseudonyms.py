"""The pseudonym key: one pass, whole words, endings and case; nothing of it in the output."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell, contents

from stc_cli.decisions.anchors import Anchor, under_key
from stc_cli.errors import UsageError
from stc_cli.pseudonyms import PseudonymKey, load_key
from stc_cli.records import Original

KEY = """\
pseudonyms: 1
names:
  Kari Nordmann: Anne Berg
  Kari: Anne
  Tom: Per
  Per: Ola
  Bo: Lars
  O'Brien: Hill
  Anne-Lise: Berit
  øyvind: arne
places:
  Bergen: "[the city]"
  Rikshospital: Storhospital
  St. Olavs: "[hospital]"
  Mo: Li
patterns:
  - {regex: '\\b\\d{8}\\b', replacement: "[number]"}
allow: [Per, Bo]
"""


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> PseudonymKey:
    path = tmp_path_factory.mktemp("key") / "names.yaml"
    path.write_text(KEY, "utf-8")
    return load_key(path, path.parent / "transcripts")


CASES = [
    pytest.param("Tom met Per and Kari.", "Per met Ola and Anne.", id="one-pass"),
    pytest.param("Kari Nordmann and Kari", "Anne Berg and Anne", id="longest-first"),
    pytest.param("Kari\nNordmann", "Anne Berg", id="over-a-line-end"),
    pytest.param("Kari-Nordmann", "Anne Berg", id="hyphen-for-space"),
    pytest.param("Karin, Karianne, Makari", "Karin, Karianne, Makari", id="whole-words"),
    pytest.param("KARI and kari", "ANNE and anne", id="case"),
    pytest.param("Karis bok, KARIS", "Annes bok, ANNES", id="nordic-genitive"),
    pytest.param("Kari's book, Kari’s", "Anne's book, Anne’s", id="english-genitive"),
    pytest.param("Bos hus", "Lars' hus", id="genitive-of-a-replacement-in-s"),
    pytest.param("per dag, bo her", "per dag, bo her", id="everyday-words-that-are-allowed"),
    pytest.param("Per og PER", "Ola og OLA", id="allowed-words-as-names"),
    pytest.param("O'Brien, O’Brien's", "Hill, Hill's", id="apostrophe-within"),
    pytest.param("Kari2, kari2's", "Anne2, anne2's", id="with-a-number"),
    pytest.param("OʼBrien", "Hill", id="another-apostrophe"),
    pytest.param("Anne Lise, Anne-Lise", "Berit, Berit", id="double-name"),
    pytest.param("Øyvind og øyvind", "Arne og arne", id="key-in-lower-case"),
    pytest.param("Bergen, Bergens, BERGEN", "[the city], [the city]s, [the city]", id="brackets"),
    pytest.param("Rikshospitalet, rikshospitalets", "Storhospitalet, storhospitalets",
                 id="definite-place"),
    pytest.param("Bergenet", "[the city]", id="no-definite-form-of-brackets"),
    pytest.param("Moen ligger der", "Moen ligger der", id="short-place-without-endings"),
    pytest.param("på St. Olavs i går", "på [hospital] i går", id="full-stop-within"),
    pytest.param("ring 98765432 nå", "ring [number] nå", id="pattern"),
    pytest.param("ring 987654321 nå", "ring 987654321 nå", id="pattern-of-another-length"),
    pytest.param("Kari_Nordmann", "Anne Berg", id="underscore-as-in-file-names"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_replaced(key: PseudonymKey, text: str, expected: str) -> None:
    assert key.replaced(text) == expected


names = st.sampled_from(
    "Kari Nordmann|Karis|Tom|Per|Bergen|98765432|Rikshospitalet|og|,|\n".split("|")
)


@given(st.lists(names, max_size=12).map(" ".join))
def test_the_way_back_restores_the_text(key: PseudonymKey, text: str) -> None:
    new, replaced = key.applied(text)
    restored = new
    for row in reversed(replaced):
        restored = restored[: row.start] + row.original + restored[row.end :]
    assert restored == text


LEAKS = [
    pytest.param("Kari said", [4], id="name"),
    pytest.param("Kari Nordmann", [3], id="longest"),
    pytest.param("per dag, Per, Bo", [], id="allowed"),
    pytest.param("Bergensområdet", [12], id="inside-a-longer-word"),
    pytest.param("KariNordmann.docx", [3], id="file-name"),
    pytest.param("Karin", [], id="a-short-name-inside-another"),
    pytest.param("98765432", [17], id="pattern"),
    pytest.param("Anne and Ola in Storhospitalet", [], id="replacements"),
]


@pytest.mark.parametrize(("text", "lines"), LEAKS)
def test_what_leaks(key: PseudonymKey, text: str, lines: list[int]) -> None:
    assert [leak.line for leak in key.leaks(text)] == lines


BAD_KEYS = [
    pytest.param("names: {}", 'line 1: "pseudonyms" is missing. Add it.', id="no-version"),
    pytest.param("pseudonyms: 1\nname: {Kari: Anne}",
                 'line 2: unknown key "name". Did you mean "names"?', id="unknown-key"),
    pytest.param("pseudonyms: 1\nnames: {'Kari': ''}",
                 "line 2: has no replacement. Write, on one line, what stands for it.",
                 id="empty-replacement"),
    pytest.param("pseudonyms: 1\nnames: {'(x)': a}",
                 "line 2: a term must begin and end with a letter or digit. Write anything else "
                 "under `patterns:`.", id="no-word"),
    pytest.param("pseudonyms: 1\nnames: {Kari: kari}", "line 2: stands for itself. Write a "
                 "pseudonym.", id="itself"),
    pytest.param("pseudonyms: 1\nnames: {Kari: A, kari: B}",
                 "line 2: stands here a second time (first in line 2); case, hyphens and spaces do "
                 "not tell terms apart. Keep one of them.", id="twice-in-a-line"),
    pytest.param("pseudonyms: 1\nnames:\n  Kari: Anne\n  KARI: Eva",
                 "line 4: stands here a second time (first in line 3); case, hyphens and spaces do "
                 "not tell terms apart. Keep one of them.", id="twice"),
    pytest.param("pseudonyms: 1\npatterns: [{regex: '(', replacement: x}]",
                 'line 2: "patterns.regex": is not a regular expression (missing ), unterminated '
                 "subpattern at position 0).", id="regex"),
    pytest.param("pseudonyms: 1\npatterns: [{regex: 'a*', replacement: x}]",
                 'line 2: "patterns.regex": matches an empty text, so it would replace nothing '
                 "everywhere.", id="empty-regex"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BAD_KEYS)
def test_bad_keys(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as error:
        load_key(path, tmp_path)
    assert str(error.value) == f"{path}, {message}"


# -- a study with a key ----------------------------------------------------------------------------

STUDY_KEY = """\
pseudonyms: 1
names: {Kari Nordmann: Anne Berg, Kari: Anne, Nordmann: Berg}
places: {Bergen: "[the city]"}
"""
TALK = """\
Interviewer: Hi Kari, are you from Bergen?

Kari Nordmann: Yes, I'm Kari. I'm not alone in Bergen, and I ring the nurse. KARI is my name.

Interviewer: And Kari's mother?

Kari Nordmann: I measure the numbers every evening in Bergen, so I am never not alone there.
"""


@pytest.fixture
def named(study: Path, tmp_path: Path) -> Path:
    """The small study with names in a third interview and a key outside its folder."""
    (study / "transcripts" / "C.txt").write_text(TALK, "utf-8")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "names.yaml").write_text(STUDY_KEY, "utf-8")
    config = study / "stc.yaml"
    config.write_text("pseudonyms: ../secret/names.yaml\n" + config.read_text("utf-8"), "utf-8")
    return study


def test_no_term_of_the_key_is_anywhere_in_the_output(stc: Shell, named: Path) -> None:
    assert stc("analyze", "--quiet").code == 0
    assert stc("verify", "--quiet").code == 0
    assert stc("check", "--quiet").code == 0
    for path in (named / "out").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        packed = zipfile.ZipFile(path) if data.startswith(b"PK") else None
        parts = [packed.read(name) for name in packed.namelist()] if packed else [data]
        for part in parts:
            assert not [w for w in (b"Kari", b"KARI", b"Nordmann", b"Bergen") if w in part], path


def test_offsets_refer_to_the_pseudonymised_text_and_the_way_back_is_beside_the_key(
    stc: Shell, named: Path, tmp_path: Path
) -> None:
    stc("ingest", "--quiet")
    text = (named / "out" / "1_ingest" / "text" / "C.txt").read_text("utf-8")
    back = tmp_path / "secret" / "names.originals" / "study-transcripts" / "C.csv"
    with back.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["original"] for row in rows] == [
        "Kari", "Bergen", "Kari", "Bergen", "KARI", "Kari's", "Bergen",
    ]  # fmt: skip
    for row in reversed(rows):
        start, end = int(row["char_start"]), int(row["char_end"])
        text = text[:start] + row["original"] + text[end:]
    assert text == "\n".join(line.split(": ", 1)[1] for line in TALK.split("\n") if line) + "\n"
    assert not list((named / "out").rglob("names*"))


def test_characters_add_up_with_what_was_replaced(stc: Shell, named: Path) -> None:
    stc("ingest", "--quiet")
    with (named / "out" / "1_ingest" / "transcripts.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["transcript_id"] == "C")
    visible = len("".join(TALK.split()))
    assert int(row["chars_in"]) - int(row["chars_replaced"]) == visible
    assert int(row["chars_in"]) == sum(
        int(row[name]) for name in ("chars_turns", "chars_skipped", "chars_structure")
    )


def test_a_key_that_comes_late_reads_anew_and_check_fails_until_then(
    stc: Shell, named: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret" / "names.yaml"
    secret.write_text("pseudonyms: 1\n", "utf-8")
    stc("analyze", "--quiet")
    secret.write_text(STUDY_KEY, "utf-8")
    ran = stc("check", "--quiet")
    assert ran.code == 3
    assert ran.err.startswith("stc: out/")
    assert ran.err.endswith("or run `stc analyze` if the key is newer than the file.\n")
    assert "Kari" not in ran.err and "Bergen" not in ran.err
    stc("analyze", "--quiet")
    assert stc("check", "--quiet").code == 0


def test_check_names_places_in_decisions_and_never_the_term(stc: Shell, named: Path) -> None:
    stc("analyze", "--quiet")
    memo = named / "decisions" / "memos" / "one.md"
    memo.parent.mkdir(parents=True)
    memo.write_text("A memo.\n\nAbout Kari and Kari.\n", "utf-8")
    assert stc("check", "--quiet") == (
        3,
        "",
        "stc: decisions/memos/one.md, line 3: holds a term of the pseudonym key (line 2 of the "
        "key, and 1 more). Put it under `allow:` there if it is an everyday word; else take it "
        "out, or run `stc analyze` if the key is newer than the file.\n",
    )


def test_check_looks_into_word_files_whose_runs_part_a_name(stc: Shell, named: Path) -> None:
    stc("analyze", "--quiet")
    path = named / "out" / "table.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "word/document.xml", "<w:p><w:r><w:t>Ka</w:t></w:r><w:r><w:t>ri</w:t></w:r></w:p>"
        )
    ran = stc("check", "--quiet")
    assert (ran.code, ran.err.split(": holds")[0]) == (
        3,
        "stc: out/table.docx: word/document.xml, its text",
    )


def test_a_file_named_after_somebody_is_refused(stc: Shell, named: Path) -> None:
    shutil.copy(named / "transcripts" / "A.txt", named / "transcripts" / "Kari.txt")
    before = contents(named)
    ran = stc("analyze")
    assert (ran.code, ran.out, ran.err) == (
        2,
        "",
        "stc: transcripts/Kari.txt: its name holds a term of the pseudonym key (line 2), and names "
        "of files become ids in every result. Rename the file or folder.\n",
    )
    assert contents(named) == before


@pytest.mark.parametrize("place", ["out", "transcripts"])
def test_a_key_among_results_or_transcripts_is_refused(stc: Shell, named: Path, place: str) -> None:
    (named / place).mkdir(exist_ok=True)
    (named / place / "names.yaml").write_text(STUDY_KEY, "utf-8")
    config = named / "stc.yaml"
    config.write_text(config.read_text("utf-8").replace("../secret", place), "utf-8")
    ran = stc("ingest")
    assert (ran.code, ran.err) == (
        2,
        f"stc: {named / place / 'names.yaml'}: the pseudonym key lies in {named / place}. Keep it "
        "elsewhere, where only those who may know the names can read it, and name that place "
        "under `pseudonyms:`.\n",
    )


def test_the_way_back_follows_the_transcripts(stc: Shell, named: Path, tmp_path: Path) -> None:
    originals = tmp_path / "secret" / "names.originals" / "study-transcripts"
    stc("analyze", "--quiet")
    (originals / "C.csv").unlink()
    stc("analyze", "--quiet")
    assert sorted(path.name for path in originals.iterdir()) == ["A.csv", "B.csv", "C.csv"]
    (named / "transcripts" / "C.txt").unlink()
    stc("analyze", "--quiet")
    assert sorted(path.name for path in originals.iterdir()) == ["A.csv", "B.csv"]


def test_speakers_of_the_config_are_found_by_their_real_labels(stc: Shell, named: Path) -> None:
    config = named / "stc.yaml"
    config.write_text(
        "speakers: {P9: {role: participant, labels: [Kari Nordmann]}}\n"
        + config.read_text("utf-8"),
        "utf-8",
    )
    stc("ingest", "--quiet")
    with (named / "out" / "1_ingest" / "speakers.csv").open(encoding="utf-8") as file:
        rows = [(r["speaker"], r["label_as_written"]) for r in csv.DictReader(file)]
    assert ("P9", "Anne Berg") in rows


# -- anchors ---------------------------------------------------------------------------------------

ANCHORS = [
    pytest.param("alone in Bergen", id="ends-with-a-term"),
    pytest.param("Kari is here", id="begins-with-a-term"),
    pytest.param("not alone", id="holds-none"),
    pytest.param("here", id="behind-all-terms"),
]


@pytest.mark.parametrize("exact", ANCHORS)
def test_an_anchor_older_than_the_key_finds_its_passage(key: PseudonymKey, exact: str) -> None:
    before = "Kari Nordmann is not alone in Bergen. Tom and Kari is here."
    after, replaced = key.applied(before)
    start = before.index(exact)
    end = start + len(exact)
    old = Anchor("A", exact, before[:start], before[end:], start, end)
    rows = [Original("A", *row) for row in replaced]
    new = under_key(old, key, rows)
    assert after[new.start : new.end] == new.exact == key.replaced(exact)
    assert new.prefix + new.exact + new.suffix == after


def test_an_anchor_within_a_term_takes_the_whole_pseudonym(key: PseudonymKey) -> None:
    old = Anchor("A", "Nordmann is", "Kari ", " not", 5, 16)
    new = under_key(old, key, [Original("A", 0, 9, "Kari Nordmann")])
    assert new == Anchor("A", "Anne Berg is", "", " not", 0, 12)
