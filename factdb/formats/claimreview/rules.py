"""The rules of search engines for ClaimReview, first of all Google's: errors, and advice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import names, urls
from factdb.domain.linked_data import objects, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.domain.linked_data import Node

LONGEST_CLAIM = 75  # characters, beyond which Google may cut


class ReviewFinding(NamedTuple):
    """One rule that the review of a claim breaks: an error, or only advice."""

    claim: int
    problem: str
    is_error: bool = True

    def __str__(self) -> str:
        return f"claim {self.claim}: {self.problem}"


def findings(reviews: Sequence[tuple[int, Node]]) -> Iterator[ReviewFinding]:
    """Yield what is wrong with reviews that are published together, each with its claim's number."""
    addresses = Counter(_url(review) for _, review in reviews)
    reviews_of_claim = Counter((_page(review), text(review, "claimReviewed")) for _, review in reviews)
    pages = Counter(page for page, _ in reviews_of_claim)
    for claim, review in reviews:
        yield from _missing(claim, review)
        yield from _words(claim, review)
        yield from _address(claim, review)
        yield from _rating(claim, review)
        # Two reviewers may review one claim at one address; two claims need an anchor each.
        if (
            (url := _url(review))
            and addresses[url] > 1
            and reviews_of_claim[_page(review), text(review, "claimReviewed")] == 1
        ):
            yield ReviewFinding(
                claim, f"the url {url} is shared by {addresses[url]} reviews: each needs its own #anchor"
            )
        elif url and pages[_page(review)] > 1:
            yield ReviewFinding(claim, f"the page {_page(review)} has reviews of several claims", is_error=False)


def _missing(claim: int, review: Node) -> Iterator[ReviewFinding]:
    if not text(review, "claimReviewed"):
        yield ReviewFinding(claim, "claimReviewed is missing")
    if not _url(review):
        yield ReviewFinding(claim, "url is missing")
    if not any(text(rating, "alternateName") for rating in objects(review, "reviewRating")):
        yield ReviewFinding(claim, "reviewRating.alternateName is missing")


def _words(claim: int, review: Node) -> Iterator[ReviewFinding]:
    length = len(text(review, "claimReviewed") or "")
    if length > LONGEST_CLAIM:
        why = f"claimReviewed has {length} characters: search engines may cut it after {LONGEST_CLAIM}"
        yield ReviewFinding(claim, why, is_error=False)
    authors = [author for person in objects(review, "itemReviewed") for author in objects(person, "author")]
    reviewers = {names.name_key(name) for person in objects(review, "author") if (name := text(person, "name"))}
    if any((name := text(person, "name")) and names.name_key(name) in reviewers for person in authors):
        yield ReviewFinding(claim, "the speaker of the claim is also its reviewer")


def _address(claim: int, review: Node) -> Iterator[ReviewFinding]:
    home = next((text(author, "url") for author in objects(review, "author")), None)
    url = _url(review)
    if not home:
        yield ReviewFinding(claim, "the author has no url, so readers cannot see whose page this is", is_error=False)
    elif url and not _is_within(urls.host(url), urls.host(home)):
        yield ReviewFinding(claim, f"the url is on {urls.host(url)}, not on the author's own site {urls.host(home)}")


def _is_within(host: str, own: str) -> bool:
    # With the point, so that notpost.example isn't taken for a part of post.example.
    return host == own or host.endswith(f".{own}")


def _rating(claim: int, review: Node) -> Iterator[ReviewFinding]:
    for rating in objects(review, "reviewRating"):
        figures = [rating.get(key) for key in ("worstRating", "ratingValue", "bestRating")]
        # A rating in words is enough for Google; numbers are checked only where there are some.
        if figures == [None, None, None]:
            continue
        worst, value, best = (figure if isinstance(figure, int | float) else None for figure in figures)
        if worst is None or value is None or best is None or not (worst < best and worst <= value <= best):
            shown = ", ".join(str(figure) for figure in figures)
            yield ReviewFinding(claim, f"worstRating, ratingValue and bestRating are not in rising order: {shown}")


def _url(review: Node) -> str:
    return text(review, "url") or ""


def _page(review: Node) -> str:
    return _url(review).partition("#")[0]
