"""What the columns of a table hold, by a row of names or else by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from stc_cli.readers.times import clock, time_of

Row = Sequence[str]
Role = Literal["speaker", "start", "end", "time", "count", "comment", "text", "other"]

LONGEST_LABEL = 70  # characters of a speaker's cell: "Kari Nordmann (Avdeling for …)"
_LABEL_WORDS = 6
_LONGEST_HEAD = 40  # characters of a column's name
_TITLE_ROWS = 10  # how far down a table the names of its columns may stand
_COUNT = re.compile(r"^\d{1,6}\.?$")
_BRACKET = re.compile(r"[\[(][^\[\]()]*[\])]")
# Names of columns in English, bokmål, nynorsk, Danish, Swedish and German. Where a name has
# several of these words, the first list decides: "speaker ID" names speakers, "end time" an end.
_NAMES: dict[Role, str] = {
    "speaker": "speaker speakers name names who person participant respondent interviewee "
    "informant voice taler navn hvem deltaker deltager stemme talar namn vem kven deltakar talare "
    "deltagare röst sprecher sprecherin sprechende redner wer teilnehmer teilnehmerin",
    "comment": "comment comments note notes remark remarks memo memos annotation annotations "
    "kommentar kommentarer merknad merknader notat notater notis bemærkning bemærkninger noter "
    "anteckning anteckningar kommentare anmerkung anmerkungen bemerkung bemerkungen notiz notizen",
    "text": "text utterance utterances transcript transcription content speech talk said message "
    "sentence words tekst ytring ytringer utsagn innhold replikk replikker tale transkripsjon "
    "transkript innhald utsegn indhold udsagn udtalelse transskription innehåll yttrande replik "
    "repliker transkription inhalt äußerung aussage wortlaut gesagtes redebeitrag",
    "end": "end stop finish to until out slutt sluttid sluttidspunkt til slut stopp till ende "
    "endzeit bis",
    "time": "duration length varighet varigheit varighed längd dauer",
    "start": "start starttid starttidspunkt time times timestamp timestamps timecode begin "
    "beginning from in tid tidspunkt tidskode tidsstempel fra frå tidpunkt tidskod tidsstämpel "
    "från startzeit zeit zeitpunkt zeitmarke zeitstempel anfang beginn von",
    "count": "no nr number num # line lines row id index turn segment cue linje linjenr "
    "linjenummer nummer rad radnr zeile zeilennummer lfd tur",
}
_ROLES = {word: role for role, words in _NAMES.items() for word in words.split()}
# Words beside these that do not change what a column holds.
_BESIDE = frozenset(
    "the a of was what s sec secs second seconds ms msec millisecond milliseconds sek sekunder "
    "sekunden hh mm ss original full verbatim code kode kod label".split()
)
# Names that hardly stand in a first row by chance: one of them makes it a row of names.
_PLAIN = frozenset("speaker taler talar talare sprecher utterance ytring utsagn yttrande".split())


class Columns(NamedTuple):
    """What each column of a table holds; columns to the right of `roles` belong to the text.

    `heads`: the columns' names, empty where there are none. `heading`: the number of the row of
    names, None without one. `certain`: whether a name says which column holds the speakers.
    """

    roles: tuple[Role, ...]
    heads: tuple[str, ...]
    heading: int | None
    certain: bool

    def role(self, column: int) -> Role:
        """What a cell's column holds."""
        return self.roles[column] if column < len(self.roles) else "text"

    def head(self, column: int) -> str:
        """The name of a cell's column, if it has one."""
        return self.heads[column] if column < len(self.heads) else ""


def columns_of(rows: Sequence[Row]) -> Columns:
    """Judge a whole table. `rows`: the text of each cell, on one line."""
    heading = _heading(rows)
    width = max(map(len, rows), default=0)
    below = rows if heading is None else rows[heading + 1 :]
    columns = [[row[n] if n < len(row) else "" for row in below] for n in range(width)]
    if heading is None:
        return Columns(tuple(_by_content(columns)), ("",) * width, None, False)
    heads = (*rows[heading], *[""] * (width - len(rows[heading])))
    roles = _by_name(heads, columns)
    certain = "speaker" in roles
    if not certain:  # a column without a name may hold the speakers all the same
        for n, role in enumerate(_by_content(columns)):
            roles[n] = "speaker" if role == "speaker" and not heads[n] else roles[n]
    return Columns(tuple(roles), heads, heading, certain)


def named(head: str) -> Role | None:
    """What a column's name says that it holds.

    >>> named("Start time (s)"), named("Speaker ID"), named("Mood")
    ('start', 'speaker', None)
    """
    if len(head) > _LONGEST_HEAD:
        return None
    words = set(re.findall(r"[^\W_]+|#", _BRACKET.sub(" ", head).casefold()))
    if not words <= _ROLES.keys() | _BESIDE:
        return None
    found = {_ROLES[word] for word in words if word in _ROLES}
    return next((role for role in _NAMES if role in found), None)


def is_heading(row: Row, columns: Columns) -> bool:
    """Whether a row says the columns' names again, as on the next page of a long table."""
    return columns.heading is not None and any(row) and _repeats(row, columns.heads)


def _heading(rows: Sequence[Row]) -> int | None:
    """The number of the row that names the columns; above it only rows of one cell may stand."""
    for place, row in enumerate(rows[:_TITLE_ROWS]):
        if _names_columns(row, rows[place + 1 :]):
            return place
        if sum(map(bool, row)) > 1:
            return None
    return None


def _names_columns(row: Row, below: Sequence[Row]) -> bool:
    filled = [cell for cell in row if cell]
    roles = [role for cell in filled if (role := named(cell))]
    if not {"speaker", "text"} & {*roles} or any(len(cell) > _LONGEST_HEAD for cell in filled):
        return False
    plain = any(_bare(cell) in _PLAIN for cell in filled)
    if len(roles) < 2 and not plain and not (roles == ["text"] and _alone(row, below)):
        return False
    # A name that comes back as a value names no column: "Deltaker | Ja." above "Deltaker | Nei."
    return not any(
        cell and _bare(cell) == _bare(head)
        for other in below
        if not _repeats(other, row)
        for cell, head in zip(other, row, strict=False)
    )


def _alone(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row of one name names the only column, or one that is not the first.

    In the first column it may be a title.
    """
    narrow = all(sum(map(bool, other)) < 2 for other in below)
    return sum(map(bool, row)) == 1 and bool(below) and (narrow or not row[0])


def _repeats(row: Row, heads: Row) -> bool:
    return [_bare(cell) for cell in row if cell] == [_bare(head) for head in heads if head]


def _bare(cell: str) -> str:
    return cell[: _LONGEST_HEAD + 2].casefold().rstrip(": .")


def _by_name(heads: Row, columns: Sequence[Row]) -> list[Role]:
    roles = [_headed(head, column) for head, column in zip(heads, columns, strict=True)]
    speakers = [n for n, role in enumerate(roles) if role == "speaker"]
    texts = [n for n, role in enumerate(roles) if role == "text" and heads[n]]
    if not texts:
        texts = [n for n, role in enumerate(roles) if role in ("text", "other", "comment")]
    speaker = max(speakers, key=lambda n: (len({*columns[n]} - {""}) > 1, -n), default=None)
    text = max(texts, key=lambda n: _mean_words(columns[n]), default=None)
    for n in (*speakers, *(n for n in texts if roles[n] == "text" and heads[n])):
        roles[n] = "other"
    if speaker is not None:
        roles[speaker] = "text" if text is None else "speaker"  # names alone are a list of people
    if text is not None:
        roles[text] = "text"
    for role in ("start", "end"):
        for n in [n for n, found in enumerate(roles) if found == role][1:]:
            roles[n] = "time"
    return roles


def _headed(head: str, column: Row) -> Role:
    """What a column's name says, unless what stands in it says that it cannot be."""
    filled = [cell for cell in column if cell]
    role = named(head)
    if role is None:
        return "count" if len(filled) > 1 and _counts_up(filled) else "other" if head else "text"
    if role in ("start", "end", "time"):
        if any(map(time_of, filled)) or not filled:
            return role
        sender = _bare(head) in ("from", "fra", "frå", "från", "von")
        return "speaker" if sender else "other"
    if role == "count":
        return role if 2 * sum(map(is_count, filled)) >= len(filled) else "other"
    return role


def _by_content(columns: Sequence[Row]) -> list[Role]:
    """The roles of columns without names. A name's place is at the left, a talk's is wide."""
    roles: list[Role] = ["text"] * len(columns)
    filled = [[cell for cell in column if cell] for column in columns]
    used = [n for n, cells in enumerate(filled) if cells]
    for n in used:
        alone = n == used[0] and len(filled[n]) == 1 and len(used) > 2
        enough = len(filled[n]) >= (2 if len(used) > 2 else 5)  # 1, 2, 3 may be codes of speakers
        if (alone and is_count(filled[n][0])) or (enough and _counts_up(filled[n])):
            roles[n] = "count"
        elif _run_forward(filled[n]):
            roles[n] = _next_time(columns, roles, n)
    content = [n for n in used if roles[n] == "text" and not all(map(clock, filled[n]))]
    if len(content) > 1:
        speaker = _speaker_column(filled, content)
        if speaker is not None:
            roles[speaker] = "speaker"
    return roles


def _next_time(columns: Sequence[Row], roles: Sequence[Role], place: int) -> Role:
    """Whether a column of times is the first, the end of the one before it, or neither."""
    if "start" not in roles:
        return "start"
    pairs = zip(columns[roles.index("start")], columns[place], strict=True)
    times = [(one, other) for a, b in pairs if (one := clock(a)) and (other := clock(b))]
    ends = sum(other.start >= one.start for one, other in times)
    return "end" if "end" not in roles and ends >= 0.9 * len(times) else "time"


def _speaker_column(filled: Sequence[Row], content: Sequence[int]) -> int | None:
    """The column with the speakers: short, left of the talk; to its right only if values recur."""
    left = content[0]
    short = [n for n in content if _is_short(filled[n])]
    recurring = [n for n in short if _comes_back(filled[n])]
    talk = max(content, key=lambda n: (_mean_words(filled[n]), n))
    if talk == left and left in short and (left in recurring or not recurring):
        talk = max(content[1:], key=lambda n: (_mean_words(filled[n]), n))
    before = [n for n in short if n < talk]
    first = [n for n in before if n in recurring] or [n for n in before if n == left]
    return next((n for n in (*first, *recurring) if n != talk), None)


def is_count(cell: str) -> bool:
    """Whether a cell is a number as rows bear it."""
    return bool(_COUNT.match(cell))


def _counts_up(cells: Row) -> bool:
    """Whether cells number the rows; two rows may bear one number (talk at the same time)."""
    if not all(map(is_count, cells)):
        return False
    steps = [int(b.rstrip(".")) - int(a.rstrip(".")) for a, b in pairwise(cells)]
    ahead = sum(0 <= step <= 10 for step in steps)
    return ahead >= 0.9 * len(steps) and len(set(cells)) >= 0.6 * len(cells)


def _run_forward(cells: Row) -> bool:
    """Whether cells are times; one alone may be talk ("12:30")."""
    times = [time.start for cell in cells if (time := clock(cell))]
    backwards = sum(later < earlier for earlier, later in pairwise(times))
    return len(times) > 1 and len(times) >= 0.8 * len(cells) and 10 * backwards <= len(times)


def _is_short(cells: Row) -> bool:
    fit = sum(len(cell) <= LONGEST_LABEL and len(cell.split()) <= _LABEL_WORDS for cell in cells)
    return 3 * fit >= 2 * len(cells)


def _comes_back(cells: Row) -> bool:
    """Whether a few values, but more than one, stand again and again."""
    return len(cells) >= 4 and 2 <= len(set(cells)) <= len(cells) / 2


def _mean_words(cells: Row) -> float:
    filled = [cell for cell in cells if cell]
    return sum(len(cell.split()) for cell in filled) / len(filled) if filled else 0.0
