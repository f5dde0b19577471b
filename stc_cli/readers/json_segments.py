"""Segments in JSON: which objects hold what is said, by whom and when, by their fields' names.

The segments are those objects that hold text, of one kind if there are several: utterances rather
than the words in them, segments with times rather than the whole text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from stc_cli.readers.json_values import Flat
from stc_cli.readers.times import Spoken, Times, in_seconds, time_of
from stc_cli.text.characters import normalised, one_line, visible, word_count

# Names of fields as `simple` writes them; the first that an object has is taken.
TEXT_FIELDS = (
    "text transcript content utterance message sentence display caption punctuatedword word".split()
)
_PIECES = "elements"  # of Rev: the words and signs of a text, each an object with a value
_OWN_SPEAKER = "speakername speakerdisplayname speaker speakerlabel speakerid speakertag".split()
_SPEAKER = [*_OWN_SPEAKER, *"who name username displayname participant author role".split()]
_ANY_SPEAKER = frozenset(_SPEAKER)
_NAMES = "name displayname label id".split()  # in a speaker's object
_START = (
    "start starttime begin begintime from startoffset startseconds startms ts time timestamp "
    "timecode offset offsetinticks".split()
)
_END = "end endtime stop to until endoffset endseconds endms endts".split()
_DURATION = "duration durationseconds durationms durationinticks".split()
_SPANS = "timestamps timestamp time offsets".split()  # an object with both, or a list of two
_CHOICES = frozenset({"alternatives", "nbest"})  # the first is the likeliest
ON_THE_WAY = _CHOICES | frozenset(
    "segments utterances transcript transcripts results monologues entries items messages words "
    "wordsegments paragraphs sentences channels chunks phrases recognizedphrases "
    "combinedrecognizedphrases audiosegments transcription chapters highlights summary summaries "
    "topics tokens".split()
)
_LONGEST_LABEL = 100  # characters


class Segment(NamedTuple):
    """Something said by one speaker, in one object or several.

    `used`: the places of the leaves that are its text and speaker. `start`, `end`: in seconds,
    once the file's unit is known. `written`: how these are written there.
    """

    text: str
    speaker: str | None
    used: tuple[int, ...]
    start: float | None
    end: float | None
    written: tuple[str, ...]


def segments_of(document: Flat) -> list[Segment]:
    """What is said, in the order of the file, with times in seconds.

    Objects inside one that names their speaker are one segment. `document`: flattened with
    `ON_THE_WAY`.
    """
    owners = _owners(document)
    members: dict[int, list[int]] = {}
    for place in _best_kind(document, owners):
        members.setdefault(owners[place], []).append(place)
    segments: list[Segment] = []
    for owner, places in members.items():
        segment = _segment(document, owner, places)
        before = segments[-1] if segments else None
        if before and before.start is not None and _is_sign(segment):
            text, used = before.text + segment.text, before.used + segment.used
            segments[-1] = before._replace(text=text, used=used)
        else:
            segments.append(segment)
    return _in_seconds(segments)


def _is_sign(segment: Segment) -> bool:
    """Whether a segment is a full stop or the like, which belongs to the word before it."""
    return segment.start is None and len(segment.text) == 1 and segment.text in ".,;:!?…"


def _segment(document: Flat, owner: int, places: Sequence[int]) -> Segment:
    text = " ".join(_text(document, place) for place in places)
    used = [leaf for place in places for leaf in _text_leaves(document, place)]
    label = _speaker_leaf(document, owner)
    if label in used:  # such as a name that is also the only text
        label = None
    name = None if label is None else one_line(document.leaves[label].text)
    used += [] if label is None else [label]
    first, last = _times(document, places[0]), _times(document, places[-1])
    return Segment(text, name, tuple(used), first.start, last.end, first.written + last.written)


def _owners(document: Flat) -> list[int]:
    """For each object the one that names who speaks in it: itself, or one around it."""
    owners: list[int] = []
    around: list[int] = []  # the nearest from each object outwards, itself included
    for place, found in enumerate(document.objects):
        outer = around[found.parent] if found.parent >= 0 else -1
        named = _speaker_leaf(document, place, _OWN_SPEAKER) is not None
        around.append(place if named else outer)
        own = named or outer < 0 or _speaker_leaf(document, place) is not None
        owners.append(place if own else outer)
    return owners


def _speaker_leaf(document: Flat, place: int, names: Sequence[str] = _SPEAKER) -> int | None:
    """The place of the leaf that names a speaker, by itself or in an object of its own."""
    found = document.objects[place]
    if _ANY_SPEAKER.isdisjoint(found.leaves) and _ANY_SPEAKER.isdisjoint(found.inside):
        return None
    for name in names:
        inner = [document.objects[n].leaves for n in found.inside.get(name, ())[:1]]
        fields = [found.leaves.get(name, []), *(o.get(n, []) for o in inner for n in _NAMES)]
        for leaf in (leaves[0] for leaves in fields if leaves):
            if 0 < len(one_line(document.leaves[leaf].text)) <= _LONGEST_LABEL:
                return leaf
    return None


def _text_leaves(document: Flat, place: int) -> list[int]:
    """The places of the leaves that are an object's text, none if it has no text."""
    found = document.objects[place]
    pieces = [document.objects[n].leaves.get("value", []) for n in found.inside.get(_PIECES, ())]
    for leaves in (
        *(found.leaves.get(name, []) for name in TEXT_FIELDS),
        [n for p in pieces for n in p],
    ):
        if any(visible(document.leaves[leaf].text) for leaf in leaves):
            return leaves
    return []


def _text(document: Flat, place: int) -> str:
    texts = [document.leaves[leaf].text for leaf in _text_leaves(document, place)]
    between = "" if document.objects[place].inside.get(_PIECES) else " "
    return normalised(between.join(texts)).strip()


def _best_kind(document: Flat, owners: Sequence[int]) -> list[int]:
    """The places of the objects that hold text, of the kind that holds the talk best.

    Objects are of one kind when the same known fields and as many other texts stand around them.
    Of kinds that say about as much, the best names speakers, has times and is not cut too small.
    """
    kinds = list(_kinds(document).values())
    words = [sum(word_count(_text(document, place)) for place in places) for places in kinds]
    talk = [n for n, places in zip(words, kinds, strict=True) if n > 1.2 * len(places)]
    most = max(talk or words, default=0)  # a list of words may say things twice
    fit = [p for n, p in zip(words, kinds, strict=True) if 0.7 * most <= n <= 1.4 * most]

    def rank(places: Sequence[int]) -> tuple[bool, bool, bool, bool, int]:
        named = 2 * sum(_speaker_leaf(document, owners[n]) is not None for n in places)
        timed = 2 * sum(_times(document, n).start is not None for n in places)
        size = len(places)
        words = "words" in document.objects[places[0]].path
        return named >= size, not words, timed >= size, size > 1 or named + timed > 0, -size

    return max(fit, key=rank, default=[])


def _kinds(document: Flat) -> dict[tuple[tuple[str, ...], int], list[int]]:
    """The places of the objects that hold text, by the fields and number of texts around them."""
    kinds: dict[tuple[tuple[str, ...], int], list[int]] = {}
    around: list[int] = []  # how many objects with text stand around what is inside each
    unlikely: list[bool] = []
    for place, found in enumerate(document.objects):
        depth, doubted = 0, found.nth > 0 and found.key in _CHOICES
        if found.parent >= 0:
            depth, doubted = around[found.parent], doubted or unlikely[found.parent]
        has_text = bool(_text_leaves(document, place))
        around.append(depth + has_text)
        unlikely.append(doubted)
        if has_text and not doubted:
            kinds.setdefault((found.path, depth), []).append(place)
    return kinds


class _Times(NamedTuple):
    """Beginning and end of a text in the file's unit, and how they are written."""

    start: float | None = None
    end: float | None = None
    written: tuple[str, ...] = ()


def _times(document: Flat, place: int) -> _Times:
    """The times in an object's own fields, or else in objects inside it, or else around it."""
    found = document.objects[place]
    inside = [found.inside.get(name, []) for name in (*_SPANS, _PIECES, "words")]
    for near in ([place], *inside, [found.parent] if found.parent > 0 else []):
        starts = [time for n in near for time in _written(document, n, _START)]
        if starts:
            ends = [time for n in near for time in _written(document, n, _END)]
            lengths = [time for n in near for time in _written(document, n, _DURATION)]
            first = starts[0].times
            last = ends[-1].times.start if ends else first.end
            if last is None and lengths:
                last = first.start + lengths[0].times.start
            written = (starts[0], *(ends or lengths)[-1:])
            return _Times(first.start, last, tuple(time.text for time in written))
    return _Times()


class _Written(NamedTuple):
    """A time as it is written, and what it says."""

    text: str
    times: Times


def _written(document: Flat, place: int, names: Sequence[str]) -> Iterator[_Written]:
    """The first field of an object that holds a time; at most one."""
    leaves = document.objects[place].leaves
    fields = [leaves[name][0] for name in names if name in leaves]
    if names is _END:
        fields += [leaves[name][1] for name in _SPANS if len(leaves.get(name, ())) == 2]
    texts = (document.leaves[leaf].text for leaf in fields)
    found = (_Written(text, times) for text in texts if (times := time_of(text)))
    yield from islice(found, 1)


def _in_seconds(segments: Sequence[Segment]) -> list[Segment]:
    items = [Spoken(s.start, s.end, word_count(s.text)) for s in segments]
    spans = in_seconds(items, [time for segment in segments for time in segment.written])
    return [s._replace(start=a, end=b) for s, (a, b) in zip(segments, spans, strict=True)]
