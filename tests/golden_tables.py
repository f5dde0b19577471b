"""The golden files of tables: what every kind looks like in every format, in two languages.

`python tests/golden_tables.py` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from normalised import normalised

from stc_cli.runner import run
from stc_cli.workspace import open_study

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "nb")
OFFICE = (".docx", ".xlsx")


def made(language: str, out: Path) -> dict[str, bytes]:
    """The tables of the golden study by file name; office files as normalised XML."""
    run(open_study(config=GOLDEN / f"{language}.yaml", out=out))
    return {golden_name(path): golden_bytes(path) for path in (out / "6_tables").iterdir()}


def golden_name(path: Path) -> str:
    return f"{path.name}.txt" if path.suffix in OFFICE else path.name


def golden_bytes(path: Path) -> bytes:
    data = path.read_bytes()
    return normalised(data).encode() if path.suffix in OFFICE else data


def write() -> None:
    """Write all golden files anew."""
    for language in LANGUAGES:
        folder = GOLDEN / language
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with tempfile.TemporaryDirectory() as out:
            for name, data in made(language, Path(out)).items():
                (folder / name).write_bytes(data)


if __name__ == "__main__":
    write()
