"""Forms that no verb of saying marks: press releases, lists of quotations, interviews, headlines that quote."""

# ruff: noqa: RUF001 - dashes of all lengths are what these tests are about

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from factdb.domain.enums import Attribution
from factdb.extract import Proposal, propose

DAY = dt.date(2026, 5, 15)
FORMS = ("release", "list", "interview", "headline")
ARTICLES = sorted(file for form in FORMS for file in Path(__file__).parent.glob(f"articles/{form}_*.txt"))
QUOTATION = "“The lock leaks on both sides.”"
INTRODUCTION = "Jane Roe runs the lock at Orr.\n\n"


def sourced(text: str) -> list[tuple[str | None, str]]:
    """Return who is proposed as saying what; the article's own words and minor proposals are left out."""
    return [(proposal.speaker, proposal.text) for proposal in _sourced(text) if not proposal.is_minor]


def _sourced(text: str) -> list[Proposal]:
    return [proposal for proposal in propose(text, DAY) if proposal.attribution is not Attribution.NARRATION]


def test_there_are_two_articles_of_each_form() -> None:
    forms = [file.stem.partition("_")[0] for file in ARTICLES]
    assert all(forms.count(form) > 1 for form in FORMS)


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_nobody_is_proposed_as_saying_anything_else(file: Path) -> None:
    gold = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))["claims"]
    expected = {(claim["speaker"], claim["text"]) for claim in gold if claim.get("attribution") != "narration"}
    assert set(sourced(file.read_text(encoding="utf-8"))) == expected


@pytest.mark.parametrize(
    "signature",
    [
        " — Jane Roe",
        " - Jane Roe",
        " – Jane Roe, mayor of Orr",
        " -- Jane Roe, who keeps the lock",
        " -Jane Roe",
        "—Jane Roe, chairwoman of the Orr Port Authority",
        "\n— Jane Roe, chairwoman of the Orr Port Authority",
        "\n- Jane Roe",
        "\n--Jane Roe, mayor",
        "\nJane Roe, Mayor of Orr",
        "\n\nJane Roe (mayor)",
    ],
)
def test_a_quotation_is_the_words_of_who_signs_it(signature: str) -> None:
    text = f"The port wrote.\n\n{QUOTATION}{signature}\n\nThe port has nine gates."
    assert sourced(text) == [("Jane Roe", QUOTATION)]


def test_several_signed_quotations_in_a_row_have_their_own_speakers() -> None:
    text = f"{QUOTATION} — Jane Roe\n{QUOTATION[:-2]} now.”\n— Bob Ross, baker\n* {QUOTATION[:-2]} today.” - Ann Lee"
    assert [speaker for speaker, _ in sourced(text)] == ["Jane Roe", "Bob Ross", "Ann Lee"]


def test_a_signed_quotation_may_have_several_paragraphs() -> None:
    text = "“The lock leaks on both sides.\n\n“It has done so since May.” — Jane Roe, mayor"
    assert sourced(text) == [
        ("Jane Roe", "“The lock leaks on both sides."),
        ("Jane Roe", "“It has done so since May.”"),
    ]


@pytest.mark.parametrize(
    "lead",
    [
        "And from Chairwoman Jane Roe:",
        "From the desk of Jane Roe:",
        "From the office of Mayor Jane Roe:",
        "Statement from Jane Roe:",
        "Full statement by Jane Roe, mayor of Orr, on the lock:",
        "Jane Roe, mayor of Orr:",
        "Mayor Jane Roe:",
        "Jane Roe:",
    ],
)
@pytest.mark.parametrize("gap", [" ", "\n\n"])
def test_a_lead_without_a_verb_names_the_speaker(lead: str, gap: str) -> None:
    assert sourced(f"The port wrote on the lock.\n\n{lead}{gap}{QUOTATION}") == [("Jane Roe", QUOTATION)]


@pytest.mark.parametrize(
    "lead",
    [
        "In a statement, Jane Roe wrote:",
        "Jane Roe said in a statement on Friday:",
        "Statement from Jane Roe:",
        "From the desk of Jane Roe:",
    ],
)
def test_a_statement_without_marks_ends_with_its_last_first_person(lead: str) -> None:
    own = "The port paid 14 million dollars for the pumps."
    text = f"One.\n\nTwo.\n\nThree.\n\n{lead}\n\nThe lock leaks.\n\nWe closed it in May.\n\n{own}"
    assert sourced(text) == [("Jane Roe", "The lock leaks."), ("Jane Roe", "We closed it in May.")]
    assert [proposal.attribution for proposal in _sourced(text)] == [Attribution.DIRECT_QUOTE] * 2


@pytest.mark.parametrize(
    "label",
    [
        "Note", "Update", "Read more", "Price", "Picture", "Photo: Jane Roe", "10:30", "https://orr.example/a",
        "Ingredients", "Editor's note", "NEW DELHI", "Where", "Monday", "Tickets", "The lock", "Correction", "Source",
    ],
)  # fmt: skip
def test_a_label_of_the_page_is_no_speaker(label: str) -> None:
    assert sourced(f"{INTRODUCTION}{label}: The pumps cost the port 14 million in May.") == []


@pytest.mark.parametrize("label", ["Note", "Read more", "Editor's note", "Caption"])
def test_a_label_of_the_page_is_no_speaker_of_a_quotation(label: str) -> None:
    assert sourced(f"{INTRODUCTION}{label}: {QUOTATION}") == []


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–", "—", "1.", "2)"])
def test_the_items_of_a_list_are_the_words_of_who_brings_it_in(bullet: str) -> None:
    second = "“We closed it in May.”"
    text = f"Jane Roe said at the port:\n\n{bullet} {QUOTATION}\n{bullet} {second}\n\nThe port has gates."
    assert sourced(text) == [("Jane Roe", QUOTATION), ("Jane Roe", second)]


def test_an_item_that_names_its_own_speaker_is_not_given_to_another() -> None:
    text = f"Jane Roe made two points:\n- {QUOTATION}\n- “It is dry,” Bob Ross said.\n- “We closed it in May.”"
    assert [speaker for speaker, _ in sourced(text)] == ["Jane Roe", "Bob Ross", "Jane Roe"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Q:", "A:"), ("Q.", "A."), ("Q —", "A —"), ("Question:", "Answer:"), ("Orr Times:", "Jane Roe:"),
        ("OT:", "JR:"), ("Interviewer:", "Roe:"), ("Host:", "Jane:"), ("Q:", "Mayor Roe:"), ("BOB ROSS:", "JANE ROE:"),
    ],
)  # fmt: skip
def test_answers_are_the_words_of_who_is_interviewed(question: str, answer: str) -> None:
    text = (
        f"{INTRODUCTION}{question} Does the lock leak?\n\n{answer} It leaked in May and in June.\n\n"
        f"{question} You closed it in 2024. Why was that?\n\n{answer} We had no money. It cost 9 million."
    )
    answers = _sourced(text)
    assert [(proposal.speaker, proposal.text) for proposal in answers] == [
        ("Jane Roe", "It leaked in May and in June."),
        ("Jane Roe", "We had no money. It cost 9 million."),
    ]
    assert {proposal.attribution for proposal in answers} == {Attribution.DIRECT_QUOTE}
    assert not [proposal.text for proposal in propose(text, DAY) if "2024" in proposal.text]


def test_a_question_of_several_paragraphs_is_no_claim() -> None:
    text = f"{INTRODUCTION}Q: The lock was closed in 2019.\n\nIt leaked in 2020. Why?\n\nA: We had no money.\n\nQ: Now?"
    assert [(p.speaker, p.text) for p in propose(text, DAY)] == [("Jane Roe", "We had no money.")]


def test_nobody_answers_where_two_people_are_introduced_alike() -> None:
    questions = "Q: Does it leak?\n\nA: We saw it leak in May.\n\nQ: Why?\n\nA: It rained."
    assert propose(f"Jane Roe and Bob Ross run the lock.\n\n{questions}", DAY) == []


def test_questions_that_the_article_answers_itself_are_no_interview() -> None:
    text = (
        "Jane Roe spoke to the Orr Times about the levy.\n\nWhat is the levy?\n\nThe levy was set in 2024.\n\n"
        "Who pays it?\n\nOwners of boats have paid it since May.\n\nWhen does it end?\n\nIt ended in 2025."
    )
    assert sourced(text) == []


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("'Lock leaks', says mayor", "'Lock leaks'"),
        ("Mayor: 'The lock leaks'", "'The lock leaks'"),
        ('Mayor: "The lock leaks"', '"The lock leaks"'),
        ("Roe: lock will leak", "lock will leak"),
        ("Jane Roe: lock will leak", "lock will leak"),
        ("“Lock leaks” – Roe", "“Lock leaks”"),
        ("“Lock leaks” - mayor", "“Lock leaks”"),
        ("Orr mayor: “Lock leaks”", "“Lock leaks”"),
    ],
)
def test_a_headline_quotes_whom_the_article_names(headline: str, words: str) -> None:
    text = f"{headline}\n\nMayor Jane Roe walked along the lock on Monday.\n\nThe sun shone."
    assert sourced(text) == [("Jane Roe", words)]


@pytest.mark.parametrize(
    "headline",
    ["Analysis: lock will leak", "Orr: lock will leak", "Ann Lee Scolds Mayor: lock will leak", "Roe: will it leak?"],
)
def test_a_headline_that_quotes_nobody_is_nobodys_words(headline: str) -> None:
    assert sourced(f"{headline}\n\nMayor Jane Roe walked along the lock on Monday.") == []


def test_a_heading_is_no_part_of_the_name_below_it() -> None:
    text = "Floods in Dayton\n\nAnn Lee said the lock leaks.\n\nRead More\nBob Ross said it is dry."
    assert [speaker for speaker, _ in sourced(text)] == ["Ann Lee", "Bob Ross"]


def test_questions_with_letters_that_the_article_answers_itself_are_its_own_words() -> None:
    text = "Jane Roe runs the lock.\n\nQ: What is the levy?\nA: The levy was set in 2024.\n\nQ: Who pays?\nA: Boats do."
    assert [(p.speaker, p.text) for p in propose(text, DAY)] == [(None, "The levy was set in 2024")]


@pytest.mark.parametrize(
    "note",
    [
        "This interview has been edited for length.",
        "Read more: the gates were built in 1911",
        "ORR, Ohio (May 4, 2026)",
    ],
)
def test_what_a_page_says_of_itself_is_no_claim(note: str) -> None:
    assert propose(f"{INTRODUCTION}{note}", DAY) == []


def test_what_brings_in_a_list_ends_before_its_colon() -> None:
    text = "Jane Roe said on Friday that the lock has three faults:\n\n- The gates leak in winter.\n- no pumps"
    assert sourced(text) == [("Jane Roe", "the lock has three faults"), ("Jane Roe", "The gates leak in winter")]


def test_a_transcript_in_capitals_has_speakers_of_one_turn_each_too() -> None:
    turns = ("HOST: Did you close it?", "ROSS: I closed it in 2019.", "LEE: The lock stayed open until 2021.")
    text = "\n\n".join(("A transcript.", *turns, "(APPLAUSE)"))
    assert sourced(text) == [("Ross", "I closed it in 2019."), ("Lee", "The lock stayed open until 2021.")]


def test_two_datelines_are_no_dialogue() -> None:
    assert sourced("NAIROBI: The lock was closed in 2019.\n\nORR: The gates were sold in May.") == []
