"""A small study in which people decided everything that they can: texts, quotations, answers.

It knows nothing of stc but its commands. Its drafts have joined, merged and opposed sentences.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

CONFIG = """\
language: en
attribution: participant
transcripts: transcripts
codebook: codebook.yaml
output: out
speakers: {Interviewer: {role: moderator}}
tables:
  - {id: table1, title: Results, columns: [units, speakers, quotation], formats: [csv, md]}
"""
CODEBOOK = """\
codebook: 1
language: en
groups:
  - id: safety
    heading: Feeling safe takes other people
    codes: [{id: weather, rules: [{any: [weather, rain]}]}]
    subgroups:
      - id: company
        heading: Company makes the nights shorter
        codes:
          - {id: not_alone, rules: [{any: [alone, company]}]}
          - {id: calls, rules: [{any: [ring, nurse]}]}
      - id: numbers
        heading: Numbers calm and numbers frighten
        codes: [{id: measuring, rules: [{any: [measure, number]}]}]
  - id: house
    heading: The house is a patient as well
    subgroups:
      - id: stairs
        heading: Stairs decide the day
        codes: [{id: climbing, rules: [{lemma: stair}]}]
      - id: garden
        heading: The garden is given up last
        codes: [{id: growing, rules: [{lemma: garden}]}]
"""
TALKS = {
    "A": """\
Interviewer: How are the nights?

P1: Um, the nights are long when I'm alone. I I leave a lamp on in the hall. And I ring the \
nurse when it gets bad. She always answers, well, nearly always.

Interviewer: And the days?

P1: The stairs decide my day. I go down once, and I never go down twice. You see, everything \
that I need is up there by now.

P2: I feel safe with the nurse at night. The weather was awful this summer.

Interviewer: What about numbers?

P1: I measure every evening before I go to bed. The number frightens me, so I don't look at \
night. My daughter wanted me to write it all down in a book. Can I say that again?

P2: The garden keeps me going, even if I only sit there.
""",
    "B": """\
Interviewer: And for you?

P3: I don't feel safe with the nurse at night. She comes from far away and the road is bad.

P4: The number is only a number. I measure, and then I think no more about it.

P3: The stairs decide my day. We moved the bed down last winter.

P4: My neighbour does the garden now. He asks me where things should go, and then he does it his \
way.

Interviewer: Do you have company?

P3: My sister is my company on Sundays. Then the house sounds like a house. We talk about the \
old days, and about the neighbours. She brings a cake.
""",
    "C": """\
Interviewer: What would you tell others?

P5: Nobody should be alone with it. I was alone for two years, and perhaps I was too proud.

P5: The numbers calm me. I measure twice, and when the number is good I sleep.

Interviewer: And the stairs?

P6: The stairs were the end of the garden for me. I haven't been down there since spring. The \
roses are still there, I suppose, and nobody cuts them.

P6: I rang the nurse once and nobody came. Since then I don't ring. The rain was on the window \
all night.
""",
}  # fmt: skip
# The first and the last two as somebody said them.
COMPANY = """\
The nights are long when I'm alone. A voice on the phone is what keeps me going until the morning.
I ring the nurse when it gets bad, and she always answers. I don't feel safe with the nurse at \
night. She comes from far away and the road is bad.
"""
SAFETY = """\
Feeling safe was never a matter of equipment.

## Company makes the nights shorter {#company}

The nights are long for those who live alone, and a nurse on the phone helps.

> “I rang the nurse once and nobody came. Since then I don't ring.” (P6, C)

## Numbers calm and numbers frighten

Participants said that the number is only a number. It can frighten, too.
"""

Command = Callable[..., object]  # runs `stc` with some arguments


def unit_id(transcript: str, text: str) -> str:
    """The id of a unit: that of its transcript and a hash of its words."""
    return f"{transcript}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


LAMP = unit_id("A", "I I leave a lamp on in the hall. And I ring the nurse when it gets bad. She "
                    "always answers, well, nearly always.")  # fmt: skip
UNSAFE = unit_id("B", "I don't feel safe with the nurse at night. She comes from far away and the "
                      "road is bad.")  # fmt: skip
SUNDAYS = unit_id("B", "My sister is my company on Sundays. Then the house sounds like a house.")
CAKE = unit_id("B", "We talk about the old days, and about the neighbours. She brings a cake.")
STAIRS = unit_id("A", "The stairs decide my day. I go down once, and I never go down twice.")
GARDEN = unit_id("B", "My neighbour does the garden now. He asks me where things should go, and "
                      "then he does it his way.")  # fmt: skip
SLEEP = unit_id("C", "The numbers calm me. I measure twice, and when the number is good I sleep.")
ONCE = unit_id("C", "I rang the nurse once and nobody came. Since then I don't ring.")


def write_study(folder: Path) -> Path:
    """The study before anybody decided; returns its config."""
    (folder / "transcripts").mkdir(parents=True)
    for name, talk in TALKS.items():
        (folder / "transcripts" / f"{name}.txt").write_text(talk, encoding="utf-8")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "stc.yaml").write_text(CONFIG, encoding="utf-8")
    return folder / "stc.yaml"


def decide(folder: Path, stc: Command) -> None:
    """Adopt and rewrite texts, choose and edit quotations, answer; then change what texts hold.

    `house`, `numbers`, `garden` and what is unsorted stay drafts.
    """
    own = ("-c", str(folder / "stc.yaml"), "--quiet")
    coder = ("--coder", "kari", *own[:2])
    stc("analyze", *own)
    stc("decide", "quote", GARDEN, "--text", "He asks me where things should go", *coder)
    stc("decide", "quote", STAIRS, "--text", "I go down once, and I never go down twice.", *coder)
    stc("decide", "quote", SLEEP, *coder)
    stc("decide", "leave-out", SLEEP, "--group", "safety", "--reason", "Said before", *coder)
    stc("analyze", *own)
    stc("quote", "edit", GARDEN, "--by", "Kari", "--bracket", "He=My neighbour", *own[:2])
    stc("adopt", "company", "stairs", "safety", "--by", "Kari", *own[:2])
    for name, text in (("condensates/company", COMPANY), ("analytic_text/safety", SAFETY)):
        path = folder / "decisions" / f"{name}.md"
        head = path.read_text(encoding="utf-8").rpartition("---\n")[0]
        path.write_text(f"{head}---\n\n{text}", encoding="utf-8")
    stc("analyze", *own)
    stc("adopt", "safety", "--reviewed", "--by", "Kari", *own[:2])
    answer(folder)
    stc("decide", "reject", SUNDAYS, *coder)
    stc("decide", "add", "not_alone", CAKE, *coder)
    stc("analyze", *own)


def answer(folder: Path) -> None:
    """Say of the first passage that may speak against a statement what became of it."""
    with (folder / "out/5_synthesize/counter_evidence.csv").open(encoding="utf-8", newline="") as f:
        row = next(csv.DictReader(f))
    answers = folder / "decisions" / "counter_evidence.csv"
    columns = ("group_id", "subgroup_id", "statement", "unit_id", "transcript_id", "exact",
               "disposition", "why", "by", "date", "revision")  # fmt: skip
    cells = {**row, "transcript_id": row["unit_id"][0], "exact": row["text"], "date": "2026-11-25",
             "disposition": "nuance", "why": "She rings all the same", "by": "kari"}  # fmt: skip
    with answers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerow(cells)
