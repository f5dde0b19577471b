"""A generated study: odd labels, odd characters and odd files in every format stc reads.

The same seed gives the same study. It knows nothing of stc.
"""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from formats import WRITERS

CONFIG = """\
title: {en: "A generated study: “odd” & <small>", nb: Oddeti}
language: en
attribution: group
transcripts: transcripts
codebook: codebook.yaml
participants: people.csv
output: out
team: [{who: Nobody Whatsoever}]
speakers:
  Åse Ødegård: {role: moderator, labels: [MODERATOR, Interviewer 1, Interviewé1]}
  Watcher: {role: observer}
not_speakers: [Tuesday]
tables:
  - {id: no, title: {en: "Results_100% & more"}, columns: [units, speakers, codes, quotation]}
  - {id: small, formats: [csv, tex]}
"""

CODEBOOK = """\
codebook: 1
groups:
  - id: work
    heading: {en: "Work | <and> & *change*"}
    codes: [{id: loose, rules: [{any: [coffee, bridge]}]}]
    subgroups:
      - id: no
        heading: Peer work_changes
        codes:
          - {id: yes, rules: [{lemma: change}, {phrase: "um"}]}
          - {id: 1_1, rules: [{near: {words: 8, of: [peer, {any: [work, learn]}]}}]}
      - {id: empty, codes: [{id: never, rules: [{phrase: never said by anyone}]}]}
  - id: trust
    subgroups:
      - id: doubt
        codes:
          - id: doubting
            rules: [{all: [trust], none: [coffee]}, {regex: "(?i)sm[øo]rbr[øo]d"}]
"""

PEOPLE = "id,gender\nP1,k\nAnne-Lise O'Neil,m\n"

# Invented talk: repairs, fillers, marks, quotes, decomposed letters, joined emoji, soft hyphens,
# zero-width spaces, other scripts, currency, abbreviations, nothing but hesitation.
SAID = (
    "Peer workers change the way we work every single day.",
    "Peer workers change the way we work every day.",
    "Um, uh.",
    "Um.",
    "We, we, we did n- not trust the, you know, the system at first.",
    "I don't think we trust them - we trust them now, e.g. on Mondays at 12:30 p.m. in St. Olavs.",
    "[laughs] It cost €1.5 mill., i.e. 20 % “more” than «before» … (inaudible 00:15:05)",
    "A\u030ase spiste smo\u0308rbro\u0308d, smørbrød & co\u00adffee\u200b, 👩\u200d🔬 and 中文。",
    "Is that a bridge?! Or what…? No. No, no! Yes, it is - it's a bridge",
    "http://example.org/a:b says: the point is: we left",
    "Well   the\u00a0coffee was\tcold, {so} we *left* it_there <b>now</b> = 5 > 4 || \\o/ ~~x~~",
    "\u200eIt was 'hard', wasn’t it? Mm. " + "and then we learn from a peer, " * 30,
    "Anyway, on another note, the change took some 3-4 years (1997–2001).",
    "mhm",
    "Yeah.",
    "…",
    "[noise]",
    "x",
)
LABELS = (
    "P1",
    "p1 ",
    "KARI",
    "Kari",
    "Interviewer2 2",
    "Anne-Lise O'Neil",
    "F",
    "Watcher",
    "Ødgård",
)
ASIDES = (
    "",
    "Page 3 of 12",
    "[recording paused]",
    "Note: keep this private",
    "12:30: we left the room",
    "Tuesday: nobody speaks here",
    "=SUM(A1:A2)",
    "-----",
    "Transcribed by https://otter.ai",
)


OTHER_FORMATS = (
    "rtf", "html", "html-table", "odt", "odt-table", "pdf", "sbv", "csv", "csv-excel", "tsv",
    "xlsx", "json", "json-bare", "chat",
)  # fmt: skip


def _western(text: str) -> str:
    return unicodedata.normalize("NFC", text).encode("cp1252", "ignore").decode("cp1252")


def write_study(folder: Path, seed: int) -> Path:
    """Write a study and return its config; every transcript differs with the seed."""
    random = Random(seed)
    files = folder / "transcripts"
    (files / "Ærlig talt").mkdir(parents=True)
    (folder / "stc.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    western = _plain(random).encode("cp1252", "ignore")
    transcripts = {
        "Group 1 (mai).txt": _plain(random).encode("utf-8-sig"),
        "group-2.TXT": western,
        "Ærlig talt/wide.text": _plain(random).replace("\n", "\r\n").encode("utf-16"),
        "marked.md": _markdown(random).encode(),
        "zoom.vtt": _captions(random, "vtt").encode(),
        "sub.srt": _captions(random, "srt").encode(),
    }
    for name, data in transcripts.items():
        (files / name).write_bytes(data)
    _word(random, files / "Ærlig talt" / "word.docx")
    for name in OTHER_FORMATS:
        write, suffix = WRITERS[name]
        said = [(label.strip(), text) for label, text in _turns(random, 12) if text]
        if name in ("pdf", "csv-excel"):  # what Windows' code page has
            said = [(label, _western(text)) for label, text in said]
        (files / f"{name}{suffix}").write_bytes(write(said))
    return folder / "stc.yaml"


def _turns(random: Random, count: int = 30) -> list[tuple[str, str]]:
    """Labels and talk; a moderator asks now and then, some turns are empty."""
    turns = []
    for number in range(count):
        said = " ".join(random.choices(SAID, k=random.choice((0, 1, 1, 1, 2, 5))))
        asking = number % 7 == 0
        turns.append(
            ("MODERATOR", "What do you trust?") if asking else (random.choice(LABELS), said)
        )
    return turns


def _plain(random: Random) -> str:
    forms = ("{0}: {1}", "{0} :  {1}", "[00:12:03] {0}: {1}", "{0} (00:01:07): {1}", "{0}:\n{1}",
             "{0}  0:35\n{1}\n", "  {0}: {1} #00:12:03-4#", "{0}: {1}\n\n{1}")  # fmt: skip
    lines = ["A title nobody said", ""]
    for label, said in _turns(random):
        lines.append(random.choice(forms).format(label, said))
        if random.random() < 0.3:
            lines.append(random.choice(ASIDES))
    return "\n".join(lines)


def _markdown(random: Random) -> str:
    forms = ("**{0}:** {1}", "### {0}\n{1}", "- **{0}:** \\[04:15\\] {1}", "> {0}: _{1}_",
             "{0}: {1}\n\n---\n\n* {1}\n1. {1}")  # fmt: skip
    lines = ["# Group & co", ""]
    lines += [random.choice(forms).format(label, said) for label, said in _turns(random)]
    return "\n".join(lines)


def _captions(random: Random, form: str) -> str:
    point = "." if form == "vtt" else ","
    blocks = [
        "WEBVTT - of a group\nKind: captions",
        "NOTE seen by nobody",
        "STYLE\n::cue {color:red}",
    ]
    blocks = blocks if form == "vtt" else ["outside of any cue"]
    second = 0
    for number, (label, said) in enumerate(_turns(random), start=1):
        said = said.replace("<b>", "<i>").replace("</b>", "</i>").replace("&", "&amp;")
        half = len(said) // 2
        voice = f"<v {label}>{said[:half]}\n{said[half:]}</v>"
        body = random.choice((f"{label}: {said}", voice if form == "vtt" else said, said))
        minute, rest = divmod(second, 60)
        times = f"00:{minute:02}:{rest:02}{point}000 --> 00:{minute:02}:{rest:02}{point}900"
        identifier = random.choice(
            (f"{number}\n", f"guid/{number}-1\n" if form == "vtt" else "1\n")
        )
        blocks.append(f"{identifier}{times}\n{body}")
        second += random.choice((1, 9))
    return "\n\n".join(blocks) + "\n"


def _word(random: Random, path: Path) -> None:
    """A Word file by hand: changes tracked, table, text box, notes, comments, header, footer."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

    def run(text: str) -> str:
        middle = len(text) // 2  # a word may go on in the next run
        pieces = (escape(text[:middle]), escape(text[middle:]))
        return "".join(f'<w:r><w:t xml:space="preserve">{piece}</w:t></w:r>' for piece in pieces)

    def paragraph(text: str, style: str = "") -> str:
        properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{properties}{run(text)}</w:p>"

    box = f"<w:txbxContent>{paragraph('A box')}</w:txbxContent>"
    body = [
        paragraph("A title", "Title"),
        f"<w:p>{run('P1: kept')}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        f"<w:ins>{run(' and put in')}</w:ins><w:moveFrom>{run('moved off')}</w:moveFrom>"
        f"<w:r><w:br/></w:r>{run('P1: after a soft break')}<w:r><w:noBreakHyphen/></w:r></w:p>",
        f"<w:p><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        f"</mc:AlternateContent>{run('KARI: beside a box')}</w:p>",
        f"<w:sdt><w:sdtContent>{paragraph('KARI: in a control')}</w:sdtContent></w:sdt>",
    ]
    for label, said in _turns(random):
        cells = f"<w:tc>{paragraph(label)}</w:tc><w:tc>{paragraph(said)}{paragraph(said)}</w:tc>"
        table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        body.append(table if random.random() < 0.3 else paragraph(f"{label}: {said}"))
    parts = {
        "document": f"<w:body>{''.join(body)}</w:body>",
        "header1": paragraph("Confidential"),
        "footer2": paragraph("Page 1"),
        "footnotes": f"<w:footnote>{paragraph('A note')}</w:footnote>",
        "endnotes": f"<w:endnote>{paragraph('A last note')}</w:endnote>",
        "comments": f"<w:comment>{paragraph('Who is this?')}</w:comment>",
        "settings": "<w:zoom/>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {w} {mc}>{inner}</w:{name}>")
