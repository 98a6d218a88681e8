"""Which column becomes which field: by its heading, and by what stands in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from factdb.errors.exchange import BadMappingError, NoClaimColumnError
from factdb.formats import fact_checkers, kept_keys, known_keys
from factdb.formats.reading import ImportFormat
from factdb.formats.records.claim_record import CheckRecord
from factdb.formats.records.fields import FIELDS
from factdb.formats.records.row_errors import peek
from factdb.formats.tables import headings
from factdb.formats.tables.column_values import ColumnValues, sign_of
from tests.formats.public_layouts import LAYOUTS
from tests.formats.sample_files import only_record, read_file, records_of, refusals_of

if TYPE_CHECKING:
    from factdb.formats.rows import Json

CHECK, PAGE = "https://www.politifact.com/made-up/bridge/", "https://times.example/bridge"


def fields(columns: str, *rows: str, maps: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the fields of a table's columns, without that of its claims."""
    mapping = read_file("\n".join((f"claim,{columns}", *(f"One.,{row}" for row in rows))), "csv", maps=maps).mapping
    return {column: field for column, field in mapping.items() if column != "claim"}


@pytest.mark.parametrize(
    "heading",
    [
        "Trust",
        "verdict",
        "claim_label",
        "Claim Label",
        "claimLabel",
        "rating_alternateName",
        "textualRating",
        "truth",
        "fact",
    ],
)
def test_headings_of_verdicts_are_recognised(heading: str) -> None:
    assert fields(heading, "half-true", "False") == {heading: "check_label"}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Who said", "speaker"),
        ("who_made_the_claim", "speaker"),
        ("Claim author", "speaker"),
        ("Outlet name", "source"),
        ("newspaper", "source"),
        ("Media source", "source"),
    ],
)
def test_usual_headings_of_speakers_and_outlets_are_recognised(heading: str, field: str) -> None:
    assert fields(heading, "Ada Lund", "Bo Berg") == {heading: field}


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("fact", ["The Earth goes round the Sun, and nobody doubts it today."] * 2),
        ("truth", [f"Reason {n}" for n in range(20)]),
        ("trust", [""]),
        ("target", ["Oslo", "Bergen"]),
        ("result", ["true", "a draw"]),
    ],
)
def test_a_heading_with_several_meanings_needs_values_that_look_like_labels(heading: str, values: list[str]) -> None:
    assert fields(heading, *(f'"{value}"' for value in values)) == {}


def test_a_vague_heading_means_verdicts_where_every_value_is_a_usual_word() -> None:
    assert fields("target", "true", "Mostly-False", "PANTS_FIRE") == {"target": "check_label"}


def test_one_verdict_column_is_enough() -> None:
    assert fields("fact,label", "true,false") == {"label": "check_label"}
    assert fields("claim_label,fact", "true,false") == {"claim_label": "check_label"}
    assert fields("truthRating,ratingName", "3,TRUE", "1,FALSE") == {"ratingName": "check_label"}
    assert fields("truthRating,remark", "3,TRUE") == {"truthRating": "check_label"}
    assert fields("fact,mine", "true,false", maps=("mine=check_label",)) == {"mine": "check_label"}


def test_values_that_are_no_text_are_no_labels() -> None:
    record = only_record([{"claim": "One.", "truth": True}])
    assert record.checks == ()


@pytest.mark.parametrize("heading", ["url", "claimURL", "source_url", "link", "where it stands"])
def test_addresses_of_fact_checkers_are_those_of_checks(heading: str) -> None:
    assert fields(heading, CHECK) == {heading: "check_url"}
    (record,) = records_of(f"claim,{heading}\nOne.,{CHECK}\n", "csv")
    assert (record.url, record.checks) == (None, (CheckRecord(publisher="PolitiFact", url=CHECK),))
    (record,) = records_of([{"claim": "One.", heading: CHECK}])
    assert (record.url, record.checks) == (None, (CheckRecord(publisher="PolitiFact", url=CHECK),))


def test_the_page_of_a_claim_stays_the_page() -> None:
    assert fields("url", PAGE) == {"url": "url"}
    assert fields("url,link", f"{PAGE},{CHECK}") == {"url": "url", "link": "check_url"}
    assert fields("url,review url", f"{CHECK},{CHECK}") == {"review url": "check_url"}
    assert fields("url", CHECK, maps=("url=url",)) == {"url": "url"}
    assert fields("proof url", CHECK) == {"proof url": "evidence_url"}


def test_an_unknown_heading_needs_addresses_alone() -> None:
    assert fields("link", *[CHECK] * 9, "see there") == {}, "a row would be refused for a column that nobody named"


def test_the_title_and_the_day_of_a_check_go_with_it() -> None:
    columns, row = "url,article title,publication date,author", f"{CHECK},What it cost,2021-08-01,Rita Roe"
    assert fields(columns, row) == {
        "url": "check_url", "article title": "check_headline", "publication date": "check_date",
    }  # fmt: skip
    assert fields(columns, row.replace("2021-08-01", "2021-08")) == {
        "url": "check_url", "article title": "check_headline",
    }, "a check has a day, or the row is refused"  # fmt: skip
    assert fields(columns, row.replace(CHECK, PAGE))["publication date"] == "document_published"


@pytest.mark.parametrize("heading", ["link", "snopes_page", "url"])
@pytest.mark.parametrize("day", ["2021-07-26", "26 July 2021", ""])
def test_the_day_beside_the_only_address_is_that_of_the_check(heading: str, day: str) -> None:
    columns = f"{heading},article_title,article_date"
    assert fields(columns, f"{CHECK},What it cost,2021-08-01", f"{CHECK},What it was,{day}") == {
        heading: "check_url", "article_title": "check_headline", "article_date": "check_date",
    }  # fmt: skip
    assert fields(f"{columns},page url", f"{CHECK},What it cost,2021-08-01,{PAGE}") == {
        heading: "check_url", "article_title": "document_title", "article_date": "document_published",
        "page url": "url",
    }  # fmt: skip


def test_the_day_of_no_page_is_that_of_the_check() -> None:
    assert fields("review url,article_date", f"{PAGE},2021-08-01")["article_date"] == "check_date"
    assert fields("link,article_date", f"{CHECK},2021-08-01", maps=("link=check_url",))["article_date"] == "check_date"
    assert fields("review url,article_date,title", f"{PAGE},2021-08-01,x", maps=("title=document_title",)) == {
        "review url": "check_url", "article_date": "document_published", "title": "document_title",
    }  # fmt: skip


def test_a_fact_checker_is_no_outlet() -> None:
    assert fields("source", "politifact", "snopes.com") == {"source": "check_publisher"}
    assert fields("source,publisher", "politifact,PolitiFact") == {"publisher": "check_publisher"}
    assert fields("org", "Africa Check") == {"org": "check_publisher"}
    assert fields("source", "The Washington Post") == {"source": "source"}


def test_the_person_who_checked_is_no_publisher() -> None:
    assert fields("claim url,checker", f"{CHECK},Rita Roe") == {"claim url": "check_url"}
    assert fields("review url,checker", f"{PAGE},River Check") == {
        "review url": "check_url",
        "checker": "check_publisher",
    }


def test_the_provenance_of_a_photo_is_no_outlet() -> None:
    assert fields("source,provenance", "Rita Roe,a film of 2014") == {}
    assert fields("source,outlet,provenance", "Rita Roe,The Times,x") == {"outlet": "source"}
    assert fields("source", "Rita Roe") == {"source": "source"}
    assert fields("source,provenance", "Rita Roe,x", maps=("source=source",)) == {"source": "source"}


def test_a_table_of_the_desk_is_read_as_it_is() -> None:
    uid = "0198c0de-0000-7000-8000-000000000001"
    assert fields("uid,url,source,fact", f"{uid},{CHECK},Snopes,true") == {
        "uid": "uid",
        "url": "url",
        "source": "source",
    }


def test_the_publisher_of_a_check_is_named_by_the_file_first() -> None:
    (record,) = records_of(f"claim,publisher,review url\nOne.,The Times,{CHECK}\n", "csv")
    assert record.checks[0].publisher == "The Times"


@pytest.mark.parametrize(
    ("address", "publisher"),
    [
        (CHECK, "PolitiFact"),
        ("http://M.Snopes.com/fact-check/x", "Snopes"),
        ("https://hindi.boomlive.in/x", "BOOM"),
        ("https://www.reuters.com/fact-check/x", "Reuters Fact Check"),
        ("https://www.reuters.com/world/x", None),
        ("https://politifact.com.evil.example/x", None),
        ("https://notsnopes.com/x", None),
        ("https://times.example/?u=https://snopes.com/x", None),
        ("snopes.com/x", None),
        ("https://[::1]/x", None),
    ],
)
def test_an_address_belongs_to_a_fact_checker_by_its_host(address: str, publisher: str | None) -> None:
    assert fact_checkers.publisher_of(address) == publisher


@pytest.mark.parametrize(
    ("column", "values", "sign"),
    [
        ("given", ["True", "mostly-false"], "a verdict"),
        ("my rating", ["7", "9"], "a verdict"),
        ("rating year", ["2019", "2020"], "a date"),
        ("stamp", ["2021-07-26T10:00:00Z", "2021-07-27"], "a date"),
        ("said", ["May 4, 2021"], "a date"),
        ("originator", ["Jane Doe"], "a speaker"),
        ("sources_location", ["Oslo"], None),
        ("ref", [PAGE], "an address"),
        ("site", ["https://times.example"], None),
        ("thumbnail_url", [f"{PAGE}.jpg"], None),
        ("remark", ["call back"], None),
        ("count", ["2019"], None),
        ("empty", ["", "None"], None),
    ],
)
def test_a_column_looks_like_what_a_claim_needs(column: str, values: list[str], sign: str | None) -> None:
    assert sign_of(column, ColumnValues([{column: value} for value in values])) == sign


def test_all_columns_are_listed_where_none_has_claims() -> None:
    columns = [f"c{n}" for n in range(30)]
    with pytest.raises(NoClaimColumnError) as refusal:
        read_file(",".join(columns) + "\n" + ",".join(["x"] * 29 + ["A bridge is open."]) + "\n")
    assert all(f'"{column}"' in str(refusal.value) for column in columns)
    assert '"c28" ("x"), "c29" ("A bridge is open.")' in str(refusal.value)
    assert refusal.value.next_step == "Name the column: --map c29=claim"
    with pytest.raises(NoClaimColumnError, match=r'"text" \("A bridge is open."\), "n" \("1"\)'):
        read_file([{"text": "A bridge is open.", "n": 1}])
    with pytest.raises(NoClaimColumnError) as refusal:
        read_file("de_text,en_claim,x\nEin sehr langer Satz.,A claim.,\n")
    assert refusal.value.next_step == "Name the column: --map en_claim=claim"
    assert '"x" (empty)' in str(refusal.value)


@pytest.mark.parametrize(
    ("claim", "key"),
    [
        ({"claimant": "Jane Doe", "claimDate": "2021-07-26"}, "text"),
        ({"claimant": "Jane Doe", "claimReview": {"url": CHECK}}, "text"),
        ({"@type": "Review", "reviewRating": {"name": "False"}}, "claimReviewed"),
    ],
)
def test_no_claim_is_proposed_for_keys_of_a_known_format(claim: dict[str, Json], key: str) -> None:
    with pytest.raises(NoClaimColumnError) as refusal:
        read_file({"claims": [claim]})
    assert f'whose claims are under "{key}"' in refusal.value.next_step


def test_no_column_of_another_field_is_proposed_for_the_claims() -> None:
    with pytest.raises(NoClaimColumnError) as refusal:
        read_file("claimant,n,body\nThe whole council of the town,1,Wells are dry.\n")
    assert refusal.value.next_step == "Name the column: --map body=claim"


@pytest.mark.parametrize(
    ("columns", "row", "remedy"),
    [
        ("kind", "gossip", 'kind "gossip" is not an allowed word. Choose one of: event, '),
        ("said_on", "31/12/24", 'said_on "31/12/24" cannot be read. A year of two digits is ambiguous.'),
        ("news_url", "www.times.example/1", "or leave the column out: --map news_url="),
        ("news url", "www.times.example/1", "or leave the column out: --map 'news url='"),
    ],
)
def test_a_refused_row_says_how_to_write_the_value(columns: str, row: str, remedy: str) -> None:
    (refusal,) = refusals_of(f"claim,{columns}\nOne.,{row}\n", "csv")
    assert remedy in str(refusal)


def test_a_mapping_of_no_column_lists_those_of_the_file() -> None:
    with pytest.raises(BadMappingError) as refusal:
        read_file("text,who,name\nOne.,Ada,x\n", maps=("nix=claim",))
    assert refusal.value.next_step == 'The columns of claims: "text", "who", "name"'
    wide = ",".join(f"c{n}" for n in range(50))
    with pytest.raises(BadMappingError) as refusal:
        read_file(f"{wide}\n{wide}\n", maps=("cc7=claim",))
    assert refusal.value.next_step.startswith("Did you mean: c7")
    assert refusal.value.next_step.endswith('"c39" and 10 more')


def test_objects_with_two_columns_of_claims_are_refused_one_by_one() -> None:
    (refusal,) = refusals_of([{"statement": "One.", "claims": "Two."}, {"claim": "Three."}])
    assert "has several columns for one field" in str(refusal)


# -- publishers' formats -------------------------------------------------------------------------------------


# Read only where another key says nothing, or worth nothing in this file.
SPARE = {"party_affiliation", "cached_original_claim_url", "claimReview.publisher.site", "author.url"}


@pytest.mark.parametrize("name", ["liar", "averitec", "google", "claimreview"])
def test_a_key_that_becomes_a_field_is_read_and_no_other_is(name: str) -> None:
    layout = LAYOUTS[name]
    (record, *_) = records_of(layout.text)
    form = read_file(layout.text).format
    for path in known_keys.values_by_path(dict(record.raw)):
        if known_keys.is_structure(form, path) or path in SPARE:
            continue
        (without,) = read_file(json.dumps(_without(record.raw, path.split("."))), form).records
        assert (without != record) == (known_keys.field_of(form, path) is not None), path


def _without(value: object, path: list[str]) -> object:
    """Return an object without the key at the end of a path."""
    if isinstance(value, list):
        return [_without(element, path) for element in value]
    if not isinstance(value, dict):
        return value
    key, *rest = path
    if not rest:
        return {name: inner for name, inner in value.items() if name != key}
    return {name: _without(inner, rest) if name == key else inner for name, inner in value.items()}


def test_every_key_of_a_format_becomes_a_field_that_exists() -> None:
    for form in ImportFormat:
        if known_keys.is_known(form):
            becomes = {known_keys.field_of(form, path) for path in known_keys.paths(form)}
            assert becomes <= FIELDS.keys()


def test_keys_are_found_however_a_page_spells_them() -> None:
    node = {
        "properties": {"https://schema.org/claimReviewed": {"@value": "One."}},
        "schema:url": ["", "https://a.example"],
    }
    assert known_keys.values_by_path(json.loads(json.dumps(node))) == {
        "claimReviewed": "One.",
        "url": "https://a.example",
    }


def test_every_weak_heading_is_in_no_other_list() -> None:
    for word in (*headings.LABELS, *headings.VAGUE_LABELS, *headings.OF_PHOTOS):
        assert headings.field_of(word) is None


def test_the_first_rows_are_looked_at_and_given_back() -> None:
    source = iter(range(5))
    first, rows = peek(source, 2)
    assert (first, next(source)) == ([0, 1], 2), "no more are read"
    assert list(rows) == [0, 1, 3, 4]


def _kept(review: dict[str, Json]) -> set[str]:
    return _kept_in({**REVIEW, **review})


def _kept_in(*reviews: dict[str, Json]) -> set[str]:
    return kept_keys.kept(ImportFormat.CLAIMREVIEW, records_of([*reviews], "claimreview"), lambda record: record)


REVIEW: dict[str, Json] = {"@type": "ClaimReview", "claimReviewed": "One.", "url": "https://river.example/1"}


def test_of_several_addresses_only_the_one_that_is_read_is_kept() -> None:
    claim: dict[str, Json] = {
        "appearance": [{"url": "https://b.example/2"}],
        "firstAppearance": {"url": "https://a.example/1"},
    }
    assert _kept({"itemReviewed": claim}) == {"claimReviewed", "url", "itemReviewed.firstAppearance.url"}
    same: dict[str, Json] = {
        "appearance": "https://a.example/1",
        "firstAppearance": "https://a.example/1",
        "url": "https://a.example/1",
    }
    assert _kept({"itemReviewed": same}) == {"claimReviewed", "url", "itemReviewed.firstAppearance"}
    assert _kept({"itemReviewed": {"url": "https://a.example/1"}}) == {"claimReviewed", "url", "itemReviewed.url"}


def test_an_address_that_is_no_wikidata_id_is_not_kept() -> None:
    author: dict[str, Json] = {"name": "Ada Lund", "sameAs": ["https://en.wikipedia.org/wiki/Ada_Lund"]}
    assert _kept({"itemReviewed": {"author": author}}) == {"claimReviewed", "url", "itemReviewed.author.name"}
    author["sameAs"] = ["https://en.wikipedia.org/wiki/Ada_Lund", "https://www.wikidata.org/wiki/Q7"]
    assert "itemReviewed.author.sameAs" in _kept({"itemReviewed": {"author": author}})


def test_a_key_is_kept_where_one_row_keeps_it() -> None:
    named: dict[str, Json] = {**REVIEW, "headline": "Two", "name": "Three"}
    assert _kept_in(named) == {"claimReviewed", "url", "headline"}
    assert _kept_in(named, {**REVIEW, "name": "Three"}) == {"claimReviewed", "url", "headline", "name"}
