"""The last action is taken back while nobody built on it; what readers saw, and verdicts, are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from factdb.domain import dates
from factdb.domain.enums import Category, LinkKind, PolicyName, Stance, Status
from factdb.errors.claims import ProposalDecidedError
from factdb.errors.desk import AlreadyUndoneError, BuiltOnError, CannotUndoError, NothingToUndoError
from factdb.services.actor import Actor
from factdb.services.claims import editing, notes_and_links, proposals
from factdb.services.claims.editing import ClaimChanges
from factdb.services.decisions import correcting, mapping, statuses, withdrawing
from factdb.services.decisions.correcting import Correction
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import desk_policy
from factdb.services.documents import articles, captures, documents
from factdb.services.documents.articles import ArticleChanges
from factdb.services.ledger import written_rows
from factdb.services.people import merging, name_changes, sources, speakers, topics
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.services.reads import article_list
from factdb.services.undo import counters, undoing
from factdb.services.verify import people_and_documents, verify
from factdb.services.verify.streams import Checked, Reader
from factdb.store.models import Claim
from tests.services.claim_files import import_file
from tests.services.conftest import Desk


def later(actor: Actor, minutes: int = 1) -> Actor:
    return replace(actor, now=actor.now + timedelta(minutes=minutes))


def take_back(desk: Desk, actor: Actor) -> list[str]:
    return undoing.undo(desk.session, actor, undoing.last_action(desk.session, actor))


def state(claim: Claim) -> dict[str, object]:
    ever_new = {"changed_at", "history_length", "history_head", "row_version"}
    return {name: getattr(claim, name) for name in set(Claim.__table__.columns.keys()) - ever_new}


def tag(desk: Desk, claim: Claim, actor: Actor) -> None:
    topics.tag(desk.session, claim, actor, ["Bridges"], [])


def hold(desk: Desk, claim: Claim, actor: Actor) -> None:
    statuses.set_status(desk.session, claim, actor, Status.IN_REVIEW)
    statuses.set_status(desk.session, claim, actor, Status.ON_HOLD, "Waiting.")


def edit(desk: Desk, claim: Claim, actor: Actor) -> None:
    changes = ClaimChanges(
        claim="It cost 9 million.", occasion="A visit", speaker="Joe Biden", priority=2, attributed_to="an aide"
    )
    editing.edit(desk.session, claim, actor, changes)


@pytest.mark.parametrize(
    ("act", "command"),
    [
        (tag, "claims tag {id} --remove Bridges"),
        (
            lambda desk, claim, actor: statuses.assign(desk.session, claim, actor, desk.ed.id),
            "claims assign {id} nobody",
        ),
        (
            lambda desk, claim, actor: statuses.set_status(desk.session, claim, actor, Status.IN_REVIEW),
            'claims status {id} new --reason "Made by mistake."',
        ),
        (
            lambda desk, claim, actor: statuses.set_status(
                desk.session, claim, actor, Status.DECLINED, "Nobody cares."
            ),
            "undo",
        ),
        (hold, 'claims status {id} new --reason "Made by mistake."'),
        (edit, None),
        (
            lambda desk, claim, actor: notes_and_links.link(
                desk.session, (claim, desk.claim(19)), actor, LinkKind.UPDATES
            ),
            "claims link {id} 19 --kind updates --reject",
        ),
    ],
    ids=["tag", "assign", "review", "decline", "hold", "edit", "link"],
)
def test_the_last_action_on_a_claim_is_taken_back(
    desk: Desk, act: Callable[[Desk, Claim, Actor], object], command: str | None
) -> None:
    claim = desk.new()
    earlier = len(written_rows.rows(desk.session))
    before, rita = state(claim), later(desk.rita)
    act(desk, claim, rita)
    line = counters.way_back(desk.session, written_rows.rows(desk.session)[earlier:])
    assert line is not None
    assert line.startswith("Undo: factdb ")
    commands = take_back(desk, later(rita))
    assert state(claim) == before
    if command is not None:
        assert command.format(id=claim.id) in commands
    assert list(verify.findings(desk.session, Checked(), claim.id)) == []


def test_a_text_that_nobody_can_type_is_taken_back_by_undo(desk: Desk) -> None:
    """An import keeps control characters. Who edits such a text was told to type them."""
    import_file(desk, "claim,speaker\n\x1b[31mRed.,Al\n", "csv")
    claim = desk.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(1)).one()
    earlier = len(written_rows.rows(desk.session))
    rita = later(desk.rita)
    editing.edit(desk.session, claim, rita, ClaimChanges(claim="Red."))
    assert counters.way_back(desk.session, written_rows.rows(desk.session)[earlier:]) == "Undo: factdb undo"
    assert take_back(desk, later(rita)) == [counters.UNDO]
    assert claim.claim == "\x1b[31mRed."


def test_evidence_added_by_mistake_is_withdrawn(desk: Desk) -> None:
    claim, rita = desk.new(), later(desk.rita)
    later_desk = replace(desk, rita=rita)
    later_desk.cite(claim)
    assert take_back(desk, later(rita)) == [f'evidence withdraw {claim.id}.1 --reason "Made by mistake."']
    assert claim.evidence_count == 0


def test_a_claim_added_by_mistake_is_declined(desk: Desk) -> None:
    claim = desk.new(topics=["Bridges"])
    assert take_back(desk, desk.rita) == [f'claims status {claim.id} declined --reason "Made by mistake."']
    assert claim.status is Status.DECLINED


def test_a_correction_or_retraction_that_waits_is_withdrawn(desk: Desk) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    ed, claim = later(desk.ed), desk.claim(4)
    correcting.correct(desk.session, claim, ed, Correction("A word.", RatingRequest((), ("Said anew.",))))
    assert take_back(desk, ed) == ["claims correct 4 --withdraw"]
    assert claim.status is Status.PUBLISHED
    correcting.retract(desk.session, claim, later(ed), "It was never said.")
    take_back(desk, later(ed, 2))
    assert claim.status is Status.PUBLISHED


def test_a_verdict_is_decided_again_and_what_readers_saw_is_corrected(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim, stance=Stance.SUPPORTS)
    ed = later(desk.ed)
    desk.rate(claim, "true", actor=ed)
    with pytest.raises(CannotUndoError) as decided:
        undoing.last_action(desk.session, ed)
    assert decided.value.next_step == f'To decide otherwise: factdb claims rate {claim.id} RATING --because "..."'
    statuses.set_status(desk.session, claim, later(ed), Status.PUBLISHED)
    with pytest.raises(CannotUndoError) as public:
        undoing.last_action(desk.session, later(ed))
    assert public.value.next_step == f"Readers may have seen it. To correct it: factdb claims correct {claim.id}"
    correcting.retract(desk.session, claim, later(ed, 2), "It was never said.")
    with pytest.raises(CannotUndoError) as final:
        undoing.last_action(desk.session, later(ed, 2))
    assert final.value.next_step == "A retraction is final. Readers were told of it."


def test_an_action_is_not_taken_back_after_an_hour_or_after_somebody_built_on_it(desk: Desk) -> None:
    claim = desk.new()
    rita = later(desk.rita)
    tag(desk, claim, rita)
    with pytest.raises(NothingToUndoError, match="rita did nothing in the last hour"):
        undoing.last_action(desk.session, later(rita, 61))
    with pytest.raises(NothingToUndoError):
        undoing.last_action(desk.session, later(desk.ed, 2))
    statuses.assign(desk.session, claim, later(desk.ed, 2), desk.ed.id)
    with pytest.raises(BuiltOnError, match=f"Claim {claim.id} was changed since by ed"):
        undoing.last_action(desk.session, later(rita))


@pytest.mark.parametrize(
    ("act", "again"),
    [
        (tag, "To do it again: factdb claims tag {id} --topic Bridges"),
        (
            lambda desk, claim, actor: statuses.assign(desk.session, claim, actor, desk.ed.id),
            "To do it again: factdb claims assign {id} ed",
        ),
        (
            hold,
            (
                "To do it again: factdb claims status {id} in-review, then factdb claims status {id} on-hold --reason "
                '"Made by mistake."'
            ),
        ),
        (edit, None),
        (
            lambda desk, claim, actor: notes_and_links.link(
                desk.session, (claim, desk.claim(19)), actor, LinkKind.UPDATES
            ),
            "To do it again: factdb claims link {id} 19 --kind updates",
        ),
        (lambda desk, _, actor: topics.rename(desk.session, actor, "Iraq", "Mesopotamia"), None),
        (lambda desk, _, actor: desk_policy.change(desk.session, actor, PolicyName.FOUR_EYES, "on"), None),
    ],
    ids=["tag", "assign", "hold", "edit", "link", "topic", "policy"],
)
def test_a_second_undo_does_nothing_again(
    desk: Desk, act: Callable[[Desk, Claim, Actor], object], again: str | None
) -> None:
    claim, ana = desk.new(), later(desk.ana)
    act(desk, claim, ana)
    take_back(desk, later(ana))
    with pytest.raises(AlreadyUndoneError) as caught:
        undoing.last_action(desk.session, later(ana, 2))
    if again is not None:
        assert caught.value.next_step == again.format(id=claim.id)
    act(desk, claim, later(ana, 3))
    assert take_back(desk, later(ana, 4))


def test_notes_build_on_nothing(desk: Desk) -> None:
    claim, rita = desk.new(), later(desk.rita)
    tag(desk, claim, rita)
    notes_and_links.note(desk.session, claim, later(desk.ed, 2), "By the river.")
    notes_and_links.note(desk.session, claim, later(rita, 3), "By the old harbour.")
    assert take_back(desk, later(rita, 4)) == [f"claims tag {claim.id} --remove Bridges"]


def test_a_note_after_a_change_of_the_desk_does_not_stand_in_its_way(desk: Desk) -> None:
    claim, ana = desk.claim(19), later(desk.ana)
    desk_policy.change(desk.session, ana, PolicyName.FOUR_EYES, "on")
    notes_and_links.note(desk.session, claim, later(ana), "Four eyes from now on.")
    assert take_back(desk, later(ana, 2)) == ["policy set four-eyes off"]


def test_only_a_note_stays(desk: Desk) -> None:
    claim, rita = desk.claim(19), later(desk.rita)
    notes_and_links.note(desk.session, claim, rita, "By the river.")
    with pytest.raises(CannotUndoError):
        undoing.last_action(desk.session, later(rita))


def test_names_topics_and_rules_are_taken_back(desk: Desk) -> None:
    ana = later(desk.ana)
    speaker = speakers.add(desk.session, desk.rita, "Jim Example").speaker
    speakers.edit(desk.session, ana, speaker, "James Example", None, None)
    assert take_back(desk, ana) == [f"speakers edit {speaker.id} --name 'Jim Example'"]
    assert SPEAKERS.named(desk.session, str(speaker.id)).name == "Jim Example"
    ana = later(ana, 2)
    name_changes.add_aliases(desk.session, ana, SPEAKERS, speaker, ["Jimmy"])
    assert take_back(desk, ana) == [f"speakers alias {speaker.id} Jimmy --remove"]
    ana = later(ana, 2)
    for name in ("The Daily Example", "The Example Times"):
        sources.add(desk.session, desk.rita, name)
    merged = SOURCES.named(desk.session, "The Daily Example")
    merging.merge(desk.session, ana, SOURCES, "The Daily Example", "The Example Times")
    assert take_back(desk, ana) == [f"sources merge {merged.id} --undo"]
    assert merged.merged_into_id is None
    ana = later(ana, 2)
    topics.rename(desk.session, ana, "Iraq", "Mesopotamia")
    assert take_back(desk, ana) == ["topics rename Mesopotamia Iraq"]
    ana = later(ana, 2)
    desk_policy.change(desk.session, ana, PolicyName.FOUR_EYES, "on")
    assert take_back(desk, ana) == ["policy set four-eyes off"]
    assert not desk_policy.current(desk.session).four_eyes


def test_an_article_is_edited_again_and_its_claims_follow_again(desk: Desk) -> None:
    ed = later(desk.ed)
    before = article_list.summary(desk.session, 1)
    changes = ArticleChanges(title="Another title", source="The Example Times", published=dates.parse("2021-07"))
    articles.edit(desk.session, ed, 1, changes, "Only the month is sure.")
    with pytest.raises(CannotUndoError) as edited:
        undoing.last_action(desk.session, ed)
    assert edited.value.next_step == (
        f"To edit it again: factdb articles edit 1 --title '{before['title']}' --source 'The Epoch Times' "
        '--published 2021-07-26 --public-note "..."'
    )
    assert article_list.summary(desk.session, 1)["title"] == "Another title", "nor are the claims alone taken back"


def test_a_label_is_mapped_again_as_it_was(desk: Desk) -> None:
    ed = later(desk.ed)
    mapping.map_label(desk.session, ed, "snopes", "Joke", mapping.Meaning(Category.MEDIA, "A joke."))
    assert mapped_again(desk, ed) == "To take the meaning away again: factdb ratings map snopes Joke --unmapped"
    ed = later(ed)
    mapping.map_label(desk.session, ed, "snopes", "Joke", mapping.Meaning(Category.TRUTH, "It is untrue.", 0))
    assert mapped_again(desk, ed) == (
        "To map it again: factdb ratings map snopes Joke --category media --reason 'A joke.'"
    )


def mapped_again(desk: Desk, actor: Actor) -> str:
    with pytest.raises(CannotUndoError) as mapped:
        undoing.last_action(desk.session, actor)
    return mapped.value.next_step


def test_an_action_is_taken_back_as_a_whole_or_not_at_all(desk: Desk) -> None:
    claim, rita = desk.new(), later(desk.rita)
    desk.cite(claim)
    desk.rate(claim, "true")
    withdrawing.withdraw(desk.session, claim, rita, 1, "Forged.")
    with pytest.raises(CannotUndoError, match="cannot be taken back") as withdrawn:
        undoing.last_action(desk.session, rita)
    assert "To add it again: factdb evidence add" in withdrawn.value.next_step
    assert claim.status is Status.IN_REVIEW, "the claim is not reviewed without its evidence"


def test_under_four_eyes_a_name_is_taken_back_with_a_reason(desk: Desk) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    ana = later(desk.ana)
    speaker = speakers.add(desk.session, desk.rita, "Jim Example").speaker
    speakers.edit(desk.session, ana, speaker, "James Example", None, None)
    (command,) = undoing.last_action(desk.session, ana).commands
    assert command == f"speakers edit {speaker.id} --name 'Jim Example' --reason \"Made by mistake.\""
    ana = later(ana, 2)
    for name in ("The Daily Example", "The Example Times"):
        sources.add(desk.session, desk.rita, name)
    merged = SOURCES.named(desk.session, "The Daily Example")
    merging.merge(desk.session, ana, SOURCES, "The Daily Example", "The Example Times")
    (command,) = undoing.last_action(desk.session, ana).commands
    assert command == f'sources merge {merged.id} --undo --reason "Made by mistake."'


def test_one_command_names_all_the_claims_of_an_action(desk: Desk) -> None:
    first, second, rita = desk.new(), desk.new("The bridge is red."), later(desk.rita)
    for claim in (first, second):
        tag(desk, claim, rita)
    assert take_back(desk, rita) == [f"claims tag {first.id} {second.id} --remove Bridges"]


def test_a_decision_on_a_proposal_is_taken_back(desk: Desk) -> None:
    draft = documents.DocumentDraft(source="Example Post", published=dates.parse("2026-11-18"), is_article=True)
    text = "“The harbour will open in May,” Ada Lund said.\n\n“It cost 4 million,” Lund added.\n"
    stored = articles.add(desk.session, desk.rita, draft, captures.Reading.of_text(text))
    article = proposals.find_article(desk.session, stored.document.id)
    assert article
    first, second = proposals.undecided_proposals(desk.session, article)
    proposals.reject(desk.session, later(desk.rita), article, first)
    assert take_back(desk, later(desk.rita, 2)) == [counters.UNDO]
    assert proposals.undecided_proposals(desk.session, article) == [first, second]
    with pytest.raises(AlreadyUndoneError):
        undoing.last_action(desk.session, later(desk.rita, 3))
    claim = proposals.accept(desk.session, later(desk.rita, 4), article, second).claim
    with pytest.raises(ProposalDecidedError, match="rita accepted it at"):
        proposals.reject(desk.session, later(desk.rita, 4), article, second)
    take_back(desk, later(desk.rita, 5))
    assert claim.status is Status.DECLINED
    assert proposals.undecided_proposals(desk.session, article) == [first, second]
    again = proposals.accept(desk.session, later(desk.rita, 6), article, second).claim
    statuses.set_status(desk.session, again, later(desk.rita, 7), Status.DECLINED, "Not checkable.")
    assert proposals.undecided_proposals(desk.session, article) == [first]
    reader = Reader(desk.session.connection())
    with reader.check():
        assert [str(finding) for finding in people_and_documents.findings(reader, Checked())] == []
