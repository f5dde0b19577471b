"""The drafts as Markdown documents for reading: condensates, analytic text, overview."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from stc_cli.decisions.prose import shown
from stc_cli.decisions.texts import NO_TEXTS, Text, Texts
from stc_cli.records import Category, Condensate, Operation, Quote, Sentence
from stc_cli.stages.overview import Length, Talk, minutes, share
from stc_cli.text.characters import one_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
Headings = Mapping[str, str]  # group, subgroup or code id to its heading in the output language


def escaped(text: str) -> str:
    """Participants' words as Markdown shows them, letter for letter."""
    return _SPECIAL.sub(r"\\\1", text)


def condensates_markdown(
    condensates: Iterable[Condensate],
    *,
    headings: Headings,
    labels: Mapping[str, str],
    units: Mapping[str, str],
    texts: Texts = NO_TEXTS,
) -> str:
    """All condensates under their groups and subgroups; sentences of one code form a paragraph.

    `units`: unit id to its text. `texts`: those that people wrote, which stand as they wrote them.
    """
    lines = [f"# {labels['condensates']}", ""]
    for group_id, own in groupby(condensates, key=lambda c: c.group_id):
        lines += [f"## {escaped(headings[group_id])}", ""]
        for condensate in own:
            subgroup = condensate.subgroup_id
            lines += [f"### {escaped(headings[subgroup]) if subgroup else labels['unsorted']}", ""]
            text = texts.condensates.get(subgroup or condensate.group_id)
            if condensate.author == "human" and text is not None:
                lines += _own_text(text, condensate.stale_because, labels, level=4)
            elif condensate.sentences:
                lines += _draft(condensate, labels, units)
            elif not condensate.left_out:
                lines += [f"*{labels['nothing_yet']}*", ""]
            lines += _left_out(condensate, labels)
    return "\n".join(lines)


def _own_text(
    text: Text, because: Iterable[str], labels: Mapping[str, str], *, level: int
) -> Iterator[str]:
    """A person's text, with what is stale in it. `level`: of its headings at most."""
    yield from (f"*{labels['human_notice']}*", "")
    if because:
        yield from (f"**{labels['stale_notice']}**", "")
        yield from (f"- {escaped(change)}" for change in because)
        yield ""
    yield from (*shown(text.body, level), "")


def _draft(
    condensate: Condensate, labels: Mapping[str, str], units: Mapping[str, str]
) -> Iterator[str]:
    """A draft with what a person should look at: opposing views, and what it does without."""
    yield from (f"*{labels['condensate_notice']}*", "")
    if shifted := sum(map(_is_shifted, condensate.sentences)):
        yield from (f"*{labels['person_notice']}: {shifted}*", "")
    for paragraph in paragraphs(condensate):
        yield from (escaped(paragraph), "")
    if condensate.opposing:
        said = {sentence.sentence_id: sentence.text for sentence in condensate.sentences}
        yield from (f"**{labels['opposing']}**", "")
        for row in condensate.opposing:
            one, other = (escaped(said[name]) for name in (row.sentence_id, row.other_id))
            yield f"- {one} / {other} ({escaped(row.reason)})"
        yield ""
    if condensate.passed_over:
        yield from (f"{labels['passed_over']}:", "")
        for gone in condensate.passed_over:
            words = one_line(units[gone.unit_id][gone.start : gone.end])
            yield f"- {escaped(words)} ({gone.unit_id})"
        yield ""


def _is_shifted(sentence: Sentence) -> bool:
    return any(operation.op == "shift_person" for operation in sentence.operations)


def _left_out(condensate: Condensate, labels: Mapping[str, str]) -> Iterator[str]:
    """The units that a condensate does not hold, by reason."""
    reasons: dict[str, list[str]] = {}
    for row in condensate.left_out:
        reasons.setdefault(row.reason, []).append(row.unit_id)
    if reasons:
        yield from (f"{labels['left_out']}:", "")
        yield from (f"- {escaped(why)}: {', '.join(ids)}" for why, ids in reasons.items())
        yield ""


def paragraphs(condensate: Condensate) -> list[str]:
    """A draft's paragraphs: the sentences of a code."""
    return [" ".join(sentence.text for sentence in sentences)
            for _, sentences in groupby(condensate.sentences, key=_code)]  # fmt: skip


def _code(sentence: Sentence) -> str:
    orders: Iterator[Operation] = (op for op in sentence.operations if op.op == "order")
    return next((op.now for op in orders), "")


def analytic_markdown(
    categories: Iterable[Category],
    *,
    headings: Headings,
    labels: Mapping[str, str],
    quoted: Mapping[Quote, str],
    texts: Texts = NO_TEXTS,
) -> str:
    """The analytic text: a section per category, a subsection per subtheme with its quotations.

    `quoted`: each quotation as it is printed, with its attribution. `texts`: as in
    `condensates_markdown`.
    """
    lines = [f"# {labels['analytic_text']}", ""]
    for category in categories:
        lines += [f"## {escaped(category.heading)}", ""]
        text = texts.analytic.get(category.group_id)
        if category.author == "human" and text is not None:
            lines += _own_text(text, category.stale_because, labels, level=3)
            continue
        lines += [f"*{labels['analytic_notice']}*", ""]
        for paragraph in category.paragraphs:
            subgroup = paragraph.subgroup_id
            lines += [f"### {escaped(headings[subgroup]) if subgroup else labels['unsorted']}", ""]
            own = [quote for quote in category.quotes if quote.subgroup_id == subgroup]
            if paragraph.text:
                lines += [escaped(paragraph.text), ""]
            elif not own:  # else there are units, and no draft of them
                lines += [f"*{labels['nothing_yet']}*", ""]
            lines += [line for quote in own for line in (f"> {escaped(quoted[quote])}", "")]
    return "\n".join(lines)


def overview_markdown(
    *, title: str, talks: Sequence[tuple[Length, Sequence[Talk]]], labels: Mapping[str, str]
) -> str:
    """How long each transcript is, and how much each of its speakers said.

    `talks`: each transcript's length with its speakers.
    """
    lengths = [own for own, _ in talks]
    timed = [own.seconds for own in lengths if own.seconds is not None]
    seconds = sum(timed) if len(timed) == len(lengths) else None  # a part of it would mislead
    total = Length(labels["total"], sum(own.turns for own in lengths),
                   sum(own.words for own in lengths), seconds)  # fmt: skip
    rows = [
        (t.transcript_id, t.speaker, labels[t.role], t.turns, t.words, share(t.words, own.words),
         minutes(t.seconds))
        for own, speakers in talks
        for t in speakers
    ]  # fmt: skip
    measures = ("turns", "words", "minutes")
    return "\n".join([
        f"# {labels['overview']}" + (f": {escaped(title)}" if title else ""), "",
        f"*{labels['overview_notice']}*", "",
        *_pipe_table([labels[name] for name in ("transcript", *measures)],
                     ((*own[:3], minutes(own.seconds)) for own in (*lengths, total)), words=1), "",
        *_pipe_table([labels[name] for name in ("transcript", "speaker", "role", "turns", "words",
                                                "share", "minutes")], rows, words=3), "",
    ])  # fmt: skip


def _pipe_table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, words: int
) -> list[str]:
    """The lines of a table; the columns after the first `words` hold numbers."""
    marks = ["---:" if n >= words else "---" for n in range(len(headings))]
    return [_pipe_row(headings), f"| {' | '.join(marks)} |", *map(_pipe_row, rows)]


def _pipe_row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(escaped(str(cell)) for cell in cells)} |"
