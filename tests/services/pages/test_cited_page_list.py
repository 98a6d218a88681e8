"""Cited pages are listed with their states; a state in SQL is that of the rule in the domain, on both engines."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from factdb.domain.page_states import SEEN_STATES, CheckedState, PageFilter, PageState, standing
from factdb.services.actor import Viewer
from factdb.services.claims import claim_evidence
from factdb.services.documents import captures, documents, page_checks
from factdb.services.documents.captures import Reading
from factdb.services.reads import cited_page_list, document_list
from factdb.services.reads.work import morning
from factdb.store.models import Capture, Document, Evidence, PageCheck
from tests.conftest import NOW
from tests.services.conftest import Desk

DAY = timedelta(days=1)


def cited(desk: Desk, name: str, *checks: tuple[PageState, float]) -> Evidence:
    """Cite a page, which was seen in these states after so many days."""
    evidence = desk.cite(desk.new(), f"https://www.example.org/{name}").evidence
    seen(desk, evidence, [CheckedState(NOW + DAY * days, state) for state, days in checks])
    return evidence


def seen(desk: Desk, evidence: Evidence, checks: Sequence[CheckedState]) -> None:
    for n, (at, state) in enumerate(checks, 1):
        why = f"It is {state}."
        key = {"document_id": evidence.document_id, "n": n}
        desk.session.add(
            PageCheck(**key, at=at, by_id=desk.rita.id, state=state, why=why, excerpts=0, excerpts_intact=0)
        )
    desk.session.flush()


def shown(desk: Desk, state: PageFilter | None = None) -> dict[int, str | None]:
    return {row["id"]: row["state"] for row in cited_page_list.pages(desk.session, state)}


GONE, ERROR, OK, WALL = PageState.GONE, PageState.ERROR, PageState.OK, PageState.WALL


@pytest.mark.parametrize(
    ("checks", "state"),
    [
        ([(GONE, 0), (GONE, 1), (GONE, 3)], "dead"),
        ([(ERROR, 0), (GONE, 1), (ERROR, 3)], "dead"),
        ([(GONE, 0), (GONE, 1), (GONE, 3 - 1e-9)], "gone"),
        ([(GONE, 0), (GONE, 3)], "gone"),
        ([(GONE, 0), (OK, 1), (GONE, 2), (GONE, 4)], "gone"),
        ([(GONE, 0), (WALL, 1), (GONE, 2), (GONE, 4)], "dead"),
        ([(GONE, 0), (GONE, 2), (GONE, 4), (OK, 5)], "ok"),
        ([(GONE, 0), (GONE, 2), (GONE, 4), (WALL, 5)], "wall"),
        ([], None),
    ],
)
def test_the_state_of_a_page_takes_all_its_checks(
    desk: Desk, checks: list[tuple[PageState, float]], state: str | None
) -> None:
    evidence = cited(desk, "page", *checks)
    number = evidence.document_id
    assert number
    assert shown(desk)[number] == state
    assert page_checks.states(desk.session, [number]).get(number) == state


def test_sql_agrees_with_the_rule_after_every_check(desk: Desk) -> None:
    """The view has the state after each check; the rule stands in the domain."""
    random_checks = random.Random(20261130)  # noqa: S311 - no secret
    expected: dict[tuple[int, int], str] = {}
    for page in range(60):
        evidence = cited(desk, f"random/{page}")
        at, checks = NOW, list[CheckedState]()
        for _ in range(random_checks.randint(1, 9)):
            at += random_checks.choice([timedelta(hours=1), DAY, DAY + timedelta(microseconds=1), 2 * DAY, 3 * DAY])
            states = [*SEEN_STATES, *[PageState.GONE, PageState.ERROR] * 6]
            checks.append(CheckedState(at, random_checks.choice(states)))
            expected[evidence.document_id or 0, len(checks)] = str(standing(checks))
        seen(desk, evidence, checks)
    rows = desk.session.execute(text("SELECT document_id, n, page_state FROM v1_page_checks"))
    assert {(number, n): state for number, n, state in rows} == expected
    assert {"dead", "gone", "ok"} <= set(expected.values())
    newest = {number: expected[number, n] for number, n in expected if (number, n + 1) not in expected}
    assert {number: state for number, state in shown(desk).items() if state} == newest


def test_pages_are_filtered_and_counted(desk: Desk) -> None:
    before = cited_page_list.counts(desk.session)
    assert before == Counter({PageFilter.NOT_CHECKED: before[PageFilter.NOT_CHECKED]}) | Counter(
        {PageFilter.NOT_KEPT: before[PageFilter.NOT_KEPT]}
    )
    dead = cited(desk, "dead", (GONE, 0), (GONE, 1), (GONE, 3)).document_id
    unsure = cited(desk, "unsure", (ERROR, 0)).document_id
    walled = cited(desk, "walled", (OK, 0), (WALL, 1)).document_id
    fine = cited(desk, "fine", (OK, 0)).document_id
    fresh = cited(desk, "fresh").document_id
    assert shown(desk, PageFilter.DEAD) == {dead: "dead"}
    assert shown(desk, PageFilter.GONE) == {}
    assert shown(desk, PageFilter.ERROR) == {unsure: "error"}
    assert shown(desk, PageFilter.NEEDS_LOOK) == {walled: "wall", dead: "dead"}
    assert shown(desk, PageFilter.OK) == {fine: "ok"}
    assert fresh in shown(desk, PageFilter.NOT_CHECKED)
    assert not {dead, fine} & set(shown(desk, PageFilter.NOT_CHECKED))
    after = cited_page_list.counts(desk.session) - before
    assert after == {
        PageFilter.DEAD: 1, PageFilter.ERROR: 1, PageFilter.WALL: 1, PageFilter.OK: 1, PageFilter.NEEDS_LOOK: 2,
        PageFilter.NOT_CHECKED: 1, PageFilter.NOT_KEPT: 5,
    }  # fmt: skip
    for state in PageFilter:
        assert cited_page_list.count(desk.session, state) == cited_page_list.counts(desk.session)[state], state
        listed = [row["id"] for row in document_list.listed(desk.session, state=state)]
        assert listed == list(shown(desk, state)), state
    assert cited_page_list.count(desk.session) == len(shown(desk))
    assert cited_page_list.count(desk.session, limit=2) == 2


def test_a_row_says_what_is_kept_and_what_cites_it(desk: Desk) -> None:
    evidence = cited(desk, "kept", (OK, 2))
    other = desk.cite(desk.new("Another claim."), "https://www.example.org/kept").evidence
    document = desk.session.get_one(Document, evidence.document_id)
    for n, sha256 in ((1, None), (2, "a" * 64)):
        desk.session.add(Capture(document_id=document.id, n=n, captured_at=NOW, sha256="b" * 64, file_sha256=sha256))
    desk.session.flush()
    row = next(cited_page_list.pages(desk.session))
    assert tuple(row) == cited_page_list.COLUMNS
    names = [f"{item.claim_id}.{item.n}" for item in (evidence, other)]
    assert (row["captures"], row["files"], row["evidence"]) == (2, 1, names)
    assert (row["url"], row["why"], row["checked_at"]) == ("https://www.example.org/kept", "It is ok.", NOW + 2 * DAY)
    assert document.id not in shown(desk, PageFilter.NOT_KEPT)


def test_a_page_is_cited_while_evidence_counts(desk: Desk) -> None:
    evidence = cited(desk, "dropped", (GONE, 0))
    number = evidence.document_id
    assert number in shown(desk, PageFilter.NEEDS_LOOK)
    claim = desk.claim(evidence.claim_id)
    claim_evidence.withdraw(desk.session, claim, desk.rita, evidence.n, "It is gone.")
    desk.session.flush()
    assert number not in shown(desk)
    assert number not in [row["id"] for row in document_list.listed(desk.session, state=PageFilter.NEEDS_LOOK)]
    assert document_list.document_page(desk.session, str(number))["state"] == "gone"
    reading = Reading.of_text("Minutes.", "minutes.txt")
    file = documents.DocumentDraft(title="Minutes")
    stored = documents.store_document(desk.session, desk.rita, file, reading)
    assert captures.newest_text(desk.session, stored.document.id)
    assert stored.document.id not in shown(desk)


def test_pages_are_read_on_demand_and_by_key(desk: Desk) -> None:
    for name in range(5):
        cited(desk, str(name))
    whole = list(shown(desk))
    assert whole == sorted(whole, reverse=True)
    assert [row["id"] for row in cited_page_list.pages(desk.session, at_once=2)] == whole
    rest = [row["id"] for row in cited_page_list.pages(desk.session, after=whole[2])]
    assert rest == whole[3:]


def test_the_morning_shows_pages_that_need_a_look(desk: Desk) -> None:
    def section(now: datetime) -> morning.Section:
        viewer = Viewer(desk.rita.id, now, desk.rita.role)
        return list(morning.sections(desk.session, "rita", viewer, now))[-1]

    assert (section(NOW).count, section(NOW).first) == (0, [])
    for number in range(6):
        cited(desk, f"gone/{number}", (GONE, 0))
    pages = section(NOW)
    assert (pages.title, pages.count, len(pages.first)) == ("cited pages to look at", 6, 5)
    assert pages.command == "factdb documents list --state needs-look"
    assert pages.first[0]["url"] == "https://www.example.org/gone/5"
    assert set(pages.columns) <= set(pages.first[0])


def test_every_state_can_be_asked_for() -> None:
    assert {str(state) for state in PageState} < {str(state) for state in PageFilter}
    assert all(PageFilter(state).states == {state} for state in PageState)
    assert PageFilter.NEEDS_LOOK.states == {state for state in PageState if state.is_worry}
