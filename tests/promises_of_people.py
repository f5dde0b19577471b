"""The walker's part on what people wrote, chose and answered; like promises.py, without stc.

Texts in `decisions/` are theirs, and what is stale in them is said; golden quotes, printed
quotations, counter-evidence and contributors are what the units and the files of people say.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from promises import Folder

Where = tuple[str, str]  # group, subgroup
Ledger = Mapping[tuple[str, str], dict]  # lines by coder and number
JOINED = "joined since the text was adopted"
IN_USE = ("accepted", "added", "proposed")


def people_are_heard(folder: Folder, decisions: Path | None, ledger: Ledger) -> None:
    lying = units_lying(folder)
    texts = decisions or folder.out / "no decisions"
    people_wrote_their_condensates(folder, texts, lying)
    people_wrote_their_analytic_texts(folder, texts, lying)
    quotations_are_chosen_and_printed_by_people(folder, texts, ledger)
    counter_evidence_is_what_others_said(folder, texts)
    contributors_are_counted(folder, lying)


def units_lying(folder: Folder) -> dict[Where, set[str]]:
    found: dict[Where, set[str]] = {}
    for row in folder.assignments:
        if row["status"] in IN_USE and folder.units[row["unit_id"]]["state"] != "set_aside":
            found.setdefault((row["group_id"], row["subgroup_id"]), set()).add(row["unit_id"])
    return found


# -- texts -------------------------------------------------------------------------------------


def people_wrote_their_condensates(
    folder: Folder, decisions: Path, lying: Mapping[Where, set[str]]
) -> None:
    for condensate in folder.condensates:
        place = (condensate["group_id"], condensate["subgroup_id"])
        name = place[1] or place[0]
        path = decisions / "condensates" / f"{name}.md"
        assert (condensate["author"] == "human") == path.is_file(), f"{name}: whose text is it?"
        if condensate["author"] != "human":
            assert not condensate["covers"] + condensate["stale_because"], f"{name}: stale draft"
            continue
        sentences = condensate["sentences"]
        kinds = [{op["op"] for op in sentence["operations"]} for sentence in sentences]
        assert all("write" not in own or own == {"write"} for own in kinds), f"{name}: half written"
        front, body = parted(path)
        assert "".join(squeezed(s["text"]) for s in sentences) == prose(body), (
            f"{name}: other words"
        )
        out = {row["unit_id"]: row["reason"] for row in condensate["left_out"]}
        assert set(condensate["covers"]) <= lying.get(place, set()), f"{name}: covers others"
        assert not set(condensate["covers"]) & set(out), f"{name}: covers what it leaves out"
        known = {unit for unit, why in out.items() if why != JOINED}
        changes_are_named(folder, name, condensate, front, lying.get(place, set()) - known)
        folder.proved["condensates of people"] += 1


def people_wrote_their_analytic_texts(
    folder: Folder, decisions: Path, lying: Mapping[Where, set[str]]
) -> None:
    for category in folder.categories:
        name = category["group_id"]
        path = decisions / "analytic_text" / f"{name}.md"
        assert (category["author"] == "human") == path.is_file(), f"{name}: whose text is it?"
        if category["author"] != "human":
            assert not category["covers"] + category["stale_because"], f"{name}: stale draft"
            continue
        front, body = parted(path)
        said = [s["text"] for paragraph in category["paragraphs"] for s in paragraph["statements"]]
        whole = prose(re.sub(r"^>.*$", "", body, flags=re.MULTILINE))
        assert sorted("".join(map(squeezed, said))) == sorted(whole), f"{name}: other words"
        assert all(squeezed(statement) in whole for statement in said), f"{name}: other words"
        here = set().union(*(own for (group, _), own in lying.items() if group == name))
        assert set(category["covers"]) <= here, f"{name}: covers others"
        if not any(unit.get("left_out") for unit in front or ()):
            out = {row["unit_id"] for condensate in folder.condensates
                   if condensate["group_id"] == name for row in condensate["left_out"]}  # fmt: skip
            changes_are_named(folder, name, category, front, here, maybe=out)
        folder.proved["analytic texts of people"] += 1


def changes_are_named(
    folder: Folder,
    name: str,
    made: Mapping[str, list[str]],
    front: list[dict] | None,
    here: set[str],
    maybe: Iterable[str] = (),
) -> None:
    """Each unit that came, or that is not here any more with the same words, is named.

    `maybe`: units that people may have left out.
    """
    said = " ".join(made["stale_because"])
    assert made["stale"] == bool(made["stale_because"]), f"{name}: stale or not?"
    if front is None:
        assert "does not say which units" in said, f"{name}: does not say what it is about"
        return
    now = {digest(folder.units[unit]["text"]) for unit in here}
    then = {digest(" ".join(p["exact"] for p in unit["passages"])) for unit in front}
    for unit in here - set(maybe):
        text = digest(folder.units[unit]["text"])
        assert text in then or unit in said, f"{name}: {unit} joined in silence"
    for unit in front:
        text = digest(" ".join(p["exact"] for p in unit["passages"]))
        gone = text not in now and not unit.get("left_out")
        assert not gone or unit["id"] in said, f"{name}: {unit['id']} left in silence"


def parted(path: Path) -> tuple[list[dict] | None, str]:
    """The units that front matter names, None where it names none, and the text below it."""
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    if not text.startswith("---\n"):
        return None, text
    front, _, body = text[4:].partition("\n---\n")
    units = [json.loads(line[4:]) for line in front.splitlines() if line.startswith("  - {")]
    return (units if re.search(r"^units:", front, re.MULTILINE) else None), body


def prose(body: str) -> str:
    """The letters and marks of a text that are no heading, white space aside."""
    body = re.sub(r"^#.*$", "", body, flags=re.MULTILINE)
    return squeezed(re.sub(r"\\([^\w\s])", r"\1", re.sub(r"^> ?", "", body, flags=re.MULTILINE)))


def squeezed(text: str) -> str:
    return "".join(text.split())


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# -- quotations and counter-evidence -------------------------------------------------------------


def quotations_are_chosen_and_printed_by_people(
    folder: Folder, decisions: Path, ledger: Ledger
) -> None:
    chosen = {coder for (coder, _), line in ledger.items() if line["act"] == "quote"}
    path = decisions / "quotes.yaml"
    entries = yaml.safe_load(path.read_bytes())["quotes"] if path.is_file() else []
    edited = {entry["exact"] for entry in entries}
    for row in folder.rows("5_synthesize/quotes.csv"):
        place = f"quotes.csv, {row['unit_id']}"
        for coder in filter(None, row["golden_by"].split(";")):
            assert coder in chosen, f"{place}: {coder} chose nothing"
            folder.proved["golden quotes"] += 1
        printed = row["printed"] != row["quote"]
        assert not printed or row["quote"] in edited, f"{place}: printed otherwise"
        folder.proved["quotations edited for print"] += printed


def counter_evidence_is_what_others_said(folder: Folder, decisions: Path) -> None:
    path = decisions / "counter_evidence.csv"
    text = path.read_bytes().decode("utf-8-sig") if path.is_file() else ""
    given = {(row["disposition"], row["by"]) for row in csv.DictReader(StringIO(text, newline=""))}
    statements = {
        (category["group_id"], statement["sentence_id"]): (statement, paragraph)
        for category in folder.categories
        for paragraph in category["paragraphs"]
        for statement in paragraph["statements"]
    }
    for row in folder.rows("5_synthesize/counter_evidence.csv"):
        unit, place = folder.units[row["unit_id"]], f"counter_evidence.csv, {row['unit_id']}"
        assert (row["text"], row["speakers"]) == (unit["text"], unit["speakers"]), f"{place}: other"
        assert unit["role"] in ("participant", "unknown"), f"{place}: no participant's"
        statement, paragraph = statements[row["group_id"], row["statement_id"]]
        assert row["statement"] == statement["text"], f"{place}: another statement"
        kinds = {op["op"] for op in paragraph["operations"]
                 if op["statement"] == row["statement_id"]}  # fmt: skip
        own = {
            speaker for name in statement["unit_ids"] for speaker in speakers(folder.units[name])
        }
        assert "write" in kinds or not own & speakers(unit), f"{place}: their own statement"
        if row["disposition"] not in ("", "asked again"):
            found = set(zip(row["disposition"].split(";"), row["by"].split(";"), strict=True))
            assert found <= given, f"{place}: nobody found that"
            folder.proved["answers"] += 1
        folder.proved["passages that may speak against"] += 1


def speakers(unit: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(unit["transcript_id"], speaker) for speaker in unit["speakers"].split(";")}


# -- contributors --------------------------------------------------------------------------------


def contributors_are_counted(folder: Folder, lying: Mapping[Where, set[str]]) -> None:
    rows = folder.rows("5_synthesize/contributors.csv")
    names = {row["name"] for row in rows if row["level"] == "participant"}

    def people(unit: Mapping[str, str]) -> set[str]:
        both = ((f"{talk}:{who}", who) for talk, who in speakers(unit))
        return {name if name in names else who for name, who in both if {name, who} & names}

    for row in rows:
        group, subgroup, name = row["group_id"], row["subgroup_id"], row["name"]
        held = [folder.units[unit] for place, own in lying.items() for unit in own
                if place == (group, subgroup) or (not subgroup and place[0] == group)]  # fmt: skip
        held = list({unit["unit_id"]: unit for unit in held}.values())
        if row["level"] == "participant":
            own = [unit for unit in held if name in people(unit)]
            left = [unit for unit in held if not own or people(unit) != {name}]
        else:
            own = [unit for unit in held if unit["transcript_id"] == name]
            left = [unit for unit in held if unit["transcript_id"] != name]
        others = {person for unit in left for person in people(unit)} - {name}
        talks = {unit["transcript_id"] for unit in left}
        numbers = [len(own), len(left), len(others), len(talks)]
        falls = "true" if own and not left else "false"
        columns = ("units", "without_units", "without_participants", "without_transcripts")
        counted = ([int(row[column]) for column in columns], row["falls"])
        assert counted == (numbers, falls), f"contributors.csv, {group} {subgroup} {name}"
        folder.proved["contributions"] += 1
