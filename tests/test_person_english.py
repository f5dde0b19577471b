"""English from the first person to the third, and from "we" to "I": shifted safely, or left."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import load_language
from stc_cli.text.kinds import fault
from stc_cli.text.locks import locked
from stc_cli.text.operations import Draft, replay
from stc_cli.text.person import is_shiftable, shift, shift_to_singular

ENGLISH = load_language("en")

SHIFTED = [
    # Pronouns and possessives.
    ("We had to learn.", "They had to learn."),
    ("He helped us.", "He helped them."),
    ("It was hard for me.", "It was hard for them."),
    ("I'm afraid of my boss.", "They're afraid of their boss."),
    ("We were all week without a cook.", "They were all week without a cook."),
    ("I want to be a bit braver.", "They want to be a bit braver."),
    ("My boss said no.", "Their boss said no."),
    ("In our ward it was quiet.", "In their ward it was quiet."),
    ("The room was ours.", "The room was theirs."),
    ("The choice was mine.", "The choice was theirs."),
    ("Mine was worse.", "Theirs was worse."),
    ("A friend of mine helped me.", "A friend of theirs helped them."),
    ("My own doctor asked about my job.", "Their own doctor asked about their job."),
    ("It is my life and my choice.", "It is their life and their choice."),
    # Contractions, with both apostrophes.
    ("I'm tired.", "They're tired."),
    ("I’m not sure.", "They’re not sure."),
    ("We've tried our best.", "They've tried their best."),
    ("We’ll manage.", "They’ll manage."),
    ("I'd better go.", "They'd better go."),
    ("I'd've stayed if we'd known.", "They'd've stayed if they'd known."),
    ("I don't know.", "They don't know."),
    ("I can’t sleep.", "They can’t sleep."),
    ("I wasn't ready.", "They weren't ready."),
    ("I wasn’t ready.", "They weren’t ready."),
    ("I ain't going.", "They ain't going."),
    # The verb after its subject; tense and modals are kept.
    ("I was new.", "They were new."),
    ("I am afraid now.", "They are afraid now."),
    ("I just was there.", "They just were there."),
    ("I never really was well.", "They never really were well."),
    ("I myself was late.", "They themselves were late."),
    ("I could have been hurt.", "They could have been hurt."),
    ("I should've asked.", "They should've asked."),
    ("If I were younger I would stay.", "If they were younger they would stay."),
    ("I wish I was younger.", "They wish they were younger."),
    ("Had I known, I would have left.", "Had they known, they would have left."),
    ("I had been ill before I came.", "They had been ill before they came."),
    ("I'm going to keep my job.", "They're going to keep their job."),
    # … after it, with others between, and inverted.
    ("So was I.", "So were they."),
    ("Neither am I.", "Neither are they."),
    ("Only then was I safe.", "Only then were they safe."),
    ("Rarely was I so tired.", "Rarely were they so tired."),
    ("I, who was shy, spoke up.", "They, who were shy, spoke up."),
    ("For me, who was ill, it was hard.", "For them, who were ill, it was hard."),
    ("I, honestly, was afraid.", "They, honestly, were afraid."),
    # Coordinated verbs.
    ("I was ill and was sent home.", "They were ill and were sent home."),
    ("I called the doctor and was told to wait.", "They called the doctor and were told to wait."),
    ("I was and still am afraid.", "They were and still are afraid."),
    ("I was ill but was not sent home.", "They were ill but were not sent home."),
    ("I think I was ill and was tired.", "They think they were ill and were tired."),
    # Other subjects keep their verb.
    ("The job I had was hard.", "The job they had was hard."),
    ("What I wanted was rest.", "What they wanted was rest."),
    ("Where I was was cold.", "Where they were was cold."),
    ("My job was hard and was badly paid.", "Their job was hard and was badly paid."),
    ("I left because the room was cold.", "They left because the room was cold."),
    ("She left and I stayed.", "She left and they stayed."),
    ("It's late and I must go.", "It's late and they must go."),
    ("It was cold and I was alone.", "It was cold and they were alone."),
    ("When my mother was ill I was there.", "When their mother was ill they were there."),
    ("At 8 am I start and I'm done at three.", "At 8 am they start and they're done at three."),
    ("At eight am I get up.", "At eight am they get up."),
    # Questions to oneself.
    ("Am I safe?", "Are they safe?"),
    ("Why was I so tired?", "Why were they so tired?"),
    ("What should I have done?", "What should they have done?"),
    ("Why didn't I ask?", "Why didn't they ask?"),
    # Reflexives.
    ("I asked myself why.", "They asked themselves why."),
    ("We see ourselves as strong.", "They see themselves as strong."),
    ("I did it by myself.", "They did it by themselves."),
    ("I took it with me.", "They took it with them."),
    ("I asked him to help me.", "They asked him to help them."),
    # Indirect speech, where "I" can only be the one who tells it.
    ("She said that I was late.", "She said that they were late."),
    ("My doctor says that I'm better.", "Their doctor says that they're better."),
    ("She asked me if I was in pain.", "She asked them if they were in pain."),
    ("He asked why I was there.", "He asked why they were there."),
    ("She asked me to bring my own lunch.", "She asked them to bring their own lunch."),
    ("I was told I had cancer.", "They were told they had cancer."),
    ("I thought I was dying.", "They thought they were dying."),
    ("I told my boss I was ill.", "They told their boss they were ill."),
    ("I was late, I said.", "They were late, they said."),
    ("I remember what she said when I left.", "They remember what she said when they left."),
    ("It was like I was drowning.", "It was like they were drowning."),
    ("When she goes to work I sleep.", "When she goes to work they sleep."),
    # Hedges and counts of things stay.
    ("I think we should stay.", "They think they should stay."),
    ("I guess I was a bit tired.", "They guess they were a bit tired."),
    ("We did it all.", "They did it all."),
    ("All I know is that I tried.", "All they know is that they tried."),
    ("One of my jobs was hard.", "One of their jobs was hard."),
    # Others who cannot be meant by "they".
    ("The nurses always helped me.", "The nurses always helped them."),
    ("Our patients trust us.", "Their patients trust them."),
    ("We meet patients when we can.", "They meet patients when they can."),
    ("I called my boss and I went home.", "They called their boss and they went home."),
    # Words that look like a first person.
    ("My ME is worse.", "Their ME is worse."),
    ("We moved to the US.", "They moved to the US."),
    ("I was in World War II.", "They were in World War II."),
    ("The part I liked was the walk.", "The part they liked was the walk."),
    ("The so-called “drop-in” helped me.", "The so-called “drop-in” helped them."),
    # Capitals and event marks.
    ("[laughs] I was ill. I went home.", "[laughs] They were ill. They went home."),
    ("Well... I was afraid.", "Well... they were afraid."),
    ("i was tired and i'm better.", "they were tired and they're better."),
    ("It rained – We stayed.", "It rained – They stayed."),
    ("WE were afraid.", "THEY were afraid."),
]
UNCHANGED = [
    "Peers teach peers.",
    "He hurt himself.",
    "They told her.",
    "The nurses were tired.",
    "You never know.",
    "You have to be patient.",
    "When you work nights you get tired.",
    "Your job is your life when you work there.",
    "When one is ill, one needs help.",
    "Help is hard to get.",
    "Bring money, i.e. cash.",
    "The US is far away.",
]
LEFT = {
    "speaks to someone": [
        "You know we tried.",
        "I told you so.",
        "Yous told me to wait.",
        "I used my own money, didn't I, for the taxi.",
        "That's the way I am, I'm afraid.",
        "I'm afraid it is my fault.",
        "We've got your letter.",
        "As you said, it is hard.",
        "You can sit there.",
        "When you were young it was easy.",
        "If you want to help, you have to listen.",
        "Thank you.",
        "Let's go.",
        "Let us begin.",
        "Please wait.",
        "I think you get used to it.",
        "As I said, it was hard.",
        "We might have, I mean, tried.",
        "Listen, I was tired.",
        "Where was I?",
    ],
    "asks somebody": [
        "What did we do?",
        "Can I come in?",
        "Could I have some water?",
        "May I go on.",
        "I'm late, aren't I?",
        "I was right, wasn't it?",
        "Is it hard?",
        "We should stay, right?",
    ],
    "tells somebody to do something": [
        "Give me a break.",
        "Tell me what I should do.",
        "Ask for help early.",
        "Don't wait.",
        "I cannot do this alone, believe me.",
    ],
    "speaks of others too": [
        "They told us.",
        "I told them.",
        "We washed their hands.",
        "People think I'm lazy.",
        "The nurses said that we were late.",
        "When patients come we help.",
        "The nurses helped me with my work.",
        "We help patients with our hands.",
        "The team decided that we should stay.",
        "Everyone in our group was ill.",
    ],
    "may be somebody else's words": [
        "She goes to me, we're full.",
        "She said I was late.",
        "She goes, I'm fine.",
        "My boss goes we can't do that.",
        "He said, I am done.",
        "She said: I was late.",
        "She told me I was ill.",
        "I'm fine, she said.",
        "I'm fine, said my mother.",
        "He asked, why am I here.",
        "She asked how was I.",
        "She was like, I can't do this.",
        "I was like no I can't.",
        "I wondered, am I safe.",
        "She said in the car, I'm tired.",
        "She kept saying I was fine.",
        'I said "no".',
    ],
    "holds direct speech": [
        "“I am ill,” she said.",
        'Then came "I quit".',
        "I read “I, Daniel Blake” twice.",
        "She called it 'my illness' and I cried.",
        '"I was ill.',
    ],
    "names somebody beside the speaker": [
        "Anna and I went.",
        "Last year Anna and I went.",
        "A friend and I went.",
        "He and I talked.",
        "My sister's cousin and I went.",
        "My mother, my sister, and I went home.",
        "Neither my wife nor I slept.",
        "I think my sister and I were late.",
        "Me and my wife were tired.",
        "I and my wife were tired.",
        "It was hard for my wife and me.",
        "It helped me and my sister.",
    ],
    "counts people": [
        "All of us were tired.",
        "Most of us left.",
        "Half of us left.",
        "Some of us cried.",
        "Three of us were ill.",
        "None of us knew.",
        "The rest of us stayed.",
        "It was about the two of us.",
        "We all cried.",
        "We were all tired.",
        "We've both tried.",
        "We each have a key.",
        "We were about ten.",
    ],
    "may name a group": [
        "Us managers decide.",
        "We nurses are tired.",
        "We older women need time.",
        "We who work nights are tired.",
    ],
    "says what one person is": [
        "I am a nurse.",
        "I'm the only one.",
        "I can't be the only one.",
        "I can't be a burden.",
        "I'd hate to be the one to tell my boss.",
        "I want to be a good mother.",
        "I'm her husband.",
        "I was my mother's carer.",
        "I've been a patient for years.",
        "I became a mother.",
        "I work as a nurse.",
        "As a nurse I am busy.",
        "I'm Norwegian.",
        "I'm 45 years old.",
        "My name is Kari.",
        "It was just me.",
        "It was I who was late.",
        "I, for one, was late.",
    ],
    "sets one person apart": [
        "Everyone but me knew.",
        "Only I knew.",
        "Including me, it was hard.",
    ],
    "has a word that may be no pronoun": [
        "I have bipolar I.",
        "I have type I diabetes.",
        "World War I was long.",
        "Chapter I was long.",
        "I/O was hard.",
        "The me of that time was scared.",
        "The old us was better.",
        "He worked in a mine.",
        "I need some me time.",
    ],
    "has a verb whose subject is unclear": [
        "Was I wrong.",
        "I thought the nurse was rude and was angry.",
        "The doctor saw that I was ill and was kind.",
        "I had a job that was hard and was badly paid.",
        "I at that time was ill.",
        "I worked and in the end was sent home.",
        "I got ill, was sent home and slept.",
        "I (the patient) was ill.",
    ],
    "leaves its subject out": ["Am tired today.", "Was ill for a year."],
    "has an object for its subject": ["Me, I was late.", "Me too."],
    "has a reflexive without its subject": [
        "Being by myself is hard.",
        "It made us proud of ourselves.",
    ],
    "has an object that is its subject": ["We bought us a car.", "I was proud of us."],
    "exclaims": ["Oh my god, I cried.", "My God, I cried.", "Good Lord, oh my Lord, I cried."],
    "has a verb form that is not the standard's": [
        "I goes there on Fridays.",
        "I always thinks it's a shame.",
        "We was left waiting.",
    ],
    "has a spelling that is not known": ["Im tired.", "Mine's worse.", "I WAS ILL."],
    "has a first person in a transcriber's brackets": ["It was [my hospital] then."],
}

SINGULAR = [
    ("We had to learn.", "I had to learn."),
    ("Then we left.", "Then I left."),
    ("They told us to wait.", "They told me to wait."),
    ("Our boss said no.", "My boss said no."),
    ("The room was ours.", "The room was mine."),
    ("We asked ourselves why.", "I asked myself why."),
    ("We are afraid.", "I am afraid."),
    ("We're tired.", "I'm tired."),
    ("We’re not sure.", "I’m not sure."),
    ("We were late.", "I was late."),
    ("We weren't ready.", "I wasn't ready."),
    ("We aren't safe there.", "I am not safe there."),
    ("We've tried, and it helped us.", "I've tried, and it helped me."),
    ("We'd like to stay.", "I'd like to stay."),
    ("We still are afraid.", "I still am afraid."),
    ("We never really were safe.", "I never really was safe."),
    ("We were ill and were sent home.", "I was ill and was sent home."),
    ("So were we.", "So was I."),
    ("What we need is time.", "What I need is time."),
    ("The rooms we had were cold.", "The rooms I had were cold."),
    ("We washed our hands.", "I washed my hands."),
    ("We were a bit tired.", "I was a bit tired."),
    ("She said that we were late.", "She said that I was late."),
    ("I think we should stay.", "I think I should stay."),
    ("You know we tried.", "You know I tried."),
    ("I was tired.", "I was tired."),
    ("They are here.", "They are here."),
]
SINGULAR_LEFT = {
    "counts people": ["All of us were tired.", "We were both tired.", "Two of us left."],
    "speaks of what several people do or are": [
        "We helped each other.",
        "We did it together.",
        "We met in the hall.",
        "We are nurses.",
        "We are a team.",
        "We became friends.",
        "It changed our lives.",
    ],
    "names somebody beside the speaker": ["My sister and I moved, and we liked it."],
    "may name a group": ["We nurses decide."],
    "may be somebody else's words": ["She said we were late."],
    "asks somebody": ["Are we safe?"],
    "speaks to someone": ["Let us begin.", "As we said, it was hard."],
    "tells somebody to do something": ["Tell us."],
}
OF_OURSELVES = re.compile(
    r"(?<!\w)(?:i|we|me|us|my|our|mine|ours|myself|ourselves)(?!\w)", re.IGNORECASE
)


def _by_reason(cases: dict[str, list[str]]) -> list[object]:
    return [pytest.param(r, said, id=said) for r, texts in cases.items() for said in texts]


@pytest.mark.parametrize(("said", "told"), [pytest.param(*pair, id=pair[0]) for pair in SHIFTED])
def test_the_first_person_becomes_the_third(said: str, told: str) -> None:
    draft = Draft("s", 0, said)
    assert shift(draft, ENGLISH) == ""
    assert draft.text == told
    assert replay(draft.operations, {"s": said}.get) == told
    assert fault(draft.operations, ENGLISH) == ""


@pytest.mark.parametrize("said", UNCHANGED)
def test_a_sentence_without_a_first_person_is_as_it_was(said: str) -> None:
    draft = Draft("s", 0, said)
    assert shift(draft, ENGLISH) == ""
    assert len(draft.operations) == 1


@pytest.mark.parametrize(("reason", "said"), _by_reason(LEFT))
def test_what_can_be_read_two_ways_is_left(reason: str, said: str) -> None:
    draft = Draft("s", 0, said)
    assert shift(draft, ENGLISH) == reason
    assert draft.text == said
    assert not is_shiftable(said, ENGLISH)


@pytest.mark.parametrize(("said", "told"), [pytest.param(*pair, id=pair[0]) for pair in SINGULAR])
def test_we_becomes_i(said: str, told: str) -> None:
    draft = Draft("s", 0, said)
    assert shift_to_singular(draft, ENGLISH) == ""
    assert draft.text == told
    assert replay(draft.operations, {"s": said}.get) == told
    assert fault(draft.operations, ENGLISH) == ""


@pytest.mark.parametrize(("reason", "said"), _by_reason(SINGULAR_LEFT))
def test_what_one_person_cannot_have_said_is_left(reason: str, said: str) -> None:
    draft = Draft("s", 0, said)
    assert shift_to_singular(draft, ENGLISH) == reason
    assert draft.text == said


# Sentences built from parts: a beginning, a subject with its verb, what follows, another clause.
BEGINNINGS = ["", "Then ", "When it rained, ", "Maybe ", "If it rains "]
SUBJECTS = [
    "I was",
    "I am",
    "I'm",
    "I’m",
    "we were",
    "we're",
    "I never was",
    "I wasn't",
    "my job was",
]
SUBJECTS += [
    "she was",
    "the ward was",
    "it was",
    "they were",
    "our boss was",
    "I still am",
    "you are",
]
FOLLOWING = [
    " tired",
    " not ready",
    " a bit late",
    " there with us",
    " hurt by my boss",
    " a nurse",
]
FOLLOWING += [" proud of our work", " quiet", " told to wait", " with “them”", " sure about me"]
CLAUSES = ["", " and was sent home", ", and I left", " because my back hurt", ", she said"]
CLAUSES += [" but could not say it", " and it helped us", " when the nurses came", ", maybe"]
SENTENCES = st.builds(
    lambda parts, mark: _capital("".join(parts)) + mark,
    st.tuples(*map(st.sampled_from, (BEGINNINGS, SUBJECTS, FOLLOWING, CLAUSES))),
    st.sampled_from([".", "!", "?", ""]),
)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=2).map(" ".join)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@given(TEXTS)
def test_whatever_is_shifted_speaks_of_others_and_is_else_the_same(said: str) -> None:
    draft = Draft("s", 0, said)
    if shift(draft, ENGLISH):
        assert draft.text == said
        return
    assert not OF_OURSELVES.search(re.sub("“[^”]*”", "", draft.text))
    assert fault(draft.operations, ENGLISH) == ""
    # Putting back what each edit took gives the sentence as it was said, character by character.
    before = draft.text
    for operation in reversed(draft.operations[1:]):
        end = operation.at + len(operation.now)
        assert before[operation.at : end] == operation.now
        before = before[: operation.at] + operation.was + before[end:]
    assert before == said


@given(TEXTS)
def test_a_shift_keeps_every_locked_word(said: str) -> None:
    draft = Draft("s", 0, said)
    shift(draft, ENGLISH)
    assert locked(draft.text, ENGLISH) == locked(said, ENGLISH)


@given(TEXTS)
def test_a_sentence_in_the_third_person_stays_in_it(said: str) -> None:
    draft = Draft("s", 0, said)
    if not shift(draft, ENGLISH) and "?" not in draft.text:
        again = Draft("s", 0, draft.text)
        assert shift(again, ENGLISH) == ""
        assert again.text == draft.text


@given(TEXTS)
def test_what_becomes_i_has_no_we(said: str) -> None:
    draft = Draft("s", 0, said)
    if not shift_to_singular(draft, ENGLISH):
        assert not re.search(r"(?i)\b(?:we|us|our|ours|ourselves)\b", draft.text)
        assert fault(draft.operations, ENGLISH) == ""


@given(st.text(alphabet="I'’ wemuscy.,?“”\"-ad", max_size=60))
def test_any_text_is_shifted_or_left(said: str) -> None:
    draft = Draft("s", 0, said)
    assert shift(draft, ENGLISH) or fault(draft.operations, ENGLISH) == ""
    shift_to_singular(Draft("s", 0, said), ENGLISH)
