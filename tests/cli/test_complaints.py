"""Who complained, and in which words, is for reviewers and above; a reader or a stranger sees that somebody did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import factdb
from factdb.domain.enums import Channel, ContactKind, Outcome
from factdb.services.actor import find_actor
from factdb.services.claims import contacts
from factdb.services.ledger import claim_ledger
from factdb.store import completion, sessions
from factdb.store.engine import Database
from tests.cli.conftest import claim, ok
from tests.conftest import NOW
from tests.databases import Templates

WHO, WORDS, ANSWER = "Zyta Complainer", "Zygote words of the complaint", "Zygote answer to it"
READERS, REVIEWERS = ("rae", "stranger"), ("rita", "ed", "ana")
PLACES = {
    "page": ("claims", "show", "7"),
    "page with history": ("claims", "show", "7", "--history"),
    "json": ("claims", "show", "7", "--json", "--history"),
    "page of an earlier time": ("claims", "show", "7", "--at", "2026-11-30", "--history"),
    "json of an earlier time": ("claims", "show", "7", "--at", "2026-11-30", "--json", "--history"),
    "history": ("claims", "history", "7"),
    "history as json": ("claims", "history", "7", "--json"),
    "export of the history": ("export", "history", "7", "-f", "json"),
    "export of claims": ("export", "claims", "7", "-f", "json"),
    "open contacts": ("report", "replies", "-f", "json"),
    "list": ("claims", "list", "--json"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def complained(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The worked example with a complaint that is answered, and one that is open."""
    for database in templates.copy(request.param, "demo", tmp_path_factory.mktemp("complained") / "desk.db"):
        with sessions.writing(database) as session:
            rita = find_actor(session, "rita", NOW)
            for _ in range(2):
                draft = contacts.ContactDraft(ContactKind.COMPLAINT, WHO, Channel.EMAIL, NOW.date(), WORDS)
                contacts.add(session, claim_ledger.lock_one(session, 7), rita, draft)
            contacts.answer(session, claim_ledger.lock_one(session, 7), rita, 1, Outcome.REFUSED, ANSWER)
        yield database


def is_told(text: str) -> bool:
    return "Zyta" in text or "Zygote" in text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("user", READERS)
def test_a_reader_or_a_stranger_reads_no_complaint(complained: Database, place: str, user: str) -> None:
    assert not is_told(ok(complained, *PLACES[place], user=user).stdout)


@pytest.mark.parametrize("user", REVIEWERS)
def test_reviewers_read_who_complained_the_words_and_the_answer(complained: Database, user: str) -> None:
    for place in ("page", "json", "page of an earlier time", "json of an earlier time"):
        shown = " ".join(ok(complained, *PLACES[place], user=user).stdout.split())
        assert all(words in shown for words in (WHO, WORDS, ANSWER)), place
    for place in ("history as json", "export of the history"):
        shown = ok(complained, *PLACES[place], user=user).stdout
        assert all(words in shown for words in (WHO, WORDS, ANSWER)), place
    assert WHO in ok(complained, *PLACES["open contacts"], user=user).stdout


def test_a_reader_sees_that_there_is_a_complaint_and_how_it_ended(complained: Database) -> None:
    first, second = ok(complained, "claims", "show", "7", "--json", user="rae").json["contacts"]
    assert (first["kind"], first["who"], first["text"], first["answer"], first["hidden"]) == (
        "complaint", None, None, None, True,
    )  # fmt: skip
    assert (first["outcome"], first["how"], second["outcome"]) == ("refused", "email", None)
    page = ok(complained, "claims", "show", "7", user="rae").stdout
    assert "7.c1 complaint · for reviewers only, by email" in page
    (row,) = [row for row in ok(complained, *PLACES["open contacts"], user="rae").json if row["contact"] == "7.c2"]
    assert (row["what"], row["who"]) == ("complaint open", None)
    assert ok(complained, "claims", "show", "7", "--json", user="rita").json["contacts"][0]["hidden"] is False


def test_the_python_door_hides_them_too(complained: Database, folder: Path) -> None:
    for user, may in (("rae", False), ("stranger", False), ("rita", True)):
        desk = factdb.open(complained.location, user=user)
        shown = repr(desk.claim(7, history=True)), repr(desk.claim(7, at="2026-11-30", history=True))
        desk.export(folder / f"{user}.jsonl", "history", claims=7)
        assert [is_told(text) for text in (*shown, (folder / f"{user}.jsonl").read_text())] == [may] * 3


def test_completion_does_not_tell_who_complained(complained: Database) -> None:
    suggestions = completion.read(complained.location, "contacts", "7.")
    assert [(item.value, item.meaning) for item in suggestions] == [("7.c2", "complaint")]


def test_a_channel_that_nobody_names_is_none(demo: Database) -> None:
    ok(demo, "claims", "ask", "7", "--to", "NPR")
    (contact,) = claim(demo, 7)["contacts"]
    assert contact["how"] == "other"
    assert f"7.c1 reply · NPR, {contact['made_on']}" in ok(demo, "claims", "show", "7").stdout


def test_contacts_and_notes_have_names_wherever_they_are_shown(demo: Database) -> None:
    ok(demo, "claims", "ask", "7", "--to", "NPR")
    assert "claim 7: noted, 7.n1" in ok(demo, "claims", "note", "7", "One.").stdout
    assert "claim 7: noted, 7.n2" in ok(demo, "claims", "note", "7", "Two.").stdout
    history = ok(demo, "claims", "history", "7").stdout
    assert all(line in history for line in ("reply c1: NPR", "noted n1: One.", "noted n2: Two."))
    assert [note["id"] for note in claim(demo, 7)["notes"]] == ["7.n1", "7.n2"]
    (row,) = [row for row in ok(demo, "report", "replies", "--json").json if row["claim"] == 7]
    assert row["contact"] == "7.c1"
    assert ok(demo, "claims", "reply", "7.1", "--none").stdout == "contact 7.c1: no-answer\n"
