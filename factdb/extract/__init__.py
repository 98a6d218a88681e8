"""Extraction: from the text of an article to proposed claims: who said what, when and where. No database, no model.

In: the text of an article, the day it was published, and a function that looks up speakers of the desk. Out: a list of
`Proposal`, each an exact passage of the text (`text[proposal.start:proposal.end] == proposal.text`) with its speaker,
date, occasion, kind, the reasons for proposing it, and marks for a person who decides.

`propose` does all of it; the room `pages` gives it the text of a file: HTML, PDF, captions or plain. The room
`transcripts` reads what says who speaks, turn by turn; all other texts go through the modules, in the order of the
work:

- `tokens` cuts the text into words, paragraphs and sentences; `vocabulary` and `verbs` are its word lists.
- `quotations` finds what is in quotation marks, also where a mark is missing or wrong.
- `noun_phrases` and `speaker_phrases` find the words that name who speaks, before a verb or after it.
- `cues` finds the verbs of saying in a sentence, each with its subject.
- `frames` finds where a statement begins near such a verb, `extents` where it ends.
- `verb_content` tells whether what follows such a verb was said; `sentence_reports` says who said what in a sentence;
  `other_reports` does so where there is no verb of saying: "according to", a colon.
- The room `forms` reads paragraphs whose form says who speaks: interviews, press releases, lists, headlines that quote.
- `attribution` does this for the whole text, and gives each other quotation to the speaker next to it.
- The room `names` says who is meant by "Ms. Lee", "the mayor", "the bank" or "she".
- `dates_in_text` reads dates, `speech_dates` says which of them is the day of speaking, `occasions` where it was.
- `narration` finds what the article asserts by itself.
- `drafts` brings these together, statement by statement, and `article_proposals` makes proposals of them. The room
  `claims` writes the claim as a sentence that is read alone; `wording` finds its kind and how sure it is; `proposal`
  defines a proposal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract.proposal import Extractor, Proposal, ProposalMark

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

__all__ = ["Extractor", "Proposal", "ProposalMark", "propose"]


def propose(
    text: str, published: dt.date | None = None, find_speakers: Callable[[str], Sequence[str]] | None = None
) -> list[Proposal]:
    """Return the claims that a text may contain, in the order of the text, no passage twice.

    `published` is the day the article appeared; without it days are inferred from the article's own latest date, and
    their basis is `inferred`. `find_speakers` returns the full names of the speakers that the desk knows by a name or
    an office, for the day in question: one is the speaker, several are alternatives.
    """
    from factdb.extract import article_proposals  # noqa: PLC0415 - who only shows proposals needs none of its 60 modules

    return article_proposals.propose(text, published, find_speakers)
