"""Many articles in one transaction give the claims, documents and histories that one article after another gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from factdb.domain import dates
from factdb.domain.enums import Medium, SpeakerKind
from factdb.domain.proposals import worth_showing
from factdb.errors import FactdbError
from factdb.extract import many_files
from factdb.extract.pages.page_reading import PageKind, PageReading
from factdb.extract.proposal import Proposal
from factdb.services.claims import proposals
from factdb.services.documents import article_batch, articles
from factdb.services.documents.article_batch import AddedArticle, ArticleToAdd
from factdb.services.documents.article_reading import NewArticle
from factdb.services.documents.documents import DocumentDraft
from factdb.services.people import merging, sources, speakers
from factdb.services.people.namebook import SOURCES
from tests.services.conftest import Desk
from tests.services.ledger_state import ledger_state
from tests.services.test_history import must_hold_everywhere

HARBOUR = (
    "“The harbour will open in May,” Ada Lund, the mayor of Lindhaven, said on Tuesday.\n\n"
    "“It cost 4 million,” Lund added.\n\nAccording to Boris Novak, it has lost half of its ships since 2010.\n\n"
    "The harbour was built in 1911 with 12 cranes.\n\nSome officials have warned that the pier may sink.\n"
)
FERRY = (
    "“The ferry carried 41,000 people in 2023,” Boris Novak said.\n\nAda Lund said that it will stop in June.\n\n"
    "“We lost 300 jobs,” Cora Weiss said.\n"
)
PRESIDENT = "“We will leave Iraq by the end of 2021,” Joe Biden said on Monday.\n\nLast year 300 soldiers came home.\n"
COUNCIL = (
    "MONA REYES: The ferry carried 41,000 people in 2023.\n\nTOM LEE: It did not. The bridge was closed in June.\n"
)
OF_TWO = "“The tunnel cost 9 million,” Kim Sand said on Tuesday.\n"
DAY = dates.parse("2021-07-27")


def article(text: str, file_name: str | None = None, **facts: object) -> NewArticle:
    about = {"source": "Example Post", "published": DAY, "medium": Medium.NEWS, "is_article": True, **facts}
    return NewArticle(text, replace(DocumentDraft(), **about), file_name)  # type: ignore[arg-type] # facts of any type


ARTICLES = (
    article(HARBOUR, "harbour.txt", headline="Harbour opens"),
    article(FERRY, "ferry.txt", source="The Ferry Times"),
    article(HARBOUR, "again.txt", author="Ann Writer"),  # the same text: only the author is new
    article(PRESIDENT, url="https://Joes.example/a?utm_source=x", source="Joes", language="en"),
    article(PRESIDENT.replace("300", "400"), url="https://joes.example/a", source="Joes"),  # another edition
    article(FERRY, url="https://joes.example/b", source="JOES", published=dates.parse("2021-07")),
    article(OF_TWO),  # two speakers have the name: nobody is chosen
    article(FERRY.replace("41", "44"), source=None),
    article(FERRY.replace("41", "42"), published=dates.parse("unknown")),
    article(FERRY.replace("41", "43"), source="a\x07b"),
    article(FERRY, url="no address"),
    article(COUNCIL, "council.txt", source="Orr TV", medium=Medium.TRANSCRIPT),
    article(FERRY.replace("Boris", "BORIS"), source="Old Post", title="Ferry"),  # a merged source
    article(FERRY.replace("June", "July")),  # in the ledger, with a rejected and an accepted proposal
    article(PRESIDENT.replace("300", "500"), source="orr  tv"),
)


def choose(waiting: list[Proposal]) -> tuple[list[Proposal], int]:
    return worth_showing(waiting, show_all=False)


def require_facts(desk: Desk, new: NewArticle) -> None:
    if missing := new.missing_facts(desk.session):
        raise FactdbError(", ".join(missing))


def add_one_by_one(desk: Desk, new: NewArticle) -> AddedArticle | FactdbError:
    """Add an article as `articles add --accept all` adds a single one."""
    try:
        with desk.session.begin_nested():
            require_facts(desk, new)
            stored = articles.add(desk.session, desk.rita, new.draft, new.reading)
            read = proposals.find_article(desk.session, stored.document.id)
            assert read
            chosen, left_out = choose(proposals.undecided_proposals(desk.session, read))
            claims = [proposals.accept(desk.session, desk.rita, read, proposal).claim.id for proposal in chosen]
            return AddedArticle(stored, claims, left_out)
    except FactdbError as error:
        return error


def prepare(desk: Desk) -> None:
    """Give the desk what the articles meet: two people of one name, a merged source, an article half decided."""
    for name in ("Kim Sand of Orr", "Kim Sand of Lindhaven"):
        speakers.insert(desk.session, desk.ed, name, SpeakerKind.PERSON, ["Kim Sand"])
    for name in ("Old Post", "New Post"):
        sources.add(desk.session, desk.ed, name)
    merging.merge(desk.session, desk.ed, SOURCES, "Old Post", "New Post")
    known = article(FERRY.replace("June", "July"))
    stored = articles.add(desk.session, desk.rita, known.draft, known.reading)
    read = proposals.find_article(desk.session, stored.document.id)
    assert read
    first, second, *_ = proposals.undecided_proposals(desk.session, read)
    proposals.accept(desk.session, desk.rita, read, first)
    proposals.reject(desk.session, desk.rita, read, second)


def to_add(desk: Desk, new: Sequence[NewArticle], *, ahead: bool) -> list[ArticleToAdd]:
    """Return articles as a command hands them in: with proposals that were made before the run, or without."""
    if not ahead:
        return [ArticleToAdd(f"file {n}", one) for n, one in enumerate(new)]
    names = proposals.known_speakers(desk.session).names
    wanted = []
    for n, one in enumerate(new):
        page = PageReading(PageKind.TEXT, one.text)
        day = proposals.exact_day(one.draft.published)
        read = many_files.propose_recorded(page, day, lambda key: names.get(key, ()))
        wanted.append(ArticleToAdd(f"file {n}", one, read.proposals, read.looked_up))
    return wanted


@pytest.mark.parametrize("ahead", [False, True], ids=["proposed in the batch", "proposed ahead"])
def test_a_batch_equals_one_after_another(desk: Desk, *, ahead: bool) -> None:
    savepoint = desk.session.begin_nested()
    prepare(desk)
    single = [add_one_by_one(desk, new) for new in (*ARTICLES, *ARTICLES[:4])]
    expected = ledger_state(desk.session)
    savepoint.rollback()
    desk.session.expunge_all()
    prepare(desk)
    wanted = to_add(desk, ARTICLES, ahead=ahead)
    batch = article_batch.add_all(desk.session, desk.rita, wanted, choose)
    batch += article_batch.add_all(desk.session, desk.rita, wanted[:4], choose)
    state = ledger_state(desk.session)
    for table, rows in expected.items():
        assert state[table] == rows, table
    must_hold_everywhere(desk.session)
    refused = [n for n, one in enumerate(single) if isinstance(one, FactdbError)]
    assert refused == [n for n, many in enumerate(batch) if isinstance(many, FactdbError)] == [7, 8, 9, 10]
    for one, many in zip(single, batch, strict=True):
        if isinstance(one, AddedArticle) and isinstance(many, AddedArticle):
            assert (many.stored.added, many.stored.newly_read) == (one.stored.added, one.stored.newly_read)
            assert (len(many.claims), many.left_out) == (len(one.claims), one.left_out)
            assert [notice.partition("document")[0] for notice in many.stored.notices] == [
                notice.partition("document")[0] for notice in one.stored.notices
            ]


def test_an_article_that_is_refused_leaves_nothing(desk: Desk) -> None:
    prepare(desk)
    before = ledger_state(desk.session)
    (of_two, harbour) = to_add(desk, [article(OF_TWO), article(HARBOUR)], ahead=True)
    named = [replace(proposal, speaker="Kim Sand") for proposal in of_two.proposals or ()]
    twice = [*(harbour.proposals or ()), *(harbour.proposals or ())]
    wanted = [replace(of_two, proposals=named, is_final=True), replace(harbour, proposals=twice, is_final=True)]
    ambiguous, decided = article_batch.add_all(desk.session, desk.rita, wanted, lambda waiting: (waiting, 0))
    assert "Kim Sand" in str(ambiguous)
    assert "two proposals have the same passage" in str(decided)
    assert ledger_state(desk.session) == before


def test_written_proposals_are_refused_for_another_text(desk: Desk) -> None:
    here = {"url": "https://joes.example/c", "source": "Joes"}
    (first,) = article_batch.add_all(desk.session, desk.rita, [ArticleToAdd("1", article(HARBOUR, **here))], None)
    assert isinstance(first, AddedArticle)
    later = article(FERRY, **here)
    (second,) = article_batch.add_all(desk.session, desk.rita, to_add(desk, [later], ahead=True), None)
    assert isinstance(second, AddedArticle)
    (old,) = to_add(desk, [article(HARBOUR, **here)], ahead=True)
    before = ledger_state(desk.session)
    (refused,) = article_batch.add_all(desk.session, desk.rita, [replace(old, is_final=True)], choose)
    assert f"the ledger has a newer text of article {first.stored.document.id}" in str(refused)
    assert ledger_state(desk.session) == before
