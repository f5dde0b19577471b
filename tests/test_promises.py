"""The promises hold on what the command line writes, proved without stc's own code."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import promises
import promises_of_people
import pytest
from decided_study import CAKE, SUNDAYS
from study_runs import ROOT, SAMPLES, USER, analysed, decided, generated
from synthetic_study import OTHER_FORMATS


def walked(
    out: Path, transcripts: Path, codebook: Path, base: Path, decisions: Path | None = None
) -> Counter[str]:
    today = datetime.now(UTC).date().isoformat()
    tells = [str(ROOT), str(out), str(base), USER, today]
    return promises.walk(
        out, transcripts, codebook, base=base, forbidden=tells, decisions=decisions
    )


def walk_decided(folder: Path) -> Counter[str]:
    return walked(folder / "out", folder / "transcripts", folder / "codebook.yaml", folder,
                  folder / "decisions")  # fmt: skip


def walk_sample(sample: str, out: Path) -> Counter[str]:
    transcripts = ROOT / "sample_data" / sample / "transcripts"
    base = ROOT / "configs"
    return walked(out, transcripts, base / f"{sample}.codebook.yaml", base)


@pytest.mark.parametrize("sample", SAMPLES)
def test_promises_hold_on_the_sample(sample: str) -> None:
    proved = walk_sample(sample, analysed(sample))
    for what in ("units", "assignments", "condensate sentences", "statements", "quotations"):
        assert proved[what] > 10, what
    assert proved["units of several spans"] > 0


@pytest.mark.parametrize("seed", [1])
def test_promises_hold_on_a_generated_study(seed: int) -> None:
    folder = generated(seed)
    proved = walked(folder / "out", folder / "transcripts", folder / "codebook.yaml", folder)
    assert proved["transcripts"] == 7 + len(OTHER_FORMATS)
    for what in ("units of several spans", "repeated units", "merged sentences"):
        assert proved[what] > 0, what


def test_promises_hold_where_people_decided() -> None:
    proved = walk_decided(decided())
    for what in ("condensates of people", "analytic texts of people", "golden quotes", "answers",
                 "quotations edited for print", "passages that may speak against",
                 "contributions", "decisions applied"):  # fmt: skip
        assert proved[what] > 0, what


def test_hesitation_alone_is_left_out_of_the_condensate() -> None:
    """ "Um, uh." has a code in the generated study, and nothing in it can be condensed."""
    folder = promises.Folder(generated(1) / "out")
    texts = [s["text"] for c in folder.condensates for s in c["sentences"]]
    assert [text for text in texts if not re.search(r"\w|…", text)] == []
    assert any(condensate["left_out"] for condensate in folder.condensates)


def test_every_sample_transcript_is_in_the_output() -> None:
    names = {row["source"] for row in promises.Folder(analysed("peer_workers")).transcripts}
    folder = "../sample_data/peer_workers/transcripts"
    assert names == {f"{folder}/{name}" for name in ("FG1.docx", "FG2.vtt", "FG3.txt", "FG4.md")}


def test_the_walker_imports_nothing_of_stc() -> None:
    modules = (promises, promises_of_people)
    trees = [ast.parse(Path(m.__file__).read_text(encoding="utf-8")) for m in modules]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert not any(name.startswith("stc_cli") for name in names)


# -- the walker itself: every promise, broken, is found ------------------------------------------


def edit_rows(edit: Callable[[list[list[str]]], None]) -> Callable[[bytes], bytes]:
    def edited(data: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
        edit(rows)
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(rows)
        return buffer.getvalue().encode()

    return edited


def edit_line(edit: Callable[[dict], None]) -> Callable[[bytes], bytes]:
    def edited(data: bytes) -> bytes:
        first, *rest = data.splitlines()
        record = json.loads(first)
        edit(record)
        return b"\n".join([json.dumps(record, ensure_ascii=False).encode(), *rest, b""])

    return edited


def put(row: int, column: int, value: str) -> Callable[[bytes], bytes]:
    return edit_rows(lambda rows: rows[row].__setitem__(column, value))


BROKEN = [
    pytest.param("1_ingest/turns.csv", lambda data: b"\xef\xbb\xbf" + data,
                 "begins with a byte-order mark", id="bom"),
    pytest.param("1_ingest/turns.csv", lambda data: data.replace(b"\n", b"\r\n"),
                 "holds a carriage return", id="line-ends"),
    pytest.param("2_segment/units.csv", put(0, 6, "words_said"),
                 "other columns than promised", id="column-renamed"),
    pytest.param("1_ingest/text/Intervju_1.txt", lambda data: data + b"more",
                 "disappeared", id="text-in-no-turn"),
    pytest.param("1_ingest/turns.csv", edit_rows(lambda rows: rows.append(rows[-1])),
                 "in two turns or skipped rows", id="turn-twice"),
    pytest.param("1_ingest/turns.csv", edit_rows(lambda rows: rows.pop()),
                 "disappeared", id="turn-gone"),
    pytest.param("1_ingest/transcripts.csv", put(1, 8, "1"),
                 "chars_in is not", id="characters-in"),
    pytest.param("1_ingest/transcripts.csv", put(1, 11, "1"),
                 "came out", id="characters-do-not-add-up"),
    pytest.param("2_segment/units.csv", put(3, 5, "0-4"), "is not its spans", id="span-moved"),
    pytest.param("2_segment/units.csv", put(3, 0, "Intervju_1-0123456789"),
                 "is not transcript and hash", id="unit-id"),
    pytest.param("3_code/uncoded.csv", edit_rows(lambda rows: rows.pop()),
                 "neither coded nor uncoded", id="uncoded-gone"),
    pytest.param("3_code/assignments.csv", put(1, 1, "invented"),
                 "no such place", id="code-invented"),
    pytest.param("4_condense/condensates.jsonl", edit_line(lambda c: c["sentences"].clear()),
                 "not in its condensate", id="unit-not-condensed"),
    pytest.param("4_condense/condensates.jsonl",
                 edit_line(lambda c: c["sentences"][0].update(text="Edited.")),
                 "other text", id="sentence-edited"),
    pytest.param("4_condense/condensates.jsonl",
                 edit_line(lambda c: c["sentences"][0]["operations"][0].update(now="Invented.")),
                 "select of words not there", id="words-invented"),
    pytest.param("5_synthesize/quotes.csv", put(1, 6, "Never said."), "not verbatim", id="quote"),
    pytest.param("6_tables/tabell1.md", lambda data: data + b"\n", "another sha256", id="table"),
    pytest.param("6_tables/extra.txt", lambda data: b"x", "not declared", id="extra-file"),
]  # fmt: skip


@pytest.mark.parametrize(("artefact", "edit", "message"), BROKEN)
def test_the_walker_finds_what_is_broken(
    tmp_path: Path, artefact: str, edit: Callable[[bytes], bytes], message: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(analysed("hverdag_kols"), out, ignore=shutil.ignore_patterns(".cache"))
    path = out / artefact
    path.write_bytes(edit(path.read_bytes() if path.is_file() else b""))
    with pytest.raises(AssertionError, match=message):
        walk_sample("hverdag_kols", out)


def test_the_walker_finds_where_and_when(tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(analysed("hverdag_kols"), out, ignore=shutil.ignore_patterns(".cache"))
    table = out / "6_tables" / "tabell1.md"
    table.write_bytes(table.read_bytes() + str(ROOT).encode())
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["artefacts"]["6_tables/tabell1.md"] = sha256(table.read_bytes()).hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"6_tables/tabell1\.md: tells"):
        walk_sample("hverdag_kols", out)


CASES_OF_CHARACTERS = [
    pytest.param("a.txt", "A\u030a b\u00a0c\n".encode(), 3, id="decomposed-and-no-break-space"),
    pytest.param("a.txt", "\ufeffa\u200b\u00adb\u200ec\n".encode(), 3, id="unseen"),
    pytest.param("a.txt", "👩\u200d🔬".encode(), 3, id="joined-emoji"),
    pytest.param("a.txt", "blåbær".encode("cp1252"), 6, id="cp1252"),
    pytest.param("a.vtt", "WEBVTT\n".encode("utf-16"), 6, id="utf-16"),
]


@pytest.mark.parametrize(("name", "data", "count"), CASES_OF_CHARACTERS)
def test_the_walker_counts_visible_characters(
    tmp_path: Path, name: str, data: bytes, count: int
) -> None:
    (tmp_path / name).write_bytes(data)
    assert promises.chars_in(tmp_path / name) == count


# Where people decided: what each promise about their work would say.
UNHEARD = [
    pytest.param("out/4_condense/condensates.jsonl", "A voice", "No voice",
                 "company: other words", id="their-words"),
    pytest.param("out/4_condense/condensates.jsonl", '"author": "human"', '"author": "draft"',
                 "whose text is it|written by nobody", id="their-name"),
    pytest.param("out/4_condense/condensates.jsonl", '"stale": true', '"stale": false',
                 "company: stale or not", id="stale"),
    pytest.param("out/4_condense/condensates.jsonl", f'"{CAKE} joined."', '""',
                 f"company: {CAKE} joined in silence", id="joined"),
    pytest.param("out/4_condense/condensates.jsonl", f', "{SUNDAYS} left: the code was rejected."',
                 "", f"company: {SUNDAYS} left in silence", id="left"),
    pytest.param("out/5_synthesize/categories.jsonl", "a matter of", "a question of",
                 "safety: other words", id="their-analytic-text"),
    pytest.param("out/5_synthesize/quotes.csv", ",kari,", ",bo,", "bo chose nothing", id="golden"),
    pytest.param("out/5_synthesize/quotes.csv", "The stairs decide my day. We moved the bed down "
                 "last winter.,,The", "The stairs decide my day. We moved the bed down last "
                 "winter.,,These", "printed otherwise", id="printed"),
    pytest.param("out/5_synthesize/counter_evidence.csv", "nuance,kari", "holds,kari",
                 "nobody found that", id="disposition"),
    pytest.param("out/5_synthesize/contributors.csv", ",A:P1,A,4,", ",A:P1,A,5,",
                 "contributors.csv, safety", id="contributions"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), UNHEARD)
def test_the_walker_finds_whom_nobody_heard(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    shutil.copytree(decided(), tmp_path / "study")
    path = tmp_path / "study" / file
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")
    with pytest.raises(AssertionError, match=message):
        walk_decided(tmp_path / "study")
