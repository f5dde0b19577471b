"""Shared by all tests: reproducible property tests and the sample study."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from studies import Shell, write_study

settings.register_profile(
    "stc",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("stc")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture
def stc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Run `stc` in this process: `stc("analyze", "-c", config)`."""
    return Shell(monkeypatch, capsys)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small study; its folder is the current one."""
    write_study(tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    return tmp_path / "study"
