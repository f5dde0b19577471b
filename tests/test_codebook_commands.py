"""`stc codebook`: an act changes all files of a study that it concerns, or none; differences."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from studies import CODEBOOK, Shell, contents

import stc_cli.revisions.changes as changing
from stc_cli.codebook import Codebook
from stc_cli.decisions.migrations import NO_MIGRATIONS, Migrations, read_migrations
from stc_cli.errors import StcError
from stc_cli.revisions.differences import changes, names_now
from stc_cli.workspace import open_study


def files(study: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(study).items() if not name.startswith("out/")}


def test_a_code_is_renamed_and_older_decisions_follow(stc: Shell, study: Path) -> None:
    book = study / "codebook.yaml"
    book.write_text(CODEBOOK.replace("Measuring,", "Not calls (calls),"), "utf-8")
    ran = stc("codebook", "rename", "calls", "phone_calls", "--by", "KH")
    assert ran.out == (
        'Renamed the code "calls" to "phone_calls".\n'
        "  wrote codebook.yaml\n"
        "  wrote decisions/codebook.jsonl\n"
    )
    assert ran.err == (
        'stc: codebook.yaml, line 15: still names "calls", if that is what is meant there.\n'
    )
    assert book.read_text("utf-8") == CODEBOOK.replace("id: calls", "id: phone_calls").replace(
        "Measuring,", "Not calls (calls),"
    )
    migrations = read_migrations(study / "decisions")
    assert migrations.code("calls", "").ids == ("phone_calls",)
    (act,) = migrations.acts
    assert (act.by, act.date, act.after) == ("KH", date.today().isoformat(), "")


def test_acts_follow_each_other(stc: Shell, study: Path) -> None:
    stc("codebook", "rename", "calls", "phone")
    assert stc("codebook", "split", "phone", "--into", "phone", "--into", "text").code == 0
    stc("codebook", "merge", "text", "measuring", "--into", "measuring")
    assert stc("codebook", "move", "phone", "--to", "numbers").out == (
        'Moved the code "phone" to "numbers".\n'
        "  wrote codebook.yaml\n"
        "  wrote decisions/codebook.jsonl\n"
    )
    migrations = read_migrations(study / "decisions")
    assert migrations.code("calls", "").ids == ("phone", "measuring")
    assert [act.after for act in migrations.acts] == ["", *(a.id for a in migrations.acts[:-1])]
    assert (study / "codebook.yaml").read_text("utf-8") == CODEBOOK.replace(
        "          - {id: calls, definition: Ringing someone, rules: [{near: {words: 6, of: [ring, "
        "nurse]}}]}\n", ""
    ).replace(
        "          - {id: measuring, definition: Measuring, rules: [{any: [measure, number]}]}\n",
        "          - {id: measuring, definition: Measuring. Ringing someone, rules: [{any: "
        "[measure, number]}, {near: {words: 6, of: [ring, nurse]}}]}\n"
        '          # Split from "phone": divide name, definition and rules between "phone" and '
        '"text".\n'
        "          - {id: phone, definition: Ringing someone, rules: [{near: {words: 6, of: [ring, "
        "nurse]}}]}\n",
    )  # fmt: skip
    assert stc("analyze").code == 0


def test_a_group_is_renamed_in_all_files_that_name_it(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    written = (
        config.read_text("utf-8")
        .replace(
            "Results, f",
            "Results, groups: [safety], f",  # beside comments
        )
        .replace("tables:", "# about safety\ntables:   # here")
    )
    config.write_text(written, "utf-8")
    themes = study / "decisions" / "themes" / "negotiated.yaml"
    themes.parent.mkdir(parents=True)
    themes.write_text("themes:\n- theme: Safety   # first\n  group: 'safety'  # why?\n", "utf-8")
    text = study / "decisions" / "analytic_text" / "safety.md"
    text.parent.mkdir()
    text.write_text("Adopted.\n", "utf-8")
    ran = stc("codebook", "rename", "safety", "calm", "--json")
    assert json.loads(ran.out)["written"] == [
        "codebook.yaml", "stc.yaml", "decisions/themes/negotiated.yaml",
        "decisions/analytic_text/calm.md", "decisions/codebook.jsonl",
    ]  # fmt: skip
    assert json.loads(ran.out)["removed"] == ["decisions/analytic_text/safety.md"]
    assert config.read_text("utf-8") == written.replace("[safety]", "[calm]")
    assert themes.read_text("utf-8") == (
        "themes:\n- theme: Safety   # first\n  group: 'calm'  # why?\n"
    )
    assert text.with_name("calm.md").read_text("utf-8") == "Adopted.\n"
    assert not text.exists()
    assert stc("check").code == 0


def test_a_dry_run_shows_a_diff_and_changes_nothing(stc: Shell, study: Path) -> None:
    before = files(study)
    ran = stc("codebook", "rename", "numbers", "figures", "--dry-run")
    assert ran.out.splitlines()[:9] == [
        "--- a/codebook.yaml",
        "+++ b/codebook.yaml",
        "@@ -9,7 +9,7 @@",
        "         codes:",
        "           - {id: not_alone, definition: Somebody is there, rules: [{lemma: not alone}]}",
        "           - {id: calls, definition: Ringing someone, rules: [{near: {words: 6, of: "
        "[ring, nurse]}}]}",
        "-      - id: numbers",
        "+      - id: figures",
        "         heading: Numbers calm and numbers frighten",
    ]
    assert ran.out.splitlines()[-4:-1] == [
        "--- a/decisions/codebook.jsonl", "+++ b/decisions/codebook.jsonl", "@@ -0,0 +1 @@",
    ]  # fmt: skip
    assert files(study) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["rename", "callls", "x"], 'codebook.yaml: there is no code, subgroup or '
                     'code group "callls". Did you mean "calls"?', id="unknown"),
        pytest.param(["rename", "calls", "not_alone"], 'codebook.yaml, line 10: there is a code '
                     '"not_alone" already.', id="taken"),
        pytest.param(["rename", "calls", "calls"], 'codebook.yaml, line 11: "calls" is called that '
                     "already.", id="the-same"),
        pytest.param(["rename", "numbers", "Safety"], 'codebook.yaml, line 4: there is a code group'
                     ' "safety" already.', id="taken-in-another-case"),
        pytest.param(["rename", "calls", "two words"], 'codebook.yaml: "two words" cannot be an id:'
                     ' it begins with a letter, digit or "_", then also . and -, at most 80 in '
                     "all.", id="no-id"),
        pytest.param(["merge", "calls", "--into", "calls"], "codebook.yaml, line 11: a merge "
                     "needs two codes or more.", id="merge-of-one"),
        pytest.param(["merge", "calls", "not_alone", "--into", "measuring", "--by", "x"], "",
                     id="merge-into-a-third"),
        pytest.param(["split", "calls", "--into", "a"], 'codebook.yaml, line 11: a code is split '
                     "into at least two; give --into for each.", id="split-into-one"),
        pytest.param(["split", "calls", "--into", "a", "--into", "A"], "codebook.yaml: two of the "
                     "new ids are the same.", id="split-into-the-same"),
        pytest.param(["split", "numbers", "--into", "a", "--into", "b"], 'codebook.yaml: there is '
                     'no code "numbers".', id="split-a-subgroup"),
        pytest.param(["move", "calls", "--to", "company"], 'codebook.yaml, line 11: "calls" lies in'
                     ' "company" already.', id="there-already"),
        pytest.param(["move", "safety", "--to", "company"], "codebook.yaml, line 4: a code group "
                     "lies in nothing else; move codes and subgroups.", id="a-group"),
        pytest.param(["move", "numbers", "--to", "company"], 'codebook.yaml: there is no code group'
                     ' "company".', id="subgroup-in-a-subgroup"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_changes_nothing(
    arguments: list[str], message: str, stc: Shell, study: Path
) -> None:
    before = files(study)
    ran = stc("codebook", *arguments)
    assert (ran.code, ran.err) == ((2, f"stc: {message}\n") if message else (0, ""))
    assert (files(study) == before) is bool(message)


def test_an_id_of_two_kinds_must_be_told_apart(stc: Shell, study: Path) -> None:
    book = study / "codebook.yaml"
    book.write_text(CODEBOOK.replace("id: measuring", "id: numbers"), "utf-8")
    ran = stc("codebook", "rename", "numbers", "figures")
    assert (ran.code, ran.err) == (
        2,
        'stc: codebook.yaml, line 12: "numbers" is a code and a subgroup; say with --kind which '
        "one is meant.\n",
    )
    assert stc("codebook", "rename", "numbers", "figures", "--kind", "code").code == 0
    assert "id: numbers" in book.read_text("utf-8")


def test_comments_that_would_be_lost_stop_the_act(stc: Shell, study: Path) -> None:
    text = (
        "groups:\n- id: g\n  codes:\n  - id: a   # about a\n    rules: [{lemma: x}]\n"
        "- {id: h, codes: [{id: b}]}\n"
    )
    (study / "codebook.yaml").write_text(text, "utf-8")
    ran = stc("codebook", "move", "a", "--to", "h")
    assert (ran.code, ran.err) == (
        2,
        'stc: codebook.yaml, line 4: "a" has comments, which cannot go into a list in square '
        "brackets. Write that list with a dash and a line for each, or take the comments out.\n",
    )
    stc("codebook", "merge", "a", "--into", "b")
    assert (study / "codebook.yaml").read_text("utf-8") == (
        "groups:\n- id: g\n  codes: []\n"
        "# about a\n- {id: h, codes: [{id: b, rules: [{lemma: x}]}]}\n"
    )


def test_anchors_that_would_break_stop_the_act(stc: Shell, study: Path) -> None:
    text = (
        "groups:\n- id: g\n  codes:\n  - {id: a, rules: [all: [&x {any: [p, q]}, r]]}\n"
        "  - {id: b, rules: [all: [*x, s]]}\n"
    )
    (study / "codebook.yaml").write_text(text, "utf-8")
    ran = stc("codebook", "split", "a", "--into", "c", "--into", "d")
    assert (ran.code, ran.err) == (
        2,
        "stc: codebook.yaml, line 4: stc cannot make this change by itself, because an anchor "
        "(&name), an alias (*name) or a text that keeps its blank lines (|+) stands in what it "
        "changes. Write that in another way and run the same command again.\n",
    )
    assert (study / "codebook.yaml").read_text("utf-8") == text


def test_a_file_that_cannot_be_written_undoes_the_others(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_study(config=None)
    wish = changing.Wish("rename", ("calls",), ("phone",))
    plan = changing.planned(opened, wish, date="2026-11-24", by="")
    before = files(study)

    def refuse(*_: object, **__: object) -> None:
        raise StcError("the disk is full.")

    monkeypatch.setattr(changing, "append_line", refuse)
    with pytest.raises(StcError):
        changing.carry_out(opened, plan)
    assert files(study) == before


def test_a_file_that_changed_meanwhile_is_not_written(study: Path) -> None:
    opened = open_study(config=None)
    wish = changing.Wish("rename", ("calls",), ("phone",))
    plan = changing.planned(opened, wish, date="2026-11-24", by="")
    (study / "codebook.yaml").write_text(CODEBOOK + "# mine\n", "utf-8")
    with pytest.raises(StcError) as error:
        changing.carry_out(opened, plan)
    assert str(error.value) == (
        "codebook.yaml: was changed by somebody else just now. Nothing was done; run the same "
        "command again."
    )
    assert (study / "codebook.yaml").read_text("utf-8") == CODEBOOK + "# mine\n"


def test_diff_says_what_changed_and_which_units(stc: Shell, study: Path) -> None:
    stc("analyze")
    old = study / "old.yaml"
    old.write_text(CODEBOOK, "utf-8")
    assert stc("codebook", "diff", old).out == "No difference.\n"
    stc("codebook", "rename", "calls", "phone")
    stc("codebook", "move", "not_alone", "--to", "numbers")
    book = study / "codebook.yaml"
    text = book.read_text("utf-8").replace("words: 6", "words: 2").replace(
        "definition: Measuring", "definition: Taking measures"
    )  # fmt: skip
    book.write_text(text, "utf-8")
    ran = stc("codebook", "diff", old)
    lines = ran.out.splitlines()
    assert lines[:9] == [
        'code "phone": renamed from "calls"',
        'code "phone": rules',
        "  - near: {words: 6, of: [ring, nurse]}",
        "  + near: {words: 2, of: [ring, nurse]}",
        'code "measuring": definition',
        "  - Measuring",
        "  + Taking measures",
        'code "not_alone": moved from "company" to "numbers"',
        'code "phone": loses 2 units',
    ]
    assert [line[:6] for line in lines[9:]] == ["  - A-", "  - B-"]
    units = json.loads(stc("codebook", "diff", old, "--json").out)["units"]
    assert [(row["code_id"], row["gained"], len(row["lost"])) for row in units] == [
        ("phone", [], 2)
    ]


def test_diff_before_the_first_run_compares_no_units(stc: Shell, study: Path) -> None:
    old = study / "old.yaml"
    old.write_text(CODEBOOK.replace("6,", "3,"), "utf-8")
    ran = stc("codebook", "diff", old, "codebook.yaml")
    assert ran.out.splitlines()[0] == 'code "calls": rules'
    assert ran.err == "stc: there are no units yet to compare; run `stc segment` first.\n"


def book(**codes: str) -> Codebook:
    """A codebook of one group; each code with its definition."""
    listed = [{"id": name, "definition": text} for name, text in codes.items()]
    return Codebook.model_validate({"groups": [{"id": "g", "codes": listed}]})


RENAMED = Migrations((NO_MIGRATIONS.next("rename", "code", ["a"], ["b"], date="", by=""),))
DIVIDED = Migrations((NO_MIGRATIONS.next("split", "code", ["a"], ["b", "c"], date="", by=""),))
JOINED = Migrations((NO_MIGRATIONS.next("merge", "code", ["a", "b"], ["c"], date="", by=""),))


@pytest.mark.parametrize(
    ("first", "second", "migrations", "said"),
    [
        pytest.param(book(a="x"), book(b="y"), RENAMED,
                     [("b", 'renamed from "a"'), ("b", "definition")], id="by-a-migration"),
        pytest.param(book(a="x"), book(b="x"), NO_MIGRATIONS, [("b", 'renamed from "a"')],
                     id="by-the-definition"),
        pytest.param(book(a="x"), book(b="y"), NO_MIGRATIONS,
                     [("b", 'added in "g"'), ("a", "removed")], id="neither"),
        pytest.param(book(a="x"), book(a="y", b="x"), RENAMED,
                     [("a", 'added in "g"'), ("b", 'renamed from "a"')], id="an-id-given-anew"),
        pytest.param(book(a="x", b="z"), book(a="x", b="z"), RENAMED, [], id="older-migration"),
        pytest.param(book(a="x"), book(b="x", c="x"), DIVIDED,
                     [("b", 'split from "a"'), ("c", 'split from "a"')], id="split"),
        pytest.param(book(a="x", b="y"), book(c="x"), JOINED, [("c", 'merged from "a", "b"')],
                     id="merged"),
    ],
)  # fmt: skip
def test_codes_are_followed(
    first: Codebook, second: Codebook, migrations: Migrations, said: list[tuple[str, str]]
) -> None:
    names = names_now(first, second, migrations)
    assert [(c.id, c.what) for c in changes(first, second, names)] == said
