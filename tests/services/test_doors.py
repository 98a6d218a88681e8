"""The same facts become the same claim, whichever door they come in by."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from factdb.domain import dates
from factdb.domain.enums import Attribution, Basis, Kind, Precision, SpeakerKind
from factdb.errors.exchange import RowRefusedError
from factdb.formats.records.claim_record import as_row
from factdb.services.claims import proposals
from factdb.services.decisions import other_checks
from factdb.services.documents import articles, captures, documents
from factdb.services.exports import records
from factdb.services.people import sources, speakers
from factdb.store.base import select_unknown
from factdb.store.models import Claim, Document, Source, Speaker, SpeakerRole
from tests.conftest import NOW
from tests.services.claim_files import import_file, row_counts
from tests.services.conftest import Desk

Facts = dict[str, Any]
Door = Callable[[Desk, Facts], Claim]
Columns = dict[str, Any]

PAGE = "https://gazette.example/bridge"
DATED = "https://gazette.example/month"
ARTICLE = "https://post.example/1"
OUTLET = "The Bridge Gazette"
# Its number, its uid, and the hash of a history that holds other uids.
OWN = frozenset({"id", "uid", "history_head"})
# Where a passage stands in a text that the desk read: a file can't tell, the article's own doors know.
PLACE = frozenset({"capture_n", "span_start", "span_end", "prefix", "suffix"})


def type_in(desk: Desk, facts: Facts) -> Claim:
    """Add the claim as `claims add` does."""
    words: dict[str, Callable[[Any], object]] = {
        "attribution": Attribution,
        "kind": Kind,
        "said_on": dates.parse,
        "said_basis": Basis,
        "resolves_on": date.fromisoformat,
    }
    draft: Facts = {name: words[name](value) if name in words else value for name, value in facts.items()}
    return desk.added(desk.ana, **draft).claim


def import_csv(desk: Desk, facts: Facts) -> Claim:
    """Import a spreadsheet of one row."""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, facts)
    writer.writeheader()
    writer.writerow(facts)
    return _imported(desk, sheet.getvalue(), "csv")


def import_json(desk: Desk, facts: Facts) -> Claim:
    """Import an array of one object."""
    return _imported(desk, json.dumps([facts]), "json")


def import_jsonl(desk: Desk, facts: Facts) -> Claim:
    """Import a line of JSON."""
    return _imported(desk, json.dumps(facts), "jsonl")


def _imported(desk: Desk, text: str, form: str) -> Claim:
    assert import_file(desk, text, form, undated_as_published=True).added == 1
    return newest(desk)


def newest(desk: Desk) -> Claim:
    return desk.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(1)).one()


IMPORTS: tuple[Door, ...] = (import_csv, import_json, import_jsonl)


@contextmanager
def taken_back(desk: Desk) -> Iterator[None]:
    """Take back what a door added: the next one must not find its speakers."""
    with desk.session.begin_nested() as savepoint:
        yield
        savepoint.rollback()
    desk.session.expire_all()


def columns(desk: Desk, claim: Claim) -> Columns:
    """Return all columns of a claim but its own, with whom and what they mean instead of numbers."""
    desk.session.flush()
    desk.session.refresh(claim)
    row = {column.key: getattr(claim, column.key) for column in Claim.__table__.columns}
    speaker, source = desk.session.get_one(Speaker, row["speaker_id"]), desk.session.get_one(Source, row["source_id"])
    document = desk.session.get(Document, row["document_id"]) if row["document_id"] else None
    named = {
        "speaker_id": (speaker.name, speaker.kind),
        "source_id": (source.name, source.kind),
        "document_id": (document.url, document.source_id == source.id) if document else None,
    }
    return {name: value for name, value in {**row, **named}.items() if name not in OWN}


def through(desk: Desk, door: Door, facts: Facts) -> Columns:
    """Return what facts become through a door."""
    with taken_back(desk):
        return columns(desk, door(desk, facts))


@pytest.fixture
def gazette(desk: Desk) -> Desk:
    """A desk that knows a page of an outlet, by a later name, and one of which only the month is known."""
    for url, published in ((PAGE, "2026-11-18"), (DATED, "2026-10")):
        draft = documents.DocumentDraft(url=url, source="Gazette", published=dates.parse(published), language="en")
        documents.store_document(desk.session, desk.ana, draft)
    merged = sources.find_or_add(desk.session, desk.ana, "Gazette").source
    merged.merged_into_id = sources.find_or_add(desk.session, desk.ana, OUTLET).source.id
    biden = speakers.resolve(desk.session, "Joe Biden", None)
    assert biden is not None
    term = {"title": "Senator", "party": "Democratic", "since": date(1973, 1, 1), "until": date(2008, 12, 31)}
    desk.session.add(SpeakerRole(speaker_id=biden.id, n=2, **term))
    desk.session.flush()
    return desk


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"source": OUTLET},
        {"source": OUTLET, "attribution": "narration"},
        {"source": "New Times", "attribution": "narration"},
        {"url": PAGE, "attribution": "narration"},
        {"url": DATED, "attribution": "narration", "kind": "causal"},
        {"attribution": "narration"},
        {"attribution": "narration", "source": OUTLET, "speaker": "Ann Mayor"},
        {"attribution": "narration", "source": OUTLET, "speaker": "unknown"},
        {"url": PAGE},
        {"url": PAGE, "said_on": "unknown"},
        {"url": PAGE, "said_on": "2021-07", "said_basis": "inferred"},
        {"url": "https://elsewhere.example/1", "source": "Elsewhere"},
        {"quote": "“It fell.”", "source": OUTLET},
        {"quote": "it fell", "source": OUTLET},
        {"quote": "it “fell”", "speaker": "Ann Mayor"},
        {"speaker": OUTLET, "source": OUTLET},
        {"speaker": "Gazette", "source": "Gazette"},
        {"speaker": "the bridge gazette", "url": PAGE},
        {"speaker": "Joe Biden", "said_on": "1990"},
        {"speaker": "biden", "said_on": "2021-07-26", "said_basis": "evidence"},
        {"speaker": "Joe Biden", "said_on": "unknown"},
        {"attribution": "narration", "attributed_to": "some experts", "url": PAGE},
        {"attributed_to": "  a senior\tofficial ", "quote": "“It fell.”"},
        {"kind": "promise", "resolves_on": "2030-01-01", "occasion": "A visit", "language": "de", "url": PAGE},
    ],
    ids=str,
)
def test_the_same_facts_become_the_same_claim_through_every_door(gazette: Desk, facts: Facts) -> None:
    stated = {"claim": "The bridge fell.", **facts}
    typed = through(gazette, type_in, stated)
    for door in IMPORTS:
        assert through(gazette, door, stated) == typed


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20)
people = st.sampled_from(["Ann Mayor", "Joe Biden", OUTLET, "Gazette", "unknown", "New Times"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=st.fixed_dictionaries(
        {"claim": words},
        optional={
            "quote": st.sampled_from(["“It fell.”", "it fell", "it “fell”"]),
            "speaker": people,
            "attribution": st.sampled_from(list(Attribution)),
            "kind": st.sampled_from(list(Kind)),
            "said_on": st.sampled_from(["2021", "2020-02-29", "1990-03", "unknown"]),
            "said_basis": st.sampled_from(list(Basis)),
            "occasion": words,
            "attributed_to": words,
        },
    ),
    place=st.sampled_from([{}, {"source": OUTLET}, {"source": "New Times"}, {"url": PAGE}, {"url": DATED}]),
)
def test_whatever_is_stated_becomes_the_same_claim(gazette: Desk, facts: Facts, place: Facts) -> None:
    stated = {**facts, **place}
    assert through(gazette, import_json, stated) == through(gazette, type_in, stated)


# -- articles ------------------------------------------------------------------------------------------------

TEXT = (
    "The bridge opened on Monday.\n\n"
    "“The harbour will open in May,” Ada Lund, the mayor of Lindhaven, said on Tuesday.\n\n"
    "According to Boris Novak, the harbour has lost half of its ships since 2010.\n\n"
    "Some officials warned that the harbour may close next year.\n"
)


def article(desk: Desk, published: str, text: str = TEXT) -> proposals.ReadArticle:
    draft = documents.DocumentDraft(
        url=ARTICLE, source="Example Post", published=dates.parse(published), is_article=True
    )
    reading = captures.Reading.of_text(text)
    kept = articles.add(desk.session, desk.ana, draft, reading)
    read = proposals.find_article(desk.session, kept.document.id)
    assert read is not None
    return read


@pytest.mark.parametrize("part", ["opened on Monday", "open in May", "lost half", "may close"])
@pytest.mark.parametrize("published", ["2026-11-18", "2026-11"])
def test_an_accepted_proposal_becomes_what_the_same_facts_become_through_other_doors(
    desk: Desk, part: str, published: str
) -> None:
    read = article(desk, published)
    (proposal,) = [each for each in proposals.undecided_proposals(desk.session, read) if part in each.text]
    facts = {"claim": proposal.claim, "quote": proposal.text, "attribution": str(proposal.attribution)}
    facts |= {"kind": str(proposal.kind), **({"occasion": proposal.occasion} if proposal.occasion else {})}
    if proposal.attributed_to:
        facts["attributed_to"] = proposal.attributed_to
    if proposal.attribution is not Attribution.NARRATION:
        assert proposal.speaker is not None
        facts["speaker"] = proposal.speaker
    if proposal.said_on:
        facts["said_on"] = str(dates.PartialDate(proposal.said_on, proposal.said_precision))
        facts["said_basis"] = str(proposal.said_basis)
    accepted = through(desk, lambda desk, _: proposals.accept(desk.session, desk.ana, read, proposal).claim, facts)
    assert accepted["said_on"] is not None
    assert accepted["attributed_to"] == ("Some officials" if part == "may close" else None)
    assert through(desk, type_in, {**facts, "article": read.document.id}) == accepted
    for door in (type_in, *IMPORTS):
        outside = through(desk, door, {**facts, "url": ARTICLE})
        assert {name: outside[name] for name in outside.keys() - PLACE} == {
            name: accepted[name] for name in accepted.keys() - PLACE
        }


def test_an_article_without_a_day_gives_none(desk: Desk) -> None:
    read = article(desk, "unknown", "The bridge opened with a feast.\n")
    narration = proposals.undecided_proposals(desk.session, read)[0]
    accepted = through(desk, lambda desk, _: proposals.accept(desk.session, desk.ana, read, narration).claim, {})
    typed = through(desk, type_in, {"article": read.document.id, "claim": "x", "attribution": "narration"})
    days = [(row["said_on"], row["said_precision"], row["said_basis"], row["sort_on"]) for row in (accepted, typed)]
    assert days == [(None, Precision.UNKNOWN, Basis.NONE, NOW.date())] * 2


# -- what is particular to a door ----------------------------------------------------------------------------


def test_a_file_s_claims_stay_undated_unless_they_are_to_take_the_day_of_publication(gazette: Desk) -> None:
    sheet = f"claim,url,said_on\nOne.,{PAGE},\nTwo.,{PAGE},unknown\nThree.,{DATED},\nFour.,,\n"

    def days(**how: Any) -> list[tuple[date | None, Precision, Basis, date]]:  # noqa: ANN401 - a file's particulars
        with taken_back(gazette):
            import_file(gazette, sheet, **how)
            rows = gazette.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(4)).all()[::-1]
            return [(row.said_on, row.said_precision, row.said_basis, row.sort_on) for row in rows]

    day, month = date(2026, 11, 18), date(2026, 10, 1)
    undated = [(None, Precision.UNKNOWN, Basis.NONE, sort_on) for sort_on in (day, day, month, NOW.date())]
    assert days() == undated
    published = [(day, Precision.DAY, Basis.PUBLISHED, day), (month, Precision.MONTH, Basis.PUBLISHED, month)]
    assert days(undated_as_published=True) == [published[0], undated[1], published[1], undated[3]]


def test_a_day_of_publication_that_changed_in_the_file_changes_the_claim_s(desk: Desk) -> None:
    head = "id,claim,url,document_title,document_published\n"
    import_file(desk, f"{head}1,One.,https://a.example/1,T,2020-01-02\n", undated_as_published=True)
    changed = f"{head}1,One.,https://a.example/2,T,2021-03\n"
    assert row_counts(import_file(desk, changed, undated_as_published=True)) == [0, 1, 0]
    claim = newest(desk)
    assert (claim.said_on, claim.said_precision, claim.sort_on) == (date(2021, 3, 1), Precision.MONTH, date(2021, 3, 1))
    assert row_counts(import_file(desk, changed, undated_as_published=True)) == [0, 0, 1]
    # Without the option the same row says no day.
    assert row_counts(import_file(desk, changed)) == [0, 1, 0]
    assert (claim.said_on, claim.said_precision, claim.sort_on) == (None, Precision.UNKNOWN, date(2021, 3, 1))
    assert row_counts(import_file(desk, changed)) == [0, 0, 1]


def test_a_row_that_only_lacks_a_speaker_is_not_charged_to_facebook(desk: Desk) -> None:
    item: Facts = {
        "claim": "The bridge fell.", "claim_date": "1-10-2020", "label": "Refuted", "speaker": None,
        "reporting_source": "Facebook", "fact_checking_strategies": [], "questions": [],
    }  # fmt: skip
    assert row_counts(import_file(desk, json.dumps([item]))) == [1, 0, 0]
    claim = newest(desk)
    assert desk.session.get_one(Source, claim.source_id).name == "Facebook"
    assert claim.speaker_id == desk.session.scalars(select_unknown(Speaker)).one().id
    assert claim.attribution is Attribution.PARAPHRASE
    assert row_counts(import_file(desk, json.dumps([item]))) == [0, 0, 1]


def test_many_outlets_that_nobody_foresaw_as_speakers_get_a_number_each(gazette: Desk) -> None:
    rows = [
        {"claim": "One.", "url": PAGE, "attribution": "narration"},
        {"claim": "Two.", "speaker": "Ann Mayor", "url": "https://www.reuters.com/1"},
        {"claim": "Three.", "url": "https://www.reuters.com/2", "attribution": "narration"},
        {"claim": "Four.", "source": "Gazette", "attribution": "narration"},
        {"claim": "Five.", "source": "New Times", "attribution": "narration", "url": "https://newtimes.example/1"},
        {"claim": "Six.", "url": "https://newtimes.example/2", "attribution": "narration"},
        {"claim": "Seven.", "source": "NEW times", "attribution": "narration"},
        {"claim": "Eight.", "speaker": "Bo Novak"},
    ]
    assert row_counts(import_file(gazette, json.dumps(rows))) == [8, 0, 0]
    claims = gazette.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(8)).all()[::-1]
    bearers = [gazette.session.get_one(Speaker, claim.speaker_id) for claim in claims]
    assert [speaker.name for speaker in bearers] == [
        OUTLET, "Ann Mayor", "Reuters", OUTLET, "New Times", "New Times", "New Times", "Bo Novak",
    ]  # fmt: skip
    assert {speaker.kind for speaker in bearers if speaker.name in {OUTLET, "Reuters", "New Times"}} == {
        SpeakerKind.ORGANIZATION
    }
    assert row_counts(import_file(gazette, json.dumps(rows))) == [0, 0, 8]


@pytest.mark.parametrize("door", [type_in, import_json])
def test_a_page_that_gets_its_source_by_a_claim_brings_one_source(desk: Desk, door: Door) -> None:
    page = documents.store_document(
        desk.session, desk.ana, documents.DocumentDraft(url="https://elsewhere.example/1")
    ).document
    claim = door(desk, {"claim": "One.", "url": "https://elsewhere.example/1", "source": "Elsewhere"})
    desk.session.refresh(page)
    assert desk.session.scalars(select(Source.id).where(Source.name == "Elsewhere")).all() == [claim.source_id]
    assert page.source_id == claim.source_id


@pytest.mark.parametrize("place", [{"source": "Gazette"}, {"url": PAGE}])
def test_narration_of_an_outlet_whose_name_several_speakers_bear_is_refused_by_its_row(
    gazette: Desk, place: Facts
) -> None:
    for name in ("Bridge Gazette Ltd", "Bridge Gazette Guild"):
        speakers.insert(gazette.session, gazette.ana, name, SpeakerKind.ORGANIZATION, [OUTLET])
    refused: list[RowRefusedError] = []
    rows = [{"claim": "One.", "attribution": "narration", **place}, {"claim": "Two."}]
    assert row_counts(import_file(gazette, json.dumps(rows), refused=refused)) == [1, 0, 0]
    assert "has an ambiguous name" in str(refused[0])


def test_narration_whose_speaker_is_unknown_comes_back_from_an_export_as_it_was(desk: Desk) -> None:
    claim = desk.new(attribution=Attribution.NARRATION, source=OUTLET, speaker="unknown")
    record = records.record_of(desk.session, claim.id)
    assert (record.speaker, record.speaker_kind) == (None, SpeakerKind.UNKNOWN)
    row = {name: value for name, value in as_row(record).items() if value and name != "uid"}
    before = desk.session.scalar(select(func.count()).select_from(Speaker))
    assert row_counts(import_file(desk, json.dumps([row]))) == [1, 0, 0]
    assert newest(desk).speaker_id == desk.session.scalars(select_unknown(Speaker)).one().id
    assert row_counts(import_file(desk, json.dumps([{**row, "uid": claim.uid, "occasion": "A visit"}]))) == [0, 1, 0]
    assert desk.session.scalar(select(func.count()).select_from(Speaker)) == before


def test_adopting_another_publisher_s_check_makes_no_claim(desk: Desk) -> None:
    rows = [{"claim": "One.", "checks": [{"publisher": "PolitiFact", "label": "True", "scale": "politifact",
             "url": "https://p.example/1"}]}]  # fmt: skip
    import_file(desk, json.dumps(rows))
    claim, before = newest(desk), desk.session.scalar(select(func.count()).select_from(Claim))
    other_checks.adopt(desk.session, desk.claim(claim.id), desk.ana, 1)
    assert desk.session.scalar(select(func.count()).select_from(Claim)) == before
