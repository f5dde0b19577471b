"""What the page's script needs to know of a study, as JSON inside the page."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any

from stc_cli.config import in_language
from stc_cli.findings import Findings
from stc_cli.records import Unit

COLOURS = 12  # classes c0 … c11 of the page
_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def study_json(findings: Findings, words: Mapping[str, str]) -> str:
    """The data of a study, safe inside a script element.

    Offsets are UTF-16 code units, as scripts count text.
    """
    data = study_data(findings, words)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def study_data(findings: Findings, words: Mapping[str, str]) -> dict[str, Any]:
    """Groups, codes, people and transcripts with their turns and units."""
    book, language = findings.book, findings.config.language_out
    headings = book.headings(language)
    colours = {group.id: number % COLOURS for number, group in enumerate(book.groups)}
    places = list(book.places())
    people = findings.people
    return {
        "words": {n: text for n, text in words.items() if n.startswith("js_")},
        "codes": [
            {
                "id": place.code.id,
                "name": in_language(place.code.name or place.code.id, language, book.language),
                "group": headings[place.group_id],
                "subgroup": headings.get(place.subgroup_id, ""),
                "colour": colours[place.group_id],
            }
            for place in places
        ],
        "linked": sorted(findings.linked),
        "attributes": list(people.attributes),
        "people": {name: list(values) for name, values in people.rows},
        "transcripts": _transcripts(findings, {p.code.id: n for n, p in enumerate(places)}),
    }


def _transcripts(findings: Findings, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    units: dict[str, list[Unit]] = {}
    for unit in findings.units.values():
        units.setdefault(unit.transcript_id, []).append(unit)
    turns: dict[str, list[list[Any]]] = {}
    at: dict[str, Callable[[int], int]] = {}
    for entry in findings.transcripts:
        at[entry.transcript_id] = utf16(findings.output.text(entry.transcript_id))
    for turn in findings.turns:
        place = at[turn.transcript_id]
        turns.setdefault(turn.transcript_id, []).append(
            [place(turn.char_start), place(turn.char_end), turn.speaker, turn.role, turn.turn_id,
             turn.start]
        )  # fmt: skip
    return [
        {
            "id": entry.transcript_id,
            "words": entry.words,
            "text": findings.output.text(entry.transcript_id),
            "turns": turns.get(entry.transcript_id, []),
            "units": [
                [
                    unit.unit_id,
                    [[at[entry.transcript_id](n) for n in span] for span in unit.spans],
                    list(unit.speakers), unit.role, unit.state,
                    [numbers[code] for code in findings.codes.get(unit.unit_id, ())],
                    unit.question,
                ]
                for unit in units.get(entry.transcript_id, [])
            ],
        }
        for entry in findings.transcripts
    ]  # fmt: skip


def utf16(text: str) -> Callable[[int], int]:
    """From offsets in code points to offsets in UTF-16 code units.

    >>> utf16("a😀b")(2)
    3
    """
    if not text or max(text) <= "\uffff":
        return lambda offset: offset
    wide = [n for n, character in enumerate(text) if character > "\uffff"]
    return lambda offset: offset + bisect_left(wide, offset)
