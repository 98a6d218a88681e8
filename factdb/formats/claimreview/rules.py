"""What a ClaimReview must hold to for its readers, Google first: FORMATS.md 2.1."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import names, urls
from factdb.domain.linked_data import objects, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.domain.linked_data import Node

LONGEST_CLAIM = 75


class Finding(NamedTuple):
    """One rule that one claim's review doesn't keep; only a broken one is an error, the others are advice."""

    claim: int
    what: str
    is_error: bool = True

    def __str__(self) -> str:
        return f"claim {self.claim}: {self.what}"


def findings(reviews: Sequence[tuple[int, Node]]) -> Iterator[Finding]:
    """Yield what is amiss with reviews that are published together, each with its claim's number."""
    addresses = Counter(_url(review) for _, review in reviews)
    said = Counter((_page(review), text(review, "claimReviewed")) for _, review in reviews)
    pages = Counter(page for page, _ in said)
    for claim, review in reviews:
        yield from _missing(claim, review)
        yield from _words(claim, review)
        yield from _address(claim, review)
        yield from _rating(claim, review)
        if (url := _url(review)) and addresses[url] > 1 and said[_page(review), text(review, "claimReviewed")] == 1:
            yield Finding(claim, f"its url {url} is that of {addresses[url]} reviews: each needs an #anchor of its own")
        elif url and pages[_page(review)] > 1:
            yield Finding(claim, f"its page {_page(review)} has reviews of several claims", is_error=False)


def _missing(claim: int, review: Node) -> Iterator[Finding]:
    if not text(review, "claimReviewed"):
        yield Finding(claim, "no claimReviewed")
    if not _url(review):
        yield Finding(claim, "no url")
    if not any(text(rating, "alternateName") for rating in objects(review, "reviewRating")):
        yield Finding(claim, "no reviewRating.alternateName")


def _words(claim: int, review: Node) -> Iterator[Finding]:
    length = len(text(review, "claimReviewed") or "")
    if length > LONGEST_CLAIM:
        why = f"claimReviewed has {length} characters; more than {LONGEST_CLAIM} may be cut"
        yield Finding(claim, why, is_error=False)
    authors = [author for each in objects(review, "itemReviewed") for author in objects(each, "author")]
    reviewers = {names.name_key(name) for each in objects(review, "author") if (name := text(each, "name"))}
    if any((name := text(each, "name")) and names.name_key(name) in reviewers for each in authors):
        yield Finding(claim, "who made the claim is who reviews it")


def _address(claim: int, review: Node) -> Iterator[Finding]:
    home = next((text(each, "url") for each in objects(review, "author")), None)
    url = _url(review)
    if not home:
        yield Finding(claim, "its author has no url, so nobody can tell whose page this is", is_error=False)
    elif url and not _is_within(urls.host(url), urls.host(home)):
        yield Finding(claim, f"its url is on {urls.host(url)}, not on its author's own {urls.host(home)}")


def _is_within(host: str, own: str) -> bool:
    return host == own or host.endswith(f".{own}")


def _rating(claim: int, review: Node) -> Iterator[Finding]:
    for rating in objects(review, "reviewRating"):
        given = [rating.get(key) for key in ("worstRating", "ratingValue", "bestRating")]
        if given == [None, None, None]:
            continue
        worst, value, best = (each if isinstance(each, int | float) else None for each in given)
        if worst is None or value is None or best is None or not (worst < best and worst <= value <= best):
            shown = ", ".join(str(each) for each in given)
            yield Finding(claim, f"worstRating, ratingValue and bestRating are {shown}: not in order")


def _url(review: Node) -> str:
    return text(review, "url") or ""


def _page(review: Node) -> str:
    return _url(review).partition("#")[0]
