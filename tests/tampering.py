"""Changing what stc wrote, as a careless or a careful person would."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from studies import Shell

Change = Callable[[bytes], bytes | None]
RESTORE = " Run `stc analyze` to restore it.\n"


@dataclass
class Copy:
    """A copy of an analysed study's output, to be tampered with."""

    out: Path
    config: Path
    stc: Shell

    def edit(self, artefact: str, change: Change) -> None:
        """Change a file, or delete it where `change` gives nothing."""
        path = self.out / artefact
        before = path.read_bytes()
        after = change(before)
        assert after != before, "the test changes nothing"
        if after is None:
            path.unlink()
        else:
            path.write_bytes(after)

    def fix_manifest(self) -> None:
        """What a careful tamperer does: the manifest fits the files again."""
        path = self.out / "manifest.json"
        manifest = json.loads(path.read_bytes())
        files = {name: self.out / name for name in manifest["artefacts"]}
        manifest["artefacts"] = {
            name: sha256(file.read_bytes()).hexdigest()
            for name, file in files.items()
            if file.is_file()
        }
        path.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")

    def assert_broken(self, message: str) -> None:
        """`verify` exits with 3; its first break, on stderr in one line, is `message` (a regex)."""
        ran = self.stc("verify", "-c", self.config, "-o", self.out)
        assert ran.code == 3, ran.out
        more = r"(?: \(and [1-9]\d* more\))?\."
        assert re.fullmatch(f"stc: {message}{more}{re.escape(RESTORE)}", ran.err), ran.err


def copied(source: Path, folder: Path) -> Path:
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".cache"))
    return folder


def rows(change: Callable[[list[list[str]]], object]) -> Change:
    def changed(data: bytes) -> bytes:
        table = list(csv.reader(io.StringIO(data.decode(), newline="")))
        change(table)
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(table)
        return buffer.getvalue().encode()

    return changed


def cell(row: int, column: int, change: Callable[[str], str]) -> Change:
    """Change one cell; rows as `verify` counts them, the header being row 1."""
    return rows(lambda table: table[row - 1].__setitem__(column, change(table[row - 1][column])))


def record(line: int, change: Callable[[dict], object]) -> Change:
    def changed(data: bytes) -> bytes:
        lines = data.decode().splitlines()
        value = json.loads(lines[line - 1])
        change(value)
        lines[line - 1] = json.dumps(value, ensure_ascii=False)
        return ("\n".join(lines) + "\n").encode()

    return changed


def line(number: int, change: Callable[[str], str]) -> Change:
    def changed(data: bytes) -> bytes:
        lines = data.decode().split("\n")
        lines[number - 1] = change(lines[number - 1])
        return "\n".join(lines).encode()

    return changed
