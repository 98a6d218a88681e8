"""Which characters are quotation marks, and how the marks of a passage show the way in which an article gives a claim.

This module has every set of marks that the project uses. A reader that needs more or fewer of them takes a named
variant from here, with the reason beside it.
"""

from __future__ import annotations

import re

from factdb.domain.enums import Attribution

# Written as escapes, because most of them look like one another.
DOUBLE_MARKS = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f\u301d\u301e\u301f\uff02'
SINGLE_MARKS = "'\u2018\u2019\u201a\u201b\u2039\u203a\uff07"
ANY_MARK = DOUBLE_MARKS + SINGLE_MARKS
# Two single marks in a row are a double one: typewriters and TeX write them so.
DOUBLED_SINGLE_MARKS = ("``", "''", "\u2018\u2018", "\u2019\u2019")
# The marks of a text that is cut into words and marks, where doubled single ones stay together.
DOUBLE_TOKENS = frozenset(DOUBLE_MARKS).union(DOUBLED_SINGLE_MARKS)
MARK_TOKENS = DOUBLE_TOKENS | frozenset(SINGLE_MARKS)
# Of the single marks only the one that opens is sure without a look at its place: the others are mostly apostrophes.
CERTAIN_TOKENS = DOUBLE_TOKENS | {"\u2018"}
# Signs of other uses, such as primes and accents, that people type or that programs make where a mark belongs.
LIKE_DOUBLE_MARKS = "\u2033"
LIKE_SINGLE_MARKS = "`\xb4\u02bc\u2032\u1fef\u1ffd"
# What stands for the apostrophe of a word: those three single marks never do.
APOSTROPHES = "".join(sorted(set(SINGLE_MARKS + LIKE_SINGLE_MARKS) - set("\u201a\u2039\u203a")))
# A shape decides only where the place of a mark does not. \u201c is in neither set: it opens in English, German closes
# with it.
OPENING_SHAPES = frozenset("\u201e\u00ab\u300c\u300e\u301d")
CLOSING_SHAPES = frozenset("\u201d\u00bb\u300d\u300f\u301e")
ENGLISH_OPENING_SHAPES = OPENING_SHAPES | {"\u201c", "``"}
_LEADING = " \t\n(\u2026.\u2013\u2014-"
_TRAILING = " \t\n).,;:!?\u2026\u2013\u2014-"
# A straight mark after a digit is inches; after a letter or before a digit, a single one is an apostrophe.
_DOUBLE = re.compile(f'(?<!\\d)"|[{DOUBLE_MARKS[1:]}]')
SINGLE_OPENS = re.compile(r"(?i)(?<!\w)['\u2018\u201a\u2039\u203a](?=\w)(?!\d|(?:cause|em|n|til|tis|twas)\b)")
SINGLE_CLOSES = re.compile(r"(?<=[\w.,;:!?\u2026])['\u2018\u2019\u2039\u203a](?!\w)")


def attribution_of(passage: str, has_speaker: bool) -> Attribution:  # noqa: FBT001 - a fact about the claim
    """Return the attribution of a passage of an article.

    A direct quotation opens and closes with marks, whatever is between them ("A," he said. "B."); one of the marks may
    have the wrong shape. Marks in other places make it a partial quotation; an apostrophe is not a mark.
    """
    if _enclosed(passage):
        return Attribution.DIRECT_QUOTE
    if _DOUBLE.search(passage) or _has_single_pair(passage):
        return Attribution.PARTIAL_QUOTE
    return Attribution.PARAPHRASE if has_speaker else Attribution.NARRATION


def _enclosed(passage: str) -> bool:
    inner = passage.lstrip(_LEADING).rstrip(_TRAILING)
    if not any(ch.isalnum() for ch in inner):
        return False
    ends = inner[0], inner[-1]
    return any(all(end in marks for end in ends) for marks in (DOUBLE_MARKS, SINGLE_MARKS))


def _has_single_pair(passage: str) -> bool:
    """Look for a closing mark after the first opening one: two searches, never a nested one."""
    opening = SINGLE_OPENS.search(passage)
    return bool(opening and SINGLE_CLOSES.search(passage, opening.end()))


def unmarked(passage: str) -> str:
    """Return the words of a quoted passage without the marks around them, and without a comma before the last."""
    words = passage.strip()
    if not _enclosed(words) or words[0] not in ANY_MARK or words[-1] not in ANY_MARK:
        return words
    return words[1:-1].strip().removesuffix(",")
