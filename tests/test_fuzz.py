"""Broken transcripts of every format: refused in one sentence, or read with nothing lost."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from fuzzing import TooSlow, fuzz, samples

from stc_cli.errors import StcError
from stc_cli.readers import read_source


@pytest.mark.parametrize("seed", range(12))
def test_mutated_files_of_every_format(tmp_path: Path, seed: int) -> None:
    told = fuzz(tmp_path, cases=180, seed=seed)
    assert sum(told.values()) == 180 + 3  # and the sound file of each of the three studies
    assert told["txt read"] >= 3


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_what_is_mutated_is_sound_to_begin_with(sample: object) -> None:
    try:
        source = read_source(sample.data, sample.suffix)  # type: ignore[attr-defined]
    except StcError as error:
        pytest.fail(str(error))
    assert source.chars_in > 100


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="the system has no alarm")
def test_a_reader_that_hangs_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the reader would take an error of the system for a damaged file."""

    def hang(*_: object) -> None:
        try:
            time.sleep(30)
        except OSError as error:
            raise StcError("is damaged") from error

    monkeypatch.setattr("stc_cli.readers.word.read", hang)
    monkeypatch.setattr("fuzzing.SECONDS", 1)
    with pytest.raises(TooSlow):
        fuzz(tmp_path, cases=60, seed=0)
