"""The study config: one YAML file that describes a study.

Paths in it are relative to the file. Unknown keys are errors.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from stc_cli.records import Role, TableFormat
from stc_cli.yaml_lines import read_yaml, validated

Identifier = Annotated[str, StringConstraints(pattern=r"^\w[\w.-]{0,79}$")]
Text = str | dict[str, str]  # one text, or one per language: {en: "…", nb: "…"}
Attribution = Literal["none", "group", "participant"]
TableColumn = Literal["units", "speakers", "transcripts", "codes", "quotation"]

TABLE_FORMATS: tuple[TableFormat, ...] = ("csv", "md", "html", "tex", "docx", "xlsx")


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TeamMember(Section):
    """Who worked on the study, for the methods appendix."""

    who: str
    role: str = ""
    background: str = ""
    steps: list[str] = []


class SpeakerEntry(Section):
    """One person of the transcripts: the labels they go by and their role."""

    role: Role
    labels: list[str] = []  # as written in the transcripts; the person's own id always counts


class Segment(Section):
    """How talk is cut into meaning units (`stc segment`)."""

    max_words: int = Field(default=90, ge=10)
    """Sentences are joined up to this many words; a longer sentence is cut at a clause."""
    min_words: int = Field(default=8, ge=0)
    """A unit shorter than this takes in the next sentence even where the topic seems to shift."""
    backchannel_words: int = Field(default=4, ge=0)
    """A turn of at most this many words, all of them back-channels, does not cut a unit."""
    roles: list[Role] = ["participant", "unknown"]
    """Whose talk is cut into units; other talk gives them their questions."""


class Code(Section):
    """How codes are used (`stc code`)."""

    use_proposed: bool = True
    """Whether later stages use what the rules propose before a person has accepted it."""


class Condense(Section):
    """How condensates are drafted (`stc condense`)."""

    near_duplicate: float = Field(default=0.9, ge=0.5, le=1.0)
    """Sentences at least this similar (rapidfuzz token ratio, 0 to 1) are merged into one."""


class Synthesize(Section):
    """How the analytic text is drafted (`stc synthesize`)."""

    statements: int = Field(default=8, ge=1)
    """How many condensate sentences a paragraph draws on at most."""
    quotes: int = Field(default=2, ge=0)
    """How many quotations are chosen per subgroup."""
    quote_min_words: int = Field(default=12, ge=1)
    quote_max_words: int = Field(default=60, ge=1)


class TableConfig(Section):
    """One table of the paper."""

    id: Identifier
    kind: Literal["results"] = "results"
    title: Text = ""
    language: str | None = None  # else the study's output language
    columns: list[TableColumn] = []  # beside category and subtheme
    groups: list[str] = []  # only these code groups, in this order; all of them when empty
    formats: list[TableFormat] = list(TABLE_FORMATS)


class Config(Section):
    """A study."""

    title: Text = ""
    language: str = "en"
    output_language: str | None = None
    status: Literal["draft", "final"] = "draft"
    attribution: Attribution = "participant"
    team: list[TeamMember] = []
    transcripts: str = "transcripts"
    participants: str | None = None
    codebook: str | None = None
    decisions: str = "decisions"
    output: str = "out"
    speakers: dict[str, SpeakerEntry] = {}
    not_speakers: list[str] = []  # what looks like a speaker label and is none
    segment: Segment = Segment()
    code: Code = Code()
    condense: Condense = Condense()
    synthesize: Synthesize = Synthesize()
    tables: list[TableConfig] = [TableConfig(id="table1")]

    @field_validator("tables")
    @classmethod
    def _ids_differ(cls, tables: list[TableConfig]) -> list[TableConfig]:
        ids = [table.id.casefold() for table in tables]
        for table_id in ids:
            if ids.count(table_id) > 1:
                raise ValueError(f'two tables have the id "{table_id}"; give each its own')
        return tables

    @property
    def language_out(self) -> str:
        """The language of headings, table labels and drafted frames."""
        return self.output_language or self.language


def load_config(path: Path) -> Config:
    """Read a study config.

    Raises UsageError naming file, line and key.
    """
    return validated(Config, read_yaml(path))


def in_language(text: Text, language: str, fallback: str) -> str:
    """A text in `language`, else in `fallback`, else in the first language it is given in.

    >>> in_language({"nb": "Trygghet", "en": "Safety"}, "en", "nb")
    'Safety'
    >>> in_language("Safety", "nb", "nb")
    'Safety'
    """
    if isinstance(text, str):
        return text
    return text.get(language) or text.get(fallback) or next(iter(text.values()), "")
