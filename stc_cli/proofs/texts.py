"""What stands as a person's text is what they wrote, about the units of which they said so.

Their file, the units as they lie now and the draft of now decide all that a record says: its
sentences and where each is from, what it covers and leaves out, and what is stale in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from stc_cli.decisions.texts import Named, Text
from stc_cli.output import Output
from stc_cli.proofs.drafts import CONDENSATES
from stc_cli.proofs.redrafted import Redrafted
from stc_cli.records import Category, Condensate, Sentence
from stc_cli.workspace import Study

CATEGORIES = "5_synthesize/categories.jsonl"


def condensate_text_breaks(
    output: Output, study: Study, redrafted: Redrafted, proved: Counter[str]
) -> Iterator[str]:
    """Condensates that people wrote; and that none stands where a person's text should."""
    for number, made in enumerate(output.condensates, start=1):
        where = f"{CONDENSATES}, line {number}"
        text = study.texts.of("condensate").get(
            Named("condensate", made.group_id, made.subgroup_id).place
        )
        yield from _author_breaks(where, made, text)
        known = (made.group_id, made.subgroup_id) in redrafted.lying
        if text is not None and made.author == "human" and known:
            wanted = redrafted.condensate(made, text)
            yield from _sentence_breaks(where, text, made.sentences, wanted.sentences)
            yield from _standing_breaks(where, text, made, wanted)
            if made.left_out != wanted.left_out:
                yield f"{where}: leaves out other units than {text.file}, or for other reasons."
            if made.passed_over or made.opposing:
                yield f"{where}: passes over or opposes sentences, as only a draft does."
            proved["people's texts stand as they wrote them"] += 1


def category_text_breaks(
    output: Output, study: Study, redrafted: Redrafted, proved: Counter[str]
) -> Iterator[str]:
    """Analytic texts that people wrote, likewise."""
    known = {group for group, _ in redrafted.lying}
    for number, made in enumerate(output.categories, start=1):
        where = f"{CATEGORIES}, line {number}"
        text = study.texts.of("analytic_text").get(made.group_id)
        yield from _author_breaks(where, made, text)
        if text is not None and made.author == "human" and made.group_id in known:
            wanted = redrafted.category(made, text)
            if [p.subgroup_id for p in made.paragraphs] != [
                p.subgroup_id for p in wanted.paragraphs
            ]:
                yield f"{where}: has other paragraphs than {text.file}."
            yield from _sentence_breaks(where, text, _statements(made), _statements(wanted))
            yield from _standing_breaks(where, text, made, wanted)
            proved["people's texts stand as they wrote them"] += 1


def _statements(category: Category) -> list[Sentence]:
    return [statement for paragraph in category.paragraphs for statement in paragraph.statements]


def _author_breaks(where: str, made: Condensate | Category, text: Text | None) -> Iterator[str]:
    if text is not None and made.author != "human":
        yield f"{where}: is a draft, though a person has written {text.file}."
    if made.author == "draft" and (made.covers or made.stale_because):
        yield f"{where}: a draft covers no units and is never stale."


def _sentence_breaks(
    where: str, text: Text, made: Sequence[Sentence], wanted: Sequence[Sentence]
) -> Iterator[str]:
    """Each sentence is the person's, in its place, and says where it is from."""
    if [sentence.text for sentence in made] != [sentence.text for sentence in wanted]:
        yield f"{where}: is not what {text.file} says."
        return
    for own, other in zip(made, wanted, strict=True):
        place = f"{where}, sentence {own.sentence_id}"
        if own.operations != other.operations:
            written = any(op.op == "write" for op in other.operations)
            whose = "a person's own" if written else "the draft's"
            yield f"{place}: is {whose}, and says otherwise."
        elif own.unit_ids != other.unit_ids:
            yield f"{place}: names other units than share its words."
        elif own.sentence_id != other.sentence_id:
            yield f"{place}: has another id than its place."


def _standing_breaks(
    where: str, text: Text, made: Condensate | Category, wanted: Condensate | Category
) -> Iterator[str]:
    if made.covers != wanted.covers:
        yield f"{where}: is about other units than {text.file}."
    if made.stale_because != wanted.stale_because:
        yield f"{where}: does not say what is stale in {text.file}."
