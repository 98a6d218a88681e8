"""The seeds hold together: every passage stands where it is said to, and every name leads somewhere."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from factdb.domain.enums import (
    Attribution,
    Basis,
    Category,
    Flag,
    Kind,
    LinkKind,
    Medium,
    Question,
    SourceClass,
    SpeakerKind,
    Stance,
    Status,
)
from factdb.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPICS = {"Afghanistan", "ISIS", "Iraq", "terrorism"}


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((folder("seeds") / name).read_text(encoding="utf-8"))


@cache
def _article() -> str:
    return (folder("seeds") / "demo" / "article.txt").read_bytes().decode("utf-8")


def _desk() -> dict[str, Any]:
    return _toml("demo/desk.toml")


def _claims() -> list[dict[str, Any]]:
    return list(_desk()["claims"])


def _verdicts() -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    return ((claim, on, verdict) for claim in _claims() for on, verdict in claim["verdicts"].items())


def _ratings() -> dict[str, tuple[str, str]]:
    """Return the question and the category of each rating by its code."""
    scales = _toml("scales.toml")["scales"]
    return {r["code"]: (scale["question"], r["category"]) for scale in scales for r in scale["ratings"]}


def test_the_article_is_kept_byte_for_byte() -> None:
    raw = (folder("seeds") / "demo" / _desk()["article"]["text"]).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == "c60d07e918967ecc3be61946143531a737a0dd57b425cc50b39c8c75e4da07c1"
    assert len(_article()) == 2782


@pytest.mark.parametrize("claim", _claims(), ids=lambda claim: str(claim["n"]))
def test_every_passage_stands_where_its_offsets_say(claim: dict[str, Any]) -> None:
    assert _article()[claim["start"] : claim["end"]] == claim["text"]


def test_claims_are_numbered_in_the_order_of_the_article() -> None:
    assert [claim["n"] for claim in _claims()] == list(range(1, 23))
    starts = [claim["start"] for claim in _claims()]
    assert starts == sorted(starts)


def test_speakers_have_the_claims_that_a_reader_should_see() -> None:
    assert Counter(claim["speaker"] for claim in _claims()) == {
        "The Epoch Times": 11,
        "Joe Biden": 6,
        "William Burns": 3,
        "Jen Psaki": 2,
    }
    assert {claim["speaker"] for claim in _claims()} == {speaker["name"] for speaker in _desk()["speakers"]}


def test_every_word_of_a_claim_is_one_of_its_list() -> None:
    for claim in _claims():
        (
            Attribution(claim["attribution"]),
            Kind(claim["kind"]),
            Status(claim["status"]),
            Basis(claim["said_basis"]),
        )
        assert set(claim["topics"]) <= TOPICS
    assert {topic for claim in _claims() for topic in claim["topics"]} == TOPICS


def test_narration_is_dated_by_its_publication() -> None:
    for claim in _claims():
        assert (claim["said_basis"] == Basis.PUBLISHED) == (claim["attribution"] == Attribution.NARRATION)
        assert (claim["said_basis"] == Basis.EVIDENCE) == ("date_in_article" in claim)


def test_all_evidence_is_in_a_document_that_is_listed() -> None:
    keys = {document["key"] for document in _desk()["documents"]}
    evidence = [each for claim in _claims() for each in claim["evidence"]]
    assert {each["document"] for each in evidence} <= keys
    assert len(keys) == len(_desk()["documents"]) == 16
    for each in evidence:
        Question(each["on"]), Stance(each["stance"])


def test_documents_speakers_and_sources_use_the_words_of_the_field() -> None:
    for document in _desk()["documents"]:
        Medium(document["medium"]), SourceClass(document["source_class"])
    for speaker in _desk()["speakers"]:
        SpeakerKind(speaker.get("kind", "person"))
    outlets = {document["source"] for document in _desk()["documents"]} | {_desk()["article"]["source"]}
    assert {source["name"] for source in _desk()["sources"]} <= outlets


def test_every_domain_carries_a_document_of_its_source() -> None:
    papers = [*_desk()["documents"], _desk()["article"]]
    for source in _desk()["sources"]:
        urls = [paper["url"] for paper in papers if paper["source"] == source["name"]]
        assert all(any(f"{domain}/" in url for url in urls) for domain in source["domains"])


def test_every_rating_answers_its_question_and_every_flag_is_known() -> None:
    for _claim, on, verdict in _verdicts():
        assert _ratings()[verdict["rating"]][0] == on
        assert verdict["because"]
        assert set(verdict.get("flags", ())) <= set(Flag)


def test_verdicts_rest_on_evidence_as_the_rules_ask() -> None:
    settled = {Category.TRUTH, Category.PROMISE, Category.CONFLICTING_EVIDENCE}
    for claim, on, verdict in _verdicts():
        stances = {each["stance"] for each in claim["evidence"] if each["on"] == on}
        assert stances, claim["n"]
        assert _ratings()[verdict["rating"]][1] not in settled or stances != {Stance.CONTEXT}, claim["n"]


def test_what_is_published_was_decided_and_the_rest_was_not() -> None:
    for claim in _claims():
        assert (claim["status"] == Status.PUBLISHED) == bool(claim["verdicts"])
    assert [claim["n"] for claim in _claims() if not claim["verdicts"]] == [9, 15, 19]


def test_the_quote_verdicts_are_those_that_a_reader_should_see() -> None:
    quotes = [(claim, verdict["rating"]) for claim, on, verdict in _verdicts() if on == Question.QUOTE]
    paraphrases = [claim["n"] for claim, _ in quotes if claim["attribution"] == Attribution.PARAPHRASE]
    assert (len(quotes), len(paraphrases)) == (9, 3)
    assert [claim["n"] for claim, rating in quotes if rating == "altered"] == [1, 7, 14]


def test_links_join_claims_that_exist() -> None:
    numbers = {claim["n"] for claim in _claims()}
    pairs = [(link["claim"], link["other"]) for link in _desk()["links"]]
    assert pairs == [(2, 11), (18, 22)]
    assert all({*pair} <= numbers for pair in pairs)
    assert {link["kind"] for link in _desk()["links"]} == {LinkKind.CONTRADICTS}


def test_the_scales_are_three_with_codes_of_their_own() -> None:
    scales = _toml("scales.toml")["scales"]
    codes = [rating["code"] for scale in scales for rating in scale["ratings"]]
    assert [scale["code"] for scale in scales] == ["factdb-truth", "factdb-promise", "factdb-quote"]
    assert len(codes) == len(set(codes)) == 19
    for scale in scales:
        Question(scale["question"])
        for rating in scale["ratings"]:
            assert ("score" in rating) == (Category(rating["category"]) == Category.TRUTH)
            assert rating["definition"]


def _mapped() -> list[dict[str, Any]]:
    return list(_toml("mappings.toml")["scales"])


def test_other_publishers_scales_have_codes_of_their_own() -> None:
    codes = [scale["code"] for scale in _mapped()]
    assert codes == ["politifact", "liar", "averitec", "fever", "google", "afp", "aap", "washington-post", "snopes"]
    assert not {scale["code"] for scale in _toml("scales.toml")["scales"]} & set(codes)
    for scale in _mapped():
        assert scale["publisher"]
        assert scale["note"]
        assert Question(scale["question"]) is Question.TRUTH
        for kind in ("code", "label"):
            found = [rating[kind] for rating in scale["ratings"]]
            assert len(found) == len(set(found))


@pytest.mark.parametrize("scale", _mapped(), ids=lambda scale: str(scale["code"]))
def test_every_mapped_label_has_a_place_and_a_reason(scale: dict[str, Any]) -> None:
    for rating in scale["ratings"]:
        assert set(rating) <= {"code", "label", "score", "category", "flags", "mapping_reason"}
        assert rating["mapping_reason"].endswith(".")
        assert ("score" in rating) == (Category(rating["category"]) is Category.TRUTH)
        assert rating.get("score", 0) in range(5)
        assert set(rating.get("flags", ())) <= set(Flag)
        assert ":" not in rating["code"]  # it parts a scale from its rating


def test_labels_that_say_no_degree_of_truth_have_no_score() -> None:
    unscored = {r["label"]: r["category"] for scale in _mapped() for r in scale["ratings"] if "score" not in r}
    assert unscored == {
        "Not Enough Evidence": "not-enough-evidence",
        "Conflicting Evidence/Cherrypicking": "conflicting-evidence",
        "NOT ENOUGH INFO": "not-enough-evidence",
        "Exagéré": "context",
        "Incertain": "not-enough-evidence",
        "April Fool": "context",
    }


def test_what_was_not_read_at_the_source_is_not_mapped() -> None:
    labels = {r["label"].casefold() for scale in _mapped() for r in scale["ratings"]}
    assert not labels & {"unproven", "miscaptioned", "misattributed", "scam", "geppetto checkmark", "kept", "full flop"}
