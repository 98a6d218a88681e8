"""The quotation check on a desk: which texts a claim's quotation is held against, and which place wins."""

from __future__ import annotations

from typing import Any

import pytest

from factdb.domain.enums import Attribution, Question, Stance
from factdb.errors import NoSuchError
from factdb.quotation.findings import QuotationResult
from factdb.services.claims import claim_evidence
from factdb.services.documents import articles, documents
from factdb.services.documents.captures import Reading
from factdb.services.reads import quotation_checks
from factdb.services.reads.quotation_checks import Check, Checker, SourceFile
from factdb.store.models import Claim
from tests.services.conftest import PAGE, Desk

QUOTE = "“The bridge probably cost 9 million.”"
MINUTES = f"Minutes.\n\n{'It rained. ' * 500}\nTHE CLERK: The bridge probably cost 9 million, and so on.\n"


def quoted(desk: Desk, quote: str = QUOTE, attribution: Attribution = Attribution.DIRECT_QUOTE) -> Claim:
    return desk.new(quote=quote, attribution=attribution, speaker="Joe Biden")


def cite(desk: Desk, claim: Claim, excerpt: str | None = None, url: str = PAGE, **given: Any) -> str:  # noqa: ANN401 - a draft's fields
    given.setdefault("question", Question.QUOTE)
    draft = claim_evidence.EvidenceDraft(documents.DocumentDraft(url=url), Stance.SUPPORTS, excerpt=excerpt, **given)
    return f"{claim.id}.{claim_evidence.add(desk.session, claim, desk.rita, draft).evidence.n}"


def check(desk: Desk, claim: Claim | int, against: quotation_checks.Against = None) -> Check:
    return Checker(desk.session, against).check(claim.id if isinstance(claim, Claim) else claim)


@pytest.mark.parametrize(
    ("number", "result", "suggested"),
    [
        (4, "verbatim", "verbatim"),
        (5, "verbatim", "verbatim"),
        (7, "altered", "altered"),
        (9, "partly-covered", None),
        (10, "verbatim", "verbatim"),
        (14, "hedge-dropped", "altered"),
        (16, "verbatim", "verbatim"),
    ],
)
def test_the_quotations_of_the_worked_example(desk: Desk, number: int, result: str, suggested: str | None) -> None:
    row = check(desk, number).row()
    assert (row["claim"], row["evidence"], row["text"]) == (number, f"{number}.1", "excerpt")
    assert (row["result"], row["suggested"]) == (result, suggested)


def test_what_the_desk_should_see_in_the_worked_example(desk: Desk) -> None:
    (seven,), (fourteen,) = (check(desk, number).row()["changes"] for number in (7, 14))
    assert (seven["kind"], seven["quoted"], seven["source"]) == ("replaced", "operation", "cooperation")
    start, end = seven["spans"]["quoted"] or (0, 0)
    assert (desk.claim(7).quote or "")[start:end] == "operation"
    assert (fourteen["kind"], fourteen["source"], fourteen["where"]) == ("dropped", "probably", "around")
    assert fourteen["holds"] == ["hedge"]


def test_no_verdict_of_the_worked_example_is_contradicted(desk: Desk) -> None:
    for number in quotation_checks.with_evidence(desk.session):
        verdict = desk.claim(number).quote_rating_id
        suggested = check(desk, number).comparison.suggested
        known = {4: "verbatim", 5: "verbatim", 7: "altered", 10: "verbatim", 14: "altered", 16: "verbatim"}
        assert (suggested == known[number]) if verdict else suggested is None


@pytest.mark.parametrize(("number", "says"), [(1, "paraphrase: not compared"), (2, "narration: not compared")])
def test_paraphrase_and_narration_are_not_compared(desk: Desk, number: int, says: str) -> None:
    row = check(desk, number).row()
    assert (row["result"], row["notes"], row["coverage"], row["suggested"]) == ("not-compared", [says], None, None)


def test_a_claim_without_a_passage_or_without_a_text_says_so(desk: Desk) -> None:
    bare = desk.new(attribution=Attribution.DIRECT_QUOTE)
    assert check(desk, bare).says == "the claim has no quotation: nothing to compare"
    claim = quoted(desk)
    assert check(desk, claim).says == "no evidence on the quote has a text: nothing to compare with"
    name = cite(desk, claim)
    assert check(desk, claim, (claim.id, 1)).says == f"evidence {name} has no text: nothing to compare with"


def test_evidence_on_the_truth_and_what_was_withdrawn_is_left_out(desk: Desk) -> None:
    claim = quoted(desk)
    cite(desk, claim, "The bridge probably cost 9 million.", question=Question.TRUTH)
    cite(desk, claim, "The bridge probably cost 9 million.")
    assert check(desk, claim).evidence == f"{claim.id}.2"
    claim_evidence.withdraw(desk.session, claim, desk.rita, 2, "Gone.")
    assert check(desk, claim).comparison.result is QuotationResult.NOT_COMPARED


def test_the_best_place_of_all_evidence_wins(desk: Desk) -> None:
    claim = quoted(desk)
    cite(desk, claim, "The bridge cost 9 million.")
    best = cite(desk, claim, "The bridge probably cost 9 million.", "https://example.org/2")
    cite(desk, claim, "Something else.", "https://example.org/3")
    found = check(desk, claim)
    assert (found.evidence, found.comparison.result) == (best, QuotationResult.VERBATIM)
    assert check(desk, claim, (claim.id, 1)).comparison.result is QuotationResult.ALTERED
    assert check(desk, claim, (claim.id, 3)).comparison.result is QuotationResult.NOT_FOUND


def test_the_capture_is_read_where_there_is_one(desk: Desk) -> None:
    claim = quoted(desk)
    name = cite(desk, claim, "cost 9 million", reading=Reading.of_text(MINUTES, "minutes.txt"))
    found = check(desk, claim)
    assert (found.evidence, found.text, found.comparison.result) == (name, "capture", QuotationResult.VERBATIM)
    assert found.comparison.place is not None
    assert MINUTES[found.comparison.place.start : found.comparison.place.end] == QUOTE.strip("“.”")


def test_of_equal_places_in_a_capture_the_excerpts_wins(desk: Desk) -> None:
    claim = quoted(desk, "“The bridge cost a lot”")
    text = "The bridge cost a lot. It rained.\nONCE MORE: The bridge cost a lot."
    draft = claim_evidence.EvidenceDraft(
        documents.DocumentDraft(url=PAGE),
        Stance.SUPPORTS,
        Question.QUOTE,
        Reading.of_text(text),
        excerpt="MORE: The bridge cost",
    )
    claim_evidence.add(desk.session, claim, desk.rita, draft)
    found = check(desk, claim).comparison
    assert found.place is not None
    assert found.place.start == text.rindex("The bridge")


def test_a_documents_newest_text_is_read_for_evidence_that_names_no_capture(desk: Desk) -> None:
    claim = quoted(desk)
    cite(desk, desk.new(), reading=Reading.of_text(MINUTES))
    cite(desk, claim, "It rained.")
    assert (check(desk, claim).text, check(desk, claim).comparison.result) == ("capture", QuotationResult.VERBATIM)


def test_a_file_is_held_against_whatever_evidence_there_is(desk: Desk) -> None:
    claim = quoted(desk)
    found = check(desk, claim, SourceFile("minutes.txt", MINUTES))
    assert (found.evidence, found.text, found.comparison.result) == (None, "minutes.txt", QuotationResult.VERBATIM)
    assert check(desk, 7, SourceFile("minutes.txt", MINUTES)).comparison.result is QuotationResult.NOT_FOUND


def test_the_article_around_a_partial_quotation_counts(desk: Desk) -> None:
    source = SourceFile("source.txt", "They probably hold the strongest position of all.")
    for sentence, result in (
        ("They hold the “strongest position of all”.", QuotationResult.HEDGE_DROPPED),
        ("They may hold the “strongest position of all”.", QuotationResult.VERBATIM),
        ("Perhaps it rains. They hold the “strongest position of all”.", QuotationResult.HEDGE_DROPPED),
    ):
        claim = quoted(desk, "“strongest position of all”", Attribution.PARTIAL_QUOTE)
        assert check(desk, claim, source).comparison.result is QuotationResult.HEDGE_DROPPED
        added = _from_article(desk, sentence)
        assert check(desk, added, source).comparison.result is result, sentence


def _from_article(desk: Desk, sentence: str) -> Claim:
    draft = documents.DocumentDraft(source="X", title=sentence)
    kept = articles.add(desk.session, desk.rita, draft, Reading.of_text(f"Before it.\n{sentence}\nAfter it.", "a.txt"))
    article = kept.document.id
    return desk.new(
        article=article, quote="“strongest position of all”", attribution=Attribution.PARTIAL_QUOTE, speaker="Joe Biden"
    )


def test_all_are_those_with_quoted_words_and_evidence_on_the_quote(desk: Desk) -> None:
    assert quotation_checks.with_evidence(desk.session) == [4, 5, 7, 9, 10, 14, 16]
    checker = quotation_checks.Checker(desk.session)
    groups = quotation_checks.unchecked(desk.session, [checker.check(4)])
    assert [(group.reason, group.count) for group in groups] == [("not a quotation", 15)]
    claim_evidence.withdraw(desk.session, desk.claim(16), desk.rita, 1, "Gone.")
    assert quotation_checks.with_evidence(desk.session) == [4, 5, 7, 9, 10, 14]


def test_what_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(NoSuchError, match="no claim 99"):
        check(desk, 99)
    with pytest.raises(NoSuchError, match=r'no evidence "7\.9"'):
        check(desk, 7, (7, 9))
    with pytest.raises(NoSuchError, match="no claim 99"):
        check(desk, 7, (99, 1))


def test_many_claims_are_held_against_many_texts_one_after_another(desk: Desk) -> None:
    claims = [quoted(desk) for _ in range(12)]
    for number, claim in enumerate(claims):
        cite(desk, claim, url=f"https://example.org/{number}", reading=Reading.of_text(f"{MINUTES}{number}"))
    checker = Checker(desk.session)
    assert {checker.check(claim.id).comparison.result for claim in claims} == {QuotationResult.VERBATIM}
