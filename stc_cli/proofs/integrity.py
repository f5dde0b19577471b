"""Every artefact has the bytes the manifest recorded, and every stage that ran all of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stc_cli.files import file_sha256
from stc_cli.pipeline import STAGES


def manifest_breaks(out: Path, manifest: Mapping[str, Any], proved: Counter[str]) -> Iterator[str]:
    """Files that are gone or were changed since the manifest was written."""
    for name, recorded in sorted(manifest["artefacts"].items()):
        try:
            digest = file_sha256(out / name)
        except OSError:
            yield f"{name}: cannot be read."
            continue
        if digest is None:
            yield f"{name}: is in the manifest but not in the folder."
        elif digest != recorded:
            yield f"{name}: was changed after it was written."
        else:
            proved["files are as the manifest recorded them"] += 1


def missing_artefacts(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What a stage that has run always writes and the manifest does not know."""
    for stage in STAGES:
        if stage.name in manifest["stages"]:
            for file in stage.artefacts:
                name = f"{stage.folder}/{file}"
                if not file.endswith("/") and name not in manifest["artefacts"]:
                    yield f"{name}: is not in the manifest, although its stage has run."
