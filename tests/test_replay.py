"""Random decisions and random changes of the transcripts: no decision is lost or led astray.

`make fuzz` puts many more to the proof.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from replaying import trial


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_decisions_survive_what_happens_to_the_transcripts(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        trial(seed, Path(folder))
