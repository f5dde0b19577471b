"""HTML: what a reader of the page sees, what of it is talk, and pages made to break a reader."""

from __future__ import annotations

import pytest
from blocks import ACCEPT, REJECT, assert_refused_or_balanced, balanced, kept, refusal, skipped
from hypothesis import example, given
from hypothesis import strategies as st
from soundness import assert_sound, read

from stc_cli.errors import StcError
from stc_cli.readers import Settings, Source, read_source, web_words
from stc_cli.readers.web_words import MAX_DEPTH

HIDDEN = "hidden text"


def source(page: str, settings: Settings = ACCEPT) -> Source:
    made = read_source(page.encode(), ".html", settings)
    assert balanced(made)
    return made


BODY = [
    pytest.param("<p><b>P1:</b> Ja,\n   vi <i>gikk</i>.</p><p>P2: Nei.", ["P1: Ja, vi gikk.",
                 "P2: Nei."], [], id="paragraphs-and-white-space"),
    pytest.param("<P>A<BR>B<br/>C</P><DIV>D<DIV>E</DIV>F</DIV>", ["A", "B", "C", "D", "E", "F"], [],
                 id="upper-case-breaks-and-divs"),
    pytest.param("A<br>B<p>C", ["A", "B", "C"], [], id="no-html-no-body"),
    pytest.param("<ul><li>A<li>B<ul><li>C</ul></ul><dl><dt>D<dd>E</dl><blockquote>F</blockquote>"
                 "<section><article>G</article></section><details><summary>H</summary>I</details>",
                 list("ABCDEFGHI"), [], id="unclosed-items-and-other-blocks"),
    pytest.param("<p>A<span style='Display : Block'>B</span>C<font>D</font>", ["A", "B", "CD"], [],
                 id="block-by-style"),
    pytest.param("<pre>A<b>\n  B</b>\n</pre><p>C\nD<p style='white-space: pre-wrap'>E\nF"
                 "<textarea>G\n&lt;b></textarea><xmp>H\n<i></xmp>",
                 ["A", "B", "C D", "E", "F", "G", "<b>", "H", "<i>"], [], id="preformatted"),
    pytest.param("<p>A&nbsp;&amp;&shy;&lt;b&gt; bl&aring;b&#230;r &#x1F600; va&zwnj;r&#8203; &Auml",
                 ["A &<b> blåbær 😀 va\u200cr Ä"], [], id="entities"),
    pytest.param("<p>A&#x301;</p><p>e<b>\u0301</b>f<p>\u0338g", ["\u00c1", "\u00e9f", "\u0338g"],
                 [], id="composed-over-tags-but-not-with-them"),
    pytest.param("<p>a>\u0338b \u226f c", ["a\u226fb \u226f c"], [], id="signs-not-tags"),
    pytest.param("<html><head><title>T &amp; U</title><style>p{}</style><script>if(a<b)x()</script>"
                 "<meta charset=utf-8></head><body><h1>Om <i>søvn</i></h1><p>A<h6>B</h6>"
                 "<p class='c1 title'>C<p class=MsoSubtitle>D</p></body></html>",
                 ["A"], [("title", "T & U"), ("heading", "Om søvn"), ("heading", "B"),
                         ("heading", "C"), ("heading", "D")], id="title-and-headings"),
    pytest.param("<div>A<!-- b --><script>c</script><style>d</style><template>e</template>"
                 "<noscript>f</noscript><iframe>g</iframe><svg><title>h</title><text>i</text></svg>"
                 "<video>j</video><object>k</object><img src=x alt=l><input value=m>"
                 "<ruby>漢<rp>(</rp><rt>kan</rt></ruby>B", ["A漢kanB"], [], id="what-nobody-sees"),
    pytest.param("<p>A<span hidden>b</span>C<i style='color:red;display:none;mso-hide:all'>d</i>"
                 "<div hidden=until-found><h2>e</h2><p>f</div><p style='visibility:hidden'>g",
                 ["AC"], [(HIDDEN, "bd"), (HIDDEN, "e"), (HIDDEN, "f"), (HIDDEN, "g")],
                 id="hidden"),
    pytest.param("<nav><ul><li>Hjem</ul></nav><select><option>Kari<option>Ola</select><p>A"
                 "<button>B</button>", ["AB"],
                 [("navigation", "Hjem"), ("form control", "Kari"), ("form control", "Ola")],
                 id="navigation-and-controls"),
    pytest.param("<p>A <s>B</s> <strike>C</strike> <u>D</u>", ["A B C D"], [],
                 id="struck-through-text-is-text"),
    pytest.param("<p>A</p></body></html>B<p>C<html><body>D", ["A", "B", "C", "D"], [],
                 id="after-the-end"),
    pytest.param("<p>A<a<b>c</b></p>D<p =\"e\">F<q cite=>G</q", ["Ac", "D", "FG"], [],
                 id="broken-tags"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "texts", "asides"), BODY)
def test_page(page: str, texts: list[str], asides: list[tuple[str, str]]) -> None:
    made = source(page)
    assert kept(made) == texts
    assert skipped(made) == asides
    everything = "".join(texts + [text for _, text in asides])
    assert made.chars_in == sum(not character.isspace() for character in everything)
    assert (made.format, made.flow) == ("html", "paragraph")


CHANGES = "<p>A<ins>ny</ins><del>gammel<p>B</del><p>C<ins><p>D</ins>"


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        pytest.param(ACCEPT, ["Any", "C", "D"], id="accept"),
        pytest.param(REJECT, ["Agammel", "B", "C"], id="reject"),
    ],
)
def test_tracked_changes(settings: Settings, texts: list[str]) -> None:
    assert kept(source(CHANGES, settings)) == texts


TABLES = [
    pytest.param("<tr><th>Speaker<th>Text<tr><td>Kari:<td>Ja.<br>Nei.<tr><td>Ola<td><p>Tja.<p>Så.",
                 [("table heading", "Speaker Text"), ("Kari", "Ja. Nei."), ("Ola", "Tja. Så.")],
                 id="speaker-column-with-heads"),
    pytest.param("<caption>Intervju 1</caption><tbody><tr><td>Kari<td>Ja.<tr><td>Ola<td>Nei.",
                 [("table heading", "Intervju 1"), ("Kari", "Ja."), ("Ola", "Nei.")], id="caption"),
    pytest.param("<tr><td>Kari<td hidden>b<td>Ja.<tr><td>Ola<td><h2>c</h2><td>Nei.",
                 [("Kari", "Ja."), ("Ola", "c Nei."), (HIDDEN, "b")],
                 id="what-is-skipped-in-cells"),
    pytest.param("<tr><td>P1: Ja.<tr><td><p>P2: Nei.<p>Jo.",
                 [(None, "P1: Ja."), (None, "P2: Nei."), (None, "Jo.")], id="one-column"),
    pytest.param("<tr><td>Kari<td>Ja<table><tr><td>a<td>b</table>.<tr><td>Ola<td>Nei.",
                 [("Kari", "Ja a b ."), ("Ola", "Nei.")], id="a-table-in-a-cell"),
    pytest.param("<tr><td><table><tr><td>Kari<td>Ja.<tr><td>Ola<td>Nei.</table>P1: Så.",
                 [("Kari", "Ja."), ("Ola", "Nei."), (None, "P1: Så.")],
                 id="a-table-in-a-page-made-of-one"),
    pytest.param("<tr><td><p>Hjem<p>Om<td>" + "".join(f"<p>P{n}: Ja." for n in range(1, 7)),
                 [(None, "Hjem"), (None, "Om"), *((None, f"P{n}: Ja.") for n in range(1, 7))],
                 id="columns-of-a-page"),
    pytest.param("<tr><td>Kari<td>" + "<p>Ja." * 8 + "<tr><td>Ola<td>Nei.",
                 [("Kari", " ".join(["Ja."] * 8)), ("Ola", "Nei.")], id="a-long-turn"),
    pytest.param("løst<tr>her<td>Kari<td>Ja.<tr><td>Ola<td>Nei.",
                 [(None, "løst"), (None, "her"), ("Kari", "Ja."), ("Ola", "Nei.")],
                 id="text-outside-the-cells"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), TABLES)
@pytest.mark.parametrize("end", ["", "</table>"])
def test_tables(rows: str, expected: list[tuple[str | None, str]], end: str) -> None:
    made = source(f"<table>{rows}{end}")
    assert [(b.skip or b.speaker, b.text) for b in made.blocks if b.text] == expected


@pytest.mark.parametrize(
    ("page", "expected", "structure"),
    [
        pytest.param("<div class=speaker>Kari</div><div>Ja.</div>", [("Kari", ""), (None, "Ja.")],
                     0, id="in-a-block-before"),
        pytest.param("<p><span class='x Speaker-Name'>Kari: </span>Ja.<br>Nei.",
                     [("Kari", "Ja."), (None, "Nei.")], 1, id="in-the-line"),
        pytest.param("<p><b class=speaker_label>Kari</b>: Ja.", [("Kari", "Ja.")], 1, id="colon"),
        pytest.param("<p>Så sa <b class=speaker>Kari</b> ja.", [(None, "Så sa Kari ja.")], 0,
                     id="in-talk"),
        pytest.param("<p class=speaker>Vi var der hele dagen og natten.<p class=speakers>Ja.",
                     [(None, "Vi var der hele dagen og natten."), (None, "Ja.")], 0,
                     id="too-long-or-another-class"),
        pytest.param("<div class=speaker><b>Kari</b> <i>0:35</i></div><p>Ja.",
                     [(None, "Kari 0:35"), (None, "Ja.")], 0, id="with-a-time"),
        pytest.param("<div class=speaker>Ja.<br>Nei.</div>", [(None, "Ja."), (None, "Nei.")], 0,
                     id="lines"),
        pytest.param("<p class=speaker>&shy; </p><p>Ja.", [(None, "Ja.")], 0, id="no-name"),
    ],
)  # fmt: skip
def test_a_name_by_its_class(
    page: str, expected: list[tuple[str | None, str]], structure: int
) -> None:
    made = source(page)
    blocks = [block for block in made.blocks if block.text or block.speaker]
    assert [(block.speaker, block.text) for block in blocks] == expected
    assert sum(block.structure for block in made.blocks) == structure
    assert not any(block.certain for block in blocks)


GOOGLE = """<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style
type="text/css">.c1{color:#000}</style></head><body class="doc-content"><p class="c3 title"><span
>Intervju</span></p><p class="c0"><span class="c2">Intervjuer:</span><span>&nbsp;Sover du?</span
><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><p class="c0"><span>P1: Litt</span><sup><a
href="#ftnt1" id="ftnt_ref1">[1]</a></sup><span>, takk.</span></p><hr><div><p class="c0"><a
href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;En note.</span></p></div><div class="c7"><p
class="c0"><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Sjekk</span></p><p
class="c0"><span>dette.</span></p></div></body></html>"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta http-equiv=Content-Type content="text/html; charset=windows-1252"><title>x</title>
<!--[if gte mso 9]><xml><o:Author>N</o:Author></xml><![endif]--><style><!-- p {margin:0} --></style>
</head><body lang=NO-BOK><div class=WordSection1><h1>Intervju</h1>
<p class=MsoNormal><b><span lang=NO-BOK>Intervjuer:</span></b><span> Sover
du?<o:p></o:p></span><span class=MsoCommentReference><a href="#_msocom_1"
name="_msoanchor_1">[KN1]</a></span></p>
<p class=MsoNormal>P1: Litt<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><span
class=MsoFootnoteReference><![if !supportFootnotes]>[1]<![endif]></span></a>, takk.</p></div>
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p><a
href="#_ftnref1" name="_ftn1">[1]</a> En note.</p></div></div>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p><a
href="#_msoanchor_1">[KN1]</a>Sjekk</p><p>dette.</p></div></div></body></html>"""
LIBREOFFICE = """<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html;
charset=utf-8"/><title></title></head><body><div title="header"><p>Topp</p></div><h1>Intervju</h1>
<p><b>Intervjuer:</b> Sover
du?<!-- Sjekk dette. --></p><p>P1: Litt<a class="sdfootnoteanc" name="sdfootnote1anc"
href="#sdfootnote1sym"><sup>1</sup></a>, takk.</p><div id="sdfootnote1"><p class="sdfootnote"><a
class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>En note.</p></div>
<div title="footer"><p>1</p></div></body></html>"""
PANDOC = """<html><head><meta charset="utf-8" /><title>Intervju</title></head><body>
<p><strong>Intervjuer:</strong> Sover du?</p><p>P1: Litt<a href="#fn1" class="footnote-ref"
id="fnref1" role="doc-noteref"><sup>1</sup></a>, takk.</p><section role="doc-endnotes"><hr /><ol>
<li id="fn1"><p>En note.<a href="#fnref1" role="doc-backlink">↩︎</a></p></li></ol></section>"""
NOTE, COMMENT = ("footnote", "En note."), [("comment", "Sjekk"), ("comment", "dette.")]


@pytest.mark.parametrize(
    ("data", "asides", "marks"),
    [
        pytest.param(GOOGLE.encode(), [("heading", "Intervju"), NOTE, *COMMENT], 12, id="google"),
        pytest.param(WORD.encode("cp1252"), [("title", "x"), ("heading", "Intervju"), NOTE,
                     *COMMENT], 16, id="word"),
        pytest.param(LIBREOFFICE.encode(), [("page header", "Topp"), ("heading", "Intervju"), NOTE,
                     ("page footer", "1")], 2, id="libreoffice"),
        pytest.param(PANDOC.encode(), [("title", "Intervju"), NOTE], 3, id="pandoc"),
    ],
)  # fmt: skip
def test_programs(data: bytes, asides: list[tuple[str, str]], marks: int) -> None:
    made = read(data, ".htm")
    assert_sound(made)
    assert [(turn.speaker, turn.role, turn.text) for turn in made.turns] == [
        ("Intervjuer", "moderator", "Sover du?"),
        ("P1", "participant", "Litt, takk."),
    ]
    assert [(row.reason, row.text) for row in made.skipped] == asides
    assert made.transcript.chars_structure == marks + len("Intervjuer:P1:")


def test_a_bullet_that_word_wrote_out_is_structure() -> None:
    made = source(
        "<p><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·"
        "<span>&nbsp; </span></span></span><![endif]>et punkt"
    )
    assert (kept(made), made.chars_in) == (["et punkt"], len("·etpunkt"))
    made = source("<p><i style='mso-list:ignore'>1.</i><b class=speaker>Kari:</b> Ja.")
    first = made.blocks[0]
    assert (first.speaker, first.text, first.structure) == ("Kari", "Ja.", len("1.:"))


def test_a_long_mark_is_text() -> None:
    made = source("<p>Se <a href='#fn1'>alt det som står i note 1</a> <a href='#fn2'>[2]</a>.")
    assert (kept(made), made.chars_in) == (
        ["Se alt det som står i note 1 ."],
        len("Sealtdetsomstårinote1[2]."),
    )


def test_an_anchor_that_only_looks_like_a_note_takes_no_more_than_its_paragraph() -> None:
    made = source("<div><p>P1: A</p><p><a id=ftnt1></a>B</p><p>C</p><a id=cmnt1></a>D</div>")
    assert (kept(made), skipped(made)) == (["P1: A", "C", "D"], [("footnote", "B")])
    made = source("<p><a id=cmnt1></a>A</p><p>P1: B <b>C</b> <a id=ftnt1></a>D")
    assert (kept(made), skipped(made)) == (["P1: B C D"], [("comment", "A")])


TURNS = [("Interviewer", "Sover du?"), ("P1", "Litt, takk."), ("Interviewer", "Mhm.")]
FORMS = [
    pytest.param("<p><b>{}:</b> {}</p>", id="bold"),
    pytest.param("{}: {}<br>\n", id="lines-in-the-body"),
    pytest.param("<div><h3>{}</h3>\n<p>{}</p></div>", id="headings"),
    pytest.param("<div class='speaker'>{}</div>\n<div>{}</div>", id="classes"),
    pytest.param("<dl><dt>{}:<dd>{}</dl>", id="definitions"),
    pytest.param("<li>{}: <span>{}</span>", id="list-items"),
    pytest.param("<P><SPAN CLASS=speaker>{}</SPAN> <SPAN M=1230>{}</SPAN>", id="spans"),
    pytest.param("<table><tr><td>{}<td>{}</table>", id="tables"),
]


@pytest.mark.parametrize("form", FORMS)
def test_conversations(form: str) -> None:
    made = read("".join(form.format(*turn) for turn in TURNS).encode(), ".html")
    assert_sound(made)
    assert [(turn.speaker, turn.text) for turn in made.turns] == TURNS


def test_a_span_for_every_word() -> None:
    words = "".join(
        f'<span m="{at}90" d="80" class="w">{word} </span>'
        for at, word in enumerate("Ja, det gjør jeg.".split())
    )
    made = read(f"<p><span class='speaker'>Kari </span>{words}</p>".encode() * 2, ".html")
    assert [(turn.speaker, turn.text) for turn in made.turns] == [("Kari", "Ja, det gjør jeg.")] * 2


def meta(name: str, text: str, encoding: str) -> bytes:
    return f"<meta charset={name}><p>{text}".encode(encoding)


TEXT = "blåbær og «smør» – på 日本語で"
WESTERN = "blåbær og «smør» – på"
ENCODINGS = [
    pytest.param(meta("utf-8", TEXT, "utf-8"), None, TEXT, id="utf-8"),
    pytest.param(f"<p>{TEXT}".encode(), None, TEXT, id="nothing-said"),
    pytest.param(meta("windows-1252", TEXT, "utf-8-sig"), None, TEXT, id="mark"),
    pytest.param(meta("unicode", TEXT, "utf-16"), "cp1252", TEXT, id="mark-before-the-config"),
    pytest.param(b"\x00\x00\xfe\xff" + meta("utf-8", TEXT, "utf-32-be"), "cp1252", TEXT,
                 id="mark-of-utf-32-before-the-config"),
    pytest.param(meta("utf-8", WESTERN, "mac-roman"), "mac-roman", WESTERN, id="config"),
    pytest.param(meta("windows-1252", WESTERN, "cp1252"), None, WESTERN, id="word"),
    pytest.param(meta("ISO-8859-1", WESTERN, "cp1252"), None, WESTERN, id="latin-1-as-browsers-do"),
    pytest.param(meta("'macintosh'", WESTERN, "mac-roman"), None, WESTERN, id="macintosh"),
    pytest.param(meta("x-mac-roman", WESTERN, "mac-roman"), None, WESTERN, id="x-mac-roman"),
    pytest.param(meta("koi8-r", "да", "koi8-r"), None, "да", id="koi8"),
    pytest.param(meta("Shift_JIS", "日本語で", "shift_jis"), None, "日本語で", id="shift-jis"),
    pytest.param(b"<?xml version='1.0' encoding='windows-1251'?><p>" + "да".encode("cp1251"), None,
                 "да", id="xml-declaration"),
    pytest.param(meta("windows-1252", TEXT, "utf-8"), None, TEXT, id="utf-8-that-says-otherwise"),
    pytest.param(meta("no-such", WESTERN, "cp1252"), None, WESTERN, id="unknown"),
    pytest.param(meta("iso-8859-12", WESTERN, "cp1252"), None, WESTERN, id="no-such-part"),
    pytest.param(meta("rot13", WESTERN, "cp1252"), None, WESTERN, id="no-encoding-of-text"),
    pytest.param(meta("cp4711", WESTERN, "cp1252"), None, WESTERN, id="no-such-page"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "encoding", "text"), ENCODINGS)
def test_encodings(data: bytes, encoding: str | None, text: str) -> None:
    made = read_source(data, ".html", Settings(encoding))
    assert kept(made) == [text] and balanced(made)


def test_unseen_characters_are_counted() -> None:
    made = source("<p>a\u200bb&shy;c&#8203;&#x200e;<i hidden>\u00ad</i><script>\u00ad</script>")
    assert (kept(made), made.unseen) == (["abc"], 6)


@pytest.mark.parametrize(
    ("data", "clause"),
    [
        pytest.param(b"P1: Hei.\nI < 3", "has no HTML tags in it: if it is plain text, give it the "
                     "suffix .txt", id="text"),
        pytest.param(b"<p>a\x00b", "holds zero bytes, so it is no text file stc can read: save it "
                     "as UTF-8, or name its `encoding:` in the study config", id="zero-bytes"),
        pytest.param(meta("utf-8", "æ", "cp1252"), "is not the utf-8 text it seems to be (byte 23):"
                     " save it as UTF-8, or name its `encoding:` in the study config",
                     id="not-the-encoding-it-says"),
        pytest.param(b"<div>" * 200_000, "is nested too deeply (1000 tags in each other): save it "
                     "anew", id="a-megabyte-of-div"),
        pytest.param(b"<p>" + b"ja " * 11_300_000, "is larger than 32 MB, which no transcript is: "
                     "split it", id="too-large"),
    ],
)  # fmt: skip
def test_refusals(data: bytes, clause: str) -> None:
    assert refusal(data, ".html") == clause


def test_pages_of_very_many_tags_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_words, "MAX_TAGS", 300)
    clause = refusal(b"<br>" * 300, ".html")
    assert clause == "holds more than 300 tags, as no transcript does: split it"
    assert kept(source("a" + "<br>" * 298)) == ["a"]


@pytest.mark.parametrize(
    "page", ["<html></html>", "<!-- a -->", "<p hidden>a", "<script>a", "<p a"]
)
def test_pages_without_talk(page: str) -> None:
    with pytest.raises(StcError) as error:
        read(page.encode(), ".html")
    assert str(error.value) == "holds no talk"


LONG = "a" * 3_000_000
READ = [
    pytest.param("<div>" * (MAX_DEPTH - 10) + "a" + "</div>" * MAX_DEPTH, "a", id="deep"),
    pytest.param("<p>a" + "<" * 5_000_000, "a" + "<" * 5_000_000, id="five-megabytes-of-<"),
    pytest.param("<p " + " ".join(f"a{n}=1" for n in range(300_000)) + ">a", "a",
                 id="a-bomb-of-attributes"),
    pytest.param(f"<p class='{LONG}' style='{LONG}' id='{LONG}'>a", "a", id="long-attributes"),
    pytest.param(f"<p>a<{LONG}>b", "ab", id="a-long-tag"),
    pytest.param(f"<p>&{LONG}", f"&{LONG}", id="a-long-entity"),
    pytest.param(f"<p>{LONG * 4}", LONG * 4, id="text-of-12-MB"),
    pytest.param("<div>" * 900 + "</p>" * 200_000 + "a", "a", id="ends-without-beginnings"),
    pytest.param("<p>a" + "<!--" * 500_000, "a", id="comments-without-end"),
    pytest.param("<table><tr><td>" * 300 + "a", "a", id="tables-in-tables"),
    pytest.param("charset" + " " * 3_000_000 + "<p>a", "charset|a", id="white-space"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "text"), READ)
def test_absurd_pages_are_read(page: str, text: str) -> None:
    """Not timed; what is worse than linear would take hours here."""
    assert "|".join(kept(source(page))) == text


@pytest.mark.parametrize(
    "unit", ["<p>a", "<br>a", "<tr><td>a<td>b", "<i hidden>a</i>b", "a<b>b</b>"]
)
def test_much_of_one_thing_is_read_whole(unit: str) -> None:
    made = source("<table>" + unit * 20_000)
    assert made.chars_in == 20_000 * (2 if "b" in unit.replace("<br>", "") else 1)


def test_no_entity_and_no_file_is_fetched() -> None:
    page = (
        '<!DOCTYPE x SYSTEM "http://localhost:1/x.dtd" [<!ENTITY b SYSTEM "file:///etc/passwd">'
        '<!ENTITY a "aaaa">]><p>&a;&b;<img src="http://localhost:1/"><link href="http://localhost:1">'
    )
    assert kept(source(page))[-1] == "&a;&b;"


# Pages made up of the pieces that the reader looks for.
pieces = st.sampled_from(
    """<p> </p> <div> </div> <b> </b> <i> <br> <table> </table> <tr> </tr> <td> </td> <th> <h1>
    </h1> <title> </title> <script> </script> <style> <del> </del> <ins> </ins> <span_hidden>
    </span> <i_style='display:none'> <a_id=cmnt1_href=#cmnt_ref1> <a_href=#ftnt1> </a> <!--
    --> <textarea> </textarea> <pre> </pre> <select> <option> <nav> <ul> <li> <dl> <dt> <dd>
    &nbsp; &shy; &amp; &lt; &#x301; &#x338; &#0; &#xD800; &bogus; <div_class=speaker>
    <i_class=speaker> Kari Kari:_ hei P1:_ja <div_id=sdfootnote1>
    <p_style='mso-element:footnote'> <section_role=doc-endnotes> <html> </html> <body> </body>
    <head> <caption> <svg> <template> <frameset> < > & é e <![CDATA[ ]]> <? <!x <p\u0338>
    <noscript> <xmp> <plaintext> <button> <p_class=title> <div_title=header> <a_id=ftnt2>""".split()
).map(lambda piece: piece.replace("_", " "))
odd = st.sampled_from([" ", "\n", "\u0301", "\u0338", "\u2028", "\ufffe", "\x85"])
soup = st.lists(pieces | odd, max_size=40)


@given(parts=soup)
@example(parts=["<table>", "<i class=speaker>", "&shy;", "</i>", "é"])
@example(parts=["<i class=speaker>", "e", "</i>", "\u0301"])
@example(parts=["<table>", "<td>", "<table>", "<td>", "a", "</table>", "b"])
def test_any_html_is_refused_or_balanced(parts: list[str]) -> None:
    assert_refused_or_balanced(f"<p>{''.join(parts)}".encode(), ".html")


@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_or_balanced(data: bytes) -> None:
    assert_refused_or_balanced(b"<p>" + data, ".html")


@given(text=st.text(max_size=200))
def test_any_text_is_refused_or_balanced(text: str) -> None:
    assert_refused_or_balanced(f"<p>{text}".encode("utf-8", "surrogatepass"), ".html")


@given(cut=st.integers(0, 900), flip=st.integers(0, 900), byte=st.integers(0, 255))
def test_damaged_pages_are_refused_or_balanced(cut: int, flip: int, byte: int) -> None:
    data = bytearray(WORD.encode("cp1252"))
    data[-1 - flip] = byte
    assert_refused_or_balanced(bytes(data), ".html")
    assert_refused_or_balanced(bytes(data[: len(data) - cut]), ".html")
