"""What `tables:` of a study config may say: one model per kind of table.

Keys that no table of a kind knows are errors. Columns stand in the order the config gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    field_validator,
)

from stc_cli.records import TableFormat

Identifier = Annotated[str, StringConstraints(pattern=r"^\w[\w.-]{0,79}$")]
Text = str | dict[str, str]  # one text, or one per language: {en: "…", nb: "…"}
Attribution = Literal["none", "group", "participant"]
ALL_TABLES = "tables"  # the name of the documents that hold every table
TABLE_FORMATS: tuple[TableFormat, ...] = ("csv", "md", "html", "tex", "docx", "xlsx")


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Only(Section):
    """Which of the material a table shows; everything that is empty shows all."""

    transcripts: list[str] = []  # ids or patterns such as `FG*`
    speakers: list[str] = []
    codes: list[str] = []
    attributes: dict[str, list[str]] = {}
    """Columns of the participants' list, each with the values that are shown."""


class TableBase(Section):
    """What every table may say of itself."""

    id: Identifier
    title: Text = ""
    number: str | None = None
    """As it is printed ("3", "A1"); `none` for a table without one. Tables that say nothing are
    counted from 1."""
    language: str | None = None  # else the study's output language
    attribution: Attribution | None = None  # else the study's
    headings: dict[str, Text] = {}
    """Other headings for columns, by the column's name."""
    footnotes: list[Text] = []
    only: Only = Only()
    formats: list[TableFormat] = list(TABLE_FORMATS)

    @field_validator("columns", check_fields=False)
    @classmethod
    def _columns_differ(cls, columns: list[str]) -> list[str]:
        for column in columns:
            if columns.count(column) > 1:
                raise ValueError(f'"{column}" stands twice; keep one of them')
        if not columns and cls.model_fields["columns"].default:
            raise ValueError("names no column; leave the key out for the usual ones")
        return columns


class ResultsTable(TableBase):
    """Categories and subthemes."""

    kind: Literal["results"] = "results"
    layout: Literal["subthemes", "categories"] = "subthemes"
    """One row per subtheme, the category cell spanning, or one row per category with its
    subthemes listed."""
    columns: list[Literal["units", "speakers", "transcripts", "codes", "quotation"]] = []
    groups: list[str] = []  # only these code groups, in this order; all of them when empty
    sort: Literal["codebook", "heading", "units"] = "codebook"


class AnalysisTable(TableBase):
    """How meaning units became a category, by examples."""

    kind: Literal["analysis"]
    columns: list[
        Literal["unit", "speaker", "code", "subgroup", "condensate", "group", "category"]
    ] = ["unit", "code", "subgroup", "condensate", "category"]
    groups: list[str] = []
    units: list[str] = []  # these units, in this order; else the best examples
    per_subgroup: int = Field(default=1, ge=1)  # examples, where no units are named


class ThemesTable(TableBase):
    """From preliminary themes by way of code groups to categories."""

    kind: Literal["themes"]
    columns: list[Literal["preliminary_themes", "code_groups", "categories"]] = [
        "preliminary_themes", "code_groups", "categories"
    ]  # fmt: skip
    groups: list[str] = []


class GroupsTable(TableBase):
    """Code groups across, their subgroups below."""

    kind: Literal["groups"]
    show: Literal["names", "headings"] = "names"
    groups: list[str] = []


class ParticipantsTable(TableBase):
    """Who took part."""

    kind: Literal["participants"]
    layout: Literal["summary", "list"] = "summary"
    columns: list[str] = []  # attributes of the participants' list; all of them when empty
    sort: str = ""  # the attribute a list is sorted by; else the order of the participants' list


class FocusGroupsTable(TableBase):
    """The focus groups or interviews."""

    kind: Literal["focus_groups"]
    columns: list[
        Literal["transcript", "participants", "date", "minutes", "words", "mode", "moderators",
                "acquainted"]
    ] = ["transcript", "participants", "date", "minutes", "mode", "moderators",
         "acquainted"]  # fmt: skip


class MatrixTable(TableBase):
    """Codes, subgroups or code groups against transcripts, speakers or an attribute."""

    kind: Literal["matrix"]
    rows: Literal["codes", "subgroups", "groups"] = "subgroups"
    by: str = "transcript"
    """`transcript`, `speaker`, or an attribute of the participants' list."""
    cells: Literal["units", "presence"] = "units"
    groups: list[str] = []
    sort: Literal["codebook", "units"] = "codebook"


class StepsTable(TableBase):
    """The four steps of the analysis, with an example from the study."""

    kind: Literal["steps"]
    example: str = ""  # the subgroup it follows; else the one with most behind it


class QuotesTable(TableBase):
    """The quotation bank."""

    kind: Literal["quotes"]
    columns: list[
        Literal["category", "subtheme", "quotation", "speakers", "transcript", "unit"]
    ] = ["category", "subtheme", "quotation", "speakers"]
    groups: list[str] = []
    sort: Literal["codebook", "transcript", "length"] = "codebook"


def _kind(value: Any) -> str:
    """The kind an entry says it is; a results table where it says nothing."""
    said = value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)
    return str(said or "results")


TableConfig = Annotated[
    Annotated[ResultsTable, Tag("results")]
    | Annotated[AnalysisTable, Tag("analysis")]
    | Annotated[ThemesTable, Tag("themes")]
    | Annotated[GroupsTable, Tag("groups")]
    | Annotated[ParticipantsTable, Tag("participants")]
    | Annotated[FocusGroupsTable, Tag("focus_groups")]
    | Annotated[MatrixTable, Tag("matrix")]
    | Annotated[StepsTable, Tag("steps")]
    | Annotated[QuotesTable, Tag("quotes")],
    Discriminator(
        _kind,
        custom_error_type="table_kind",
        custom_error_message="must be one of results, analysis, themes, groups, participants, "
        "focus_groups, matrix, steps, quotes",
    ),
]


def attributes_of(table: TableConfig) -> tuple[str, ...]:
    """The columns of the participants' list that a table shows."""
    match table:
        case ParticipantsTable():
            return (*table.columns, *([table.sort] if table.sort else []))
        case MatrixTable() if table.by not in ("transcript", "speaker"):
            return (table.by,)
        case _:
            return ()


def groups_of(table: TableConfig) -> list[str]:
    """The code groups that a table names."""
    match table:
        case ParticipantsTable() | FocusGroupsTable() | StepsTable():
            return []
        case _:
            return table.groups
