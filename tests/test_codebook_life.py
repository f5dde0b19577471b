"""The codebook's life: acts on its file leave all else as it is; what two codebooks differ in."""

from __future__ import annotations

import json
from collections import Counter
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.codebook import codebook_of
from stc_cli.decisions.migrations import Act
from stc_cli.revisions.acts import Wish, outcome
from stc_cli.yaml_edits import EditError, edited, lost_comments
from stc_cli.yaml_layout import Layout, layout_of
from stc_cli.yaml_lines import parsed_yaml

NASTY = (Path(__file__).parent / "nasty_codebook.yaml").read_text("utf-8")


def wish(act: Act, sources: str, targets: str = "", to: str = "") -> Wish:
    return Wish(act, tuple(sources.split()), tuple(targets.split()), to)


def values(text: str) -> Any:
    """A file's values as `stc` reads them, and that it is a codebook."""
    document = parsed_yaml(Path("codebook.yaml"), text.encode())
    codebook_of(document)
    return document.data


def bare(value: Any) -> Any:
    return json.loads(json.dumps(value))


def made(text: str, wanted: Wish) -> str:
    layout = layout_of(text)
    return edited(layout, outcome(layout.root.data, wanted).values)


def changed_lines(before: str, after: str) -> list[str]:
    rows = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [row for row in rows if not row.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        pytest.param(wish("rename", "ringe", "telefon"),
                     ["-          - id: ringe     # ringing",
                      "+          - id: telefon     # ringing"], id="block"),
        pytest.param(wish("rename", "nærhet", "nær"),
                     ["-          - {id: 'nærhet', definition: \"Noen er nær: alltid\",",
                      "+          - {id: 'nær', definition: \"Noen er nær: alltid\","],
                     id="flow-and-quoted"),
        pytest.param(wish("rename", "ikke_alene", "sammen"),
                     ['-        id: "ikke_alene"', '+        id: "sammen"'], id="double-quoted"),
        pytest.param(wish("rename", "trygghet", "ro"),
                     ["-    - id:  trygghet      # het «ro» før",
                      "+    - id:  ro      # het «ro» før"], id="group"),
        pytest.param(wish("rename", "x1", "null"),
                     ["-      - {id: tall, name: Tall, heading: Tall som roer, codes: [{id: no, "
                      "rules: [lemma: tall]}, {id: x1, rules: [{lemma: verdi}]}]}",
                      "+      - {id: tall, name: Tall, heading: Tall som roer, codes: [{id: no, "
                      "rules: [lemma: tall]}, {id: 'null', rules: [{lemma: verdi}]}]}"],
                     id="a-word-of-yaml-is-quoted"),
        pytest.param(wish("move", "kone", to="ikke_alene"),
                     ["+          - {id: kone, rules: [{lemma: kone}]}   # gift",
                      "-          {id: kone, rules: [{lemma: kone}]},   # gift"],
                     id="from-flow-to-block-with-its-comment"),
        pytest.param(wish("move", "barn", to="ikke_alene"),
                     ["+          # om barna",
                      "+          - {id: barn, rules: [{lemma: barn}]}",
                      "-          # om barna",
                      "-          {id: barn, rules: [{lemma: barn}]},"],
                     id="the-comment-above-goes-along"),
        pytest.param(wish("move", "nærhet", to="familie"),
                     ["-",
                      "-          - {id: 'nærhet', definition: \"Noen er nær: alltid\",",
                      '-             rules: [{phrase: "nær meg"}, {lemma: ringe}]}   # flyt',
                      "+          {id: 'nærhet', definition: \"Noen er nær: alltid\",",
                      '+             rules: [{phrase: "nær meg"}, {lemma: ringe}]},   # flyt'],
                     id="from-block-to-flow"),
        pytest.param(wish("move", "måling", to="støtte"),
                     ["-          # om måling",
                      "-          -   id: måling",
                      "-              rules:",
                      "-              - any: [måle, tall]",
                      "-              - regex: 'måling(er)?'",
                      "-              examples:",
                      "-              - |",
                      "-                Jeg målte # ikke en kommentar",
                      "-                hver kveld.",
                      '-              - "Tallet var 12:30"',
                      "+      # om måling",
                      "+      -   id: måling",
                      "+          rules:",
                      "+          - any: [måle, tall]",
                      "+          - regex: 'måling(er)?'",
                      "+          examples:",
                      "+          - |",
                      "+            Jeg målte # ikke en kommentar",
                      "+            hver kveld.",
                      '+          - "Tallet var 12:30"'],
                     id="to-another-indentation"),
        pytest.param(wish("split", "kone", "hun han"),
                     ["-          {id: kone, rules: [{lemma: kone}]},   # gift",
                      '+          # Split from "kone": divide name, definition and rules between '
                      '"hun" and "han".',
                      "+          {id: hun, rules: [{lemma: kone}]},   # gift",
                      "+          {id: han, rules: [{lemma: kone}]},   # gift"],
                     id="split-in-flow"),
        pytest.param(wish("merge", "no x1", "tallene"),
                     ["-      - {id: tall, name: Tall, heading: Tall som roer, codes: [{id: no, "
                      "rules: [lemma: tall]}, {id: x1, rules: [{lemma: verdi}]}]}",
                      "+      - {id: tall, name: Tall, heading: Tall som roer, codes: "
                      "[{id: tallene, rules: [lemma: tall, {lemma: verdi}]}]}"],
                     id="merge-in-flow"),
        pytest.param(wish("move", "naboer", to="trygghet"),
                     ["-      codes: []   # tom nå",
                      "+      codes:   # tom nå",
                      "+          - id: naboer",
                      "+            rules: [",
                      "+              {lemma: nabo},    # den ene",
                      "+              {phrase: like ved}   # den andre",
                      "+            ]",
                      "+            examples: [",
                      "+            ]",
                      "-      codes:",
                      "-      - id: naboer",
                      "-        rules: [",
                      "-          {lemma: nabo},    # den ene",
                      "-          {phrase: like ved}   # den andre",
                      "-        ]",
                      "-        examples: [",
                      "-        ]",
                      "+      codes: []"],
                     id="into-an-empty-list-and-out-of-one"),
        pytest.param(wish("merge", "måling no", "måling"),
                     ["+              - lemma: tall",
                      "-      - {id: tall, name: Tall, heading: Tall som roer, codes: [{id: no, "
                      "rules: [lemma: tall]}, {id: x1, rules: [{lemma: verdi}]}]}",
                      "+      - {id: tall, name: Tall, heading: Tall som roer, codes: "
                      "[{id: x1, rules: [{lemma: verdi}]}]}"], id="merge-into-one-of-them"),
    ],
)  # fmt: skip
def test_an_act_changes_its_lines_and_no_other(wanted: Wish, lines: list[str]) -> None:
    assert changed_lines(NASTY, made(NASTY, wanted)) == lines


CODES = ("ringe", "nærhet", "måling", "no", "x1", "naboer", "kone", "barn")
PLACES = ("trygghet", "ikke_alene", "tall", "tom", "støtte", "familie")
WISH = st.one_of(
    st.sampled_from((*CODES, "trygghet", "ikke_alene", "tom", "familie")).map(
        lambda old: wish("rename", old, "ny_1")
    ),
    st.lists(st.sampled_from(CODES), min_size=2, max_size=4, unique=True).flatmap(
        lambda parts: st.sampled_from([parts[-1], "ny"]).map(
            lambda into: wish("merge", " ".join(parts), into)
        )
    ),
    st.sampled_from(CODES).map(lambda code: wish("split", code, f"ny {code} ny_2")),
    st.tuples(st.sampled_from(CODES), st.sampled_from(PLACES)).map(
        lambda both: wish("move", both[0], to=both[1])
    ),
    st.sampled_from(["ikke_alene", "tall", "tom"]).map(lambda s: wish("move", s, to="støtte")),
    st.just(wish("move", "familie", to="trygghet")),
)
FILES = st.sampled_from([
    NASTY,
    NASTY.replace("\n", "\r\n"),
    "\ufeff" + NASTY,
    NASTY.rstrip("\n"),
    NASTY.removesuffix("# slutten\n").rstrip("\n"),
    NASTY.replace("trygghet  ", "🙂trygghet  ").replace("🙂", "") + "# 🙂\n",
])  # fmt: skip


@given(text=FILES, wanted=WISH)
def test_an_act_leaves_the_values_it_should_and_all_other_lines(text: str, wanted: Wish) -> None:
    layout = layout_of(text)
    try:
        found = outcome(layout.root.data, wanted)
    except ValueError as error:
        assert "lies in" in str(error)  # moved to where it is
        return
    after = edited(layout, found.values)
    assert values(after) == bare(found.values)
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    if "\r\n" in text:
        assert after.count("\n") == after.count("\r\n")
    concerned = lines_concerned(layout, wanted)
    left = Counter(after.splitlines())
    for number, line in enumerate(text.splitlines()):
        if number not in concerned and line.strip():
            assert left[line] > 0, line
            left[line] -= 1
    if wanted.act == "rename" or (wanted.act == "split"):
        assert lost_comments(layout, after) == []


def lines_concerned(layout: Layout, wanted: Wish) -> set[int]:
    """The lines of what an act names, and of the keys of lists that become or were empty."""
    found = set()
    for node in layout.nodes.values():
        if isinstance(node.data, dict) and node.data.get("id") in (
            *wanted.sources, *wanted.targets,
        ):  # fmt: skip
            lines = layout.around(node)
            first, last = layout.line(lines.start), layout.line(max(lines.end - 1, 0))
            # In a flow list the line is shared; the last one may get a comma.
            found |= set(range(first, last + 1))
    for number, line in enumerate(layout.text.splitlines()):
        if "codes:" in line or "]}]" in line:
            found.add(number)
    return found


IDS = st.lists(st.integers(1, 99), min_size=3, max_size=6, unique=True)


@st.composite
def codebooks(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A codebook in an odd hand, each code with its own comments; and the ids of its codes."""
    step, wide = draw(st.integers(0, 3)), draw(st.integers(1, 4))
    codes = [f"k{number}" for number in draw(IDS)]
    cut = draw(st.integers(1, len(codes)))
    lines = ["groups:"]
    for group, own in (("g", codes[:cut]), ("h", codes[cut:])):
        at = " " * step
        lines += [f"{at}-{' ' * wide}id: {group}   # group {group}"]
        key = at + " " * (wide + 1)
        lines += [f"{key}codes:" if own else f"{key}codes: []"]
        for code in own:
            dash = key + " " * step
            if draw(st.booleans()):
                lines.append("")
            lines.append(f"{dash}# above {code}")
            if draw(st.booleans()):
                lines.append(f"{dash}- {{id: {code}, rules: [lemma: ord]}}   # beside {code}")
                continue
            lines.append(f"{dash}- id: {draw(st.sampled_from(['{}', chr(34) + '{}' + chr(34)]))}"
                         f"   # beside {code}".replace("{}", code))  # fmt: skip
            lines.append(f"{dash}  definition: >-")
            lines.append(f"{dash}      Det er {code}")
            if draw(st.booleans()):
                lines.append(f"{dash}  rules:")
                lines.append(f"{dash}  - phrase: {code}")
                lines.append(f"{dash}   # - phrase: out of {code}")
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n# end\n"])), codes


@given(book=codebooks(), data=st.data())
def test_comments_stay_with_what_they_are_about(
    book: tuple[str, list[str]], data: st.DataObject
) -> None:
    text, codes = book
    code = data.draw(st.sampled_from(codes))
    act = data.draw(st.sampled_from(["rename", "move", "split"]))
    layout = layout_of(text)
    home = "g" if f'"{code}"' not in json.dumps(layout.root.data["groups"][0]) else "h"
    wanted = {
        "rename": wish("rename", code, "new"),
        "move": wish("move", code, to=home),
        "split": wish("split", code, f"{code} new"),
    }[act]
    found = outcome(layout.root.data, wanted)
    after = edited(layout, found.values)
    assert values(after) == bare(found.values)
    assert lost_comments(layout, after) == []
    lines = after.splitlines()
    for name in codes:
        now = "new" if act == "rename" and name == code else name
        beside = next(n for n, line in enumerate(lines) if line.endswith(f"# beside {name}"))
        assert now in lines[beside].split("#")[0]
        above = beside - 2 if act == "split" and name == code else beside - 1
        assert lines[above].strip() == f"# above {name}"
    if act == "rename":
        assert len(changed_lines(text, after)) == 2


def test_an_alias_goes_along_and_an_anchor_does_not_go_twice() -> None:
    text = (
        "groups:\n- id: g\n  codes:\n  - {id: a, rules: [{near: {words: 5, of: [&x {any: [p, q]},"
        " r]}}]}\n  - {id: b, rules: [{all: [*x, s]}]}\n- id: h\n"
    )
    layout = layout_of(text)
    found = outcome(layout.root.data, wish("move", "b", to="h"))
    assert values(edited(layout, found.values)) == bare(found.values)
    twice = edited(layout, outcome(layout.root.data, wish("split", "a", "a c")).values)
    with pytest.raises(yaml.YAMLError, match="duplicate anchor"):
        yaml.compose(twice)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("groups:\n- id: &x a\n  name: *x\n", "the anchor &x stands here", id="anchor"),
        pytest.param("groups:\n- name: &x a\n  id: *x\n", "the alias *x stands here", id="alias"),
        pytest.param("groups:\n- id: !!str a\n", "a tag stands here", id="tag"),
    ],
)
def test_what_is_written_by_reference_is_not_changed(text: str, reason: str) -> None:
    with pytest.raises(EditError) as error:
        made(text, wish("rename", "a", "b"))
    assert str(error.value) == reason
    assert layout_of(text).line(error.value.position) + 1 == (
        2 if "!!" in text or "id: &" in text else 3
    )
