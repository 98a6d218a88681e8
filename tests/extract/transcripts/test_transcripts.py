"""Our own transcripts, with what should be proposed of each: whose words, when in the recording, and on which day."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factdb.domain import recording_times
from factdb.domain.enums import Attribution
from factdb.extract import Proposal
from factdb.extract import propose as propose_all
from factdb.extract.pages.page_reading import PageReading, read_page


def propose(*args: Any) -> list[Proposal]:  # noqa: ANN401 - as they are given on
    """Return the proposals that people are shown without asking for all."""
    return [proposal for proposal in propose_all(*args) if not proposal.is_minor]


FILES = sorted(path for path in (Path(__file__).parent / "files").iterdir() if path.suffix != ".toml")


def read(file: Path) -> tuple[PageReading, list[Proposal], dict[str, Any]]:
    gold = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
    page = read_page(file.read_bytes(), file.name)
    return page, propose(page.text, date.fromisoformat(gold["published"])), gold


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_expected_claim_is_proposed_and_no_other(file: Path) -> None:
    _, proposals, gold = read(file)
    assert [proposal.text for proposal in proposals] == [claim["text"] for claim in gold["claims"]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_claim_has_its_speaker_its_time_and_its_day(file: Path) -> None:
    page, proposals, gold = read(file)
    for proposal, claim in zip(proposals, gold["claims"], strict=True):
        assert page.text[proposal.start : proposal.end] == proposal.text
        assert proposal.attribution is Attribution.DIRECT_QUOTE
        assert (proposal.speaker, list(proposal.alternatives)) == (
            claim.get("speaker"),
            claim.get("alternatives", []),
        ), claim["text"]
        assert recording_times.seconds_at(page.text, proposal.start) == claim.get("seconds"), claim["text"]
        assert proposal.said_on == date.fromisoformat(claim.get("said_on", str(proposal.said_on)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_says_its_title_and_its_language(file: Path) -> None:
    page, _, gold = read(file)
    for name in ("title", "language"):
        if name in gold:
            assert getattr(page, name) == gold[name]
    if "words" in gold:
        words = [line.partition("] ")[2] for line in page.text.splitlines() if line]
        assert " ".join(words) == gold["words"]


def test_a_mention_is_the_label_of_the_turn() -> None:
    page, proposals, _ = read(Path(__file__).parent / "files" / "assembly.txt")
    for proposal in proposals:
        assert proposal.mention_at is not None
        assert " ".join(page.text[proposal.mention_at.start : proposal.mention_at.end].split()) == proposal.mention
    assert proposals[0].mention == "The Minister for Transport (Mona Reyes)"


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("COUNCIL PRESIDENT ROE", "Ana Roe"),
        ("MS. ROE", "Ana Roe"),
        ("Ana", "Ana Roe"),
        ("Mr. McTavish", "McTavish"),
        ("ODALYS VAN DER KING", "Odalys van der King"),
        ("JOHN O\u2019NEIL-ROE", "John O\u2019Neil-Roe"),
        ("Bo Ek, Mayor of Orr", "Bo Ek"),
        ("The Minister", "Mona Reyes"),
        ("CHAIR OF THE COUNCIL", None),
        ("Madam Speaker", None),
        ("JUDGE", None),
        ("THE WITNESS", None),
        ("Unidentified speaker", None),
        ("Q", None),
    ],
)
def test_a_label_stands_for_a_full_name(label: str, speaker: str | None) -> None:
    text = (
        "Ana Roe: The levee failed in 2019.\n\nThe Minister for Dams (Mona Reyes): The pump failed in 2020.\n\n"
        f"{label}: The gate failed in 2021.\n\nAna Roe: The wall failed in 2022.\n\n{label}: The roof failed in 2023."
    )
    by_text = {proposal.text: proposal.speaker for proposal in propose(text)}
    assert by_text["The gate failed in 2021."] == by_text["The roof failed in 2023."] == speaker
    assert by_text["The pump failed in 2020."] == "Mona Reyes"


def test_nobody_gets_the_words_of_a_speaker_who_comes_once() -> None:
    text = (
        "MR. LEE: The levee failed in 2019.\n\nQadir Ozan: Nobody in Orr was told of the levee.\n\n"
        "MS. ROE: No.\n\nMR. LEE: Yes."
    )
    assert [(proposal.speaker, proposal.text) for proposal in propose(text)] == [
        ("Lee", "The levee failed in 2019."),
        ("Qadir Ozan", "Nobody in Orr was told of the levee."),
    ]


def test_talk_is_proposed_to_those_who_ask_for_all() -> None:
    text = (
        "MR. LEE: Thank you very much, everybody.\n\nMS. ROE: Did it fail again in 2019?\n\nMR. LEE: It failed in 2019."
        "\n\nMR. ADU: Oh."
    )
    shown = [(proposal.text, proposal.is_minor) for proposal in propose_all(text)]
    assert shown == [
        ("Thank you very much, everybody.", True),
        ("Did it fail again in 2019?", True),
        ("It failed in 2019.", False),
    ]


def test_what_was_heard_is_no_part_of_what_was_said() -> None:
    text = (
        "MR. LEE: [Laughter] The levee failed in 2019. (Applause.)\n\n"
        "MS. ROE: It cost [inaudible] 3 million in 2020 (crosstalk).\n\nMR. LEE: [Gavel] [Silence]"
    )
    assert [proposal.text for proposal in propose(text)] == [
        "The levee failed in 2019.",
        "It cost [inaudible] 3 million in 2020",
    ]


def test_the_desk_knows_who_holds_an_office() -> None:
    names = {"chair": ["Ada Lund"], "Ruth Achebe": ["Ruth O. Achebe"], "Lee": ["Tom Lee", "Ana Lee"]}
    text = (
        "THE CHAIR: The levee failed in 2019.\n"
        "RUTH ACHEBE: The pump failed in 2020.\n"
        "MR. LEE: The gate failed in 2021.\n"
        "THE CLERK: The wall failed in 2022.\n"
    )
    proposals = propose(text, None, lambda name: names.get(name, names.get(name.lower(), [])))
    assert [(proposal.speaker, proposal.alternatives) for proposal in proposals] == [
        ("Ada Lund", ()),
        ("Ruth O. Achebe", ()),
        (None, ("Tom Lee", "Ana Lee")),
        (None, ()),
    ]
