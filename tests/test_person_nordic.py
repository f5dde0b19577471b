"""From the first person to the third in bokmål, nynorsk, Danish and Swedish; "we" as "I"."""

from __future__ import annotations

import re
from types import ModuleType

import person_da
import person_nb
import person_nn
import person_sv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import load_language
from stc_cli.text.kinds import fault
from stc_cli.text.operations import Draft, replay
from stc_cli.text.person import is_shiftable, shift, shift_to_singular
from stc_cli.text.person.nordic_lists import lists_of, predicates_of

TABLES: dict[str, ModuleType] = {
    "nb": person_nb, "nn": person_nn, "da": person_da, "sv": person_sv,
}  # fmt: skip


def _cases(table: str) -> list[object]:
    return [
        pytest.param(code, *case, id=f"{code}-{case[0]}")
        for code, module in TABLES.items()
        for case in getattr(module, table)
    ]


@pytest.mark.parametrize(("code", "said", "told"), _cases("SHIFTED"))
def test_shifts_to_the_third_person(code: str, said: str, told: str) -> None:
    draft = Draft("s", 0, said)
    assert shift(draft, load_language(code)) == ""
    assert draft.text == told
    _assert_proved(draft, said, code)


@pytest.mark.parametrize(("code", "said", "reason"), _cases("LEFT"))
def test_leaves_what_could_be_read_two_ways(code: str, said: str, reason: str) -> None:
    draft = Draft("s", 0, said)
    assert shift(draft, load_language(code)) == reason
    assert draft.text == said
    assert not is_shiftable(said, load_language(code))


@pytest.mark.parametrize(("code", "said", "told"), _cases("SINGULAR"))
def test_turns_we_into_i(code: str, said: str, told: str) -> None:
    draft = Draft("s", 0, said)
    assert shift_to_singular(draft, load_language(code)) == ""
    assert draft.text == told
    _assert_proved(draft, said, code)


@pytest.mark.parametrize(("code", "said", "reason"), _cases("SINGULAR_LEFT"))
def test_leaves_what_one_alone_does_not_say(code: str, said: str, reason: str) -> None:
    draft = Draft("s", 0, said)
    assert shift_to_singular(draft, load_language(code)) == reason
    assert draft.text == said


def _assert_proved(draft: Draft, said: str, code: str) -> None:
    assert replay(draft.operations, {"s": said}.get) == draft.text
    assert fault(draft.operations, load_language(code)) == ""


@pytest.mark.parametrize("code", TABLES)
def test_every_language_has_sixty_cases_and_fifteen_of_we(code: str) -> None:
    table = TABLES[code]
    assert len(table.SHIFTED) + len(table.LEFT) >= 60
    assert len(table.SINGULAR) + len(table.SINGULAR_LEFT) >= 15


@pytest.mark.parametrize("code", TABLES)
def test_predicates_go_both_ways(code: str) -> None:
    language = load_language(code)
    for one, many in predicates_of(language).items():
        back = language.singular[many]
        assert predicates_of(language)[back[0]] == many, one


PARTS = {
    "nb": (
        ["Jeg", "Vi", "Da jeg", "Sjefen min", "Han", "Når vi", "Kona mi", "Det", "Og så"],
        ["vasket", "hjalp", "tror", "var", "har hatt", "ga", "sa at", "prøvde å", "tenkte på"],
        ["meg", "oss", "jeg", "jobben min", "våre barn", "trøtt", "huset vårt", "på jobb", "han"],
    ),
    "nn": (
        ["Eg", "Me", "Då eg", "Sjefen min", "Ho", "Når vi", "Kona mi", "Det", "Og så"],
        ["vaska", "hjelpte", "trur", "var", "har hatt", "gav", "sa at", "prøvde å", "tenkte på"],
        ["meg", "oss", "eg", "jobben min", "våre born", "trøytt", "huset vårt", "på jobb", "ho"],
    ),
    "da": (
        ["Jeg", "Vi", "Da jeg", "Min chef", "Han", "Når vi", "Vores børn", "Det", "Og så"],
        ["vaskede", "hjalp", "tror", "var", "har haft", "gav", "sagde at", "prøvede at", "tog på"],
        ["mig", "os", "jeg", "mit arbejde", "vore børn", "træt", "vores hus", "på job", "han"],
    ),
    "sv": (
        ["Jag", "Vi", "När jag", "Min chef", "Hon", "Om vi", "Våra barn", "Det", "Och så"],
        ["tvättade", "hjälpte", "tror", "var", "har haft", "sa att", "ville att", "tänkte på"],
        ["mig", "oss", "jag", "mitt jobb", "våra barn", "trött", "vårt hus", "på jobbet", "hon"],
    ),
}  # fmt: skip


@st.composite
def sentences(draw: st.DrawFn) -> tuple[str, str]:
    """A language and a sentence of it built from parts, grammatical or not."""
    code = draw(st.sampled_from(sorted(PARTS)))
    openings, verbs, rest = PARTS[code]
    clauses = []
    for _ in range(draw(st.integers(1, 3))):
        parts = [draw(st.sampled_from(openings)), draw(st.sampled_from(verbs))]
        parts += draw(st.lists(st.sampled_from(rest), max_size=3))
        clauses.append(" ".join(parts))
    joined = clauses[0]
    for clause in clauses[1:]:
        joined += draw(st.sampled_from([", ", " och ", " og ", ". "])) + clause
    return code, joined + draw(st.sampled_from([".", "!", "?", ""]))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\W+", text)


@given(sentences())
def test_what_is_shifted_has_no_first_person_and_keeps_the_rest(
    case: tuple[str, str],
) -> None:
    code, said = case
    language = load_language(code)
    draft = Draft("s", 0, said)
    reason = shift(draft, language)
    if reason:
        assert draft.text == said
        return
    first = lists_of(language).first
    before, after = _words(said), _words(draft.text)
    assert not first & {word.lower() for word in after}
    assert len(before) == len(after)
    changed = [
        (was.lower(), now.lower()) for was, now in zip(before, after, strict=True) if was != now
    ]
    assert all(now in language.third_person[was] for was, now in changed)
    _assert_proved(draft, said, code)


@given(sentences())
def test_what_is_one_persons_has_no_we_and_keeps_the_rest(case: tuple[str, str]) -> None:
    code, said = case
    language = load_language(code)
    draft = Draft("s", 0, said)
    if shift_to_singular(draft, language):
        assert draft.text == said
        return
    before, after = _words(said), _words(draft.text)
    assert not lists_of(language).plural & {word.lower() for word in after}
    assert len(before) == len(after)
    changed = [
        (was.lower(), now.lower()) for was, now in zip(before, after, strict=True) if was != now
    ]
    assert all(now in language.singular[was] for was, now in changed)
    _assert_proved(draft, said, code)
