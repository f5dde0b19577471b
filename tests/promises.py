"""A walker over an output folder that proves the promises of the on-disk contract.

It shares no code with stc: it counts, cuts, hashes and replays by itself. Every function asserts
one promise; a message names a place (file, id, offset), never what was said.
"""

from __future__ import annotations

import csv
import hashlib
import html
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import yaml
from promises_of_people import people_are_heard
from pypdf import PdfReader

csv.field_size_limit(2**31 - 1)
Row = dict[str, str]

# As users' scripts rely on them; more columns may follow.
COLUMNS = {
    "1_ingest/transcripts.csv": "transcript_id, source, format, language, sha256, turns, words, "
    "speakers, chars_in, chars_turns, chars_skipped, chars_structure",
    "1_ingest/turns.csv": "turn_id, transcript_id, turn, speaker, role, start, end, char_start, "
    "char_end, text",
    "1_ingest/skipped.csv": "transcript_id, char_start, char_end, reason, text",
    "1_ingest/speakers.csv": "transcript_id, speaker, label_as_written, role, turns, words, "
    "first_line, doubtful",
    "2_segment/units.csv": "unit_id, transcript_id, turn_ids, speakers, role, spans, text, words, "
    "question, state",
    "3_code/assignments.csv": "unit_id, code_id, subgroup_id, group_id, source, evidence, status, "
    "coder",
    "3_code/decisions.csv": "coder, line, id, act, transcript_id, unit_id, code_id, group_id, "
    "subgroup_id, outcome, how, by, reason",
    "3_code/unplaced.csv": "coder, line, transcript_id, quotation, reason, candidates",
    "3_code/conflicts.csv": "unit_id, code_id, coders, decisions",
    "3_code/uncoded.csv": "unit_id, transcript_id, speakers, text, state",
    "5_synthesize/quotes.csv": "unit_id, group_id, subgroup_id, transcript_id, speakers, spans, "
    "quote, golden_by, printed",
    "5_synthesize/counter_evidence.csv": "group_id, subgroup_id, statement_id, unit_id, speakers, "
    "reason, shared, text, coded, statement, disposition, by, why",
    "5_synthesize/contributors.csv": "group_id, subgroup_id, level, name, transcripts, units, "
    "without_units, without_participants, without_transcripts, falls",
}
IN_USE = ("accepted", "added", "proposed")
ROLES = ("participant", "moderator", "observer", "unknown")
JOINERS = "\u200c\u200d"  # they shape what is seen, as in 👩‍🔬
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class Folder:
    """What an output folder holds, read with the standard library alone."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.manifest = json.loads((out / "manifest.json").read_bytes())
        self.proved: Counter[str] = Counter()

    def rows(self, name: str) -> list[Row]:
        text = (self.out / name).read_bytes().decode("utf-8")
        return list(csv.DictReader(StringIO(text, newline="")))

    def lines(self, name: str) -> list[dict]:
        return [json.loads(line) for line in (self.out / name).read_bytes().splitlines()]

    @cached_property
    def texts(self) -> dict[str, str]:
        names = [row["transcript_id"] for row in self.transcripts]
        folder = self.out / "1_ingest" / "text"
        return {name: (folder / f"{name}.txt").read_bytes().decode("utf-8") for name in names}

    @cached_property
    def transcripts(self) -> list[Row]:
        return self.rows("1_ingest/transcripts.csv")

    @cached_property
    def turns(self) -> list[Row]:
        return self.rows("1_ingest/turns.csv")

    @cached_property
    def skipped(self) -> list[Row]:
        return self.rows("1_ingest/skipped.csv")

    @cached_property
    def units(self) -> dict[str, Row]:
        rows = self.rows("2_segment/units.csv")
        assert len({row["unit_id"] for row in rows}) == len(rows), "units.csv: an id stands twice"
        return {row["unit_id"]: row for row in rows}

    @cached_property
    def assignments(self) -> list[Row]:
        return self.rows("3_code/assignments.csv")

    @cached_property
    def condensates(self) -> list[dict]:
        return self.lines("4_condense/condensates.jsonl")

    @cached_property
    def categories(self) -> list[dict]:
        return self.lines("5_synthesize/categories.jsonl")


def walk(
    out: Path,
    transcripts: Path,
    codebook: Path,
    *,
    base: Path,
    forbidden: Iterable[str] = (),
    decisions: Path | None = None,
) -> Counter[str]:
    """Assert every promise; returns how often each was put to the proof.

    `base`: the study config's folder. `forbidden`: what no file may hold (paths, user, machine).
    `decisions`: the study's folder of decisions, where there are any.
    """
    folder = Folder(out)
    contract_of_csv_files(folder)
    turns_and_skipped_are_the_stored_text(folder)
    every_character_of_the_input_is_counted(folder, transcripts, base)
    units_are_their_spans(folder)
    units_are_coded_or_uncoded(folder)
    ledger = dict(lines_of_ledgers(decisions)) if decisions else {}
    assignments_lie_in_the_codebook(folder, codebook, ledger.values())
    no_decision_is_lost(folder, ledger)
    units_are_in_their_condensate_or_left_out(folder)
    every_word_of_a_unit_is_in_its_draft_or_passed_over(folder)
    drafts_replay(folder)
    quotations_are_verbatim(folder)
    people_are_heard(folder, decisions, ledger)
    manifest_is_true(folder, transcripts, base)
    nothing_tells_where_or_when(folder, forbidden)
    return folder.proved


# -- characters ----------------------------------------------------------------------------------


def seen(character: str) -> bool:
    """Whether a person sees a character: no white space, no control or format character."""
    hidden = unicodedata.category(character) in ("Cc", "Cf") and character not in JOINERS
    return not (hidden or character.isspace())


def visible(text: str) -> int:
    return sum(map(seen, unicodedata.normalize("NFC", text)))


def chars_in(path: Path) -> int:
    """The visible characters of a raw transcript file."""
    data = path.read_bytes()
    if (shown := SHOWN.get(path.suffix.lower())) is not None:
        return visible("\n".join(shown(data)))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return visible(data.decode("utf-16"))
    try:
        return visible(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return visible(data.decode("cp1252"))


def _docx_texts(data: bytes) -> Iterator[str]:
    part = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if part.fullmatch(name):
                yield "".join(_run_texts(ElementTree.fromstring(archive.read(name))))


def _run_texts(element: ElementTree.Element) -> Iterator[str]:
    for child in element:
        tag = child.tag.rpartition("}")[2]
        if tag == "t":
            yield child.text or ""
        elif tag == "noBreakHyphen":
            yield "-"
        elif tag in ("p", "br", "cr", "tab"):
            yield "\n"
        if tag not in ("t", "del", "moveFrom", "Fallback"):
            yield from _run_texts(child)


def _odt_texts(data: bytes) -> Iterator[str]:
    """Every text of the body; the generated files have nothing that is not shown."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        yield "\n".join(ElementTree.fromstring(archive.read("content.xml")).itertext())


def _xlsx_texts(data: bytes) -> Iterator[str]:
    """The names of the sheets, and the string that each cell refers to."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(BytesIO(data)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        yield from (sheet.get("name", "") for sheet in book.iter(f"{main}sheet"))
        shared = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        strings = ["".join(item.itertext()) for item in shared.iter(f"{main}si")]
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                cells = ElementTree.fromstring(archive.read(name)).iter(f"{main}c")
                yield from (strings[int(cell.findtext(f"{main}v", ""))] for cell in cells)


def _csv_texts(data: bytes) -> Iterator[str]:
    """Every cell as a spreadsheet shows it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
        yield from row


def _json_texts(data: bytes) -> Iterator[str]:
    """Every key, string and number."""
    stack = [json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str)]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            stack += value
        else:
            yield str(value)


def _html_texts(data: bytes) -> Iterator[str]:
    """The text between tags, entities as their characters."""
    yield html.unescape(re.sub(r"<[^<>]*>", "\n", data.decode("utf-8")))


def _rtf_texts(data: bytes) -> Iterator[str]:
    """The text of the plain RTF that the generated study holds."""
    body = data.decode("ascii").split("\\fs24 ", 1)[1].removesuffix("}")
    body = re.sub(r"\\par\n|\{\\b |(?<!\\)\}", "", body)
    units = re.sub(r"\\u(-?\d+)\?", lambda m: chr(int(m[1]) % 65536), body)
    shown = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    yield re.sub(r"\\([\\{}])", r"\1", shown)


def _pdf_texts(data: bytes) -> Iterator[str]:
    """What pypdf reads off the pages."""
    for page in PdfReader(BytesIO(data)).pages:
        yield page.extract_text()


SHOWN = {
    ".docx": _docx_texts, ".odt": _odt_texts, ".xlsx": _xlsx_texts, ".csv": _csv_texts,
    ".tsv": _csv_texts, ".json": _json_texts, ".html": _html_texts, ".htm": _html_texts,
    ".rtf": _rtf_texts, ".pdf": _pdf_texts,
}  # fmt: skip


# -- the promises --------------------------------------------------------------------------------


def contract_of_csv_files(folder: Folder) -> None:
    for path in sorted(folder.out.rglob("*.csv")):
        name = path.relative_to(folder.out).as_posix()
        data = path.read_bytes()
        data.decode("utf-8")
        assert not data.startswith(b"\xef\xbb\xbf"), f"{name}: begins with a byte-order mark"
        assert b"\r" not in data, f"{name}: holds a carriage return"
        assert data.endswith(b"\n"), f"{name}: its last line does not end"
        header, *rows = csv.reader(StringIO(data.decode("utf-8"), newline=""))
        is_results = name in ("6_tables/table1.csv", "6_tables/table2.csv")
        promised = COLUMNS.get(name, "category, subtheme" if is_results else "")
        wanted = promised.split(", ") if promised else []
        assert header[: len(wanted)] == wanted, f"{name}: other columns than promised"
        assert all(len(row) == len(header) for row in rows), f"{name}: a row of another length"
    for name in COLUMNS:
        assert (folder.out / name).is_file(), f"{name}: is missing"


def turns_and_skipped_are_the_stored_text(folder: Folder) -> None:
    """Each visible character of a stored text is in exactly one turn or skipped row."""
    hits = {name: [0] * len(text) for name, text in folder.texts.items()}
    for row in (*folder.turns, *folder.skipped):
        name, start, end = row["transcript_id"], int(row["char_start"]), int(row["char_end"])
        place = f"1_ingest/text/{name}.txt, character {start}"
        assert folder.texts[name][start:end] == row["text"], f"{place}: reads differently"
        assert row.get("reason", "a turn"), f"{place}: skipped without a reason"
        assert row.get("role", "unknown") in ROLES, f"{place}: no such role"
        for offset in range(start, end):
            hits[name][offset] += 1
    for name, text in folder.texts.items():
        assert unicodedata.is_normalized("NFC", text), f"{name}: the stored text is not NFC"
        assert not re.search("[\r\ufeff]", text), f"{name}: the stored text has a BOM or CR"
        for offset, (character, count) in enumerate(zip(text, hits[name], strict=True)):
            assert count <= 1, f"{name}, character {offset}: in two turns or skipped rows"
            assert count or not seen(character), f"{name}, character {offset}: disappeared"
        folder.proved["visible characters"] += visible(text)
    ids = [row["turn_id"] for row in folder.turns]
    assert len(ids) == len(set(ids)), "turns.csv: an id stands twice"


def every_character_of_the_input_is_counted(folder: Folder, transcripts: Path, base: Path) -> None:
    """Turns, skipped and structure add up to a count made from the raw file."""
    for row in folder.transcripts:
        name, source = row["transcript_id"], base / row["source"]
        assert source.resolve().is_relative_to(transcripts.resolve()), f"{name}: source elsewhere"
        assert _sha256(source.read_bytes()) == row["sha256"], f"{name}: another sha256"
        counted = {
            kind: sum(visible(r["text"]) for r in rows if r["transcript_id"] == name)
            for kind, rows in (("chars_turns", folder.turns), ("chars_skipped", folder.skipped))
        }
        for kind, count in counted.items():
            assert int(row[kind]) == count, f"{name}: {kind} is not {count}"
        raw = chars_in(source)
        assert int(row["chars_in"]) == raw, f"{name}: chars_in is not {raw}"
        total = sum(counted.values()) + int(row["chars_structure"])
        assert total == raw, f"{name}: {raw} characters went in, {total} came out"
        folder.proved["transcripts"] += 1


def cut(text: str, spans: str) -> str:
    return " ".join(text[start:end] for start, end in pairs(spans))


def pairs(spans: str) -> list[tuple[int, int]]:
    assert re.fullmatch(r"\d+-\d+(;\d+-\d+)*", spans), "spans of another form"
    return [tuple(map(int, span.split("-"))) for span in spans.split(";")]


def units_are_their_spans(folder: Folder) -> None:
    turns = {row["turn_id"]: row for row in folder.turns}
    repeats: Counter[str] = Counter()
    for unit_id, unit in folder.units.items():
        name, text = unit["transcript_id"], unit["text"]
        assert text.strip(), f"{unit_id}: is empty"
        assert cut(folder.texts[name], unit["spans"]) == text, f"{unit_id}: is not its spans"
        own = [turns[turn_id] for turn_id in unit["turn_ids"].split(";")]
        for start, end in pairs(unit["spans"]):
            assert any(int(t["char_start"]) <= start < end <= int(t["char_end"]) for t in own), (
                f"{unit_id}: a span outside its turns"
            )
        assert {t["speaker"] for t in own} == set(unit["speakers"].split(";")), (
            f"{unit_id}: other speakers than its turns"
        )
        assert unit["question"] in ("", *turns), f"{unit_id}: a question that is no turn"
        digest = f"{name}-{_sha256(text.encode())[:10]}"
        repeats[digest] += 1
        number = f"-{repeats[digest]}" if repeats[digest] > 1 else ""
        assert unit_id == digest + number, f"{unit_id}: is not transcript and hash of its text"
        folder.proved["units"] += 1
        folder.proved["units of several spans"] += ";" in unit["spans"]
        folder.proved["repeated units"] += bool(number)


def units_are_coded_or_uncoded(folder: Folder) -> None:
    uncoded = {row["unit_id"]: row for row in folder.rows("3_code/uncoded.csv")}
    coded = {row["unit_id"] for row in folder.assignments if row["status"] != "rejected"}
    assert not coded & set(uncoded), "uncoded.csv: lists a unit that has a code"
    missing = set(folder.units) ^ (coded | set(uncoded))
    assert not missing, f"{sorted(missing)[0]}: neither coded nor uncoded, or no unit at all"
    for unit_id, row in uncoded.items():
        assert row["text"] == folder.units[unit_id]["text"], f"uncoded.csv, {unit_id}: other text"
    folder.proved["uncoded units"] += len(uncoded)


def assignments_lie_in_the_codebook(folder: Folder, codebook: Path, ledger: Iterable[dict]) -> None:
    """In a code's group, and its subgroup unless a person sorted the unit within the group."""
    book = yaml.load(codebook.read_bytes(), yaml.BaseLoader)  # ids such as `no` stay strings
    places = set()
    for group in book["groups"]:
        places |= {(code["id"], "", group["id"]) for code in group.get("codes") or ()}
        for subgroup in group.get("subgroups") or ():
            codes = subgroup.get("codes") or ()
            places |= {(code["id"], subgroup["id"], group["id"]) for code in codes}
    own = {(code, group) for code, _, group in places}
    sorted_into = {(line["group"], line["subgroup"]) for line in ledger if line["act"] == "sort"}
    for row in folder.assignments:
        place = (row["code_id"], row["subgroup_id"], row["group_id"])
        by_hand = (row["code_id"], row["group_id"]) in own and place[:0:-1] in sorted_into
        assert place in places or by_hand, f"{row['unit_id']}: no such place {place}"
        assert row["evidence"] or row["source"] == "human", f"{row['unit_id']}: no evidence"
        assert (row["coder"] != "") == (row["status"] != "proposed"), f"{row['unit_id']}: no coder"
        folder.proved["assignments"] += 1


def lines_of_ledgers(decisions: Path) -> Iterator[tuple[tuple[str, str], dict]]:
    """Every line of every ledger, by coder and number."""
    for path in sorted((decisions / "coding").glob("*.jsonl")):
        lines = path.read_bytes().decode("utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield (path.stem, str(number)), json.loads(line)


def no_decision_is_lost(folder: Folder, ledger: Mapping[tuple[str, str], dict]) -> None:
    """Each line of a ledger has one fate; those without a place are listed, with their words."""
    rows = folder.rows("3_code/decisions.csv")
    fates = {(row["coder"], row["line"]): row for row in rows}
    assert len(fates) == len(rows), "decisions.csv: a line stands twice"
    assert fates.keys() == ledger.keys(), "decisions.csv: other lines than the ledgers have"
    listed = {(row["coder"], row["line"]): row for row in folder.rows("3_code/unplaced.csv")}
    lost = {name for name, row in fates.items() if row["outcome"] == "unplaced"}
    assert listed.keys() == lost, "unplaced.csv: other decisions than have no place"
    for name, row in listed.items():
        words = " ".join(piece["exact"] for piece in ledger[name]["unit"])
        assert row["quotation"] == words and row["reason"], f"unplaced.csv, {name}: other words"
    for name, row in fates.items():
        if row["outcome"] in ("superseded", "overruled", "undone"):
            assert row["by"], f"decisions.csv, {name}: does not say by what"
        elif row["outcome"] in ("applied", "disputed") and row["act"] != "undo":
            assert set(row["unit_id"].split(";")) <= set(folder.units), f"{name}: no such unit"
        folder.proved[f"decisions {row['outcome']}"] += 1


def units_are_in_their_condensate_or_left_out(folder: Folder) -> None:
    held: dict[tuple[str, str], set[str]] = {}
    for condensate in folder.condensates:
        own = {unit for sentence in condensate["sentences"] for unit in sentence["unit_ids"]}
        own |= set(condensate["covers"])
        out = {row["unit_id"] for row in condensate["left_out"] if row["reason"].strip()}
        place = (condensate["group_id"], condensate["subgroup_id"])
        assert place not in held, f"condensates.jsonl: two condensates of {place}"
        held[place] = own | out
        folder.proved["units left out with a reason"] += len(out)
    for row in folder.assignments:
        if row["status"] in IN_USE and folder.units[row["unit_id"]]["state"] != "set_aside":
            found = held.get((row["group_id"], row["subgroup_id"]), set())
            assert row["unit_id"] in found, f"{row['unit_id']}: not in its condensate"


def every_word_of_a_unit_is_in_its_draft_or_passed_over(folder: Folder) -> None:
    """Counted in letters, so that no rule of what a sentence is comes into it."""
    for condensate in folder.condensates:
        if condensate["author"] != "draft":
            continue
        found: Counter[str] = Counter()
        for sentence in condensate["sentences"]:
            for op in sentence["operations"]:
                if op["op"] in ("select", "merge"):
                    found[op["source"]] += _letters(op["now" if op["op"] == "select" else "was"])
        for row in condensate["passed_over"]:
            text = folder.units[row["unit_id"]]["text"]
            assert row["reason"] and 0 <= row["start"] < row["end"] <= len(text)
            found[row["unit_id"]] += _letters(text[row["start"] : row["end"]])
        out = {row["unit_id"] for row in condensate["left_out"]}
        for unit_id in set(found) - out:
            text = folder.units[unit_id]["text"]
            # A sentence that is nothing but a sound or a mark is neither.
            silent = sum(map(_letters, re.findall(r"[\[(][^\])]*[\])]|\b[^\W\d_]{2,5}\W+", text)))
            letters = _letters(text)
            assert letters - silent <= found[unit_id] <= letters, f"{unit_id}: words are lost"
        folder.proved["sentences passed over"] += len(condensate["passed_over"])


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def drafts_replay(folder: Folder) -> None:
    sources = {unit_id: unit["text"] for unit_id, unit in folder.units.items()}
    sentences: dict[str, str] = {}
    for condensate in folder.condensates:
        for sentence in condensate["sentences"]:
            name, operations = sentence["sentence_id"], sentence["operations"]
            assert replay(operations, sources, name) == sentence["text"], f"{name}: other text"
            written = any(op["op"] == "write" for op in operations)
            assert not written or condensate["author"] == "human", f"{name}: written by nobody"
            named = {op["source"] for op in operations if op["op"] in ("select", "merge")}
            own = set(sentence["unit_ids"])
            joined_are_neighbours(operations, sources, name)
            assert written or named == own, f"{name}: names other units than it takes"
            assert name not in sentences, f"{name}: stands twice"
            sentences[name] = sentence["text"]
            folder.proved["condensate sentences"] += 1
            folder.proved["merged sentences"] += sum(op["op"] == "merge" for op in operations)
    for paragraph in (p for category in folder.categories for p in category["paragraphs"]):
        said = []
        for statement in paragraph["statements"]:
            name = statement["sentence_id"]
            own = [op for op in paragraph["operations"] if op["statement"] == name]
            said.append(replay(own, sources | sentences, name))
            assert said[-1] == statement["text"], f"{name}: other text"
            folder.proved["statements"] += 1
        assert " ".join(said) == paragraph["text"], "categories.jsonl: a paragraph of other words"


def joined_are_neighbours(operations: list[dict], sources: Mapping[str, str], name: str) -> None:
    """Sentences of one unit that stand next to each other there, and nothing between them."""
    selected = [op for op in operations if op["op"] == "select"]
    for one, other in pairwise(selected):
        assert one["source"] == other["source"], f"{name}: joins two units"
        end = one["at"] + len(one["now"])
        between = sources[one["source"]][end : other["at"]]
        assert end <= other["at"] and not between.strip(), f"{name}: joins over a gap"


def replay(operations: Iterable[dict], sources: Mapping[str, str], name: str) -> str:
    """The text that operations make, asserting that each finds the words it changes."""
    texts: list[str] = []
    for op in operations:
        kind, at, was, now = op["op"], op["at"], op.get("was", ""), op.get("now", "")
        if kind in ("select", "merge"):
            words = now if kind == "select" else was
            source = sources[op["source"]]
            assert source[at : at + len(words)] == words, f"{name}: {kind} of words not there"
        if kind in ("select", "write"):
            texts.append(now)
        elif kind == "join":
            texts[-2:] = [texts[-2] + now + texts[-1]]
        elif kind not in ("merge", "order"):
            assert texts[-1][at : at + len(was)] == was, f"{name}: {kind} off place"
            texts[-1] = texts[-1][:at] + now + texts[-1][at + len(was) :]
    assert len(texts) == 1, f"{name}: not one sentence"
    return texts[0]


def quotations_are_verbatim(folder: Folder) -> None:
    for row in folder.rows("5_synthesize/quotes.csv"):
        unit = folder.units[row["unit_id"]]
        place = f"quotes.csv, {row['unit_id']}"
        assert row["transcript_id"] == unit["transcript_id"], f"{place}: another transcript"
        assert cut(folder.texts[row["transcript_id"]], row["spans"]) == row["quote"], (
            f"{place}: not verbatim"
        )
        whole = pairs(unit["spans"])
        for start, end in pairs(row["spans"]):
            assert any(first <= start < end <= last for first, last in whole), f"{place}: outside"
        folder.proved["quotations"] += 1


def manifest_is_true(folder: Folder, transcripts: Path, base: Path) -> None:
    artefacts, inputs = folder.manifest["artefacts"], folder.manifest["inputs"]
    for place, recorded in ((folder.out, artefacts), (base, inputs)):
        for name, digest in recorded.items():
            assert "\\" not in name and not Path(name).is_absolute(), f"{name}: no relative path"
            assert _sha256((place / name).read_bytes()) == digest, f"{name}: another sha256"
    present = {
        path.relative_to(folder.out).as_posix()
        for path in folder.out.rglob("*")
        if path.is_file() and ".cache" not in path.relative_to(folder.out).parts
    }
    undeclared = present ^ {*artefacts, "manifest.json"}
    assert not undeclared, f"{sorted(undeclared)[0]}: not declared in the manifest, or not there"
    told = {(base / name).resolve() for name in (*inputs, *folder.manifest["refused"])}
    for path in transcripts.rglob("*"):
        assert path.is_dir() or path.resolve() in told, f"{path.name}: read by nobody"


def nothing_tells_where_or_when(folder: Folder, forbidden: Iterable[str]) -> None:
    words = [word.encode() for word in forbidden]
    assert not re.search(r"\b\d{4}-\d\d-\d\d\b", json.dumps(folder.manifest)), "a date in manifest"
    for name in (*folder.manifest["artefacts"], "manifest.json"):
        for inner, data in _members(name, (folder.out / name).read_bytes()):
            for word in words:
                assert word not in data, f"{inner}: tells {word.decode()}"


def _members(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, or what is packed in a Word or Excel file."""
    if not name.endswith((".docx", ".xlsx")):
        yield name, data
        return
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            assert info.date_time == ZIP_TIME, f"{name}: {info.filename} bears a time"
            assert info.compress_type == zipfile.ZIP_STORED, f"{name}: is compressed"
            yield f"{name}: {info.filename}", archive.read(info)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
