"""A corrected edition of a transcript is a new capture, and exactly the quotations that it changes are named."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from factdb.archive.capture_files import CaptureFolder
from factdb.domain import dates
from factdb.domain.enums import Medium, Status
from factdb.domain.page_states import PageState
from factdb.extract.pages.page_reading import read_page
from factdb.services.claims import proposals
from factdb.services.decisions import statuses
from factdb.services.documents import article_reading, articles, captures, editions, page_checks
from factdb.services.reads import claim_page, evidence_list, recording_times
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store.models import Capture, Claim, Document, PageCheck
from tests.archive.fault_server import simple
from tests.services.conftest import Desk
from tests.services.pages.conftest import Pages

CAPTIONS = """WEBVTT - The council of Orr

00:00:05.000 --> 00:00:09.000
<v Mona Reyes>The ferry carried 41,000 people in 2025. Nobody was

00:00:09.000 --> 00:00:12.000
<v Mona Reyes>hurt in that year. We did it in May of 2024.

00:12:31.000 --> 00:12:36.000
<v Tom Lee>The bridge was closed in June 2023. We did it in May of 2024.

00:12:40.000 --> 00:12:44.000
<v Mona Reyes>The pier lost half of its planks in 2022.
"""
URL = "https://video.example/council"


def corrected(*pairs: tuple[str, str], seconds: int = 3) -> str:
    """Return the captions with other words, all later by some seconds, and cut into lines elsewhere."""
    captions = CAPTIONS.replace("Nobody was\n", "Nobody\n").replace(">hurt in", ">was hurt in")
    for older, newer in pairs:
        assert older in captions
        captions = captions.replace(older, newer)
    for second in ("05", "09", "12", "31", "36", "40", "44"):
        captions = captions.replace(f":{second}.000", f":{int(second) + seconds:02}.000")
    return captions


def add(desk: Desk, captions: str, edition_of: int | None = None) -> Document:
    """Add an edition of the transcript, as somebody hands it in."""
    facts = {"url": URL, "source": "Orr TV", "published": dates.parse("2026-11-18")}
    article = article_reading.read_article(captions.encode(), facts, "council.vtt", "council.vtt")
    stored = articles.add(desk.session, desk.rita, article.draft, article.reading, edition_of)
    assert stored.newly_read
    return stored.document


@pytest.fixture
def claims(desk: Desk) -> list[Claim]:
    """The claims of the first edition."""
    document = add(desk, CAPTIONS)
    article = proposals.find_article(desk.session, document.id)
    assert article is not None
    waiting = proposals.undecided_proposals(desk.session, article)
    return [proposals.accept(desk.session, desk.rita, article, proposal).claim for proposal in waiting]


def changes(desk: Desk, document_id: int | None) -> dict[str, str]:
    """Return what the newest edition changes, by the name of the quotation."""
    assert document_id is not None
    comparison = editions.compare(desk.session, document_id)
    assert comparison is not None
    return dict(str(changed).split(": ", 1) for changed in comparison.changed)


def test_each_claim_knows_when_it_was_said(desk: Desk, claims: list[Claim]) -> None:
    assert [claim.quote for claim in claims] == [
        "The ferry carried 41,000 people in 2025.",
        "Nobody was hurt in that year.",
        "We did it in May of 2024.",
        "The bridge was closed in June 2023.",
        "We did it in May of 2024.",
        "The pier lost half of its planks in 2022.",
    ]
    seconds = recording_times.seconds_by_claim(desk.session, [claim.id for claim in claims])
    assert [seconds[claim.id] for claim in claims] == [5, 5, 9, 751, 751, 760]
    page = claim_page.page_of(desk.session, claims[3].id)
    assert page["passage"] is not None
    assert (page["passage"]["recording_time"], page["passage"]["recording_url"]) == ("00:12:31", f"{URL}#t=751")
    assert page["speaker"] == "Tom Lee"


def test_other_documents_have_no_times(desk: Desk, claims: list[Claim]) -> None:
    desk.session.get_one(Document, claims[0].document_id).medium = Medium.NEWS
    desk.session.flush()
    assert recording_times.seconds_by_claim(desk.session, [claims[0].id]) == {}
    passage = claim_page.page_of(desk.session, claims[0].id)["passage"]
    assert passage is not None
    assert (passage["recording_time"], passage["recording_url"]) == (None, None)


def test_exactly_the_changed_quotations_are_named(desk: Desk, claims: list[Claim]) -> None:
    ferry, nobody, mona, bridge, tom, pier = claims
    add(
        desk,
        corrected(
            ("carried 41,000", "carried 14,000"),
            ("June 2023. We did it", "June 2023. We never did it"),
            ("<v Mona Reyes>The pier", "<v Ana Roe>The pier"),
        ),
    )
    assert changes(desk, ferry.document_id) == {
        f"claim {ferry.id}": '"41,000" is now "14,000" (now at 00:00:08)',
        f"claim {tom.id}": '"We" is now "We never" (now at 00:12:34)',
        f"claim {pier.id}": "the speaker was Mona Reyes, and is now Ana Roe (now at 00:12:43)",
    }
    assert {nobody.id, mona.id, bridge.id} & {ferry.id, tom.id, pier.id} == set()


def test_an_edition_with_other_times_and_lines_changes_nothing(desk: Desk, claims: list[Claim]) -> None:
    add(desk, corrected())
    assert changes(desk, claims[0].document_id) == {}
    # The claim points to the edition that it was taken from.
    assert recording_times.seconds_by_claim(desk.session, [claims[3].id]) == {claims[3].id: 751}


def test_a_quotation_that_is_gone_is_named(desk: Desk, claims: list[Claim]) -> None:
    add(desk, corrected(("The bridge was closed in June 2023. ", "")))
    assert changes(desk, claims[0].document_id) == {f"claim {claims[3].id}": "the words are gone"}


def test_closed_claims_and_withdrawn_evidence_are_left_out(desk: Desk, claims: list[Claim]) -> None:
    statuses.set_status(desk.session, desk.claim(claims[0].id), desk.rita, Status.DECLINED, "no claim")
    add(desk, corrected(("carried 41,000", "carried 14,000")))
    assert changes(desk, claims[0].document_id) == {}


def test_an_edition_of_an_article_without_an_address(desk: Desk) -> None:
    facts = {"source": "Orr TV", "published": dates.parse("2026-11-18")}
    first, second = (
        article_reading.read_article(text.encode(), facts, "a.vtt", "a.vtt") for text in (CAPTIONS, corrected())
    )
    document = articles.add(desk.session, desk.rita, first.draft, first.reading).document
    again = articles.add(desk.session, desk.rita, second.draft, second.reading, document.id)
    assert (again.document.id, again.added, again.capture and again.capture.n) == (document.id, False, 2)


def test_an_edition_is_new_until_a_check_has_seen_it(desk: Desk, claims: list[Claim]) -> None:
    number = claims[0].document_id
    assert number is not None
    assert number not in editions.unseen(desk.session)
    add(desk, corrected(("carried 41,000", "carried 14,000")))
    assert number in editions.unseen(desk.session)
    comparison = editions.compare(desk.session, number)
    assert comparison is not None
    editions.record(desk.session, desk.rita, comparison)
    assert number not in editions.unseen(desk.session)
    check = desk.session.scalars(select(PageCheck).where(PageCheck.document_id == number)).one()
    assert (check.state, check.excerpts, check.excerpts_intact, check.capture_n) == (PageState.CHANGED, 6, 5, 2)
    assert check.why == "The newer edition of the transcript changes 1 of 6 quotations."
    desk.session.flush()
    assert [str(finding) for finding in verify.findings(desk.session, Checked())] == []


def test_nothing_is_compared_without_an_older_edition(desk: Desk, claims: list[Claim]) -> None:
    assert claims[0].document_id is not None
    assert editions.compare(desk.session, claims[0].document_id) is None


def test_a_fetched_transcript_is_evidence_with_a_time(pages: Pages) -> None:
    simple("/council.vtt", CAPTIONS, Content_Type="text/vtt")
    evidence = pages.cite("/council.vtt", "The bridge was closed in June 2023.")
    document = pages.desk.session.get_one(Document, evidence.document_id)
    assert document.medium is Medium.TRANSCRIPT
    row = evidence_list.evidence_row(pages.desk.session, evidence.claim_id, evidence.n)
    assert (row["excerpt"], row["recording_time"]) == ("The bridge was closed in June 2023.", "00:12:31")


@pytest.mark.parametrize("content_type", ["text/vtt; charset=utf-8", "text/plain", "application/octet-stream"])
def test_a_check_of_a_fetched_transcript_names_what_changed(
    pages: Pages, folder: CaptureFolder, content_type: str
) -> None:
    simple("/council", CAPTIONS, Content_Type=content_type)
    bridge = pages.cite("/council", "The bridge was closed in June 2023.")
    pier = pages.cite("/council", "The pier lost half of its planks in 2022.")
    simple("/council", corrected(("closed in June", "opened in June")), Content_Type=content_type)
    page = page_checks.known_page(pages.desk.session, pages.cited(bridge))
    look = pages.fetcher.look_at(page.address, page.earlier)
    comparison = editions.compare_look(pages.desk.session, look, page.cited.document_id)
    assert comparison is not None
    assert [str(changed) for changed in comparison.changed] == [
        f'evidence {bridge.claim_id}.{bridge.n}: "closed" is now "opened" (now at 00:12:34)'
    ]
    assert (comparison.compared, pier.document_id) == (2, bridge.document_id)


def test_transcripts_that_were_fetched_as_articles_are_watched(pages: Pages) -> None:
    session, rita = pages.desk.session, pages.desk.rita
    simple("/council", CAPTIONS, Content_Type="text/vtt")
    facts = {"source": "Orr TV", "published": dates.parse("2026-11-18")}
    article = article_reading.fetch_article(pages.fetcher, pages.url("/council"), facts)
    stored = articles.add(session, rita, article.draft, article.reading)
    read = proposals.find_article(session, stored.document.id)
    assert read is not None
    assert page_checks.fetched_transcripts(session) == []  # nothing was taken from it yet
    claim = proposals.accept(session, rita, read, proposals.undecided_proposals(session, read)[0]).claim
    (cited,) = page_checks.fetched_transcripts(session)
    assert (cited.document_id, cited.name) == (stored.document.id, f"article {stored.document.id}")
    simple("/council", corrected(("carried 41,000", "carried 14,000")), Content_Type="text/vtt")
    page = page_checks.known_page(session, cited)
    look = pages.fetcher.look_at(page.address, page.earlier)
    comparison = editions.compare_look(session, look, cited.document_id)
    assert comparison is not None
    assert [changed.name for changed in comparison.changed] == [f"claim {claim.id}"]


def test_a_transcript_that_is_handed_in_keeps_the_address_of_its_recording(desk: Desk, claims: list[Claim]) -> None:
    assert page_checks.fetched_transcripts(desk.session) == []
    capture = desk.session.get_one(Capture, (claims[0].document_id, 1))
    assert capture.text == read_page(CAPTIONS.encode(), "council.vtt").text
    assert captures.newest_text(desk.session, capture.document_id) is capture
