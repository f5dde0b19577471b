"""People's texts as files: what can be read, what cannot, and what a text is about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.adopted import Place, adopted_category
from stc_cli.decisions.anchors import Anchor
from stc_cli.decisions.pages import Page
from stc_cli.decisions.placing import GONE, NOT_FOUND
from stc_cli.decisions.prose import Block, blocks, shown, written
from stc_cli.decisions.scrubbed import scrubbed_document
from stc_cli.decisions.staleness import Pair, Whereabouts, left_because, standing, whereabouts
from stc_cli.decisions.texts import (
    Adoption,
    Covered,
    Text,
    front_text,
    read_texts,
    with_front,
    words_digest,
)
from stc_cli.errors import UsageError
from stc_cli.languages import load_language
from stc_cli.records import Assignment, Category, Operation, Paragraph, Sentence, Span, Turn, Unit
from stc_cli.text.passages import Passages
from stc_cli.text.wording import Change, changes, marked

ENGLISH = load_language("en")
FRONT = """\
---
adopted: 2026-11-25
by: Anna
units:
  - {"id": "A-1", "transcript_id": "A", "speakers": ["P1"], "passages": [{"exact": "We rang."}]}
---
"""


def keep(decisions: Path, text: str, name: str = "condensates/company.md") -> Path:
    path = decisions / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


# -- files ---------------------------------------------------------------------------------------

READ = [
    pytest.param(f"{FRONT}\nWe rang.\n", id="as adopt writes it"),
    pytest.param(f"{FRONT}\nWe rang.\n".replace("\n", "\r\n"), id="CRLF"),
    pytest.param(f"\ufeff{FRONT}\nWe rang.\n", id="BOM"),
    pytest.param(f"{FRONT}We rang.", id="no line break at the end"),
]


@pytest.mark.parametrize("text", READ)
def test_a_text_is_read(text: str, tmp_path: Path) -> None:
    keep(tmp_path, text)
    (read,) = read_texts(tmp_path).all
    assert (read.kind, read.place, read.file) == ("condensate", "company", "condensates/company.md")
    said = read.adoption
    assert (said.adopted, said.by) == ("2026-11-25", "Anna")
    assert said.units == (Covered("A-1", "", ("P1",), (Anchor("A", "We rang."),)),)
    assert [block.text for block in read.blocks] == ["We rang."]
    assert read.digest == words_digest(["We", "rang."])


BROKEN = [
    pytest.param("", ": holds no text. Write it, or delete the file to go back to the draft.",
                 id="empty"),
    pytest.param(f"{FRONT}\n \n<!-- later -->\n# Title\n",
                 ": holds no text. Write it, or delete the file to go back to the draft.",
                 id="nothing but a heading"),
    pytest.param("---\nby: Anna\n\nWe rang.\n",
                 ", line 1: the front matter that begins here does not end. Write a line of three "
                 "dashes after it.", id="front matter without an end"),
    pytest.param("---\nby: Anna: and Bo\n---\nWe rang.\n",
                 ", line 2: the lines between --- are not valid YAML. Put texts with a colon in "
                 "quotation marks.", id="no YAML"),
    pytest.param("---\n\nadoptd: 2026-11-25\n---\nWe rang.\n",
                 ', line 3: unknown key "adoptd". Did you mean "adopted"?', id="unknown key"),
    pytest.param("---\nadopted: last week\n---\nWe rang.\n",
                 ', line 2: "adopted": must be a date such as 2026-11-25.', id="no date"),
    pytest.param(FRONT.replace('"id": "A-1", ', "") + "We rang.\n",
                 ', line 5: "id" is missing in "units". Add it.', id="a unit without an id"),
    pytest.param(FRONT.replace('[{"exact": "We rang."}]', "[]") + "We rang.\n",
                 ', line 5: "passages" of "A-1": name at least one passage.',
                 id="a unit without passages"),
    pytest.param(FRONT.replace('{"exact": "We rang."}', '{"exact": "x", "start": "y"}') + "A.\n",
                 ', line 5: "passages.start" of "A-1": input should be a valid integer, unable to '
                 "parse string as an integer.", id="a place that is no number"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_what_is_broken_is_named(text: str, message: str, tmp_path: Path) -> None:
    path = keep(tmp_path, text)
    with pytest.raises(UsageError, match=f"^{re.escape(f'{path}{message}')}"):
        read_texts(tmp_path)
    path.write_bytes(text.replace("\n", "\r\n").encode())
    with pytest.raises(UsageError, match=f"^{re.escape(f'{path}{message}')}"):
        read_texts(tmp_path)


def test_a_text_that_is_not_utf8(tmp_path: Path) -> None:
    path = keep(tmp_path, "")
    path.write_bytes("Vi følte oss trygge.".encode("cp1252"))
    with pytest.raises(UsageError) as error:
        read_texts(tmp_path)
    assert str(error.value) == f"{path}: is not UTF-8 text. Save it as UTF-8."


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    str.strip
)
anchors = st.builds(
    Anchor, st.just("A"), words, st.text(max_size=8), st.text(max_size=8),
    st.integers(-1, 99), st.integers(-1, 99), st.integers(-1, 3),
)  # fmt: skip
covered = st.builds(
    Covered, words, st.sampled_from(["", "company"]), st.lists(words, max_size=2).map(tuple),
    st.lists(anchors, min_size=1, max_size=2).map(tuple), st.sampled_from(["", "twice: so?"]),
)  # fmt: skip


@given(words, st.lists(covered, max_size=3).map(tuple), st.dictionaries(words, words, max_size=2))
def test_front_matter_there_and_back(
    tmp_path_factory: pytest.TempPathFactory, by: str, units: tuple[Covered, ...],
    condensates: dict[str, str],
) -> None:  # fmt: skip
    said = Adoption("2026-01-02", by, "r1", units, condensates, "2026-02-03", "Bo")
    decisions = tmp_path_factory.mktemp("texts")
    keep(decisions, front_text(said) + "\nWe rang.\n")
    assert read_texts(decisions).condensates["company"].adoption == said


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_other_front_matter_leaves_the_body(end: str) -> None:
    body = "We rang.\n\n---\n\nTwice.  \n".replace("\n", end)
    old = FRONT.replace("\n", end) + body
    new = with_front(old, Adoption("2026-12-01", "Bo", units=()))
    assert new == "---\nadopted: 2026-12-01\nby: Bo\nunits: []\n---\n".replace("\n", end) + body
    bare = with_front(body, Adoption(by="Bo"))
    assert bare == f"---{end}by: Bo{end}---{end}{end}{body}"


# -- prose ---------------------------------------------------------------------------------------

prose = st.lists(
    st.text(st.sampled_from("ab 12.#>-*+_=\\<!`)(\"“{}[]1"), min_size=1).filter(str.strip),
    max_size=4,
)  # fmt: skip


@given(prose)
def test_paragraphs_there_and_back(paragraphs: list[str]) -> None:
    once = [" ".join(paragraph.split()) for paragraph in paragraphs]
    found = blocks("\n\n".join(map(written, paragraphs)))
    assert [(block.kind, block.text) for block in found] == [("text", text) for text in once]


@given(st.text())
def test_any_text_has_blocks(body: str) -> None:
    assert all(block.text.strip() for block in blocks(body) if block.kind != "heading")


PROSE = [
    pytest.param("Night\n=====\nWe\nslept.", [("heading", "Night", 1), ("text", "We slept.", 3)],
                 id="underlined heading"),
    pytest.param("- one\n  more\n- two", [("text", "one more", 1), ("text", "two", 3)], id="list"),
    pytest.param("So:\n> “Yes”\n> and no.\n>\n> Well.",
                 [("text", "So:", 1), ("quote", "“Yes” and no.", 2), ("quote", "Well.", 5)],
                 id="block quotes"),
    pytest.param("a <!-- b\nc --> d\n***\ne", [("text", "a d", 1), ("text", "e", 4)], id="comment"),
    pytest.param("2010\\. We \\*meant\\* it", [("text", "2010. We *meant* it", 1)], id="escapes"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), PROSE)
def test_the_blocks_of_a_text(body: str, expected: list[tuple[str, str, int]]) -> None:
    assert [(block.kind, block.text, block.line) for block in blocks(body)] == expected


def test_a_text_in_a_document_keeps_all_but_the_level_of_headings() -> None:
    body = "## Night {#night}\r\n\r\nWe  slept.\r\n> “Yes”\r\n#### Deep\r\n"
    assert list(shown(body, 4)) == ["#### Night", "", "We  slept.", "> “Yes”", "##### Deep"]


# -- what a text still is about --------------------------------------------------------------------

SAID = "I ring the nurse when it gets bad. She always answers. Nobody else is awake then, I think."
RINGS, ANSWERS = SAID[:34], SAID[35:54]


def unit(name: str, start: int, end: int, text: str = SAID, state: str = "candidate") -> Unit:
    return Unit(name, "A", ("A-t1",), ("P1",), "participant", (Span(start, end),),
                text[start:end], 1, "", state)  # type: ignore[arg-type]  # fmt: skip


def then(name: str, start: int, end: int, subgroup: str = "", left_out: str = "") -> Covered:
    anchor = Anchor("A", SAID[start:end], SAID[:start], SAID[end:], start, end, 0)
    return Covered(name, subgroup, ("P1",), (anchor,), left_out)


def page(text: str) -> Page:
    turn = Turn("A-t1", "A", 1, "P1", "participant", None, None, 0, len(text), text)
    return Page(text, [turn])


TYPO = SAID.replace("answers", "answered")
PLACES = [
    pytest.param(SAID, [unit("A-1", 0, 34)], ["A-1"], "", id="the same"),
    pytest.param(SAID, [unit("A-2", 0, 54), unit("A-3", 55, 90)], ["A-2"], "", id="within another"),
    pytest.param(SAID, [unit("A-4", 0, 16), unit("A-5", 17, 34)], ["A-4", "A-5"], "",
                 id="in two parts"),
    pytest.param(SAID, [unit("A-2", 0, 54), unit("A-1", 0, 34)], ["A-1"], "",
                 id="one of its own before one around it"),
    pytest.param(SAID, [unit("A-3", 55, 90)], [], "no unit is there now", id="no unit there"),
    pytest.param("Somebody else says something.", [], [],
                 NOT_FOUND.replace("its", "the"), id="other words"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "units", "ids", "reason"), PLACES)
def test_where_a_unit_is_now(text: str, units: list[Unit], ids: list[str], reason: str) -> None:
    found = whereabouts(then("A-1", 0, 34), page(text), units)
    assert ([u.unit_id for u in found.units], found.reason) == (ids, reason)


def test_a_withdrawn_unit_is_not_looked_for() -> None:
    gone = Covered("A-1", "", ("P1",), (Anchor("A", "(withdrawn)"),))
    assert whereabouts(gone, page(SAID), [unit("A-1", 0, 34)]).reason == GONE


def row(status: str, subgroup: str = "company", group: str = "safety") -> Assignment:
    return Assignment("A-1", "code", subgroup, group, "rule", "", status, "")  # type: ignore[arg-type]


REASONS = [
    pytest.param("set_aside", [row("accepted")], "set aside", id="set aside"),
    pytest.param("candidate", [row("accepted", "numbers"), row("accepted", "nights")],
                 'now in "numbers" and "nights"', id="other subgroups"),
    pytest.param("candidate", [row("accepted", "")], "now in no subgroup", id="unsorted"),
    pytest.param("candidate", [row("parked", "")], "parked", id="parked"),
    pytest.param("candidate", [row("rejected"), row("disputed")],
                 "coders contradict each other about the code", id="disputed"),
    pytest.param("candidate", [row("rejected")], "the code was rejected", id="rejected"),
    pytest.param("candidate", [row("proposed")], "nobody has accepted the code", id="proposed"),
    pytest.param("candidate", [row("accepted", "", "other")], 'now in the code group "other"',
                 id="another group"),
    pytest.param("candidate", [row("rejected", "", "other")], "no code any more", id="no code"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "rows", "reason"), REASONS)
def test_why_a_unit_left(state: str, rows: list[Assignment], reason: str) -> None:
    left = unit("A-1", 0, 34, state=state)
    used = ("accepted", "added")
    assert left_because(left, rows, "safety", lambda row: row.status in used) == reason


def found(covered: Covered, *units: Unit, said: str = "", reason: str = "") -> Whereabouts:
    return Whereabouts(covered, units, reason, said or covered.words)


RING, ANSWER = then("A-1", 0, 34, "company"), then("A-2", 35, 54, "company")
STANDING = [
    pytest.param([found(RING, unit("A-1", 0, 34))], [("A-1", "company")], [("A-1", "company")], [],
                 id="nothing changed"),
    pytest.param([], [("A-1", "company"), ("A-2", "company"), ("A-3", "")], [],
                 ['A-1 and A-2 joined "company".', "A-3 joined the unsorted units."], id="joined"),
    pytest.param([found(RING, reason="parked"), found(ANSWER, reason="parked")], [], [],
                 ["A-1 and A-2 left: parked."], id="left for one reason"),
    pytest.param([found(RING, reason="parked"),
                  found(RING._replace(subgroup_id="nights"), unit("A-1", 0, 34))],
                 [("A-1", "nights")], [("A-1", "nights")], ["A-1 left: parked."],
                 id="left one subgroup and stays in another"),
    pytest.param([found(RING, unit("A-1", 0, 34))], [("A-1", "")], [("A-1", "")],
                 ['A-1 moved from "company" to the unsorted units.'], id="moved"),
    pytest.param([found(ANSWER, unit("A-7", 35, 55, TYPO), said=TYPO[35:55])],
                 [("A-7", "company")], [("A-7", "company")],
                 ["A-2 is A-7 now: a word was corrected."], id="corrected"),
    pytest.param([found(ANSWER, unit("A-7", 35, 54, SAID.replace("answers.", "answers!")),
                        said="She always answers!")],
                 [("A-7", "company")], [("A-7", "company")],
                 ["A-2 is A-7 now: punctuation was corrected."], id="punctuation"),
    pytest.param([found(RING, unit("A-8", 0, 54)), found(ANSWER, unit("A-8", 0, 54))],
                 [("A-8", "company")], [("A-8", "company")],
                 ["A-1 is A-8 now: it begins or ends elsewhere.",
                  "A-2 is A-8 now: it begins or ends elsewhere."], id="made one"),
    pytest.param([found(RING, unit("A-4", 0, 16), unit("A-5", 17, 34))],
                 [("A-4", "company"), ("A-5", "company")],
                 [("A-4", "company"), ("A-5", "company")],
                 ["A-1 is A-4 and A-5 now: it was divided."], id="divided"),
    pytest.param([found(RING._replace(left_out="twice"), unit("A-1", 0, 34)),
                  found(ANSWER._replace(left_out="twice"), reason="parked")],
                 [("A-1", "company")], [], [], id="left out, and gone: nothing stale"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "here", "covers", "because"), STANDING)
def test_what_changed(
    rows: list[Whereabouts], here: list[Pair], covers: list[Pair], because: list[str]
) -> None:
    made = standing(rows, here, lambda unit: "parked", by_subgroup=True)
    assert (list(made.covers), list(made.because)) == (covers, because)
    assert {*made.covers, *made.joined} | {
        pair for pair in here if pair[0] in made.left_out
    } == set(here)


# -- sections of an analytic text ------------------------------------------------------------------


class NoGround:
    """Units that stay as they are, in transcripts that nobody quotes."""

    def whereabouts(self, covered: Covered) -> Whereabouts:
        return found(covered, unit(covered.unit_id, 0, 34))

    def reason(self, group_id: str) -> object:
        return lambda unit: "parked"

    def lost_quotations(self, text: Text) -> list[int]:
        return []


DRAFTED = Sentence("safety-p1-s1", "They ring the nurse.", ("A-1",),
                   (Operation("select", "company-s1", 0, "", "They ring the nurse."),))  # fmt: skip
SECTIONS = [
    pytest.param("## Company {#company}\n\nThey ring the nurse.\n\n> “I ring.” (P1)\n\n"
                 "## Numbers {#numbers}\n\nThey count.",
                 [("company", ["They ring the nurse."]), ("numbers", ["They count."])], [],
                 id="as adopt writes it"),
    pytest.param("It is so. Really.\n\n## COMPANY  HELPS\nThey ring.\n### At night\nThey sleep.",
                 [("", ["It is so.", "Really."]), ("company", ["They ring.", "They sleep."])], [],
                 id="an opening; a heading by its words; a lower one within"),
    pytest.param("## Company {#company}\nThey ring.\n## Discussion\nIt is so.\n",
                 [("company", ["They ring."]), ("", ["It is so."])], [],
                 id="a heading of no subgroup"),
    pytest.param("They ring.\n\n## Nights {#nights}\nThey sleep.\n",
                 [("", ["They ring.", "They sleep."])],
                 ['The heading in line 3 names "nights", which is no subgroup here.'],
                 id="an id of no subgroup"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected", "because"), SECTIONS)
def test_sections_are_those_of_subgroups(
    body: str, expected: list[tuple[str, list[str]]], because: list[str]
) -> None:
    draft = Category("safety", "Safety", "draft", (Paragraph("company", (DRAFTED,)),), (), ())
    units = (then("A-1", 0, 34, "company"), then("A-2", 0, 34, "numbers"))
    text = Text("analytic_text", "safety", "analytic_text/safety.md", Adoption(units=units), body,
                body, "")  # fmt: skip
    place = Place("safety", {"": [], "company": [unit("A-1", 0, 34)],
                             "numbers": [unit("A-2", 0, 34)]}, {})  # fmt: skip
    made = adopted_category(
        draft, text, place, NoGround(), ENGLISH, follow=str,  # type: ignore[arg-type]
        headings={"company": "Company helps", "numbers": "Numbers"}, digests={},
    )  # fmt: skip
    assert made.author == "human"
    assert [(p.subgroup_id, [s.text for s in p.statements]) for p in made.paragraphs] == expected
    assert list(made.stale_because) == because
    for paragraph in made.paragraphs:
        for statement in paragraph.statements:
            kept = statement.text == DRAFTED.text
            assert (statement.operations == DRAFTED.operations) == kept
            wanted = {"company": ("A-1",), "numbers": ("A-2",)}.get(paragraph.subgroup_id)
            assert statement.unit_ids == (wanted or ("A-1", "A-2"))


# -- two versions, and withdrawal ------------------------------------------------------------------

texts = st.lists(st.sampled_from(["we", "ring", "not", "\n\n", "the"]), max_size=12).map(" ".join)


@given(texts, texts)
def test_changes_hold_both_versions(old: str, new: str) -> None:
    found = changes(old, new)
    for version, kind in ((old, "old"), (new, "new")):
        said = [change.text for change in found if change.kind in ("same", kind)]
        assert " ".join(said).split() == version.split()
    assert all(change.kind == "same" for change in changes(old, old))


def test_changes_are_word_by_word() -> None:
    found = changes("We had a plan.\n\nIt failed.", "We had\nno plan.\n\nReally, it failed.")
    assert marked(found) == "We had [-a-]{+no+} plan.\n\n[-It-]{+Really, it+} failed."
    assert changes("", "") == []
    assert changes("", "New.") == [Change("new", "New.")]


def test_scrubbing_reaches_front_matter() -> None:
    theirs = Passages(["Yes.", 'He said "no" and "never" to us, twice.'], ["Nobody else."])
    said = (
        '  - {"id": "A-1", "transcript_id": "A", "passages": [{"exact": "He said \\"no\\" and '
        '\\"never\\" to us, twice.", "prefix": "Nobody else. "}]}\n'
        '  - {"id": "A-2", "transcript_id": "A", "passages": [{"exact": "Yes."}]}\n'
        '  - {"id": "B-1", "transcript_id": "B", "passages": [{"exact": "Yes."}]}\n'
    )
    text = f'---\nunits:\n{said}---\n\nHe said "no" and\n"never" to us. I agree.\n'
    cleaned, count = scrubbed_document(text, theirs, ["A"])
    assert count == 3
    assert cleaned == (
        "---\nunits:\n"
        '  - {"id": "A-1", "transcript_id": "A", "passages": [{"exact": "(withdrawn)", "prefix": '
        '"Nobody else. "}]}\n'
        '  - {"id": "A-2", "transcript_id": "A", "passages": [{"exact": "(withdrawn)"}]}\n'
        '  - {"id": "B-1", "transcript_id": "B", "passages": [{"exact": "Yes."}]}\n'
        "---\n\n(withdrawn). I agree.\n"
    )


def test_headings_are_blocks_with_ids() -> None:
    assert blocks("### At *night* {#night .x} ##") == [
        Block("heading", "At *night*", 1, 3, "night")
    ]
