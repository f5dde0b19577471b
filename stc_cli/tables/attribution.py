"""How openly a table or text names who spoke: not at all, by group, or by participant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from stc_cli.records import Quote, Standing
from stc_cli.table_config import Attribution


def quoted(quote: Quote, attribution: Attribution) -> str:
    """A quotation with who said it, in the study's style: “…” (M7, FG2)."""
    who = {
        "none": "",
        "group": f" ({quote.transcript_id})",
        "participant": f" ({', '.join(quote.speakers)}, {quote.transcript_id})",
    }[attribution]
    return f"“{quote.printed or quote.quote}”{who}"


def speakers_named(speakers: Sequence[str], transcript_id: str, attribution: Attribution) -> str:
    """Who spoke, as openly as `attribution` allows: `M7 (FG2)`, `FG2`, or nothing."""
    match attribution:
        case "none":
            return ""
        case "group":
            return transcript_id
        case _:
            return f"{', '.join(speakers)} ({transcript_id})"


def person_named(speaker: str, transcript_id: str, linked: Collection[str]) -> str:
    """A speaker by name; with the transcript unless the name is one person's everywhere."""
    return speaker if speaker in linked else f"{speaker} ({transcript_id})"


def together(standings: Iterable[Standing]) -> Standing:
    """What stands behind several subgroups: each unit, speaker and transcript once."""
    own = list(standings)
    return Standing(
        tuple(dict.fromkeys(unit for entry in own for unit in entry.units)),
        tuple(sorted({name for entry in own for name in entry.speakers})),
        tuple(sorted({name for entry in own for name in entry.transcripts})),
    )


def named(
    own: Standing,
    everywhere: Mapping[tuple[str, str], Standing],
    *,
    linked: Collection[str],
    attribution: Attribution,
) -> str:
    """Who stands behind a subgroup, as openly as `attribution` allows: people, groups, a number.

    A label that is used in several transcripts is told apart by the transcript, unless it is one
    person (`linked`). `everywhere`: what stands behind all subgroups.
    """
    if attribution == "none":
        return str(len({_person(name, linked) for name in own.speakers}))
    if attribution == "group":
        return ", ".join(own.transcripts)
    everyone = {name for entry in everywhere.values() for name in entry.speakers}
    labels = Counter(name.split(":", 1)[1] for name in everyone)
    names = set()
    for name in own.speakers:
        transcript, label = name.split(":", 1)
        is_one = labels[label] == 1 or label in linked
        names.add(label if is_one else f"{label} ({transcript})")
    return ", ".join(sorted(names, key=natural))


def _person(name: str, linked: Collection[str]) -> str:
    """A `transcript:speaker`, without the transcript where the speaker is one person everywhere."""
    label = name.split(":", 1)[1]
    return label if label in linked else name


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts M2 before M10."""
    return [(int(part or 0), "") if part.isdigit() else (0, part.casefold())
            for part in re.split(r"(\d+)", name)]  # fmt: skip
