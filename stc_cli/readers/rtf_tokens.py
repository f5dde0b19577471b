"""RTF as tokens: braces, control words (`\\par`) and symbols (`\\~`), bytes (`\\'e6`), text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stc_cli.errors import StcError

MAX_DEPTH = 1000  # groups in groups; word processors write fewer than a hundred
MAX_TOKENS = 2_000_000  # a long interview that was much edited has 300,000
_BEGINNING = re.compile(rb"[\xef\xbb\xbf\s\x00]{0,20}(\{\\rtf)")
_AFTER = b"} \t\r\n\x00\x1a"  # what may follow the end
_TOKEN = re.compile(
    rb"\\(?:([A-Za-z]+)(-?[0-9]+)? ?|'([0-9A-Fa-f]{2})|([^A-Za-z\x80-\xff]))|([{}])|([^\\{}]+)",
    re.DOTALL,
)
# The groups of a token, of which the last says what it is.
WORD, NUMBER, BYTE, SYMBOL, BRACE, TEXT = 1, 2, 3, 4, 5, 6


def tokens(data: bytes) -> Iterator[re.Match[bytes]]:
    """The tokens of an RTF file from its first brace to the one that closes it.

    Raises StcError when it is no RTF, cut short, or of an absurd size.
    """
    beginning = _BEGINNING.match(data)
    if beginning is None:
        raise StcError("is not RTF: give it the suffix of what it is, or save it as .rtf anew")
    depth = 0
    for count, token in enumerate(_found(data, beginning.start(1))):
        if count == MAX_TOKENS:
            raise StcError(f"holds over {MAX_TOKENS} RTF codes, as no transcript does: split it")
        brace = token[BRACE]
        depth += (brace == b"{") - (brace == b"}")
        if depth > MAX_DEPTH:
            raise StcError(f"has more than {MAX_DEPTH} RTF groups in each other: save it anew")
        yield token
        if not depth:
            if data[token.end() :].strip(_AFTER):
                raise StcError("goes on after the end of its RTF: save it as .rtf anew")
            return
    raise StcError("is cut short (its RTF has no end): get the whole file, or save it as .rtf anew")


def number_of(token: re.Match[bytes], missing: int) -> int:
    """The number of a control word; an absurd one is cut to what is absurd enough."""
    return int(token[NUMBER][:12]) if token[NUMBER] else missing


def _found(data: bytes, start: int) -> Iterator[re.Match[bytes]]:
    """The tokens from `start`; bytes of pictures that are no RTF (`\\bin`) are passed over."""
    while True:
        for token in _TOKEN.finditer(data, start):
            if token[WORD] == b"bin":
                start = token.end() + max(0, number_of(token, 0))
                break
            yield token
        else:
            return
