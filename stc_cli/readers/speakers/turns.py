"""Lines with believed labels put together to turns, and what nobody in the conversation said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from stc_cli.readers import Flow
from stc_cli.readers.lines import Line, key
from stc_cli.readers.reasons import PAGE_NUMBER, line_reason
from stc_cli.text.characters import one_line, visible

PAUSE = 3.0  # seconds without a caption that begin a new turn where nobody is named
FRONT = "before the first speaker"
NO_TALK = "label without talk"


class Aside(NamedTuple):
    """Visible text that nobody in the conversation said."""

    text: str
    reason: str


@dataclass(slots=True)
class Talk:
    """One turn as found. `parts`: its text piece by piece, with the space between them."""

    label: str
    parts: list[str]
    start: float | None
    end: float | None

    @property
    def text(self) -> str:
        """Its paragraphs, one to a line."""
        return "".join(self.parts)


@dataclass(slots=True)
class Builder:
    """Takes lines in reading order. `items`: what came of them; `structure`: as in `Line`.

    `wrapped`: whether a line without a label is a piece of a paragraph. `labelled`: whether
    anybody is named in the file.
    """

    flow: Flow
    wrapped: bool
    labelled: bool
    items: list[Talk | Aside] = field(default_factory=list)
    structure: int = 0
    _label: str | None = None  # None before the first speaker, empty for one without a name
    _talk: Talk | None = None  # the turn that text without a label goes on with
    _pending: float | None = None  # a time on a line of its own
    _break: bool = False  # an empty line came since the last text
    _fresh: bool = False  # the label was just set and has no text yet

    def add(self, line: Line) -> None:
        """One more line."""
        text = one_line(line.text)
        self.structure += line.structure
        reason = line.skip or (self._reason(text) if line.label is None and text else "")
        if reason:
            self._set_aside(text, reason)
        elif line.label is not None:
            self._begin(line, line.label, text)
        elif text:
            self._go_on(line, text)
        elif line.start is not None and line.structure:
            self._pending = line.start
        else:
            self._break = True

    def finish(self) -> None:
        """Set a label aside that no talk followed; at the latest when there are no more lines."""
        if self._fresh and self._label:
            self.items.append(Aside(self._label, NO_TALK))
            self.structure -= visible(self._label)
        self._fresh = False

    def _reason(self, text: str) -> str:
        if self._fresh or self.flow == "caption":
            return ""  # what follows a label is that person's answer; a cue is talk
        before = self.labelled and self._talk is None and self._label is None
        return line_reason(text) or (FRONT if before else "")

    def _set_aside(self, text: str, reason: str) -> None:
        if text:
            self.items.append(Aside(text, reason))
        if reason == PAGE_NUMBER:
            return  # a turn goes on over the page; the number stands behind it
        if text:
            self._talk = None  # the same speaker goes on in a turn of its own
        self._break = True

    def _begin(self, line: Line, label: str, text: str) -> None:
        start = line.start if line.start is not None else self._pending
        talk = self._talk
        self.finish()
        self._label, self._pending, self._break = label, None, False
        if talk is not None and self.flow == "caption" and key(talk.label) == key(label):
            self._extend(talk, text, line.end)
        elif text:
            self._new_talk(text, start, line.end)
        else:
            self._talk, self._fresh, self._pending = None, True, start

    def _go_on(self, line: Line, text: str) -> None:
        talk = self._talk
        start = line.start if line.start is not None else self._pending
        pause = (
            not self.labelled
            and talk is not None
            and (self.flow != "caption" or (line.start or 0.0) - (talk.end or 0.0) > PAUSE)
        )
        if talk is None or (pause and not (self.wrapped and not self._break)):
            self._new_talk(text, start, line.end)
        elif self.flow == "caption" or (self.wrapped and not self._break):
            self._extend(talk, text, line.end)
        else:
            talk.parts += ["\n", text]
        self._break, self._pending = False, None

    def _new_talk(self, text: str, start: float | None, end: float | None) -> None:
        self._talk = Talk(self._label or "", [text], start, end)
        self._fresh = False
        self.items.append(self._talk)

    @staticmethod
    def _extend(talk: Talk, text: str, end: float | None) -> None:
        if text:
            talk.parts += [" ", text]
        talk.end = end if end is not None else talk.end
