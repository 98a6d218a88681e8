"""What is exported: claims that are read back as they were, and the rest as the pages of single claims show it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from pyarrow import parquet
from sqlalchemy import event, select

from factdb.domain import dates
from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.enums import Question, SpeakerKind
from factdb.formats.reading import ImportFormat, read
from factdb.formats.records import claim_record
from factdb.formats.tables import table_writer
from factdb.formats.tables.table_writer import ExportFormat
from factdb.services.actor import NOBODY, Actor, Viewer
from factdb.services.decisions import assessing, correcting, other_checks
from factdb.services.exports import records
from factdb.services.exports.rows import EXPORTS
from factdb.services.people import offices, speakers
from factdb.services.reads import assessment_list, claim_page, evidence_list, verdict_list
from factdb.store.models import Claim, Evidence
from tests.services.conftest import Desk

ALL = ClaimFilter()
FORMULA = "=HYPERLINK(1)"


def rows(desk: Desk, name: str, wanted: ClaimFilter = ALL, viewer: Viewer = NOBODY) -> list[dict[str, Any]]:
    return list(EXPORTS[name].rows(desk.session, wanted, viewer))


def written(desk: Desk, fmt: ExportFormat, wanted: ClaimFilter) -> io.BytesIO:
    out, export = io.BytesIO(), EXPORTS["claims"]
    table_writer.write(export.rows(desk.session, wanted, NOBODY), export.columns, fmt, out)
    return io.BytesIO(out.getvalue())


def awkward(desk: Desk) -> Claim:
    """Add a claim of which every text is awkward for one format or another."""
    claim = desk.new(
        f'+1, "2"; {FORMULA}', quote="'=1\n\t“so”, they said", speaker="@Ann", source="- The Times",
        occasion="'a visit", topics=["=Roads", "'Rivers"], said_on=dates.parse("2021-07"),
    )  # fmt: skip
    desk.cite(claim, excerpt=FORMULA, note='{"a": ["b"]}, \u2028', question=Question.QUOTE)
    other_checks.add(desk.session, claim, desk.ed, claim_record.CheckRecord(publisher="=Checkers", label="'Nope, nope"))
    answer = {"question": Question.TRUTH, "stance": "context", "source_class": "secondary"}
    desk.session.add(
        Evidence(
            claim_id=claim.id, n=2, excerpt="No.", asked="Is it so?", answer_type="Boolean", added_at=desk.ed.now,
            added_by_id=desk.ed.id, **answer,
        )
    )  # fmt: skip
    desk.session.flush()
    return claim


@pytest.mark.parametrize("fmt", ["csv", "tsv", "json", "jsonl", "xlsx"])
def test_claims_are_read_back_as_they_were(desk: Desk, fmt: str) -> None:
    number = awkward(desk).id
    told = list(records.records_of(desk.session, [*range(1, 23), number]))
    found = read(written(desk, ExportFormat(fmt), ALL), "claims", ImportFormat(fmt))
    assert list(found.records) == told
    assert told[-1].evidence[1].asked == "Is it so?"


def test_parquet_keeps_numbers_days_times_and_lists(desk: Desk) -> None:
    claim = awkward(desk)
    table = parquet.read_table(written(desk, ExportFormat.PARQUET, ClaimFilter(ids=[9, claim.id])))
    first, second = table.to_pylist()
    assert (first["id"], second["topics"], second["claim"]) == (9, ["'Rivers", "=Roads"], claim.claim)
    assert second["added_at"] == claim.added_at
    assert (first["said_on"], second["said_on"]) == (date(2021, 7, 26), claim.said_on)
    assert '"excerpt": "=HYPERLINK(1)"' in second["evidence"]
    assert table.column_names == list(EXPORTS["claims"].columns)


def test_a_row_of_a_claim_has_what_a_list_has_too(desk: Desk) -> None:
    (row,) = rows(desk, "claims", ClaimFilter(ids=[7]))
    assert (row["id"], row["status"], row["quote_verdict"]) == (7, "published", "altered")
    assert list(EXPORTS["claims"].columns)[:3] == ["uid", "external_id", "claim"]
    assert set(row) == set(EXPORTS["claims"].columns)


def test_what_hangs_on_claims_is_as_each_claim_shows_it(desk: Desk) -> None:
    session, ids = desk.session, list(desk.session.scalars(select(Claim.id).order_by(Claim.id)))
    uids = {number: records.record_of(session, number).uid for number in ids}

    def beside(number: int, found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [{"claim_id": number, "claim_uid": uids[number], **row} for row in found]

    assert rows(desk, "evidence") == [r for n in ids for r in beside(n, evidence_list.evidence_of(session, n))]
    assert rows(desk, "history") == [r for n in ids for r in beside(n, claim_page.history_of(session, n))]
    for number in ids:
        now, earlier = verdict_list.verdicts_of(session, desk.claim(number))
        found = rows(desk, "verdicts", ClaimFilter(ids=[number]))
        by_key = sorted(found, key=lambda row: (row["version"], row["on"]))
        of_claim = [{**row, "status": desk.claim(number).status} for row in beside(number, now + earlier)]
        assert by_key == sorted(of_claim, key=lambda row: (row["version"], row["on"]))
        assert found == by_key  # in one order, whatever the engine


def test_the_verdicts_of_a_retracted_claim_have_its_status(desk: Desk) -> None:
    correcting.retract(desk.session, desk.claim(4), desk.ed, "We took it back.")
    exported = rows(desk, "verdicts", ClaimFilter(ids=[4, 7]))
    assert {(row["claim_id"], row["status"]) for row in exported} == {(4, "retracted"), (7, "published")}
    assert list(EXPORTS["verdicts"].columns)[-1] == "status"


def test_a_history_shows_nobody_what_they_may_not_see_yet(desk: Desk) -> None:
    claim = desk.new()
    for actor, word in ((desk.rita, "true"), (desk.ed, "false")):
        assessing.assess(desk.session, claim, actor, assessing.Opinion([word], [f"I, {actor.handle}, think so."]))

    def seen(actor: Actor) -> str:
        viewer = Viewer(actor.id, actor.now)
        return str(rows(desk, "history", ClaimFilter(ids=[claim.id]), viewer))

    for actor in (desk.rae, desk.ana):
        assert "think so" not in seen(actor)
        assert assessment_list.HIDDEN in seen(actor)
    assert "I, ed, think so" in seen(desk.rita)


def test_speakers_come_with_their_offices_all_or_those_of_the_claims(desk: Desk) -> None:
    speaker = speakers.insert(desk.session, desk.rita, "Ann Silent", SpeakerKind.PERSON, ["A. Silent"])
    offices.add_or_fill(desk.session, desk.rita, speaker, offices.Office("Mayor", "Springfield"))
    (silent,) = [row for row in rows(desk, "speakers") if row["name"] == "Ann Silent"]
    assert (silent["aliases"], silent["offices"][0]["organization"]) == (["A. Silent"], "Springfield")
    assert set(silent) >= set(EXPORTS["speakers"].columns)
    assert [row["name"] for row in rows(desk, "speakers", ClaimFilter(ids=[14]))] == ["William Burns"]


def test_many_claims_ask_as_often_as_one(desk: Desk) -> None:
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    engine = desk.session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        for name, most in (("claims", 8), ("evidence", 3), ("verdicts", 6), ("history", 7), ("speakers", 5)):
            asked = 0
            assert len(rows(desk, name)) > 4
            assert asked <= most, name
    finally:
        event.remove(engine, "before_cursor_execute", count)
