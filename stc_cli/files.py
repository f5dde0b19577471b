"""Reading and writing: the only module that changes anything on disk.

Every file is written beside its target and renamed, so that a target holds either its old or
its new content. A rename that the system refuses (on Windows: the file is open in Word or
Excel) becomes one sentence.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from stc_cli.errors import StcError, UsageError

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # a turn may be longer than csv's 128 KiB

_WRITES = itertools.count()


def sha256(data: bytes) -> str:
    """The hexadecimal SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str | None:
    """The hexadecimal SHA-256 of a file, or None where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def size(path: Path) -> int:
    """A file's size in bytes; 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read_bytes(path: Path) -> bytes:
    """A file's bytes.

    Raises StcError naming the file when it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise StcError(f"{path}: cannot be read ({_reason(error)}).") from error


def read_text(path: Path) -> str:
    """The text of a UTF-8 file that people write, without a byte-order mark.

    Raises UsageError when it is not UTF-8, StcError when it cannot be read.
    """
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text. Save it as UTF-8.") from error


def files_in(folder: Path, suffix: str = "") -> list[Path]:
    """The files that people put into a folder, by name; all, or those with a suffix (".md").

    Hidden files, lock files and backups of editors are passed over.
    """
    found = (path for path in folder.glob("*") if path.name[0] != "." and not path.is_dir())
    own = (path for path in found if not path.name.startswith("~$") and path.name[-1] != "~")
    named = (path for path in own if not suffix or path.suffix.lower() == suffix)
    return sorted(named, key=lambda path: path.name)


@contextmanager
def replacing(path: Path, *, durable: bool = False) -> Iterator[BinaryIO]:
    """A file to write that takes the place of `path` when the block ends without an error.

    `durable` waits until the bytes are on the disk itself (decisions, final artefacts, manifest).
    Raises StcError naming the file when the folder or the file cannot be written.
    """
    # In the same folder, because a rename does not cross file systems; the number tells writers of
    # one process apart.
    temporary = path.with_name(f".{path.name[:40]}.{os.getpid()}-{next(_WRITES)}.tmp")
    try:
        with _opened(temporary) as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(path)
    except PermissionError as error:
        if path.exists() and os.access(path.parent, os.W_OK):
            raise StcError(
                f"{path}: cannot be replaced, it is open in another program"
                " (Word or Excel?). Close it there and run the same command again."
            ) from error
        raise StcError(f"{path}: cannot be written ({_reason(error)}).") from error
    except OSError as error:
        raise StcError(f"{path}: cannot be written ({_reason(error)}).") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _opened(path: Path) -> BinaryIO:
    """A new file to write, its folder made where it is missing."""
    try:
        return path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


def write_bytes(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Put `data` at `path`, whole or not at all."""
    with replacing(path, durable=durable) as file:
        file.write(data)


def append_line(path: Path, line: str, *, durable: bool = False) -> None:
    """Add one line to the end of a file, making it where it is missing.

    `durable` waits until the line is on the disk itself.
    """
    append_lines(path, [line], durable=durable)


def append_lines(path: Path, lines: Iterable[str], *, durable: bool = False) -> None:
    """Add lines to the end of a file, making it where it is missing; see `append_line`.

    A last line that somebody left without an end gets one first.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            text = "".join(f"{line}\n" for line in lines)
            file.write(("" if _ends_in_line_break(path) else "\n").encode() + text.encode())
            if durable:
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise StcError(f"{path}: cannot be written ({_reason(error)}).") from error


def _ends_in_line_break(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def make_folder(path: Path) -> None:
    """Make a folder and those around it. Raises StcError when that is not allowed."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StcError(f"{path}: cannot be made ({_reason(error)}).") from error


def delete(path: Path, *, keep_folder: bool = False) -> None:
    """Remove a file if it is there, and its folder when that leaves it empty."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StcError(f"{path}: cannot be removed ({_reason(error)}).") from error
    if not keep_folder:
        with suppress(OSError):
            path.parent.rmdir()


def delete_tree(folder: Path) -> None:
    """Remove a folder with everything in it, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def set_aside(path: Path) -> Path:
    """Rename a file to `<name>.edited` (`.edited-2` … where that is taken); return the new path."""
    target = path.with_name(f"{path.name}.edited")
    number = 2
    while target.exists():
        target = path.with_name(f"{path.name}.edited-{number}")
        number += 1
    try:
        path.rename(target)
    except OSError as error:
        raise StcError(
            f"{path}: was edited by hand and cannot be put aside ({_reason(error)}). "
            "Close it where it is open, or copy it elsewhere, and run the same command again."
        ) from error
    return target


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV: UTF-8, `\\n` line ends, standard quoting; None becomes an empty cell."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode("utf-8")


def csv_rows(data: bytes) -> Iterator[list[str]]:
    """The rows of CSV bytes as lists of strings, the header row included where there is one."""
    return csv.reader(io.StringIO(data.decode("utf-8"), newline=""))


def csv_dicts(data: bytes) -> Iterator[dict[str, str]]:
    """The rows of CSV bytes with a header row, each as column name to cell."""
    return csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
