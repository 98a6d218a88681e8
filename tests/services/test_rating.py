"""A claim is decided: which verdict on which question, on what evidence, by which moves, and for which reasons."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factdb.domain.enums import Flag, PolicyName, Question, Stance, Status
from factdb.domain.history.events import ClaimEvent
from factdb.domain.ratings import stance_text
from factdb.errors import FactdbError, NoSuchError, NotPermittedError, UnknownWordError, UsageError
from factdb.errors.claims import IllegalMoveError, RuleError
from factdb.errors.evidence import (
    EvidenceContradictsError,
    EvidenceNeededError,
    NothingContradictsError,
    OtherStanceError,
    VerdictContradictedError,
)
from factdb.services.decisions import statuses, withdrawing
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.services.reads import claim_page
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Approval, Claim, Document, Evidence, Verdict, VerdictEvidence
from tests.conftest import NOW
from tests.services.conftest import PAGE, Desk, desk_on
from tests.store.raw_sql import shell

OTHER = "https://example.org/other"
TRUTH, QUOTE = Question.TRUTH, Question.QUOTE
TODAY = NOW.date()


def verdicts(desk: Desk, claim: Claim) -> list[Verdict]:
    query = select(Verdict).where(Verdict.claim_id == claim.id).order_by(Verdict.version, Verdict.question)
    return list(desk.session.scalars(query))


def stood_on(desk: Desk, claim: Claim, version: int, question: Question) -> list[int]:
    found = next(
        each for each in claim_page.page_of(desk.session, claim.id)["verdicts"] if each["version"] == version
        and each["on"] == question
    )  # fmt: skip
    return [int(name.partition(".")[2]) for name in found["evidence"]]


def status_path(desk: Desk, claim: Claim) -> list[str]:
    moved = [event["changed"]["status"]["now"] for event in desk.events(claim) if event["kind"] == "moved"]
    return ["new", *moved]


def in_status(desk: Desk, status: Status) -> Claim:
    """Return a claim of a status, with evidence on both questions."""
    claim = desk.new()
    desk.cite(claim)
    desk.cite(claim, question=QUOTE)
    if status in {Status.PUBLISHED, Status.REVIEWED}:
        desk.rate(claim, "true", actor=desk.ed, publish=status is Status.PUBLISHED)
    if status in {Status.IN_REVIEW, Status.ON_HOLD}:
        statuses.set_status(desk.session, claim, desk.rita, Status.IN_REVIEW)
    if status is Status.ON_HOLD:
        statuses.set_status(desk.session, claim, desk.rita, status, "Waiting for the minutes.")
    if status is Status.DECLINED:
        statuses.set_status(desk.session, claim, desk.rita, status, "Nobody cares.")
    return claim


# -- the way through the statuses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "path"),
    [
        (Status.NEW, ["new", "in-review", "reviewed"]),
        (Status.IN_REVIEW, ["new", "in-review", "reviewed"]),
        (Status.ON_HOLD, ["new", "in-review", "on-hold", "in-review", "reviewed"]),
    ],
)
def test_rating_takes_a_claim_to_reviewed_by_every_step(desk: Desk, start: Status, path: list[str]) -> None:
    claim = in_status(desk, start)
    before = len(desk.kinds(claim))
    outcome = desk.rate(claim, "true")
    assert (claim.status, outcome.version, outcome.codes) == ("reviewed", 1, ["true"])
    assert status_path(desk, claim) == path
    assert [f"{move.before} -> {move.after}" for move in outcome.moves] == [
        f"{was} -> {now}" for was, now in itertools.pairwise(path)
    ][-len(outcome.moves) :]
    made = desk.kinds(claim)[before:]
    assert made == ["moved"] * (len(made) - 2) + ["rated", "moved"]


def test_one_command_leads_from_new_to_published(desk: Desk) -> None:
    claim = desk.new()
    outcome = desk.rate(claim, "true", actor=desk.ed, evidence=[PAGE], publish=True, url="https://example.org/1")
    assert status_path(desk, claim) == ["new", "in-review", "reviewed", "published"]
    assert [str(move) for move in outcome.moves][-1] == f"claim {claim.id}: reviewed -> published"
    assert (claim.published_at, claim.published_url) == (NOW, "https://example.org/1")
    assert desk.events(claim)[-1]["approved"] == [[1, "truth"]]
    approval = desk.session.get_one(Approval, (claim.id, 1, TRUTH))
    assert (approval.approved_by_id, approval.at) == (desk.ed.id, NOW)
    assert f'evidence {claim.id}.1: supports the claim, as "true" implies' in outcome.notices


def test_rating_a_reviewed_claim_writes_a_revision(desk: Desk) -> None:
    claim = in_status(desk, Status.REVIEWED)
    outcome = desk.rate(claim, "half-true", because=["Only half of it."])
    assert (outcome.version, outcome.moves, claim.status) == (2, [], "reviewed")
    assert [(each.version, each.change_kind) for each in verdicts(desk, claim)] == [(1, "first"), (2, "revision")]
    assert claim.truth_version == 2
    assert verdicts(desk, claim)[0].rationale == "It is so."


def test_versions_count_per_claim_and_a_question_not_mentioned_keeps_its_row(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.rate(claim, "verbatim")
    desk.rate(claim, "true")
    desk.rate(claim, "half-true", "faithful")
    kept = [(each.version, each.question, each.change_kind) for each in verdicts(desk, claim)]
    assert kept == [
        (1, "quote", "first"),
        (2, "truth", "first"),
        (3, "quote", "revision"),
        (3, "truth", "revision"),
    ]
    assert (claim.truth_version, claim.quote_version) == (3, 3)


def test_flags_of_both_verdicts_in_force_stand_on_the_claim(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.rate(claim, "out-of-context", flags=["shortened", "hedge-dropped"])
    desk.rate(claim, "half-true", flags=["missing-context"])
    assert list(claim.flags) == ["missing-context", "hedge-dropped", "shortened"]
    desk.rate(claim, "verbatim")
    assert list(claim.flags) == ["missing-context"]


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (Status.PUBLISHED, "Correct the claim: factdb claims correct {id}"),
        (Status.DECLINED, 'Change its status first: factdb claims status {id} in-review --reason "..."'),
    ],
)
def test_where_work_is_done_rating_is_refused_and_names_the_way(desk: Desk, status: Status, hint: str) -> None:
    claim = in_status(desk, status)
    before = desk.events(claim)
    with pytest.raises(RuleError) as caught:
        desk.rate(claim, "false")
    assert caught.value.next_step == hint.format(id=claim.id)
    assert desk.events(claim) == before


@pytest.mark.parametrize("status", [Status.CORRECTING, Status.RETRACTED])
def test_so_it_is_while_correcting_and_after_a_retraction(desk: Desk, status: Status) -> None:
    claim = in_status(desk, Status.PUBLISHED)
    claim_ledger.record(desk.session, claim, desk.ed, ClaimEvent.MOVED, status=status)
    with pytest.raises(RuleError) as caught:
        desk.rate(claim, "false")
    assert isinstance(caught.value, IllegalMoveError) is (status is Status.RETRACTED)


# -- ratings, reasons and flags of one question or the other --------------------------------------------------


def test_two_ratings_answer_two_questions(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    because = ["quote:The hedge is gone.", "truth: It was built."]
    desk.rate(claim, "out-of-context", "true", because=because, flags=["quote:hedge-dropped", "single-source"])
    quote, truth = verdicts(desk, claim)
    assert (quote.rationale, quote.flags, quote.as_of) == ("The hedge is gone.", (Flag.HEDGE_DROPPED,), None)
    assert (truth.rationale, truth.flags, truth.as_of) == ("It was built.", (Flag.SINGLE_SOURCE,), TODAY)
    assert [quote.version, truth.version] == [1, 1]


def test_a_reason_without_a_mark_is_for_every_rating_without_its_own(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.rate(claim, "out-of-context", "true", because=["quote:The hedge is gone.", "It was built."])
    assert [each.rationale for each in verdicts(desk, claim)] == ["The hedge is gone.", "It was built."]
    desk.rate(claim, "verbatim", "half-true", because=["Both."])
    assert [each.rationale for each in verdicts(desk, claim)[2:]] == ["Both.", "Both."]


@pytest.mark.parametrize(
    ("ratings", "given", "sentence"),
    [
        (["true", "false"], {}, 'The ratings "true" and "false" are both about the truth'),
        (["true", "kept"], {}, 'The ratings "true" and "kept" are both about the truth'),
        ([], {}, "You gave no rating"),
        (["true"], {"because": []}, "The rating on the truth needs reasons"),
        (["true"], {"because": ["quote:x"]}, "You gave a reason on the quotation, but no rating"),
        (["true", "verbatim"], {"because": ["quote:x"]}, "The rating on the truth needs reasons"),
        (["true"], {"because": ["A.", "B."]}, "You gave two reasons for the same rating"),
        (["true"], {"because": ["truth:A.", "truth:B."]}, "You gave two reasons for the same rating"),
        (["true"], {"because": ["  "]}, "is empty"),
        (["true"], {"because": ["a\0b"]}, r"forbidden character U\+0000"),
        (["true"], {"flags": ["quote:shortened"]}, 'the flag "shortened" on the quotation, but no rating'),
        (["true"], {"flags": ["lies"]}, 'There is no flag "lies"'),
        (["true"], {"evidence": [f"quote:{OTHER}"]}, "You gave evidence on the quotation, but no rating"),
        (["unproven"], {"searched": " "}, "is empty"),
    ],
)
def test_what_fits_no_rating_is_refused(desk: Desk, ratings: list[str], given: dict[str, Any], sentence: str) -> None:
    claim = in_status(desk, Status.NEW)
    with pytest.raises(UsageError, match=sentence):
        desk.rate(claim, *ratings, **given)


def test_an_unknown_rating_is_answered_with_near_ones(desk: Desk) -> None:
    with pytest.raises(UnknownWordError, match='There is no rating "mostly-tru"') as caught:
        desk.rate(desk.new(), "mostly-tru")
    assert caught.value.next_step.startswith("Choose one of: mostly-true")


def test_a_scale_may_be_named_with_its_rating(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.rate(claim, "factdb-quote:verbatim")
    assert desk.events(claim)[-2]["verdicts"]["quote"]["rating"] == "factdb-quote@1:verbatim"
    with pytest.raises(UnknownWordError):
        desk.rate(claim, "factdb-truth:verbatim")
    with pytest.raises(UnknownWordError):
        desk.rate(claim, "nobody:true")


def test_the_day_it_was_known_on_goes_with_truth_where_that_is_rated(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.rate(claim, "verbatim", as_of=date(2021, 8, 1))
    desk.rate(claim, "true", "faithful", as_of=date(2021, 9, 1))
    assert [each.as_of for each in verdicts(desk, claim)] == [date(2021, 8, 1), None, date(2021, 9, 1)]


# -- the evidence that a verdict stands on --------------------------------------------------------------------


def test_by_default_a_verdict_stands_on_all_that_stands_on_its_question(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.cite(claim, OTHER, Stance.REFUTES)
    desk.cite(claim, "https://example.org/third")
    withdrawing.withdraw(desk.session, claim, desk.rita, 4, "It is gone.")
    desk.rate(claim, "half-true", "verbatim")
    assert stood_on(desk, claim, 1, TRUTH) == [1, 3]
    assert stood_on(desk, claim, 1, QUOTE) == [2]


def test_named_evidence_is_all_that_its_verdict_stands_on(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.cite(claim, OTHER)
    desk.rate(claim, "true", evidence=[f"{claim.id}.3", f"{claim.uid}.3"])
    assert stood_on(desk, claim, 1, TRUTH) == [3]


def test_evidence_that_is_named_knows_its_own_question(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.rate(claim, "true", "verbatim", evidence=[f"{claim.id}.2", f"{claim.id}.1"])
    assert (stood_on(desk, claim, 1, TRUTH), stood_on(desk, claim, 1, QUOTE)) == ([1], [2])


def test_what_a_verdict_stood_on_stays_as_it_was(desk: Desk) -> None:
    claim = in_status(desk, Status.REVIEWED)
    assert withdrawing.withdraw(desk.session, claim, desk.rita, 1, "It is gone.")[0] == [1]
    desk.cite(claim, OTHER)
    assert stood_on(desk, claim, 1, TRUTH) == [1]


def test_a_page_that_stands_on_this_question_already_is_cited_again_not_added_again(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.rate(claim, "true", evidence=["HTTPS://Example.org/page?utm_source=x#top"])
    assert claim.evidence_count == 2
    assert stood_on(desk, claim, 1, TRUTH) == [1]
    desk.rate(claim, "mostly-true", evidence=[OTHER, OTHER])
    assert claim.evidence_count == 3
    assert stood_on(desk, claim, 2, TRUTH) == [3]


def test_a_page_that_was_withdrawn_may_be_cited_anew(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    withdrawing.withdraw(desk.session, claim, desk.rita, 1, "Wrong page.")
    desk.rate(claim, "true", evidence=[PAGE])
    assert stood_on(desk, claim, 1, TRUTH) == [3]


@pytest.mark.parametrize(
    ("code", "stance"),
    [("kept", "supports"), ("mostly-false", "refutes"), ("altered", "refutes"), ("verbatim", "supports")],
)
def test_a_new_page_takes_the_stance_that_fits_and_says_so(desk: Desk, code: str, stance: str) -> None:
    claim = desk.new()
    outcome = desk.rate(claim, code, evidence=[PAGE])
    question = QUOTE if code in {"altered", "verbatim"} else TRUTH
    (row,) = desk.session.scalars(select(Evidence).where(Evidence.claim_id == claim.id))
    assert (row.stance, row.question, row.source_class) == (stance, question, "secondary")
    assert outcome.notices[0] == f'evidence {claim.id}.1: {stance_text(stance, question)}, as "{code}" implies'


def test_a_page_with_another_stance_is_refused_with_its_number(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim, question=QUOTE)
    with pytest.raises(OtherStanceError, match=rf"Evidence {claim.id}.1 is this page") as caught:
        desk.rate(claim, "altered", evidence=[f"quote:refutes:{PAGE}"])
    assert f"factdb evidence withdraw {claim.id}.1 --reason" in caught.value.next_step
    withdrawing.withdraw(desk.session, claim, desk.rita, 1, "The wrong stance.")
    desk.rate(claim, "altered", evidence=[f"quote:refutes:{PAGE}"])
    assert stood_on(desk, claim, 1, QUOTE) == [2]


def test_of_two_rows_of_a_page_the_one_with_the_stance_is_cited(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim, stance=Stance.CONTEXT)
    desk.cite(claim, stance=Stance.SUPPORTS, excerpt="4 million")
    desk.rate(claim, "true", evidence=[f"supports:{PAGE}"])
    assert stood_on(desk, claim, 1, TRUTH) == [2]


def test_where_none_fits_it_must_be_said(desk: Desk) -> None:
    claim = desk.new()
    with pytest.raises(UsageError, match='"half-true" does not imply a stance') as caught:
        desk.rate(claim, "half-true", evidence=[PAGE])
    assert caught.value.next_step == "Give a stance: --supports, --refutes or --context"
    outcome = desk.rate(claim, "half-true", evidence=[PAGE], stance=Stance.REFUTES)
    assert outcome.notices[0] == f"evidence {claim.id}.1: refutes the claim"


def test_marked_pages_go_to_their_questions(desk: Desk) -> None:
    claim = desk.new()
    desk.rate(claim, "true", "altered", evidence=[f"quote:{PAGE}", f"truth:{PAGE}", OTHER])
    rows = desk.session.scalars(select(Evidence).where(Evidence.claim_id == claim.id).order_by(Evidence.n))
    assert [(row.question, row.stance) for row in rows] == [
        ("quote", "refutes"),
        ("truth", "supports"),
        ("truth", "supports"),
    ]
    assert desk.session.scalars(select(Document.url).where(Document.url == PAGE)).all() == [PAGE]


@pytest.mark.parametrize(
    ("name", "error", "sentence"),
    [
        ("7.1", UsageError, "Evidence 7.1 does not belong to claim"),
        ("{id}.9", NoSuchError, r'no evidence "\d+\.9"'),
        ("{id}.2", UsageError, "but no rating on the quotation"),
        ("{id}.3", RuleError, r"Evidence \d+\.3 is withdrawn"),
        ("one", UsageError, "is not a URL, a file or evidence"),
        ("ftp://example.org/x", UsageError, "http"),
    ],
)
def test_evidence_that_does_not_fit_is_refused(desk: Desk, name: str, error: type[FactdbError], sentence: str) -> None:
    claim = in_status(desk, Status.NEW)
    desk.cite(claim, OTHER)
    withdrawing.withdraw(desk.session, claim, desk.rita, 3, "Wrong page.")
    with pytest.raises(error, match=sentence):
        desk.rate(claim, "true", evidence=[name.format(id=claim.id)])


# -- rules of evidence: DESIGN.md, section 4.8 ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "need", "stance"),
    [
        ("true", "supports", Stance.SUPPORTS),
        ("mostly-true", "supports", Stance.SUPPORTS),
        ("false", "refutes", Stance.REFUTES),
        ("mostly-false", "refutes", Stance.REFUTES),
        ("half-true", "supports or refutes", Stance.REFUTES),
        ("kept", "supports", Stance.SUPPORTS),
        ("broken", "refutes", Stance.REFUTES),
        ("stalled", "supports or refutes", Stance.SUPPORTS),
        ("conflicting", "supports or refutes", Stance.REFUTES),
    ],
)
def test_truth_needs_more_than_context_on_its_own_question(desk: Desk, code: str, need: str, stance: Stance) -> None:
    claim = desk.new()
    desk.cite(claim, question=QUOTE)
    desk.cite(claim, stance=Stance.CONTEXT)
    with pytest.raises(EvidenceNeededError, match=f"needs evidence on the truth that {need} it"):
        desk.rate(claim, code)
    desk.cite(claim, OTHER, stance)
    desk.rate(claim, code)
    assert claim.truth_version == 1


@pytest.mark.parametrize(
    ("code", "agrees", "against"),
    [
        ("true", Stance.SUPPORTS, Stance.REFUTES),
        ("mostly-false", Stance.REFUTES, Stance.SUPPORTS),
        ("kept", Stance.SUPPORTS, Stance.REFUTES),
        ("broken", Stance.REFUTES, Stance.SUPPORTS),
    ],
)
def test_a_verdict_against_evidence_says_why(desk: Desk, code: str, agrees: Stance, against: Stance) -> None:
    claim = desk.new()
    desk.cite(claim, PAGE, agrees)
    desk.cite(claim, OTHER, against)
    desk.cite(claim, "https://example.org/context", Stance.CONTEXT)
    for cited in ([], [f"{claim.id}.1"]):  # evidence that is not named still stands
        with pytest.raises(EvidenceContradictsError, match=f"1 of 3 pages {against} the claim") as refused:
            desk.rate(claim, code, evidence=cited)
        assert "--although" in refused.value.next_step
    done = desk.rate(claim, code, although=" The page is older. ")
    assert f"1 of 3 pages {against} the claim ({claim.id}.2): the rating says otherwise" in done.notices
    assert verdicts(desk, claim)[0].although == "The page is older."
    assert desk.events(claim)[-2]["verdicts"]["truth"]["although"] == "The page is older."


def test_a_reason_against_evidence_needs_evidence_against_the_verdict(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.cite(claim, OTHER, Stance.CONTEXT)
    with pytest.raises(NothingContradictsError, match="no evidence contradicts the verdict"):
        desk.rate(claim, "true", although="A page says otherwise.")
    with pytest.raises(NothingContradictsError):
        desk.rate(claim, "half-true", although="A page says otherwise.")


def test_evidence_against_a_verdict_that_came_later_is_not_published_over(desk: Desk) -> None:
    claim = in_status(desk, Status.REVIEWED)
    desk.cite(claim, OTHER, Stance.REFUTES)
    with pytest.raises(VerdictContradictedError, match=r'the verdict "true" contradicts evidence: 1 of 2 pages'):
        statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    desk.rate(claim, "true", although="It was written before.")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    assert claim.truth_version == 2


@pytest.mark.parametrize("four_eyes", ["off", "on"])
def test_a_reviewed_claim_loses_a_verdict_whose_evidence_is_withdrawn(desk: Desk, four_eyes: str) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, four_eyes)
    claim = in_status(desk, Status.REVIEWED)
    desk.rate(claim, "verbatim")
    versions, moves = withdrawing.withdraw(desk.session, claim, desk.rita, 1, "The page was forged.")
    assert (versions, [str(move) for move in moves]) == ([1], [f"claim {claim.id}: reviewed -> in-review"])
    assert (claim.truth_version, claim.truth_rating_id) == (None, None)
    assert claim.quote_version == (2 if four_eyes == "off" else None)
    assert desk.events(claim)[-1]["reason"] == "The page was forged."
    # What is left may be reviewed; the verdict on the truth does not come back by it.
    statuses.set_status(desk.session, claim, desk.rita, Status.REVIEWED)
    desk.rate(claim, again=True)
    statuses.set_status(desk.session, claim, desk.ana, Status.PUBLISHED)
    assert (claim.truth_version, claim.quote_version) == (None, 3)


def test_without_any_verdict_that_stands_a_claim_is_not_reviewed(desk: Desk) -> None:
    claim = in_status(desk, Status.REVIEWED)
    withdrawing.withdraw(desk.session, claim, desk.rita, 1, "The page was forged.")
    with pytest.raises(IllegalMoveError, match="in-review without a verdict"):
        statuses.set_status(desk.session, claim, desk.rita, Status.REVIEWED)


def test_withdrawn_evidence_founds_nothing(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim)
    withdrawing.withdraw(desk.session, claim, desk.rita, 1, "Wrong page.")
    with pytest.raises(EvidenceNeededError):
        desk.rate(claim, "true")


@pytest.mark.parametrize("code", ["unproven", "not-found"])
def test_who_found_too_little_says_where_they_looked(desk: Desk, code: str) -> None:
    claim = desk.new()
    with pytest.raises(EvidenceNeededError, match="or --searched"):
        desk.rate(claim, code)
    desk.rate(claim, code, searched="The minutes of 2019 to 2021.")
    assert verdicts(desk, claim)[0].searched == "The minutes of 2019 to 2021."


@pytest.mark.parametrize("code", ["verbatim", "faithful", "altered", "out-of-context", "misattributed"])
def test_the_quotation_needs_evidence_of_its_own(desk: Desk, code: str) -> None:
    claim = desk.new()
    desk.cite(claim)
    with pytest.raises(EvidenceNeededError, match="needs evidence on the quotation"):
        desk.rate(claim, code, searched="Everywhere.")
    refuted = code in {"altered", "misattributed"}
    desk.cite(claim, stance=Stance.REFUTES if refuted else Stance.SUPPORTS, question=QUOTE)
    desk.rate(claim, code)
    assert claim.quote_version == 1


def test_what_nothing_could_settle_needs_none(desk: Desk) -> None:
    claim = desk.new()
    desk.rate(claim, "not-checkable")
    assert (claim.status, claim.evidence_count) == ("reviewed", 0)


# -- who may, and all or nothing ------------------------------------------------------------------------------


def test_a_reader_rates_nothing(desk: Desk) -> None:
    with pytest.raises(NotPermittedError, match='"claims rate" needs the role reviewer'):
        desk.rate(desk.claim(19), "not-checkable", actor=desk.rae)


def test_publishing_takes_an_editor_and_what_was_refused_leaves_nothing(database: Database) -> None:
    with sessions.writing(database) as session:
        claim = desk_on(session).new()
    with shell(database) as sql:
        before = sql.content()

    def rate_and_publish() -> None:
        with sessions.writing(database) as session:
            desk = desk_on(session, NOW + timedelta(minutes=1))
            desk.rate(desk.claim(claim.id), "true", evidence=[PAGE], publish=True)

    with pytest.raises(NotPermittedError) as caught:
        rate_and_publish()
    assert (caught.value.exit_code, type(caught.value).__name__) == (4, "RoleNeededError")
    assert '"claims status published" needs the role editor. The role of rita is reviewer' in str(caught.value)
    with shell(database) as sql:
        assert sql.content() == before


def test_each_verdict_stands_in_its_claim_s_history(desk: Desk) -> None:
    claim = in_status(desk, Status.NEW)
    desk.rate(claim, "half-true", because=["Only half."], flags=["missing-context"], as_of=date(2021, 8, 1))
    rated = next(event for event in desk.events(claim) if event["kind"] == "rated")
    assert rated["version"] == 1
    assert rated["verdicts"] == {
        "truth": {
            "rating": "factdb-truth@1:half-true",
            "because": "Only half.",
            "flags": ["missing-context"],
            "as_of": "2021-08-01",
            "searched": None,
            "although": None,
            "change": "first",
            "public_note": None,
            "evidence": [1],
        }
    }
    changed = rated["changed"]
    assert changed["truth_rating"] == {"was": None, "now": "factdb-truth@1:half-true"}
    assert changed["flags"] == {"was": [], "now": ["missing-context"]}
    kept = desk.session.scalars(select(VerdictEvidence.n).where(VerdictEvidence.claim_id == claim.id))
    assert list(kept) == [1]
