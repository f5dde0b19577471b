"""A table as LaTeX, to `\\input` into a paper."""

from __future__ import annotations

import re

from stc_cli.records import Cell, Table
from stc_cli.render.grid import (
    blocks,
    caption,
    clean,
    column_chars,
    is_numeric,
    missing_lines,
    notes,
    one_line,
    row_lines,
    shares,
)

_MANY_COLUMNS = 5  # from here on in smaller type, closer together
_LINE_CHARS = {False: 78, True: 86}  # what stands in a line of an article, few or many columns
_PAGE_LINES = 45
_SET = {False: r"\raggedright", True: r"\raggedleft"}

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # Without T1 fonts these three print as other characters.
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    # Babel's Nordic languages make the plain quotation mark a command that eats a letter.
    '"': r"\symbol{34}",
    # At the start of a row the two would be read as arguments of the \\ before.
    "[": "{[}",
    "*": "{*}",
}
_SPECIAL = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")
# Two of these would print as a dash or a quotation mark. Lua(La)TeX joins them over a mere {}.
_DOUBLED = re.compile(r"([-',<>])(?=\1)")
_PARTED = "\x00"
_PARTING = r"{\kern0pt}"


def table_bytes(table: Table) -> bytes:
    """UTF-8 LaTeX: a `table` float that needs booktabs, multirow and array.

    LaTeX numbers the table itself; its label is `tab:` and the table's id. Characters outside
    ASCII stay as they are.
    """
    lines = [*_opening(table), *_body(table), r"\bottomrule", r"\end{tabular}"]
    lines += [rf"\par\smallskip\raggedright\footnotesize {_escaped(note)}" for note in notes(table)]
    if table.draft:
        lines.append(rf"\par\smallskip\raggedright\textbf{{\emph{{{_escaped(table.draft)}}}}}")
    lines.append(r"\end{table}")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _opening(table: Table) -> list[str]:
    many = _has_many_columns(table)
    gaps = 2 * (len(table.headings) - 1)
    width = rf"\dimexpr(\linewidth-{gaps}\tabcolsep)*"
    return [
        *_comments(table),
        r"\begin{table}[htbp]",
        r"\centering\footnotesize\setlength{\tabcolsep}{4pt}" if many else r"\centering\small",
        r"\setlength{\belowcaptionskip}{6pt}",
        *_caption(table),
        r"\begin{tabular}{@{}",
        *(
            rf"  >{{{_SET[numeric]}\arraybackslash}}p{{{width}{share}/100\relax}}"
            for share, numeric in zip(
                shares(table, _LINE_CHARS[many]), is_numeric(table), strict=True
            )
        ),
        "@{}}",
        r"\toprule",
        _row([_escaped(heading) for heading in table.headings]),
        r"\midrule",
    ]


def _caption(table: Table) -> list[str]:
    """Caption and label; a number that is no plain count, or none, is not left to LaTeX."""
    label = rf"\label{{tab:{table.table_id}}}"
    title = _escaped(one_line(table.title))
    if table.number.isdecimal():
        return [rf"\caption{{{title}}}", label]
    if not (title or table.number):
        return []
    if table.number:
        plain = _escaped(one_line(table.number))
        # \caption steps the counter all the same: the next counted table must not skip a number.
        return [
            rf"\renewcommand{{\thetable}}{{{plain}}}", rf"\caption{{{title}}}", label,
            r"\addtocounter{table}{-1}",
        ]  # fmt: skip
    return [rf"{{\bfseries {title}\par}}\medskip"]


def _has_many_columns(table: Table) -> bool:
    return len(table.headings) >= _MANY_COLUMNS


def _comments(table: Table) -> list[str]:
    lines = [
        f"% {caption(table)}",
        r"% Preamble: \usepackage{array,booktabs,multirow}",
        "% Emoji and rare characters need lualatex or xelatex and a font that has them.",
    ]
    chars = column_chars(table, _LINE_CHARS[_has_many_columns(table)])
    if sum(row_lines(row, chars) for row in table.rows) > _PAGE_LINES:
        lines.append("% Longer than a page: a float cannot break; use longtable or part the table.")
    return lines


def _body(table: Table) -> list[str]:
    chars = column_chars(table, _LINE_CHARS[_has_many_columns(table)])
    missing = iter(missing_lines(table.rows, chars))
    lines: list[str] = []
    for number, block in enumerate(blocks(table.rows)):
        if number:
            lines.append(rf"\cmidrule{{1-{len(table.headings)}}}")
        for index, row in enumerate(block, start=1):
            lines.append(_row([_cell(cell) for cell in row]))
            # Not \\[...]: that is measured from the first line of the row, not from its last.
            if extra := next(missing):
                lines.append(rf"\addlinespace[{extra}\baselineskip]")
            elif index < len(block):
                lines.append(r"\addlinespace[3pt]")
    return lines


def _row(cells: list[str]) -> str:
    return " & ".join(cells) + r" \\"


def _cell(cell: Cell) -> str:
    if not cell.rows:
        return ""
    text = _escaped(cell.text)
    return rf"\multirow[t]{{{cell.rows}}}{{=}}{{{text}}}" if cell.rows > 1 else text


def _escaped(text: str) -> str:
    """The text as LaTeX shows it, line ends as `\\newline`.

    >>> _escaped("50 % of A_1")
    '50 \\\\% of A\\\\_1'
    """
    # White space at the ends goes: \newline before the first word is an error.
    parted = _DOUBLED.sub(rf"\1{_PARTED}", clean(text).strip())
    plain = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], parted)
    return plain.replace(_PARTED, _PARTING).replace("\n", r"\newline ")
