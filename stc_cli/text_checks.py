"""Where people's texts count people, who stands behind what they say there; gaps in them.

"No counting as evidence" (Malterud 2012): a quantifier such as "most participants" is the
researchers' to weigh, who see here whose units the text goes by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from stc_cli.artefacts import CONTRIBUTORS, contributor_of
from stc_cli.codebook import Group
from stc_cli.decisions.scrubbed import MARK
from stc_cli.decisions.texts import Text
from stc_cli.errors import StcError
from stc_cli.languages import load_language
from stc_cli.lints import Finding, advice
from stc_cli.output import Output
from stc_cli.records import Span
from stc_cli.stages.contributors import Contribution
from stc_cli.text.people_counts import people_counted
from stc_cli.text.quoted import quotations_in
from stc_cli.workspace import Study

NAMED = 6  # participants that a remark names
SILENCE = "In a focus group silence is neither agreement nor dissent."
_PARAGRAPH_END = re.compile(r"\n(?=[ \t]*\n)")

_NO_SECTION = "{file}: says nothing about {name}, where {units}. Write {how}."


def people_counts(study: Study) -> Iterator[Finding]:
    """One advice for each line of an adopted text that counts people, in the order of the files.

    Words between quotation marks are the participants' own and do not count.
    """
    rows = _contributions(study) if study.texts else []
    codes = dict.fromkeys((study.config.language_out, *study.config.languages))
    for text in study.texts.all:
        file = study.name(study.decisions / text.file)
        for line in counting_lines(text, codes):
            where = _place(text, line, study)
            behind = _behind([row for row in rows if (row.group_id, row.subgroup_id) == where])
            yield advice(f"{file}, line {line}: counts people. {behind}")


def gaps(study: Study) -> Iterator[Finding]:
    """One advice for each line of an adopted text with a gap where words were withdrawn."""
    for text in study.texts.all:
        for number, line in enumerate(text.body.split("\n"), start=text.first_line):
            if MARK in line:
                file = study.name(study.decisions / text.file)
                yield advice(f"{file}, line {number}: has a gap where words were withdrawn. Close "
                             "it, also where their name stands beside it.")  # fmt: skip


def missing_sections(study: Study) -> Iterator[Finding]:
    """One advice for each subgroup with units of which an adopted analytic text says nothing."""
    output = Output(study.out)
    try:
        written = [c for c in output.categories if c.author == "human"]
        condensates = output.condensates if written else []
    except StcError:
        return
    for category in written:
        told = {paragraph.subgroup_id for paragraph in category.paragraphs}
        text = study.texts.analytic.get(category.group_id)
        for made in condensates if text else ():
            units = len({*made.unit_ids, *(row.unit_id for row in made.left_out)})
            if made.group_id == category.group_id and made.subgroup_id not in told and units:
                assert text is not None
                yield advice(_NO_SECTION.format(
                    file=study.name(study.decisions / text.file),
                    name=f'"{made.subgroup_id}"' if made.subgroup_id else "the unsorted units",
                    units="1 unit lies" if units == 1 else f"{units} units lie",
                    how=f"a section headed {{#{made.subgroup_id}}}" if made.subgroup_id
                    else "an opening before the first heading",
                ))  # fmt: skip


def counting_lines(text: Text, languages: Iterable[str]) -> list[int]:
    """The lines of a text's file, from 1, on which people are counted, each once.

    `languages`: the codes of those it may be written in.
    """
    plain = text.whole
    for quotation in quotations_in(text.whole):
        start, end = quotation.start, quotation.end
        plain = plain[:start] + _stopped(plain[start:end]) + plain[end:]
    plain = _PARAGRAPH_END.sub(".", plain)
    begin = len(plain) - len(text.body)
    spans: list[Span] = []
    for code in languages:
        spans += people_counted(plain[begin:], load_language(code))
    return sorted({text.whole.count("\n", 0, begin + span.start) + 1 for span in spans})


def _stopped(words: str) -> str:
    """As many characters that end every phrase."""
    return "." * len(words)


def _contributions(study: Study) -> list[Contribution]:
    """The last run's; none where it has not come so far."""
    path = "5_synthesize/contributors.csv"
    try:
        return Output(study.out).rows(path, CONTRIBUTORS, contributor_of)
    except StcError:
        return []


def _place(text: Text, line: int, study: Study) -> tuple[str, str]:
    """The group and subgroup that a line is about; the subgroup is "" for the whole category."""
    groups = study.codebook.groups if study.codebook else []
    if text.kind == "condensate":
        own = (group for group in groups if text.place in {s.id for s in group.subgroups})
        group = next(own, None)
        return (group.id, text.place) if group else (text.place, "")
    group = next((group for group in groups if group.id == text.place), None)
    return (text.place, _section(text, line, group, study) if group else "")


def _section(text: Text, line: int, group: Group, study: Study) -> str:
    """The subgroup whose section a line of an analytic text stands in."""
    assert study.codebook is not None
    headings = study.codebook.headings(study.config.language_out)
    ids = {subgroup.id for subgroup in group.subgroups}
    by_heading = {headings[name].casefold(): name for name in ids}
    section = ""
    for block in text.blocks:
        if block.line + text.first_line - 1 > line:
            break
        if block.kind == "heading":
            named = block.id if block.id in ids else by_heading.get(block.text.casefold(), "")
            section = named
    return section


def _behind(rows: Sequence[Contribution]) -> str:
    """Who stands behind a category or subtheme, in one or two sentences."""
    if not rows:
        return "Run `stc synthesize` to see who stands behind it."
    people = [row for row in rows if row.level == "participant"]
    transcripts = [row for row in rows if row.level == "transcript"]
    own = [row.name for row in people if row.units]
    where = [row.name for row in transcripts if row.units]
    names = f" ({', '.join(own[:NAMED])}{' …' if len(own) > NAMED else ''})" if own else ""
    verb = "stands" if len(own) == 1 else "stand"
    sentence = (
        f"Behind it {verb} {len(own)} of {_number(people, 'participant')}{names} in "
        f"{len(where)} of {_number(transcripts, 'transcript')}."
    )
    groups = {name for name in where if sum(name in row.transcripts for row in people) > 1}
    return f"{sentence} {SILENCE}" if groups else sentence


def _number(rows: Sequence[Contribution], noun: str) -> str:
    return f"{len(rows)} {noun}{'' if len(rows) == 1 else 's'}"
