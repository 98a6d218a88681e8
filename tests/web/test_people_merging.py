"""Suggestions of speakers and sources that may be one: side by side, decided by one key each."""

from __future__ import annotations

import re
from typing import Any

import pytest

from factdb.web.pages.words import people_merging
from tests.web.conftest import Visitor
from tests.web.test_people import add_speaker, four_eyes, send

PSAKI = 3
DUPLICATES = "/speakers/duplicates"
WAITS = '<h2 id="waiting">Waits for a second editor</h2>'


def chosen(page: str) -> str:
    """Return the number of the name that is to be kept."""
    (number,) = re.findall(r'name="into" value="(\d+)" checked', page)
    return str(number)


def members(page: str) -> list[str]:
    return re.findall(r'<section class="panel" aria-labelledby="member-(\d+)"', page)


@pytest.fixture
def cluster(ana: Visitor) -> list[int]:
    """Add three spellings of a name that may be one, the best of them last."""
    return [
        add_speaker(ana, name, f"It cost {n} million.") for n, name in enumerate(("ADA LÚND", "A. Lund", "Ada Lund"))
    ]


def test_the_better_spelling_is_chosen_and_the_members_stand_side_by_side(ana: Visitor, cluster: list[int]) -> None:
    page = ana.page(DUPLICATES)
    assert "1 suggestion: speakers that may be the same" in page
    assert members(page) == [str(cluster[2]), str(cluster[1]), str(cluster[0])]
    assert chosen(page) == str(cluster[2])
    assert "It cost 0 million." in page
    assert "Why: initials, diacritics" in page or "Why: diacritics, initials" in page
    rows = ana.client.get(f"{DUPLICATES}.json").json()
    assert {tuple(row["merge_ids"]) for row in rows} == {tuple(cluster)}


@pytest.mark.usefixtures("cluster")
def test_pairs_as_data_come_in_pages(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    every = ana.client.get(f"{DUPLICATES}.json?q=lund")
    assert "link" not in every.headers
    monkeypatch.setattr(people_merging, "PAGE", 2)
    first = ana.client.get(f"{DUPLICATES}.json?q=lund")
    more = first.links["next"]["url"]
    assert more.startswith(f"{DUPLICATES}.json?q=lund&after=")
    last = ana.client.get(more)
    assert "link" not in last.headers
    assert (len(first.json()), first.json() + last.json()) == (2, every.json())


def test_a_group_is_merged_at_once(ana: Visitor, cluster: list[int]) -> None:
    numbers = [str(number) for number in cluster]
    answer = send(ana, f"{DUPLICATES}/merge", member=numbers, into=numbers[2], after="", q="")
    assert answer.url.path == DUPLICATES
    assert f"A. Lund ({cluster[1]}) is merged into Ada Lund ({cluster[2]})." in answer.text
    assert "No two speakers have names" in answer.text
    assert ana.client.get(f"/speakers/{cluster[2]}.json").json()["claims"] == 3


def test_who_is_not_ticked_is_left_out(ana: Visitor, cluster: list[int]) -> None:
    numbers = [str(number) for number in cluster]
    answer = send(ana, f"{DUPLICATES}/merge", member=[numbers[0], numbers[2]], into=numbers[0])
    assert f"Ada Lund ({numbers[2]}) is merged into ADA LÚND ({numbers[0]})." in answer.text
    assert sorted(members(answer.text)) == sorted(numbers[:2])


def test_different_ones_are_offered_no_more(ana: Visitor, cluster: list[int]) -> None:
    numbers = [str(number) for number in cluster]
    answer = send(ana, f"{DUPLICATES}/different", member=numbers, into=numbers[2])
    assert "are marked as different." in answer.text
    assert members(answer.text) == []
    assert len(ana.client.get(f"/speakers/{numbers[0]}.json").json()["different"]) == 2


def test_a_suggestion_is_skipped_and_the_next_one_follows(ana: Visitor, cluster: list[int]) -> None:
    double = add_speaker(ana, "J. Psaki")
    page = ana.page(DUPLICATES)
    first = members(page)
    skip = re.search(r'<a href="(\?[^"]*)" data-key="s"', page)
    assert skip
    second = ana.page(f"{DUPLICATES}{skip[1].replace('&amp;', '&')}")
    assert {tuple(first), tuple(members(second))} == {
        tuple(map(str, reversed(cluster))), (str(PSAKI), str(double))
    }  # fmt: skip
    assert "What comes next" in page
    # What was skipped stays skipped after the next one is decided.
    after = re.search(r'name="after" value="([\d-]+)"', second)
    assert after
    done = send(ana, f"{DUPLICATES}/different", member=members(second), after=after[1]).text
    assert "That was the last suggestion." in done
    assert "Begin again: 1 to decide" in done


def test_a_list_of_suggestions_is_filtered_by_a_part_of_a_name(ana: Visitor, cluster: list[int]) -> None:
    add_speaker(ana, "J. Psaki")
    assert len(members(ana.page(f"{DUPLICATES}?q=lund"))) == len(cluster)
    assert "No two speakers with “nobody”" in ana.page(f"{DUPLICATES}?q=nobody")


def test_a_refusal_shows_the_same_suggestion_with_what_was_typed(ana: Visitor, cluster: list[int]) -> None:
    numbers = [str(number) for number in cluster]
    form: dict[str, Any] = {"member": [numbers[0]], "into": numbers[0], "reason": "As <she> writes it."}
    answer = send(ana, f"{DUPLICATES}/merge", **form)
    assert answer.status_code == 400
    assert (chosen(answer.text), len(members(answer.text))) == (numbers[0], 3)
    assert "As &lt;she&gt; writes it." in answer.text
    assert send(ana, f"{DUPLICATES}/different", member=numbers[:1]).status_code == 400


def test_a_merge_that_readers_see_waits_for_a_second_editor(ana: Visitor) -> None:
    double = add_speaker(ana, "PSAKI, JENNIFER")
    send(ana, f"/speakers/{double}/alias", alias="Jen Psakí")
    four_eyes(ana)
    form: dict[str, Any] = {"member": [str(PSAKI), str(double)], "into": str(double), "reason": "Her full name."}
    assert WAITS not in ana.page(DUPLICATES)
    assert "waits for a second editor" in send(ana, f"{DUPLICATES}/merge", **form).text
    own, ed = ana.page(DUPLICATES), Visitor(ana.site).sign_in("ed")
    assert WAITS in own
    assert "Another editor approves it." in own
    assert "Approve it<" not in own
    assert "Approve it<" in ed.page(DUPLICATES)
    assert WAITS not in Visitor(ana.site).sign_in("rae").page(DUPLICATES)
    assert "is merged into" in send(ed, f"{DUPLICATES}/merge", **form).text
    assert WAITS not in ed.page(DUPLICATES)


def test_who_may_not_merge_sees_the_names_and_no_choice(ana: Visitor, cluster: list[int]) -> None:
    rita, rae = (Visitor(ana.site).sign_in(handle).page(DUPLICATES) for handle in ("rita", "rae"))
    assert 'name="into"' not in rita
    assert "They are different" in rita
    assert "They are different" not in rae
    assert len(members(rae)) == len(cluster)


def test_outlets_are_merged_in_the_same_way(ana: Visitor) -> None:
    for name in ("EXAMPLE POST INC", "The Example Post"):
        form = {"text": f"A bridge of {name} was opened.", "source": name, "published": "2026-11-18"}
        assert ana.client.post("/articles/new/add", data=form).status_code == 200
    page = ana.page("/sources/duplicates")
    best, other = members(page)
    assert chosen(page) == best
    answer = send(ana, "/sources/duplicates/merge", member=[best, other], into=best)
    assert f"is merged into The Example Post ({best})." in answer.text
