"""The command line run on studies, once per session and study; used by the tests of promises."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import decided_study
from synthetic_study import write_study

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ("peer_workers", "hverdag_kols")
USER = "user-of-this-machine-7731"
_TEMPORARY = tempfile.TemporaryDirectory(prefix="stc-runs-")  # gone when the session ends


def stc_process(
    *arguments: str | Path, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `stc` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "stc_cli", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "USER": USER, "LOGNAME": USER, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def config_of(sample: str) -> Path:
    return ROOT / "configs" / f"{sample}.yaml"


@cache
def analysed(sample: str) -> Path:
    """The output folder of a sample study, analysed cold by one worker. Not to be changed."""
    out = Path(_TEMPORARY.name) / f"{sample} out"
    _run(config_of(sample), out, PYTHONHASHSEED="1")
    return out


@cache
def generated(seed: int) -> Path:
    """The folder of a generated study with its output in `out`. Not to be changed."""
    folder = Path(_TEMPORARY.name) / f"generated {seed}"
    _run(write_study(folder, seed), folder / "out")
    return folder


@cache
def decided() -> Path:
    """The folder of a study in which people decided everything. Not to be changed."""
    folder = Path(_TEMPORARY.name) / "decided"
    decided_study.write_study(folder)
    decided_study.decide(folder, _done)
    return folder


@cache
def undecided() -> Path:
    """The folder of the same study before anybody decided. Not to be changed."""
    folder = Path(_TEMPORARY.name) / "undecided"
    _run(decided_study.write_study(folder), folder / "out")
    return folder


def _done(*arguments: str) -> None:
    done = stc_process(*arguments)
    assert done.returncode == 0, done.stderr


def _run(config: Path, out: Path, **environment: str) -> None:
    done = stc_process("analyze", "-c", config, "-o", out, "--quiet", **environment)
    assert done.returncode == 0, done.stderr
