"""What a reader made of a file, in short, for tests of single readers."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from stc_cli.errors import StcError
from stc_cli.readers import Block, Settings, Source, composition, read_source
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


def refusal(data: bytes, suffix: str, settings: Settings = ACCEPT) -> str:
    """The clause with which a file is refused."""
    with pytest.raises(StcError) as error:
        read_source(data, suffix, settings)
    clause = str(error.value)
    assert_clause(clause)
    return clause


def assert_clause(clause: str) -> None:
    """That a file's name can stand before it, and a full stop behind."""
    assert "\n" not in clause and not clause.endswith(".") and len(clause) < 200


def assert_refused_or_balanced(data: bytes, suffix: str) -> None:
    """With changes accepted and with changes rejected."""
    for settings in (ACCEPT, REJECT):
        try:
            source = read_source(data, suffix, settings)
        except StcError as error:
            assert_clause(str(error))
        else:
            assert balanced(source)


def tables_handed_on(monkeypatch: pytest.MonkeyPatch) -> list[list[list[str]]]:
    """Fills up with each table of a document that is read: its rows as the texts of cells."""
    seen: list[list[list[str]]] = []

    def hand_on(rows: list[list[str]]) -> list[Block]:
        seen.append([list(cells) for cells in rows])
        return [Block(" ".join(" ".join(cells) for cells in rows))]

    monkeypatch.setattr(composition, "table_blocks", hand_on)
    return seen
