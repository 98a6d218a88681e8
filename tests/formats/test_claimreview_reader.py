"""ClaimReview is read in the ways publishers write it; the messy inputs of FORMATS.md 2.1 import, or are refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from factdb.domain.enums import SpeakerKind, Stance
from factdb.errors import UnreadableFileError
from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, EvidenceRecord
from tests.formats.sample_files import only_record, read_file, records_of, refusals_of

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "@id": "https://fakt.example/check/c1#v2",
    "url": "https://fakt.example/check/c1",
    "datePublished": "2022-01-03",
    "inLanguage": "nb",
    "author": {"@type": "Organization", "name": "Fakt AS", "url": "https://fakt.example"},
    "headline": "No, the wells aren't dry",
    "claimReviewed": "All wells of Lund are dry",
    "itemReviewed": {
        "@type": "Claim",
        "datePublished": "2021-07",
        "name": "Town meeting",
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
            "publisher": {"name": "The Fjord Post"},
        },
    },
    "reviewRating": {"@type": "Rating", "alternateName": "Half true", "ratingValue": 3, "bestRating": 5},
    "citation": [{"url": "https://water.example/t", "archivedAt": "https://archive.example/1", "name": "Table"}],
}


def changed(**parts: object) -> dict[str, Any]:
    """Return the review with other parts; None takes one out."""
    return {key: value for key, value in {**REVIEW, **parts}.items() if value is not None}


def item(**parts: object) -> dict[str, Any]:
    """Return the review with other parts of its claim."""
    whole = {**REVIEW["itemReviewed"], **parts}
    return changed(itemReviewed={key: value for key, value in whole.items() if value is not None})


def rated(rating: object) -> CheckRecord:
    """Return the check of a review that is rated so."""
    return only_record(changed(reviewRating=rating)).checks[0]


def test_a_review_is_a_claim_with_a_publishers_check() -> None:
    record = only_record(REVIEW)
    assert record == ClaimRecord(
        external_id="https://fakt.example/check/c1#v2",
        claim="All wells of Lund are dry",
        speaker="Ada Lund",
        speaker_kind=SpeakerKind.PERSON,
        speaker_title="Mayor of Lund",
        speaker_wikidata="Q4242",
        said_on=record.said_on,
        occasion="Town meeting",
        source="The Fjord Post",
        url="https://fjord.example/a",
        document_title="Wells",
        language="nb",
        evidence=(
            EvidenceRecord(url="https://water.example/t", archived_url="https://archive.example/1", title="Table"),
        ),
        checks=(
            CheckRecord(
                publisher="Fakt AS",
                url="https://fakt.example/check/c1",
                headline="No, the wells aren't dry",
                label="Half true",
                reviewed_on=date(2022, 1, 3),
            ),
        ),
    )
    assert str(record.said_on) == "2021-07"
    assert record.evidence[0].stance is Stance.CONTEXT
    assert (record.raw, record.remarks) == (REVIEW, ())


PLAIN = only_record(REVIEW)
SENTENCE = "That's not quite right: the wells were measured in May, not in July."
WRAPPED = {"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": "x"}, REVIEW]}
PREFIXED = {"type" if k == "@type" else f"schema:{k}" if k[0] != "@" else k: v for k, v in REVIEW.items()}


@pytest.mark.parametrize(
    "file",
    [
        [REVIEW],
        [[None, REVIEW]],
        WRAPPED,
        [WRAPPED],
        {"@type": "NewsArticle", "review": {"x": [REVIEW]}},
        PREFIXED,
        changed(**{"@type": ["Review", "http://schema.org/ClaimReview"]}),
        changed(reviewRating={"alternateName": {"@value": "Half true", "@language": "en"}}),
        changed(reviewRating=[{"alternateName": ["Half true"]}]),
        changed(itemReviewed=[None, REVIEW["itemReviewed"]]),
        item(author=[REVIEW["itemReviewed"]["author"]]),
        changed(itemReviewed={"@type": "CreativeWork", "itemReviewed": REVIEW["itemReviewed"]}),
        changed(inLanguage={"@type": "Language", "name": "Bokmål", "alternateName": "nb"}),
        {"@type": "ClaimReview", "properties": changed(**{"@type": None, "@id": REVIEW["@id"]})}
        | {"@id": REVIEW["@id"]},
    ],
    ids=[
        "array", "nested arrays", "graph", "graph in an array", "within another type", "prefixed keys", "several types",
        "@value", "listed rating", "listed claim", "listed author", "claim in a claim", "language object", "properties",
    ],
)  # fmt: skip
def test_however_it_is_wrapped_it_is_the_same_review(file: object) -> None:
    assert only_record(file) == PLAIN


def test_expanded_json_ld_is_read() -> None:
    schema = "http://schema.org/"
    rating = {f"{schema}alternateName": [{"@value": "False"}]}
    expanded = {
        "@type": [f"{schema}ClaimReview"],
        f"{schema}claimReviewed": [{"@value": "All wells of Lund are dry", "@language": "en"}],
        f"{schema}url": [{"@id": "https://fakt.example/1"}],
        f"{schema}reviewRating": [rating],
    }
    check = CheckRecord(url="https://fakt.example/1", label="False")
    assert only_record([expanded], "claimreview") == ClaimRecord(
        external_id="https://fakt.example/1", claim="All wells of Lund are dry", checks=(check,)
    )


def test_several_citations_in_one_text_are_several() -> None:
    record = only_record(changed(citation="https://a.example/1 and https://b.example/2"))
    assert [each.url for each in record.evidence] == ["https://a.example/1", "https://b.example/2"]


def test_references_within_a_graph_are_followed_and_kept_in_the_raw_row() -> None:
    claim = {"@id": "#claim", **REVIEW["itemReviewed"], "author": {"@id": "#ada"}}
    ada = {"@id": "#ada", **REVIEW["itemReviewed"]["author"], "knows": {"@id": "#claim"}}
    record = only_record({"@graph": [changed(itemReviewed={"@id": "#claim"}), claim, ada]})
    assert record == PLAIN
    assert record.raw["itemReviewed"]["author"]["jobTitle"] == "Mayor of Lund"  # type: ignore[index, call-overload]


def test_references_that_double_come_to_an_end() -> None:
    doubling = [{"@id": f"#{n}", "x": [{"@id": f"#{n + 1}"}] * 8} for n in range(60)]
    record = only_record({"@graph": [changed(about={"@id": "#0"}), *doubling]})
    assert len(json.dumps(record.raw)) < 200_000


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"appearance": "https://a.example/1"}, "https://a.example/1"),
        ({"appearance": {"url": "https://a.example/1"}}, "https://a.example/1"),
        ({"appearance": [{"url": "https://a.example/1"}, "https://b.example/2"]}, "https://a.example/1"),
        ({"appearance": {"@id": "https://a.example/1"}}, "https://a.example/1"),
        ({"appearance": {"@id": "#a", "url": ["https://a.example/1"]}}, "https://a.example/1"),
        ({"appearance": "https://a.example/1, https://b.example/2"}, "https://a.example/1"),
        ({"appearance": "https://fakt.example/x and https://a.example/1"}, "https://a.example/1"),
        ({"appearance": "https://fakt.example/x https://a.example/1"}, "https://a.example/1"),
        ({"appearance": "https://a.example/1; https://b.example/2"}, "https://a.example/1"),
        ({"firstAppearance": "https://a.example/1 and https://b.example/2"}, "https://a.example/1"),
        ({"firstAppearance": ["https://a.example/1", {"url": "https://b.example/2"}]}, "https://a.example/1"),
        ({"firstAppearance": None, "appearance": {"url": {"@id": "https://a.example/1"}}}, "https://a.example/1"),
        ({"appearance": {"url": "https://a.example/1", "datePublished": 2021, "author": 5}}, "https://a.example/1"),
        ({"url": ["https://a.example/1", "https://b.example/2"]}, "https://a.example/1"),
        ({"appearance": ["https://www.fakt.example/own", None, "", "https://a.example/1"]}, "https://a.example/1"),
        ({"appearance": "https://fakt.example/own"}, None),
        ({"appearance": "on the radio"}, None),
        ({}, None),
    ],
)
def test_where_it_was_said_is_the_first_page_that_is_not_the_fact_checkers(
    places: dict[str, object], expected: str | None
) -> None:
    assert only_record(item(**{"firstAppearance": None, **places})).url == expected


@pytest.mark.parametrize(
    ("rating", "label", "scale"),
    [
        ({"alternateName": ": false"}, "false", None),
        ({"alternateName": "rating: False"}, "False", None),
        ({"alternateName": "Verdict : Half: true"}, "Half: true", None),
        ({"alternateName": SENTENCE}, SENTENCE, None),
        ({"alternateName": "False", "ratingValue": -1, "bestRating": -1, "worstRating": -1}, "False", None),
        ({"ratingValue": -1, "bestRating": -1, "worstRating": -1}, None, None),
        ({"ratingValue": 2, "bestRating": 5, "worstRating": 1}, "2", "google"),
        ({"ratingValue": "2", "bestRating": "5", "worstRating": "1"}, "2", "google"),
        ({"alternateName": "", "ratingValue": 0, "bestRating": 5, "worstRating": 1}, None, None),
        ({"ratingValue": 80, "bestRating": 100}, None, None),
        ({"alternateName": ":"}, None, None),
        ("False", "False", None),
        (None, None, None),
    ],
)
def test_a_rating_is_kept_in_its_publishers_words(rating: object, label: str | None, scale: str | None) -> None:
    check = rated(rating)
    assert (check.label, check.scale) == (label, scale)


def test_a_number_without_words_is_remarked_on() -> None:
    (remark,) = only_record(changed(reviewRating={"ratingValue": 80, "bestRating": 100})).remarks
    assert remark.startswith("The rating is a number without words (80 of 100)")


@pytest.mark.parametrize(
    ("part", "remark"),
    [
        ({"url": "fakt.example/c1"}, 'url "fakt.example/c1" does not start with http'),
        ({"url": "https://fakt example/"}, "white space"),
        ({"datePublished": "1/2/2022"}, "could be 1 February or 2 January"),
        ({"datePublished": "2022-01"}, "has no day"),
        ({"inLanguage": "Norwegian (Bokmål)"}, "is not a language tag"),
        ({"citation": ["see table 4"]}, "white space"),
    ],
)
def test_what_is_malformed_is_left_out_with_a_remark_and_kept_in_the_raw_row(
    part: dict[str, object], remark: str
) -> None:
    record = only_record(changed(**part))
    assert remark in " ".join(record.remarks)
    assert record.claim == PLAIN.claim
    assert record.raw == changed(**part)


def test_of_several_speakers_the_first_is_taken_and_said_so() -> None:
    record = only_record(item(author=[{"name": "Ada Lund"}, {"@type": "Organization", "name": "Lund Water"}]))
    assert (record.speaker, record.speaker_kind) == ("Ada Lund", None)
    assert record.remarks == ("The review names 2 speakers. Only the first is used. All are kept in the raw row.",)
    assert only_record(item(author="Lund Water")).speaker == "Lund Water"
    assert only_record(item(author={"@type": "Person", "name": " "})).speaker is None


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ({"claimReviewed": None}, "claim"),
        ({"claimReviewed": 5}, "claimReviewed"),
        ({"claimReviewed": "a\x00b"}, "claimReviewed"),
        ({"itemReviewed": {"@type": "Claim", "author": {"name": ["x" * 301]}}}, "itemReviewed.author.name"),
        ({"reviewRating": {"alternateName": 4}}, "alternateName"),
    ],
)
def test_a_review_of_the_wrong_types_is_refused(part: dict[str, object], why: str) -> None:
    (refusal,) = refusals_of([changed(**part)])
    assert refusal.column == why


def test_identity_is_the_id_else_the_address_else_the_identifier() -> None:
    assert only_record(changed(**{"@id": None})).external_id == "https://fakt.example/check/c1"
    assert only_record(changed(**{"@id": "_:b0"}, url=None, identifier="c1:v2")).external_id == "c1:v2"
    assert only_record(changed(**{"@id": None}, url=None)).external_id is None


def test_a_file_without_any_review_is_refused() -> None:
    files: list[object] = [[{"@type": "MediaReview"}], [], {}]
    for file in files:
        with pytest.raises(UnreadableFileError, match="it has no ClaimReview"):
            list(read_file(file, "claimreview").records)


# -- the feed ------------------------------------------------------------------------------------------------


def test_a_feed_is_read_past_its_nulls() -> None:
    elements = [
        {"@type": "DataFeedItem", "item": None, "url": "https://x.example"},
        {"@type": "DataFeedItem", "item": [None, REVIEW, None]},
        None,
        {"@type": "DataFeedItem", "item": [REVIEW, {"@type": "MediaReview"}]},
    ]
    feed = {"@type": "DataFeed", "dateModified": "2022", "dataFeedElement": elements}
    assert read_file(feed).format == "datacommons"
    assert records_of(feed) == [PLAIN, PLAIN]
    assert records_of({"@type": "DataFeed", "dataFeedElement": []}) == []


# -- pages ---------------------------------------------------------------------------------------------------


def _page(*scripts: str, body: str = "") -> str:
    marked = "".join(f'<script type="application/ld+json">{script}</script>\n' for script in scripts)
    return f"<!-- x -->\n<!DOCTYPE html>\n<html><head>\n{marked}</head><body>{body}</body></html>"


MICRODATA = """
<div itemscope itemtype="https://schema.org/ClaimReview" itemid="https://fakt.example/check/c1#v2" itemref="rating">
  <meta itemprop="datePublished" content="2022-01-03"><meta itemprop="inLanguage" content="nb">
  <a itemprop="url" href="https://fakt.example/check/c1"><b itemprop="headline">No, the wells aren't dry</b></a>
  <span itemprop="claimReviewed">All wells of <i>Lund</i> are dry</span>
  <div itemprop="author" itemscope itemtype="https://schema.org/Organization"><span itemprop="name">Fakt AS</span></div>
  <div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Claim"><span itemprop="name">Town meeting</span>
    <time itemprop="datePublished" datetime="2021-07">July</time>
    <div itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Ada Lund</span>
      <meta itemprop="jobTitle" content="Mayor of Lund"><link itemprop="sameAs" href="https://www.wikidata.org/wiki/Q4242">
    </div></div></div>
<div id="rating"><div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
  <span itemprop="alternateName">Half true</span></div></div>
"""


def test_a_page_is_read_by_its_scripts() -> None:
    page = _page(
        "", '{"@type": "WebPage"}', f"<!-- {json.dumps([REVIEW])} -->", f"//<![CDATA[\n{json.dumps(REVIEW)}//]]>"
    )
    assert read_file(page).format == "claimreview"
    assert records_of(page) == [PLAIN, PLAIN]
    assert only_record(_page(json.dumps(REVIEW), body="é")).line == 4


def test_a_page_is_read_by_its_microdata() -> None:
    record = only_record(_page(body=MICRODATA))
    assert (record.external_id, record.claim, record.speaker) == (PLAIN.external_id, PLAIN.claim, PLAIN.speaker)
    assert (record.speaker_title, record.speaker_wikidata) == (PLAIN.speaker_title, PLAIN.speaker_wikidata)
    assert (record.said_on, record.occasion, record.checks) == (PLAIN.said_on, PLAIN.occasion, PLAIN.checks)


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (_page("{"), "line 4 begins a script that is not valid JSON"),
        (_page(), "has no ClaimReview"),
        ("<html>", "has no ClaimReview"),
        ("<html>" + "<div>" * 5000, "has no ClaimReview"),
    ],
)
def test_a_page_without_a_review_that_can_be_read_is_refused(page: str, why: str) -> None:
    with pytest.raises(UnreadableFileError, match=why):
        list(read_file(page).records)


def test_a_script_with_a_key_twice_is_refused() -> None:
    (refusal,) = refusals_of(_page('{"@type": "ClaimReview", "url": "a", "url": "b"}'))
    assert (refusal.line, refusal.value) == (4, "url")


def test_a_broken_script_hides_no_review_beside_it() -> None:
    page = _page('{"@type": "BreadcrumbList", x}', json.dumps(REVIEW), "{'no': 'json'}")
    assert only_record(page).claim == PLAIN.claim
    broken = '{"@type": "ClaimReview", "claimReviewed": "So",}'
    page = _page(broken, json.dumps(REVIEW))
    (refusal,) = refusals_of(page)
    assert (refusal.line, refusal.raw) == (4, broken)
    assert [row.line for row in read_file(page).records if isinstance(row, ClaimRecord)] == [5]


def test_html_entities_in_texts_are_characters() -> None:
    address = "https://fakt.example/check?a=1&amp;copy=2"
    review = {
        **REVIEW,
        "@id": address,
        "url": address,
        "claimReviewed": "Ben &amp;amp; Jerry&#8217;s is &quot;closed&quot; & R&D;copy stays",
    }
    record = only_record(review)
    assert record.claim == 'Ben & Jerry\u2019s is "closed" & R&D;copy stays'
    assert record.external_id == address  # as earlier imports have it
    assert record.checks[0].url == "https://fakt.example/check?a=1&copy=2"
