"""Evidence links a document to one question of a claim; documents are known by their page, or by their bytes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from factdb.domain import dates
from factdb.domain.enums import Medium, Question, SourceClass, Stance
from factdb.errors import BadValueError, NoSuchError, NotPermittedError, UnreadableFileError, UsageError
from factdb.errors.claims import RuleError
from factdb.services.claims import claim_evidence
from factdb.services.decisions import withdrawing
from factdb.services.documents import articles, captures
from factdb.services.documents.captures import Reading
from factdb.services.documents.documents import DocumentDraft
from factdb.services.reads import article_list
from factdb.store.models import Capture, Claim, Document, Source
from tests.conftest import NOW
from tests.services.conftest import PAGE, Desk

FILE = "Minutes.\nThe clerk wrote: \u201cThe bridge cost 9 million.\u201d\n"


def add(desk: Desk, claim: Claim, document: DocumentDraft, **given: Any) -> claim_evidence.AddedEvidence:  # noqa: ANN401 - a draft's fields
    given.setdefault("stance", Stance.REFUTES)
    return claim_evidence.add(desk.session, claim, desk.rita, claim_evidence.EvidenceDraft(document, **given))


def count(desk: Desk, model: type) -> int:
    return desk.session.scalar(select(func.count()).select_from(model)) or 0


def test_evidence_is_numbered_within_its_claim_and_told_in_its_history(desk: Desk) -> None:
    claim = desk.new()
    given: dict[str, Any] = {"excerpt": "It cost 9 million.", "note": "Page 4", "source_class": SourceClass.PRIMARY}
    first = desk.cite(claim, **given).evidence
    second = desk.cite(claim, "https://example.org/2", Stance.CONTEXT, Question.QUOTE).evidence
    assert ((first.claim_id, first.n), (second.n, second.question, second.stance)) == (
        (claim.id, 1),
        (2, "quote", "context"),
    )
    assert (first.added_by_id, first.added_at, claim.evidence_count) == (desk.rita.id, NOW, 2)
    event = desk.events(claim)[1]
    document = desk.session.get_one(Document, first.document_id)
    assert (event["kind"], event["n"], event["changed"]["evidence_count"]) == (
        "evidence-added",
        1,
        {"was": 0, "now": 1},
    )
    told = event["evidence"]
    assert (told["url"], told["document"], told["source_class"]) == (PAGE, document.uid, "primary")
    assert (told["excerpt"], told["note"]) == ("It cost 9 million.", "Page 4")


@pytest.mark.parametrize("url", [PAGE, "HTTPS://EXAMPLE.org/page#top", f"{PAGE}?utm_source=mail"])
def test_the_same_page_with_the_same_words_on_the_same_question_is_refused(desk: Desk, url: str) -> None:
    claim = desk.new()
    desk.cite(claim)
    before = desk.events(claim)
    with pytest.raises(
        RuleError, match="already has this document with the same excerpt as evidence on the truth"
    ) as caught:
        desk.cite(claim, url, Stance.CONTEXT)
    assert caught.value.next_step == f"See the evidence: factdb evidence show {claim.id}.1"
    assert desk.events(claim) == before


def test_other_words_or_the_other_question_are_other_evidence(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim)
    desk.cite(claim, excerpt="It cost 9 million.")
    desk.cite(claim, question=Question.QUOTE)
    assert claim.evidence_count == 3


def test_the_same_passage_of_a_file_is_refused_however_it_was_typed(desk: Desk) -> None:
    claim = desk.new()
    reading = Reading.of_text(FILE, "minutes.txt")
    add(desk, claim, DocumentDraft(), reading=reading, excerpt='"The bridge cost 9 million."')
    with pytest.raises(RuleError, match="same excerpt"):
        add(desk, claim, DocumentDraft(), reading=reading, excerpt='"The bridge cost 9 million."')


def test_what_was_withdrawn_may_be_added_again_under_a_new_number(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim)
    assert withdrawing.withdraw(desk.session, claim, desk.rita, 1, "Wrong page.")[0] == []
    assert (claim.evidence_count, claim_evidence.find_evidence(desk.session, claim.id, 1).withdrawn_at) == (0, NOW)
    assert desk.cite(claim).evidence.n == 2
    event = desk.events(claim)[2]
    assert (event["kind"], event["n"], event["reason"]) == ("evidence-withdrawn", 1, "Wrong page.")


def test_evidence_is_withdrawn_once_and_with_a_reason(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim)
    with pytest.raises(BadValueError, match="is empty"):
        withdrawing.withdraw(desk.session, claim, desk.rita, 1, "  ")
    with pytest.raises(NoSuchError, match=f'no evidence "{claim.id}.9"'):
        withdrawing.withdraw(desk.session, claim, desk.rita, 9, "Wrong page.")
    withdrawing.withdraw(desk.session, claim, desk.rita, 1, "Wrong page.")
    with pytest.raises(RuleError, match="was already withdrawn at 2026-11-22 09:30 UTC"):
        withdrawing.withdraw(desk.session, claim, desk.rita, 1, "Wrong page.")


def test_a_page_is_known_by_its_canonical_address_and_kept_as_it_was_typed(desk: Desk) -> None:
    typed = "HTTPS://Example.ORG:443/a/../page?b=1&utm_medium=x#part"
    document = desk.cite(desk.new(), typed).document
    assert (document.url, document.typed_url) == ("https://example.org/page?b=1", typed)
    assert desk.cite(desk.new(), "https://example.org/page?b=1").document is document


@pytest.mark.parametrize(
    "url", ["ftp://example.org/x", "javascript:alert(1)", "example.org", "https://u:p@example.org/"]
)
def test_only_pages_of_the_web_are_addresses(desk: Desk, url: str) -> None:
    with pytest.raises(BadValueError):
        desk.cite(desk.new(), url)


def test_a_page_s_source_is_the_one_that_is_named_or_whose_domain_it_is(desk: Desk) -> None:
    claim = desk.new()
    by_domain = desk.cite(claim, "https://uk.reuters.com/bridge")
    assert desk.session.get_one(Source, by_domain.document.source_id).name == "Reuters"
    assert by_domain.notices == ["source, by its domain: Reuters"]
    named = add(desk, claim, DocumentDraft(url="https://www.reuters.com/copy", source="Associated Press"))
    assert desk.session.get_one(Source, named.document.source_id).name == "Associated Press"
    nobody = desk.cite(claim, "https://unheard-of.example.net/x")
    assert desk.session.get_one(Source, nobody.document.source_id).kind == "unknown"


def test_a_new_source_s_own_domain_becomes_known(desk: Desk) -> None:
    claim = desk.new()
    added = add(desk, claim, DocumentDraft(url="https://www.bridgegazette.example/1", source="The Bridge Gazette"))
    assert added.notices == ["new source: The Bridge Gazette"]
    again = desk.cite(claim, "https://bridgegazette.example/2")
    assert again.notices == ["source, by its domain: The Bridge Gazette"]


def test_what_is_known_of_a_document_is_filled_in_but_never_overwritten(desk: Desk) -> None:
    claim = desk.new()
    document = desk.cite(claim).document
    more = DocumentDraft(url=PAGE, title="Bridges", author="Ann", language="en", published=dates.parse("2020-02"))
    assert add(desk, claim, more, question=Question.QUOTE).notices == []
    kept = (document.title, document.author, document.language, document.published_on, document.published_precision)
    assert kept == ("Bridges", "Ann", "en", date(2020, 2, 1), "month")

    other = DocumentDraft(url=PAGE, title="Tunnels", published=dates.parse("2021"), source="Reuters")
    said = add(desk, claim, other, excerpt="x").notices
    assert f"document {document.id} keeps its title: Bridges" in said
    assert f"document {document.id} keeps its published_on: 2020-02-01" in said
    assert (document.title, document.published_on) == ("Bridges", date(2020, 2, 1))
    assert desk.session.get_one(Source, document.source_id).name == "Reuters"

    said = add(desk, claim, DocumentDraft(url=PAGE, source="Newser"), excerpt="y").notices
    assert said == [f"document {document.id} keeps its source: the other source was not used"]
    edits = [event for event in desk.desk_events("document-edited") if event["uid"] == document.uid]
    assert [(event["was"]["title"], event["now"]["title"]) for event in edits] == [(None, "Bridges"), ("Bridges",) * 2]


def test_a_file_is_known_by_its_bytes(desk: Desk) -> None:
    raw = FILE.encode()
    one = add(desk, desk.new(), DocumentDraft(medium=Medium.FILE), reading=Reading.of_bytes(raw, "minutes.txt"))
    before = count(desk, Capture)
    other = add(desk, desk.new(), DocumentDraft(), reading=Reading.of_bytes(raw, "copy of minutes.txt"))
    assert other.document is one.document
    assert count(desk, Capture) == before
    capture = desk.session.get_one(Capture, (one.document.id, 1))
    assert (capture.text, capture.file_name, capture.captured_at) == (FILE, "minutes.txt", NOW)


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xfeM\0", b" \n"])
def test_of_a_file_that_is_no_text_the_hash_is_kept(desk: Desk, raw: bytes) -> None:
    added = add(desk, desk.new(), DocumentDraft(), reading=Reading.of_bytes(raw, "image.png"), excerpt="as seen")
    capture = desk.session.get_one(Capture, (added.document.id, added.evidence.capture_n))
    assert (capture.text, len(capture.sha256 or "")) == (None, 64)
    assert (added.evidence.excerpt, added.evidence.span_start) == ("as seen", None)


def test_an_empty_file_is_no_evidence() -> None:
    with pytest.raises(UnreadableFileError, match="it is empty"):
        Reading.of_bytes(b"", "image.png")


def test_an_excerpt_must_stand_in_the_file_and_is_kept_as_it_stands_there(desk: Desk) -> None:
    reading = Reading.of_text(FILE, "minutes.txt")
    with pytest.raises(NoSuchError, match="no passage") as caught:
        add(desk, desk.new(), DocumentDraft(), reading=reading, excerpt="The bridge cost 4 million.")
    assert caught.value.next_step == "Copy the excerpt from the file, word for word."
    row = add(desk, desk.new(), DocumentDraft(), reading=reading, excerpt='"The bridge  cost 9 million."').evidence
    assert row.excerpt == "\u201cThe bridge cost 9 million.\u201d"
    assert FILE[row.span_start or 0 : row.span_end] == row.excerpt


def test_an_interview_is_a_document_of_its_own(desk: Desk) -> None:
    interview = DocumentDraft(title="Interview with Ann", medium=Medium.INTERVIEW)
    one, other = (add(desk, desk.new(), interview).document for _ in range(2))
    assert one is not other
    assert (one.url, one.medium) == (None, "interview")
    with pytest.raises(UsageError, match="Evidence is exactly one document"):
        add(desk, desk.new(), DocumentDraft(title="Nothing"))


def test_an_archive_s_copy_is_a_capture(desk: Desk) -> None:
    reading = Reading(archived_url="https://archive.example.org/1")
    row = add(desk, desk.new(), DocumentDraft(url=PAGE), reading=reading).evidence
    again = add(desk, desk.new(), DocumentDraft(url=PAGE), reading=reading).evidence
    assert (row.capture_n, again.capture_n) == (1, 1)
    other = Reading(archived_url="https://archive.example.org/2")
    assert add(desk, desk.new(), DocumentDraft(url=PAGE), reading=other).evidence.capture_n == 2


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", "\x1b]0;x\x07"])
@pytest.mark.parametrize("field", ["excerpt", "note", "title", "author", "language", "source"])
def test_hostile_text_is_refused(desk: Desk, field: str, bad: str) -> None:
    given: dict[str, Any] = {field: bad}
    about, of_evidence = ({}, given) if field in {"excerpt", "note"} else (given, {})
    with pytest.raises(BadValueError):
        add(desk, desk.new(), DocumentDraft(url=PAGE, **about), **of_evidence)


def test_a_file_s_hostile_name_is_refused(desk: Desk) -> None:
    with pytest.raises(BadValueError):
        add(desk, desk.new(), DocumentDraft(), reading=Reading.of_bytes(b"x", "a\udcffb.txt"))


def test_a_reader_adds_and_withdraws_none(desk: Desk) -> None:
    claim = desk.claim(7)
    draft = claim_evidence.EvidenceDraft(DocumentDraft(url=PAGE), Stance.SUPPORTS)
    with pytest.raises(NotPermittedError, match='"evidence add" needs the role reviewer'):
        claim_evidence.add(desk.session, claim, desk.rae, draft)
    with pytest.raises(NotPermittedError, match='"evidence withdraw" needs the role reviewer'):
        withdrawing.withdraw(desk.session, claim, desk.rae, 1, "x")


# -- articles -------------------------------------------------------------------------------------------------


def test_the_same_article_again_changes_nothing(desk: Desk) -> None:
    draft = DocumentDraft(url="https://example.org/article", title="Bridges", is_article=True)
    kept = articles.add(desk.session, desk.rita, draft, Reading.of_text(FILE))
    counts = count(desk, Document), count(desk, Capture), len(desk.desk_events("document-edited"))
    again = articles.add(desk.session, desk.rita, draft, Reading.of_text(FILE))
    assert (again.document, again.added, kept.added) == (kept.document, False, True)
    assert (count(desk, Document), count(desk, Capture), len(desk.desk_events("document-edited"))) == counts


def test_a_changed_text_is_a_new_capture_and_claims_keep_theirs(desk: Desk) -> None:
    draft = DocumentDraft(url="https://example.org/article", is_article=True)
    number = articles.add(desk.session, desk.rita, draft, Reading.of_text("The bridge fell.")).document.id
    old = desk.added(article=number, quote="bridge").claim
    articles.add(desk.session, desk.rita, draft, Reading.of_text("A bridge fell."))
    new = desk.added(article=number, quote="bridge").claim
    assert [(claim.capture_n, claim.span_start) for claim in (old, new)] == [(1, 4), (2, 2)]
    assert article_list.article_details(desk.session, number)["text"] == "A bridge fell."


def test_a_page_that_was_evidence_becomes_an_article(desk: Desk) -> None:
    document = desk.cite(desk.new()).document
    assert document.is_article is False
    articles.add(desk.session, desk.rita, DocumentDraft(url=PAGE, is_article=True), Reading.of_text(FILE))
    assert document.is_article is True


def test_articles_are_listed_newest_first_with_their_claims(desk: Desk) -> None:
    for day in ("2022-01-01", "unknown"):
        draft = DocumentDraft(url=f"https://example.org/{day}", published=dates.parse(day), is_article=True)
        articles.add(desk.session, desk.rita, draft, Reading.of_text(FILE))
    listed = article_list.list_articles(desk.session)
    assert [(row["published_on"], row["claims"]) for row in listed] == [
        ("2022-01-01", 0),
        ("2021-07-26", 22),
        (None, 0),
    ]
    whole = article_list.article_details(desk.session, 1)
    assert [span["claim"] for span in whole["spans"]] == list(range(1, 23))
    assert {"claim": 1, "start": 41, "end": 97} in whole["spans"]
    assert whole["text"][41:97] == "American combat troops would leave Iraq sometime in 2021"


def test_what_is_no_article_is_not_shown_as_one(desk: Desk) -> None:
    document = desk.cite(desk.new()).document
    with pytest.raises(NoSuchError, match=f"no article {document.id}"):
        article_list.article_details(desk.session, document.id)
    with pytest.raises(NotPermittedError, match='"articles add" needs the role reviewer'):
        articles.add(desk.session, desk.rae, DocumentDraft(url=PAGE), Reading.of_text(FILE))


def test_a_reading_s_hash_is_that_of_its_bytes() -> None:
    assert Reading.of_text("é").sha256 == Reading.of_bytes("é".encode(), "x").sha256
    assert captures.Reading.of_bytes(b"\xef\xbb\xbfabc", "x").text == "abc"
