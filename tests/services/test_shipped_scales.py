"""Taking up the scales of a new release: what is missing or newer, but never over what the desk changed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from factdb import resources
from factdb.domain.enums import Category
from factdb.errors import NoSuchError
from factdb.errors.claims import RoleNeededError
from factdb.services.decisions import mapping, scales, shipped_scales
from factdb.services.decisions.shipped_scales import ShippedState
from factdb.store.models import DeskHistory
from tests.conftest import NOW
from tests.services.conftest import Desk

GAZETTE = """
[[scales]]
code = "gazette"
publisher = "The Bridge Gazette"
question = "truth"

[[scales.ratings]]
code = "pinocchio"
label = "Pinocchio"
"""


class Release:
    """The shipped files of a later release, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._shipped = {name: self._read(name) for name in ("scales.toml", "mappings.toml")}

    def adds(self, scale: str) -> None:
        """Ship another scale."""
        self._write("mappings.toml", self._read("mappings.toml") + scale)

    def changes(self, code: str, note: str = "Read again.") -> None:
        """Give a scale another note, which makes it another version."""
        name = "scales.toml" if code.startswith("factdb-") else "mappings.toml"
        head, line, rest = self._read(name).partition(f'code = "{code}"\n')
        assert line
        facts, ratings, others = rest.partition("[[scales.ratings]]")
        without_note = re.sub("^note = .*\n", "", facts, flags=re.MULTILINE).rstrip("\n")
        self._write(name, f'{head}{line}{without_note}\nnote = "{note}"\n\n{ratings}{others}')

    def names_publishers_once(self) -> None:
        """Ship the scales with one name of each publisher, as factdb 0.1 did."""
        self._write("mappings.toml", re.sub("^publishers = .*\n", "", self._read("mappings.toml"), flags=re.MULTILINE))

    def goes_back(self) -> None:
        """Ship the files of this release again, as an older factdb on another machine does."""
        for name, text in self._shipped.items():
            self._write(name, text)

    def _read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
        shipped_scales._digest.cache_clear()  # noqa: SLF001 - a process ships one release


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Release]:
    """The files of this release, to be changed."""
    folder = tmp_path / "seeds"
    shutil.copytree(resources.folder("seeds"), folder)
    real = resources.folder
    monkeypatch.setattr(resources, "folder", lambda name, **where: folder if name == "seeds" else real(name, **where))
    yield Release(folder)
    monkeypatch.undo()
    shipped_scales._digest.cache_clear()  # noqa: SLF001 - as above


def states(desk: Desk) -> dict[str, tuple[str, int | None]]:
    """Return state and version of the scales that are not the same as the shipped ones."""
    rows = shipped_scales.shipped_rows(desk.session)
    return {row["scale"]: (row["state"], row["version"]) for row in rows if row["state"] != ShippedState.SAME}


def taken_up(desk: Desk, handle: str = "ana") -> dict[str, tuple[str, int | None]]:
    shipped = shipped_scales.take_up_if_new(desk.session, handle, NOW)
    return {scale.code: (str(scale.state), scale.version) for scale in shipped}


def events(desk: Desk) -> list[dict[str, Any]]:
    return list(desk.desk_events("scales-taken-up"))


def length(desk: Desk) -> int:
    return desk.session.scalar(select(func.count()).select_from(DeskHistory)) or 0


def test_a_new_desk_has_taken_up_all_that_ships(desk: Desk) -> None:
    assert states(desk) == {}
    (event,) = events(desk)
    assert event["actor"] == desk.ana.uid
    assert event["scales"] == {row["scale"]: 1 for row in shipped_scales.shipped_rows(desk.session)}
    before = length(desk)
    assert taken_up(desk) == {}
    assert length(desk) == before


def test_what_is_missing_or_newer_is_taken_up_and_what_the_desk_changed_stays(desk: Desk, release: Release) -> None:
    meaning = mapping.Meaning(Category.MEDIA, "It says that it is a joke.")
    mapping.map_label(desk.session, desk.ed, "politifact", "Full Flop", meaning)
    for code in ("snopes", "politifact"):
        release.changes(code)
    release.adds(GAZETTE)
    expected = {
        "politifact": ("changed by the desk", 2), "snopes": ("newer", 1), "gazette": ("missing", None)
    }  # fmt: skip
    assert states(desk) == expected
    assert taken_up(desk) == {
        "politifact": ("changed by the desk", 2), "snopes": ("newer", 2), "gazette": ("missing", 1)
    }  # fmt: skip
    assert states(desk) == {"politifact": ("changed by the desk", 2)}
    assert {row["version"] for row in scales.list_ratings(desk.session, "snopes")} == {2}
    (label,) = (row for row in scales.list_ratings(desk.session, "politifact") if row["label"] == "Full Flop")
    assert label["category"] == "media"
    _, event = events(desk)
    assert (event["actor"], event["at"][:10]) == (desk.ana.uid, f"{NOW:%Y-%m-%d}")
    assert event["scales"]["snopes"] == 2
    assert "politifact" not in event["scales"]
    added = [(event["scale"]["code"], event["version"]) for event in desk.desk_events("scale-added")[-2:]]
    assert added == [("snopes", 2), ("gazette", 1)]
    assert taken_up(desk) == {}


def test_what_was_taken_up_and_left_alone_follows_the_next_release(desk: Desk, release: Release) -> None:
    release.changes("snopes")
    assert taken_up(desk) == {"snopes": ("newer", 2)}
    release.changes("snopes", "Read a third time.")
    assert taken_up(desk) == {"snopes": ("newer", 3)}


def test_a_scale_that_the_desk_added_before_it_shipped_is_the_desk_s(desk: Desk, release: Release) -> None:
    theirs = {"code": "gazette", "publisher": "Gazette", "question": "truth", "ratings": [{"code": "x", "label": "X"}]}
    mapping.import_scales(desk.session, desk.ed, [theirs])
    release.adds(GAZETTE)
    assert taken_up(desk) == {"gazette": ("changed by the desk", 1)}


def test_a_changed_scale_is_no_news_while_the_shipped_one_is_the_one_that_it_was(desk: Desk, release: Release) -> None:
    mapping.map_label(desk.session, desk.ed, "snopes", "Scam", mapping.Meaning(Category.MEDIA, "A fraud."))
    release.changes("aap")
    assert taken_up(desk) == {"aap": ("newer", 2)}
    assert states(desk) == {"snopes": ("changed by the desk", 2)}


def test_the_desk_s_own_scales_follow_the_release_and_verdicts_keep_their_version(desk: Desk, release: Release) -> None:
    claim = desk.new()
    desk.cite(claim)
    desk.rate(claim, "true")
    before = claim.truth_rating_id
    release.changes("factdb-truth")
    assert taken_up(desk) == {"factdb-truth": ("newer", 2)}
    desk.session.refresh(claim)
    assert claim.truth_rating_id == before
    rating, _ = scales.find_rating(desk.session, "true")
    assert rating.id != before


def test_what_an_older_factdb_ships_is_not_taken_up_over_a_newer_version(desk: Desk, release: Release) -> None:
    for code in ("snopes", "factdb-truth"):
        release.changes(code)
    assert taken_up(desk) == {"snopes": ("newer", 2), "factdb-truth": ("newer", 2)}
    release.goes_back()
    assert states(desk) == {"snopes": ("older", 2), "factdb-truth": ("older", 2)}
    assert taken_up(desk) == {}
    assert {row["version"] for row in scales.list_ratings(desk.session, "snopes")} == {2}
    (own,) = shipped_scales.take(desk.session, desk.ed, ["factdb-truth"])
    assert (own.version, own.stays) == (2, True)
    for code in ("snopes", "factdb-truth"):
        release.changes(code, "Read a third time.")
    assert taken_up(desk) == {"snopes": ("newer", 3), "factdb-truth": ("newer", 3)}, "the next release is newer"


def test_nobody_but_an_admin_is_bothered(desk: Desk, release: Release) -> None:
    release.changes("snopes")
    before = length(desk)
    for handle in ("ed", "rita", "rae", "stranger"):
        assert taken_up(desk, handle) == {}
    assert length(desk) == before
    with pytest.raises(RoleNeededError):
        shipped_scales.take_up(desk.session, desk.ed)
    assert taken_up(desk) == {"snopes": ("newer", 2)}


def test_a_shipped_scale_can_be_taken_in_the_place_of_the_desk_s(desk: Desk, release: Release) -> None:
    mapping.map_label(desk.session, desk.ed, "snopes", "Scam", mapping.Meaning(Category.MEDIA, "A fraud."))
    assert states(desk) == {"snopes": ("changed by the desk", 2)}
    with pytest.raises(RoleNeededError):
        shipped_scales.take(desk.session, desk.rita, ["snopes"])
    with pytest.raises(NoSuchError) as caught:
        shipped_scales.take(desk.session, desk.ed, ["snops"])
    assert "Did you mean: snopes" in caught.value.next_step
    (taken,) = shipped_scales.take(desk.session, desk.ed, ["snopes", "snopes"])
    assert (taken.code, taken.version) == ("snopes", 3)
    assert states(desk) == {}
    before = length(desk)
    shipped_scales.take(desk.session, desk.ed, ["snopes"])
    assert length(desk) == before
    release.changes("snopes")  # it is the shipped one again, so that the next release brings its own
    assert taken_up(desk) == {"snopes": ("newer", 4)}
