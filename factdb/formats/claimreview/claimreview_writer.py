"""Writes ClaimReview: the desk's own verdicts, and other publishers' checks as the ledger has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factdb.domain.enums import SpeakerKind
from factdb.domain.linked_data import normalise_keys
from factdb.formats.claimreview.review_fields import CLAIM_URN, OWN_SCALES, SCALE_URN, claim_of, record
from factdb.formats.publish import datasette
from factdb.formats.records import compared_with_ledger
from factdb.formats.records.row_errors import FileRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from factdb.domain.linked_data import Node
    from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, EvidenceRecord
    from factdb.formats.records.compared_with_ledger import LedgerClaim

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
    """The publisher of reviews: the desk."""

    name: str
    url: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A verdict of the desk in force. The record's one check is that verdict as others would have it.

    `score` is 0 to 4, None where the rating has none; `corrections` are what readers were told, each with its day;
    `repeated_at` are pages that say the claim again.
    """

    record: ClaimRecord
    version: int
    because: str
    score: int | None = None
    modified_on: dt.date
    corrections: Sequence[tuple[dt.date, str]] = ()
    repeated_at: Sequence[str] = ()


def own_review(review: Review, desk: Publisher) -> Node:
    """Return the desk's review; its ids are made of the claim's uid, and stay the same through all versions."""
    (check,), uid = review.record.checks, review.record.uid
    publisher = _without_empty({"@type": "Organization", "name": desk.name, "url": desk.url})
    node = _review_of_check(review.record, check)
    rating: Node = {**_rating(check), "ratingExplanation": review.because}
    if review.score is not None:
        rating |= {"ratingValue": review.score, "bestRating": BEST, "worstRating": WORST}
    again: Node = {"appearance": [{"@type": "CreativeWork", "url": page} for page in review.repeated_at]}
    node |= {
        # Without the version: whoever keeps a review by its @id finds the corrected one under the same.
        "@id": f"urn:uuid:{uid}#review",
        "identifier": f"{uid}:v{review.version}",
        "dateModified": review.modified_on.isoformat(),
        "author": publisher,
        "itemReviewed": {"@id": f"{CLAIM_URN}{uid}", **_claim(review.record), **_without_empty(again)},
        "reviewRating": rating,
        "correction": [_correction(day, note) for day, note in review.corrections],
        "sdPublisher": publisher,
        "sdDatePublished": review.modified_on.isoformat(),
        "sdLicense": desk.licence
        and (datasette.licence_url(desk.licence) or _named_node("CreativeWork", desk.licence)),
    }
    return _order_keys(_without_empty(node))


def other_review(claim: LedgerClaim, check: CheckRecord, publisher_keys: frozenset[str]) -> Node:
    """Return a publisher's review as the ledger has it now; what its file says alike stays in the file's own words.

    What the ledger has no column for is the file's. Without a file, or out of a page's microdata, the review is made
    of the ledger alone; whose the claim's evidence is can't be told then, and none is given as the publisher's.
    Such a review names the claim by its uid, so that its own desk knows it again.
    """
    raw: Node = dict(claim.record.raw)
    if not raw:
        return _order_keys(_of_claim(claim.record, _review_of_check(replace(claim.record, evidence=()), check)))
    file_record = record(FileRow(0, claim.record.raw))
    changed = compared_with_ledger.changed_fields(file_record, claim) | compared_with_ledger.changed_check_parts(
        file_record.checks[0], check, publisher_keys
    )
    cited = compared_with_ledger.standing_evidence(file_record.evidence, claim.record.evidence)
    # Pages are matched by their addresses, so that a changed title shows only here.
    if None in cited or [row.title for row in cited if row] != [row.title for row in file_record.evidence]:
        changed.add("evidence")
    fresh = _review_of_check(replace(claim.record, evidence=tuple(row for row in cited if row)), check)
    # Microdata is kept in the form of the library that read it, which is no JSON-LD to be written back.
    if "properties" in raw:
        return _order_keys(_of_claim(claim.record, fresh))
    inner = claim_of(raw)
    review = _replace_parts(normalise_keys(raw), fresh, _PARTS, changed) if _any_changed(_PARTS, changed) else raw
    if _any_changed(_PARTS_OF_CLAIM, changed):
        review = {**review, "itemReviewed": _replace_parts(inner, _claim(claim.record), _PARTS_OF_CLAIM, changed)}
    return _order_keys({"@context": CONTEXT, **review})


def feed(reviews: Sequence[Node]) -> Node:
    """Return a Data Commons feed, an item a page; it was changed when its newest review was."""
    pages: dict[str, list[Node]] = {}
    # Reviews of one page differ by their #anchor alone.
    for review in reviews:
        pages.setdefault(str(review.get("url") or "").partition("#")[0], []).append(review)
    days = [day for review in reviews for day in (review.get("dateModified"), review.get("datePublished")) if day]
    items = [
        _without_empty(
            {"@type": "DataFeedItem", "url": page, "dateCreated": _first_day(reviews_of_page), "item": reviews_of_page}
        )
        for page, reviews_of_page in pages.items()
    ]
    head = {"@context": CONTEXT, "@type": "DataFeed", "dateModified": max(map(str, days), default=None)}
    return _order_keys({**_without_empty(head), "dataFeedElement": items})


def _first_day(reviews: Sequence[Node]) -> str | None:
    return min((str(review["datePublished"]) for review in reviews if review.get("datePublished")), default=None)


def _any_changed(parts: Mapping[str, tuple[set[str], tuple[str, ...]]], changed: set[str]) -> bool:
    return any(says & changed for says, _ in parts.values())


def _replace_parts(
    node: Node, fresh: Node, parts: Mapping[str, tuple[set[str], tuple[str, ...]]], changed: set[str]
) -> Node:
    """Return a node with new values for the parts that have changed."""
    new = dict(node)
    for key, (says, aliases) in parts.items():
        if says & changed:
            # The old value under its other name would contradict the new one.
            for name in (key, *aliases):
                new.pop(name, None)
            new |= {key: fresh[key]} if key in fresh else {}
    return new


# -- what the ledger says ------------------------------------------------------------------------------------


def _review_of_check(record: ClaimRecord, check: CheckRecord) -> Node:
    """Return what the ledger says of a check, in the parts that `review_fields` reads."""
    return _without_empty(
        {
            "@context": CONTEXT,
            "@type": "ClaimReview",
            "url": check.url,
            "headline": check.headline,
            "datePublished": check.reviewed_on.isoformat() if check.reviewed_on else None,
            "inLanguage": record.language,
            "author": _named_node("Organization", check.publisher),
            "claimReviewed": record.claim,
            "itemReviewed": _claim(record),
            "reviewRating": _rating(check) if check.label else None,
            "citation": [_citation(page) for page in record.evidence if page.url or page.archived_url],
        }
    )


def _of_claim(record: ClaimRecord, review: Node) -> Node:
    claim = {"@id": f"{CLAIM_URN}{record.uid}" if record.uid else None, **_claim(record)}
    return {**review, "itemReviewed": _without_empty(claim)}


def _claim(record: ClaimRecord) -> Node:
    return _without_empty(
        {
            "@type": "Claim",
            "name": record.occasion,
            "datePublished": str(record.said_on) if record.said_on and record.said_on.day else None,
            "author": _speaker(record) if record.speaker else None,
            "firstAppearance": _appearance(record),
        }
    )


def _speaker(record: ClaimRecord) -> Node:
    wikidata = record.speaker_wikidata
    return _without_empty(
        {
            "@type": _TYPES.get(record.speaker_kind) if record.speaker_kind else None,
            "name": record.speaker,
            "jobTitle": record.speaker_title,
            "sameAs": f"https://www.wikidata.org/wiki/{wikidata}" if wikidata else None,
        }
    )


def _appearance(record: ClaimRecord) -> Node | None:
    published = record.document_published
    page = _without_empty(
        {
            "url": record.url,
            "headline": record.document_title,
            "datePublished": str(published) if published and published.day else None,
            "author": _named_node("Person", record.author),
            "publisher": _named_node("Organization", record.source),
            "archivedAt": record.archived_url,
        }
    )
    return {"@type": "CreativeWork", **page} if page else None


def _rating(check: CheckRecord) -> Node:
    if check.scale == GOOGLE and check.label and check.label.isdigit():
        # Such a label was read from a ratingValue; as an alternateName it would come back as a word.
        return {"@type": "Rating", "ratingValue": int(check.label), "bestRating": 5, "worstRating": 1}
    # Elsewhere, the publisher of a review says nothing of the scale of its label, if it is the desk's own.
    scale = f"{SCALE_URN}{check.scale}" if check.scale and check.scale.startswith(OWN_SCALES) else None
    return _without_empty({"@type": "Rating", "identifier": scale, "alternateName": check.label})


def _citation(page: EvidenceRecord) -> Node:
    return _without_empty(
        {"@type": "CreativeWork", "url": page.url, "name": page.title, "archivedAt": page.archived_url}
    )


def _correction(day: dt.date, note: str) -> Node:
    return {"@type": "CorrectionComment", "datePublished": day.isoformat(), "text": note}


def _named_node(kind: str, name: str | None) -> Node | None:
    return {"@type": kind, "name": name} if name else None


def _without_empty(node: Mapping[str, object]) -> Node:
    # Not by truth: a score of 0 says that the claim is false.
    return {key: value for key, value in node.items() if value not in (None, [], {})}


def _order_keys(node: Node) -> Node:
    ordered: Node = compared_with_ledger.order_keys(node, _RANKS)
    return ordered
