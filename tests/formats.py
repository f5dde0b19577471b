"""One conversation written in every format stc reads, by code that shares nothing with stc."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html import escape as html_escape
from xml.sax.saxutils import escape, quoteattr

Talk = Sequence[tuple[str, str]]  # speaker and text, turn by turn
ODF = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def clock(number: int) -> str:
    return f"00:{number // 60:02}:{number % 60:02}"


# -- text ------------------------------------------------------------------------------------------


def txt(talk: Talk) -> bytes:
    lines = (f"[{clock(n)}] {who}: {said}\n\n" for n, (who, said) in enumerate(talk))
    return "".join(lines).encode("utf-16")


def txt_windows(talk: Talk) -> bytes:
    return "".join(f"{who} :  {said}\r\n" for who, said in talk).encode("utf-8-sig")


def md(talk: Talk) -> bytes:
    lines = (f"**{who}:** \\[{clock(n)}\\] {said}\n\n" for n, (who, said) in enumerate(talk))
    return "".join(lines).encode()


def rtf(talk: Talk) -> bytes:
    paragraphs = (f"{{\\b {_rtf(who)}:}} {_rtf(said)}\\par\n" for who, said in talk)
    head = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\n\\f0\\fs24 "
    return f"{head}{''.join(paragraphs)}}}".encode("ascii")


def _rtf(text: str) -> str:
    """As Word writes it: \\u and a stand-in beyond ASCII, UTF-16 unit by unit."""
    pieces = []
    for character in text:
        if character in "\\{}":
            pieces.append("\\" + character)
        elif character < "\x80":
            pieces.append(character)
        else:
            units = character.encode("utf-16-le")
            for at in range(0, len(units), 2):
                value = int.from_bytes(units[at : at + 2], "little", signed=True)
                pieces.append(f"\\u{value}?")
    return "".join(pieces)


def html(talk: Talk) -> bytes:
    paragraphs = (f"<p><b>{html_escape(who)}:</b> {html_escape(said)}</p>" for who, said in talk)
    page = f"<html><head><meta charset='utf-8'></head><body>{''.join(paragraphs)}</body></html>"
    return page.encode()


def html_table(talk: Talk) -> bytes:
    rows = (f"<tr><td>{html_escape(who)}<td>{html_escape(said)}" for who, said in talk)
    return f"<TABLE><tr><th>Speaker<th>Text{''.join(rows)}</TABLE>".encode()


# -- documents -------------------------------------------------------------------------------------


def docx(talk: Talk) -> bytes:
    return _word("".join(_word_paragraph(f"{who}: {said}") for who, said in talk))


def docx_table(talk: Talk) -> bytes:
    rows = (
        f"<w:tr><w:tc>{_word_paragraph(who)}</w:tc><w:tc>{_word_paragraph(said)}</w:tc></w:tr>"
        for who, said in talk
    )
    return _word(f"<w:tbl>{''.join(rows)}</w:tbl>")


def _word(body: str) -> bytes:
    xml = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return _zipped({"word/document.xml": xml, "word/header1.xml": f'<w:hdr xmlns:w="{W}"/>'})


def _word_paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def odt(talk: Talk) -> bytes:
    return _odt("".join(f"<text:p>{escape(who)}: {escape(said)}</text:p>" for who, said in talk))


def odt_table(talk: Talk) -> bytes:
    rows = (
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>"
                  for cell in turn)
        + "</table:table-row>"
        for turn in talk
    )  # fmt: skip
    return _odt(f"<table:table>{''.join(rows)}</table:table>")


def _odt(body: str) -> bytes:
    names = "".join(f" xmlns:{name}={quoteattr(uri)}" for name, uri in ODF.items())
    xml = (
        f"<office:document-content{names}><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    return _zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": xml})


def _zipped(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def pdf(talk: Talk) -> bytes:
    """Twenty lines to a page, one per turn, in Helvetica and Windows' code page."""
    lines = [f"{who}: {said}" for who, said in talk]
    pages = [lines[at : at + 20] for at in range(0, len(lines), 20)]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font.encode(),
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000 800] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        shown = b"".join(b"(" + _pdf_string(line) + b") Tj 0 -24 Td\n" for line in page)
        stream = b"BT /F1 12 Tf 50 750 Td\n" + shown + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
    return _pdf_file(objects)


def _pdf_string(text: str) -> bytes:
    data = text.encode("cp1252")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(data))
    )


# -- captions --------------------------------------------------------------------------------------


def _cues(talk: Talk, line: Callable[[int, str, str], str]) -> str:
    return "".join(line(n, who, said) for n, (who, said) in enumerate(talk))


def vtt(talk: Talk) -> bytes:
    """As Zoom writes it."""
    return ("WEBVTT\n\n" + _cues(talk, lambda n, who, said: (
        f"{n + 1}\n{clock(n)}.000 --> {clock(n + 1)}.000\n{who}: {escape(said)}\n\n"
    ))).encode()  # fmt: skip


def vtt_voices(talk: Talk) -> bytes:
    """As Teams writes it: every utterance in two cues."""

    def cues(n: int, who: str, said: str) -> str:
        words = said.split(" ")
        half = max(1, len(words) // 2)
        parts = [" ".join(words[:half]), " ".join(words[half:])]
        return "".join(
            f"0b1f/{n}-{p}\n{clock(n)}.{p}00 --> {clock(n)}.{p}99\n<v {who}>{escape(part)}</v>\n\n"
            for p, part in enumerate(parts)
            if part
        )

    return ("WEBVTT\n\n" + _cues(talk, cues)).encode()


def srt(talk: Talk) -> bytes:
    return _cues(talk, lambda n, who, said: (
        f"{n + 1}\r\n{clock(n)},000 --> {clock(n + 1)},000\r\n{who}: {said}\r\n\r\n"
    )).encode()  # fmt: skip


def sbv(talk: Talk) -> bytes:
    return _cues(talk, lambda n, who, said: (
        f"0:{clock(n)[3:]}.000,0:{clock(n + 1)[3:]}.000\n{who}: {said}\n\n"
    )).encode()  # fmt: skip


# -- tables and segments ---------------------------------------------------------------------------


def _rows(talk: Talk) -> Iterator[tuple[str, str, str]]:
    yield "Time", "Speaker", "Text"
    for number, (who, said) in enumerate(talk):
        yield clock(number), who, said


def _delimited(talk: Talk, delimiter: str) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(_rows(talk))
    return buffer.getvalue()


def csv_(talk: Talk) -> bytes:
    return _delimited(talk, ",").encode()


def csv_excel(talk: Talk) -> bytes:
    """As Excel saves it in the Nordic countries."""
    return _delimited(talk, ";").encode("cp1252")


def tsv(talk: Talk) -> bytes:
    return _delimited(talk, "\t").encode("utf-8-sig")


def xlsx(talk: Talk) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        sheet = book.add_worksheet("Talk")
        for number, row in enumerate(_rows(talk)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return buffer.getvalue()


def json_(talk: Talk) -> bytes:
    """As WhisperX writes it, with the words again beside the text."""
    segments = [
        {"start": n, "end": n + 0.9, "text": f" {said}", "speaker": who,
         "words": [{"word": word, "start": n} for word in said.split()]}
        for n, (who, said) in enumerate(talk)
    ]  # fmt: skip
    return json.dumps({"segments": segments, "language": "no"}).encode()


def json_bare(talk: Talk) -> bytes:
    rows = [{"speaker_label": who, "start_time": f"{clock(n)}.5", "content": said}
            for n, (who, said) in enumerate(talk)]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False).encode("utf-8-sig")


def chat(talk: Talk) -> bytes:
    """As Zoom saves it."""
    return _cues(talk, lambda n, who, said: f"{clock(n)}\t{who}:\t{said}\n").encode()


WRITERS: dict[str, tuple[Callable[[Talk], bytes], str]] = {
    "txt": (txt, ".txt"), "txt-windows": (txt_windows, ".txt"), "md": (md, ".md"),
    "rtf": (rtf, ".rtf"), "html": (html, ".html"), "html-table": (html_table, ".htm"),
    "docx": (docx, ".docx"), "docx-table": (docx_table, ".docx"),
    "odt": (odt, ".odt"), "odt-table": (odt_table, ".odt"), "pdf": (pdf, ".pdf"),
    "vtt": (vtt, ".vtt"), "vtt-voices": (vtt_voices, ".vtt"), "srt": (srt, ".srt"),
    "sbv": (sbv, ".sbv"), "csv": (csv_, ".csv"), "csv-excel": (csv_excel, ".csv"),
    "tsv": (tsv, ".tsv"), "xlsx": (xlsx, ".xlsx"), "json": (json_, ".json"),
    "json-bare": (json_bare, ".json"), "chat": (chat, ".txt"),
}  # fmt: skip
CAPTIONS = ("vtt", "vtt-voices", "srt", "sbv", "json", "json-bare")  # of one speaker, joined
