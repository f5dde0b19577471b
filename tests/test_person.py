"""The change of person as all languages share it: recorded edits, or a reason and no edit."""

from __future__ import annotations

import pytest

from stc_cli.languages import load_language
from stc_cli.records import Operation
from stc_cli.text.kinds import fault
from stc_cli.text.operations import Draft, replay
from stc_cli.text.person import is_shiftable, shift, shift_to_singular


def test_every_word_is_an_edit_of_its_own_in_the_order_of_the_text() -> None:
    draft = Draft("s", 0, "I’m glad that we asked.")
    assert shift(draft, load_language("en")) == ""
    assert draft.text == "They’re glad that they asked."
    assert draft.operations[1:] == [
        Operation("shift_to_third_person", "", 0, "I", "They"),
        Operation("shift_to_third_person", "", 4, "’m", "’re"),
        Operation("shift_to_third_person", "", 18, "we", "they"),
    ]


def test_we_becomes_i_by_edits_of_another_kind() -> None:
    draft = Draft("s", 0, "We are glad.")
    assert shift_to_singular(draft, load_language("en")) == ""
    assert draft.text == "I am glad."
    assert {operation.op for operation in draft.operations[1:]} == {"shift_person"}


@pytest.mark.parametrize("change", [shift, shift_to_singular])
def test_a_sentence_that_is_left_keeps_its_words_and_gets_no_edit(change) -> None:  # type: ignore[no-untyped-def]
    draft = Draft("s", 0, "All of us were tired.")
    assert change(draft, load_language("en")) == "counts people"
    assert draft.text == "All of us were tired."
    assert len(draft.operations) == 1


@pytest.mark.parametrize("code", ["da", "en", "nb", "nn", "sv"])
def test_a_shifted_sentence_replays_and_has_no_fault(code: str) -> None:
    said = {
        "da": "Så gik vi hjem.",
        "en": "Then we went home.",
        "nb": "Da gikk vi hjem.",
        "nn": "Då gjekk vi heim.",
        "sv": "Då gick vi hem.",
    }[code]
    told = {
        "da": "Så gik de hjem.",
        "en": "Then they went home.",
        "nb": "Da gikk de hjem.",
        "nn": "Då gjekk dei heim.",
        "sv": "Då gick de hem.",
    }[code]
    language = load_language(code)
    draft = Draft("s", 0, said)
    assert shift(draft, language) == ""
    assert draft.text == told
    assert replay(draft.operations, {"s": said}.get) == told
    assert fault(draft.operations, language) == ""


def test_in_a_language_without_data_nobody_can_be_told() -> None:
    german = load_language("de")
    draft = Draft("s", 0, "Wir waren müde.")
    assert shift(draft, german) == "no data"
    assert shift_to_singular(draft, german) == "no data"
    assert not is_shiftable("Es regnet.", german)
    assert len(draft.operations) == 1
