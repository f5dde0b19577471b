"""The head of a transcript: when and where it was and who took part, which nobody says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from stc_cli.readers import Block, Flow
from stc_cli.readers.lines import MAX_LABEL, key, label_first
from stc_cli.readers.speakers.false_names import HEAD_WORDS
from stc_cli.readers.speakers.kinds import Vocabulary, like_a_name
from stc_cli.readers.speakers.turns import FRONT

_LINES = 30  # how far down a file its head may reach


class _Entry(NamedTuple):
    place: int
    label: str
    said: str

    @property
    def is_of_the_head(self) -> bool:
        """Whether no person is called like this: "Date of interview", "Transkribert av"."""
        words = key(self.label).split()
        return words[0] in HEAD_WORDS or words[-1] in HEAD_WORDS

    def tells_a_role(self, vocabulary: Vocabulary) -> bool:
        """Whether it says who has a role: a name or a number, without a sentence's end."""
        said = self.said
        named = len(said) <= MAX_LABEL and (like_a_name(said) or said.isdigit())
        ended = said.endswith((".", "?", "!", "…", ","))
        return named and not ended and len(self.label) > 3 and vocabulary.is_role(self.label)

    @property
    def may_be_talk(self) -> bool:
        """Whether a role's name could as well be a word of greeting."""
        return not self.is_of_the_head and " " not in self.said and not self.said[-1:].isdigit()


def without_head(
    blocks: tuple[Block, ...], vocabulary: Vocabulary, flow: Flow
) -> tuple[Block, ...]:
    """Blocks with what only looks like talk in a file's head marked as skipped.

    "Interviewer: Kari Nordmann" beside "Date: 3 May" tells who was there; so does every line
    under "Participants:" up to the next empty line.
    """
    skipped: set[int] = set()
    for stretch, goes_on in _stretches(blocks, flow):
        entries = [
            _Entry(place, *first) for place in stretch if (first := label_first(blocks[place].text))
        ]
        told = _listed(entries) if goes_on else []
        told = told or _told(entries, vocabulary)
        skipped |= {entry.place for entry in told}
        if len(told) < len(entries):
            break
    return tuple(
        block._replace(skip=FRONT) if place in skipped else block
        for place, block in enumerate(blocks)
    )


def _stretches(blocks: Sequence[Block], flow: Flow) -> Iterator[tuple[list[int], bool]]:
    """Places of the first lines up to each empty one, and whether the file goes on after that.

    Where every paragraph has an empty block behind it, the first lines are one stretch.
    """
    stretch: list[int] = []
    for place, block in enumerate(islice(blocks, 2 * _LINES)):
        if block.text.strip():
            if not block.skip and block.speaker is None:
                stretch.append(place)
        elif flow in ("line", "page") and stretch:
            yield stretch, True
            stretch = []
    yield stretch[:_LINES], False


def _listed(entries: Sequence[_Entry]) -> list[_Entry]:
    """All entries, if they are a list of people under a word such as "Participants:"."""
    if not entries or not entries[0].is_of_the_head or entries[0].said:
        return []
    labels = {key(entry.label) for entry in entries}
    return list(entries) if 1 < len(entries) == len(labels) else []


def _told(entries: Sequence[_Entry], vocabulary: Vocabulary) -> list[_Entry]:
    """The first entries as far as they belong to a head; none where no word says so."""
    told = list(takewhile(lambda e: e.is_of_the_head or e.tells_a_role(vocabulary), entries))
    if told and told[0].may_be_talk:
        return []
    while len(told) < len(entries) and told and told[-1].may_be_talk:
        told.pop()
    return told if any(entry.is_of_the_head for entry in told) else []
