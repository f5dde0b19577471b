"""Where a decision's passages stand now: by position, by quotation, or by likeness in context.

A passage is taken for the one that was decided about only on evidence that identical words
elsewhere cannot give: its position with its context, its quotation with a context that told it
apart, or, where its words stood in one place only, that place wherever it went. Words that were
corrected are found by likeness, only between what stood around them. Anything else is not placed.

The selectors and their order follow the W3C Web Annotation Data Model (2017), section 4.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from stc_cli.decisions.anchors import CONTEXT, UNKNOWN, Anchor, flat, is_whole, occurrences
from stc_cli.decisions.lines import Passage
from stc_cli.decisions.pages import NEAREST, Page, aligned, likeness
from stc_cli.decisions.scrubbed import MARK
from stc_cli.records import Span

How = Literal["position", "quotation", "similar"]

LIKE = 0.8  # similarity (1 - edits / length) from which corrected words count as the same passage
CONTEXT_LIKE = 0.8  # … and from which a side of its context counts as the same
OWN_WORDS = 40  # characters from which words that stood once, and stand once, are the same words
DOUBLE = 0.6  # … unless others this like them stand there too

NOT_FOUND = "its words are not found in the transcript any more"
TWICE = "its words stand in several places, and what stood around them has changed"
OTHERS = "its words stand in the transcript, but others say them now, or among other words"
NEGATED = "its words were changed in a negation"
TORN = "its parts do not stand in the same order any more"
GONE = "withdrawn"


class Spot(NamedTuple):
    """Where a passage stands, in characters of the stored text, and how it was found."""

    start: int
    end: int
    how: How


def placed_unit(unit: Passage, speakers: Sequence[str], page: Page) -> tuple[list[Spot], str]:
    """Where every piece of a unit stands, in order; or nothing and why not."""
    spots: list[Spot] = []
    for anchor in unit:
        spot = placed(anchor, speakers, page)
        if isinstance(spot, str):
            return [], spot
        if spots and spot.start < spots[-1].end:
            return [], TORN
        spots.append(spot)
    return spots, ""


def placed(anchor: Anchor, speakers: Sequence[str], page: Page) -> Spot | str:
    """Where a passage stands now, or why that is not known. `speakers`: who said it then."""
    if anchor.exact == MARK:
        return GONE
    return _Search(anchor, speakers, page).found()


class _Search:
    """The search for one passage: `starts` is where its words stand, `same` where it may be theirs.

    `told_apart`: whether the words stood, or stand, in several places; `crowded`: whether somebody
    put the same words in since. `silenced`: whether all that stood around it was withdrawn.
    """

    def __init__(self, written: Anchor, speakers: Sequence[str], page: Page) -> None:
        self.anchor, self.speakers, self.page = _cleaned(written), speakers, page
        anchor = self.anchor
        withdrawn = MARK in written.prefix or MARK in written.suffix
        self.silenced = withdrawn and max(len(anchor.prefix), len(anchor.suffix)) < NEAREST
        self.length = len(anchor.exact)
        self.starts = occurrences(page.text, anchor.exact)
        self.same = [s for s in self.starts if _may_be_theirs(speakers, page, s, s + self.length)]
        self.told_apart = anchor.elsewhere > 0 or len(self.starts) > 1
        known = anchor.elsewhere != UNKNOWN
        self.crowded = known and len(self.starts) > anchor.elsewhere + 1

    def found(self) -> Spot | str:
        spot = self._in_context() or self._alike() or self._by_words_alone()
        if spot is not None:
            return spot
        if self.told_apart:
            return TWICE
        return OTHERS if self.starts else NOT_FOUND

    def _in_context(self) -> Spot | None:
        """Word for word, with the context word for word: on one side where that is enough."""
        anchor, page = self.anchor, self.page
        if _is_there(anchor, anchor.start, self.speakers, page):
            return Spot(anchor.start, anchor.start + self.length, "position")
        whole = [s for s in self.starts if _is_there(anchor, s, self.speakers, page)]
        if len(whole) == 1 and (anchor.prefix or anchor.suffix):
            return Spot(whole[0], whole[0] + self.length, "quotation")
        sided = [start for start in self.same if _side_agrees(anchor, start, page.text)]
        if self.told_apart and not self.crowded and len(sided) == 1:
            return Spot(sided[0], sided[0] + self.length, "quotation")
        return None

    def _alike(self) -> Spot | str | None:
        """With words of it, or around it, corrected; or why such a place does not count."""
        anchor, page = self.anchor, self.page
        found = _likenesses(anchor, self.speakers, page, self.starts, strict=self.crowded)
        if self.starts and anchor.elsewhere <= 0:
            # While the words themselves stand, words like them are others.
            found = [spot for spot in found if spot.how == "quotation"]
        if len(found) != 1:
            return TWICE if found else None
        said = page.text[found[0].start : found[0].end]
        return NEGATED if page.negations(anchor.exact) != page.negations(said) else found[0]

    def _by_words_alone(self) -> Spot | None:
        """Words that stood once and stand once, wherever they went."""
        if self.told_apart or not self.starts:
            return None
        anchor, page = self.anchor, self.page
        start, end = self.starts[0], self.starts[0] + self.length
        near = self.silenced or _neighbours_stand(anchor, page.text)
        theirs = bool(self.speakers and self.same) and near
        by_hand = not (anchor.prefix or anchor.suffix or self.speakers)
        if (
            by_hand
            or (theirs and self.length >= OWN_WORDS and not _has_double(anchor, start, end, page))
            or _vouch(anchor, start, end, self.speakers, page, strict=False)
        ):
            return Spot(start, end, "quotation")
        return None


def _cleaned(anchor: Anchor) -> Anchor:
    """An anchor without the words of somebody who withdrew in its context."""
    return anchor._replace(
        exact=flat(anchor.exact),
        prefix=flat(anchor.prefix).rpartition(MARK)[2],
        suffix=flat(anchor.suffix).partition(MARK)[0],
    )


def _is_there(anchor: Anchor, start: int, speakers: Sequence[str], page: Page) -> bool:
    """Whether quotation and context stand there letter for letter.

    Away from its old position the context must say something on both sides. With little context on
    a side, at the beginning or end of a transcript, the speaker must be the same, unless words
    of some length stand there and nobody goes by that name any more.
    """
    text, end = page.text, start + len(anchor.exact)
    before = start - len(anchor.prefix)
    said = anchor.prefix + anchor.exact + anchor.suffix
    if before < 0 or not text.startswith(said, before) or not is_whole(text, start, end):
        return False
    sides = _around(anchor, start, end, text)
    if start != anchor.start and sides != (anchor.prefix, anchor.suffix):
        return False
    own_words = anchor.elsewhere == 0 and len(anchor.exact) >= OWN_WORDS
    renamed = own_words and page.everybody.isdisjoint(speakers)
    return _has_context(anchor) or renamed or _may_be_theirs(speakers, page, start, end)


def _side_agrees(anchor: Anchor, start: int, text: str) -> bool:
    """Whether the whole context on one side stands there letter for letter."""
    end = start + len(anchor.exact)
    before, after = _around(anchor, start, end, text)
    return (before is not None and before == anchor.prefix) or (
        after is not None and after == anchor.suffix
    )


def _around(anchor: Anchor, start: int, end: int, text: str) -> tuple[str | None, str | None]:
    """What stands on either side of a place, as much as the anchor has of it.

    None where the anchor has too little to vouch for anything: only at the very beginning or end
    of a transcript do a few characters say where a passage stands.
    """
    prefix, suffix = anchor.prefix, anchor.suffix
    before: str | None = text[max(0, start - len(prefix)) : start]
    after: str | None = text[end : end + len(suffix)]
    if len(prefix) < NEAREST:
        before = text[:start] if anchor.start == len(prefix) and start < NEAREST else None
    if len(suffix) < NEAREST:
        after = text[end:] if suffix and len(text) - end < NEAREST else None
    return before, after


def _has_context(anchor: Anchor) -> bool:
    """Whether there is enough context on both sides to go by it alone."""
    return min(len(anchor.prefix), len(anchor.suffix)) >= NEAREST


def _may_be_theirs(speakers: Sequence[str], page: Page, start: int, end: int) -> bool:
    """Whether the same people speak there; true where the decision does not say who did."""
    return not speakers or _same_speaker(speakers, page, start, end)


def _same_speaker(speakers: Sequence[str], page: Page, start: int, end: int) -> bool:
    return bool(speakers) and page.speakers(start, end) <= set(speakers)


def _contexts(anchor: Anchor, start: int, end: int, text: str) -> tuple[float, float]:
    """How like the context on either side is to what stands there, from 0 to 1."""
    prefix, suffix = anchor.prefix, anchor.suffix
    before, after = _around(anchor, start, end, text)
    left = 0.0 if before is None else likeness(prefix, before)
    right = 0.0 if after is None else likeness(suffix, after)
    if before and NEAREST <= len(prefix) <= CONTEXT and before.endswith(prefix[-NEAREST:]):
        left = 1.0
    if after and NEAREST <= len(suffix) <= CONTEXT and after.startswith(suffix[:NEAREST]):
        right = 1.0
    return left, right


def _vouch(
    anchor: Anchor, start: int, end: int, speakers: Sequence[str], page: Page, *, strict: bool
) -> bool:
    """Whether the context says that this is the passage.

    It does when it is like the anchor's on both sides; on one side alone, unless `strict`, when
    that side and words like these stand nowhere else, and the speaker is the same.
    """
    text = page.text
    sides = _contexts(anchor, start, end, text)
    theirs = _may_be_theirs(speakers, page, start, end)
    if min(sides) >= CONTEXT_LIKE:
        return theirs or _has_context(anchor)
    if strict or max(sides) < CONTEXT_LIKE or not theirs:
        return False
    left = text[max(0, start - max(NEAREST, len(anchor.prefix))) : start]
    right = text[end : end + max(NEAREST, len(anchor.suffix))]
    side = left if sides[0] >= CONTEXT_LIKE else right
    if not _ends_alike(anchor.exact, text[start:end]):
        return False
    return text.count(side) == 1 and not _has_double(anchor, start, end, page)


def _ends_alike(one: str, other: str) -> bool:
    """Whether two passages both begin a sentence or neither does, and end in the same mark."""
    begins = one[:1].isupper() == other[:1].isupper()
    return begins and (one[-1:] == other[-1:] or (one[-1:].isalnum() and other[-1:].isalnum()))


def _likenesses(
    anchor: Anchor, speakers: Sequence[str], page: Page, starts: Sequence[int], *, strict: bool
) -> list[Spot]:
    """Places that are like the passage and stand in a context like its own.

    `strict`: on both sides. Where the words stood elsewhere too, places that have them unchanged
    are those others, so the context must be alike on both sides and the speaker the same.
    """
    found: list[Spot] = []
    twins = anchor.elsewhere > 0
    for start, end in aligned(anchor, page):
        said = page.text[start:end]
        if likeness(anchor.exact, said) < LIKE:
            continue
        if not _vouch(anchor, start, end, speakers, page, strict=strict or twins):
            continue
        if twins and not _same_speaker(speakers, page, start, end):
            continue
        if twins and any(start <= other < end for other in starts):
            continue
        if not any(start < spot.end and spot.start < end for spot in found):
            found.append(Spot(start, end, "quotation" if said == anchor.exact else "similar"))
    return found


def _neighbours_stand(anchor: Anchor, text: str) -> bool:
    """Whether what stood next to a passage is still in the transcript: it is not another one."""
    sides = (anchor.prefix[-CONTEXT:], anchor.suffix[:CONTEXT])
    return any(len(side) >= NEAREST and side in text for side in sides)


def _has_double(anchor: Anchor, start: int, end: int, page: Page) -> bool:
    """Whether words like the passage's stand elsewhere too: they may be its own, corrected."""
    bare = anchor._replace(prefix="", suffix="")
    return any(
        (last <= start or first >= end) and likeness(anchor.exact, page.text[first:last]) >= DOUBLE
        for first, last in aligned(bare, page)
    )


def pieces(spots: Sequence[Spot], speakers: Sequence[str], page: Page) -> tuple[Span, ...]:
    """The spans of a unit: its passages cut at line breaks, each within one turn.

    Where a passage came to run over somebody else's talk, that talk is left out.
    """
    spans: list[Span] = []
    for spot in spots:
        turns = page.turns_in(spot.start, spot.end)
        own = [turn for turn in turns if turn.speaker in speakers] or turns
        for turn in own:
            start, end = max(spot.start, turn.char_start), min(spot.end, turn.char_end)
            lines = list(re.finditer(r"[^\n]*[^\s]", page.stored[start:end]))
            if len(lines) == 1 and len(own) == 1:
                spans.append(Span(start, end))
                continue
            for line in lines:
                said = line.group()
                left = line.start() + len(said) - len(said.lstrip())
                spans.append(Span(start + left, start + line.end()))
    return tuple(spans)
