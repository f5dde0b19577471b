"""WebVTT and SubRip captions. Kept: the words of every cue, its times, its voice.
Taken off as structure: cue ids, times and settings, tags, style blocks. Comments are skipped.
"""

from __future__ import annotations

import html
import re

from stc_cli.errors import StcError
from stc_cli.readers import Block, Source
from stc_cli.readers.encoding import decoded
from stc_cli.text.characters import one_line, visible

_CLOCK = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(.*)$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)*\s+([^>]*)>")
_TAG = re.compile(r"</?(?:[vcibu]|lang|ruby|rt|font)\b[^>]*>|<\d[\d:.]*>|</?[vcibu]>|\{\\an\d\}")
_BLOCKS = re.compile(r"\n[ \t]*\n+")


def read(data: bytes) -> Source:
    """One block per cue and voice, in the order of the file."""
    text = decoded(data)
    blocks: list[Block] = []
    for number, chunk in enumerate(_BLOCKS.split(text.strip("\n"))):
        blocks += _blocks(chunk, first=number == 0)
    if not any(block.start is not None for block in blocks):
        raise StcError("has no captions in it (no line such as 00:00:01.000 --> 00:00:04.000)")
    return Source(tuple(blocks), visible(text), "caption")


def _blocks(chunk: str, *, first: bool) -> list[Block]:
    lines = chunk.split("\n")
    for index, line in enumerate(lines):
        if times := _TIMES.match(line):
            structure = visible(line) + sum(visible(id_line) for id_line in lines[:index])
            return _cue("\n".join(lines[index + 1 :]), times, structure)
    head = lines[0].split(maxsplit=1)[:1]
    if (first and head == ["WEBVTT"]) or head in (["STYLE"], ["REGION"]):
        return [Block("", structure=visible(chunk))]
    if head == ["NOTE"]:
        note = one_line(chunk.removeprefix("NOTE"))
        return [Block(note, structure=visible(chunk) - visible(note), skip="caption comment")]
    return [Block(one_line(chunk), skip="outside any caption")]


def _cue(body: str, times: re.Match[str], structure: int) -> list[Block]:
    """The blocks of one cue: one per voice, or one when it names none.

    In `<v Name>` the name is the speaker's label; the rest of the tag is structure.
    """
    start, end = _seconds(times, 1), _seconds(times, 5)
    voices = list(_VOICE.finditer(body))
    before = body[: voices[0].start()] if voices else body
    blocks: list[Block] = []
    if before.strip() or not voices:
        text = _words(before)
        around = visible(before) - visible(text)
        blocks.append(Block(text, around + structure, "", None, start, end))
        structure = 0
    for number, voice in enumerate(voices, start=1):
        stop = voices[number].start() if number < len(voices) else len(body)
        text = _words(body[voice.end() : stop])
        name = one_line(html.unescape(voice.group(1)))
        around = visible(body[voice.start() : stop]) - visible(text) - visible(name)
        blocks.append(Block(text, around + structure, "", name, start, end))
        structure = 0
    return blocks


def _words(text: str) -> str:
    return one_line(html.unescape(_TAG.sub("", text)))


def _seconds(times: re.Match[str], group: int) -> float:
    hours, minutes, seconds, fraction = times.group(group, group + 1, group + 2, group + 3)
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int(fraction.ljust(3, "0")) / 1000
