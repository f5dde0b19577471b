"""Plain text. Lines are taken as they stand; wrapped ones are joined later."""

from __future__ import annotations

from stc_cli.readers import About, Block, Settings, Source
from stc_cli.readers.captions import are_captions, captions
from stc_cli.readers.chat import are_messages, messages
from stc_cli.readers.encoding import decoded
from stc_cli.text.characters import visible

ABOUT = About(
    "txt",
    kept="every line",
    skipped="page numbers, remarks in brackets, what stands before the first speaker",
    structure="labels, times, line numbers",
    left_out="",
)


def read(data: bytes, settings: Settings) -> Source:
    """One block per line; an empty line is an empty block, which ends a paragraph.

    Captions and a meeting's chat are often saved as .txt: they are read as what they are.
    """
    text, unseen = decoded(data, settings.encoding)
    if are_captions(text):
        return captions(text, unseen)
    if are_messages(text):
        return messages(text, unseen)
    blocks = tuple(Block(line) for line in text.split("\n"))
    return Source("txt", blocks, visible(text), "line", unseen)
