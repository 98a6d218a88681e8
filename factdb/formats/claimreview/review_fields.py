"""What one ClaimReview says of its claim, in whichever of the ways publishers write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factdb.domain import ratings, urls
from factdb.domain.enums import SpeakerKind
from factdb.domain.linked_data import first_text, is_a, objects, parts, text
from factdb.errors import BadValueError
from factdb.formats.records import fields, values
from factdb.formats.records.claim_record import Evidence, OtherCheck
from factdb.formats.records.values import Remarks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.domain.linked_data import Node
    from factdb.formats.records.claim_record import Record
    from factdb.formats.records.row_errors import Row

# Several addresses in one text, as some forms fill them in: parted by comma, semicolon, space or "and".
_BETWEEN = re.compile(r"(?:[\s,;]+(?:and\s+)?)(?=https?://)", re.IGNORECASE)
_WIKIDATA = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9][0-9]*)/?")
_FIVE = (1, 5)  # Google's sample scale, worst and best: its steps have a meaning without words


def record(row: Row) -> Record:
    """Make a record of one review. Its verdict is an other check of its author's; its citations are context."""
    node: Node = dict(row.raw)
    remarks = Remarks()
    check = _check(node, remarks)
    claim = claim_of(node)
    given = {
        "external_id": _identity(node),
        "claim": values.line(text(node, "claimReviewed") or text(claim, "text"), "claimReviewed"),
        "said_on": remarks.taken(values.date, text(claim, "datePublished", "dateCreated"), "datePublished"),
        "occasion": values.line(_occasion(claim), "itemReviewed.name"),
        "language": remarks.taken(values.language, _language(node), "inLanguage"),
        **_speaker(claim, remarks),
        **_page(claim, check.url, remarks),
        "evidence": tuple(_citations(node, remarks)),
        "checks": (check,),
    }
    return fields.made(row.line, row.raw, {**given, "remarks": tuple(remarks.said)})


def claim_of(review: Node) -> Node:
    """Return the claim: some wrap it in another itemReviewed, and leave author and date on either."""
    reviewed = next(iter(objects(review, "itemReviewed")), {})
    inner = next(iter(objects(reviewed, "itemReviewed")), None)
    return reviewed if inner is None else {**reviewed, **inner}


def _identity(review: Node) -> str | None:
    for key in ("@id", "url", "identifier"):
        found = text(review, key) or (next(_addresses(review, key), None) if key == "url" else None)
        if found and not found.startswith(("_:", "#")):  # these name a node within one document alone
            return values.identity(found, key)
    return None


def _occasion(claim: Node) -> str | None:
    """Return where it was said: the name of a Claim, which Google's form calls the claim's location."""
    return text(claim, "name") if is_a(claim, "Claim") else None


def _language(review: Node) -> str | None:
    found = parts(review, "inLanguage")
    first = found[0] if found else None
    return text(first, "alternateName", "name") if isinstance(first, dict) else text(review, "inLanguage")


# -- who said it ---------------------------------------------------------------------------------------------


def _speaker(claim: Node, remarks: Remarks) -> dict[str, object]:
    authors = [each for each in objects(claim, "author") if text(each, "name")]
    if not authors:
        return {}
    if len(authors) > 1:
        remarks.add(f"it names {len(authors)} speakers: the first is taken, all are kept in the raw row")
    speaker = authors[0]
    same = [match[1] for each in parts(speaker, "sameAs") if (match := _WIKIDATA.fullmatch(str(each).strip()))]
    return {
        "speaker": values.name(text(speaker, "name"), "itemReviewed.author.name"),
        "speaker_kind": _kind(speaker),
        "speaker_title": values.line(text(speaker, "jobTitle"), "itemReviewed.author.jobTitle"),
        "speaker_wikidata": next(iter(same), None),
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
            url = remarks.taken(values.url, address, "appearance")
            if url and not own & set(urls.domains(url)):
                return {"url": url, **_about_page(place, remarks)}
    without = (_about_page(each, remarks) for each in _places(claim) if not [*_addresses(each, "url", "@id")])
    return next((said for said in without if any(said.values())), {})


def _about_page(place: Node, remarks: Remarks) -> dict[str, object]:
    publisher, author = (next(iter(objects(place, key)), {}) for key in ("publisher", "author"))
    return {
        "archived_url": remarks.taken(values.url, first_text(place, "archivedAt"), "appearance.archivedAt"),
        "document_title": values.line(text(place, "headline", "name"), "appearance.headline"),
        "document_published": remarks.taken(
            values.date, first_text(place, "datePublished"), "appearance.datePublished"
        ),
        "author": values.line(first_text(author, "name"), "appearance.author.name"),
        "source": values.name(text(publisher, "name"), "appearance.publisher.name"),
    }


def _places(claim: Node) -> Iterator[Node]:
    for key in ("firstAppearance", "appearance"):
        for each in parts(claim, key):
            yield each if isinstance(each, dict) else {"url": each}
    yield {"url": parts(claim, "url")}


def _addresses(place: Node, *keys: str) -> Iterator[str]:
    for key in keys:
        for each in parts(place, key):
            if isinstance(each, dict):
                yield from _addresses(each, "url", "@id")  # as expanded JSON-LD refers to a page
            elif not isinstance(each, str):
                raise BadValueError(key, str(each), "is no text")
            elif key != "@id" or each.startswith("http"):
                yield from _BETWEEN.split(each.strip())


# -- what was found ------------------------------------------------------------------------------------------


def _check(review: Node, remarks: Remarks) -> OtherCheck:
    author = next(iter(objects(review, "author")), {})
    rating = next(iter(objects(review, "reviewRating")), {})
    label, scale = _label(rating, remarks)
    return OtherCheck(
        publisher=values.name(text(author, "name") or text(author, "url"), "author.name"),
        url=remarks.taken(values.url, next(_addresses(review, "url"), None), "url"),
        headline=values.line(text(review, "headline", "name"), "headline"),
        label=label,
        scale=scale,
        reviewed_on=remarks.taken(values.day, text(review, "datePublished", "dateCreated"), "datePublished"),
    )


def _label(rating: Node, remarks: Remarks) -> tuple[str | None, str | None]:
    """Return the rating in words without the noise before them; of Google's five steps the number, and that scale."""
    words = text(rating, "alternateName") or text(rating, "name")
    if words and (bare := ratings.bare_label(words)):
        return values.line(bare, "reviewRating.alternateName"), None
    value, worst, best = (_number(rating, key) for key in ("ratingValue", "worstRating", "bestRating"))
    if value is None or best is None or best <= (worst or 0):
        return None, None  # -1 for best and worst is how some say that they give no number
    if (worst, best) == _FIVE and value in range(1, 6):
        return f"{value:g}", "google"
    remarks.add(f"its rating is a number without words ({value:g} of {best:g}): it is kept in the raw row alone")
    return None, None


def _number(rating: Node, key: str) -> float | None:
    found = next(iter(parts(rating, key)), None)
    if isinstance(found, str) and re.fullmatch(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?", found.strip()):
        return float(found)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def _citations(review: Node, remarks: Remarks) -> Iterator[Evidence]:
    for each in parts(review, "citation"):
        page: Node = each if isinstance(each, dict) else {"url": each}
        archived = remarks.taken(values.url, text(page, "archivedAt"), "citation.archivedAt")
        addresses: list[str | None] = [*_addresses(page, "url")]
        for address in addresses or [None]:
            url = remarks.taken(values.url, address, "citation.url")
            if url or archived:
                title = values.line(text(page, "headline", "name"), "citation.name")
                yield Evidence(url=url, archived_url=archived, title=title)
