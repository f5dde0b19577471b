"""The study config: one YAML file that describes a study.

Paths in it are relative to the file. Unknown keys are errors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from stc_cli.errors import did_you_mean
from stc_cli.languages import load_language
from stc_cli.records import DocumentFormat, Role, Settings, TrackedChanges
from stc_cli.table_config import (
    ALL_TABLES,
    Attribution,
    ResultsTable,
    TableConfig,
    Text,
)
from stc_cli.yaml_lines import read_yaml, validated


def _known_encoding(name: str) -> str:
    try:
        b" ".decode(name)
    except UnicodeError:
        return name  # one byte is no character there
    except LookupError as error:
        raise ValueError(f'"{name}" is not an encoding of text; try utf-8 or cp1252') from error
    return name


Encoding = Annotated[str, AfterValidator(_known_encoding)]


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
    transcripts: list[str] = []
    """Where the labels mean this person: ids or patterns such as `FG1*`; everywhere when empty."""


class Ingest(Section):
    """How transcripts are read (`stc ingest`)."""

    encoding: Encoding | None = None
    """Of text files; found out when empty."""
    tracked_changes: TrackedChanges = "accept"
    """How tracked changes in Word, ODT, RTF and HTML files are read."""
    withdrawn: Literal["remove", "mask"] = "remove"
    """Whether the turns of a person who withdrew are gone, or stand there without their words."""


class TranscriptEntry(Section):
    """What holds for some transcripts and not for the study."""

    language: str | None = None
    encoding: Encoding | None = None
    tracked_changes: TrackedChanges | None = None


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
    keep: float = Field(default=0.6, gt=0, le=1.0)
    """Of each unit, the least telling sentences are passed over while this share of its words
    stays (published condensates hold 0.59 to 0.68 of them); 1 keeps every sentence."""
    cut_clauses: bool = False
    """Whether asides (between dashes or brackets, or relative clauses) may be cut."""
    person: Literal["as spoken", "I"] | dict[str, Literal["as spoken", "I"]] = "as spoken"
    """Whether "we" becomes "I": for all condensates, or by subgroup or code group id."""
    max_words: int | None = Field(default=None, ge=20)
    """At most so many words per condensate; the subgroups of more than 200 units need it."""


class Synthesize(Section):
    """How the analytic text is drafted (`stc synthesize`)."""

    statements: int = Field(default=8, ge=1)
    """How many condensate sentences a paragraph draws on at most."""
    quotes: int = Field(default=2, ge=0)
    """How many quotations are chosen per subgroup."""
    quote_min_words: int = Field(default=12, ge=1)
    quote_max_words: int = Field(default=60, ge=1)
    counter_evidence: int = Field(default=3, ge=0)
    """How many passages are offered against a statement at most."""

    @model_validator(mode="after")
    def _lengths_fit(self) -> Synthesize:
        if self.quote_min_words > self.quote_max_words:
            raise ValueError(
                f"quote_min_words ({self.quote_min_words}) is more than quote_max_words "
                f"({self.quote_max_words}), so nothing could be quoted"
            )
        return self


class Decisions(Section):
    """Where people's decisions lie and whose word counts (`decisions/`)."""

    folder: str = "decisions"
    order: list[str] = []
    """Coders whose word settles what others contradict each other about, the first before the
    next: names of files in `coding/` without `.jsonl`."""

    @model_validator(mode="before")
    @classmethod
    def _folder_alone(cls, value: object) -> object:
        return {"folder": value} if isinstance(value, str) else value


class Meeting(Section):
    """A focus group or interview, as the paper tells of it."""

    date: str = ""  # as it is to be printed
    mode: Text = ""  # "online", "at the clinic"
    minutes: int | None = Field(default=None, ge=0)  # else from the times in the transcript
    participants: int | None = Field(default=None, ge=0)  # else those who speak
    moderators: list[str] = []  # else the speakers of that role
    acquainted: Text = ""  # whether they knew each other


class InformationPower(Section):
    """Its five dimensions (Malterud, Siersma & Guassora 2016), in the researchers' words."""

    aim: Text = ""
    specificity: Text = ""
    theory: Text = ""
    dialogue: Text = ""
    analysis: Text = ""


class Methods(Section):
    """What the data cannot tell of how the study was done (`stc methods`)."""

    items: dict[str, Text] = {}  # by the number of the COREQ item
    information_power: InformationPower = InformationPower()
    ethics: Text = ""
    consent: Text = ""
    data_availability: Text = ""

    @field_validator("items")
    @classmethod
    def _are_items(cls, items: dict[str, Text]) -> dict[str, Text]:
        for number in items:
            if number not in map(str, range(1, 33)):
                raise ValueError(f'"{number}" is no item of COREQ; they are 1 to 32')
        return items


class Config(Section):
    """A study."""

    title: Text = ""
    language: str = "en"
    output_language: str | None = None
    status: Literal["draft", "final"] = "draft"
    attribution: Attribution = "participant"
    team: list[TeamMember] = []
    transcripts: str = "transcripts"
    per_transcript: dict[str, TranscriptEntry] = {}  # by id or a pattern such as `intervju*`
    participants: str | None = None
    pseudonyms: str | None = None  # the key: a file outside the output
    codebook: str | None = None
    decisions: Decisions = Decisions()
    output: str = "out"
    speakers: dict[str, SpeakerEntry] = {}
    not_speakers: list[str] = []  # what looks like a speaker label and is none
    ingest: Ingest = Ingest()
    segment: Segment = Segment()
    code: Code = Code()
    condense: Condense = Condense()
    synthesize: Synthesize = Synthesize()
    meetings: dict[str, Meeting] = {}  # by transcript id
    methods: Methods = Methods()
    labels: dict[str, Text] = {}  # other words for headings and notices, by the label's name
    tables: list[TableConfig] = [ResultsTable(id="table1")]
    tables_document: list[DocumentFormat] = ["md", "docx"]  # all tables in order

    @field_validator("tables")
    @classmethod
    def _ids_differ(cls, tables: list[TableConfig]) -> list[TableConfig]:
        ids = [table.id.casefold() for table in tables]
        for table_id in ids:
            if ids.count(table_id) > 1:
                raise ValueError(f'two tables have the id "{table_id}"; give each its own')
            if table_id == ALL_TABLES:
                raise ValueError(f'"{ALL_TABLES}" is the document of all tables; use another id')
        return tables

    @field_validator("labels")
    @classmethod
    def _labels_are_known(cls, labels: dict[str, Text]) -> dict[str, Text]:
        known = load_language("en").labels
        for name in labels:
            if name not in known:
                raise ValueError(f'"{name}" is no label of stc.{did_you_mean(name, known)}')
        return labels

    def language_of(self, transcript_id: str) -> str:
        """The language of one transcript."""
        own = (e.language for e in self._entries_for(transcript_id))
        return next(filter(None, own), self.language)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the transcripts, the study's own first."""
        own = (entry.language for entry in self.per_transcript.values())
        return tuple(dict.fromkeys([self.language, *filter(None, own)]))

    def settings_for(self, transcript_id: str) -> Settings:
        """How the file of one transcript is to be read."""
        entries = self._entries_for(transcript_id)
        encodings = (e.encoding for e in entries)
        changes = (e.tracked_changes for e in entries)
        return Settings(
            next(filter(None, encodings), self.ingest.encoding),
            next(filter(None, changes), self.ingest.tracked_changes),
        )

    def unmatched(self, transcript_ids: Collection[str]) -> list[str]:
        """The ids and patterns under `per_transcript` that are no transcript's."""
        return [
            pattern
            for pattern in self.per_transcript
            if not any(_matching(name)(pattern) for name in transcript_ids)
        ]

    def speakers_in(self, transcript_id: str) -> dict[str, SpeakerEntry]:
        """The people that labels of one transcript may stand for."""
        return {
            person: entry
            for person, entry in self.speakers.items()
            if not entry.transcripts or any(map(_matching(transcript_id), entry.transcripts))
        }

    def _entries_for(self, transcript_id: str) -> list[TranscriptEntry]:
        """What `per_transcript` says of a transcript: its id before patterns, then in order."""
        named = self.per_transcript.get(transcript_id)
        entries = [e for p, e in self.per_transcript.items() if _matching(transcript_id)(p)]
        return [named, *entries] if named else entries

    def labels_in(self, language: str) -> Mapping[str, str]:
        """Label to its words in a language, with the study's own where it gives some."""
        own = {n: in_language(text, language, self.language_out) for n, text in self.labels.items()}
        return load_language(language).labels | own

    @property
    def language_out(self) -> str:
        """The language of headings, table labels and drafted frames."""
        return self.output_language or self.language


def load_config(path: Path) -> Config:
    """Read a study config.

    Raises UsageError naming file, line and key.
    """
    return validated(Config, read_yaml(path))


def _matching(transcript_id: str) -> Callable[[str], bool]:
    """Whether an id or pattern means this transcript."""
    return lambda pattern: pattern == transcript_id or fnmatchcase(transcript_id, pattern)


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
