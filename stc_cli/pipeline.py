"""The stages as data, in the order they run: what the command line, runner and docs go by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StageName = Literal[
    "ingest", "overview", "segment", "code", "condense", "synthesize", "table",
    "report", "figure", "methods",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage.

    `kind`: a map runs over single transcripts, a reduce over what maps found. `takes_edits`: how
    a change somebody made by hand in one of its artefacts gets into the study.
    """

    name: StageName
    folder: str
    step: str
    help: str
    kind: Literal["map", "reduce"]
    needs_codebook: bool
    artefacts: tuple[str, ...]
    takes_edits: str
    only_asked: bool = False  # made from what the stages wrote, when asked for by its name


STAGES: tuple[Stage, ...] = (
    Stage(
        "ingest", "1_ingest", "",
        "Read the transcripts: turns, speakers, and what was skipped.",
        "map", False,
        ("transcripts.csv", "turns.csv", "skipped.csv", "speakers.csv", "text/"),
        "correct the transcript itself (or `speakers:` in the study config) and run `stc ingest`",
    ),
    Stage(
        "overview", "overview", "1 total impression",
        "A reading aid for the first step: who talks how much, and terms.",
        "reduce", False,
        ("overview.md", "terms.csv"),
        "correct the transcripts and run `stc overview`; it only counts",
    ),
    Stage(
        "segment", "2_segment", "2 meaning units",
        "Cut the turns into meaning units.",
        "map", False,
        ("units.csv",),
        "change `segment:` in the study config and run `stc segment`",
    ),
    Stage(
        "code", "3_code", "2 codes",
        "Propose codes for the units by the codebook's rules and apply people's decisions.",
        "map", True,
        ("assignments.csv", "uncoded.csv", "matrix.csv", "decisions.csv", "unplaced.csv",
         "conflicts.csv"),
        "decide with `stc decide` or `stc sheet`, or change the rules, and run `stc code`",
    ),
    Stage(
        "condense", "4_condense", "3 condensation",
        "Draft a condensate for each subgroup in the participants' own words.",
        "reduce", True,
        ("condensates.jsonl", "condensates.md", "coverage.csv"),
        "adopt the draft with `stc adopt`, write it into your own text under the decisions and run "
        "`stc condense`",
    ),
    Stage(
        "synthesize", "5_synthesize", "4 synthesis",
        "Draft the analytic text of each category and choose quotations.",
        "reduce", True,
        ("categories.jsonl", "analytic_text.md", "quotes.csv", "counter_evidence.csv",
         "contributors.csv"),
        "adopt the draft with `stc adopt`, write it into your own text under the decisions and run "
        "`stc synthesize`",
    ),
    Stage(
        "table", "6_tables", "4 tables",
        "Render the tables of the paper.",
        "reduce", True,
        (),
        "change headings in the codebook or `tables:` in the study config and run `stc table`",
    ),
    Stage(
        "report", "report", "",
        "Put the whole study into one page for the team: themes, passages, transcripts, figures.",
        "reduce", True,
        ("report.html",),
        "change what it is made from (texts, decisions, the study config) and run `stc report`",
        only_asked=True,
    ),
    Stage(
        "figure", "figures", "",
        "Draw the figures of the study as SVG and PNG.",
        "reduce", True,
        (),
        "change what they are made from (decisions, the study config) and run `stc figure`",
        only_asked=True,
    ),
    Stage(
        "methods", "methods", "",
        "Draft the methods section and the COREQ items that the study's data answer.",
        "reduce", True,
        ("methods.md", "methods.docx"),
        "write your own words under `methods:` in the study config and run `stc methods`",
        only_asked=True,
    ),
)  # fmt: skip

NAMES: tuple[StageName, ...] = tuple(stage.name for stage in STAGES if not stage.only_asked)
# What the cache keeps beside what stages make: where rules fire, and what went to another file.
MATCH, MOVES = "match", "moves"
KEPT = (*NAMES, MATCH, MOVES)


def stage(name: str) -> Stage:
    """A stage by its name."""
    return next(entry for entry in STAGES if entry.name == name)


def owner(artefact: str) -> Stage | None:
    """The stage that writes an artefact, by the folder it lies in."""
    folder = artefact.split("/", 1)[0]
    return next((entry for entry in STAGES if entry.folder == folder), None)
