"""A claim is linked to its passage, its speaker, its date and its source; what was assumed is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from factdb.domain import dates
from factdb.domain.enums import Attribution, Basis, Kind, Precision, Role, SpeakerKind
from factdb.errors import AmbiguousNameError, BadValueError, NoSuchError, NotPermittedError, UsageError
from factdb.errors.claims import RuleError
from factdb.services.actor import find_actor
from factdb.services.desk import reviewers
from factdb.services.documents import articles, captures, documents
from factdb.services.people import speakers
from factdb.store.base import select_unknown
from factdb.store.models import Claim, Document, Source, Speaker, SpeakerRole
from tests.conftest import NOW
from tests.services.conftest import PAGE, Desk

ARTICLE = 1
TYPED = '"strongest military position that they\'ve been in since 2001."'
PRINTED = "\u201cstrongest military position that they\u2019ve been in since 2001.\u201d"


def article(desk: Desk, text: str | None = None, **given: object) -> Document:
    draft = documents.DocumentDraft(url="https://example.org/article", is_article=True, **given)  # type: ignore[arg-type]
    reading = captures.Reading.of_text(text) if text else captures.Reading(archived_url="https://a.example/1")
    return articles.add(desk.session, desk.rita, draft, reading).document


def text_of(desk: Desk, number: int) -> str:
    capture = captures.newest_text(desk.session, number)
    assert capture is not None
    return capture.text or ""


@pytest.mark.parametrize("typed", [PRINTED, TYPED, f"  {TYPED}\n"])
def test_a_passage_is_found_though_its_marks_were_typed_another_way(desk: Desk, typed: str) -> None:
    claim = desk.added(article=ARTICLE, quote=typed, speaker="Burns").claim
    assert (claim.span_start, claim.span_end) == (1910, 1972)
    assert text_of(desk, ARTICLE)[claim.span_start or 0 : claim.span_end] == claim.quote == PRINTED
    assert claim.claim == "strongest military position that they\u2019ve been in since 2001."
    assert (claim.prefix or "").endswith("currently is in the ")
    assert (claim.suffix or "").startswith(" Afghan security forces")


def test_what_the_article_gives_need_not_be_typed(desk: Desk) -> None:
    claim = desk.added(article=ARTICLE, quote="took over swaths of Syria").claim
    assert claim.source_id == desk.session.get_one(Claim, 7).source_id
    assert (claim.document_id, claim.capture_n, claim.language) == (ARTICLE, 1, "en")
    assert (claim.said_on, claim.said_precision, claim.said_basis) == (date(2021, 7, 26), "day", "published")
    assert claim.sort_on == date(2021, 7, 26)
    assert (claim.status, claim.evidence_count, claim.row_version) == ("new", 0, 1)
    assert (claim.added_by_id, claim.added_at, claim.changed_at) == (desk.rita.id, NOW, NOW)


def test_a_passage_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(NoSuchError, match='no passage "combat troops would stay"') as caught:
        desk.added(article=ARTICLE, quote="combat troops would stay")
    assert "Copy the passage from the text" in caught.value.next_step


def test_a_passage_in_several_places_needs_its_place(desk: Desk) -> None:
    with pytest.raises(UsageError, match=r"occurs \d+ times: 1 at .*; 2 at ") as caught:
        desk.added(article=ARTICLE, quote="Iraq")
    assert caught.value.next_step == "Choose a place: --place N"
    second = desk.added(article=ARTICLE, quote="Iraq", place=2).claim
    whole = text_of(desk, ARTICLE)
    assert second.span_start == whole.index("Iraq", whole.index("Iraq") + 1)
    with pytest.raises(BadValueError, match="the passage occurs"):
        desk.added(article=ARTICLE, quote="Iraq", place=99)


def test_offsets_count_code_points(desk: Desk) -> None:
    page = article(desk, "😀 e\u0301te\u0301: the bridge fell. 😀", source="The Example Times")
    claim = desk.added(article=page.id, quote="the bridge fell").claim
    assert text_of(desk, page.id)[claim.span_start or 0 : claim.span_end] == "the bridge fell"
    assert claim.span_start == 9


def test_an_article_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(NoSuchError, match="no article 999") as caught:
        desk.added(article=999, quote="x")
    assert caught.value.next_step == "See all articles: factdb articles list"


def test_no_passage_is_taken_from_an_article_whose_text_is_not_kept(desk: Desk) -> None:
    page = article(desk)
    with pytest.raises(RuleError, match="is not stored"):
        desk.added(article=page.id, quote="the bridge fell")
    claim = desk.added(article=page.id, claim="The bridge fell.").claim
    assert (claim.document_id, claim.quote, claim.span_start) == (page.id, None, None)


def test_narration_is_said_by_the_outlet(desk: Desk) -> None:
    claim = desk.added(article=ARTICLE, quote="took over swaths of Syria").claim
    speaker = desk.session.get_one(Speaker, claim.speaker_id)
    assert (claim.attribution, speaker.name) == (Attribution.NARRATION, "The Epoch Times")


def test_an_outlet_that_nobody_knows_as_a_speaker_becomes_an_organization(desk: Desk) -> None:
    added = desk.added(claim="The bridge fell.", source="The Bridge Gazette", attribution=Attribution.NARRATION)
    speaker = desk.session.get_one(Speaker, added.claim.speaker_id)
    assert (speaker.name, speaker.kind) == ("The Bridge Gazette", SpeakerKind.ORGANIZATION)
    assert "new source: The Bridge Gazette" in added.notices


def test_where_only_the_speaker_is_missing_the_outlet_is_not_charged(desk: Desk) -> None:
    added = desk.added(claim="The bridge fell.", source="The Bridge Gazette")
    assert added.claim.speaker_id == desk.session.scalars(select_unknown(Speaker)).one().id
    assert added.claim.attribution is Attribution.PARAPHRASE


def test_without_speaker_and_source_both_are_the_unknown_ones(desk: Desk) -> None:
    claim = desk.new("The bridge fell.")
    assert claim.speaker_id == desk.session.scalars(select_unknown(Speaker)).one().id
    assert claim.source_id == desk.session.scalars(select_unknown(Source)).one().id
    assert (claim.said_on, claim.said_precision, claim.said_basis) == (None, "unknown", "none")
    assert claim.sort_on == NOW.date()


@pytest.mark.parametrize("name", ["unknown", "Unknown"])
def test_the_unknown_ones_may_be_named(desk: Desk, name: str) -> None:
    claim = desk.new("The bridge fell.", speaker=name, source=name)
    assert claim.speaker_id == desk.session.scalars(select_unknown(Speaker)).one().id
    assert claim.source_id == desk.session.scalars(select_unknown(Source)).one().id


def test_a_quotation_without_a_speaker_is_not_charged_to_the_outlet(desk: Desk) -> None:
    claim = desk.added(quote='"The bridge fell."', source="The Epoch Times").claim
    assert claim.attribution is Attribution.DIRECT_QUOTE
    assert claim.speaker_id == desk.session.scalars(select_unknown(Speaker)).one().id


@pytest.mark.parametrize(
    ("typed", "basis", "kept"),
    [
        ("2021-07-20", None, (date(2021, 7, 20), Precision.DAY, Basis.EXPLICIT)),
        ("2021-07", Basis.INFERRED, (date(2021, 7, 1), Precision.MONTH, Basis.INFERRED)),
        ("2021", Basis.EVIDENCE, (date(2021, 1, 1), Precision.YEAR, Basis.EVIDENCE)),
        ("unknown", Basis.EXPLICIT, (None, Precision.UNKNOWN, Basis.NONE)),
    ],
)
def test_a_date_is_kept_as_far_as_it_is_known(
    desk: Desk, typed: str, basis: Basis | None, kept: tuple[date | None, Precision, Basis]
) -> None:
    said_on = dates.parse(typed)
    claim = desk.added(article=ARTICLE, quote="took over swaths", said_on=said_on, said_basis=basis).claim
    assert (claim.said_on, claim.said_precision, claim.said_basis) == kept
    assert claim.sort_on == (claim.said_on or date(2021, 7, 26))


def test_a_claim_without_a_date_is_sorted_by_its_page(desk: Desk) -> None:
    page = article(desk, "The bridge fell.", published=dates.parse("2020-02"))
    claim = desk.added(article=page.id, quote="bridge", said_on=dates.parse("unknown")).claim
    assert (claim.said_on, claim.sort_on) == (None, date(2020, 2, 1))


def test_the_office_is_that_of_the_day(desk: Desk) -> None:
    biden = desk.session.get_one(Speaker, desk.session.get_one(Claim, 7).speaker_id)
    terms = [("Senator", "Democratic", 1973, 2008), ("Vice President", "Democratic", 2009, 2016)]
    for n, (title, party, first, last) in enumerate(terms, start=2):
        since, until = date(first, 1, 1), date(last, 12, 31)
        desk.session.add(SpeakerRole(speaker_id=biden.id, n=n, title=title, party=party, since=since, until=until))
    desk.session.flush()
    given = {"1990": ("Senator", "Democratic"), "2012-05-01": ("Vice President", "Democratic")}
    for day, office in given.items():
        claim = desk.new(speaker="Biden", said_on=dates.parse(day))
        assert (claim.speaker_title, claim.speaker_party) == office
    undated = desk.new(speaker="Biden", said_on=dates.parse("2021-07-26"))
    assert undated.speaker_title == "President of the United States"


def test_of_two_speakers_of_one_name_the_one_in_office_that_day_is_meant(desk: Desk) -> None:
    for first, last in ((1801, 1850), (2001, 2050)):
        one = speakers.insert(desk.session, desk.rita, "John Smith", SpeakerKind.PERSON)
        since, until = date(first, 1, 1), date(last, 12, 31)
        desk.session.add(SpeakerRole(speaker_id=one.id, n=1, title=f"of {first}", since=since, until=until))
    desk.session.flush()
    claim = desk.new(speaker="john  smith", said_on=dates.parse("2020"))
    assert claim.speaker_title == "of 2001"
    with pytest.raises(AmbiguousNameError, match='There are 2 speakers named "John Smith"'):
        desk.new(speaker="John Smith", said_on=dates.parse("1900"))


def test_a_merged_speaker_is_the_one_that_it_turned_out_to_be(desk: Desk) -> None:
    double = speakers.insert(desk.session, desk.rita, "J. R. Biden", SpeakerKind.PERSON)
    biden = desk.session.get_one(Claim, 7).speaker_id
    double.merged_into_id = biden
    desk.session.flush()
    assert desk.new(speaker="J. R. Biden").speaker_id == biden


def test_new_names_are_told_with_the_near_ones(desk: Desk) -> None:
    added = desk.added(claim="The bridge fell.", speaker="Joe Bidden", source="The Epoch Time")
    assert any(said.startswith("new speaker: Joe Bidden (near: Joe Biden") for said in added.notices)
    assert any(said.startswith("new source: The Epoch Time (near: The Epoch Times") for said in added.notices)
    assert desk.desk_events("speaker-added")[-1]["name"] == "Joe Bidden"


@pytest.mark.parametrize("name", ["Joe Biden", "joe  BIDEN", "Biden", "President Joe Biden", "\uff2aoe Biden"])
def test_a_name_or_alias_is_known_however_it_is_written(desk: Desk, name: str) -> None:
    count = desk.session.scalar(select(func.count()).select_from(Speaker))
    added = desk.added(claim="The bridge fell.", speaker=name)
    assert added.claim.speaker_id == desk.session.get_one(Claim, 7).speaker_id
    assert desk.session.scalar(select(func.count()).select_from(Speaker)) == count


def test_a_page_names_its_source_by_its_domain(desk: Desk) -> None:
    added = desk.added(claim="The bridge fell.", url="http://www.reuters.com/bridge?utm_source=x")
    assert desk.session.get_one(Source, added.claim.source_id).name == "Reuters"
    page = desk.session.get_one(Document, added.claim.document_id)
    assert (page.url, page.is_article) == ("http://www.reuters.com/bridge", False)
    assert "source, by its domain: Reuters" in added.notices


def test_what_was_assumed_is_said(desk: Desk) -> None:
    said = desk.added(article=ARTICLE, quote="took over swaths of Syria").notices
    assert "assumed: attribution narration; kind event; said on 2021-07-26, the day of publication" in said
    assert "overlaps with claim 19" in said
    given: dict[str, Any] = {"attribution": Attribution.NARRATION, "kind": Kind.EVENT, "said_on": dates.parse("2021")}
    assert desk.added(article=ARTICLE, quote="launched", **given).notices == ["overlaps with claim 17"]


def test_a_claim_has_the_topics_it_is_given_once(desk: Desk) -> None:
    claim = desk.new("The bridge fell.", topics=["Bridges", "iraq", "Iraq", "bridges"])
    assert desk.events(claim)[0]["topics"] == ["Bridges", "Iraq"]


def test_the_first_row_of_its_history_holds_all_of_it(desk: Desk) -> None:
    claim = desk.added(article=ARTICLE, quote=TYPED, speaker="Burns", topics=["Taliban"]).claim
    (event,) = desk.events(claim)
    assert (event["kind"], event["actor"], event["at"]) == ("added", desk.rita.uid, "2026-11-22T09:30:00.123456Z")
    assert event["topics"] == ["Taliban"]
    whole = event["claim"]
    assert (whole["quote"], whole["said_on"], whole["added_by"]) == (PRINTED, "2021-07-26", desk.rita.uid)
    assert whole["speaker"] == desk.session.get_one(Speaker, claim.speaker_id).uid
    assert whole["evidence_count"] == 0


def test_a_claim_needs_words(desk: Desk) -> None:
    with pytest.raises(UsageError, match="A claim needs words"):
        desk.added(source="Reuters")


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", "a\x1b[31mb", "  \n "])
@pytest.mark.parametrize("field", ["claim", "quote", "occasion", "speaker", "source", "language"])
def test_hostile_text_is_refused(desk: Desk, field: str, bad: str) -> None:
    given: dict[str, Any] = {"claim": "The bridge fell.", field: bad}
    with pytest.raises(BadValueError):
        desk.added(**given)


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", "a, b", " "])
def test_a_hostile_topic_is_refused(desk: Desk, bad: str) -> None:
    with pytest.raises(BadValueError):
        desk.new(topics=[bad])


def test_right_to_left_and_combined_letters_pass(desk: Desk) -> None:
    words = "قال إن الجسر سقط — e\u0301te\u0301 \u202e😀"
    assert desk.new(words, speaker="محمد").claim == words


def test_a_reader_adds_none(desk: Desk) -> None:
    with pytest.raises(NotPermittedError, match=r'"claims add" needs the role reviewer\. The role of rae is reader'):
        desk.added(desk.rae, claim="The bridge fell.")


def test_a_stranger_and_somebody_disabled_do_not_act(desk: Desk) -> None:
    reviewers.add(desk.session, desk.ana, "Gone", Role.EDITOR)
    reviewers.disable(desk.session, desk.ana, "gone")
    with pytest.raises(NotPermittedError, match='"gone" may no longer act'):
        find_actor(desk.session, "gone", NOW)
    with pytest.raises(NotPermittedError, match='"mallory" is not a reviewer of this desk') as caught:
        find_actor(desk.session, "mallory", NOW)
    assert "ana, ed, rita, rae" in caught.value.next_step


def test_the_same_page_is_one_document(desk: Desk) -> None:
    one = desk.new(url=PAGE)
    other = desk.new(url="HTTPS://example.org:443/page?utm_source=mail#top")
    assert one.document_id == other.document_id
