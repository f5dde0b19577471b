"""RTF: what is kept, what is skipped with a reason, code pages, files made to break a reader."""

from __future__ import annotations

import pytest
from blocks import ACCEPT, REJECT, assert_refused_or_balanced, balanced, kept, refusal, skipped
from hypothesis import example, given
from hypothesis import strategies as st
from soundness import assert_sound, read

from stc_cli.readers import Settings, Source, read_source, rtf_tokens
from stc_cli.readers.rtf_tokens import MAX_DEPTH

FONTS = (
    r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset128 MS Gothic;}"
    r"{\f2\froman\fcharset238{\*\panose 0202}Times New Roman CE;}{\f3\fnil Tahoma;}"
    r"{\f4\fcharset204 Arial Cyr;}{\f5\fnil\fcharset2 Wingdings;}{\f6\fcharset2 Symbol;}"
    r"{\f7\fcharset77 Geneva;}{\f8\fcharset1\cpg850 Old;}}"
)
STYLES = (
    r"{\stylesheet{\ql\fs24 Normal;}{\s1\sbasedon0\fs28 heading 1;}{\*\cs10 Default;}"
    r"{\s15 Tittel;}{\s16 toc 1;}{\s17 Br\'f8d;}}"
)


def rtf(body: str, head: str = r"\ansi\ansicpg1252\deff0") -> bytes:
    return ("{\\rtf1" + head + FONTS + STYLES + "\\pard\\plain " + body + "}").encode("ascii")


def source(body: str, settings: Settings = ACCEPT) -> Source:
    made = read_source(rtf(body), ".rtf", settings)
    assert balanced(made)
    return made


BODY = [
    pytest.param(r"P1: {\b Ja}, vi\par P2: Nei.", ["P1: Ja, vi", "P2: Nei."], [], id="paragraphs"),
    pytest.param("P1: Ja,\r\n vi g\nikk.\\\nP2: Nei.\\\r\n", ["P1: Ja, vi gikk.", "P2: Nei."], [],
                 id="line-ends-are-none-and-backslash-before-one-ends-a-paragraph"),
    pytest.param(r"A\line B\tab C\page D", ["A", "B C", "D"], [], id="soft-breaks-and-tabs"),
    pytest.param(r"\lquote a\rquote  \ldblquote b\rdblquote \~c\_d\-e \emdash\endash\bullet"
                 r"\emspace f", ["‘a’ “b” c-de —–• f"], [], id="special-characters"),
    pytest.param(r"\{a\} \\ b", ["{a} \\ b"], [], id="escaped-braces"),
    pytest.param(r"{\fs24 a}{\unknown b}{\*\unknown c {d}}e\foo12 f\-{\*}\foo g", ["abefg"], [],
                 id="unknown-words-and-unknown-starred-groups"),
    pytest.param(r"{\info{\title T}{\author N}}{\pict\pngblip 0a1b}{\object{\*\objdata 01}"
                 r"{\result R}}{\*\shppict{\pict 0c}}{\nonshppict{\pict 0d}}{\xe x}.", ["R."], [],
                 id="pictures-objects-and-what-the-file-says-of-itself"),
    pytest.param(r"Se {\field{\*\fldinst{HYPERLINK ""\"http://a.b\""r"}}{\fldrslt{\ul siden}}}.",
                 ["Se siden."], [], id="field-results-not-codes"),
    pytest.param(r"{\upr{ansi}{\*\ud{\u960?\u0301?}}}", ["π\u012d"], [], id="unicode-twin"),
    pytest.param(r"{\mmath{\*\moMath{\mr x}{\mdPr\mbegChr [}{\mr 2}}{\mmathPict{\pict 0a}}}",
                 ["x2"], [], id="formula"),
    pytest.param(r"\pard\s1 Fokusgruppe\par\pard\s15 Om s\'f8vn\par\pard\s17 A\par{\pard"
                 r"\outlinelevel0 B\par}\pard\outlinelevel9 C\par\pard\s16 Kap. 1\par",
                 ["A", "C"],
                 [("heading", "Fokusgruppe"), ("heading", "Om søvn"), ("heading", "B"),
                  ("table of contents", "Kap. 1")], id="headings-by-style-and-outline"),
    pytest.param(r"{\header\pard Topp\par}{\footerf\pard Side {\field{\*\fldinst PAGE}{\fldrslt 1}}"
                 r"\par}P1: Hei.\par{\headerl Odde}",
                 ["P1: Hei."],
                 [("page header", "Topp"), ("page header", "Odde"), ("page footer", "Side 1")],
                 id="headers-first-and-footers-last"),
    pytest.param(r"P1: Ja{\super\chftn{\footnote\pard\plain{\super\chftn} En note.}}, vi"
                 r"{\*\footnote\ftnalt Slutt\par to} {\*\atrfstart 0}gikk{\*\atrfend 0}"
                 r"{\*\atnid KN}{\*\atnauthor K N}\chatn{\*\annotation{\*\atnref 0}Sjekk.}.\par"
                 r" Videre.",
                 ["P1: Ja, vi gikk.", "Videre."],
                 [("footnote", "En note."), ("endnote", "Slutt"), ("endnote", "to"),
                  ("comment", "Sjekk.")], id="notes-and-comments-stand-last"),
    pytest.param(r"A{\shp{\*\shpinst\shpleft1{\sp{\sn dx}{\sv 1}}{\shptxt\pard boks\par to\par}}"
                 r"{\shprslt{\*\do{\dptxbxtext boks}}}}B\par C{\*\do{\dptxbxtext gammel}}",
                 ["AB", "C"], [("text box", "boks"), ("text box", "to"), ("text box", "gammel")],
                 id="text-boxes-once-behind-their-paragraph"),
    pytest.param(r"A {\v skjult\v0 }B\v  borte\plain  C\par {\v hele\par}D",
                 ["A B C", "D"], [("hidden text", "skjult borte"), ("hidden text", "hele")],
                 id="hidden-text"),
    pytest.param(r"e{\v x}\u769?{\footnote y}z", ["\u00e9z"],
                 [("hidden text", "x"), ("footnote", "y")], id="an-accent-after-what-is-skipped"),
    pytest.param(r"\f5 \'e0 J k\f6 J\f5 \u-3872?\f0 \'e0", ["→ ☺ kJ→à"], [], id="wingdings"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "texts", "asides"), BODY)
def test_body(body: str, texts: list[str], asides: list[tuple[str, str]]) -> None:
    made = source(body)
    assert kept(made) == texts
    assert skipped(made) == asides
    everything = "".join(texts + [text for _, text in asides])
    assert made.chars_in == sum(not character.isspace() for character in everything)
    assert (made.format, made.flow) == ("rtf", "paragraph")


@pytest.mark.parametrize(
    ("body", "marks"),
    [
        pytest.param(r"{\listtext\pard\plain 1.\tab}\ilvl0 Ja\par", 2, id="new-word"),
        pytest.param(r"{\pntext\f6\'b7\tab}{\*\pn\pnlvlblt{\pntxtb\'b7}}Ja\par", 1, id="word-97"),
        pytest.param(r"{\listtext \u61623?\tab}Ja\par", 1, id="libreoffice"),
    ],
)
def test_list_numbers_and_bullets_are_structure(body: str, marks: int) -> None:
    made = source(body)
    assert kept(made) == ["Ja"] and made.chars_in == 2 + marks


def test_a_long_mark_is_text() -> None:
    assert kept(source(r"{\listtext Det som ble sagt om natten:\tab}Ja\par")) == [
        "Det som ble sagt om natten: Ja"
    ]


CHANGES = (
    r"A{\revised\revauth1 ny}{\deleted\revauthdel1 gammel\par \'81}\revised x\revised0 B"
    r"\mvf C\plain D"
)


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        pytest.param(ACCEPT, ["AnyxBD"], id="accept"),
        pytest.param(REJECT, ["Agammel", "BCD"], id="reject"),
    ],
)
def test_tracked_changes(settings: Settings, texts: list[str]) -> None:
    body = CHANGES.replace(r" \'81", "")
    assert kept(source(body, settings)) == texts


def test_nothing_is_asked_of_the_code_page_of_deleted_text() -> None:
    assert kept(source(CHANGES)) == ["AnyxBD"]
    assert refusal(rtf(CHANGES), ".rtf", REJECT).startswith("holds the byte 0x81")


ROWS = [
    pytest.param(r"\trowd\cellx1\cellx2\pard\intbl Kari\cell Ja.\par\pard\intbl Nei.\cell\row"
                 r"\trowd\cellx1\cellx2\pard\intbl Ola\cell Tja.\cell\row\pard Slutt.",
                 [("Kari", "Ja. Nei."), ("Ola", "Tja."), (None, "Slutt.")], id="word"),
    pytest.param(r"\trowd\cellx1 Kari\cell Ja.\cell\row Ola\cell Tja.\cell\row\pard Slutt.",
                 [("Kari", "Ja."), ("Ola", "Tja."), (None, "Slutt.")], id="without-intbl"),
    pytest.param(r"{\trowd{{\pard\intbl Speaker\par}\cell}{{\pard\intbl Text\par}\cell}\intbl\row}"
                 r"{\trowd{{\pard\intbl Kari\par}\cell}{{\pard\intbl Ja.\par}\cell}\intbl\row}"
                 r"{\trowd{{\pard\intbl Ola\par}\cell}{{\pard\intbl Nei.\par}\cell}\intbl\row}",
                 [("Kari", "Ja."), ("Ola", "Nei.")], id="pandoc-with-heads"),
    pytest.param(r"\trowd\pard\intbl Kari\cell\pard\intbl Ja\par\pard\intbl\itap2 indre\nestcell"
                 r"{\nonesttables\par}to\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables x"
                 r"\par}\pard\intbl .\cell\row\pard\intbl Ola\cell Nei.\cell\row",
                 [("Kari", "Ja indre to ."), ("Ola", "Nei.")], id="nested"),
    pytest.param(r"\pard\intbl Kari\cell Ja.{\deleted Nei.\cell\row\pard\intbl Ola}\cell Tja.\cell"
                 r"\row", [("Kari", "Ja."), (None, "Tja.")], id="deleted-text-leaves-its-cells"),
    pytest.param(r"\pard\intbl Kari\cell Ja.", [("Kari", "Ja.")], id="a-row-that-never-ends"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), ROWS)
def test_tables(body: str, expected: list[tuple[str | None, str]]) -> None:
    made = source(body)
    assert [(b.speaker, b.text) for b in made.blocks if b.text and not b.skip] == expected


def test_what_is_skipped_in_a_table_stands_behind_it() -> None:
    made = source(
        r"\pard\intbl{\listtext 1.}Kari\cell Ja{\v hm}{\shp{\*\shpinst{\shptxt boks}}}.\cell\row"
        r"\pard\intbl Ola\cell Nei.\cell\row\pard P1: Slutt."
    )
    texts = [(b.skip, b.speaker, b.text) for b in made.blocks if b.text]
    assert texts == [
        ("", "Kari", "Ja."),
        ("", "Ola", "Nei."),
        ("hidden text", None, "hm"),
        ("text box", None, "boks"),
        ("", None, "P1: Slutt."),
    ]
    assert sum(block.structure for block in made.blocks) == len("1.")


PAGES = [
    pytest.param(rtf(r"bl\'e5b\'E6r \'80 \'93ja\'94"), "blåbær € “ja”", id="western"),
    pytest.param(rtf(r"\f2 \'e8\f0 \'e8\plain\'e8"), "čèè", id="by-font"),
    pytest.param(rtf(r"\f1 \'93\'fa\'96\'7b \'83A\f0 \'e5"), "日本 アå", id="two-bytes"),
    pytest.param(rtf(r"\f3 \'ef\f4\'ef\f0\'ef", r"\ansi\ansicpg1251\deff3"), "ппï",
                 id="the-fonts-before-the-documents"),
    pytest.param(rtf(r"\'ef", r"\ansi\ansicpg1251\deff4"), "п", id="the-usual-font"),
    pytest.param(rtf(r"\f3\'8c\'be", r"\mac\ansicpg10000"), "åæ", id="mac"),
    pytest.param(rtf(r"\f3\'86", r"\mac"), "Ü", id="mac-without-a-number"),
    pytest.param(rtf(r"\f3\'86", r"\pc"), "å", id="pc"),
    pytest.param(rtf(r"\f3\'9b", r"\pca"), "ø", id="pca"),
    pytest.param(rtf(r"\f7\'8c\f8\'9b"), "åø", id="mac-font-and-cpg"),
    pytest.param(rtf(r"\u230?\u-3?\u8211\'96\u8212\emdash\u8217?n\uc2\u8212\emdash ?o"),
                 "æ\ufffd–—’n—o", id="substitutes-passed-over"),
    pytest.param(rtf(r"\uc0\u230 a{\uc2\u230\'c3\'a6b\u248}\u229 c"), "æaæbøåc", id="uc"),
    pytest.param(rtf(r"\u55357?\u56832?\uc0 \u55357\uc1 \u56832\'3f\u128512?"), "😀😀😀",
                 id="surrogates"),
    pytest.param(rtf(r"\u55357?a\u56832?"), "\ufffda\ufffd", id="lone-surrogates"),
    pytest.param(rtf(r"\u230\par x"), "æ|x", id="no-substitute-where-one-should-be"),
    pytest.param("{\\rtf1 blåbær {\\v x}{\\\u2013 🫐}}".encode(), "blåbær – 🫐|x", id="utf-8"),
    pytest.param("{\\rtf1 blåbær}".encode("cp1252"), "blåbær", id="bytes-as-they-are"),
    pytest.param(b"\xef\xbb\xbf \n" + rtf("a") + b"\r\n}\x00", "a", id="mark-before-and-nul-after"),
    pytest.param(rtf("a{\\pict\\bin9 }}}}\\{{\\'\\x}b{\\bin0 }c"), "abc", id="bin"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "text"), PAGES)
def test_code_pages(data: bytes, text: str) -> None:
    made = read_source(data, ".rtf")
    assert "|".join(b.text for b in made.blocks if b.text) == text
    assert balanced(made)


def test_the_configs_encoding_comes_before_the_documents() -> None:
    cyrillic = rtf(r"\f0 \'ef\f3\'ef\f2\'e8")
    assert kept(read_source(cyrillic, ".rtf", Settings("cp1251"))) == ["ппč"]
    written_wrongly = rtf(r"bl\'c3\'a5b\'c3\'a6r")
    assert kept(read_source(written_wrongly, ".rtf", Settings("utf-8"))) == ["blåbær"]
    assert kept(read_source("{\\rtf1 æ}".encode(), ".rtf", Settings("mac-roman"))) == ["√¶"]


def test_unseen_characters_are_counted() -> None:
    made = source("a\\-b\\zwbo c\\ltrmark{\\v \\rtlmark}\\'ad")
    assert (kept(made), made.unseen) == (["abc"], 5)


# As the programs write it.
WORD_97 = rb"""{\rtf1\ansi\ansicpg1252\uc1 \deff0\deflang1033{\fonttbl{\f0\froman\fcharset0\fprq2
{\*\panose 02020603050405020304}Times New Roman;}
{\f18\froman\fcharset238\fprq2 Times New Roman CE;}}
{\colortbl;\red0\green0\blue0;}{\stylesheet{\widctlpar \fs20\lang1044 \snext0 Normal;}
{\s1\keepn\b\fs28\lang1044 \sbasedon0 \snext0 heading 1;}{\*\cs10 \additive Default Font;}}
{\info{\title Intervju}{\author N N}{\nofchars0}}\paperw11906\widowctrl\ftnbj\sectd
{\*\pnseclvl1\pnucrm\pnstart1\pnindent720\pnhang{\pntxta .}}
\pard\plain \s1\keepn\widctlpar \b\fs28\lang1044 {Intervju om s\'f8vn
\par }\pard\plain \widctlpar \fs20\lang1044 {\b Intervjuer:}{ Hvordan sover du p\'e5 en vanlig natt?
\par P1: D\'e5rlig. \'abVeldig\'bb d\'e5rlig \endash  s\'e6rlig n\'e5.
\par }}"""
WORD = rb"""{\rtf1\adeflang1025\ansi\ansicpg1252\uc1\adeff0\deff0\stshfdbch31506\deflang1044
{\fonttbl{\f0\fbidi \froman\fcharset0\fprq2 Times New Roman;}
{\f31506\fbidi \fswiss\fcharset0\fprq2{\*\panose 020f0502020204030204}Calibri;}
{\flominor\f31504\fbidi \froman\fcharset238\fprq2 Times New Roman CE;}}
{\*\defchp \f31506\fs22 }\noqfpromote {\stylesheet{\ql \li0 \snext0 \sqformat Normal;}
{\s1\ql \outlinelevel0\rtlch\fcs1 \af0 \ltrch\fcs0 \b\fs32 \sbasedon0 \slink15 heading 1;}
{\*\ts11\tsrowd\trftsWidthB3 \snext11 Normal Table;}}{\*\rsidtbl \rsid1}{\mmathPr\mmathFont34}
{\info{\author N}{\nofchars9}}{\*\themedata 504b0304}\paperw11906{\*\pnseclvl1{\pntxta .}}
\pard\plain \ltrpar\s1\ql\outlinelevel0 \rtlch\fcs1 \af0 \ltrch\fcs0 \b\fs32 {\rtlch\fcs1 \af0
\ltrch\fcs0 \insrsid1 \hich\af31506\dbch\af0\loch\f31506 Intervju om s\'f8vn
\par }\pard\plain \ltrpar\ql \rtlch\fcs1 \af0\afs22 \ltrch\fcs0 \f31506\fs22 {\rtlch\fcs1 \ab\af0
\ltrch\fcs0 \b\insrsid1 Intervjuer:}{\rtlch\fcs1 \ltrch\fcs0 \insrsid1  Hvordan sover du p\'e5 }
{\rtlch\fcs1 \af0 \ltrch\fcs0 \deleted\insrsid1\revauthdel1\revdttmdel1 ei}{\revised\revauth1
en}{\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid1  vanlig natt?
\par P1: D\'e5rlig. \'abVeldig\'bb d\'e5rlig \u8211\'96 s\'e6rlig n\'e5.
\par }{\*\themedata 504b}{\*\colorschememapping 3c3f}{\*\latentstyles{\lsdlockedexcept Normal;}}
{\*\datastore 0105}}"""
TEXTEDIT = rb"""{\rtf1\ansi\ansicpg1252\cocoartf2761
\cocoatextscaling0\cocoaplatform0{\fonttbl\f0\fswiss\fcharset0 Helvetica;
\f1\fswiss\fcharset0 Helvetica-Bold;}
{\colortbl;\red255\green255\blue255;}
{\*\expandedcolortbl;;}
\paperw11900\paperh16840\margl1440\margr1440\vieww10800\viewh8400\viewkind0
\pard\tx566\tx1133\pardirnatural\partightenfactor0

\f1\b\fs24 \cf0 Intervjuer:
\f0\b0  Hvordan sover du p\'e5 en vanlig natt?\
P1: D\'e5rlig. \'abVeldig\'bb d\'e5rlig \'96 s\'e6rlig n\'e5.\
}"""
WORDPAD = rb"""{\rtf1\ansi\ansicpg1252\deff0\nouicompat\deflang1044
{\fonttbl{\f0\fnil\fcharset0 Calibri;}{\f1\fnil Calibri;}}
{\*\generator Riched20 10.0.19041}\viewkind4\uc1
\pard\sa200\slmult1\b\f0\fs22\lang20 Intervjuer:\b0  Hvordan sover du p\'e5 en vanlig natt?\par
P1: D\'e5rlig. \'abVeldig\'bb d\'e5rlig \f1\u8211?\f0  s\'e6rlig n\'e5.\par
}
"""
LIBREOFFICE = rb"""{\rtf1\ansi\deff3\adeflang1025
{\fonttbl{\f0\froman\fprq2\fcharset0 Times New Roman;}
{\f3\froman\fprq2\fcharset0 Liberation Serif{\*\falt Times New Roman};}}
{\stylesheet{\s0\snext0\rtlch\af8\afs24 Normal;}
{\s1\sbasedon0\snext0\b\dbch\af9 Heading 1;}
}{\*\listtable{\list\listtemplateid1
{\listlevel\levelnfc23{\leveltext \'01\u61623 ?;}{\levelnumbers;}\f12\fi-360\li360}\listid1}
}{\listoverridetable{\listoverride\listid1\listoverridecount0\ls1}}
{\*\generator LibreOffice/7.4$Linux}{\info{\author N}{\creatim\yr2024\mo1}}
{\*\userprops{\propname Build}\proptype30{\staticval 14.0}}\deftab720
{\*\pgdsctbl
{\pgdsc0\pgdscuse451{\header\pard\plain Topp\par }\pgdscnxt0 Default Page Style;}}
\formshade\paperh15840\sectd{\header\pard\plain \s0{\loch
Topp}
\par }\ftnbj{\*\ftnsep\chftnsep}\pgndec\pard\plain \s1\hich\af6\loch\b{\loch
Intervju om s\u248\'f8vn}
\par \pard\plain \s0\rtlch\af10 \ltrch\lang1044\hich\af4\loch\f3\fs22{\b\loch
Intervjuer:}{\loch
 Hvordan sover du p\u229\'e5 en vanlig natt?}
\par \pard\plain \s0{\loch
P1: D\u229\'e5rlig. \u171\'abVeldig\u187\'bb d\u229\'e5rlig \u8211\'96 s\u230\'e6rlig n\u229\'e5.}
\par }"""


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(WORD_97, id="word-97"),
        pytest.param(WORD, id="word"),
        pytest.param(TEXTEDIT, id="textedit"),
        pytest.param(WORDPAD + b"\x00", id="wordpad"),
        pytest.param(LIBREOFFICE, id="libreoffice"),
    ],
)
def test_programs(data: bytes) -> None:
    made = read(data, ".rtf")
    assert_sound(made)
    assert [(turn.speaker, turn.role, turn.text) for turn in made.turns] == [
        ("Intervjuer", "moderator", "Hvordan sover du på en vanlig natt?"),
        ("P1", "participant", "Dårlig. «Veldig» dårlig – særlig nå."),
    ]
    assert {row.text for row in made.skipped} <= {"Intervju om søvn", "Topp"}


def test_notes_do_not_part_a_turn() -> None:
    made = read(rtf(r"P1: Ja{\footnote a}.\par Og {\*\annotation b}nei.\par I: Mhm.\par"), ".rtf")
    assert_sound(made)
    assert [turn.text for turn in made.turns] == ["Ja.\nOg nei.", "Mhm."]


SHORT = "is cut short (its RTF has no end): get the whole file, or save it as .rtf anew"
DEEP = "has more than 1000 RTF groups in each other: save it anew"
NO_RTF = "is not RTF: give it the suffix of what it is, or save it as .rtf anew"
LARGE = "is larger than 32 MB, which no transcript is: split it"
REFUSED = [
    pytest.param(b"P1: Hei.", NO_RTF, id="text"),
    pytest.param(b"PK\x03\x04{\\rtf1}", NO_RTF, id="zip"),
    pytest.param(b"{\\urtf1 a}", NO_RTF, id="other-braces"),
    pytest.param(b"{\\rtf1 a {\\b c}", SHORT, id="unclosed"),
    pytest.param(rtf("a")[:-1] + b"\\", SHORT, id="a-backslash-last"),
    pytest.param(b"{\\rtf1 a\\bin99999999999999999999999999 }", SHORT, id="bin-of-absurd-length"),
    pytest.param(b"{\\rtf1 a\\bin2 }}", SHORT, id="bin-over-the-end"),
    pytest.param(rtf("a") + rtf("b"), "goes on after the end of its RTF: save it as .rtf anew",
                 id="two-files-in-one"),
    pytest.param(rtf("{" * MAX_DEPTH + "}" * MAX_DEPTH), DEEP, id="nested-too-deeply"),
    pytest.param(b"{\\rtf1" + b"{" * 30_000_000, DEEP, id="braces-without-end"),
    pytest.param(b"{\\rtf1 " + b"ja " * 11_300_000 + b"}", LARGE, id="too-much-text"),
    pytest.param(rtf(r"a\'81"), "holds the byte 0x81, which is no character of cp1252: save it as "
                 ".rtf anew, or name its `encoding:` in the study config", id="no-character"),
    pytest.param(rtf(r"\f1\'93{\b\'fa}"), "holds the byte 0x93, which is no character of cp932: "
                 "save it as .rtf anew, or name its `encoding:` in the study config",
                 id="half-a-character"),
    pytest.param(rtf(r"\f3\'e6", r"\ansi\ansicpg4711"),
                 "is in the code page cp4711, which stc does not know: save it as .docx",
                 id="unknown-code-page"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "clause"), REFUSED)
def test_refusals(data: bytes, clause: str) -> None:
    assert refusal(data, ".rtf") == clause


def test_files_of_very_many_codes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf_tokens, "MAX_TOKENS", 300)
    assert refusal(rtf(r"\b " * 300), ".rtf") == (
        "holds over 300 RTF codes, as no transcript does: split it"
    )
    assert kept(read_source(b"{\\rtf1" + b"\\b" * 296 + b" a}", ".rtf")) == ["a"]


READ = [
    pytest.param(rtf("{" * (MAX_DEPTH - 1) + "a" + "}" * (MAX_DEPTH - 1)), "a", id="deep"),
    pytest.param(b"{\\rtf1{\\pict " + b"0123456789abcdef\r\n" * 2_000_000 + b"}a}", "a",
                 id="a-picture-of-36-MB"),
    pytest.param(b"{\\rtf1\\" + b"x" * 10_000_000 + b" a}", "a", id="a-word-of-10-MB"),
    pytest.param(b"{\\rtf1\\fs" + b"9" * 10_000_000 + b" a\\u" + b"9" * 100 + b"?}", "a\ufffd",
                 id="a-number-of-10-MB"),
    pytest.param(b"{\\rtf1\\" + b"\\" * 300_000 + b"}a}", "\\" * 150_000 + "}a", id="backslashes"),
    pytest.param(rtf(r"{\stylesheet{\s9 " + "heading" * 100_000 + r"}}\s9 a\par\s8 b"), "a|b",
                 id="a-style-name-of-700-KB"),
    pytest.param(rtf(r"a\uc-1\u230 bc\uc999999999\u230 d"), "aæbcæ",
                 id="a-substitute-of-absurd-length"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "text"), READ)
def test_absurd_files_are_read(data: bytes, text: str) -> None:
    """Not timed; what is worse than linear would take hours here."""
    made = read_source(data, ".rtf")
    assert "|".join(b.text for b in made.blocks if b.text) == text
    assert balanced(made)


@pytest.mark.parametrize(
    "unit",
    [r"a\par ", r"{\footnote a}", r"{\v a}b", r"a\cell ", r"\'e6", r"\u230?", r"{\shptxt a\par}"],
)
def test_much_of_one_thing_is_read_whole(unit: str) -> None:
    made = source("P1: " + unit * 20_000)
    assert made.chars_in == len("P1:") + 20_000 * (2 if "b" in unit else 1)


# RTF made up of the pieces that the reader looks for.
pieces = st.sampled_from(
    r"""{ } {\*\x {\v \v0 \plain \pard \par \line \cell \row \trowd \intbl \deleted \deleted0
    \revised {\footnote {\footnote\ftnalt {\header {\shp{\*\shpinst{\shptxt {\*\annotation
    {\listtext \u230?
    \u-10179? \u-8704? \u769? \'e6 \'cc \'81 \f0 \f1 \f2 \f5 \uc0 \uc2 \emdash \~ \- \_ \\ \{ \}
    P1:_a Kari:_hei e é {\upr{a}{\*\ud{b}}} {\field{\*\fldinst_X}{\fldrslt_r}} \s1 \s16 {\pict_0102}
    \bin3_abc \bin1 x_y \'c3 \'a5 \nestcell \nestrow \sect {\stylesheet{\s1_heading;}} \ud \mvf \*
    \'     {\fonttbl{\f0\fcharset128_x;}} \outlinelevel1 {\mmath{\*\moMath_x}} \zwbo""".split()
).map(lambda piece: piece.replace("_", " "))
soup = st.lists(pieces | st.sampled_from([" ", "\n", "\u0301", "\x00", "\t", "–"]), max_size=40)


@given(parts=soup, closed=st.booleans(), encoding=st.sampled_from(["utf-8", "cp1252", "cp850"]))
@example(parts=["e", "{\\v ", "x", "}", "\\u769?"], closed=True, encoding="utf-8")
@example(parts=["\\intbl", "{\\shp{\\*\\shpinst{\\shptxt ", "a", "}}}"], closed=True,
         encoding="utf-8")  # fmt: skip
@example(parts=["é", "\\", "–"], closed=True, encoding="utf-8")
def test_any_rtf_is_refused_or_balanced(parts: list[str], closed: bool, encoding: str) -> None:
    body = "".join(parts)
    if closed:  # so that most of them are read
        body += "}" * max(0, body.count("{") - body.count("}"))
    assert_refused_or_balanced(rtf("").rstrip(b"}") + body.encode(encoding, "replace"), ".rtf")
    data = rtf("")[:-1] + body.encode(encoding, "replace") + b"}"
    assert_refused_or_balanced(data, ".rtf")


@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_or_balanced(data: bytes) -> None:
    assert_refused_or_balanced(data, ".rtf")
    assert_refused_or_balanced(b"{\\rtf1 P1: " + data + b"}", ".rtf")


@given(cut=st.integers(0, 900), flip=st.integers(0, 900), byte=st.integers(0, 255))
def test_damaged_files_are_refused_or_balanced(cut: int, flip: int, byte: int) -> None:
    data = bytearray(LIBREOFFICE)
    data[-1 - flip] = byte
    assert_refused_or_balanced(bytes(data), ".rtf")
    assert_refused_or_balanced(bytes(data[: len(data) - cut]), ".rtf")
