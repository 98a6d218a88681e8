"""A claim as a file tells it: all that the desk knows, and many at the price of one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from factdb.domain import dates
from factdb.domain.enums import Basis, Medium, Question, SourceClass, SpeakerKind, Stance
from factdb.errors import NoSuchError
from factdb.formats.records import claim_record
from factdb.services.claims import claim_evidence
from factdb.services.decisions import other_checks
from factdb.services.documents import captures, documents
from factdb.services.exports import records
from factdb.services.people import sources, speakers, topics
from factdb.store.models import Origin
from tests.services.conftest import PAGE, Desk

CHECK = claim_record.CheckRecord(publisher="Checkers", label="Nope", scale="checkers", reviewed_on=date(2021, 1, 2))


def test_a_record_tells_all_that_the_desk_knows(desk: Desk) -> None:
    claim = desk.new(
        "The bridge cost 4 million.", quote="It cost 4 million.", speaker="Anne Mayor", url=f"{PAGE}?utm_source=x",
        said_on=dates.parse("2021-07"), occasion="A visit", topics=["Roads", "Bridges"], resolves_on=date(2030, 1, 1),
    )  # fmt: skip
    page = documents.DocumentDraft(url=f"{PAGE}/2", title="Costs", medium=Medium.DATA)
    reading = captures.Reading(archived_url="https://archive.example/2")
    draft = claim_evidence.EvidenceDraft(
        page, Stance.REFUTES, reading=reading, note="Look.", source_class=SourceClass.PRIMARY
    )
    claim_evidence.add(desk.session, claim, desk.rita, draft)
    desk.cite(claim, url=f"{PAGE}/3", question=Question.QUOTE)
    claim_evidence.withdraw(desk.session, claim, desk.rita, 2, "The wrong page.")
    other_checks.add(desk.session, claim, desk.ed, CHECK)
    kept = {"format": "csv", "file": "c.csv", "external_id": "row 7", "fingerprint": "0" * 64, "nth": 1, "raw": "{}"}
    desk.session.add(Origin(claim_id=claim.id, n=1, imported_at=desk.ed.now, **kept))
    desk.session.flush()
    found = records.record_of(desk.session, claim.id)
    assert (found.uid, found.external_id, found.claim) == (claim.uid, "row 7", "The bridge cost 4 million.")
    assert (found.speaker, found.speaker_kind) == ("Anne Mayor", SpeakerKind.PERSON)
    assert (found.said_on, found.said_basis) == (dates.parse("2021-07"), Basis.EXPLICIT)
    assert (found.url, found.topics, found.resolves_on) == (
        f"{PAGE}?utm_source=x",
        ("Bridges", "Roads"),
        date(2030, 1, 1),
    )
    assert found.checks == (CHECK,)
    (only,) = found.evidence
    assert (only.url, only.archived_url, only.title) == (f"{PAGE}/2", "https://archive.example/2", "Costs")
    assert (only.stance, only.medium, only.source_class) == (Stance.REFUTES, Medium.DATA, SourceClass.PRIMARY)


def test_who_was_merged_is_who_they_are_now(desk: Desk) -> None:
    claim = desk.new(speaker="J. R. Biden", source="Example Tms", topics=["Bridge"])
    session = desk.session
    for double, meant in (
        (speakers.resolve(session, "J. R. Biden", None), speakers.resolve(session, "Biden", None)),
        (
            sources.find_or_add(session, desk.ed, "Example Tms").source,
            sources.find_or_add(session, desk.ed, "NPR").source,
        ),
        (topics.topic_by_name(session, "Bridge"), topics.topic_by_name(session, "Iraq")),
    ):
        assert double is not None
        assert meant is not None
        double.merged_into_id = meant.id
    session.flush()
    found = records.record_of(session, claim.id)
    assert (found.speaker, found.source, found.topics) == ("Joe Biden", "NPR", ("Iraq",))


def test_what_is_not_known_is_none_and_an_unknown_day_says_so(desk: Desk) -> None:
    found = records.record_of(desk.session, desk.new().id)
    assert (found.speaker, found.speaker_kind, found.source, found.said_on, found.url) == (None,) * 5
    assert found.said_basis is Basis.NONE


def test_many_come_in_the_order_asked_for_at_the_price_of_one(desk: Desk) -> None:
    asked: list[str] = []

    def count(*told: object) -> None:
        asked.append(str(told[2]))

    engine = desk.session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        found = [each.uid for each in records.records_of(desk.session, [7, 3, 999, 1])]
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert found == [desk.claim(number).uid for number in (7, 3, 1)]
    assert len(asked) == 5
    with pytest.raises(NoSuchError):
        records.record_of(desk.session, 999)
