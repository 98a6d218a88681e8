"""The forms on a claim's page: what each does to the ledger, and what it keeps when it is refused."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from factdb.domain.enums import PolicyName, Role
from factdb.domain.text import CONTROLS
from factdb.formats import reading
from factdb.formats.records.values import Options
from factdb.services.actor import find_actor
from factdb.services.desk import desk_policy, reviewers
from factdb.services.imports import importing
from factdb.services.reads import claim_page
from factdb.store import sessions
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from factdb.services.reads.row_types import ClaimPage

PAGE = "https://example.org/p"


def claim(visitor: Visitor, number: int) -> ClaimPage:
    with sessions.reading(visitor.site.database) as session:
        return claim_page.page_of(session, number, with_history=True)


def colleague(ana: Visitor, handle: str, role: Role) -> Visitor:
    """Add a reviewer, who signs in to the same site."""
    with sessions.writing(ana.site.database) as session:
        reviewers.add(session, find_actor(session, "ana", ana.site.now), handle, role)
    return Visitor(ana.site).sign_in(handle)


def set_policy(ana: Visitor, name: PolicyName, value: str) -> None:
    with sessions.writing(ana.site.database) as session:
        desk_policy.change(session, find_actor(session, "ana", ana.site.now), name, value)


def test_a_claim_is_published_and_the_next_one_shown(ana: Visitor) -> None:
    form = {"truth_rating": "true", "because": "Both say so.", "pages": f"supports:{PAGE}", "then": "publish-next"}
    answer = ana.post(19, "rate", **form)
    assert answer.url.path == "/claims/9"  # the first of the article that is still open
    assert "Claim 19: true, version 1, published." in answer.text
    assert claim(ana, 19)["status"] == "published"
    assert "Claim 19: true" not in ana.page("/claims/9")  # said once


def test_only_ticked_evidence_carries_a_verdict(ana: Visitor) -> None:
    ana.post(19, "evidence", url=f"{PAGE}/1", stance="supports", excerpt="Swaths.", question="truth")
    ana.post(19, "evidence", url=f"{PAGE}/2", stance="context")
    ana.post(19, "rate", truth_rating="true", because="The first says so.", truth_evidence="1")
    assert claim(ana, 19)["verdicts"][0]["evidence"] == ["19.1"]
    ana.post(19, "withdraw-evidence", n="2", reason="It says nothing.")
    assert claim(ana, 19)["evidence"][1]["withdrawn_at"]


def test_facts_that_nobody_changed_stay(ana: Visitor) -> None:
    before = claim(ana, 19)
    form = {"was_claim": before["claim"], "claim": before["claim"], "was_occasion": "", "occasion": "A speech"}
    assert "Claim 19: occasion: none -&gt; A speech." in ana.post(19, "edit", **form).text
    after = claim(ana, 19)
    assert after["occasion"] == "A speech"
    assert {**after, "occasion": None, "history": [], "row_version": 0, "changed_at": None} == {
        **before, "occasion": None, "history": [], "row_version": 0, "changed_at": None,
    }  # fmt: skip


def test_a_page_has_no_control_character_and_its_form_keeps_them(ana: Visitor) -> None:
    with sessions.writing(ana.site.database) as session:
        options = Options()
        opened = reading.read(io.BytesIO(b"claim,occasion\n\x1b[31mDon\xc2\x92t.,a\x01b\n"), "c.csv", None, options)
        file = importing.ImportFile("c.csv", opened, options)
        importing.take(session, find_actor(session, "ana", ana.site.now), file, lambda _: False)
    page = ana.page("/claims/23")
    assert not any(sign in page for sign in CONTROLS)
    assert "\ufffd[31mDon\ufffdt." in page
    shown = {"was_claim": "\ufffd[31mDon\ufffdt.", "claim": "\ufffd[31mDon\ufffdt.", "was_occasion": "a\ufffdb"}
    assert ana.post(23, "edit", **shown, occasion="a rally").status_code == 200
    assert (claim(ana, 23)["claim"], claim(ana, 23)["occasion"]) == ("\x1b[31mDon\x92t.", "a rally")


def test_the_words_for_an_unnamed_source_are_shown_and_edited(ana: Visitor) -> None:
    ana.post(19, "edit", was_attributed_to="", attributed_to="some <experts>")
    assert claim(ana, 19)["attributed_to"] == "some <experts>"
    page = ana.page("/claims/19")
    assert "<bdi>The Epoch Times</bdi>, attributed to “<bdi>some &lt;experts&gt;</bdi>”" in page
    assert 'name="was_attributed_to" value="some &lt;experts&gt;"' in page
    ana.post(19, "edit", was_attributed_to="some <experts>", attributed_to="")
    assert claim(ana, 19)["attributed_to"] is None
    assert "attributed to “" not in ana.page("/claims/19")
    form = {"public_note": "The article cites an aide.", "was_attributed_to": "", "attributed_to": "an aide"}
    assert ana.post(7, "correct", **form).status_code == 200
    assert claim(ana, 7)["attributed_to"] == "an aide"


def test_each_question_has_its_own_reasons(ana: Visitor) -> None:
    ana.post(19, "edit", attribution="paraphrase", was_attribution="narration")
    assert "Is the quotation accurate?" in ana.page("/claims/19")  # a paraphrase is faithful, or not
    pages = f"supports:{PAGE}/1\nquote:supports:{PAGE}/2 the words that matter"
    rated = {"truth_rating": "true", "quote_rating": "faithful", "pages": pages}
    both = ana.post(
        19, "rate", **rated, because="truth: Both reports say so.\r\nAll of them.\r\nquote: The same meaning."
    )
    assert both.status_code == 200, both.text
    reasons = {verdict["on"]: verdict["because"] for verdict in claim(ana, 19)["verdicts"]}
    assert reasons == {"truth": "Both reports say so.\nAll of them.", "quote": "The same meaning."}
    assert [item["excerpt"] for item in claim(ana, 19)["evidence"]] == [None, "the words that matter"]


def test_an_emptied_day_is_removed(ana: Visitor) -> None:
    shown = {"was_resolves_on": "", "was_said_on": "2021-07-26"}
    ana.post(19, "edit", **shown, said_on="2021-07-26", resolves_on="2027-05")
    assert str(claim(ana, 19)["resolves_on"]) == "2027-05-31"
    shown["was_resolves_on"] = "2027-05-31"
    assert "resolves_on: 2027-05-31 -&gt; none" in ana.post(19, "edit", **shown, said_on="", resolves_on="").text
    assert (claim(ana, 19)["resolves_on"], claim(ana, 19)["said_on"]) == (None, None)


def test_a_correction_in_public(ana: Visitor) -> None:
    form = {"truth_rating": "half-true", "because": "A later report.", "public_note": "We read the later report."}
    answer = ana.post(8, "correct", **form, pages=f"refutes:{PAGE}", change="update")
    assert "Claim 8: update, version 2, published." in answer.text
    assert "Update: <bdi>We read the later report.</bdi>" in ana.page("/claims/8")
    page = ana.page("/claims/8/history?a=1&b=2")
    assert "<del>true</del>" in page
    assert "<ins>half-true</ins>" in page
    assert "Claim 8: retracted." in ana.post(8, "retract", public_note="It should not have run.").text


def test_a_second_editor_approves_what_was_seen(ana: Visitor) -> None:
    set_policy(ana, PolicyName.FOUR_EYES, "on")
    ed = colleague(ana, "ed2", Role.EDITOR)
    ana.post(8, "correct", truth_rating="half-true", because="New.", public_note="New facts.", pages=f"refutes:{PAGE}")
    page = ed.page("/claims/8")
    assert "Waits for a second editor: correction" in page
    assert "<ins>half-true</ins>" in page
    assert ana.post(8, "status", status="published", approved_version="2").status_code == 403
    assert "correcting → published" in ed.post(8, "status", status="published", approved_version="2").text


def test_whoever_approves_goes_on_to_what_waits(ana: Visitor) -> None:
    set_policy(ana, PolicyName.FOUR_EYES, "on")
    ed = colleague(ana, "ed2", Role.EDITOR)
    for number in (19, 9, 15):
        ana.post(number, "rate", truth_rating="not-checkable", because="Nobody can check it.")
    ana.post(8, "correct", truth_rating="half-true", because="New.", public_note="New facts.", pages=f"refutes:{PAGE}")
    ed.post(15, "note", note="Not mine to approve: a note is none.")
    answer = ed.post(9, "status", status="published", approved_version="1", then="approve-next")
    assert answer.url.path == "/claims/15"
    assert "Claim 9: reviewed → published." in answer.text
    assert "Publish it, next claim" in answer.text
    answer = ed.post(15, "status", status="published", approved_version="1", then="approve-next")
    assert answer.url.path == "/claims/19"
    assert ed.post(19, "edit", claim="Edited.", was_claim="").status_code == 200  # an own change: another editor's turn
    answer = ed.post(8, "status", status="published", approved_version="2", then="approve-next")
    assert answer.url.path == "/"
    assert "published. No other claim waits for your approval." in answer.text


def test_whoever_rates_goes_round_once(ana: Visitor) -> None:
    set_policy(ana, PolicyName.FOUR_EYES, "on")
    rated = {"truth_rating": "not-checkable", "because": "Nobody can check it.", "then": "next"}
    order = [ana.post(number, "rate", **rated).url.path for number in (9, 15, 19)]
    assert order == ["/claims/15", "/claims/19", "/articles/1"]
    assert "No other claim of the article waits for a rating." in ana.post(19, "rate", **rated).text


def test_nobody_is_offered_to_publish_an_own_verdict(ana: Visitor) -> None:
    set_policy(ana, PolicyName.FOUR_EYES, "on")
    ana.post(19, "rate", truth_rating="true", because="Both say so.", pages=f"supports:{PAGE}")
    assert "Waits for another editor, who publishes it." in ana.page("/claims/19")
    assert "Publish it" not in ana.page("/claims/19")
    editor = colleague(ana, "ed2", Role.EDITOR)
    assert "Publish it" in editor.page("/claims/19")
    ana.post(
        8, "correct", public_note="Half of it.", truth_rating="half-true", because="Half.", pages=f"supports:{PAGE}"
    )
    ana.post(10, "retract", public_note="It should not have run.")
    for number in (8, 10):
        assert "Approve version" not in ana.page(f"/claims/{number}")
        assert "Approve version" in editor.page(f"/claims/{number}")


def test_replies_and_complaints(ana: Visitor) -> None:
    # A reply that is recorded is a request: the words say so, or people store an answer as one.
    assert '<option value="reply">asked for a reply</option>' in ana.page("/claims/19")
    assert (
        "Request for a reply 19.c1 recorded."
        in ana.post(19, "contact", kind="reply", who="The office", how="email").text
    )
    assert "Contact 19.c1: no-answer." in ana.post(19, "answer", n="1", outcome="no-answer").text
    ana.post(19, "contact", kind="complaint", who="Mx Secret", text="My words.")
    rae = Visitor(ana.site).sign_in("rae")
    assert "Mx Secret" in ana.page("/claims/19")
    assert "Mx Secret" not in rae.page("/claims/19") + rae.page("/claims/19.json") + rae.page("/claims/19/history")


def test_assessments_are_hidden_until_one_has_assessed(ana: Visitor) -> None:
    set_policy(ana, PolicyName.BLIND, "on")
    rita = Visitor(ana.site).sign_in("rita")
    ana.post(19, "assess", truth_rating="true", because="As I read it.")
    shown = [rita.page(f"/claims/19{part}") for part in ("", ".json", "/history", "/news")]
    assert not any("As I read it." in page for page in shown)
    assert "hidden until you have" in shown[0]
    rita.post(19, "assess", truth_rating="false", because="I read it otherwise.")
    assert "As I read it." in rita.page("/claims/19")


def test_assessments_are_hidden_as_soon_as_the_desk_is_blind(ana: Visitor) -> None:
    set_policy(ana, PolicyName.BLIND, "off")
    rita = Visitor(ana.site).sign_in("rita")
    ana.post(19, "assess", truth_rating="true", because="As I read it.")
    assert "As I read it." in rita.page("/claims/19")
    set_policy(ana, PolicyName.BLIND, "on")
    assert "As I read it." not in rita.page("/claims/19") + rita.page("/claims/19.json")


def test_a_repeat_in_one_step_shows_the_check(ana: Visitor) -> None:
    assert "Claim 19 repeats claim 8." in ana.post(19, "link", other="8", link="repeats").text
    page = ana.page("/claims/19")
    assert 'Repeats <a href="/claims/8">claim 8</a>' in page
    ana.post(8, "correct", because="Clearer.", public_note="We say it clearer.", change="clarification")
    assert "We say it clearer." in ana.page("/claims/19")
    ana.post(19, "link", other="8", link="repeats", reject="yes")
    assert "Repeats" not in ana.page("/claims/19")


def test_the_last_action_is_taken_back(ana: Visitor) -> None:
    ana.post(19, "assign", assignee="rita")
    answer = ana.client.post("/undo", headers={"referer": "http://testserver/claims/19"})
    assert answer.url.path == "/claims/19"
    assert claim(ana, 19)["assignee"] is None
    ana.post(19, "assign", assignee="rita")
    assert ana.client.post("/undo", headers={"referer": "https://elsewhere.example/claims/19"}).url.path == "/"


def test_news_of_a_claim(ana: Visitor) -> None:
    first = ana.client.get("/claims/19/news")
    tag = first.headers["etag"]
    assert ana.client.get("/claims/19/news", headers={"if-none-match": tag}).status_code == 304
    ana.post(19, "note", note="Called.")
    second = ana.client.get("/claims/19/news", headers={"if-none-match": tag}).json()
    assert (second["by"], second["what"]) == ("ana", "noted: Called.")
    assert second["version"] == first.json()["version"] + 1


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("rate", {"truth_rating": "nonsense", "because": "x"}),
        ("status", {"status": "nowhere"}),
        ("assign", {"assignee": "nobody-known"}),
        ("evidence", {"url": "not an address", "stance": "supports"}),
        ("evidence", {"url": PAGE, "stance": "perhaps"}),
        ("edit", {"was_said_on": "2021-07-26", "said_on": "the day after never"}),
        ("edit", {"was_kind": "event", "kind": "rumour"}),
        ("contact", {"kind": "reply", "who": "", "how": "email"}),
        ("answer", {"n": "7", "outcome": "answered"}),
        ("answer", {"n": "9" * 40, "outcome": "answered"}),
        ("link", {"other": "999", "link": "repeats"}),
        ("link", {"other": "19", "link": "repeats"}),
        ("link", {"other": "", "link": "repeats"}),
        ("withdraw-evidence", {"n": "x", "reason": "y"}),
        ("withdraw-change", {}),
        ("note", {"note": "\0"}),
        ("note", {"note": ""}),
        ("correct", {"truth_rating": "true", "public_note": "x"}),
        ("retract", {"public_note": "x"}),
        ("assess", {"truth_rating": "", "because": "x"}),
    ],
    ids=str,
)
def test_a_refused_form_says_why_and_changes_nothing(ana: Visitor, action: str, form: dict[str, Any]) -> None:
    version = ana.version(19)
    answer = ana.post(19, action, **form)
    assert 400 <= answer.status_code < 500, answer.text
    assert 'role="alert"' in answer.text
    assert ana.version(19) == version
