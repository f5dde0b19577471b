"""The typed operations that turn a participant's words into a drafted sentence, and their replay.

A sentence is the list of its operations. `replay` runs them from the sources and gives the same
text; `text/kinds.py` tells whether each is of its declared kind. Edits (`at`, `was`, `now`) are
exact. The set is closed:

| operation              | what it does                                                            |
|------------------------|-------------------------------------------------------------------------|
| select                 | begin with `now`, which stands at `at` in the unit or sentence `source` |
| drop_event_mark        | take out a mark such as [laughs]; never [inaudible]                     |
| drop_filler            | take out a hesitation, or a filler phrase that punctuation sets off     |
| collapse_repetition    | "we we had" becomes "we had"                                            |
| resolve_self_repair    | "we had, we have" becomes "we have"; never with a locked word           |
| trim_connective        | take out a connective that opens the sentence: "So we left"             |
| cut_clause             | take out an aside between clause boundaries, where the config allows it |
| punctuate, capitalise  | punctuation, white space, the case of one letter; no words              |
| join                   | put the text selected last after the one before it, `now` between them  |
| merge                  | another unit's sentence (`was`, cleaned: `now`) says the same           |
| order                  | the sentence stands at place `at`, under the code `now`                 |
| shift_person           | "we" becomes "I", where the config asks for it                          |
| shift_to_third_person  | "we" becomes "they", "I was" becomes "they were"                        |
| frame                  | words of the tool around it: "Participants said that", quotation marks  |
| write                  | a person wrote `now`; no operation made it                              |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from stc_cli.records import Operation

Sources = Callable[[str], str | None]  # the text of a unit or sentence by its id

EDITS = frozenset(
    (
        "drop_event_mark", "drop_filler", "collapse_repetition", "resolve_self_repair",
        "trim_connective", "cut_clause", "punctuate", "capitalise", "shift_person",
        "shift_to_third_person", "frame",
    )
)  # fmt: skip
RELATIONS = frozenset({"merge", "order"})  # change no text
OPENING, CLOSING = "“", "”"


class Draft:
    """A text under the pen: every change is made by a recorded operation."""

    def __init__(self, source: str, at: int, text: str) -> None:
        self.text = text
        self.operations = [Operation("select", source, at, "", text)]

    def edit(self, op: str, start: int, end: int, now: str) -> None:
        """Replace the characters from `start` up to `end` by `now`, unless that is the same."""
        was = self.text[start:end]
        if was != now:
            self.operations.append(Operation(op, "", start, was, now))
            self.text = self.text[:start] + now + self.text[end:]

    def join(self, other: Draft, between: str) -> None:
        """Put another draft's text after this one's."""
        self.operations += [*other.operations, Operation("join", now=between)]
        self.text += between + other.text

    def note(self, op: str, *, source: str = "", at: int = 0, was: str = "", now: str = "") -> None:
        """Record a relation to other texts."""
        self.operations.append(Operation(op, source, at, was, now))


def replay(operations: Iterable[Operation], sources: Sources) -> str:
    """The text that the operations make.

    `sources`: the text of a unit or sentence by its id, None where there is none.
    Raises ValueError saying which operation cannot be replayed and why.
    """
    texts: list[str] = []
    for number, operation in enumerate(operations, start=1):
        step = _STEPS.get(operation.op)
        where = f"operation {number} ({operation.op})"
        if step is None:
            raise ValueError(f"{where} is no operation that stc knows")
        if not texts and step not in _BEGINNINGS:
            raise ValueError(f"{where} comes before anything was selected")
        if fault := step(texts, operation, sources):
            raise ValueError(f"{where} {fault}")
    if len(texts) != 1:
        raise ValueError(
            "there is no operation that selects any words" if not texts
            else "words are selected and not joined"
        )  # fmt: skip
    return texts[0]


# A step changes the stack of texts under the pen, or says why it cannot.
Step = Callable[[list[str], Operation, Sources], str]


def _select(texts: list[str], operation: Operation, sources: Sources) -> str:
    source, at, now = operation.source, operation.at, operation.now
    original = sources(source)
    if original is None:
        return f"selects from {source}, which does not exist"
    if at < 0 or original[at : at + len(now)] != now:
        return f"selects words that do not stand in {source} at {at}"
    texts.append(now)
    return ""


def _write(texts: list[str], operation: Operation, sources: Sources) -> str:
    texts.append(operation.now)
    return ""


def _edit(texts: list[str], operation: Operation, sources: Sources) -> str:
    at, was, text = operation.at, operation.was, texts[-1]
    if at < 0 or text[at : at + len(was)] != was:
        return f"replaces words that do not stand at {at}"
    texts[-1] = text[:at] + operation.now + text[at + len(was) :]
    return ""


def _join(texts: list[str], operation: Operation, sources: Sources) -> str:
    if len(texts) < 2:
        return "has nothing to join"
    last = texts.pop()
    texts[-1] += operation.now + last
    return ""


def _note(texts: list[str], operation: Operation, sources: Sources) -> str:
    return ""


_BEGINNINGS = frozenset({_select, _write})
_STEPS: Mapping[str, Step] = {
    "select": _select,
    "write": _write,
    "join": _join,
    **dict.fromkeys(EDITS, _edit),
    **dict.fromkeys(RELATIONS, _note),
}
