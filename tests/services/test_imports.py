"""An import made with wrong options is put right by importing again, or undone: on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from factdb.domain.dates_as_written import DateOrder
from factdb.domain.enums import PolicyName, Status
from factdb.domain.history.sealing import ERASED
from factdb.domain.history.sentences import event_text
from factdb.domain.identities import Families
from factdb.errors.claims import RoleNeededError
from factdb.errors.exchange import ImportUndoneError, LaterImportError, NoSuchImportError, RowRefusedError
from factdb.services.claims import editing, notes_and_links
from factdb.services.decisions import correcting, rating, statuses, versions
from factdb.services.desk import desk_policy
from factdb.services.exports import records
from factdb.services.imports import import_list, import_undoing
from factdb.services.imports.import_undoing import UndoneImport
from factdb.services.imports.importing import Taken
from factdb.services.reads import claim_page, other_check_list
from factdb.services.reads.histories import event_words
from factdb.services.verify import claim_checks, desk_checks, people_and_documents
from factdb.services.verify.streams import Checked, Reader
from factdb.store.models import Claim, Import, Origin
from tests.services.claim_files import import_file, row_counts
from tests.services.conftest import Desk

SHEET = """\
code,title,text,person,day,paper,verdict,checker
T1,Dam,The dam is safe.,Bo Able,03/04/2021,Herald,False,Us
T2,Age,The dam is old.,Cy Baker,05/06/2021,Herald,True,Us
"""
RIGHT: dict[str, Any] = {
    "columns": {
        "code": "external_id", "text": "claim", "title": "", "person": "speaker", "day": "said_on", "paper": "source",
        "verdict": "check_label", "checker": "check_publisher",
    },
    "date_order": DateOrder.DMY,
    "scale": "politifact",
}  # fmt: skip


class Days:
    """The same desk on different days: each command has a time of its own, as in life."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def next(self) -> Desk:
        """Return the desk an hour later."""
        later = {name: replace(actor, now=actor.now + timedelta(hours=1)) for name, actor in self._actors()}
        self.desk = Desk(self.desk.session, **later)
        return self.desk

    def _actors(self) -> Iterator[tuple[str, Any]]:
        for name in ("ana", "ed", "rita", "rae"):
            yield name, getattr(self.desk, name)

    def imported(self, sheet: str = SHEET, **options: Any) -> Taken:  # noqa: ANN401 - a file's particulars
        """Import a file."""
        return import_file(self.next(), sheet, "csv", **{**RIGHT, **options})

    def undone(self, number: int | None) -> UndoneImport:
        """Undo an import as the editor, who is not who imported it."""
        desk = self.next()
        return import_undoing.undo(desk.session, desk.ed, number or 0)


@pytest.fixture
def days(desk: Desk) -> Days:
    return Days(desk)


def claims(desk: Desk) -> list[Claim]:
    """Return the two claims of the sheet, in its order."""
    desk.session.flush()
    return list(desk.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(2)))[::-1]


def says(claim: Claim, desk: Desk) -> dict[str, Any]:
    record = records.record_of(desk.session, claim.id)
    checks = [(check.publisher, check.label, check.scale) for check in record.checks]
    return {
        "claim": record.claim, "speaker": record.speaker, "said_on": str(record.said_on), "source": record.source,
        "checks": checks,
    }  # fmt: skip


SAID = {
    "claim": "The dam is safe.", "speaker": "Bo Able", "said_on": "2021-04-03", "source": "Herald",
    "checks": [("Us", "False", "politifact")],
}  # fmt: skip


def findings(desk: Desk) -> list[str]:
    desk.session.flush()
    reader, checked = Reader(desk.session.connection()), Checked()
    with reader.check():
        found = [
            *claim_checks.findings(reader, checked, Families()),
            *desk_checks.findings(reader, checked),
            *people_and_documents.findings(reader, checked),
        ]
    return [str(finding) for finding in found]


def number_of_claims(desk: Desk) -> int:
    return desk.session.scalar(select(func.count()).select_from(Claim)) or 0


def counted(desk: Desk, claim: Claim) -> tuple[int, int, int]:
    """Return the checks of a claim: in its list, in the view of claims, and in the view of checks."""
    desk.session.flush()
    views = (
        "SELECT other_checks FROM v1_claims WHERE id = :id",
        "SELECT count(*) FROM v1_other_checks WHERE claim_id = :id",
    )
    in_views = (desk.session.execute(text(view), {"id": claim.id}).scalar_one() for view in views)
    return len(other_check_list.checks_of(desk.session, claim.id)), *in_views


# -- put right -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {**RIGHT["columns"], "text": "", "title": "claim"}},
        {"columns": {**RIGHT["columns"], "person": "", "checker": "speaker"}},
        {"columns": {**RIGHT["columns"], "verdict": "check_publisher", "checker": "check_label"}},
        {"columns": {**RIGHT["columns"], "verdict": "", "checker": ""}},
        {"columns": {**RIGHT["columns"], "code": "", "paper": "external_id"}},
        {"columns": {**RIGHT["columns"], "paper": ""}, "source": "Wrong Paper"},
        {"date_order": DateOrder.MDY},
        {"scale": "snopes"},
        {"scale": None},
    ],
    ids=["claim", "speaker", "check", "no check", "id", "source", "date order", "scale", "no scale"],
)
def test_wrong_options_are_put_right_by_importing_again(days: Days, wrong: dict[str, Any]) -> None:
    assert row_counts(days.imported(**wrong)) == [2, 0, 0]
    before = number_of_claims(days.desk)
    first, second = claims(days.desk)
    assert "external_id" in str(wrong) or says(first, days.desk) != SAID
    assert row_counts(days.imported()) == [0, 2, 0]
    assert number_of_claims(days.desk) == before
    assert says(first, days.desk) == SAID
    assert says(second, days.desk)["claim"] == "The dam is old."
    assert counted(days.desk, first) == (1, 1, 1)
    assert "imported" in days.desk.kinds(first)
    assert findings(days.desk) == []
    assert row_counts(days.imported()) == [0, 0, 2]


def test_options_that_change_no_record_change_nothing(days: Days) -> None:
    days.imported()
    length = claims(days.desk)[0].history_length
    again = days.imported(undated_as_published=False, source="Wrong Paper")  # each row names its own source
    assert (row_counts(again), again.number) == ([0, 0, 2], None)
    assert claims(days.desk)[0].history_length == length


def test_what_a_person_edited_since_stays_and_is_listed(days: Days) -> None:
    days.imported(date_order=DateOrder.MDY, columns={**RIGHT["columns"], "text": "", "title": "claim"})
    desk = days.next()
    claim, _ = claims(desk)
    editing.edit(desk.session, desk.claim(claim.id), desk.rita, editing.ClaimChanges(claim="The dam holds."))
    taken = days.imported()
    assert taken.edited == [(claim.id, ["claim"])]
    assert says(claim, days.desk) == {**SAID, "claim": "The dam holds."}
    assert row_counts(days.imported()) == [0, 0, 2]
    assert findings(days.desk) == []


def test_a_person_who_mended_the_day_by_hand_is_not_told_of_it(days: Days) -> None:
    days.imported(date_order=DateOrder.MDY)
    desk = days.next()
    claim, _ = claims(desk)
    day = records.record_of(desk.session, claim.id).said_on
    assert day is not None
    assert day.day is not None
    mended = replace(day, day=day.day.replace(month=4, day=3))
    editing.edit(desk.session, desk.claim(claim.id), desk.rita, editing.ClaimChanges(said_on=mended))
    assert days.imported().edited == []
    assert says(claim, days.desk) == SAID


def test_a_published_claim_gets_a_proposed_correction(days: Days) -> None:
    days.imported(date_order=DateOrder.MDY)
    desk = days.next()
    claim, _ = claims(desk)
    desk.cite(claim)
    desk.rate(claim, "true")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    assert days.imported().waiting == [claim.id]
    assert (claim.status, says(claim, days.desk)["said_on"]) == (Status.CORRECTING, "2021-03-04")
    statuses.set_status(days.desk.session, days.desk.claim(claim.id), days.desk.ed, Status.PUBLISHED)
    assert says(claim, days.desk) == SAID
    assert findings(days.desk) == []


def last_events(days: Days, claim: Claim) -> list[str]:
    """Return the sentences of the events of the last day of a claim."""
    session = days.desk.session
    events = claim_page.history_of(session, claim.id)
    today = [event for event in events if event["at"] == events[-1]["at"]]
    return [event_text(event) for event in event_words.in_words(session, claim.id, today)]


def test_the_history_tells_what_a_proposed_correction_changes(days: Days) -> None:
    claim = published(days, {"who": "", "day": "said_on"}, DateOrder.MDY)
    with_columns(days, {"day": "said_on"}, DateOrder.DMY)
    told = "said on: 2026-03-04 -> 2026-04-03; speaker: unknown -> Ann Brae"
    (proposal,) = [event for event in last_events(days, claim) if "version 2" in event]
    assert proposal.endswith(f"; proposed {told}")
    approved(days, claim)
    assert last_events(days, claim) == [f"correcting -> published; {told}"]


def test_the_history_tells_which_check_an_import_replaced(days: Days) -> None:
    days.imported(scale="snopes")
    claim, _ = claims(days.desk)
    assert days.imported().changed == 2
    said = [
        "imported from claims.file: other checks",
        "other check 1 no longer counts",
        "other check 2: False replaces other check 1 (scale snopes -> politifact)",
    ]
    assert last_events(days, claim) == said


def test_an_erased_row_counts_as_the_same(days: Days) -> None:
    days.imported(date_order=DateOrder.MDY)
    claim, _ = claims(days.desk)
    session = days.desk.session
    erased = {"fingerprint": ERASED, "raw": ERASED}
    with _removing(days.desk):
        session.execute(update(Origin).where(Origin.claim_id == claim.id).values(**erased))
    assert row_counts(days.imported()) == [0, 1, 1]
    assert says(claim, days.desk)["said_on"] == "2021-03-04"


def test_an_own_export_brings_no_erased_words_back(days: Days) -> None:
    days.imported()
    first, _ = claims(days.desk)
    export = f"uid,claim\n{first.uid},The words of before.\n"
    erased = {"fingerprint": ERASED, "raw": ERASED}
    with _removing(days.desk):
        days.desk.session.execute(update(Origin).where(Origin.claim_id == first.id).values(**erased))
    assert row_counts(import_file(days.next(), export, "csv", name="c.csv")) == [0, 0, 1]
    assert first.claim == "The dam is safe."


@contextmanager
def _removing(desk: Desk) -> Iterator[None]:
    """Let words be erased, as the guards allow while an erasure is under way."""
    desk.session.execute(
        text(
            "INSERT INTO erasures (n, subject, ground, asked_by_id, asked_at, state, decided_by_id, decided_at)"
            " SELECT 999, 'origin', 'x', 1, changed_at, 'removing', 1, changed_at FROM claims WHERE id = 1"
        )
    )
    yield


# -- proposals of imports ---------------------------------------------------------------------------------------------

OPTIONS = {"n": "external_id", "claim": "claim", "alt": "", "third": "", "day": "", "who": "speaker"}
PUBLISHED = """\
n,claim,alt,third,day,who
P1,Wrong words.,Right words.,Better words.,3/4/2026,Ann Brae
"""
RIGHT_WORDS = {"claim": "", "alt": "claim"}
BETTER_WORDS = {"claim": "", "third": "claim"}


def with_columns(days: Days, columns: dict[str, str] | None = None, order: DateOrder | None = None) -> Taken:
    """Import the file of one claim, with these columns otherwise."""
    return days.imported(PUBLISHED, columns={**OPTIONS, **(columns or {})}, date_order=order, scale=None)


def published(days: Days, columns: dict[str, str] | None = None, order: DateOrder | None = None) -> Claim:
    """Import the claim and publish it."""
    with_columns(days, columns, order)
    desk = days.next()
    claim = desk.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(1)).one()
    desk.cite(claim)
    desk.rate(claim, "true")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    return claim


def approved(days: Days, claim: Claim) -> tuple[str, str | None]:
    """Approve what waits; return what the claim then says, and when it was said."""
    desk = days.next()
    statuses.set_status(desk.session, desk.claim(claim.id), desk.ed, Status.PUBLISHED)
    assert findings(desk) == []
    return claim.claim, str(claim.said_on) if claim.said_on else None


def test_an_import_that_says_what_is_published_withdraws_what_an_import_proposed(days: Days) -> None:
    claim = published(days)
    assert with_columns(days, RIGHT_WORDS).waiting == [claim.id]
    again = with_columns(days)
    assert (row_counts(again), again.withdrawn, again.waiting) == ([0, 1, 0], [claim.id], [])
    assert (claim.status, claim.claim) == (Status.PUBLISHED, "Wrong words.")
    assert row_counts(with_columns(days)) == [0, 0, 1]
    assert findings(days.desk) == []


@pytest.mark.parametrize("other", [{}, BETTER_WORDS], ids=["withdrawn", "replaced"])
def test_undoing_an_import_proposes_again_what_it_withdrew(days: Days, other: dict[str, str]) -> None:
    claim = published(days)
    first = with_columns(days, RIGHT_WORDS)
    undone = days.undone(with_columns(days, other).number)
    assert (undone.left, undone.waiting, undone.withdrawn) == ([], [claim.id], [claim.id] if other else [])
    assert claim.status is Status.CORRECTING
    assert row_counts(with_columns(days, RIGHT_WORDS)) == [0, 0, 1]
    again = with_columns(days, other)
    days.undone(again.number)
    undone = days.undone(first.number)
    assert (undone.left, undone.withdrawn, undone.waiting) == ([], [claim.id], [])
    assert (claim.status, claim.claim) == (Status.PUBLISHED, "Wrong words.")
    assert with_columns(days, RIGHT_WORDS).waiting == [claim.id]
    assert approved(days, claim) == ("Right words.", None)


def test_an_import_replaces_what_an_import_proposed(days: Days) -> None:
    claim = published(days)
    first = with_columns(days, {**RIGHT_WORDS, "day": "said_on"}, DateOrder.DMY)
    assert first.waiting == [claim.id]
    second = with_columns(days, {**BETTER_WORDS, "day": "said_on"}, DateOrder.DMY)
    assert (row_counts(second), second.waiting, second.edited) == ([0, 1, 0], [claim.id], [])
    with pytest.raises(LaterImportError):
        days.undone(first.number)
    assert approved(days, claim) == ("Better words.", "2026-04-03")


def test_what_an_import_proposed_waits_while_a_later_one_says_it_too(days: Days) -> None:
    claim = published(days)
    with_columns(days, RIGHT_WORDS)
    version = versions.pending_correction(days.desk.session, claim.id)
    taken = with_columns(days, {**RIGHT_WORDS, "third": "topics"})
    assert (taken.changed, taken.waiting, taken.withdrawn) == (1, [], [])
    assert versions.pending_correction(days.desk.session, claim.id) is version
    assert approved(days, claim) == ("Right words.", None)


def test_what_a_person_proposed_refuses_the_row_and_names_the_way(days: Days) -> None:
    claim = published(days)
    desk = days.next()
    changes = editing.ClaimChanges(claim="My words.")
    request = rating.RatingRequest(ratings=(), because=())
    correction = correcting.Correction("Sorry.", request, changes)
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    correcting.correct(desk.session, desk.claim(claim.id), desk.ed, correction)
    assert claim.status is Status.CORRECTING
    with pytest.raises(RowRefusedError, match=rf"factdb claims correct {claim.id} --withdraw"):
        with_columns(days, RIGHT_WORDS)
    assert claim.status is Status.CORRECTING


def test_what_was_proposed_and_withdrawn_is_proposed_again(days: Days) -> None:
    claim = published(days, {"day": "said_on"}, DateOrder.MDY)
    with_columns(days, RIGHT_WORDS)
    desk = days.next()
    correcting.withdraw(desk.session, desk.claim(claim.id), desk.ed)
    taken = with_columns(days, {**RIGHT_WORDS, "day": "said_on"}, DateOrder.DMY)
    assert (row_counts(taken), taken.waiting, taken.edited) == ([0, 1, 0], [claim.id], [])
    assert approved(days, claim) == ("Right words.", "2026-04-03")


def test_a_withdrawn_correction_is_not_asked_for_twice_but_listed(days: Days) -> None:
    claim = published(days)
    with_columns(days, RIGHT_WORDS)
    desk = days.next()
    correcting.withdraw(desk.session, desk.claim(claim.id), desk.ed)
    taken = with_columns(days, {**RIGHT_WORDS, "third": "topics"})
    assert (taken.waiting, taken.rejected, claim.status) == ([], [(claim.id, ["claim"])], Status.PUBLISHED)
    assert with_columns(days).rejected == []  # it says what is published
    assert with_columns(days, RIGHT_WORDS).waiting == [claim.id]
    assert findings(days.desk) == []


def test_undoing_withdraws_the_proposal_though_a_person_worked_on_the_claim(days: Days) -> None:
    claim = published(days)
    taken = with_columns(days, RIGHT_WORDS)
    desk = days.next()
    editing.edit(desk.session, desk.claim(claim.id), desk.rita, editing.ClaimChanges(priority=3))
    undone = days.undone(taken.number)
    assert (len(undone.left), undone.withdrawn, claim.status) == (1, [claim.id], Status.PUBLISHED)
    assert findings(days.desk) == []


# -- undone ----------------------------------------------------------------------------------------------------------


def test_new_claims_are_declined_and_taken_up_again(days: Days) -> None:
    taken = days.imported()
    claim, other = claims(days.desk)
    notes_and_links.note(days.desk.session, days.desk.claim(claim.id), days.desk.rita, "Ask Bo.")
    before = number_of_claims(days.desk)
    undone = days.undone(taken.number)
    assert (undone.declined, undone.restored, undone.checks, undone.left) == (2, 0, 2, [])
    assert (undone.speakers, undone.sources) == (["Bo Able", "Cy Baker"], ["Herald", "Us"])
    assert {claim.status, other.status} == {Status.DECLINED}
    assert counted(days.desk, claim) == (0, 0, 0)
    assert days.desk.events(claim)[-1]["reason"] == f"Import {taken.number} (claims.file) was undone."
    assert findings(days.desk) == []

    again = days.imported()
    assert (row_counts(again), again.taken_up) == ([0, 2, 0], 2)
    assert number_of_claims(days.desk) == before
    assert (claim.status, says(claim, days.desk), counted(days.desk, claim)) == (Status.NEW, SAID, (1, 1, 1))
    assert row_counts(days.imported()) == [0, 0, 2]
    assert days.undone(again.number).declined == 2
    assert findings(days.desk) == []


def test_the_claims_of_an_undone_import_are_taken_up_with_right_options(days: Days) -> None:
    columns = {**RIGHT["columns"], "text": "", "title": "claim"}
    wrong: dict[str, Any] = {"columns": columns, "date_order": DateOrder.MDY}
    days.undone(days.imported(**wrong).number)
    claim, _ = claims(days.desk)
    assert row_counts(days.imported()) == [0, 2, 0]
    assert (claim.status, says(claim, days.desk)) == (Status.NEW, SAID)
    assert findings(days.desk) == []


def test_five_wrong_options_are_put_right_and_the_mending_is_undone(days: Days) -> None:
    wrong: dict[str, Any] = {
        "columns": {
            **RIGHT["columns"], "text": "", "title": "claim", "paper": "", "verdict": "check_publisher",
            "checker": "check_label",
        },
        "date_order": DateOrder.MDY, "source": "Wrong Paper", "scale": "snopes",
    }  # fmt: skip
    first = days.imported(**wrong)
    claim, _ = claims(days.desk)
    misread = says(claim, days.desk)
    mending = days.imported()
    assert says(claim, days.desk) == SAID
    undone = days.undone(mending.number)
    assert (undone.declined, undone.restored, undone.left) == (0, 2, [])
    assert says(claim, days.desk) == misread
    assert counted(days.desk, claim) == (1, 1, 1)
    assert days.undone(first.number).declined == 2
    assert counted(days.desk, claim) == (0, 0, 0)
    assert findings(days.desk) == []


def test_claims_that_were_worked_on_are_left_and_listed(days: Days) -> None:
    taken = days.imported()
    claim, other = claims(days.desk)
    desk = days.next()
    desk.cite(claim)
    desk.rate(claim, "true")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    editing.edit(desk.session, desk.claim(other.id), desk.rita, editing.ClaimChanges(occasion="A visit"))
    undone = days.undone(taken.number)
    assert (undone.declined, undone.left) == (0, [(claim.id, "published"), (other.id, "edited by rita")])
    assert (claim.status, other.status, undone.speakers) == (Status.PUBLISHED, Status.NEW, [])
    assert counted(days.desk, claim) == (0, 0, 0)
    assert findings(days.desk) == []


def test_imports_of_a_claim_are_undone_newest_first(days: Days) -> None:
    titles = {**RIGHT["columns"], "text": "", "title": "claim"}
    first, mending, newest = days.imported(columns=titles), days.imported(), days.imported(date_order=DateOrder.MDY)
    claim, _ = claims(days.desk)
    for number in (first.number, mending.number):
        with pytest.raises(LaterImportError, match=f"cannot be undone yet: import {newest.number} changed") as error:
            days.undone(number)
        assert error.value.next_step == f"Undo import {newest.number} first: factdb imports undo {newest.number}"
    assert counted(days.desk, claim) == (1, 1, 1)  # the check that import 1 brought, and that the others say too
    days.undone(newest.number)
    days.undone(mending.number)
    assert days.undone(first.number).declined == 2
    assert row_counts(days.imported()) == [0, 2, 0]
    assert (says(claim, days.desk), counted(days.desk, claim)) == (SAID, (1, 1, 1))
    assert findings(days.desk) == []


def test_a_later_import_of_other_claims_does_not_matter(days: Days) -> None:
    first = days.imported()
    days.imported("code,text\nT9,Another claim.\n", columns={"code": "external_id", "text": "claim"})
    assert days.undone(first.number).declined == 2


def test_a_correction_that_waits_is_withdrawn_and_proposed_again(days: Days) -> None:
    days.imported(date_order=DateOrder.MDY)
    desk = days.next()
    claim, _ = claims(desk)
    desk.cite(claim)
    desk.rate(claim, "true")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    undone = days.undone(days.imported().number)
    assert (undone.restored, claim.status) == (2, Status.PUBLISHED)
    again = days.imported()
    assert (again.waiting, again.edited) == ([claim.id], [])
    assert findings(days.desk) == []


def test_topics_and_evidence_of_a_changed_row_go_with_its_import(days: Days) -> None:
    columns = {"topics": "topics", "proof": "evidence_url", "text": "claim", "n": "external_id"}
    sheet = "n,text,topics,proof\n1,It is so.,Roads,\n"
    days.imported(sheet, columns=columns)
    claim = days.desk.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(1)).one()
    mending = days.imported(sheet.replace("Roads,", "Money,https://p.example/1"), columns=columns)
    record = records.record_of(days.desk.session, claim.id)
    assert (record.topics, len(record.evidence)) == (("Money",), 1)
    assert days.undone(mending.number).restored == 1
    record = records.record_of(days.desk.session, claim.id)
    assert (record.topics, record.evidence) == (("Roads",), ())
    assert findings(days.desk) == []


def test_an_import_is_undone_once_by_an_editor_and_must_be_there(days: Days) -> None:
    taken = days.imported()
    desk = days.next()
    with pytest.raises(RoleNeededError):
        import_undoing.undo(desk.session, desk.rita, taken.number or 0)
    days.undone(taken.number)
    with pytest.raises(ImportUndoneError, match=r"was already undone by ed on 20"):
        days.undone(taken.number)
    with pytest.raises(NoSuchImportError) as error:
        days.undone(999)
    assert "cannot be undone" not in error.value.next_step


def test_an_import_of_before_imports_were_recorded_cannot_be_undone(days: Days) -> None:
    days.imported()
    desk = days.next()
    claim = desk.session.scalars(select(Claim).order_by(Claim.id).limit(1)).one()
    row = {"format": "csv", "file": "old.csv", "fingerprint": "f", "nth": 1, "raw": "{}", "imported_at": desk.ana.now}
    desk.session.add(Origin(claim_id=claim.id, n=9, **row))
    desk.session.flush()
    assert import_list.unrecorded_claims(desk.session) == 1
    with pytest.raises(NoSuchImportError) as error:
        days.undone(999)
    assert "cannot be undone" in error.value.next_step


def test_imports_are_listed_and_shown(days: Days) -> None:
    first, second = days.imported(date_order=DateOrder.MDY), days.imported()
    session = days.desk.session
    newest, older, *_ = import_list.import_rows(session)
    assert [newest["id"], older["id"]] == [second.number, first.number]
    assert (older["added"], newest["changed"], newest["by"], newest["undone_at"]) == (2, 2, "ana", None)
    page = import_list.import_page(session, first.number or 0)
    assert (page["options"]["date_order"], page["claims"]) == ("mdy", [claim.id for claim in claims(days.desk)])
    assert page["sha256"] is not None
    assert session.scalar(select(Import.undone_at).where(Import.id == first.number)) is None


@pytest.mark.parametrize(
    ("numbers", "shown"), [([], ""), ([4], "4"), ([1, 2, 3, 7], "1-3, 7"), ([1, 3, 4], "1, 3-4"), ([1, 2], "1-2")]
)
def test_numbers_are_shown_as_ranges(numbers: list[int], shown: str) -> None:
    assert import_list.ranges(numbers) == shown
