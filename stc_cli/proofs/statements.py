"""Statements of a drafted analytic text: a sentence of its condensate each, turned or quoted.

A statement that took only part of a sentence, quoted what nobody said, or told of what could not be
told without a guess would replay as well. So each is made from its sentence once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from stc_cli.languages import Language
from stc_cli.proofs.drafts import is_written, segments
from stc_cli.records import Category, Condensate, Operation, Paragraph, Sentence
from stc_cli.stages.synthesize import in_third_person, may_be_said
from stc_cli.text.operations import CLOSING
from stc_cli.text.people_counts import people_counted

LanguageOf = Callable[[Sentence], Language]


def statement_breaks(
    place: str,
    category: Category,
    condensates: Sequence[Condensate],
    texts: Mapping[str, str],
    language_of: LanguageOf,
    most: int,
) -> Iterator[str]:
    """A draft has a paragraph for each condensate of its group, of statements from that one alone.

    `texts`: of units, by id. `language_of`: a sentence's language. `most`: statements in a
    paragraph.
    """
    places = [condensate.subgroup_id for condensate in condensates]
    if [paragraph.subgroup_id for paragraph in category.paragraphs] != places:
        yield f"{place}: has not one paragraph for each condensate, in their order."
        return
    for number, (paragraph, condensate) in enumerate(
        zip(category.paragraphs, condensates, strict=True), start=1
    ):
        where = f"{place}, paragraph {number}"
        if len(paragraph.statements) > most:
            yield f"{where}: has more statements than `synthesize.statements` asks for."
        if most and not paragraph.statements and _says(condensate, language_of):
            yield f"{where}: has no statement, though its condensate has sentences."
        yield from _paragraph_breaks(place, paragraph, condensate, texts, language_of)


def _says(condensate: Condensate, language_of: LanguageOf) -> bool:
    """Whether there is a sentence that a statement can be made of."""
    return any(
        not is_written(sentence) or may_be_said(sentence.text, language_of(sentence))
        for sentence in condensate.sentences
    )


def _paragraph_breaks(
    place: str,
    paragraph: Paragraph,
    condensate: Condensate,
    texts: Mapping[str, str],
    language_of: LanguageOf,
) -> Iterator[str]:
    before, framed = -1, ""
    for statement in paragraph.statements:
        where = f"{place}, statement {statement.sentence_id}"
        index = _source(statement, condensate.sentences)
        if index is None:
            yield f"{where}: comes from no sentence of its condensate."
            continue
        if index <= before:
            yield f"{where}: does not stand in the order of its condensate."
        before = index
        source = condensate.sentences[index]
        language = language_of(source)
        if is_written(source) and not may_be_said(source.text, language):
            yield f"{where}: cannot be told in the third person without a guess."
            continue
        draft, kind = in_third_person(source, texts, language)
        made, rest = draft.operations, statement.operations[len(draft.operations) :]
        opens = framed != kind and (kind == "quoted" or not framed)
        framed = kind
        if list(statement.operations[: len(made)]) != made:
            yield f"{where}: was made from its sentence in another way."
        elif not _is_frame(rest, language.frames[kind] if opens else ""):
            yield f"{where}: is not framed as a statement is."
        behind = source.unit_ids if kind == "said" else (made[0].source,)
        if statement.unit_ids != behind:
            yield f"{where}: names other units than the condensate sentence it was made from."
        # A draft counts no people, unless it quotes somebody who does.
        if CLOSING not in statement.text[-1:] and people_counted(statement.text, language):
            yield f"{where}: counts people, which a draft never does."


def _source(statement: Sentence, sentences: Sequence[Sentence]) -> int | None:
    """Which sentence of the condensate a statement begins with, or what of a unit that has."""
    first = statement.operations[0] if statement.operations else Operation("")
    for index, sentence in enumerate(sentences):
        if first.source == sentence.sentence_id:
            return index
        if not is_written(sentence):
            own = segments(sentence)[0]
            if (first.source, first.at) == (own.unit_id, own.at):
                return index
    return None


def _is_frame(operations: Sequence[Operation], frame: str) -> bool:
    """Whether operations put words of the tool before a statement, or none where it has none."""
    if not frame:
        return not operations
    *capitals, last = operations or (Operation(""),)
    return last == Operation("frame", "", 0, "", f"{frame} ") and all(
        op.op == "capitalise" and op.at == 0 for op in capitals[1:] or capitals
    )
