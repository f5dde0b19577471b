"""Captions: WebVTT, SubRip (SRT) and YouTube's SBV."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from stc_cli.errors import StcError
from stc_cli.readers import About, Block, Settings, Source
from stc_cli.readers.encoding import decoded
from stc_cli.text.characters import normalised, one_line, visible

Kind = Literal["vtt", "srt", "sbv"]

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?(?!\d)"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(.*)$")
_SBV_TIMES = re.compile(rf"^\s*{_CLOCK}\s*,\s*{_CLOCK}(\s*)$")
_SETTING = re.compile(r"^[\w-]{1,20}:\S+$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]{0,200})>")
_TAG = re.compile(
    r"</?(?:[vcibu]|lang|ruby|rt|font)\b[^<>]*>|<\d[\d:.]*>|\{\\[a-zA-Z][^{}\n]{0,40}\}"
)
_BREAK = re.compile(r"<br ?/?>|\[br\]", re.IGNORECASE)
_WORD_BY_WORD = re.compile(r"<\d[\d:.]*><c>")  # as YouTube writes what it heard itself
ABOUT = About(
    "vtt, srt, sbv",
    kept="the words of each cue",
    skipped="comments (`NOTE`), text outside any caption",
    structure="the `WEBVTT` head, cue ids, times, settings, tags, style and region blocks, voice "
    "names; lines that automatic captions show again",
    left_out="",
)
_BLOCKS = re.compile(r"\n(?:[ \t]*\n)+")
_VTT_BLOCKS = re.compile(r"\n\n+")  # a line of a space is no empty line


def read(data: bytes, settings: Settings) -> Source:
    """One block per cue line and voice, in the order of the file."""
    text, unseen = decoded(data, settings.encoding)
    return captions(text, unseen)


def captions(text: str, unseen: int) -> Source:
    """The captions in a text. `unseen`: for the source. Raises StcError when there are none."""
    kind = _kind(text)
    blocks: list[Block] = []
    parted = _VTT_BLOCKS if kind == "vtt" else _BLOCKS
    for number, chunk in enumerate(parted.split(text.strip("\n"))):
        blocks += _blocks(chunk, first=number == 0, kind=kind)
    if not any(block.start is not None for block in blocks):
        raise StcError("has no captions in it (no line such as 00:00:01.000 --> 00:00:04.000)")
    if _WORD_BY_WORD.search(text):
        blocks = list(_shown_once(blocks))
    return Source(kind, tuple(blocks), visible(text), "caption", unseen)


def are_captions(text: str) -> bool:
    """Whether a text consists of captions: one with the head of WebVTT, or nothing but cues."""
    kind = _kind(text)
    chunks = _BLOCKS.split(text.strip("\n"))
    timed = (_has_times(chunk, kind) for chunk in chunks)
    if kind == "vtt":
        return any(timed)
    return _has_times(chunks[0], kind) and sum(timed) >= 0.9 * len(chunks)


def _has_times(chunk: str, kind: Kind) -> bool:
    times = _SBV_TIMES if kind == "sbv" else _TIMES
    return any(times.match(line) for line in chunk.split("\n", 3)[:3])


def _kind(text: str) -> Kind:
    if text.lstrip().startswith("WEBVTT"):
        return "vtt"
    first = text.lstrip("\n").split("\n", 1)[0]
    return "sbv" if _SBV_TIMES.match(first) else "srt"


def _shown_once(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks without the words that stand on the screen a second time, as the line before.

    Captions that come word by word keep each line on the screen while the next one grows.
    """
    before = ""
    for block in blocks:
        if block.text and block.text == before and not block.skip:
            yield block._replace(text="", structure=block.structure + visible(block.text))
        else:
            yield block
        before = block.text or before


def _blocks(chunk: str, *, first: bool, kind: Kind) -> list[Block]:
    """The blocks of a stretch between empty lines: usually one cue, more where none parts them."""
    lines = chunk.split("\n")
    pattern = _SBV_TIMES if kind == "sbv" else _TIMES
    timed = [(index, match) for index, line in enumerate(lines) if (match := pattern.match(line))]
    starts = [
        index if kind == "sbv" else _cue_start(lines, index, any_id=kind == "vtt" and parted)
        for number, (index, _) in enumerate(timed)
        for parted in [number == 0 or not lines[max(index - 2, 0)].strip()]
    ]
    head = "\n".join(lines[: starts[0]] if starts else lines)
    blocks = _outside_cues(head, first=first, webvtt=kind == "vtt") if head.strip() else []
    for (index, times), start, stop in zip(timed, starts, [*starts, len(lines)][1:], strict=True):
        said = [word for word in times[9].split() if not _SETTING.match(word)]
        body = "\n".join([" ".join(said), *lines[index + 1 : stop]])
        structure = sum(map(visible, lines[start : index + 1])) - visible("".join(said))
        blocks += _cue(body.strip("\n"), times, structure)
    return blocks


def _cue_start(lines: list[str], index: int, *, any_id: bool) -> int:
    """Where the cue with its times in line `index` begins: at its id, if it has one.

    With `any_id` any text is one; else only a number, other text belongs to the cue before.
    """
    above = lines[index - 1].strip() if index else ""
    named = any_id and above and not above.startswith(("WEBVTT", "NOTE"))
    return index - 1 if named or above.isdigit() else index


def _outside_cues(text: str, *, first: bool, webvtt: bool) -> list[Block]:
    head = text.split("\n", 1)[0].rstrip()
    word = head.split(maxsplit=1)[:1]
    if webvtt and ((first and word == ["WEBVTT"]) or head in ("STYLE", "REGION")):
        return [Block("", structure=visible(text))]
    if webvtt and word == ["NOTE"]:
        note = one_line(text.lstrip().removeprefix("NOTE"))
        return [Block(note, structure=len("NOTE"), skip="caption comment")]
    return [Block(one_line(text), skip="outside any caption")]


def _cue(body: str, times: re.Match[str], structure: int) -> list[Block]:
    """The blocks of one cue: one per voice and line, or an empty one when nothing is said.

    In `<v Name>` the name is the speaker's label; the rest of the tag is structure.
    """
    start, end = _seconds(times, 1), _seconds(times, 5)
    structure += visible(body)
    body = _BREAK.sub("\n", body)
    structure -= visible(body)
    voices = list(_VOICE.finditer(body))
    blocks: list[Block] = []
    for line in body[: voices[0].start() if voices else len(body)].split("\n"):
        text = _words(line)
        if text:
            structure += visible(line) - visible(text)
            blocks.append(Block(text, structure, "", None, start, end))
            structure = 0
        else:
            structure += visible(line)
    for number, voice in enumerate(voices, start=1):
        stop = voices[number].start() if number < len(voices) else len(body)
        text = _words(body[voice.end() : stop])
        name = one_line(normalised(html.unescape(voice[1])))
        around = visible(body[voice.start() : stop]) - visible(text) - visible(name)
        blocks.append(Block(text, around + structure, "", name or None, start, end, certain=True))
        structure = 0
    return [*blocks, Block("", structure, "", None, start, end)] if structure else blocks


def _words(text: str) -> str:
    return one_line(normalised(html.unescape(_TAG.sub("", text))))


def _seconds(times: re.Match[str], group: int) -> float:
    hours, minutes, seconds, fraction = times.group(group, group + 1, group + 2, group + 3)
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000
