"""JSON files of speech recognisers and meeting services: Whisper, WhisperX, Rev and their kin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from stc_cli.errors import StcError
from stc_cli.readers import About, Block, Flow, Settings, Source
from stc_cli.readers.encoding import decoded
from stc_cli.readers.json_segments import ON_THE_WAY, TEXT_FIELDS, Segment, segments_of
from stc_cli.readers.json_values import Flat, Leaf, counted, flat, parsed, shortened, simple
from stc_cli.readers.times import time_of
from stc_cli.text.characters import WORD, one_line, visible

# Names of fields as `simple` writes them.
_SAID_AGAIN = frozenset([*TEXT_FIELDS, *"words value lexical itn maskeditn tokens".split()])
_TECHNICAL = frozenset(
    "id ids uuid guid userid speakerid type kind language languagecode lang locale model task "
    "version status format created createdat updated updatedat url audiourl mediaurl channel "
    "channeltag jobname accountid color".split()
)
_TECHNICAL_END = re.compile(r"_(?:id|url|status|tag|code)$|(?:Id|ID|Url|URL|Status|Tag|Code)$")
NO_SEGMENTS = (
    'has no segments with text in it (such as {"start": 0.0, "end": 2.5, "speaker": "P1", '
    '"text": "…"})'
)
ABOUT = About(
    "json",
    kept="the speaker and text of each segment, utterance or message",
    skipped="other fields that hold words",
    structure="names of fields, numbers, times, ids, languages, words and texts said again",
    left_out="",
)


def read(data: bytes, settings: Settings) -> Source:
    """One block per segment or, where it names nobody, per line of it; what is no talk comes last.

    With times, segments of one speaker are joined like captions; without, each is a turn. Raises
    StcError when the bytes are no JSON or hold no segments.
    """
    text, unseen_outside = decoded(data, settings.encoding)
    value = parsed(text)
    chars, unseen = counted(value)
    document = flat(value, on_the_way=ON_THE_WAY)
    segments = segments_of(document)
    if not segments:
        raise StcError(NO_SEGMENTS)
    timed = any(segment.start is not None for segment in segments)
    blocks: list[Block] = []
    for segment in segments:
        blocks += _segment_blocks(document, segment)
        blocks += () if timed else (Block(""),)
    blocks += _rest(document, segments)
    flow: Flow = "caption" if timed else "paragraph"
    return Source("json", tuple(blocks), chars, flow, unseen_outside + unseen)


def _segment_blocks(document: Flat, segment: Segment) -> Iterator[Block]:
    """A segment as one block, or one per line where it names nobody: a line may bear a label."""
    lines = [one_line(segment.text)]
    if segment.speaker is None:
        lines = [line for line in map(one_line, segment.text.split("\n")) if line]
    whole = sum(visible(document.leaves[leaf].text) for leaf in segment.used)
    structure = whole - visible(segment.text) - visible(segment.speaker or "")
    for line in lines:
        certain = segment.speaker is not None
        yield Block(
            line, structure, "", segment.speaker, segment.start, segment.end, certain=certain
        )
        structure = 0


def _rest(document: Flat, segments: Sequence[Segment]) -> Iterator[Block]:
    """What is in no segment: fields with words of their own, then how much is structure."""
    used = {leaf for segment in segments for leaf in segment.used}
    speakers = {segment.speaker for segment in segments}
    structure = document.names
    others: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for place, leaf in enumerate(document.leaves):
        if place in used:
            continue
        if leaf.is_number or _is_technical(leaf) or one_line(leaf.text) in speakers:
            structure += visible(leaf.text)
        else:
            path = document.objects[leaf.owner].path if leaf.owner >= 0 else ()
            others.setdefault((path, leaf.key), []).append(leaf.text)
    said = _Said.of(segment.text for segment in segments)
    for (_, key), texts in others.items():
        text = one_line(" ".join(texts))
        if simple(key) in _SAID_AGAIN and said.again(texts):
            structure += visible(text)
        elif text:
            yield Block(text, skip=f'field "{shortened(key)}"')
    yield Block("", structure)


def _is_technical(leaf: Leaf) -> bool:
    """Whether a string is a time, a number, or an id, a language and the like in one word."""
    if time_of(leaf.text):
        return True
    technical = simple(leaf.key) in _TECHNICAL or _TECHNICAL_END.search(leaf.key)
    address = leaf.text.startswith(("https://", "http://"))
    return bool(technical or address) and len(leaf.text.split()) < 2


class _Said(NamedTuple):
    """All that the segments say: its letters and digits in order, and how often each word."""

    letters: str
    words: Counter[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> _Said:
        whole = " ".join(texts).casefold()
        return cls("".join(filter(str.isalnum, whole)), Counter(WORD.findall(whole)))

    def again(self, texts: Sequence[str]) -> bool:
        """Whether texts say the same, or nothing but some of the same words."""
        other = _Said.of(texts)
        if other.letters == self.letters:
            return True
        return all(times <= self.words[word] for word, times in other.words.items())
