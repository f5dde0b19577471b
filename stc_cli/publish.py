"""Putting artefacts where users read them, without ever losing what a user wrote there.

A file whose bytes are not stc's own (neither in the manifest nor in the run's journal) was edited
by hand: it is renamed to `<name>.edited` before the artefact takes its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from stc_cli.files import append_line, delete, file_sha256, set_aside, sha256, write_bytes

FINAL = "6_tables/"  # what goes into the paper is waited for until it is on the disk


class Edited(NamedTuple):
    """An artefact that someone had edited: its name and where their version is kept."""

    artefact: str
    kept: Path


class Publisher:
    """Writes the artefacts of one output folder and knows which of them are current."""

    def __init__(self, out: Path, recorded: dict[str, str]) -> None:
        """`recorded`: artefact to SHA-256 as the manifest has them."""
        self.out = out
        self.recorded = recorded
        self.edited: list[Edited] = []
        self.written: list[str] = []
        self.hashes: dict[str, str] = {}
        self._state_path = out / ".cache" / "artefacts.json"
        self._journal = out / ".cache" / "journal"
        self._state: dict[str, list[str]] = _read_json(self._state_path)
        self._own: dict[str, set[str]] = {}
        for name, digest in recorded.items():
            self._own.setdefault(name, set()).add(digest)
        for name, (_, digest) in self._state.items():
            self._own.setdefault(name, set()).add(digest)
        for line in _lines(self._journal):
            digest, _, name = line.partition(" ")
            self._own.setdefault(name, set()).add(digest)

    def is_current(self, artefact: str, recipe: str) -> bool:
        """Whether the file is there as stc wrote it from the same recipe."""
        known = self._state.get(artefact)
        if known is None or known[0] != recipe:
            return False
        return file_sha256(self.out / artefact) == known[1]

    def publish(self, artefact: str, recipe: str, data: Callable[[], bytes]) -> None:
        """Write an artefact unless it is current. `recipe`: the hash of all it is made from."""
        if self.is_current(artefact, recipe):
            self.hashes[artefact] = self._state[artefact][1]
            return
        content = data()
        digest = sha256(content)
        path = self.out / artefact
        present = file_sha256(path)
        if present != digest:
            self._keep_edits(artefact, path, present)
            append_line(self._journal, f"{digest} {artefact}")
            write_bytes(path, content, durable=artefact.startswith(FINAL))
            self.written.append(artefact)
        self.hashes[artefact] = digest
        self._state[artefact] = [recipe, digest]

    def withdraw(self, artefacts: Iterable[str]) -> None:
        """Remove artefacts that are no longer made; an edited one is kept as `.edited`."""
        for artefact in artefacts:
            path = self.out / artefact
            self._keep_edits(artefact, path, file_sha256(path))
            delete(path)
            self._state.pop(artefact, None)

    def finish(self) -> None:
        """Remember what was written; call when the manifest is in place."""
        write_bytes(self._state_path, json.dumps(self._state, sort_keys=True).encode())
        delete(self._journal)

    def _keep_edits(self, artefact: str, path: Path, present: str | None) -> None:
        if present is not None and present not in self._own.get(artefact, ()):
            self.edited.append(Edited(artefact, set_aside(path)))


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
