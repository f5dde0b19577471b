"""What `stc check` says of a codebook: its shape, its headings, and what its rules find."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from studies import CODEBOOK, Shell

from stc_cli.codebook import load_codebook
from stc_cli.files import csv_bytes
from stc_cli.lints import Coding, Where, lints, read_coding


def texts(folder: Path, text: str, coding: Coding | None = None) -> list[str]:
    """All advice on a codebook."""
    path = folder / "book.yaml"
    path.write_text(text, "utf-8")
    where = Where(path, "book.yaml")
    return [finding.text for finding in lints(load_codebook(path), coding, where, "en")]


ODD = """\
groups:
- id: g
  heading: Alone
  codes: [{id: a, rules: [{lemma: x}, {lemma: y}], definition: d}]
  subgroups:
  - {id: s, heading: {nb: Trygt, en: Feeling safe}, codes: [{id: b}]}
  - id: empty
"""


def test_the_shape_of_a_codebook(tmp_path: Path) -> None:
    assert texts(tmp_path, ODD) == [
        "the codebook has 1 code group; 3 to 6 are usual.",
        'book.yaml, line 2: the code group "g" holds codes that lie in no subgroup yet: a.',
        'book.yaml, line 7: the subgroup "empty" holds no code.',
        'book.yaml, line 6: the code "b" has no definition.',
        'book.yaml, line 6: the code "b" has no rules, so only people can give it.',
        'book.yaml, line 2: the heading "Alone" is one word; let it say what was found.',
        'book.yaml, line 7: the subgroup "empty" has no heading for Table 1 yet.',
    ]


def ids(first: int, last: int) -> set[str]:
    return {f"u{number}" for number in range(first, last + 1)}


def test_what_rules_find(tmp_path: Path) -> None:
    """20 units; `a` is on 11 by its first rule, and `b` on 10 of those."""
    coding = Coding(
        20,
        on={"a": ids(1, 11), "b": ids(2, 11)},
        fired={("a", 1): ids(1, 11)},
        lies={("g", "u1"): {"", "s"}, ("g", "u2"): {"s", "empty"}},
    )
    assert texts(tmp_path, ODD, coding)[-6:] == [
        'book.yaml, line 7: the subgroup "empty" has no heading for Table 1 yet.',
        'book.yaml, line 4: the code "a": rule 2 of 2 never fires.',
        'book.yaml, line 4: the code "a" is on 11 of 20 units.',
        'book.yaml, line 4: rule 1 of the code "a" fires on 11 of 20 units.',
        'book.yaml, line 6: the codes "a" and "b" are together on 10 of the 11 units that have '
        "either of them; are they one?",
        'book.yaml, line 2: the code group "g": 1 unit lies in two subgroups; sort or split them.',
    ]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        pytest.param({"a": ids(1, 10), "b": ids(1, 9)}, True, id="nine-of-ten"),
        pytest.param({"a": ids(1, 10), "b": ids(1, 8)}, False, id="eight-of-ten"),
        pytest.param({"a": ids(1, 5), "b": ids(1, 5)}, True, id="five"),
        pytest.param({"a": ids(1, 4), "b": ids(1, 4)}, False, id="four-say-little"),
        pytest.param({"a": ids(1, 9)}, False, id="never"),
    ],
)
def test_codes_that_are_always_together(
    tmp_path: Path, on: dict[str, set[str]], said: bool
) -> None:
    found = texts(tmp_path, ODD, Coding(40, on=on))
    assert any("are they one?" in text for text in found) is said


@pytest.mark.parametrize(("units", "said"), [(19, False), (20, True), (22, False)])
def test_a_share_of_few_units_says_little(tmp_path: Path, units: int, said: bool) -> None:
    coding = Coding(units, on={"a": ids(1, 11)}, fired={("a", 1): ids(1, 11)})
    found = texts(tmp_path, ODD, coding)
    assert any(f"of {units} units." in text for text in found) is said


def test_several_rules_that_never_fire(tmp_path: Path) -> None:
    text = "groups:\n- id: g\n  codes:\n  - id: a\n    rules:\n" + 4 * "    - lemma: x\n"
    found = texts(tmp_path, text, Coding(5, fired={("a", 2): {"u1"}}))
    assert 'book.yaml, line 4: the code "a": rules 1, 3 and 4 of 4 never fire.' in found
    found = texts(tmp_path, text, Coding(5))
    assert 'book.yaml, line 4: the code "a": none of its rules fires.' in found
    one = {("a", rule): {"u1"} for rule in (1, 2, 4)}
    found = texts(tmp_path, text, Coding(5, fired=one))
    assert 'book.yaml, line 8: the code "a": rule 3 of 4 never fires.' in found


def test_rules_are_read_from_the_evidence(tmp_path: Path) -> None:
    """Also where people said something that looks like it, or rejected what a rule proposed."""
    said = 'rule 1 (lemma): "rule 9 (near) x"; rule 3 (near+all): "a" … "b"'
    rows = [
        ("unit_id", "code_id", "subgroup_id", "group_id", "source", "evidence", "status", "coder"),
        ("u1", "a", "s", "g", "rule", said, "proposed", ""),
        ("u2", "a", "", "g", "rule", 'rule 2 (any): "x"', "rejected", "KH"),
        ("u3", "a", "", "g", "human", "", "added", "KH"),
    ]
    for name, data in (("3_code/assignments.csv", rows), ("2_segment/units.csv", rows)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(csv_bytes(data))
    assert read_coding(tmp_path) == Coding(
        3,
        on={"a": {"u1", "u3"}},
        fired={("a", 1): {"u1"}, ("a", 3): {"u1"}, ("a", 2): {"u2"}},
        lies={("g", "u1"): {"s"}, ("g", "u3"): {""}},
    )
    assert read_coding(tmp_path / "none") is None


def advice(stc: Shell) -> list[str]:
    ran = stc("check", "--json")
    assert ran.code == 0
    return [finding["text"] for finding in json.loads(ran.out)["findings"]]


def test_a_stale_run_says_nothing_of_rules(stc: Shell, study: Path) -> None:
    stc("analyze")
    book = study / "codebook.yaml"
    book.write_text(CODEBOOK.replace("lemma: not alone", "lemma: xyz"), "utf-8")
    found = advice(stc)
    assert any(text.startswith("code is stale: ") for text in found)
    assert not any("fires" in text for text in found)
    stc("analyze")
    assert 'codebook.yaml, line 10: the code "not_alone": none of its rules fires.' in advice(stc)


def test_decisions_that_the_codebook_does_not_know(stc: Shell, study: Path) -> None:
    line = '{"act": "%s", "transcript_id": "A", "unit": [{"exact": "not alone"}], "code": "%s"}\n'
    ledger = study / "decisions" / "coding" / "KH.jsonl"
    ledger.parent.mkdir(parents=True)
    ledger.write_text(line % ("add", "cals") + line % ("reject", "cals"), "utf-8")
    stc("codebook", "rename", "measuring", "measures")
    book = study / "codebook.yaml"
    book.write_text(book.read_text("utf-8").replace("id: measures", "id: taking"), "utf-8")
    found = advice(stc)
    assert (
        'decisions/coding/KH.jsonl, lines 1, 2: the code "cals" is not in the codebook. Did you '
        'mean "calls"?'
    ) in found
    assert (
        'decisions/codebook.jsonl: "measuring" became "measures" by a rename, but the codebook has '
        'no code "measures", so older decisions have no place.'
    ) in found
