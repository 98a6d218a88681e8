"""Who was asked, who complained, which outlet was asked for a correction, and how each of these ended."""

from __future__ import annotations

from datetime import date

import pytest

from factdb.domain.enums import Channel, ContactKind, Outcome
from factdb.errors import BadValueError, NoSuchError, NotPermittedError
from factdb.errors.desk import ContactAnsweredError, ContactOutcomeError
from factdb.services.claims import contacts
from factdb.services.claims.contacts import ContactDraft
from factdb.services.reads import claim_page
from factdb.store.claims import replies
from tests.services.conftest import Desk


def add(desk: Desk, kind: ContactKind, text: str | None = None) -> str:
    draft = ContactDraft(kind, "The Epoch Times", Channel.EMAIL, date(2026, 11, 20), text)
    contact = contacts.add(desk.session, desk.claim(7), desk.rita, draft)
    return f"7.c{contact.n}"


def end(desk: Desk, n: int, outcome: Outcome, words: str | None = None) -> None:
    contacts.answer(desk.session, desk.claim(7), desk.rita, n, outcome, words)


def report(desk: Desk) -> list[tuple[int, str]]:
    return [(row.claim, row.what) for row in desk.session.execute(replies.rows(with_complainants=True))]


def test_a_contact_is_written_once_and_ends_once(desk: Desk) -> None:
    assert add(desk, ContactKind.REPLY) == "7.c1"
    assert add(desk, ContactKind.COMPLAINT, "The day is wrong.") == "7.c2"
    end(desk, 1, Outcome.ANSWERED, "We stand by it.")
    with pytest.raises(ContactAnsweredError, match=r"7\.c1 already has the outcome answered"):
        end(desk, 1, Outcome.NO_ANSWER)
    shown = claim_page.page_of(desk.session, 7)["contacts"]
    assert [(row["id"], row["kind"], row["outcome"], row["answer"]) for row in shown] == [
        ("7.c1", "reply", "answered", "We stand by it."),
        ("7.c2", "complaint", None, None),
    ]
    assert desk.kinds(desk.claim(7))[-3:] == ["contacted", "contacted", "contact-answered"]
    assert desk.events(desk.claim(7))[-1]["answer"] == "We stand by it."


@pytest.mark.parametrize(
    ("kind", "outcome", "words"),
    [
        (ContactKind.REPLY, Outcome.CORRECTED, None),
        (ContactKind.REPLY, Outcome.ANSWERED, None),
        (ContactKind.COMPLAINT, Outcome.NO_ANSWER, None),
        (ContactKind.COMPLAINT, Outcome.REFUSED, None),
        (ContactKind.OUTREACH, Outcome.ANSWERED, "Hm."),
    ],
)
def test_each_kind_has_its_own_ends(desk: Desk, kind: ContactKind, outcome: Outcome, words: str | None) -> None:
    add(desk, kind, "It is wrong.")
    with pytest.raises(ContactOutcomeError, match=r"Contact 7\.c1 \("):
        end(desk, 1, outcome, words)


def test_what_is_refused(desk: Desk) -> None:
    with pytest.raises(NotPermittedError):
        contacts.add(desk.session, desk.claim(7), desk.rae, ContactDraft(ContactKind.REPLY, "NPR", Channel.PHONE))
    with pytest.raises(BadValueError, match="who"):
        contacts.add(desk.session, desk.claim(7), desk.rita, ContactDraft(ContactKind.REPLY, " ", Channel.PHONE))
    with pytest.raises(BadValueError, match="complaint"):
        add(desk, ContactKind.COMPLAINT, "")
    later = ContactDraft(ContactKind.REPLY, "NPR", Channel.PHONE, date(2099, 1, 1))
    with pytest.raises(BadValueError, match="is in the future"):
        contacts.add(desk.session, desk.claim(7), desk.rita, later)
    with pytest.raises(NoSuchError, match=r"no contact .7\.c9"):
        end(desk, 9, Outcome.NO_ANSWER)


def test_the_report_tells_whom_nobody_asked_and_what_is_open(desk: Desk) -> None:
    before = report(desk)
    assert (7, replies.NOT_ASKED) in before
    assert all(what == replies.NOT_ASKED for _, what in before)
    assert (19, replies.NOT_ASKED) not in before, "it isn't published"
    add(desk, ContactKind.REPLY)
    add(desk, ContactKind.COMPLAINT, "No.")
    now = report(desk)
    assert now[:2] == [(7, "complaint open"), (7, "no answer yet")]
    assert (7, replies.NOT_ASKED) not in now
    end(desk, 2, Outcome.REFUSED, "The transcript has it.")
    end(desk, 1, Outcome.NO_ANSWER)
    assert len(report(desk)) == len(before) - 1
