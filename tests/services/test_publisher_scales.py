"""Checks that name no scale: their labels are looked up in the scales of their publishers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select, text

from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.enums import Category, Stance, Status
from factdb.errors import NoSuchError
from factdb.errors.people import NoSuchScaleError, OwnScaleError, SeveralPublisherScalesError, UnmappedLabelError
from factdb.formats import scale_file
from factdb.formats.claimreview.claimreview_writer import Publisher
from factdb.services.decisions import mapping, other_checks, publisher_scales, statuses
from factdb.services.decisions.mapping import Meaning, ScaleVersion
from factdb.services.exports import averitec_claims, claimreviews
from factdb.services.people import merging, name_changes
from factdb.services.people.namebook import SOURCES
from factdb.services.verify.streams import Checked
from factdb.services.verify.verify import findings
from factdb.store.views import V1_OTHER_CHECKS
from tests.services.claim_files import import_file
from tests.services.conftest import Desk

HALF = Meaning(Category.TRUTH, "Half of it is so.", 2)
KEPT = Meaning(Category.PROMISE, "It was kept.")
PROMISES = """
[[scales]]
code = "politifact-promises"
publisher = "PolitiFact"
publishers = ["PolitiFact Promise Tracker"]
question = "truth"
[[scales.ratings]]
code = "half-true"
label = "Half true"
category = "promise"
mapping_reason = "Half of the promise was kept."
[[scales.ratings]]
code = "false"
label = "False."
category = "truth"
score = 0
mapping_reason = "The same word as on the other scale."
"""


def import_checks(desk: Desk, *checks: tuple[str, str], **how: Any) -> None:  # noqa: ANN401 - a file's particulars
    """Import a claim for each publisher and label; none names a scale."""
    lines = (f'The bridge cost {n} million.,"{who}","{label}"' for n, (who, label) in enumerate(checks, start=11))
    import_file(desk, "\n".join(["claim,check_publisher,check_label", *lines]), "csv", **how)


def mapped(desk: Desk) -> list[tuple[object, ...]]:
    """Return scale, rating and score of the checks in the view, in order."""
    view = V1_OTHER_CHECKS.c
    query = select(view.scale, view.rating, view.score).order_by(view.claim_id, view.n)
    return [tuple(row) for row in desk.session.execute(query)]


def first_import(desk: Desk) -> int:
    """Return the number of the first claim with a check; the demo has none."""
    return int(desk.session.scalar(select(func.min(V1_OTHER_CHECKS.c.claim_id))) or 0)


def add_promises(desk: Desk) -> None:
    mapping.import_scales(desk.session, desk.ed, scale_file.read(PROMISES, "promises.toml"))


SPELLINGS = ["half-true", "Half True", "Half True.", "HALF_TRUE", "Rating: half true", "\u201cHalf true!\u201d"]


@pytest.mark.parametrize("label", SPELLINGS)
def test_one_label_in_several_spellings_is_looked_up_in_the_scale_of_its_publisher(desk: Desk, label: str) -> None:
    import_checks(desk, ("PolitiFact", label))
    assert mapped(desk) == [("politifact", "half-true", 2)]
    assert mapping.unmapped(desk.session) == ([], "")


def test_the_publishers_of_one_file_have_each_their_own_scale(desk: Desk) -> None:
    import_checks(
        desk,
        ("politifact", "pants-fire"), ("Snopes.com", "Mixture"), ("Washington Post", "Four Pinocchios"),
        ("AFP Factuel", "Plutôt faux"), ("The Daily Other", "Mixture"),
    )  # fmt: skip
    assert mapped(desk) == [
        ("politifact", "pants-on-fire", 0), ("snopes", "mixture", 2), ("washington-post", "4-pinocchios", 0),
        ("afp", "plutot-faux", 1), (None, None, None),
    ]  # fmt: skip
    assert [row["publisher"] for row in mapping.unmapped(desk.session)[0]] == ["The Daily Other"]


def test_an_alias_a_merge_and_its_undoing_decide_whose_scale_counts(desk: Desk) -> None:
    import_checks(desk, ("PolitiFact", "True"), ("Truth Meter", "True"), ("Meter II", "True"))
    meter, second = (SOURCES.named(desk.session, name) for name in ("Truth Meter", "Meter II"))
    merging.merge(desk.session, desk.ed, SOURCES, str(meter.id), "PolitiFact")
    name_changes.add_aliases(desk.session, desk.ed, SOURCES, second, ["Politifact.com"])
    desk.session.flush()
    assert mapped(desk) == [("politifact", "true", 4)] * 3
    merging.undo(desk.session, desk.ed, SOURCES, str(meter.id))
    merging.merge(desk.session, desk.ed, SOURCES, "PolitiFact", "Meter II")
    desk.session.flush()
    assert mapped(desk) == [("politifact", "true", 4), (None, None, None), ("politifact", "true", 4)]


def test_only_the_newest_version_of_a_scale_counts(desk: Desk) -> None:
    import_checks(desk, ("PolitiFact", "Half True"))
    mapping.map_label(desk.session, desk.ed, "politifact", "half-true", KEPT)
    assert mapped(desk) == [("politifact", "half-true", None)]
    mapping.map_label(desk.session, desk.ed, "politifact", "Half true!", None)
    assert [row["label"] for row in mapping.unmapped(desk.session)[0]] == ["Half True"]


def test_two_scales_that_differ_leave_a_label_unmapped_until_it_is_taken_out_of_one(desk: Desk) -> None:
    import_checks(desk, ("PolitiFact", "Half-True"), ("PolitiFact", "False"))
    add_promises(desk)
    (row,), ways = mapping.unmapped(desk.session)
    assert (row["label"], row["meanings"]) == ("Half-True", "politifact: truth 2, politifact-promises: promise")
    assert 'ratings map politifact "Half-True" --unmapped, or factdb ratings map politifact-promises' in ways
    # Two scales that say the same of a label are no riddle.
    assert mapped(desk)[1][1:] == ("false", 0)
    claim = desk.claim(first_import(desk))
    with pytest.raises(UnmappedLabelError) as refusal:
        other_checks.adopt(desk.session, claim, desk.ed, 1)
    assert refusal.value.next_step.startswith(ways)
    mapping.map_label(desk.session, desk.ed, "politifact", "Half-True", None)
    assert mapped(desk)[0] == ("politifact-promises", "half-true", None)
    assert mapping.unmapped(desk.session) == ([], "")


def test_a_scale_that_the_check_names_goes_before_those_of_its_publisher(desk: Desk) -> None:
    add_promises(desk)
    import_checks(desk, ("PolitiFact", "Half True"), scale="politifact-promises")
    assert mapped(desk) == [("politifact-promises", "half-true", None)]
    import_checks(desk, ("PolitiFact", "Mostly True"), scale="politifact-promises")
    # The scale that it names lacks the label: another scale can mean something else by the same word.
    assert mapped(desk)[1] == ("politifact-promises", None, None)
    assert mapping.unmapped(desk.session)[1].startswith("Map the label: factdb ratings map politifact-promises")
    assert publisher_scales.scales_of(desk.session, "politifact promise tracker") == ["politifact-promises"]


def test_a_scale_is_a_default_for_publishers_without_one(desk: Desk) -> None:
    import_checks(desk, ("The Daily Other", "True"), ("PolitiFact", "Half True"), ("AFP", "Vrai"), scale="snopes")
    assert mapped(desk) == [("snopes", "true", 4), ("politifact", "half-true", 2), ("afp", "vrai", 4)]


def test_a_label_is_mapped_by_its_publisher_which_gets_a_scale(desk: Desk) -> None:
    import_checks(desk, ("Full Fact", "Not far off."), ("Full Fact", "correct"), ("PolitiFact", "Full Flop"))
    assert mapping.unmapped(desk.session)[1].startswith('Map the label: factdb ratings map --publisher "Full Fact"')
    half = Meaning(Category.TRUTH, "Nearly right.", 3)
    by_name = {"code": None, "publisher": "full fact"}
    version = mapping.map_label(desk.session, desk.ed, label="not far off", meaning=half, **by_name)
    assert version == ScaleVersion("full-fact", 1, "added")
    version = mapping.map_label(desk.session, desk.ed, label="Correct", meaning=HALF, **by_name)
    assert version == ScaleVersion("full-fact", 2, "changed")
    version = mapping.map_label(desk.session, desk.ed, None, "Full Flop", KEPT, "PolitiFact")
    assert version == ScaleVersion("politifact", 2, "changed")
    assert [row[0] for row in mapped(desk)] == ["full-fact", "full-fact", "politifact"]
    with pytest.raises(NoSuchError) as near:
        mapping.map_label(desk.session, desk.ed, None, "Correct", HALF, "Ful Fact")
    assert "Full Fact" in near.value.next_step
    desk.session.flush()
    assert list(findings(desk.session, Checked())) == []


def test_of_several_scales_the_one_with_the_label_is_mapped_and_else_they_are_listed(desk: Desk) -> None:
    add_promises(desk)
    import_checks(desk, ("PolitiFact", "Full Flop"), ("PolitiFact", "Mostly True"))
    ways = mapping.unmapped(desk.session)[1]
    assert "ratings map politifact " in ways
    assert "ratings map politifact-promises " in ways
    with pytest.raises(SeveralPublisherScalesError):
        mapping.map_label(desk.session, desk.ed, None, "Full Flop", KEPT, "PolitiFact")
    assert mapping.map_label(desk.session, desk.ed, None, "mostly-true", HALF, "PolitiFact").code == "politifact"


def test_the_code_of_a_publishers_scale_is_one_that_no_scale_has(desk: Desk) -> None:
    import_checks(desk, ("AFP!", "Nope"))
    assert mapping.map_label(desk.session, desk.ed, None, "Nope", HALF, "AFP!").code == "afp-2"
    with pytest.raises(OwnScaleError):
        mapping.map_label(desk.session, desk.ed, "factdb-truth", "Nope", HALF)


def test_a_check_is_adopted_by_the_scale_of_its_publisher(desk: Desk) -> None:
    import_checks(desk, ("PolitiFact", "mostly-true"), ("Full Fact", "Not far off"))
    claim = desk.claim(first_import(desk))
    other_checks.adopt(desk.session, claim, desk.ed, 1, evidence=["https://example.org/a"], stance=Stance.SUPPORTS)
    assert claim.truth_rating_id is not None
    with pytest.raises(UnmappedLabelError) as refusal:
        other_checks.adopt(desk.session, desk.claim(first_import(desk) + 1), desk.ed, 1)
    assert '--publisher "Full Fact" "Not far off"' in refusal.value.next_step


@pytest.mark.parametrize(
    ("scale", "expected", "refusal"),
    [
        ("meter", "Add the scale meter: factdb ratings import FILE", NoSuchScaleError),
        ("factdb-quote", "", UnmappedLabelError),
    ],
)
def test_a_check_on_a_scale_that_the_desk_lacks_or_that_is_its_own_names_no_mapping(
    desk: Desk, scale: str, expected: str, refusal: type[Exception]
) -> None:
    rows = f"claim,check_publisher,check_label,check_scale\nIt fell.,PolitiFact,True,{scale}\n"
    import_file(desk, rows, "csv")
    (row,), ways = mapping.unmapped(desk.session)
    assert (row["scale"], ways) == (scale, expected)
    with pytest.raises(refusal, match="True") as refused:
        other_checks.adopt(desk.session, desk.claim(first_import(desk)), desk.ed, 1)
    assert "ratings map" not in str(refused.value)


def test_a_check_without_scale_and_publisher_gets_one_by_importing_its_file_again(desk: Desk) -> None:
    import_file(desk, "claim,check_label\nIt fell.,Nobody knows\n", "csv")
    assert "import the file again with --scale CODE, or " in mapping.unmapped(desk.session)[1]
    with pytest.raises(UnmappedLabelError) as refusal:
        other_checks.adopt(desk.session, desk.claim(first_import(desk)), desk.ed, 1)
    assert refusal.value.next_step.startswith("Import its file again with --scale CODE, or ")
    assert "factdb ratings import FILE, or rate the claim yourself: factdb claims rate " in refusal.value.next_step


def test_googles_answers_and_claimreview_pages_find_their_scales(desk: Desk) -> None:
    review = {"publisher": {"name": "PolitiFact", "site": "politifact.com"}, "textualRating": "Pants on Fire!"}
    answer = {"claims": [{"text": "The dam broke.", "claimReview": [{**review, "url": "https://politifact.com/1"}]}]}
    import_file(desk, json.dumps(answer), "google")
    node = {
        "@type": "ClaimReview", "claimReviewed": "The dam held.", "url": "https://snopes.com/1",
        "author": {"name": "Snopes"}, "reviewRating": {"alternateName": "Mostly False."},
    }  # fmt: skip
    import_file(desk, json.dumps(node), "claimreview")
    assert mapped(desk) == [("politifact", "pants-on-fire", 0), ("snopes", "mostly-false", 1)]


@pytest.mark.parametrize("names_scale", [True, False])
def test_the_desks_own_claimreview_finds_the_desks_own_scale(desk: Desk, *, names_scale: bool) -> None:
    us = Publisher("Example Desk", "https://desk.example")
    reviews = claimreviews.desk_reviews(desk.session, ClaimFilter(), us, "https://desk.example/checks").items
    ratings = [review["reviewRating"] for _, review in reviews]
    assert {rating["identifier"] for rating in ratings} <= {
        f"urn:factdb:scale:factdb-{question}" for question in ("truth", "promise", "quote")
    }
    if not names_scale:  # as factdb wrote it before
        reviews = [(n, review) for n, review in reviews if "ratingValue" in review["reviewRating"]]
        for rating in ratings:
            del rating["identifier"]
    # As another desk has them, whose claims have other ids.
    claims = [{**review, "claimReviewed": f"{review['claimReviewed']} Again."} for _, review in reviews]
    lines = "\n".join(map(json.dumps, claims)).replace("urn:uuid:0", "urn:uuid:1")
    import_file(desk, lines, "claimreview")
    assert len(mapped(desk)) == len(reviews) > 3
    assert all(rating for _, rating, _ in mapped(desk))
    assert mapping.unmapped(desk.session) == ([], "")


def test_the_public_view_and_the_export_look_labels_up_alike(desk: Desk) -> None:
    import_checks(desk, ("PolitiFact", "pants-fire"))
    (item,) = averitec_claims.claims_checked_by(desk.session, ClaimFilter(), "PolitiFact").items
    assert item[1]["label"] == "Refuted"
    claim = desk.claim(first_import(desk))
    desk.rate(claim, "false", evidence=["https://example.org/a"], stance=Stance.REFUTES)
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    desk.session.flush()
    row = desk.session.execute(
        text("SELECT scale, rating, score FROM public1_other_checks WHERE claim_id = :id"), {"id": claim.id}
    ).one()
    assert tuple(row) == ("politifact", "pants-on-fire", 0)


def test_verify_compares_the_publishers_of_scales_with_the_history(desk: Desk) -> None:
    add_promises(desk)
    desk.session.flush()
    assert list(findings(desk.session, Checked())) == []
    desk.session.execute(text("UPDATE scale_publishers SET name_key = 'snopes' WHERE name = 'AFP'"))
    said = " ".join(str(finding.problem) for finding in findings(desk.session, Checked()))
    assert "publisher of scale afp" in said
