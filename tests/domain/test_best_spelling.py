"""Which spelling of a name is best: the one that a merge keeps as the main name."""

from __future__ import annotations

from itertools import permutations

import pytest

from factdb.domain.search.best_spelling import Candidate, best_last


def best(names: tuple[str, ...], *, is_person: bool = True) -> str:
    """Return the best of names that have equally many claims; the order in which they were added must not matter."""
    bests = {
        best_last([Candidate(number, name, 1, is_person) for number, name in enumerate(order)])[-1].name
        for order in permutations(names)
    }
    assert len(bests) == 1, bests
    return bests.pop()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("ANN BRAÉ", "Ann Brae", "ann brae"), "Ann Brae"),
        (("Jean DUPONT", "Jean Dupont"), "Jean Dupont"),
        (("Dr. Jonathan Smithers MP", "Jonathan Smithers", "Sir Jonathan Smithers"), "Jonathan Smithers"),
        (("Jonathan Smithers, Ph.D.", "Jonathan Smithers"), "Jonathan Smithers"),
        (("Rt Hon. Jonathan Smithers QC MP", "J. Smithers"), "J. Smithers"),
        (("J. Smithers", "Jonathan Smithers"), "Jonathan Smithers"),
        (("Smithers, Jonathan", "Jonathan Smithers"), "Jonathan Smithers"),
        (("Smithers, J.", "J. Smithers", "Smithers, Jonathan"), "J. Smithers"),
        (("Jose Muñoz", "Jose Munoz"), "Jose Muñoz"),
        (("Lech Walesa", "Lech Wałęsa"), "Lech Wałęsa"),
        (("JosÃ© MuÃ±oz", "Jose Munoz"), "Jose Munoz"),
        (("Jos\ufffd Mu\ufffdoz", "JOSE MUNOZ"), "JOSE MUNOZ"),
        (("Ann Brae II", "ANN BRAE II"), "Ann Brae II"),
        (("John Doe, Jr.", "JOHN DOE JR"), "John Doe, Jr."),
    ],
)
def test_the_better_spelling_of_a_person(names: tuple[str, ...], expected: str) -> None:
    assert best(names) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("THE EXAMPLE POST", "The Example Post"), "The Example Post"),
        (("el pais", "El Pais", "El País"), "El País"),
    ],
)
def test_the_better_spelling_of_an_outlet(names: tuple[str, ...], expected: str) -> None:
    assert best(names, is_person=False) == expected


@pytest.mark.parametrize(
    ("one", "other", "is_person"),
    [
        ("NPR", "National Public Radio", False),
        ("Pope Francis", "Francis", True),
        ("Dr. Brae", "Mr. Brae", True),
        ("محمد علي", "محمد على", True),
    ],
)
def test_of_equally_good_names_more_claims_decide_and_then_the_older(one: str, other: str, *, is_person: bool) -> None:
    for first, second in ((one, other), (other, one)):
        more = best_last([Candidate(1, first, 2, is_person), Candidate(2, second, 3, is_person)])
        older = best_last([Candidate(1, first, 2, is_person), Candidate(2, second, 2, is_person)])
        assert (more[-1].name, older[-1].name) == (second, first)


def test_the_spelling_goes_before_the_number_of_claims() -> None:
    cluster = [Candidate(1, "ANN BRAE", 40, True), Candidate(2, "Ann Brae", 1, True), Candidate(3, "A. Brae", 9, True)]
    assert [candidate.name for candidate in best_last(cluster)] == ["ANN BRAE", "A. Brae", "Ann Brae"]
