"""The words of headings by the field that they mean: the one list of the field's standard words.

Case, spaces, underscores and other marks do not count: "claim_label", "Claim Label" and "claimLabel" are one heading.
"""

from __future__ import annotations

import re
from functools import lru_cache

from factdb.domain.names import name_key
from factdb.formats.records.fields import FIELDS

# The names of fields mean themselves. Words with several meanings are in no list: title, name, date, link.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "uid": ("claim uid", "uuid"),
    "external_id": ("id", "claim id", "row id"),
    "claim": (
        "claims",
        "claim text",
        "statement",
        "claim reviewed",
        "claim review claim reviewed",
        "assertion",
        "what was claimed",
        "sources quote",
    ),
    "quote": ("quotation", "exact quote", "verbatim", "quoted text", "passage", "original quote"),
    "attribution": ("given as",),
    "attributed_to": ("unnamed source", "anonymous source"),
    "kind": ("claim kind", "claim type", "type of claim"),
    "speaker": (
        "claimant",
        "said by",
        "speaker name",
        "who",
        "who said it",
        "who said",
        "who made the claim",
        "claim maker",
        "claim author",
        "author of claim",
        "speaker full name",
        "name of speaker",
        "claimed by",
        "person",
        "creative work author name",
    ),
    "speaker_title": ("job title", "speaker s job title", "speaker job", "office", "position", "role", "speaker role"),
    "speaker_party": ("party", "party affiliation", "political party"),
    "speaker_wikidata": ("wikidata", "wikidata id", "qid"),
    "said_on": (
        "claim date",
        "date said",
        "date of claim",
        "claimed on",
        "statement date",
        "date of statement",
        "when",
        "creative work date published",
    ),
    "said_basis": ("date basis",),
    "occasion": ("context", "where", "event", "venue", "claim location", "setting"),
    "source": (
        "outlet",
        "outlet name",
        "name of outlet",
        "publication",
        "newspaper",
        "news source",
        "source name",
        "media source",
        "media name",
        "published by",
        "carried by",
        "media outlet",
        "news outlet",
        "medium outlet",
        "reporting source",
    ),
    "url": ("document url", "article url", "claim url", "source url", "original claim url", "page url", "news url"),
    "archived_url": ("archive url", "archived copy", "archive link", "cached original claim url"),
    "document_title": ("article title", "article headline", "page title"),
    "document_published": ("published on", "article date", "publication date", "date published", "publish date"),
    "author": ("article author", "byline", "journalist", "reporter"),
    "resolves_on": ("due", "due on", "resolves", "deadline"),
    "language": ("lang", "language code"),
    "headline": ("fact check headline",),
    "published_url": ("fact check published at",),
    "topics": ("topic", "subject", "subjects", "tags", "category", "categories", "theme"),
    "evidence_url": ("evidence link", "proof", "proof url"),
    "check_publisher": (
        "publisher",
        "checked by",
        "fact checker",
        "checker",
        "review publisher",
        "claim review author name",
    ),
    "check_url": ("review url", "fact check url", "fact check link", "fact checking article", "claim review url"),
    "check_headline": ("review title", "fact check title", "review headline"),
    "check_label": ("verdict", "rating", "label", "truth rating", "textual rating", "ruling", "truth o meter"),
    "check_scale": ("scale", "rating scale"),
    "check_date": (
        "review date",
        "reviewed on",
        "date checked",
        "fact check date",
        "checked on",
        "claim review date published",
    ),
}

LABELS = (
    "claim label", "claim verdict", "rating alternate name", "alternate name", "rating name", "review rating",
    "fact check rating", "fact check verdict", "final verdict", "verdict label", "veracity", "veracity label",
    "truth value", "truth label", "truthfulness", "trust", "truth", "fact",
)  # fmt: skip
"""Headings of verdicts, the clearest first. Some also head other things ("fact" a statement, "trust" a sum): a column
counts as verdicts only where its values look like labels and no heading of `SYNONYMS` names another one."""

VAGUE_LABELS = ("target", "conclusion", "result", "outcome", "finding", "class", "judgement", "judgment")
"""Headings of verdicts in some files, where every value is a usual word for a verdict."""

OF_PHOTOS = (
    "provenance", "type of image", "image type", "verification strategy", "verification tool",
    "was the photo used before", "image url", "image path", "photo url",
)  # fmt: skip
"""Headings of tables about photos: there, "source" says who took a photo, and is no outlet of the claim."""

OF_CHECKERS = ("checker", "fact checker", "checked by")
"""Headings of a publisher, or of the person who checked: no publisher where the addresses name another one."""

_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_A-Za-z]+")


@lru_cache(maxsize=4_096)  # a heading is looked up several times, and rows of JSON have the same keys
def key(column: str) -> str:
    """Return what counts of a heading: its letters and digits, in lower case."""
    return _NO_LETTER.sub("", name_key(column))


def words(column: str) -> list[str]:
    """Return the words of a heading in lower case: "newsUrl" and "news_url" are news and url."""
    return [word.casefold() for word in _WORD.findall(column)]


def field_of(column: str) -> str | None:
    """Return the field that a heading means; None for a heading that is in no list."""
    return _FIELDS.get(key(column))


_FIELDS = {key(word): field for field in FIELDS for word in (*SYNONYMS.get(field, ()), field)}
LABEL_KEYS = tuple(map(key, LABELS))
VAGUE_LABEL_KEYS = frozenset(map(key, VAGUE_LABELS))
PHOTO_KEYS = frozenset(map(key, OF_PHOTOS))
CHECKER_KEYS = frozenset(map(key, OF_CHECKERS))
