"""The text of any file in a study's folders, for looking whether something stands in it."""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from stc_cli.errors import StcError
from stc_cli.files import read_bytes
from stc_cli.readers import read_source
from stc_cli.readers.encoding import decoded

# What parts a text into runs, also within a word; every other tag parts words.
_RUN = re.compile(r"</?(?:[wa]:)?(?:r|t|rPr|b|i|u|em|strong|span|proofErr|lang)(?: [^<>]*)?/?>")
_TAG = re.compile(r"<[^<>]*>")
# Attributes that hold words; others hold numbers that look like telephone numbers.
_ATTRIBUTE = re.compile(r'\b(?:name|title|descr|alt|author|initials|display|tooltip)="([^"<>]*)"')
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_DOCUMENTS = (".pdf", ".odt", ".rtf")  # whose words only a reader finds
_MARKUP = (".html", ".htm", ".svg", ".xml")


class Text(NamedTuple):
    """A readable part of a file; `name` is the file's name with the part's after it."""

    name: str
    text: str


def files_below(folder: Path, *, hidden: bool = False) -> list[Path]:
    """Every file below a folder in the order of their paths; those of version control never.

    `hidden`: also those that begin with a full stop or lie in such a folder.
    """
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    inside = ((path, path.relative_to(folder).parts) for path in found)
    return sorted(
        path
        for path, parts in inside
        if ".git" not in parts and (hidden or not any(part.startswith(".") for part in parts))
    )


def texts_of(path: Path, name: str) -> Iterator[Text]:
    """The text of a file, or of each part of a Word, Excel or other zip file, as NFC.

    Raises StcError when the file cannot be read, or holds nothing that is known to be text.
    """
    data = read_bytes(path)
    if not data:
        return
    suffix = path.suffix.lower()
    if suffix in _DOCUMENTS:
        blocks = read_source(data, suffix).blocks
        yield Text(name, "\n".join(f"{b.speaker or ''} {b.text}".strip() for b in blocks))
    elif data.startswith(b"PK"):
        yield from _parts(data, name)
    else:
        text = _text(data)
        if suffix in (".json", ".jsonl", ".ipynb"):
            text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        yield Text(name, _shown(text) if suffix in _MARKUP else text)


def _text(data: bytes) -> str:
    """A text file of any size, in whatever encoding it is."""
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return decoded(data, None).text


def _parts(data: bytes, name: str) -> Iterator[Text]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                text = archive.read(info).decode("utf-8", "replace")
                shown = f"{info.filename}\n{_shown(text)}"
                yield Text(f"{name}: {info.filename}", unicodedata.normalize("NFC", shown))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise StcError("is a damaged Word or Excel file") from error


def _shown(markup: str) -> str:
    """The text of XML or HTML as it is seen, words whole; names in attributes stand behind it.

    Word parts a word into runs as it likes, so their tags vanish; other tags end a line.
    """
    text = _TAG.sub("\n", _RUN.sub("", markup))
    return html.unescape("\n".join([text, *_ATTRIBUTE.findall(markup)]))
