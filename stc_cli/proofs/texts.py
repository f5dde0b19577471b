"""What stands as a person's text is what they wrote, and is about units that lie there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stc_cli.decisions.prose import blocks
from stc_cli.decisions.texts import Named, Text
from stc_cli.output import Output
from stc_cli.proofs.coverage import used_units
from stc_cli.proofs.drafts import CONDENSATES
from stc_cli.records import Category, Condensate, Sentence
from stc_cli.workspace import Study

CATEGORIES = "5_synthesize/categories.jsonl"


def condensate_text_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Condensates that people wrote; and that none stands where a person's text should."""
    for number, condensate in enumerate(output.condensates, start=1):
        named = Named("condensate", condensate.group_id, condensate.subgroup_id)
        where = f"{CONDENSATES}, line {number}"
        yield from _breaks(where, named, condensate, condensate.sentences, study, proved)


def category_text_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Analytic texts that people wrote, likewise."""
    used = used_units(output, study)
    for number, category in enumerate(output.categories, start=1):
        where = f"{CATEGORIES}, line {number}"
        statements = [s for paragraph in category.paragraphs for s in paragraph.statements]
        named = Named("analytic_text", category.group_id)
        yield from _breaks(where, named, category, statements, study, proved)
        own = {unit for (group, _), units in used.items() if group == category.group_id
               for unit in units}  # fmt: skip
        for unit_id in sorted({*category.covers} - own):
            yield f"{where}: is about the unit {unit_id}, which does not lie in its group."


def _breaks(
    where: str,
    named: Named,
    made: Condensate | Category,
    sentences: list[Sentence] | tuple[Sentence, ...],
    study: Study,
    proved: Counter[str],
) -> Iterator[str]:
    text = study.texts.of(named.kind).get(named.place)
    if text is not None and made.author != "human":
        yield f"{where}: is a draft, though a person has written {text.file}."
    if text is None or made.author != "human":
        return
    if Counter(word for s in sentences for word in s.text.split()) != _words(text):
        yield f"{where}: is not what {text.file} says."
    if text.adoption.units is None and not made.stale_because:
        yield f"{where}: does not say that {text.file} names no units."
    proved["people's texts stand as they wrote them"] += 1


def _words(text: Text) -> Counter[str]:
    """The words of a text's prose; block quotes are prose in a condensate alone."""
    kinds = ("text", "quote") if text.kind == "condensate" else ("text",)
    prose = (block.text for block in blocks(text.body) if block.kind in kinds)
    return Counter(word for paragraph in prose for word in paragraph.split())
