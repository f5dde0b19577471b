"""People's texts in the place of drafts, with what they hold and what is stale in them.

A sentence that is letter for letter one of the present draft's keeps the draft's way back to what
was said; any other is the person's own, and names the units with which it shares a run of words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from stc_cli.cache import fingerprint
from stc_cli.decisions.migrations import Migrations
from stc_cli.decisions.prose import Block
from stc_cli.decisions.staleness import Pair, Standing, standing
from stc_cli.decisions.texts import Text, Texts
from stc_cli.ground import Ground
from stc_cli.languages import Language
from stc_cli.records import (
    Category,
    Coded,
    Condensate,
    LeftOut,
    Operation,
    Paragraph,
    Sentence,
    Unit,
)
from stc_cli.sorting import Where
from stc_cli.text.passages import Words, runs
from stc_cli.text.sentences import sentence_spans

JOINED = "joined since the text was adopted"
UNKNOWN = "the adopted text does not say which units it is about"
EXCUSED = "left out of the condensate by a person"
NO_UNITS = "It does not say which units it is about."
LOST = "The quotation in line {line} does not stand in the transcripts any more."
REWRITTEN = "The condensate of {name} was changed after this text was adopted."
NO_SECTION = 'The heading in line {line} names "{name}", which is no subgroup here.'
_LONGEST = 6  # sentences as which one of a draft may be read

Drafted = Mapping[str, Sentence]  # a draft's sentences by their text


class Place(NamedTuple):
    """What lies where a text is about: units by subgroup id, "" for a group's unsorted units.

    `excused`: ids of units that people left out of the condensate, and why.
    """

    group_id: str
    units: Mapping[str, Sequence[Unit]]
    excused: Mapping[str, str]

    @property
    def pairs(self) -> list[Pair]:
        """Every unit that a text should hold, with its subgroup."""
        return [(unit.unit_id, subgroup) for subgroup, own in self.units.items()
                for unit in own if unit.unit_id not in self.excused]  # fmt: skip


def place_in(
    group_id: str,
    lying: Mapping[Where, Sequence[Coded]],
    left_out: Mapping[Where, Mapping[str, str]],
    subgroups: Collection[str] = (),
) -> Place:
    """What lies in the named subgroups of a group, or in all of it; see `Sorting`."""
    units = {
        subgroup: [row.unit for row in rows]
        for (group, subgroup), rows in lying.items()
        if group == group_id and (not subgroups or subgroup in subgroups)
    }
    excused: dict[str, str] = {}
    for subgroup in units:
        excused |= left_out.get((group_id, subgroup), {})
    return Place(group_id, units, excused)


class _About(NamedTuple):
    """The units that a passage may be about. `otherwise`: where it shares no run with any."""

    ids: tuple[str, ...]
    by_run: Mapping[Words, Sequence[str]]
    otherwise: tuple[str, ...]

    def units(self, text: str) -> tuple[str, ...]:
        shared = set(chain.from_iterable(self.by_run.get(run, ()) for run in runs(text)))
        return tuple(name for name in self.ids if name in shared) or self.otherwise


def adopted_condensate(
    draft: Condensate, text: Text, place: Place, ground: Ground, language: Language
) -> Condensate:
    """A person's condensate in the place of a draft. `language`: that people write in.

    Units of the subgroup that it does not cover are left out, with the reason.
    """
    held = _held(text, place, ground, lambda _: draft.subgroup_id, by_subgroup=False)
    own = place.units[draft.subgroup_id]
    drafted = {sentence.text: sentence for sentence in draft.sentences}
    prose = (block for block in text.blocks if block.kind != "heading")
    sentences = _sentences(prose, drafted, _about(text, place, held, own), language, text.place)
    made = Condensate(
        draft.subgroup_id, draft.group_id, "human", sentences, (),
        fingerprint([(sentence.text, sentence.unit_ids) for sentence in sentences], held.covers),
        covers=tuple(unit_id for unit_id, _ in held.covers),
        stale_because=(*held.because, *_lost(text, ground)),
    )  # fmt: skip
    why = {**held.left_out, **place.excused}
    otherwise = UNKNOWN if text.adoption.units is None else JOINED
    absent = (unit.unit_id for unit in own if unit.unit_id not in made.unit_ids)
    return replace(made, left_out=tuple(LeftOut(u, why.get(u, otherwise)) for u in absent))


def adopted_category(
    draft: Category,
    text: Text,
    place: Place,
    ground: Ground,
    language: Language,
    *,
    follow: Callable[[str], str],
    headings: Mapping[str, str],
    digests: Mapping[str, str],
) -> Category:
    """A person's analytic text in the place of a draft.

    `follow`: what a subgroup is called now. `headings`: of its subgroups. `digests`: of the
    condensates that people wrote, by subgroup id, "" for the unsorted units.
    """
    held = _held(text, place, ground, follow, by_subgroup=True)
    drafted = {s.text: s for paragraph in draft.paragraphs for s in paragraph.statements}
    sections, unknown = _sections(text, place, follow, headings)
    paragraphs: list[Paragraph] = []
    for number, (subgroup, prose) in enumerate(sections.items(), start=1):
        own = place.units[subgroup] or list(chain.from_iterable(place.units.values()))
        about = _about(text, place, held, own)
        prefix = f"{draft.group_id}-p{number}"
        paragraphs.append(Paragraph(subgroup, _sentences(prose, drafted, about, language, prefix)))
    because = (*held.because, *_lost(text, ground), *_rewritten(text, follow, digests), *unknown)
    covers = tuple(dict.fromkeys(unit_id for unit_id, _ in held.covers))
    return replace(draft, author="human", paragraphs=tuple(paragraphs), covers=covers,
                   stale_because=because)  # fmt: skip


def written_digests(group_id: str, made: Iterable[Condensate], texts: Texts) -> dict[str, str]:
    """The digests of a group's condensates that people wrote, by subgroup id."""
    return {
        c.subgroup_id: texts.condensates[name].digest
        for c in made
        if c.group_id == group_id
        and c.author == "human"
        and (name := c.subgroup_id or group_id) in texts.condensates
    }


def id_now(name: str, text: Text, migrations: Migrations, known: Iterable[str]) -> str:
    """What a subgroup that a text names is called now."""
    if text.adoption.units is None and name in known:
        return name
    now = migrations.subgroup(name, text.adoption.revision).ids[0]
    return now if now in known else name


def _held(
    text: Text, place: Place, ground: Ground, subgroup: Callable[[str], str], *, by_subgroup: bool
) -> Standing:
    """What a text still is about. `subgroup`: where a unit is said to have lain, as called now."""
    if text.adoption.units is None:
        return Standing((), {}, tuple(place.pairs), (NO_UNITS,))
    why = ground.reason(place.group_id)
    found = [
        ground.whereabouts(unit._replace(subgroup_id=subgroup(unit.subgroup_id)))
        for unit in text.adoption.units
    ]
    return standing(
        found, place.pairs, lambda unit: EXCUSED if unit.unit_id in place.excused else why(unit),
        by_subgroup=by_subgroup,
    )  # fmt: skip


def _lost(text: Text, ground: Ground) -> Iterator[str]:
    return (LOST.format(line=line) for line in ground.lost_quotations(text))


def _rewritten(
    text: Text, follow: Callable[[str], str], digests: Mapping[str, str]
) -> Iterator[str]:
    """Condensates that were rewritten since the analytic text was adopted."""
    for name, then in text.adoption.condensates.items():
        now = follow(name)
        if digests.get(now, then) != then:
            yield REWRITTEN.format(name=f'"{now}"' if now else "the unsorted units")


def _sections(
    text: Text, place: Place, follow: Callable[[str], str], headings: Mapping[str, str]
) -> tuple[dict[str, list[Block]], list[str]]:
    """The prose of each subgroup by its id, "" for the opening; and headings of no subgroup.

    A heading without an id is matched by its words; a lower one belongs to the section above it.
    """
    by_words = {_plain(words): name for name, words in headings.items()}
    found: dict[str, list[Block]] = {}
    unknown: list[str] = []
    current, level = "", 0
    for block in text.blocks:
        if block.kind == "text":
            found.setdefault(current, []).append(block)
        elif block.kind == "heading":
            name = follow(block.id) if block.id else by_words.get(_plain(block.text), "")
            if block.id and name not in place.units:
                line = text.first_line + block.line - 1
                unknown.append(NO_SECTION.format(line=line, name=block.id))
                name = ""
            if name or block.id or block.level <= level:
                current, level = name, block.level
    return found, unknown


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _about(text: Text, place: Place, held: Standing, own: Sequence[Unit]) -> _About:
    """The units among `own` that a passage of a text may be about."""
    covered = {unit_id for unit_id, _ in held.covers}
    known = text.adoption.units is not None
    units = [u for u in own if (u.unit_id in covered if known else u.unit_id not in place.excused)]
    by_run: dict[Words, list[str]] = {}
    for unit in units:
        for run in dict.fromkeys(runs(unit.text)):
            by_run.setdefault(run, []).append(unit.unit_id)
    ids = tuple(unit.unit_id for unit in units)
    return _About(ids, by_run, ids if known else ())


def _sentences(
    prose: Iterable[Block], drafted: Drafted, about: _About, language: Language, prefix: str
) -> tuple[Sentence, ...]:
    found = (words for block in prose for words in _parted(block.text, drafted, language))
    return tuple(
        _sentence(words, f"{prefix}-s{number}", number, drafted.get(words), about)
        for number, words in enumerate(found, start=1)
    )


def _parted(text: str, drafted: Drafted, language: Language) -> Iterator[str]:
    """The sentences of a paragraph; several that are one of the draft's stay together."""
    spans = sentence_spans(text, language)
    first = 0
    while first < len(spans):
        ends = range(min(first + _LONGEST, len(spans)) - 1, first, -1)
        start = spans[first].start
        last = next((n for n in ends if text[start : spans[n].end] in drafted), first)
        yield text[start : spans[last].end]
        first = last + 1


def _sentence(
    words: str, name: str, number: int, drafted: Sentence | None, about: _About
) -> Sentence:
    if drafted is None:
        return Sentence(name, words, about.units(words), (Operation("write", now=words),))
    operations = tuple(
        op._replace(at=number) if op.op == "order" else op for op in drafted.operations
    )
    return Sentence(name, words, drafted.unit_ids, operations)
