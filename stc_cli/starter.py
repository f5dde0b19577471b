"""Beginning a study: the files `stc init` writes."""

from __future__ import annotations

from pathlib import Path

from stc_cli.errors import UsageError
from stc_cli.files import write_bytes
from stc_cli.languages import load_language

CONFIG = """\
# A study for stc. Paths are relative to this file. `stc check` tells what is wrong or missing.
title: Working title of the study
language: {language}            # of the transcripts
output_language: {language}     # of headings and table labels
status: draft           # "final" takes the Draft mark off; `stc check` says what speaks against it
transcripts: transcripts
codebook: codebook.yaml
decisions: decisions
output: out
attribution: participant  # of quotations: none, group (transcript) or participant

# Who the labels in the transcripts stand for. Labels such as "Interviewer 1" need no entry.
speakers:
  Moderator: {{role: moderator, labels: [MOD]}}
# not_speakers: [Agenda]            # what looks like a label and is none
# participants: participants.csv    # a column `id`, and any attributes
# pseudonyms: ../key/names.yaml     # names to pseudonyms; a file outside this folder

tables:
  - id: table1
    kind: results
    title: Categories and subthemes
    columns: [speakers, quotation]
    formats: [csv, md, html, tex, docx, xlsx]
"""

CODEBOOK = """\
# The codebook: code groups (3 to 6), each with subgroups (2 to 5), each with codes.
# A bare word in a rule means its lemma: "support" finds supports, supported, supporting.
codebook: 1
language: {language}
groups:
  - id: first_group
    name: Working name of the code group
    heading: Heading of the result category
    preliminary_themes: [a first impression]
    subgroups:
      - id: first_subgroup
        name: Working name of the subgroup
        heading: Subtheme as it will stand in Table 1
        codes:
          - id: first_code
            name: Name of the code
            definition: What it means, in a sentence
            include: [typical cases]
            exclude: [cases that look alike and are not]
            examples: ["a short example"]
            rules:
              - lemma: "a word"
              - near: {{words: 8, of: [one, {{any: [other, another]}}]}}
"""

READER = """\
# Preliminary themes

Read everything with an open mind, then name 4 to 8 themes, one per bullet:

"""


def begin_study(folder: Path, language: str) -> list[Path]:
    """Write a study's first files and return their paths.

    Raises UsageError when the language is unknown or one of the files is there already.
    """
    load_language(language)
    files = {
        folder / "stc.yaml": CONFIG.format(language=language),
        folder / "codebook.yaml": CODEBOOK.format(language=language),
        folder / "decisions" / "themes" / "reader1.md": READER,
        folder / "transcripts" / ".gitkeep": "",
    }
    for path in files:
        if path.exists():
            raise UsageError(f"{path}: is there already. Choose another folder for a new study.")
    for path, text in files.items():
        write_bytes(path, text.encode())
    return list(files)
