"""Acts on the codebook as decisions follow them: `decisions/codebook.jsonl`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.decisions.migrations import (
    NO_MIGRATIONS,
    Act,
    Migrated,
    Migrations,
    read_migrations,
)
from stc_cli.errors import UsageError


def migrations(*acts: tuple[Act, str, str]) -> Migrations:
    """Acts on codes, each as (act, sources, targets), ids parted by spaces."""
    made = NO_MIGRATIONS
    for act, sources, targets in acts:
        new = made.next(act, "code", sources.split(), targets.split(), date="2026-11-24", by="KH")
        made = Migrations((*made.acts, new))
    return made


@pytest.mark.parametrize(
    ("acts", "revision", "id", "now"),
    [
        pytest.param([], None, "a", "a", id="no-acts"),
        pytest.param([("rename", "a", "b")], 0, "a", "b", id="renamed-since"),
        pytest.param([("rename", "a", "b")], 1, "a", "a", id="a-new-code-of-the-old-name"),
        pytest.param([("rename", "a", "b")], None, "a", "b", id="revision-not-known"),
        pytest.param([("rename", "a", "b")], None, "b", "b", id="never-a-source"),
        pytest.param([("rename", "a", "b"), ("rename", "b", "c")], 0, "a", "c", id="chain"),
        pytest.param([("rename", "a", "b"), ("rename", "b", "c")], 1, "b", "c", id="half-a-chain"),
        pytest.param([("rename", "a", "x"), ("rename", "b", "a"), ("rename", "x", "b")], 0, "a",
                     "b", id="swap"),
        pytest.param([("rename", "a", "b"), ("rename", "c", "a")], 0, "a", "b", id="id-reused"),
        pytest.param([("rename", "a", "b"), ("rename", "c", "a")], 0, "c", "a", id="into-reused"),
        pytest.param([("merge", "a b", "b")], 0, "a", "b", id="merged"),
        pytest.param([("merge", "a b", "b")], 0, "b", "b", id="merged-into"),
        pytest.param([("split", "a", "b c")], 0, "a", "b c", id="split"),
        pytest.param([("split", "a", "a c")], 1, "a", "a", id="split-before"),
        pytest.param([("split", "a", "b c"), ("rename", "c", "d")], 0, "a", "b d",
                     id="split-and-renamed"),
        pytest.param([("split", "a", "b c"), ("merge", "c b", "e")], 0, "a", "e",
                     id="split-and-merged-again"),
        pytest.param([("split", "a", "b c"), ("split", "b", "b c")], 0, "a", "b c",
                     id="split-twice-each-once"),
        pytest.param([("move", "a", "a")], 0, "a", "a", id="moved"),
    ],
)  # fmt: skip
def test_what_a_code_is_called_now(
    acts: list[tuple[Act, str, str]], revision: int | None, id: str, now: str
) -> None:
    """`revision`: how many of the acts the decision knew; None is one that nobody knows."""
    made = migrations(*acts)
    revisions = ["", *(act.id for act in made.acts)]
    name = "unknown" if revision is None else revisions[revision]
    ids = tuple(now.split())
    assert made.code(id, name) == Migrated(ids, len(ids) > 1)


ID = st.sampled_from("abcdef")
ACT = st.one_of(
    st.tuples(st.just("rename"), ID, ID),
    st.tuples(st.just("merge"), st.lists(ID, min_size=2, max_size=3, unique=True), ID),
    st.tuples(st.just("split"), ID, st.lists(ID, min_size=2, max_size=3, unique=True)),
)


@given(st.lists(ACT, max_size=8), st.data())
def test_acts_in_two_parts_are_the_acts_one_after_the_other(
    acts: list[Any], data: st.DataObject
) -> None:
    """What an id became at the end = what all it had become by any act before became since."""
    made = migrations(*((act, " ".join(old), " ".join(new)) for act, old, new in acts))
    cut = data.draw(st.integers(0, len(acts)))
    id = data.draw(ID)
    half = Migrations(made.acts[:cut]).code(id, "").ids
    assert set(made.code(id, "").ids) == {
        new for old in half for new in made.code(old, made.acts[cut - 1].id if cut else "").ids
    }


@given(st.permutations("abcdef"), st.permutations("abcdef"))
def test_renames_lose_no_code(first: list[str], second: list[str]) -> None:
    """Codes that are renamed stay as many as they were, however names are passed on."""
    acts: list[tuple[Act, str, str]] = []
    for names in (first, second):
        acts += [("rename", old, f"{old}-") for old in "abcdef"]
        acts += [("rename", f"{old}-", new) for old, new in zip("abcdef", names, strict=True)]
    made = migrations(*acts)
    expected = [second["abcdef".index(name)] for name in first]
    assert [made.code(old, "").ids[0] for old in "abcdef"] == expected


def test_kinds_have_names_of_their_own() -> None:
    acts = Migrations((NO_MIGRATIONS.next("rename", "group", ["a"], ["b"], date="", by=""),))
    assert acts.group("a", "") == Migrated(("b",), split=False)
    assert acts.code("a", "") == acts.subgroup("a", "") == Migrated(("a",), split=False)


def test_an_act_of_another_branch_was_not_known() -> None:
    """Two people rename at once and a repository joins their lines, in either order."""
    mine = NO_MIGRATIONS.next("rename", "code", ["a"], ["b"], date="", by="KH")
    theirs = NO_MIGRATIONS.next("rename", "code", ["c"], ["d"], date="", by="MB")
    for joined in (Migrations((mine, theirs)), Migrations((theirs, mine))):
        assert joined.code("c", mine.id).ids == ("d",)
        assert joined.code("a", mine.id).ids == ("a",)
        assert joined.code("a", theirs.id).ids == ("b",)


def write_acts(decisions: Path, *lines: str) -> Path:
    decisions.mkdir(parents=True, exist_ok=True)
    path = decisions / "codebook.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_acts_are_read_as_written(tmp_path: Path) -> None:
    made = migrations(("rename", "a", "å"), ("merge", "å b", "c"), ("split", "c", "d e"))
    move = made.next("move", "code", ["d"], ["d"], into="s", date="2026-11-24", by="")
    made = Migrations((*made.acts, move))
    write_acts(tmp_path, *(act.line() for act in made.acts), "")
    assert read_migrations(tmp_path) == made
    assert made.latest == move.id
    assert read_migrations(tmp_path / "none") is NO_MIGRATIONS
    assert NO_MIGRATIONS.latest == ""


def test_a_line_written_by_hand_stands_after_the_one_before(tmp_path: Path) -> None:
    line = '{"id": "%s", "act": "rename", "kind": "code", "from": ["%s"], "to": ["%s"]}'
    write_acts(tmp_path, line % ("1", "a", "b"), "", line % ("2", "b", "c"))
    made = read_migrations(tmp_path)
    assert [made.code("b", revision).ids for revision in ("", "1", "2")] == [("c",), ("c",), ("b",)]


GOOD = {"id": "1", "act": "rename", "kind": "code", "from": ["a"], "to": ["b"]}
MEND = " Correct the line, or take the file from a backup: decisions are read by it."


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("{", 'is not a line such as {"id": "3f9c2a71b0", "act": "rename", "kind": '
                     '"code", "from": ["old"], "to": ["new"]}', id="not-json"),
        pytest.param({"id": ""}, 'lacks an "id"', id="no-id"),
        pytest.param({"id": 3}, '"id" must be a text', id="id-no-text"),
        pytest.param({"act": "drop"}, '"act" must be one of rename, merge, split, move', id="act"),
        pytest.param({"kind": "theme"}, '"kind" must be one of code, group, subgroup', id="kind"),
        pytest.param({"act": ["rename"]}, '"act" must be one of rename, merge, split, move',
                     id="act-no-text"),
        pytest.param({"from": "a"}, '"from" must be a list of ids', id="from-no-list"),
        pytest.param({"to": [""]}, '"to" must be a list of ids', id="empty-id"),
        pytest.param({"to": ["b", "c"]}, "a rename needs one id under from and one under to",
                     id="rename-to-two"),
        pytest.param({"act": "merge"}, "a merge needs several ids under from and one under to",
                     id="merge-of-one"),
        pytest.param({"act": "split"}, "a split needs one id under from and several under to",
                     id="split-to-one"),
        pytest.param({"act": "move"}, "a move needs a code or subgroup, the same id under from and "
                     "to, and into", id="move-without-into"),
        pytest.param({"note": "x"}, 'has the unknown key "note"', id="unknown-key"),
        pytest.param({"id": "0"}, 'the id "0" is that of an earlier line', id="id-twice"),
        pytest.param({"after": "2"}, 'stands after "2", which is no earlier line', id="after"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_stops_everything(
    tmp_path: Path, line: dict[str, Any] | str, why: str
) -> None:
    text = line if isinstance(line, str) else json.dumps(GOOD | line)
    path = write_acts(tmp_path, json.dumps(GOOD | {"id": "0"}), text)
    with pytest.raises(UsageError) as error:
        read_migrations(tmp_path)
    assert str(error.value) == f"{path}, line 2: {why}.{MEND}"
