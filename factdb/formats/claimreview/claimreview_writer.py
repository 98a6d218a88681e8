"""Writes ClaimReview: the desk's own verdicts, and other publishers' checks as the ledger has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factdb.domain.enums import SpeakerKind
from factdb.domain.linked_data import normalise_keys
from factdb.formats.claimreview.review_fields import claim_of, record
from factdb.formats.publish import datasette
from factdb.formats.records import compared_with_ledger
from factdb.formats.records.row_errors import Row

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from factdb.domain.linked_data import Node
    from factdb.formats.records.claim_record import Evidence, OtherCheck, Record
    from factdb.formats.records.compared_with_ledger import Told

CONTEXT = "https://schema.org"
BEST, WORST = 4, 0
GOOGLE = "google"  # the scale whose labels are numbers from 1 to 5
_TYPES = {SpeakerKind.PERSON: "Person", SpeakerKind.ORGANIZATION: "Organization"}
_RANKS = {
    key: at
    for at, key in enumerate(
        """
        @context @type @id identifier name url headline datePublished dateModified inLanguage author claimReviewed
        itemReviewed jobTitle sameAs firstAppearance appearance publisher reviewRating alternateName ratingValue
        bestRating worstRating ratingExplanation archivedAt citation correction text sdPublisher sdDatePublished
        sdLicense dateCreated item dataFeedElement
        """.split()  # noqa: SIM905 - one word a line would fill a page
    )
}
# What each part says, and under which other names some publishers write it.
_PARTS: Mapping[str, tuple[set[str], tuple[str, ...]]] = {
    "url": ({"check.url"}, ()),
    "headline": ({"check.headline"}, ("name",)),
    "datePublished": ({"check.reviewed_on"}, ("dateCreated",)),
    "inLanguage": ({"language"}, ()),
    "author": ({"check.publisher"}, ()),
    "claimReviewed": ({"claim"}, ()),
    "reviewRating": ({"check.label"}, ()),
    "citation": ({"evidence"}, ()),
}
_PLACE = {"url", "archived_url", "document_title", "document_published", "author", "source"}
_PARTS_OF_CLAIM: Mapping[str, tuple[set[str], tuple[str, ...]]] = {
    "name": ({"occasion"}, ()),
    "datePublished": ({"said_on"}, ("dateCreated",)),
    "author": ({"speaker", "speaker_kind", "speaker_title", "speaker_wikidata"}, ()),
    "firstAppearance": (_PLACE, ("appearance", "url")),
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes reviews: the desk."""

    name: str
    url: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A verdict of the desk in force. The record's one check is that verdict as others would have it.

    `score` is 0 to 4, None where the rating has none; `corrections` are what readers were told, each with its day;
    `repeated_at` are pages that say the claim again.
    """

    record: Record
    version: int
    because: str
    score: int | None = None
    modified_on: dt.date
    corrections: Sequence[tuple[dt.date, str]] = ()
    repeated_at: Sequence[str] = ()


def own(review: Review, desk: Publisher) -> Node:
    """Return the desk's review; its ids are made of the claim's uid, and stay the same through all versions."""
    (check,), uid = review.record.checks, review.record.uid
    publisher = _said({"@type": "Organization", "name": desk.name, "url": desk.url})
    node = _made(review.record, check)
    rating: Node = {**_rating(check), "ratingExplanation": review.because}
    if review.score is not None:
        rating |= {"ratingValue": review.score, "bestRating": BEST, "worstRating": WORST}
    again: Node = {"appearance": [{"@type": "CreativeWork", "url": page} for page in review.repeated_at]}
    node |= {
        "@id": f"urn:uuid:{uid}#review",
        "identifier": f"{uid}:v{review.version}",
        "dateModified": review.modified_on.isoformat(),
        "author": publisher,
        "itemReviewed": {"@id": f"urn:uuid:{uid}", **_claim(review.record), **_said(again)},
        "reviewRating": rating,
        "correction": [_correction(day, note) for day, note in review.corrections],
        "sdPublisher": publisher,
        "sdDatePublished": review.modified_on.isoformat(),
        "sdLicense": desk.licence and (datasette.address(desk.licence) or _named("CreativeWork", desk.licence)),
    }
    return _in_order(_said(node))


def other(claim: Told, check: OtherCheck, publisher_keys: frozenset[str]) -> Node:
    """Return a publisher's review as the ledger has it now; what its file says alike stays in the file's own words.

    What the ledger has no column for is the file's. Without a file, or out of a page's microdata, the review is made
    of the ledger alone; whose the claim's evidence is can't be told then, and none is given as the publisher's.
    """
    raw: Node = dict(claim.record.raw)
    if not raw:
        return _in_order(_made(replace(claim.record, evidence=()), check))
    was = record(Row(0, claim.record.raw))
    changed = compared_with_ledger.changed(was, claim) | compared_with_ledger.changed_check(
        was.checks[0], check, publisher_keys
    )
    cited = compared_with_ledger.standing(was.evidence, claim.record.evidence)
    if None in cited or [each.title for each in cited if each] != [each.title for each in was.evidence]:
        changed.add("evidence")
    made = _made(replace(claim.record, evidence=tuple(each for each in cited if each)), check)
    if "properties" in raw:
        return _in_order(made)
    inner = claim_of(raw)
    review = _put(normalise_keys(raw), made, _PARTS, changed) if _touched(_PARTS, changed) else raw
    if _touched(_PARTS_OF_CLAIM, changed):
        review = {**review, "itemReviewed": _put(inner, _claim(claim.record), _PARTS_OF_CLAIM, changed)}
    return _in_order({"@context": CONTEXT, **review})


def feed(reviews: Sequence[Node]) -> Node:
    """Return a Data Commons feed, an item a page; it was changed when its newest review was."""
    pages: dict[str, list[Node]] = {}
    for review in reviews:
        pages.setdefault(str(review.get("url") or "").partition("#")[0], []).append(review)
    days = [day for review in reviews for day in (review.get("dateModified"), review.get("datePublished")) if day]
    items = [
        _said({"@type": "DataFeedItem", "url": page, "dateCreated": _first_day(found), "item": found})
        for page, found in pages.items()
    ]
    whole = {"@context": CONTEXT, "@type": "DataFeed", "dateModified": max(map(str, days), default=None)}
    return _in_order({**_said(whole), "dataFeedElement": items})


def _first_day(reviews: Sequence[Node]) -> str | None:
    return min((str(review["datePublished"]) for review in reviews if review.get("datePublished")), default=None)


def _touched(parts: Mapping[str, tuple[set[str], tuple[str, ...]]], changed: set[str]) -> bool:
    return any(says & changed for says, _ in parts.values())


def _put(node: Node, made: Node, parts: Mapping[str, tuple[set[str], tuple[str, ...]]], changed: set[str]) -> Node:
    """Return a node with those of its parts made anew that say something else now."""
    new = dict(node)
    for key, (says, aliases) in parts.items():
        if says & changed:
            for name in (key, *aliases):
                new.pop(name, None)
            new |= {key: made[key]} if key in made else {}
    return new


# -- what the ledger says ------------------------------------------------------------------------------------


def _made(record: Record, check: OtherCheck) -> Node:
    """Return what the ledger says of a check, in the parts that `claimreview_fields` reads."""
    return _said(
        {
            "@context": CONTEXT,
            "@type": "ClaimReview",
            "url": check.url,
            "headline": check.headline,
            "datePublished": check.reviewed_on.isoformat() if check.reviewed_on else None,
            "inLanguage": record.language,
            "author": _named("Organization", check.publisher),
            "claimReviewed": record.claim,
            "itemReviewed": _claim(record),
            "reviewRating": _rating(check) if check.label else None,
            "citation": [_citation(each) for each in record.evidence if each.url or each.archived_url],
        }
    )


def _claim(record: Record) -> Node:
    return _said(
        {
            "@type": "Claim",
            "name": record.occasion,
            "datePublished": str(record.said_on) if record.said_on and record.said_on.day else None,
            "author": _speaker(record) if record.speaker else None,
            "firstAppearance": _appearance(record),
        }
    )


def _speaker(record: Record) -> Node:
    wikidata = record.speaker_wikidata
    return _said(
        {
            "@type": _TYPES.get(record.speaker_kind) if record.speaker_kind else None,
            "name": record.speaker,
            "jobTitle": record.speaker_title,
            "sameAs": f"https://www.wikidata.org/wiki/{wikidata}" if wikidata else None,
        }
    )


def _appearance(record: Record) -> Node | None:
    published = record.document_published
    page = _said(
        {
            "url": record.url,
            "headline": record.document_title,
            "datePublished": str(published) if published and published.day else None,
            "author": _named("Person", record.author),
            "publisher": _named("Organization", record.source),
            "archivedAt": record.archived_url,
        }
    )
    return {"@type": "CreativeWork", **page} if page else None


def _rating(check: OtherCheck) -> Node:
    if check.scale == GOOGLE and check.label and check.label.isdigit():
        return {"@type": "Rating", "ratingValue": int(check.label), "bestRating": 5, "worstRating": 1}
    return {"@type": "Rating", "alternateName": check.label}


def _citation(page: Evidence) -> Node:
    return _said({"@type": "CreativeWork", "url": page.url, "name": page.title, "archivedAt": page.archived_url})


def _correction(day: dt.date, note: str) -> Node:
    return {"@type": "CorrectionComment", "datePublished": day.isoformat(), "text": note}


def _named(kind: str, name: str | None) -> Node | None:
    return {"@type": kind, "name": name} if name else None


def _said(node: Mapping[str, object]) -> Node:
    return {key: value for key, value in node.items() if value not in (None, [], {})}


def _in_order(node: Node) -> Node:
    made: Node = compared_with_ledger.ordered(node, _RANKS)
    return made
