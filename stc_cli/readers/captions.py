"""WebVTT and SubRip captions."""

from __future__ import annotations

import html
import re

from stc_cli.errors import StcError
from stc_cli.readers import About, Block, Settings, Source
from stc_cli.readers.encoding import decoded
from stc_cli.text.characters import normalised, one_line, visible

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?(?!\d)"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(.*)$")
_SETTING = re.compile(r"^[\w-]{1,20}:\S+$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]{0,200})>")
_TAG = re.compile(
    r"</?(?:[vcibu]|lang|ruby|rt|font)\b[^<>]*>|<\d[\d:.]*>|\{\\[a-zA-Z][^{}\n]{0,40}\}"
)
ABOUT = About(
    "vtt, srt",
    kept="the words of each cue",
    skipped="comments (`NOTE`), text outside any caption",
    structure="the `WEBVTT` head, cue ids, times, settings, tags, style and region blocks, voice "
    "names",
    left_out="",
)
_BLOCKS = re.compile(r"\n(?:[ \t]*\n)+")


def read(data: bytes, settings: Settings) -> Source:
    """One block per cue line and voice, in the order of the file."""
    text, unseen = decoded(data, settings.encoding)
    webvtt = text.lstrip().startswith("WEBVTT")
    blocks: list[Block] = []
    for number, chunk in enumerate(_BLOCKS.split(text.strip("\n"))):
        blocks += _blocks(chunk, first=number == 0, webvtt=webvtt)
    if not any(block.start is not None for block in blocks):
        raise StcError("has no captions in it (no line such as 00:00:01.000 --> 00:00:04.000)")
    return Source("vtt" if webvtt else "srt", tuple(blocks), visible(text), "caption", unseen)


def _blocks(chunk: str, *, first: bool, webvtt: bool) -> list[Block]:
    """The blocks of a stretch between empty lines: usually one cue, more where none parts them."""
    lines = chunk.split("\n")
    timed = [(index, match) for index, line in enumerate(lines) if (match := _TIMES.match(line))]
    starts = [
        _cue_start(lines, index, any_id=webvtt and number == 0)
        for number, (index, _) in enumerate(timed)
    ]
    head = "\n".join(lines[: starts[0]] if starts else lines)
    blocks = _outside_cues(head, first=first, webvtt=webvtt) if head.strip() else []
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
