"""Stretches of talk: what one person says until someone else really takes over.

Listening sounds of others do not cut a stretch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from stc_cli.config import Segment
from stc_cli.languages import Language
from stc_cli.records import Turn
from stc_cli.text.characters import WORD, spoken, word_count

_AFTER_MARK = " \n\"'”’»)"


class Stretch(NamedTuple):
    """One person's talk until someone else really takes over, and the question it answers."""

    turns: tuple[Turn, ...]
    question: str


def stretches(turns: Sequence[Turn], *, config: Segment, language: Language) -> Iterator[Stretch]:
    """Divide turns into stretches of talk, in order.

    A turn is listening, and belongs to no stretch, when it is short, consists of back-channels
    alone and the one who was talking goes on after it, unless they had just asked something.
    """
    listening = [
        _is_backchannel(turn.text, config.backchannel_words, language.backchannels)
        for turn in turns
    ]
    current: list[Turn] = []
    heard: list[bool] = []  # whether each of the current turns is a listening sound
    question = ""
    for index, turn in enumerate(turns):
        if current and turn.speaker != current[0].speaker:
            asked = spoken(current[-1].text).rstrip(_AFTER_MARK).endswith("?")
            if listening[index] and not asked and _goes_on(turns, listening, index, current[0]):
                continue
            yield Stretch(tuple(current), "" if current[0].role == "moderator" else question)
            if current[0].role == "moderator" and not (question and all(heard)):
                question = _question(current)
            current, heard = [], []
        current.append(turn)
        heard.append(listening[index])
    if current:
        yield Stretch(tuple(current), "" if current[0].role == "moderator" else question)


def _goes_on(turns: Sequence[Turn], listening: Sequence[bool], index: int, speaker: Turn) -> bool:
    for turn, listens in zip(turns[index:], listening[index:], strict=True):
        if turn.speaker == speaker.speaker:
            return True
        if not listens:
            return False
    return False


def _question(turns: Sequence[Turn]) -> str:
    """The moderator's last turn with a question mark in this stretch, else their last turn.

    A stretch of mere listening ("mhm", then someone else talks) is no question.
    """
    asking = [turn for turn in turns if "?" in turn.text]
    return (asking or turns)[-1].turn_id


def _is_backchannel(text: str, max_words: int, backchannels: frozenset[str]) -> bool:
    if len(text) > 80:
        return False
    said = spoken(text).lower()
    if word_count(said) > max_words:
        return False
    rest = _backchannel_pattern(backchannels).sub(" ", said)
    return WORD.search(rest) is None


@cache
def _backchannel_pattern(backchannels: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(backchannels, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")
