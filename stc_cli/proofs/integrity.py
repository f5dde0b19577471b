"""Every artefact has the bytes the manifest recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stc_cli.files import file_sha256


def manifest_breaks(out: Path, manifest: Mapping[str, Any], proved: Counter[str]) -> Iterator[str]:
    """Files that are gone or were changed since the manifest was written."""
    for name, recorded in sorted(manifest["artefacts"].items()):
        digest = file_sha256(out / name)
        if digest is None:
            yield f"{name}: is in the manifest but not in the folder."
        elif digest != recorded:
            yield f"{name}: was changed after it was written."
        else:
            proved["files are as the manifest recorded them"] += 1
