"""ClaimReview is written so that it reads back; what a file says alike is given back in the file's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from factdb.domain import dates
from factdb.domain.dates import PartialDate
from factdb.domain.enums import Precision, SpeakerKind
from factdb.domain.linked_data import Node
from factdb.formats.claimreview import claimreview_writer, rules
from factdb.formats.claimreview.claimreview_writer import Publisher, Review
from factdb.formats.publish import datasette
from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, EvidenceRecord
from factdb.formats.records.compared_with_ledger import LedgerClaim
from tests.formats import test_claimreview_reader, test_round_trip
from tests.formats.sample_files import only_record, read_file, records_of

DESK = Publisher("Fakt AS", "https://fakt.example", "CC BY 4.0")
UID = "01890000-0000-7000-8000-000000000001"
CHECK = CheckRecord(
    publisher="Fakt AS",
    url="https://fakt.example/c1",
    headline="No",
    label="Half true",
    scale="factdb-truth",
    reviewed_on=date(2022, 1, 3),
)
PAGE = EvidenceRecord(url="https://water.example/t", title="Table", archived_url="https://archive.example/1")
RECORD = ClaimRecord(
    uid=UID,
    claim="All wells of Lund are dry",
    speaker="Ada Lund",
    speaker_kind=SpeakerKind.PERSON,
    speaker_title="Mayor of Lund",
    speaker_wikidata="Q4242",
    said_on=dates.parse("2021-07"),
    occasion="Town meeting",
    source="The Fjord Post",
    url="https://fjord.example/a",
    archived_url="https://archive.example/2",
    document_title="Wells",
    document_published=dates.parse("2021-07-02"),
    author="Bo Berg",
    language="nb",
    evidence=(PAGE, replace(PAGE, url="https://water.example/u")),
    checks=(CHECK,),
)
REVIEW = Review(
    record=RECORD,
    version=2,
    because="Two are.",
    score=2,
    modified_on=date(2022, 2, 1),
    corrections=[(date(2022, 2, 1), "It was one.")],
)
OWN = claimreview_writer.own_review(REVIEW, DESK)
KEYS = frozenset({"fakt as"})


def told(record: ClaimRecord, review: object = OWN) -> LedgerClaim:
    """Return a claim as an import of a review leaves it, or as it was changed since."""
    return LedgerClaim(replace(record, raw=review), frozenset({"ada lund"}), frozenset({"the fjord post"}))  # type: ignore[arg-type]


def other(record: ClaimRecord, check: CheckRecord = CHECK, review: object = OWN) -> Node:
    return claimreview_writer.other_review(told(record, review), check, KEYS)


def test_the_desks_review_has_every_property_of_the_profile() -> None:
    expected = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": f"urn:uuid:{UID}#review",
        "identifier": f"{UID}:v2",
        "url": "https://fakt.example/c1",
        "headline": "No",
        "datePublished": "2022-01-03",
        "dateModified": "2022-02-01",
        "inLanguage": "nb",
        "author": {"@type": "Organization", "name": "Fakt AS", "url": "https://fakt.example"},
        "claimReviewed": "All wells of Lund are dry",
        "itemReviewed": {
            "@type": "Claim",
            "@id": f"urn:uuid:{UID}",
            "name": "Town meeting",
            "datePublished": "2021-07",
            "author": {
                "@type": "Person",
                "name": "Ada Lund",
                "jobTitle": "Mayor of Lund",
                "sameAs": "https://www.wikidata.org/wiki/Q4242",
            },
            "firstAppearance": {
                "@type": "CreativeWork",
                "url": "https://fjord.example/a",
                "headline": "Wells",
                "datePublished": "2021-07-02",
                "author": {"@type": "Person", "name": "Bo Berg"},
                "publisher": {"@type": "Organization", "name": "The Fjord Post"},
                "archivedAt": "https://archive.example/2",
            },
        },
        "reviewRating": {
            "@type": "Rating",
            "identifier": "urn:factdb:scale:factdb-truth",
            "alternateName": "Half true",
            "ratingValue": 2,
            "bestRating": 4,
            "worstRating": 0,
            "ratingExplanation": "Two are.",
        },
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "Table",
                "url": f"https://water.example/{page}",
                "archivedAt": "https://archive.example/1",
            }
            for page in ("t", "u")
        ],
        "correction": [{"@type": "CorrectionComment", "datePublished": "2022-02-01", "text": "It was one."}],
        "sdPublisher": {"@type": "Organization", "name": "Fakt AS", "url": "https://fakt.example"},
        "sdDatePublished": "2022-02-01",
        "sdLicense": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert expected == OWN
    assert only_record(OWN) == replace(RECORD, uid=None, external_id=f"urn:uuid:{UID}#review")


def test_what_is_not_known_is_left_out() -> None:
    bare = ClaimRecord(uid=UID, claim="x", checks=(replace(CHECK, headline=None),))
    made = claimreview_writer.own_review(
        replace(REVIEW, record=bare, score=None, corrections=()), Publisher("Fakt AS", licence="Ours")
    )
    assert made["itemReviewed"] == {"@type": "Claim", "@id": f"urn:uuid:{UID}"}
    assert set(made["reviewRating"]) == {"@type", "identifier", "alternateName", "ratingExplanation"}  # type: ignore[call-overload]
    assert not {"citation", "correction", "headline", "inLanguage"} & made.keys()
    assert made["sdLicense"] == {"@type": "CreativeWork", "name": "Ours"}


def test_a_source_without_a_page_is_read_back() -> None:
    record = ClaimRecord(claim="x", source="Radio Fjord", document_title="The morning", checks=(CHECK,))
    made = claimreview_writer.other_review(LedgerClaim(record), CHECK, KEYS)
    assert only_record(made) == replace(record, external_id=CHECK.url)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(record=test_round_trip.records)
def test_whatever_the_ledger_holds_of_a_check_reads_back(record: ClaimRecord) -> None:
    nobody = record.speaker is None
    check = replace(next(iter(record.checks), CHECK), url=CHECK.url, scale=None)
    assume(not (check.label or "").lower().lstrip().startswith((":", "rating", "verdict", "our", "claim")))
    lost = dict.fromkeys(
        ("uid", "external_id", "quote", "attribution", "kind", "speaker_party", "said_basis", "resolves_on",
         "headline", "published_url")
    )  # fmt: skip
    if nobody:
        lost |= dict.fromkeys(("speaker_kind", "speaker_title", "speaker_wikidata"))
    elif record.speaker_kind is SpeakerKind.UNKNOWN:
        lost["speaker_kind"] = None
    expected = replace(record, topics=(), evidence=(), checks=(check,), **lost)  # type: ignore[arg-type]
    made = claimreview_writer.other_review(LedgerClaim(record), check, KEYS)
    assert replace(only_record(made), external_id=None) == expected


# -- what came from a file -----------------------------------------------------------------------------------


@pytest.mark.parametrize("review", [OWN, test_claimreview_reader.REVIEW], ids=["ours", "theirs"])
def test_what_says_the_same_is_given_back_as_the_file_had_it(review: dict[str, Any]) -> None:
    record = only_record(review)
    (check,) = record.checks
    noted = replace(
        record, quote="The desk's own.", evidence=(*record.evidence, EvidenceRecord(url="https://own.example"))
    )
    made = other(noted, check, review)
    assert made == review
    assert list(made)[:3] == ["@context", "@type", "@id"]


@pytest.mark.parametrize(
    ("changes", "part", "now"),
    [
        ({"claim": "Few are"}, "claimReviewed", "Few are"),
        ({"language": "en"}, "inLanguage", "en"),
        ({"occasion": None}, "itemReviewed.name", None),
        ({"said_on": PartialDate(date(2021, 7, 3), Precision.DAY)}, "itemReviewed.datePublished", "2021-07-03"),
        ({"speaker": "Bo Lie", "speaker_wikidata": None, "speaker_title": None}, "itemReviewed.author",
         {"@type": "Person", "name": "Bo Lie"}),
        ({"url": "https://b.example/"}, "itemReviewed.firstAppearance.url", "https://b.example/"),
        ({"evidence": (PAGE,)}, "citation", OWN["citation"][:1]),  # type: ignore[index]
    ],
)  # fmt: skip
def test_what_the_ledger_says_otherwise_is_written_as_the_ledger_says_it(
    changes: dict[str, Any], part: str, now: object
) -> None:
    made = other(replace(only_record(OWN), **changes))
    assert _at(made, part) == now
    *within, key = part.split(".")
    was = {**OWN["itemReviewed"]} if within else dict(OWN)  # type: ignore[dict-item]
    rest = dict(_at(made, within[0]) if within else made)
    key = within[1] if len(within) > 1 else key
    assert {**rest, key: None} == {**was, key: None}


def _at(node: Any, part: str) -> Any:  # noqa: ANN401 - a value of JSON
    for key in part.split("."):
        node = node.get(key)
    return node


def test_a_changed_label_takes_the_place_of_the_whole_rating() -> None:
    made = other(only_record(OWN), replace(CHECK, label="False", headline=None))
    scale = "urn:factdb:scale:factdb-truth"
    assert made["reviewRating"] == {"@type": "Rating", "identifier": scale, "alternateName": "False"}
    assert "headline" not in made


def test_names_that_mean_the_same_and_addresses_of_the_same_page_are_no_change() -> None:
    merged = replace(
        only_record(OWN), speaker="Ada B. Lund", source="The Fjord Post AS", url="https://fjord.example/a?utm_id=1"
    )
    assert other(merged, replace(CHECK, publisher="Fakt")) == OWN


def test_microdata_is_given_back_as_what_the_ledger_holds() -> None:
    page = f"<!DOCTYPE html><html><body>{test_claimreview_reader.MICRODATA}</body></html>"
    record = only_record(page)
    made = other(record, record.checks[0], record.raw)
    assert only_record(made) == replace(record, external_id=record.checks[0].url)


def test_a_number_of_googles_scale_stays_a_number() -> None:
    rating = {"@type": "Rating", "ratingValue": 2, "bestRating": 5, "worstRating": 1}
    record = only_record({**OWN, "reviewRating": rating})
    (check,) = record.checks
    assert claimreview_writer.other_review(LedgerClaim(replace(record, raw={})), check, KEYS)["reviewRating"] == rating


# -- the feed and the rules ----------------------------------------------------------------------------------


def test_a_feed_has_an_item_a_page_and_reads_back() -> None:
    first, second = ({**OWN, "url": f"https://fakt.example/c1#{at}", "@id": f"urn:x:{at}"} for at in "ab")
    third = {**OWN, "url": "https://fakt.example/c2", "dateModified": "2022-03-01"}
    made = claimreview_writer.feed([first, second, third])
    assert made["dateModified"] == "2022-03-01"
    items: Any = made["dataFeedElement"]
    assert [(item["url"], len(item["item"])) for item in items] == [
        ("https://fakt.example/c1", 2),
        ("https://fakt.example/c2", 1),
    ]
    assert read_file(made).format == "datacommons"
    assert len(records_of(made)) == 3
    assert claimreview_writer.feed([])["dataFeedElement"] == []


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ({"claimReviewed": None}, "claimReviewed is missing"),
        ({"url": None}, "url is missing"),
        ({"reviewRating": {"ratingValue": 1}}, "reviewRating.alternateName is missing"),
        ({"url": "https://fakt.example.org/c1"}, "the url is on fakt.example.org, not on the author's own"),
        (
            {"author": {"name": "Ada  LUND", "url": "https://fakt.example"}},
            "the speaker of the claim is also its reviewer",
        ),
        ({"reviewRating": {"alternateName": "x", "ratingValue": 5, "worstRating": 0, "bestRating": 4}}, "0, 5, 4"),
        ({"reviewRating": {"alternateName": "x", "ratingValue": 1}}, "None, 1, None"),
    ],
)
def test_a_broken_rule_is_an_error(part: dict[str, object], what: str) -> None:
    broken = {key: value for key, value in {**OWN, **part}.items() if value is not None}
    errors = [each for each in rules.findings([(7, broken)]) if each.is_error]
    assert any(str(each).startswith("claim 7: ") and what in each.problem for each in errors), errors


def test_what_keeps_the_rules_is_clean_and_advice_is_no_error() -> None:
    assert list(rules.findings([(7, OWN)])) == []
    assert list(rules.findings([(7, {**OWN, "url": "https://no.fakt.example/1"})])) == []
    anchored = {**OWN, "url": "https://fakt.example/c1#b", "claimReviewed": "x" * 76}
    homeless = {**OWN, "author": {"name": "F"}, "url": "https://f.example"}
    found = list(rules.findings([(7, OWN), (8, anchored), (9, homeless)]))
    assert [(each.claim, each.is_error) for each in found] == [(7, False), (8, False), (8, False), (9, False)]


def test_two_claims_at_one_address_need_anchors_and_two_reviews_of_one_claim_do_not() -> None:
    found = list(rules.findings([(7, OWN), (8, {**OWN, "claimReviewed": "Another"})]))
    assert ["#anchor" in each.problem and each.is_error for each in found] == [True, True]
    assert list(rules.findings([(7, OWN), (8, OWN)])) == []


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-sa-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://desk.example/licence", "https://desk.example/licence"),
        ("All rights reserved", None),
    ],
)
def test_a_licence_is_known_by_its_short_name(written: str, address: str | None) -> None:
    assert datasette.licence_url(written) == address
