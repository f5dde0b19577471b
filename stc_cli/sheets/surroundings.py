"""What stands around a unit in its transcript, for those who read it in a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from stc_cli.config import Config
from stc_cli.decisions.anchors import anchored
from stc_cli.decisions.lines import Passage
from stc_cli.decisions.pages import Page
from stc_cli.languages import load_language
from stc_cli.output import Output
from stc_cli.records import Turn, Unit
from stc_cli.text.characters import one_line

REACH = 160  # characters on either side


class Surroundings:
    """The transcripts of an output folder, each read once it is asked for."""

    def __init__(self, output: Output, config: Config | None = None) -> None:
        """`config`: where decisions are to be placed in them, which takes their language."""
        self._output = output
        self._config = config
        self._pages: dict[str, Page] = {}

    @cached_property
    def _turns(self) -> dict[str, list[Turn]]:
        found: dict[str, list[Turn]] = {}
        for turn in self._output.turns:
            found.setdefault(turn.transcript_id, []).append(turn)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Turn]:
        return {turn.turn_id: turn for turn in self._output.turns}

    @cached_property
    def transcripts(self) -> Sequence[str]:
        """The transcripts of the last run, in order."""
        return tuple(self._turns)

    def page(self, name: str) -> Page:
        """A transcript, ready to be searched."""
        if name not in self._pages:
            negations = (
                load_language(self._config.language_of(name)).negations if self._config else ()
            )
            turns = self._turns.get(name, ())
            self._pages[name] = Page(self._output.text(name), turns, negations)
        return self._pages[name]

    def anchors(self, unit: Unit) -> Passage:
        """The anchors of a unit."""
        name = unit.transcript_id
        text = self.page(name).text
        return tuple(anchored(name, text, span.start, span.end) for span in unit.spans)

    def question(self, unit: Unit) -> str:
        """What the unit answers."""
        turn = self._by_id.get(unit.question)
        return one_line(turn.text) if turn else ""

    def before(self, unit: Unit) -> str:
        """What is said before a unit, after its question: a line per turn, with who says it."""
        page = self.page(unit.transcript_id)
        end = unit.spans[0].start
        turn = self._by_id.get(unit.question)
        first = turn.char_end if turn and turn.char_end <= end else 0
        start = max(first, end - REACH)
        cut = start > first and page.text[start - 1 : start + 1].strip() != ""
        if cut:
            start = min(end, page.text.find(" ", start, end) + 1 or end)
        return _lines(page, start, end)

    def after(self, unit: Unit) -> str:
        """What is said after a unit: a line per turn, with who says it."""
        page = self.page(unit.transcript_id)
        start = unit.spans[-1].end
        end = min(len(page.text), start + REACH)
        if end < len(page.text):
            end = max(start, page.text.rfind(" ", start, end))
        return _lines(page, start, end)


def _lines(page: Page, start: int, end: int) -> str:
    """A piece of a transcript; an ellipsis where it begins or ends within a turn."""
    lines = []
    for turn in page.turns_in(start, end):
        left, right = max(start, turn.char_start), min(end, turn.char_end)
        said = one_line(page.text[left:right])
        if said:
            opening = "… " if left > turn.char_start else ""
            ending = " …" if right < turn.char_end else ""
            lines.append(f"{turn.speaker}: {opening}{said}{ending}".lstrip(": "))
    return "\n".join(lines)
