"""The text of any file in a study's folders, for looking whether something stands in it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from stc_cli.errors import StcError
from stc_cli.files import read_bytes

_ENDS = re.compile(r"</(?:w:p|w:tc|si|c|row|title|[a-z]+:[a-z]+Properties)>|<w:(?:br|tab|cr)/>")
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r'="([^"<>]*)"')


class Text(NamedTuple):
    """A readable part of a file; `name` is the file's name with the part's after it."""

    name: str
    text: str


def files_below(folder: Path, *, hidden: bool = False) -> list[Path]:
    """Every file below a folder in the order of their paths, without `.cache` and the like."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(
        path
        for path in found
        if hidden or not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def texts_of(path: Path, name: str) -> Iterator[Text]:
    """The text of a file, or of each part of a Word, Excel or other zip file.

    Raises StcError when the file cannot be read.
    """
    data = read_bytes(path)
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for info in archive.infolist():
                    text = archive.read(info).decode("utf-8", "replace")
                    yield Text(f"{name}: {info.filename}", f"{info.filename}\n{_shown(text)}")
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise StcError(f"{name}: is a damaged Word or Excel file.") from error
        return
    text = data.decode("utf-8", "replace")
    yield Text(name, _shown(text) if path.suffix in (".html", ".htm", ".svg", ".xml") else text)


def _shown(markup: str) -> str:
    """The text of XML or HTML as it is seen, words whole; values of attributes stand behind it.

    Word parts a word into runs as it likes, so tags vanish without a space; paragraphs and cells
    end a line.
    """
    text = _TAG.sub("", _ENDS.sub("\n", markup))
    return html.unescape("\n".join([text, *_ATTRIBUTE.findall(markup)]))
