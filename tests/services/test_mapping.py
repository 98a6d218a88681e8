"""Other publishers' labels: mapped in versions of their scales, and told where nobody mapped them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from factdb.domain.enums import Category, Flag
from factdb.errors import NoSuchError, NotPermittedError
from factdb.errors.people import NotInScaleError, OwnScaleError, ScoreError
from factdb.formats import scale_file
from factdb.formats.records.claim_record import CheckRecord
from factdb.services.decisions import mapping, other_checks, publisher_scales
from factdb.services.decisions.mapping import Meaning, ScaleVersion
from factdb.services.desk import setup
from factdb.services.verify.streams import Checked
from factdb.services.verify.verify import findings
from factdb.store.models import Rating, Scale
from factdb.store.views import V1_OTHER_CHECKS
from tests.services.conftest import Desk

JOKE = Meaning(Category.MEDIA, "It says that it is a joke.", flags=(Flag.SATIRE,))
GAZETTE = """
[[scales]]
code = "gazette"
publisher = "The Gazette"
question = "truth"
[[scales.ratings]]
code = "faux"
label = "Faux \N{MULTIPLICATION SIGN}"
category = "truth"
score = 0
flags = ["misleading", "egregious"]
mapping_reason = "It says so."
"""


def checked(desk: Desk, number: int, label: str, scale: str | None = "snopes", publisher: str = "Snopes") -> None:
    check = CheckRecord(publisher=publisher, label=label, scale=scale, url=f"https://example.org/{number}")
    assert other_checks.add(desk.session, desk.claim(number), desk.ed, check)


def unmapped(desk: Desk) -> list[tuple[object, ...]]:
    return [tuple(row.values())[:5] for row in mapping.unmapped(desk.session)[0]]


def test_a_changed_mapping_is_a_new_version_and_the_old_rows_stay(desk: Desk) -> None:
    session = desk.session
    checked(desk, 4, "Rating:  joke")
    assert unmapped(desk) == [("snopes", "Snopes", "Rating:  joke", 1, 1)]
    assert publisher_scales.rating_of_check(session, 4, 1) == ("snopes", None)
    assert mapping.map_label(session, desk.ed, "snopes", "Joke", JOKE) == ScaleVersion("snopes", 2, "changed")
    assert mapping.map_label(session, desk.ed, "snopes", " joke", JOKE) == ScaleVersion("snopes", 2, "unchanged")
    scale, found = publisher_scales.rating_of_check(session, 4, 1)
    assert found is not None
    assert scale == "snopes"
    assert (found.code, found.category, found.flags) == ("joke", Category.MEDIA, (Flag.SATIRE,))
    assert unmapped(desk) == []
    row = session.execute(select(V1_OTHER_CHECKS)).mappings().one()
    assert (row["rating"], row["category"], row["flags"], row["mapped"]) == ("joke", "media", "satire", True)
    first, second = session.scalars(select(Scale).where(Scale.code == "snopes").order_by(Scale.version))
    counts = [
        len(list(session.scalars(select(Rating.id).where(Rating.scale_id == each.id)))) for each in (first, second)
    ]
    assert counts[1] == counts[0] + 1
    assert mapping.map_label(session, desk.ed, "snopes", "Joke", None) == ScaleVersion("snopes", 3, "changed")
    assert unmapped(desk) == [("snopes", "Snopes", "Rating:  joke", 1, 1)]
    session.flush()
    assert list(findings(session, Checked())) == []


def test_only_the_newest_label_of_a_publisher_and_url_counts(desk: Desk) -> None:
    checked(desk, 4, "Nobody knows")
    checked(desk, 5, "Nobody knows")
    checked(desk, 7, "Who knows?", None, "The Gazette")
    assert unmapped(desk) == [
        ("snopes", "Snopes", "Nobody knows", 2, 2),
        (None, "The Gazette", "Who knows?", 1, 1),
    ]
    checked(desk, 4, "True")
    assert {row[2:] for row in unmapped(desk)} == {("Who knows?", 1, 1), ("Nobody knows", 1, 1)}


def test_what_can_t_be_mapped_is_refused(desk: Desk) -> None:
    session = desk.session
    with pytest.raises(OwnScaleError):
        mapping.map_label(session, desk.ed, "factdb-truth", "True", JOKE)
    with pytest.raises(NotInScaleError):
        mapping.map_label(session, desk.ed, "snopes", "Nobody knows", None)
    with pytest.raises(ScoreError):
        mapping.map_label(session, desk.ed, "snopes", "Joke", Meaning(Category.MEDIA, "So.", score=0))
    with pytest.raises(NoSuchError) as near:
        mapping.map_label(session, desk.ed, "snoopes", "Joke", JOKE)
    assert near.value.next_step.startswith("Did you mean: snopes")
    with pytest.raises(NotPermittedError):
        mapping.map_label(session, desk.rita, "snopes", "Joke", JOKE)


def test_scales_are_taken_once_and_what_differs_is_a_new_version(desk: Desk) -> None:
    given = scale_file.read(GAZETTE, "gazette.toml")
    assert [version.outcome for version in mapping.import_scales(desk.session, desk.ed, given)] == ["added"]
    assert [version.outcome for version in mapping.import_scales(desk.session, desk.ed, given)] == ["unchanged"]
    given[0]["ratings"][0]["flags"] = []
    assert mapping.import_scales(desk.session, desk.ed, given) == [ScaleVersion("gazette", 2, "changed")]
    shipped = setup.read_seed("mappings.toml")["scales"]
    assert {version.outcome for version in mapping.import_scales(desk.session, desk.ed, shipped)} == {"unchanged"}
    with pytest.raises(OwnScaleError):
        mapping.import_scales(desk.session, desk.ed, [{**given[0], "code": "factdb-truth"}])
    assert list(findings(desk.session, Checked())) == []
