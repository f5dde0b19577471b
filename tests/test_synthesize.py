"""Which sentences of a condensate an analytic text draws on, and how they are framed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from studies import Shell

from stc_cli.config import Condense, Synthesize
from stc_cli.languages import load_language
from stc_cli.records import Coded, Quote, Span, Unit
from stc_cli.stages.condense import Subgroup, condense
from stc_cli.stages.quotations import quotations
from stc_cli.stages.synthesize import Material, synthesize
from stc_cli.text.characters import word_count
from stc_cli.text.tokens import Lexicons, lexicon

LEXICONS = Lexicons(lambda transcript: "en")


def unit(number: int, text: str) -> Unit:
    return Unit(
        f"u{number}", "T1", (f"t{number}",), (f"P{number}",), "participant",
        (Span(0, len(text)),), text, word_count(text), "", "candidate",
    )  # fmt: skip


def told(*texts: str, shown: str = "", **config: Any) -> str:
    """The paragraph made of units; `shown`: words of the first that stand beside it as a quote."""
    units = [unit(number, text) for number, text in enumerate(texts, start=1)]
    condensate = condense(
        Subgroup("g", "s", [Coded(own, "code") for own in units]), inputs_sha256="",
        config=Condense(keep=1), lexicons=LEXICONS,
    )  # fmt: skip
    at = texts[0].index(shown)
    quote = Quote("u1", "g", "s", "T1", ("P1",), (Span(at, at + len(shown)),), shown)
    category = synthesize(
        Material((condensate,), {"s": units}, lexicon(load_language("en"))),
        (quote,) if shown else (), group_id="g", heading="Heading",
        config=Synthesize(**config), lexicons=LEXICONS,
    )  # fmt: skip
    return category.paragraphs[0].text


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            ["The training helps our peers. He's taken the training twice."],
            "Participants said that the training helps their peers. He's taken the training twice.",
            id="he-after-what-he-leans-on",
        ),
        pytest.param(
            ["He's taken the training twice.", "The training helps our peers a lot."],
            "Participants said that the training helps their peers a lot.",
            id="he-of-nobody-stays-out",
        ),
        pytest.param(
            ["He's taken the training twice."],
            "Participants said that he's taken the training twice.",
            id="unless-there-is-nothing-else",
        ),
        pytest.param(
            ["The training helps our peers a lot.", "The training correlates with our peers and."],
            "Participants said that the training helps their peers a lot.",
            id="what-breaks-off-stays-out",
        ),
        pytest.param(
            ["Hollow Knight moved my son."],
            "Participants said that Hollow Knight moved their son.",
            id="a-name-keeps-its-capital",
        ),
        pytest.param(
            ["The Knight moved my son a lot."],
            "Participants said that the Knight moved their son a lot.",
            id="an-article-does-not",
        ),
    ],
)
def test_what_an_analytic_text_draws_on(texts: list[str], expected: str) -> None:
    assert told(*texts) == expected


def test_one_that_leans_takes_the_room_of_two() -> None:
    text = "The training helps our peers. He's taken the training twice."
    assert told(text, statements=1) == "Participants said that the training helps their peers."


def test_what_a_quotation_shows_is_not_quoted_again() -> None:
    ours, yours = "We trained for you and your ward.", "Our training helps the peers a lot."
    assert told(ours, yours, shown=ours) == (
        "Participants said that their training helps the peers a lot."
    )
    assert told(ours, shown=ours) == f"In participants' own words: “{ours}”"


# -- quotations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Can I begin? I can begin. We trained peers for a whole year.",
            "We trained peers for a whole year.",
            id="talk-about-the-talk",
        ),
        pytest.param(
            "Six years. We trained peers for a whole year. Two million.",
            "We trained peers for a whole year.",
            id="bare-answers",
        ),
        pytest.param(
            "She cried a lot. We trained peers for a whole year.",
            "We trained peers for a whole year.",
            id="she-of-nobody",
        ),
        pytest.param(
            "We trained peers for a whole year. The training of peers correlates with the.",
            "We trained peers for a whole year.",
            id="what-breaks-off",
        ),
        pytest.param(
            "She trained our peers for a whole year.",
            "She trained our peers for a whole year.",
            id="better-than-none",
        ),
    ],
)
def test_a_quotation_reads_alone(text: str, expected: str) -> None:
    (quote,) = quotations(
        {"s": [unit(1, text)]}, {}, group_id="g", config=Synthesize(quote_min_words=5),
        lexicons=LEXICONS,
    )  # fmt: skip
    assert quote.quote == expected


def test_bounds_of_quotations_that_exclude_each_other_are_refused(stc: Shell, study: Path) -> None:
    config = (study / "stc.yaml").read_text(encoding="utf-8")
    bounds = "synthesize: {quote_min_words: 12, quote_max_words: 5}\n"
    (study / "stc.yaml").write_text(config + bounds, encoding="utf-8")
    ran = stc("analyze")
    assert ran.code == 2
    assert ran.err.endswith(
        "quote_min_words (12) is more than quote_max_words (5), so nothing could be quoted.\n"
    )
