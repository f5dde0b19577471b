"""`stc quote`: the quotations of the last run, and how they are to stand in print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stc_cli.deciding import Desk
from stc_cli.decisions.anchors import UNKNOWN, Anchor
from stc_cli.decisions.coding import quoted
from stc_cli.decisions.lines import Passage
from stc_cli.decisions.printings import Edit, EditError, Printing, by_words, edited
from stc_cli.decisions.quotes import add_printing
from stc_cli.errors import StcError, UsageError
from stc_cli.output import required
from stc_cli.records import Quote, Unit
from stc_cli.runner import locked
from stc_cli.text.characters import one_line
from stc_cli.workspace import Study


class Wish(NamedTuple):
    """How a unit's quotation is to be printed, as a person said it.

    `text`: its words, where the unit has several or they are to be others. `brackets`: each
    `words=what is printed in brackets`. `translation`: into the study's output language.
    """

    unit_id: str
    by: str
    text: str = ""
    elide: Sequence[str] = ()
    brackets: Sequence[str] = ()
    translation: str = ""
    checked_by: str = ""


class Entered(NamedTuple):
    """An entry that was written. `shown`: whether the last run quotes these words."""

    line: int
    printed: str
    shown: bool


class Listed(NamedTuple):
    """A quotation of the last run. `line`: of its entry in quotes.yaml, 0 where it has none."""

    quote: Quote
    line: int


def listed(study: Study) -> list[Listed]:
    """The quotations of the last run, in the order of the categories.

    Raises StcError where no run has chosen any.
    """
    lines = {key: printing.line for key, printing in by_words(study.printings).items()}
    quotes = _quotes(study)
    return [Listed(q, lines.get((q.transcript_id, one_line(q.quote)), 0)) for q in quotes]


def _quotes(study: Study) -> list[Quote]:
    output = required(study.out)
    if not output.has("5_synthesize/quotes.csv"):
        raise StcError(f"{study.out}: holds no quotations yet. Run `stc synthesize` first.")
    return output.quotes


def enter(study: Study, wish: Wish) -> Entered:
    """Write into quotes.yaml how a quotation is printed. Raises UsageError."""
    if not wish.by.strip():
        raise UsageError("say with --by who edits the quotation.")
    if not (wish.elide or wish.brackets or wish.translation.strip()):
        raise UsageError("say what is printed: --elide, --bracket or --translate.")
    desk = Desk(study, wish.by)
    anchor = _anchor(_passage(desk, desk.unit(wish.unit_id), wish.text))
    edits = [Edit("elide", words) for words in wish.elide]
    edits += [_bracket(text) for text in wish.brackets]
    try:
        text = edited(anchor.exact, edits)
    except EditError as error:
        raise UsageError(f"{wish.unit_id}: --{edits[error.number].kind}: {error}.") from error
    language, translation = study.config.language_out, one_line(wish.translation)
    printing = Printing(
        0, anchor, tuple(edits), text, wish.by, {language: translation} if translation else {},
        wish.by if translation else "", wish.checked_by,
    )  # fmt: skip
    with locked(study):
        line = add_printing(study.decisions, printing)
    words = {(q.transcript_id, one_line(q.quote)) for q in desk.output.quotes}
    shown = (anchor.transcript_id, printing.words) in words
    return Entered(line, printing.printed(language), shown)


def _passage(desk: Desk, unit: Unit, text: str) -> Passage:
    """The words to print: those named, else the unit's one quotation, else all of it."""
    own = {q.spans for q in _quotes(desk.study) if q.unit_id == unit.unit_id}
    if text or not own:
        return desk.quote(unit, text).quotation
    if len(own) > 1:
        raise UsageError(f"{unit.unit_id}: has {len(own)} quotations. Say which with --text.")
    return desk.anchors(unit.transcript_id, own.pop())


def _anchor(passage: Passage) -> Anchor:
    """A passage in one piece, as it is printed."""
    first, last = passage[0], passage[-1]
    return Anchor(
        first.transcript_id, quoted(passage), first.prefix, last.suffix, first.start, last.end,
        first.elsewhere if len(passage) == 1 else UNKNOWN,
    )  # fmt: skip


def _bracket(text: str) -> Edit:
    was, sign, now = text.partition("=")
    if not sign or not was.strip() or not now.strip():
        raise UsageError('--bracket: write the words, "=" and what is printed in brackets for '
                         'them: "He=the nurse".')  # fmt: skip
    return Edit("bracket", was.strip(), now.strip())
