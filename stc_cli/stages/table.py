"""Table: the tables of the paper, as rows ready for any format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stc_cli.codebook import Codebook, Group
from stc_cli.config import Attribution, TableConfig, in_language
from stc_cli.languages import load_language
from stc_cli.records import Cell, Quote, Table

NEEDS_UNITS = frozenset({"units", "speakers", "transcripts", "quotation"})


class Standing(NamedTuple):
    """What stands behind a subgroup: units, speakers ("FG1:M1") and transcripts, each once."""

    units: tuple[str, ...]
    speakers: tuple[str, ...]
    transcripts: tuple[str, ...]


NOTHING = Standing((), (), ())


class Results(NamedTuple):
    """What the earlier stages found, by (group, subgroup); the subgroup is "" for the unsorted.

    `linked`: speakers who are one person in all transcripts.
    """

    standing: Mapping[tuple[str, str], Standing]
    quotes: Sequence[Quote]
    linked: frozenset[str] = frozenset()


def needs_stages(table: TableConfig) -> bool:
    """Whether a table needs more than the codebook."""
    return bool(NEEDS_UNITS & set(table.columns))


def results_table(
    table: TableConfig,
    *,
    number: int,
    title: str,
    codebook: Codebook,
    results: Results,
    language: str,
    attribution: Attribution,
    final: bool,
) -> Table:
    """Table 1: one row per subtheme, the category cell spanning its rows.

    `number`: its number in the paper. `language`: of headings and labels. What lies in no subgroup
    yet is no subtheme, so it has no row (`stc check` lists it).
    """
    labels = load_language(language).labels
    columns = ("category", "subtheme", *table.columns)
    headings = codebook.headings(language)
    rows: list[tuple[Cell, ...]] = []
    for group in chosen_groups(codebook, table.groups):
        subthemes = [(s.id, headings[s.id]) for s in group.subgroups] or [("", "")]
        for position, (subgroup_id, name) in enumerate(subthemes):
            key = (group.id, subgroup_id)
            rows.append(
                (
                    Cell(headings[group.id], len(subthemes) if position == 0 else 0),
                    Cell(name),
                    *(Cell(_cell(column, key, group, codebook, results, attribution, language))
                      for column in table.columns),
                )
            )  # fmt: skip
    return Table(
        table.id, number, title, language, columns, tuple(labels[c] for c in columns), tuple(rows),
        labels["table"], "" if final else labels["draft"],
    )  # fmt: skip


def chosen_groups(codebook: Codebook, wanted: Sequence[str]) -> list[Group]:
    """The groups a table shows, in its order; all of them when it names none."""
    if not wanted:
        return codebook.groups
    by_id = {group.id: group for group in codebook.groups}
    return [by_id[group_id] for group_id in wanted]


def _cell(
    column: str,
    key: tuple[str, str],
    group: Group,
    codebook: Codebook,
    results: Results,
    attribution: Attribution,
    language: str,
) -> str:
    standing = results.standing.get(key, NOTHING)
    match column:
        case "units":
            return str(len(standing.units))
        case "speakers":
            return _speakers(standing, results, attribution)
        case "transcripts":
            return ", ".join(standing.transcripts)
        case "quotation":
            quotes = [q for q in results.quotes if (q.group_id, q.subgroup_id) == key]
            return quoted(quotes[0], attribution) if quotes else ""
        case _:
            return "; ".join(_code_names(key[1], group, codebook, language))


def _speakers(standing: Standing, results: Results, attribution: Attribution) -> str:
    """Who stands behind a subgroup, as openly as the study's attribution allows.

    A label that is used in several transcripts is told apart by the transcript, unless it is one
    person.
    """
    if attribution == "none":
        return str(len({_person(name, results) for name in standing.speakers}))
    if attribution == "group":
        return ", ".join(standing.transcripts)
    everyone = {name for entry in results.standing.values() for name in entry.speakers}
    labels = Counter(name.split(":", 1)[1] for name in everyone)
    names = set()
    for name in standing.speakers:
        transcript, label = name.split(":", 1)
        is_one = labels[label] == 1 or label in results.linked
        names.add(label if is_one else f"{label} ({transcript})")
    return ", ".join(sorted(names, key=_natural))


def _person(name: str, results: Results) -> str:
    """A `transcript:speaker`, without the transcript where the speaker is one person everywhere."""
    label = name.split(":", 1)[1]
    return label if label in results.linked else name


def _natural(name: str) -> list[tuple[int, str]]:
    """M2 before M10."""
    return [(int(part or 0), "") if part.isdigit() else (0, part.casefold())
            for part in re.split(r"(\d+)", name)]  # fmt: skip


def _code_names(subgroup_id: str, group: Group, codebook: Codebook, language: str) -> list[str]:
    codes = next((s.codes for s in group.subgroups if s.id == subgroup_id), group.codes)
    return [in_language(code.name or code.id, language, codebook.language) for code in codes]


def quoted(quote: Quote, attribution: Attribution) -> str:
    """A quotation with who said it, in the study's style: “…” (M7, FG2)."""
    who = {
        "none": "",
        "group": f" ({quote.transcript_id})",
        "participant": f" ({', '.join(quote.speakers)}, {quote.transcript_id})",
    }[attribution]
    return f"“{quote.printed or quote.quote}”{who}"
