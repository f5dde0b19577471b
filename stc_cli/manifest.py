"""The manifest: what a run was made from and what it made. It holds no time, machine or person."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from stc_cli.cache import fingerprint, versions
from stc_cli.config import Config
from stc_cli.errors import StcError
from stc_cli.files import write_bytes
from stc_cli.pipeline import stage

SCHEMA = 1
NAME = "manifest.json"
# Sections that may name people: the manifest holds their hash alone.
_PERSONAL = ("speakers", "not_speakers", "team", "meetings", "methods")
_ELSEWHERE = (  # paths: what they lead to is under inputs, but for the key
    "output", "transcripts", "participants", "decisions", "codebook", "pseudonyms",
)  # fmt: skip


def manifest_bytes(
    *,
    config: Config,
    language_data: Mapping[str, str],
    inputs: Mapping[str, str],
    refused: Mapping[str, str],
    artefacts: Mapping[str, str],
    stages: Mapping[str, str],
) -> bytes:
    """The manifest's bytes.

    `inputs`: path relative to the config to SHA-256; `refused`: path to reason; `artefacts`: path
    in the output folder to SHA-256; `stages`: stage to the hash of what it was made from.
    """
    values = config.model_dump(mode="json", exclude=set(_ELSEWHERE))
    for name in _PERSONAL:
        if values.get(name):
            values[name] = {"fingerprint": fingerprint(values[name])}
    data = {
        "schema": SCHEMA,
        "versions": versions(),
        "language_data": dict(language_data),
        "config": values,
        "inputs": dict(inputs),
        "refused": dict(refused),
        "stages": dict(stages),
        "artefacts": dict(artefacts),
    }
    return as_bytes(data)


def as_bytes(data: Mapping[str, Any]) -> bytes:
    """The bytes of a manifest with this content."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode() + b"\n"


def read_manifest(out: Path) -> dict[str, Any]:
    """The manifest of an output folder; an empty one where there is none or it cannot be read."""
    try:
        data = json.loads((out / NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) and data.get("schema") == SCHEMA else {}


def without_stages(out: Path, stages: Collection[str]) -> list[str]:
    """Strike stages from the manifest; returns the artefacts that were theirs."""
    data = read_manifest(out)
    folders = {stage(name).folder for name in stages}
    gone = {name for name in data.get("artefacts", {}) if name.split("/", 1)[0] in folders}
    if gone:
        data["artefacts"] = {n: d for n, d in data["artefacts"].items() if n not in gone}
        data["stages"] = {n: d for n, d in data["stages"].items() if n not in stages}
        write_manifest(out, as_bytes(data))
    return sorted(gone)


def required_manifest(out: Path) -> dict[str, Any]:
    """The manifest. Raises StcError when the folder has none."""
    data = read_manifest(out)
    if not data:
        raise StcError(f"{out}: has no readable {NAME}. Run `stc analyze` first.")
    return data


def write_manifest(out: Path, data: bytes) -> None:
    """Put the manifest in place, last of all; nothing when it is the same already."""
    path = out / NAME
    if not path.is_file() or path.read_bytes() != data:
        write_bytes(path, data, durable=True)
