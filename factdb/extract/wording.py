"""Writes a proposed claim in words of its own, and says how sure a proposal is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factdb.domain import quotation_marks
from factdb.extract.proposal import Mark
from factdb.extract.verbs import Manner

if TYPE_CHECKING:
    from factdb.extract.drafts import Draft
    from factdb.extract.tokens import Words

_OPENING = re.compile(r"^(?:But|And|So|Yet|that)\s+")
_MARKS = str.maketrans("", "", "".join(mark for mark in quotation_marks.DOUBLE_MARKS))
_SURENESS = {
    "speaker, verb, quotation": 0.95,
    "what was said, speaker": 0.95,
    "split quotation": 0.95,
    "according to": 0.85,
    "speaker, verb, clause": 0.8,
    "and he added": 0.7,
    "speaker within a clause": 0.85,
    "speaker's label": 0.9,
    "signed": 0.9,
    "colon": 0.85,
    "quotation, speaker": 0.75,
    "carried over": 0.75,
    "within a sentence": 0.5,
    "the article's own words": 0.6,
}
_DOUBTS = {Mark.UNCLOSED: 0.8, Mark.UNOPENED: 0.8, Mark.WRONG_MARK: 0.9, Mark.CARRIED_OVER: 0.95}


def claim(words: Words, draft: Draft) -> str:
    """Return what is claimed as a sentence: without marks; with the speaker where only a verb makes it one."""
    pieces = [draft.span] if draft.is_narration else draft.parts
    text = " ".join(" ".join(words.said(*piece).translate(_MARKS).replace("''", "").split()) for piece in pieces)
    text = _OPENING.sub("", text).strip(" ,;:")
    cue = draft.statement.report.cue if draft.statement else None
    starts_low = text[:3] == "to " or (cue is not None and cue.manners <= {Manner.JUDGE, Manner.INTEND})
    if cue is not None and starts_low and not draft.is_narration:
        who = (draft.meant.name if draft.meant else None) or _mention(words, draft)
        text = f"{who} {words.said(cue.first, cue.last)} {text}"
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def _mention(words: Words, draft: Draft) -> str:
    return " ".join(words.said(draft.mention.first, draft.mention.last).split()) if draft.mention else "Somebody"


def confidence(draft: Draft) -> float:
    """Return how sure a proposal is, from 0 to 1: of its rule, its marks and its speaker."""
    sure = _SURENESS[draft.rule]
    for mark in draft.marks:
        sure *= _DOUBTS.get(mark, 1.0)
    if draft.meant is not None and not draft.meant.unnamed:
        sure *= draft.meant.confidence
    return round(sure, 2)
