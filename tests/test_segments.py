"""JSON of speech recognisers and meeting services: segments found, nothing else taken for talk."""

from __future__ import annotations

import json
from typing import Any

import pytest
from blocks import assert_refused_or_balanced, balanced, kept, refusal, skipped
from hypothesis import example, given
from hypothesis import strategies as st
from soundness import assert_sound, read

from stc_cli.readers import Source, read_source
from stc_cli.readers.segments import NO_SEGMENTS
from stc_cli.text.characters import normalised, one_line, visible

Spoken = tuple[str | None, str, float | None, float | None]


def source_of(value: object) -> Source:
    source = read_source(json.dumps(value, ensure_ascii=False).encode(), ".json")
    assert balanced(source) and source.format == "json"
    return source


def said(source: Source) -> list[Spoken]:
    return [(b.speaker, b.text, b.start, b.end) for b in source.blocks if b.text and not b.skip]


def words(text: str, start: float = 0.0, step: float = 0.5, **more: Any) -> list[dict[str, Any]]:
    return [
        {"word": f" {word}", "start": start + n * step, "end": start + (n + 1) * step, **more}
        for n, word in enumerate(text.split())
    ]


WHISPER = {
    "text": " Hei, du. Ja da, det går bra.",
    "segments": [
        {"id": 0, "seek": 0, "start": 0.0, "end": 2.0, "text": " Hei, du.", "tokens": [50364, 12],
         "temperature": 0.0, "avg_logprob": float("nan"), "words": words("Hei, du.")},
        {"id": 1, "seek": 0, "start": 2.0, "end": 5.25, "text": " Ja da, det går bra.",
         "tokens": [50364], "no_speech_prob": 1e-11, "words": words("Ja da, det går bra.", 2.0)},
    ],
    "language": "no",
}  # fmt: skip
WHISPERX = {
    "segments": [
        {"start": 0.1, "end": 2.0, "text": " Hei, du.", "speaker": "SPEAKER_00",
         "words": words("Hei, du.", speaker="SPEAKER_00")},
        {"start": 2.5, "end": 4.0, "text": " Ja.", "speaker": "SPEAKER_01",
         "words": [{"word": "Ja.", "speaker": "SPEAKER_01"}]},
    ],
    "word_segments": [*words("Hei, du."), {"word": "Ja."}],
}  # fmt: skip
ASSEMBLY = {
    "id": "5b-1", "language_code": "en_us", "audio_url": "https://example.org/a.mp3",
    "status": "completed", "text": "Hi there, you two. Yes, I am fine.", "confidence": 0.94,
    "words": [{"text": word, "start": n * 300, "end": n * 300 + 250, "speaker": "AB"[n > 3]}
              for n, word in enumerate("Hi there, you two. Yes, I am fine.".split())],
    "utterances": [
        {"speaker": "A", "start": 0, "end": 1150, "confidence": 0.9, "text": "Hi there, you two.",
         "words": [{"text": word, "start": n * 300} for n, word in
                   enumerate("Hi there, you two.".split())]},
        {"speaker": "B", "start": 1200, "end": 2350, "text": "Yes, I am fine.", "words": []},
    ],
    "summary": "They greet each other", "punctuate": True, "webhook": None,
}  # fmt: skip
REV = {
    "monologues": [
        {"speaker": 0, "elements": [
            {"type": "text", "value": "Hi", "ts": 0.2, "end_ts": 0.5, "confidence": 1.0},
            {"type": "punct", "value": ", "},
            {"type": "text", "value": "you", "ts": 0.6, "end_ts": 0.9, "confidence": 0.8},
            {"type": "punct", "value": "."}]},
        {"speaker": 1, "elements": [{"type": "text", "value": "Yes", "ts": 1.2, "end_ts": 1.5}]},
    ]
}  # fmt: skip
DEEPGRAM = {
    "metadata": {"request_id": "a-b", "duration": 9.2},
    "results": {"channels": [{"alternatives": [{
        "transcript": "Hello there, how are you? Fine, thanks for asking me.",
        "words": [{"word": "hello", "punctuated_word": "Hello", "start": 0.1, "end": 0.5,
                   "speaker": 0}],
        "paragraphs": {"transcript": "\nSpeaker 0: Hello there, how are you?\n\nSpeaker 1: Fine, "
                                     "thanks for asking me.",
                       "paragraphs": [
            {"speaker": 0, "start": 0.1, "end": 2.0, "sentences": [
                {"text": "Hello there,", "start": 0.1, "end": 0.9},
                {"text": "how are you?", "start": 1.0, "end": 2.0}]},
            {"speaker": 1, "sentences": [
                {"text": "Fine, thanks for asking me.", "start": 2.5, "end": 4.0}]}]}},
        {"transcript": "Yellow there"}]}]},
}  # fmt: skip
AMAZON = {
    "jobName": "job-1", "accountId": "12", "status": "COMPLETED",
    "results": {
        "transcripts": [{"transcript": "Hi there. Yes."}],
        "items": [
            {"id": n, "type": kind, "speaker_label": label, **times,
             "alternatives": [{"confidence": "0.9", "content": content}]}
            for n, (kind, content, label, times) in enumerate([
                ("pronunciation", "Hi", "spk_0", {"start_time": "0.1", "end_time": "0.3"}),
                ("pronunciation", "there", "spk_0", {"start_time": "0.3", "end_time": "0.6"}),
                ("punctuation", ".", "spk_0", {}),
                ("pronunciation", "Yes", "spk_1", {"start_time": "1.1", "end_time": "1.3"}),
                ("punctuation", ".", "spk_1", {}),
            ])
        ],
    },
}  # fmt: skip
AZURE = {
    "source": "https://example.org/a.wav",
    "combinedRecognizedPhrases": [{"channel": 0, "lexical": "hi there", "display": "Hi there."}],
    "recognizedPhrases": [
        {"recognitionStatus": "Success", "speaker": 1, "offset": "PT0.76S", "duration": "PT1.32S",
         "offsetInTicks": 7600000.0, "nBest": [
             {"confidence": 0.9, "lexical": "hi there", "itn": "hi there", "display": "Hi there."},
             {"confidence": 0.1, "display": "High there."}]},
    ],
}  # fmt: skip
KINDS = [
    pytest.param(WHISPER, [(None, "Hei, du.", 0.0, 2.0), (None, "Ja da, det går bra.", 2.0, 5.25)],
                 [], id="whisper"),
    pytest.param(WHISPERX, [("SPEAKER_00", "Hei, du.", 0.1, 2.0), ("SPEAKER_01", "Ja.", 2.5, 4.0)],
                 [], id="whisperx"),
    pytest.param({"text": "Hei."}, [(None, "Hei.", None, None)], [], id="openai"),
    pytest.param(
        {"systeminfo": "AVX = 1", "result": {"language": "no"}, "transcription": [
            {"timestamps": {"from": "00:00:00,000", "to": "00:00:03,500"},
             "offsets": {"from": 0, "to": 3500}, "text": " Hei, alle sammen."}]},
        [(None, "Hei, alle sammen.", 0.0, 3.5)], [('field "systeminfo"', "AVX = 1")],
        id="whisper-cpp"),
    pytest.param(
        {"text": " Hei, du. Ja.", "chunks": [{"timestamp": [0.0, 2.0], "text": " Hei, du."},
                                            {"timestamp": [2.0, None], "text": " Ja."}]},
        [(None, "Hei, du.", 0.0, 2.0), (None, "Ja.", 2.0, None)], [], id="hugging-face"),
    pytest.param(ASSEMBLY, [("A", "Hi there, you two.", 0.0, 1.15),
                            ("B", "Yes, I am fine.", 1.2, 2.35)],
                 [('field "summary"', "They greet each other")], id="assemblyai-milliseconds"),
    pytest.param(REV, [("0", "Hi, you.", 0.2, 0.9), ("1", "Yes", 1.2, 1.5)], [], id="rev"),
    pytest.param(DEEPGRAM, [("0", "Hello there, how are you?", 0.1, 2.0),
                            ("1", "Fine, thanks for asking me.", 2.5, 4.0)],
                 [('field "transcript"', "Hello there, how are you? Fine, thanks for asking me. "
                   "Yellow there"),
                  ('field "transcript"', "Speaker 0: Hello there, how are you? Speaker 1: Fine, "
                   "thanks for asking me.")], id="deepgram"),
    pytest.param(AMAZON, [("spk_0", "Hi", 0.1, 0.3), ("spk_0", "there.", 0.3, 0.6),
                          ("spk_1", "Yes.", 1.1, 1.3)], [], id="amazon-words"),
    pytest.param(AZURE, [("1", "Hi there.", 0.76, 2.08)], [('field "display"', "High there.")],
                 id="azure"),
    pytest.param(
        {"entries": [{"id": "x/1", "text": "Hei, alle.", "speakerDisplayName": "Kari Nord",
                      "startOffset": "00:00:03.1234567", "endOffset": "00:00:05.0000000",
                      "spokenLanguageTag": "nb-no"}]},
        [("Kari Nord", "Hei, alle.", 3.1234567, 5.0)], [], id="teams"),
    pytest.param(
        {"results": [{"alternatives": [{"transcript": "hi there", "words": [
            {"startTime": "1.200s", "endTime": "1.400s", "word": "hi"},
            {"startTime": "1.400s", "endTime": "1.600s", "word": "there"}]}]}]},
        [(None, "hi there", 1.2, 1.6)], [], id="google"),
    pytest.param(
        [{"who": "Kari", "from": "00:00:12.500", "to": "00:00:14.000", "utterance": "Ja.",
          "note": "ler litt"},
         {"who": "Ola", "from": "00:00:15.500", "utterance": "Nei.", "note": "sukker"}],
        [("Kari", "Ja.", 12.5, 14.0), ("Ola", "Nei.", 15.5, None)],
        [('field "note"', "ler litt sukker")], id="bare-list"),
    pytest.param(
        {"messages": [{"role": "user", "content": "Hei."}, {"role": "bot", "content": "Ja."}]},
        [("user", "Hei.", None, None), ("bot", "Ja.", None, None)], [], id="messages"),
    pytest.param(
        {"items": [{"speaker": {"id": 7, "name": "Kari"}, "offset": 1.5, "duration": 2,
                    "message": "Ja."}]},
        [("Kari", "Ja.", 1.5, 3.5)], [], id="speaker-is-an-object"),
    pytest.param(
        {"Del 1": [{"speaker": 0, "text": "Ja."}], "Del 2": [{"speaker": 1, "text": "Nei."}]},
        [("0", "Ja.", None, None), ("1", "Nei.", None, None)], [], id="two-lists-of-one-kind"),
    pytest.param(
        {"utterances": [{"text": "P1: Ja.\nP2: Nei.", "start": 1}]},
        [(None, "P1: Ja.", 1.0, None), (None, "P2: Nei.", 1.0, None)], [],
        id="lines-where-nobody-is-named"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected", "beside"), KINDS)
def test_what_each_service_writes(
    value: object, expected: list[Spoken], beside: list[tuple[str, str]]
) -> None:
    source = source_of(value)
    assert said(source) == expected
    assert skipped(source) == beside
    assert all(b.certain == (b.speaker is not None) for b in source.blocks)


@pytest.mark.parametrize(("value", "expected", "beside"), KINDS)
def test_chars_in_are_those_of_all_strings_numbers_and_names(
    value: object, expected: object, beside: object
) -> None:
    """Counted by a walk of its own."""
    strings = json.loads(json.dumps(value), parse_float=str, parse_int=str, parse_constant=str)
    stack, count = [strings], 0
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            stack += item
        elif isinstance(item, str):
            count += len("".join(item.split()))
    assert source_of(value).chars_in == count


def test_segments_of_one_speaker_are_joined_where_there_are_times() -> None:
    cues = [("A", "Ja,"), ("A", "det er rart."), ("B", "Nei.")]
    timed = [{"speaker": s, "text": t, "start": n} for n, (s, t) in enumerate(cues)]
    made = read(json.dumps(timed).encode(), ".json")
    assert_sound(made)
    assert [(t.speaker, t.text) for t in made.turns] == [("A", "Ja, det er rart."), ("B", "Nei.")]
    untimed = [{"speaker": s, "text": t} for s, t in cues]
    made = read(json.dumps(untimed).encode(), ".json")
    assert [(t.speaker, t.text) for t in made.turns] == cues


def test_pauses_part_turns_where_nobody_speaks() -> None:
    made = read(json.dumps(WHISPER).encode(), ".json")
    assert [(t.speaker, t.text, t.start, t.end) for t in made.turns] == [
        ("", "Hei, du. Ja da, det går bra.", 0.0, 5.25)
    ]
    later = [{"start": 0, "end": 2, "text": "Hei, du."}, {"start": 9, "end": 11, "text": "Ja da."}]
    made = read(json.dumps(later).encode(), ".json")
    assert [t.text for t in made.turns] == ["Hei, du.", "Ja da."]


def test_a_label_inside_the_text() -> None:
    value = {"segments": [{"start": 0, "end": 2, "text": " [Guest 2]: Welcome."},
                          {"start": 2, "end": 4, "text": " [SPEAKER_00]: Thanks."}]}  # fmt: skip
    made = read(json.dumps(value).encode(), ".json")
    assert [(t.speaker, t.text) for t in made.turns] == [
        ("Guest 2", "Welcome."),
        ("SPEAKER_00", "Thanks."),
    ]


def test_json_lines_and_encodings() -> None:
    lines = '{"speaker": "A", "text": "Blåbær."}\n\n{"speaker": "B", "text": "Nei."}\n'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert kept(read_source(lines.encode(encoding), ".json")) == ["Blåbær.", "Nei."]


def test_line_separators_and_accents_inside_strings() -> None:
    """U+2028 may stand in a string as it is; an accent after `\\n` is no part of that n."""
    data = '[{"speaker": "A", "text": "Ja,\u2028og"}, {"speaker": "B", "text": "b\\n\u0301 c"}]'
    assert kept(read_source(data.encode(), ".json")) == ["Ja, og", "b \u0301 c"]


def test_odd_characters() -> None:
    source = read_source(rb'{"text": "e\u0301 \ud83d\ude00 a\u200b\u0000b \ud83d"}', ".json")
    assert kept(source) == ["é 😀 ab \ufffd"]
    assert (source.unseen, source.chars_in) == (2, len("texté😀ab\ufffd"))


def test_numbers_stay_as_they_are_written() -> None:
    data = b'{"id": %s, "start": 1.50, "speaker": 70e-1, "text": "a"}' % (b"9" * 5000)
    source = read_source(data, ".json")
    assert said(source) == [("70e-1", "a", 1.5, None)]
    assert source.chars_in == 5000 + len("idstartspeakertext1.5070e-1a")


DEEP = "is nested too deeply for a transcript"
REFUSED = [
    pytest.param(b'"hei"', NO_SEGMENTS, id="a-string"),
    pytest.param(b"[]", NO_SEGMENTS, id="empty-list"),
    pytest.param(b"{}", NO_SEGMENTS, id="empty-object"),
    pytest.param(b"NaN", NO_SEGMENTS, id="a-number"),
    pytest.param(b'{"text": " ", "segments": [{"text": ""}]}', NO_SEGMENTS, id="empty-texts"),
    pytest.param(b'{"name": "stc", "version": "1"}', NO_SEGMENTS, id="another-file"),
    pytest.param(b'["Kari: hei"]', NO_SEGMENTS, id="strings"),
    pytest.param(b"[" * 100_000, DEEP, id="deep-lists"),
    pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, DEEP, id="deep-objects"),
    pytest.param(
        b'{"text": "a",\n "text": "b"}', 'has the field "text" twice in one object', id="twice"),
    pytest.param(
        b'{"%s\\ud800": 1, "%s\\ud800": 2}' % (b"n" * 99, b"n" * 99),
        f'has the field "{"n" * 30}" twice in one object', id="twice-a-long-name"),
    pytest.param(b'[{"text": "a"},', "is not JSON (line 1, character 16): export it anew, or save "
                 "its text as .txt", id="cut-short"),
    pytest.param(b'{"text": "a"}\n{"text": }\n', "is not JSON (line 2, character 10): export it "
                 "anew, or save its text as .txt", id="a-bad-line"),
    pytest.param(b"Kari: hei", "is not JSON (line 1, character 1): export it anew, or save its "
                 "text as .txt", id="text"),
    pytest.param(b"[" + b"1," * 4_000_001 + b"1]",
                 "holds more values than any transcript does: split it", id="too-many"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "clause"), REFUSED)
def test_refusals(data: bytes, clause: str) -> None:
    assert refusal(data, ".json") == clause


def test_nine_hundred_levels_are_read() -> None:
    data = b'{"segments": [' * 450 + b'{"text": "deep"}' + b"]}" * 450
    assert kept(read_source(data, ".json")) == ["deep"]


def test_what_says_something_else_is_not_taken_for_the_text_again() -> None:
    whole = "Ja, det er rart. Nei, ikke det. Kanskje."
    value = {"text": whole, "segments": [{"start": 0, "text": "Ja, det er rart."},
                                         {"start": 1, "text": "Nei, ikke det."}]}  # fmt: skip
    assert skipped(source_of(value)) == [('field "text"', whole)]


name = st.sampled_from(
    "text content transcript speaker who name start end from to duration timestamp words word "
    "segments utterances results alternatives elements value type id language note k".split()
)
scalar = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**25), 10**25), st.floats(),
    st.sampled_from(["Kari", "Ja.", "Ja. Nei.", "0:05", "00:00:01.5", "12.5", "PT1S", " ", "\n",
                     "P1: a\nP2: b", "http://a.b", "e\u0301", "\u0301", "\ud83d", "."]),
    st.text(max_size=8),
)  # fmt: skip
anything = st.recursive(
    scalar,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(name | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=30,
)


@given(value=anything)
@example(
    value={"speaker": "A", "results": [{"text": "a", "speaker": "B", "results": {"text": "b"}}]}
)
@example(value=[{"name": "a", "elements": [{"value": "e"}, {"value": "\u0301"}]}])
@example(value={"text": {"name": "a"}, "name": "text", "speaker": {"name": "x"}, "content": "x"})
def test_any_value_is_refused_or_balanced(value: object) -> None:
    assert_refused_or_balanced(json.dumps(value).encode(), ".json")


@given(data=st.binary(max_size=200) | st.text(st.sampled_from('{}[],:"ab1 \\nu'), max_size=60)
       .map(str.encode))  # fmt: skip
def test_any_bytes_are_refused_or_balanced(data: bytes) -> None:
    assert_refused_or_balanced(data, ".json")


written = st.text(st.sampled_from('abæé "\\\n:,{}\u0301😀'), max_size=20).map(
    lambda text: normalised(f"og {text}.")
)
talk = st.lists(
    st.tuples(st.sampled_from(["Kari", "P1", "0", "Åse-Marie O'Brien"]), written), min_size=1
)
SHAPES = [
    pytest.param("segments", "speaker", "start", "text", id="segments"),
    pytest.param("monologues", "speakerId", "startTime", "content", id="camels"),
    pytest.param("entries", "speaker_label", "begin", "utterance", id="underscores"),
    pytest.param("", "name", "offset", "message", id="bare"),
]


@pytest.mark.parametrize(("around", "who", "when", "what"), SHAPES)
@given(talk=talk, ascii_only=st.booleans())
def test_segments_give_the_talk_that_was_written(
    around: str, who: str, when: str, what: str, talk: list[tuple[str, str]], ascii_only: bool
) -> None:
    rows = [{who: speaker, when: n * 2.5, what: text} for n, (speaker, text) in enumerate(talk)]
    value = {around: rows} if around else rows
    source = read_source(json.dumps(value, ensure_ascii=ascii_only).encode(), ".json")
    assert [(b.speaker, b.text) for b in source.blocks if b.text] == [
        (speaker, one_line(text)) for speaker, text in talk
    ]
    fields = visible(around) + len(talk) * visible(who + when + what)
    times = sum(len(str(n * 2.5)) for n in range(len(talk)))
    assert source.chars_in == fields + times + sum(visible(s + t) for s, t in talk)
