"""A desk on which every service was used at least once: nothing of what it holds may be a finding."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from factdb.domain import dates
from factdb.domain.enums import (
    Category,
    ChangeKind,
    Channel,
    Confidence,
    ContactKind,
    Flag,
    LinkKind,
    LinkState,
    Medium,
    Outcome,
    PolicyName,
    Question,
    Role,
    SpeakerKind,
    Stance,
    Status,
)
from factdb.domain.erasure import ErasureSubject
from factdb.services.actor import find_actor
from factdb.services.claims import (
    claim_evidence,
    contacts,
    editing,
    notes_and_links,
    proposals,
    queue,
    splitting_people,
)
from factdb.services.decisions import assessing, correcting, mapping, rating, statuses
from factdb.services.desk import accounts, desk_policy, reviewers, saved_searches
from factdb.services.documents import articles, captures, documents
from factdb.services.erasure import requests
from factdb.services.imports import import_undoing
from factdb.services.people import identities, merging, name_changes, offices, sources, speakers, topics
from factdb.services.people.namebook import SOURCES, SPEAKERS, NameBook
from tests.conftest import NOW
from tests.services.claim_files import import_file
from tests.services.conftest import Desk, desk_on

QUOTED = "“The bridge is open,” Anne Mayor said on Monday.\n\n“It cost 5 million,” she said.\n"
QUAY = "“The quay is closed,” Anne Mayor said on Monday.\n"
ARTICLE = "The Example Times\r\n\r\n“The bridge cost 4 million,” the mayor said. It opened in May.\n"


def use_every_service(session: Session) -> None:
    """Use every service on the worked example, an hour a step."""
    for hour, step in enumerate(_STEPS, 1):
        step(desk_on(session, NOW + timedelta(hours=hour)))
        session.flush()


def do_what_is_new(session: Session) -> None:
    """Do what no desk of factdb 0.1 can hold: decide against evidence, and erase words of each kind under four eyes.

    One request to erase is refused, and one waits.
    """
    desk = desk_on(session, NOW + timedelta(hours=len(_STEPS) + 1))
    reviewers.add(session, desk.ana, "una", Role.ADMIN)
    una = find_actor(session, "una", desk.ana.now)
    claim = desk.new("The quay was closed.", speaker="Anne Mayor")
    notes_and_links.note(session, claim, desk.rita, "Ask Lena at noon.")
    notes_and_links.note(session, claim, desk.rita, "Ask her again.")
    asked = contacts.ContactDraft(ContactKind.COMPLAINT, "Cy Doe", Channel.PHONE, text="It was open.")
    contacts.add(session, claim, desk.rita, asked)
    contacts.answer(session, claim, desk.rita, 1, Outcome.REFUSED, "It was closed.")
    talk = documents.DocumentDraft(title="Interview with Xan Roe", medium=Medium.INTERVIEW)
    reading = captures.Reading.of_text("I saw it closed, said Xan.", "xan.txt")
    draft = claim_evidence.EvidenceDraft(talk, Stance.SUPPORTS, reading=reading, excerpt="I saw it", note="By phone.")
    claim_evidence.add(session, claim, desk.rita, draft)
    reviewers.add(session, desk.ana, "zed", Role.READER, "Zed Roe")
    reviewers.disable(session, desk.ana, "zed")
    for subject, name in (
        (ErasureSubject.NOTE, f"{claim.id}.n1"),
        (ErasureSubject.COMPLAINT, f"{claim.id}.c1"),
        (ErasureSubject.INTERVIEW, f"{claim.id}.1"),
        (ErasureSubject.REVIEWER, "zed"),
    ):
        number = _asked(desk, subject, name)
        requests.approve(session, una, number)
        requests.finish(session, desk.ana, number)
    requests.refuse(session, una, _asked(desk, ErasureSubject.NOTE, f"{claim.id}.n2"), "Nobody is named.")
    _asked(desk, ErasureSubject.NOTE, f"{claim.id}.n2")
    desk.cite(claim, url="https://example.org/against", stance=Stance.REFUTES)
    desk.cite(claim, url="https://example.org/agrees")
    desk.rate(claim, "true", because=["It is so."], although="That page is older.")
    statuses.set_status(session, claim, desk.ed, Status.PUBLISHED)
    correcting.correct(
        session, claim, desk.ed,
        correcting.Correction("One page is gone.", rating.RatingRequest((), ()), drop_evidence=[(claim.id, 2)]),
    )  # fmt: skip

    _accounts(desk)
    _searches(desk)
    _proposal_taken_back(desk)
    _imports(desk_on(session, NOW + timedelta(hours=len(_STEPS) + 2)))


def _searches(desk: Desk) -> None:
    """Save a search, rename it, and save another in its place; delete a second one."""
    session, pairs = desk.session, [("status", "new"), ("topic", "Roads"), ("sort", "-priority")]
    saved_searches.save(session, desk.rita, "New", [("status", "new")])
    saved_searches.rename(session, desk.rita, "new", "New roads")
    saved_searches.save(session, desk.rita, "New roads", pairs, replace=True)
    saved_searches.save(session, desk.ed, "Open", [("open", "yes")])
    saved_searches.delete(session, desk.ed, "open")


def _accounts(desk: Desk) -> None:
    """Let a reviewer set a password and change it, and end the reviewer's sessions."""
    session, phrase = desk.session, "four boats on a quay"
    accounts.redeem(session, accounts.invite(session, desk.ana, "ed"), phrase, desk.ana.now)
    account = accounts.check_password(session, "ed", phrase)
    accounts.change_password(session, desk.ed, account, "five boats on a quay")
    accounts.sign_out_everywhere(session, desk.ana, "ed")


def _proposal_taken_back(desk: Desk) -> None:
    """Reject a proposal, and let it wait again."""
    session = desk.session
    page = documents.DocumentDraft(url="https://example.org/quay", source="The Example Times", is_article=True)
    stored = articles.add(session, desk.rita, page, captures.Reading.of_text(QUAY, "quay.txt"))
    article = proposals.find_article(session, stored.document.id)
    assert article
    proposal = proposals.undecided_proposals(session, article)[0]
    proposals.reject(session, desk.rita, article, proposal)
    place = {"span_start": proposal.start, "span_end": proposal.end}
    proposals.reopen(session, desk.rita, {"uid": article.document.uid, "capture": article.capture.n, **place})


def _imports(desk: Desk) -> None:
    """Import a file whose headings were misread, put that right, and undo another import."""
    sheet = "What,Day,Verdict,Remark\nThe quay is long.,2026-03-04,Right,False\n"
    for label in ("Verdict", "Remark"):
        import_file(desk, sheet, columns={"What": "claim", "Day": "said_on", label: "check_label"})
    import_undoing.undo(desk.session, desk.ed, import_file(desk, "claim\nIt is old.\n", "csv").number or 0)


def _asked(desk: Desk, subject: ErasureSubject, name: str) -> int:
    number = requests.request(desk.session, desk.ana, subject, name, "GDPR Art. 17").number
    assert number is not None
    return number


def _people(desk: Desk) -> None:
    session = desk.session
    reviewers.add(session, desk.ana, "zoe", Role.REVIEWER, "Zoe Doe")
    reviewers.edit(session, desk.ana, "zoe", "Zoe Poe", Role.EDITOR)
    reviewers.edit(session, desk.ana, "zoe", None, None, "The night desk")
    reviewers.edit(session, desk.ana, "ed", None, None, "A first name")
    reviewers.edit(session, desk.ana, "ed", None, None, "")
    reviewers.disable(session, desk.ana, "zoe")
    reviewers.enable(session, desk.ana, "zoe")
    reviewers.add(session, desk.ana, "max", Role.READER)
    reviewers.disable(session, desk.ana, "max")
    speaker = speakers.add(session, desk.rita, "Ann Mayor", SpeakerKind.PERSON, ["A. Mayor"], "Q42").speaker
    speakers.edit(session, desk.rita, speaker, "Anne Mayor", None, "Q43")
    name_changes.add_aliases(session, desk.rita, SPEAKERS, speaker, ["The mayor", "anne mayor"])
    name_changes.remove_aliases(session, desk.rita, SPEAKERS, speaker, ["A. Mayor"])
    offices.add_or_fill(session, desk.rita, speaker, offices.Office("Mayor", "Springfield"))
    offices.add_or_fill(session, desk.rita, speaker, offices.Office("Mayor", "Springfield", since=date(2020, 1, 2)))
    offices.add_or_fill(session, desk.rita, speaker, offices.Office("Senator", party="Independent"))
    offices.remove(session, desk.rita, speaker, 2)


def _sources(desk: Desk) -> None:
    session = desk.session
    source = sources.add(session, desk.rita, "Example Times", ["ET"], ["example.org"]).source
    sources.rename(session, desk.rita, source, "The Example Times")
    name_changes.remove_aliases(session, desk.rita, SOURCES, source, ["ET"])
    sources.add_domains(session, desk.rita, source, ["times.example"])
    sources.remove_domains(session, desk.rita, source, ["times.example"])
    page = documents.DocumentDraft(url="https://example.org/bridge", is_article=True)
    reading = captures.Reading.of_bytes(b"\xef\xbb\xbf" + ARTICLE.encode(), "bridge.txt")
    articles.add(session, desk.rita, page, reading)
    known = documents.DocumentDraft(
        url="https://example.org/bridge",
        title="The bridge",
        published=dates.parse("2026-05"),
        source="The Example Times",
    )
    documents.store_document(session, desk.rita, known, captures.Reading(archived_url="https://archive.example.org/1"))
    documents.store_document(
        session, desk.rita, documents.DocumentDraft(), captures.Reading.of_bytes(b"\x89PNG\0\0", "photo.png")
    )


def _merges(desk: Desk) -> None:
    session = desk.session
    # One editor merges names that readers see.
    desk_policy.change(session, desk.ana, PolicyName.FOUR_EYES, "off")
    book: NameBook[Any]
    for book, name, other, third in ((SPEAKERS, "Burns", "Psaki", "Joe Biden"), (SOURCES, "Rev", "Newser", "Newsweek")):
        merging.merge(session, desk.ed, book, name, other)
        merging.merge(session, desk.ed, book, other, third)
        merging.undo(session, desk.ed, book, name)
        merging.undo(session, desk.ed, book, other)
        merging.merge(session, desk.ed, book, name, other)
        identities.tell_apart(session, desk.rita, book, name, third)
        identities.tell_apart(session, desk.rita, book, other, third)
        identities.forget_difference(session, desk.rita, book, third, other)
    splitting_people.split(session, desk.ed, SOURCES, "The Epoch Times", "Opinion", [19])
    meaning = mapping.Meaning(Category.TRUTH, "So.", 0, (Flag.SATIRE, Flag.MISLEADING))
    mapping.map_label(session, desk.ed, "snopes", ": Rating: Joke", meaning)
    desk_policy.change(session, desk.ana, PolicyName.FOUR_EYES, "on")


def _topics(desk: Desk) -> None:
    session = desk.session
    topics.tag(session, desk.claim(18), desk.rita, ["Bridges", "Rivers"], [])
    topics.add(session, desk.rita, "Roads")
    topics.rename(session, desk.rita, "Bridges", "Crossings")
    topics.tag(session, desk.claim(20), desk.rita, ["Roads"], [])
    topics.merge(session, desk.ed, "Roads", "Crossings")
    topics.tag(session, desk.claim(20), desk.rita, ["Rivers"], [])
    topics.undo_merge(session, desk.ed, "Roads")
    topics.merge(session, desk.ed, "Rivers", "Crossings")
    topics.rename(session, desk.rita, "Crossings", "Crossing rivers")
    topics.tag(session, desk.claim(18), desk.rita, ["Roads"], ["Iraq"] if _has(desk, 18, "Iraq") else [])


def _has(desk: Desk, number: int, topic: str) -> bool:
    return topic in [each.name for each in topics.topics_of(desk.session, number)]


def _claims(desk: Desk) -> None:
    session = desk.session
    desk.new("The bridge cost 4 million.", speaker="Anne Mayor", url="https://example.org/bridge", topics=["Roads"])
    editing.edit(
        session, desk.claim(19), desk.rita, editing.ClaimChanges(claim="It is so.", priority=2, headline="So?")
    )
    editing.edit(
        session, desk.claim(9), desk.rita,
        editing.ClaimChanges(speaker="Anne Mayor", said_on=dates.parse("2021-07"), resolves_on=dates.parse("2030")),
    )  # fmt: skip
    statuses.assign(session, desk.claim(15), desk.rita, desk.ed.id)
    notes_and_links.note(session, desk.claim(15), desk.rita, 'A note: "\\u0000" \u2028 “so”.')
    for first, second, kind in ((22, 15, LinkKind.CONTRADICTS), (19, 20, LinkKind.REPEATS), (3, 5, LinkKind.UPDATES)):
        notes_and_links.link(session, (desk.claim(first), desk.claim(second)), desk.rita, kind)
    pair = desk.claim(3), desk.claim(5)
    notes_and_links.link(session, pair, desk.rita, LinkKind.UPDATES, LinkState.REJECTED)
    queue.lease_next(session, desk.rita)


def _decisions(desk: Desk) -> None:
    session, claim = desk.session, desk.new("The bridge opened in May.", article=None)
    reading = captures.Reading.of_text("The bridge opened in May, they said.", "may.txt")
    page = documents.DocumentDraft(url="https://example.org/may")
    draft = claim_evidence.EvidenceDraft(
        page, Stance.SUPPORTS, reading=reading, excerpt="opened in May", note="As they said."
    )
    claim_evidence.add(session, claim, desk.rita, draft)
    desk.cite(claim, url="https://example.org/june", stance=Stance.REFUTES)
    desk.cite(claim, url="https://example.org/quote", question=Question.QUOTE, excerpt="They said so.")
    claim_evidence.withdraw(session, claim, desk.rita, 2, "The wrong page.")
    desk.rate(claim, "true", "verbatim", flags=["satire", "misleading", "quote:shortened"], searched="The minutes.")
    desk.rate(claim, "mostly-true", evidence=["supports:https://example.org/more"], as_of=date(2026, 6, 1))
    statuses.set_status(session, claim, desk.ed, Status.PUBLISHED, url="https://desk.example.org/1")
    statuses.set_status(session, desk.claim(9), desk.rita, Status.ON_HOLD, "Waiting.")


def _corrections(desk: Desk) -> None:
    session = desk.session
    request = rating.RatingRequest(ratings=["half-true"], because=["It never opened."])
    changes = editing.ClaimChanges(occasion="A visit")
    correcting.correct(session, desk.claim(8), desk.ed, correcting.Correction("We were wrong.", request, changes))
    desk_policy.change(session, desk.ana, PolicyName.FOUR_EYES, "on")
    desk_policy.change(session, desk.ana, PolicyName.DESK_NAME, "The Example Desk")
    desk_policy.change(session, desk.ana, PolicyName.ASSESSMENTS, "2")
    desk_policy.change(session, desk.ana, PolicyName.ASSESSMENTS, "0")
    for number in (10, 11, 12):
        request = rating.RatingRequest(ratings=["half-true"], because=["There is more to it."])
        changes = editing.ClaimChanges(claim="It is not quite so.", speaker="Anne Mayor", said_on=dates.parse("2021"))
        note = correcting.Correction("There is more to it.", request, changes, ChangeKind.UPDATE)
        correcting.correct(session, desk.claim(number), desk.ed, note)
    statuses.set_status(session, desk.claim(10), desk.ana, Status.PUBLISHED)
    correcting.withdraw(session, desk.claim(11), desk.ed)
    biden, paper = SPEAKERS.named(session, "Joe Biden"), SOURCES.named(session, "The Epoch Times")
    speakers.edit(session, desk.ed, biden, "Joseph Biden", None, None, "His full name.")
    sources.rename(session, desk.ed, paper, "Epoch Times", "Without the article.")
    correcting.retract(session, desk.claim(13), desk.ed, "It was never said.")
    correcting.retract(session, desk.claim(12), desk.ed, "It was never said.")


def _others(desk: Desk) -> None:
    session = desk.session
    asked = contacts.ContactDraft(ContactKind.REPLY, "The mayor", Channel.EMAIL, date(2026, 11, 1), "Is it so?")
    contacts.add(session, desk.claim(7), desk.rita, asked)
    contacts.answer(session, desk.claim(7), desk.rita, 1, Outcome.ANSWERED, "It is.")
    complaint = contacts.ContactDraft(ContactKind.COMPLAINT, "A reader", Channel.PHONE, text="It is wrong.")
    contacts.add(session, desk.claim(7), desk.rita, complaint)


def _blind(desk: Desk) -> None:
    session = desk.session
    opinion = assessing.Opinion(["true", "verbatim"], ["It is so."], Confidence.HIGH)
    for actor in (desk.rita, desk.ed, desk.rita):
        assessing.assess(session, desk.claim(15), actor, opinion)
    assessing.assess(session, desk.claim(15), desk.ed, assessing.Opinion(["false"], ["It is not."]))


def _files(desk: Desk) -> None:
    row = "7,It opened in June.,The mayor,June Post,https://june.example/1,Wrong,Checkers,https://archive.example.org/june"
    for changed in ("", ",Roads"):
        head = "id,claim,speaker,source,url,verdict,publisher,archived_url" + (",topics" if changed else "")
        import_file(desk, f"{head}\n{row.replace('Wrong', 'False') if changed else row}{changed}\n")


def _proposals(desk: Desk) -> None:
    page = documents.DocumentDraft(url="https://june.example/2", source="June Post", is_article=True)
    kept = articles.add(desk.session, desk.rita, page, captures.Reading.of_text(QUOTED, "june.txt"))
    article = proposals.find_article(desk.session, kept.document.id)
    assert article
    first, *others = proposals.undecided_proposals(desk.session, article)
    proposals.accept(desk.session, desk.rita, article, first)
    for each in others:
        proposals.reject(desk.session, desk.rita, article, each)


_STEPS = (_people, _sources, _topics, _claims, _decisions, _corrections, _others, _blind, _files, _merges, _proposals)
