"""What a reader made of a file, in short, for tests of single readers."""

from __future__ import annotations

from hypothesis import strategies as st

from stc_cli.errors import StcError
from stc_cli.readers import Settings, Source, read_source
from stc_cli.text.characters import visible

ACCEPT, REJECT = Settings(tracked_changes="accept"), Settings(tracked_changes="reject")
# Text for markup made up by hypothesis; accents and unseen characters stand alone, too.
WORDS = st.text("aé \u0301P1:\u200b\n", min_size=1, max_size=6)


def kept(source: Source) -> list[str]:
    return [b.text for b in source.blocks if b.text and not b.skip]


def skipped(source: Source) -> list[tuple[str, str]]:
    return [(b.skip, b.text) for b in source.blocks if b.skip]


def balanced(source: Source) -> bool:
    """Whether blocks and structure together are all that was counted."""
    parts = (visible(b.text) + visible(b.speaker or "") + b.structure for b in source.blocks)
    return source.chars_in == sum(parts)


def assert_refused_or_balanced(data: bytes, suffix: str) -> None:
    """With changes accepted and with changes rejected."""
    for settings in (ACCEPT, REJECT):
        try:
            source = read_source(data, suffix, settings)
        except StcError as error:
            clause = str(error)
            assert "\n" not in clause and not clause.endswith(".") and len(clause) < 200
        else:
            assert balanced(source)
