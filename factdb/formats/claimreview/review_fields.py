"""Reads one ClaimReview into the fields of a record, in the various forms that publishers write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factdb.domain import ratings, urls
from factdb.domain.enums import SpeakerKind
from factdb.domain.linked_data import first_text, is_a, objects, parts, resolve_entities, text
from factdb.errors import BadValueError
from factdb.formats.records import fields, values
from factdb.formats.records.claim_record import CheckRecord, EvidenceRecord
from factdb.formats.records.values import Remarks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.domain.linked_data import Node
    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.formats.records.row_errors import FileRow

# Several addresses in one text, as some forms fill them in: separated by comma, semicolon, space or "and".
_BETWEEN = re.compile(r"(?:[\s,;]+(?:and\s+)?)(?=https?://)", re.IGNORECASE)
_WIKIDATA = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9][0-9]*)/?")
SCALE_URN, OWN_SCALES = "urn:factdb:scale:", "factdb-"  # how a factdb names the scale of its own label
CLAIM_URN = "urn:uuid:"  # how a factdb names a claim, by its uid
_OWN_CLAIM = re.compile(rf"{CLAIM_URN}([0-9a-f-]{{36}})")
_OWN_SCALE = re.compile(rf"{SCALE_URN}({OWN_SCALES}[a-z]+)")
_OWN_REVIEW = re.compile(r"urn:uuid:[0-9a-f-]{36}#review")
_OWN_BOUNDS = (0, 4)  # worst and best
_FIVE = (1, 5)  # Google's sample scale, worst and best: its steps have a meaning without words


def record(row: FileRow) -> ClaimRecord:
    """Make a record of one review. Its verdict is an other check of its author's; its citations are context."""
    node: Node = dict(row.raw)
    remarks = Remarks()
    check = _check(node, remarks)
    claim = claim_of(node)
    fields_read = {
        "external_id": _identity(node),
        "claim": values.line(text(node, "claimReviewed") or text(claim, "text"), "claimReviewed"),
        "said_on": remarks.read_or_remark(values.date, text(claim, "datePublished", "dateCreated"), "datePublished"),
        "occasion": values.line(_occasion(claim), "itemReviewed.name"),
        "language": remarks.read_or_remark(values.language, _language(node), "inLanguage"),
        **_speaker(claim, remarks),
        **_page(claim, check.url, remarks),
        "evidence": tuple(_citations(node, remarks)),
        "checks": (check,),
    }
    return fields.make_record(row.line, row.raw, {**fields_read, "remarks": tuple(remarks.sentences)})


def claim_of(review: Node) -> Node:
    """Return the claim: some wrap it in another itemReviewed, and leave author and date on either."""
    reviewed = next(iter(objects(review, "itemReviewed")), {})
    inner = next(iter(objects(reviewed, "itemReviewed")), None)
    return reviewed if inner is None else {**reviewed, **inner}


def named_claim(review: Node) -> str | None:
    """Return the uid of the claim that a review names as a factdb does; None if it names none."""
    match = _OWN_CLAIM.fullmatch(first_text(claim_of(review), "@id") or "")
    return match[1] if match else None


def _identity(review: Node) -> str | None:
    for key in ("@id", "url", "identifier"):
        name = text(review, key) or (next(_addresses(review, key), None) if key == "url" else None)
        if name and not name.startswith(("_:", "#")):  # these name a node within one document alone
            return values.identity(name, key)
    return None


def _occasion(claim: Node) -> str | None:
    """Return where it was said: the name of a Claim, which Google's form calls the claim's location."""
    return text(claim, "name") if is_a(claim, "Claim") else None


def _language(review: Node) -> str | None:
    languages = parts(review, "inLanguage")
    first = languages[0] if languages else None
    return text(first, "alternateName", "name") if isinstance(first, dict) else text(review, "inLanguage")


# -- who said it ---------------------------------------------------------------------------------------------


def _speaker(claim: Node, remarks: Remarks) -> dict[str, object]:
    authors = [author for author in objects(claim, "author") if text(author, "name")]
    if not authors:
        return {}
    if len(authors) > 1:
        remarks.add(f"The review names {len(authors)} speakers. Only the first is used. All are kept in the raw row.")
    speaker = authors[0]
    wikidata_ids = [
        match[1] for author in parts(speaker, "sameAs") if (match := _WIKIDATA.fullmatch(str(author).strip()))
    ]
    return {
        "speaker": values.name(text(speaker, "name"), "itemReviewed.author.name"),
        "speaker_kind": _kind(speaker),
        "speaker_title": values.line(text(speaker, "jobTitle"), "itemReviewed.author.jobTitle"),
        "speaker_wikidata": next(iter(wikidata_ids), None),
    }


def _kind(speaker: Node) -> SpeakerKind | None:
    if is_a(speaker, "Person"):
        return SpeakerKind.PERSON
    return SpeakerKind.ORGANIZATION if is_a(speaker, "Organization") else None


# -- where it was said ---------------------------------------------------------------------------------------


def _page(claim: Node, review_url: str | None, remarks: Remarks) -> dict[str, object]:
    """Return the page that carried the claim: never one of the fact-checker's own, which some list too.

    Where none has an address, the first that says anything of it, as of a broadcast or an interview.
    """
    own = set(urls.domains(review_url)) if review_url else set()
    for place in _places(claim):
        for address in _addresses(place, "url", "@id"):
            url = remarks.read_or_remark(values.url, address, "appearance")
            if url and not own & set(urls.domains(url)):
                return {"url": url, **_about_page(place, remarks)}
    without = (_about_page(page, remarks) for page in _places(claim) if not [*_addresses(page, "url", "@id")])
    return next((about_page for about_page in without if any(about_page.values())), {})


def _about_page(place: Node, remarks: Remarks) -> dict[str, object]:
    publisher, author = (next(iter(objects(place, key)), {}) for key in ("publisher", "author"))
    return {
        "archived_url": remarks.read_or_remark(values.url, first_text(place, "archivedAt"), "appearance.archivedAt"),
        "document_title": values.line(text(place, "headline", "name"), "appearance.headline"),
        "document_published": remarks.read_or_remark(
            values.date, first_text(place, "datePublished"), "appearance.datePublished"
        ),
        "author": values.line(first_text(author, "name"), "appearance.author.name"),
        "source": values.name(text(publisher, "name"), "appearance.publisher.name"),
    }


def _places(claim: Node) -> Iterator[Node]:
    for key in ("firstAppearance", "appearance"):
        for part in parts(claim, key):
            yield part if isinstance(part, dict) else {"url": part}
    yield {"url": parts(claim, "url")}


def _addresses(place: Node, *keys: str) -> Iterator[str]:
    for key in keys:
        for part in parts(place, key):
            if isinstance(part, dict):
                yield from _addresses(part, "url", "@id")  # as expanded JSON-LD refers to a page
            elif not isinstance(part, str):
                raise BadValueError(key, str(part), "is not text")
            elif key != "@id" or part.startswith("http"):
                yield from _BETWEEN.split(resolve_entities(part.strip()))


# -- what was found ------------------------------------------------------------------------------------------


def _check(review: Node, remarks: Remarks) -> CheckRecord:
    author = next(iter(objects(review, "author")), {})
    rating = next(iter(objects(review, "reviewRating")), {})
    label, scale = _label(rating, remarks)
    scale = scale or _own_scale(review, rating)
    return CheckRecord(
        publisher=values.name(text(author, "name") or text(author, "url"), "author.name"),
        url=remarks.read_or_remark(values.url, next(_addresses(review, "url"), None), "url"),
        headline=values.line(text(review, "headline", "name"), "headline"),
        label=label,
        scale=scale,
        reviewed_on=remarks.read_or_remark(values.day, text(review, "datePublished", "dateCreated"), "datePublished"),
    )


def _label(rating: Node, remarks: Remarks) -> tuple[str | None, str | None]:
    """Return the rating in words without the noise before them; of Google's five steps the number, and that scale."""
    words = text(rating, "alternateName") or text(rating, "name")
    if words and (bare := ratings.bare_label(words)):
        return values.line(bare, "reviewRating.alternateName"), None
    value, worst, best = (_number(rating, key) for key in ("ratingValue", "worstRating", "bestRating"))
    if value is None or best is None or best <= (worst or 0):
        return None, None  # some write -1 for best and worst to say that they give no number
    if (worst, best) == _FIVE and value in range(1, 6):
        return f"{value:g}", "google"
    remarks.add(f"The rating is a number without words ({value:g} of {best:g}). It is kept only in the raw row.")
    return None, None


def _own_scale(review: Node, rating: Node) -> str | None:
    """Return the scale of a review that another factdb wrote; None for reviews by others.

    An earlier factdb did not name it: there, numbers from 0 to 4 are of the scale of truth.
    """
    named = first_text(rating, "identifier")
    if named and (match := _OWN_SCALE.fullmatch(named)):
        return match[1]
    bounds = tuple(_number(rating, key) for key in ("worstRating", "bestRating"))
    is_ours = bool(_OWN_REVIEW.fullmatch(first_text(review, "@id") or ""))
    return f"{OWN_SCALES}truth" if is_ours and bounds == _OWN_BOUNDS else None


def _number(rating: Node, key: str) -> float | None:
    figure = next(iter(parts(rating, key)), None)
    if isinstance(figure, str) and re.fullmatch(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?", figure.strip()):
        return float(figure)
    return float(figure) if isinstance(figure, int | float) and not isinstance(figure, bool) else None


def _citations(review: Node, remarks: Remarks) -> Iterator[EvidenceRecord]:
    for citation in parts(review, "citation"):
        page: Node = citation if isinstance(citation, dict) else {"url": citation}
        archived = remarks.read_or_remark(values.url, text(page, "archivedAt"), "citation.archivedAt")
        addresses: list[str | None] = [*_addresses(page, "url")]
        for address in addresses or [None]:
            url = remarks.read_or_remark(values.url, address, "citation.url")
            if url or archived:
                title = values.line(text(page, "headline", "name"), "citation.name")
                yield EvidenceRecord(url=url, archived_url=archived, title=title)
