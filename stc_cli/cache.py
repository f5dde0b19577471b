"""The cache: what a stage made of one transcript (or one subgroup), kept by what it depends on.

A part's key is the hash of everything that goes into it, so a part is never stale: it is there or
it is not. Each carries a checksum; one that does not fit its bytes counts as missing. The folder
is safe to delete.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from stc_cli import __version__
from stc_cli.errors import StcError
from stc_cli.files import delete, delete_tree, sha256, write_bytes

LIBRARIES = ("spacy", "simplemma", "rapidfuzz", "pydantic", "python-docx", "xlsxwriter", "jinja2")

Sections = dict[str, bytes]


class DamagedCache(StcError):  # noqa: N818  # named for what it tells
    """A part's bytes do not fit its checksum; without the cache the run can be done again."""


class Part(NamedTuple):
    """A kept result.

    `digest`: the checksum of all its bytes; `product`: of the section that later stages read, so
    that a change which does not reach it goes no further; `counts`: units, words …
    """

    key: str
    digest: str
    product: str
    counts: dict[str, int]


def fingerprint(*values: Any) -> str:
    """The hash of JSON-like values (and of bytes by their own hash), 32 hexadecimal digits."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass"))[:32]


@cache
def versions() -> dict[str, str]:
    """The versions that results depend on: stc and the libraries it computes with."""
    return {"stc": __version__, **{name: metadata.version(name) for name in LIBRARIES}}


@cache
def program() -> str:
    """A fingerprint of this very program: what other code made is not taken for its own."""
    folder = Path(__file__).parent
    sources = sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".yaml", ".j2"))
    contents = b"\0".join(path.read_bytes().replace(b"\r\n", b"\n") for path in sources)
    return fingerprint(versions(), sha256(contents))


class PartStore:
    """Parts in a folder: `<stage>/<first two digits>/<key>`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, stage: str, key: str) -> Path:
        return self.folder / stage / key[:2] / key

    def header(self, stage: str, key: str) -> Part | None:
        """What a part says of itself, without reading the whole; None where there is no part."""
        try:
            with self.path(stage, key).open("rb") as file:
                header = json.loads(file.readline())
            return Part(key, header["sha256"], header["product"], dict(header["counts"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def read(self, stage: str, key: str) -> Sections | None:
        """A part's sections by name, or None where there is no sound part."""
        try:
            data = self.path(stage, key).read_bytes()
            line, _, body = data.partition(b"\n")
            header = json.loads(line)
            if sha256(body) != header["sha256"]:
                return None
            sections: Sections = {}
            position = 0
            for name, length in header["sections"]:
                sections[name] = body[position : position + length]
                position += length
            return sections
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(
        self, stage: str, key: str, sections: Mapping[str, bytes], counts: Mapping[str, int]
    ) -> Part:
        """Keep a part; the first section is its product."""
        body = b"".join(sections.values())
        part = Part(key, sha256(body), sha256(next(iter(sections.values()))), dict(counts))
        header = {
            "sections": [[name, len(section)] for name, section in sections.items()],
            "sha256": part.digest,
            "product": part.product,
            "counts": part.counts,
        }
        line = json.dumps(header, separators=(",", ":")).encode()
        write_bytes(self.path(stage, key), line + b"\n" + body)
        return part

    def prune(self, stage: str, used: Iterable[str]) -> None:
        """Remove a stage's parts that nothing in this study uses any more."""
        keep = set(used)
        for path in (self.folder / stage).glob("*/*"):
            if path.name not in keep:
                delete(path)

    def sound(self, stage: str, key: str) -> Sections:
        """A part's sections. Raises DamagedCache when there is no sound part."""
        sections = self.read(stage, key)
        if sections is None:
            raise DamagedCache(f"{self.folder}: is damaged. Delete it and run the command again.")
        return sections

    def clear(self, stages: Iterable[str]) -> None:
        """Remove all parts of some stages."""
        for stage in stages:
            delete_tree(self.folder / stage)
