"""The reports in SQL: the same rows on both engines, counts that add up, and pictures that stay pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from factdb.cli.terminal import chart
from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.enums import LinkKind, Stance, Status
from factdb.domain.page_states import PageState
from factdb.errors import BadValueError
from factdb.errors.claims import PresentLabelsError
from factdb.errors.reports import BadReportError, NoSuchParameterError
from factdb.formats.publish import report_page, svg_chart
from factdb.formats.records.claim_record import CheckRecord
from factdb.reports import catalogue, running
from factdb.services.claims import claim_evidence, notes_and_links
from factdb.services.decisions import correcting, other_checks, statuses
from factdb.services.reads import claim_list, claim_list_at
from factdb.store import sessions
from factdb.store.claims import queries
from factdb.store.engine import Database
from factdb.store.models import Claim, Document, PageCheck
from tests.conftest import NOW
from tests.databases import Templates
from tests.services.conftest import PAGE, Desk, desk_on

SHIPPED = catalogue.shipped()
HOSTILE = '<script>alert(1)</script>"&\x1b[2J'


def work(desk: Desk) -> None:
    """Let there be something in every report: repeats, what is retracted, declined, withdrawn, overdue, unmapped."""
    first, again, third = (desk.new(words) for words in ("It rained.", "It rained again.", "It rained, once more."))
    notes_and_links.link(desk.session, (again, first), desk.rita, LinkKind.REPEATS)
    notes_and_links.link(desk.session, (third, again), desk.rita, LinkKind.REPEATS)
    desk.cite(first, stance=Stance.REFUTES)
    desk.cite(first, f"{PAGE}/2", Stance.REFUTES)
    claim_evidence.withdraw(desk.session, first, desk.rita, 2, "wrong page")
    desk.rate(first, "politifact:pants-on-fire")
    desk.cite(third)
    desk.rate(third, "afp:exagere")
    statuses.set_status(desk.session, desk.new("It is lovely."), desk.rita, Status.DECLINED, "an opinion")
    correcting.retract(desk.session, desk.claim(18), desk.ed, "We were wrong.")
    for n, days in enumerate((0, 1, 3), 1):
        see(desk, f"{PAGE}/dead", n, PageState.GONE, days)
    see(desk, f"{PAGE}/walled", 1, PageState.WALL)
    see(desk, f"{PAGE}/moved", 1, PageState.MOVED)
    see(desk, f"{PAGE}/moved", 2, PageState.CHANGED)
    check_elsewhere(desk)
    later = desk_on(desk.session, NOW + timedelta(days=3, hours=1))
    statuses.set_status(desk.session, first, later.ed, Status.PUBLISHED)
    desk.session.execute(text("UPDATE ratings SET category = NULL WHERE code = 'exagere'"))
    desk.session.execute(text("UPDATE claims SET kind = 'promise', resolves_on = '2021-12-01' WHERE id = 19"))


CHECKS = (
    # One that is our verdict, one that is two steps from it, one of another category, and two that are not compared.
    (10, "PolitiFact", "{same}", 1), (10, "Snopes", "{far}", 2), (10, "AFP", "Incertain", 3),
    (10, "Full Fact", "No", 4), (10, "PolitiFact", None, 5),
    # Two of an open claim, of which the first was replaced; one of a claim that is retracted.
    (19, "PolitiFact", "True", 6), (19, "PolitiFact", "pants-fire", 6), (19, "AAP", "Mostly true.", 7),
    (18, "AAP", "True", 8),
)  # fmt: skip
WORDS = ("False", "Mostly False", "Half True", "Mostly True", "True")
OF_SNOPES = ("False", "Mostly False", "Mixture", "Mostly True", "True")


def check_elsewhere(desk: Desk) -> None:
    """Let other publishers have checked three claims: one that the desk decided, one that is open, one retracted."""
    score = desk.session.scalar(text("SELECT verdict_score FROM v1_claims WHERE id = 10"))
    assert isinstance(score, int)
    words = {"same": WORDS[score], "far": OF_SNOPES[score + 2 if score < 2 else score - 2]}
    for claim, publisher, label, page in CHECKS:
        label_then = label.format(**words) if label else None
        check = CheckRecord(publisher=publisher, label=label_then, url=f"https://example.org/check/{page}")
        other_checks.add(desk.session, desk.claim(claim), desk.ed, check)


def see(desk: Desk, url: str, n: int, state: PageState, days: int = 0) -> None:
    """Let a check of a cited page see this state; the first cites the page."""
    if n == 1:
        desk.cite(desk.claim(19), url)
    number = desk.session.scalars(select(Document.id).where(Document.url == url)).one()
    at = NOW + timedelta(days=days)
    facts = {"by_id": desk.rita.id, "why": "So it is.", "excerpts": 0, "excerpts_intact": 0}
    desk.session.add(PageCheck(document_id=number, n=n, at=at, state=state, **facts))
    desk.session.flush()


@pytest.fixture(scope="module")
def worked(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    """The worked example with more work done, on both engines."""
    sqlite = templates.copy("sqlite", "demo", tmp_path_factory.mktemp("worked") / "desk.db")
    postgresql = templates.copy("postgresql", "demo", tmp_path_factory.mktemp("worked") / "none.db")
    both = next(sqlite), next(postgresql)
    for database in both:
        with sessions.writing(database) as session:
            work(desk_on(session))
    yield both
    next(postgresql, None)


def made(database: Database, name: str, **given: str) -> running.ReportResult:
    report = next(each for each in SHIPPED if each.name == name)
    with sessions.reading(database) as session:
        return running.run(report, given, running.in_session(session), NOW + timedelta(days=40))


@pytest.mark.parametrize("name", [each.name for each in SHIPPED])
def test_a_report_gives_the_same_rows_on_both_engines(worked: tuple[Database, Database], name: str) -> None:
    one, other = (made(database, name) for database in worked)
    assert one.rows
    assert list(one.rows) == list(other.rows)
    assert (one.columns, one.counted, one.scales, one.facts) == (
        other.columns,
        other.counted,
        other.scales,
        other.facts,
    )
    assert {type(value) for row in one.rows for value in row.values()} <= {int, float, str, type(None)}


@pytest.mark.parametrize("report", SHIPPED, ids=lambda report: report.name)
def test_a_report_says_what_it_is_and_what_it_counts(report: catalogue.Report) -> None:
    assert report.about
    assert report.counted
    assert report.title[0].isupper()


def test_verdicts_of_speakers_add_up(worked: tuple[Database, Database]) -> None:
    report = made(worked[0], "verdicts-by-speaker")
    parts = [name for name in report.columns if name not in {"speaker", "n", "rated"}]
    for row in report.rows:
        assert sum(row[part] for part in parts) == row["n"]
        assert row["n"] == row["rated"] + row["disputed_words"] + row["quote_only"] + row["undecided"]
    assert sum(row["n"] for row in report.rows) == report.counted["claims counted"] == 24
    assert (report.counted["left out: declined"], report.counted["left out: retracted"]) == (1, 1)
    assert sum(row["unmapped"] for row in report.rows) == 1
    assert sum(row["false"] for row in report.rows) == 1  # PolitiFact's worst, of the same score; 18 is retracted


def test_the_worked_example_is_as_everybody_knows_it(sqlite_demo: Database) -> None:
    report = made(sqlite_demo, "verdicts-by-speaker")
    sums = {name: sum(row[name] for row in report.rows) for name in report.columns[1:]}
    wanted = {"n": 22, "rated": 14, "disputed_words": 3, "quote_only": 2, "undecided": 3}
    assert {name: sums[name] for name in wanted} == wanted
    assert [(row["speaker"], row["false"]) for row in report.rows][2] == ("William Burns", 0)
    (quotes,) = made(sqlite_demo, "quotes-by-outlet").rows
    names = ("outlet", "quotations", "quotations_altered", "paraphrases", "paraphrases_altered")
    assert tuple(quotes[name] for name in names) == ("The Epoch Times", 6, 2, 3, 1)


def test_checks_of_others_add_up(worked: tuple[Database, Database]) -> None:
    for name, who in (("checks-by-publisher", "publisher"), ("checks-by-speaker", "speaker")):
        report = made(worked[0], name)
        parts = [part for part in report.columns if part not in {
            who, "claims", "checked", "n", "mapped", "same_as_ours", "different"
        }]  # fmt: skip
        for row in report.rows:
            assert sum(row[part] for part in parts) == row["n"] == row["mapped"] + row["unmapped"] + row["no_label"]
        assert sum(row["n"] for row in report.rows) == report.counted["checks counted"] == 7
        assert sum(row["unmapped"] for row in report.rows) == sum(row["no_label"] for row in report.rows) == 1
        assert [sum(row[part] for row in report.rows) for part in ("same_as_ours", "different")] == [1, 2]
        left_out = {what: n for what, n in report.counted.items() if what.startswith("left out")}
        assert sorted(left_out.values()) == [0, 1, 1]
    publishers = {row["publisher"]: (row["claims"], row["n"]) for row in made(worked[0], "checks-by-publisher").rows}
    assert publishers == {"PolitiFact": (2, 3), "AAP": (1, 1), "AFP": (1, 1), "Full Fact": (1, 1), "Snopes": (1, 1)}
    # The denominators are all claims of the speaker, as in the report on verdicts.
    all_claims = {row["speaker"]: row["n"] for row in made(worked[0], "verdicts-by-speaker").rows}
    for row in made(worked[0], "checks-by-speaker").rows:
        assert row["checked"] <= row["claims"] == all_claims[row["speaker"]]


def test_what_others_checked_and_where_they_disagree_is_listed_as_the_filters_have_it(
    worked: tuple[Database, Database],
) -> None:
    for database in worked:
        listed = made(database, "checked-by-others").rows
        assert [(row["id"], row["publisher"], row["score"]) for row in listed] == [
            (19, "PolitiFact", 0),
            (19, "AAP", 3),
        ]
        assert len(made(database, "checked-by-others", publisher="AAP").rows) == 1
        differing = made(database, "disagreements").rows
        assert [(row["id"], row["publisher"], row["steps"]) for row in differing] == [
            (10, "Snopes", 2),
            (10, "AFP", None),
        ]
        assert [row["publisher"] for row in made(database, "disagreements", least="3").rows] == ["AFP"]
        with sessions.reading(database) as session:
            for claim_filter, expected in (
                (ClaimFilter(checked_by_others=True), [19]),
                (ClaimFilter(disagrees=True), [10]),
                (ClaimFilter(disagrees=True, checked_by_others=True), []),
            ):
                assert [row["id"] for row in claim_list.rows(session, claim_filter)] == expected
                assert session.scalar(queries.count(claim_filter)) == len(expected)
            then = claim_list_at.rows(session, ClaimFilter(checked_by_others=True), NOW + timedelta(days=40))
            assert [row["id"] for row in then] == [19]
            with pytest.raises(PresentLabelsError):
                list(claim_list_at.rows(session, ClaimFilter(disagrees=True), NOW))


def test_repeats_of_repeats_count_and_days_are_reckoned(worked: tuple[Database, Database]) -> None:
    (repeated,) = made(worked[0], "most-repeated").rows
    assert (repeated["claim"], repeated["times"]) == ("It rained.", 3)
    assert made(worked[0], "most-repeated", least="4").rows == []
    published = made(worked[0], "time-to-publish").rows[0]
    assert (published["month"], published["n"], published["median_hours"], published["p90_hours"]) == (
        "(all)",
        20,
        0,
        0,
    )
    ages = {row["status"]: row for row in made(worked[0], "open-by-age").rows}
    assert ages["new"]["within_90_days"] == ages["new"]["n"] > 0


def test_a_report_is_asked_for_days_in_part(worked: tuple[Database, Database]) -> None:
    report = made(worked[1], "verdicts-by-month", since="2021-07-24", until="2021-07")
    assert report.parameters == {"since": "2021-07-24", "until": "2021-07-31"}
    assert 0 < report.counted["claims counted"] < 22
    assert sum(report.counted.values()) == 26
    with pytest.raises(NoSuchParameterError):
        made(worked[0], "due", speaker="Ann")
    assert made(worked[1], "most-repeated", least="").parameters == {"least": "2"}
    with pytest.raises(BadValueError, match='The parameter least "two" is not a whole number'):
        made(worked[1], "most-repeated", least="two")


def test_what_is_listed_and_what_is_left_out_are_all(worked: tuple[Database, Database]) -> None:
    for name, whole in (("due", "claims with a due date"), ("single-source", "verdicts in force")):
        report = made(worked[0], name)
        counted = {what: n for what, n in report.counted.items() if "without a due date" not in what}
        assert len(report.rows) + sum(counted.values()) == 2 * counted[whole] > 0, name


def test_what_is_due_is_what_the_lists_have(worked: tuple[Database, Database]) -> None:
    """The promise of claim 1 has a verdict on its quotation alone."""
    listed = [row["id"] for row in made(worked[0], "due", until="2999").rows]
    with sessions.reading(worked[0]) as session:
        assert listed == [row["id"] for row in claim_list.rows(session, ClaimFilter(due_by=date(2999, 12, 31)))] != []
        assert session.get_one(Claim, 1).resolves_on is not None
    assert 1 not in listed


def test_a_verdict_stands_on_what_was_there_when_it_was_decided(worked: tuple[Database, Database]) -> None:
    def listed(session: Session) -> int:
        report = next(each for each in SHIPPED if each.name == "single-source")
        return len(running.run(report, {}, running.in_session(session), NOW + timedelta(days=40)).rows)

    with sessions.writing(worked[0]) as session:
        desk = desk_on(session)
        desk.rate(claim := desk.new("Cats are nice."), "not-checkable")
        before = listed(session)
        desk_on(session, NOW + timedelta(days=1)).cite(claim)
        assert listed(session) == before
        session.rollback()


def test_the_share_of_pages_that_are_gone_is_one_of_checked_pages(worked: tuple[Database, Database]) -> None:
    report = made(worked[0], "link-rot")
    parts = [name for name in report.columns if name not in {"source", "n", "lost_percent"}]
    assert all(sum(row[part] for part in parts) == row["n"] for row in report.rows)
    assert sum(row["n"] for row in report.rows) == report.counted["cited pages"]
    assert report.counted["left out: cited by withdrawn evidence alone"] == 1
    (checked,) = (row for row in report.rows if row["lost_percent"] is not None)
    assert {part: checked[part] for part in ("dead", "unclear", "changed", "there", "gone")} == {
        "dead": 1, "unclear": 1, "changed": 1, "there": 0, "gone": 0,
    }  # fmt: skip
    assert checked["lost_percent"] == 33.3


def test_bars_of_several_lists_say_of_which_they_are() -> None:
    report = next(each for each in SHIPPED if each.name == "balance")
    assert report.chart
    assert report.chart.labels == ("of_what", "name")


def test_a_file_that_is_no_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadReportError, match="no title"):
        catalogue.parsed(tmp_path / "x.sql", "SELECT 1", is_own=True)


def test_a_report_uses_the_pieces_that_others_have(tmp_path: Path) -> None:
    asked = "-- Mine\nSELECT\n    -- use counts-as\nFROM v1_claims c -- use it\n    -- use nothing-such"
    rows = catalogue.parsed(tmp_path / "x.sql", asked, is_own=True).rows
    assert "THEN 'disputed words'" in rows
    assert rows.endswith("END AS counts_as\nFROM v1_claims c -- use it\n    -- use nothing-such")


# -- pictures ------------------------------------------------------------------------------------------------

DRAWING = svg_chart.Drawing(
    HOSTILE, ("true", "false"), [svg_chart.Bar(HOSTILE, (3, 0.5)), svg_chart.Bar("Ann", (0, 0))], [HOSTILE]
)


def test_a_picture_is_well_formed_and_told_in_words() -> None:
    root = ET.fromstring(svg_chart.svg(DRAWING))  # noqa: S314 - our own
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {"svg", "title", "desc", "rect", "text"}
    assert (root.findtext("{*}desc") or "").startswith("Bar chart, 2 bars. <script>")
    for report in (each for each in SHIPPED if each.chart):
        series = report.chart.columns if report.chart else ()
        drawing = svg_chart.Drawing("Colours", series, [svg_chart.Bar("Ann", (1,) * len(series))])
        assert len({svg_chart.colour(drawing, place) for place in range(len(series))}) == len(series), report.name
    many = svg_chart.Drawing("Many", ("n",), [svg_chart.Bar(str(n), (n,)) for n in range(50)])
    assert "10 more are not drawn" in svg_chart.svg(many)


def test_of_several_kinds_of_bars_some_of_each_are_drawn() -> None:
    rows = [
        {"of_what": what, "name": f"{what} {n}", "n": 1} for what in ("speaker", "party", "source") for n in range(30)
    ]
    drawing = svg_chart.Drawing.of_rows("Balance", ["of_what", "name"], ["n"], rows)
    assert [bar.label for bar in drawing.shown][12:15] == ["speaker: speaker 12", "party: party 0", "party: party 1"]
    assert (len(drawing.shown), drawing.undrawn) == (39, "51 more")
    several = svg_chart.Drawing.of_rows(
        "Names", ["first", "last"], ["n"], [{"first": n, "last": n, "n": n} for n in range(99)]
    )
    assert len(several.shown) == svg_chart.MOST_BARS


def test_of_many_months_the_newest_are_drawn() -> None:
    rows = [{"month": f"20{year}-{month:02}", "n": 1} for year in (16, 17, 18, 19) for month in range(1, 13)]
    picture = svg_chart.svg(svg_chart.Drawing.of_rows("Months", ["month"], ["n"], rows))
    assert "2019-12" in picture
    assert "2016-08" not in picture
    assert "8 earlier bars are not drawn" in picture


def test_a_page_has_no_markup_but_its_own() -> None:
    page = report_page.page(HOSTILE, HOSTILE, ["a", "n"], [{"a": HOSTILE, "n": 1}], [HOSTILE], DRAWING)
    assert "<script" not in page
    assert '<td class="n">1</td>' in page


@pytest.mark.parametrize("is_narrow", [False, True])
def test_everything_in_a_picture_is_within_its_width(is_narrow: bool) -> None:  # noqa: FBT001 - a parameter
    series = tuple(f"series number {place}" for place in range(9))
    bars = [svg_chart.Bar("M" * 60, (1,) * 9), svg_chart.Bar("Ann", (0,) * 9)]
    root = ET.fromstring(svg_chart.svg(svg_chart.Drawing("Wide", series, bars), in_page=True, is_narrow=is_narrow))  # noqa: S314 - our own
    width = float(root.attrib["width"])
    assert width <= 320 or not is_narrow
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "rect":
            assert float(element.attrib["x"]) + float(element.attrib["width"]) <= width - 40
        if kind == "text" and element.attrib.get("text-anchor") is None:
            assert float(element.attrib["x"]) + 5 * len(element.text or "") <= width


def test_a_chart_in_the_terminal_fits_and_does_not_steer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = list(chart.lines(DRAWING))
    assert max(map(len, lines[:2])) <= 60 + 4 * len("\x1b[32m")
    assert not any("\x1b[2J" in line for line in lines)
    assert lines[1].endswith(" 0")


RATED = ("true", "mostly_true", "false", "conflicting", "undecided")


def drawn_marks(*values: int) -> dict[str, str]:
    """Return the glyph of each series in a legend, with its colour."""
    drawing = svg_chart.Drawing("Marks", RATED, [svg_chart.Bar("Ann", values), svg_chart.Bar("Bob", values)])
    legend = " ".join(list(chart.lines(drawing))[3:])
    return dict(re.findall(r"(\x1b\[\d+m\S)\x1b\[0m (\w+(?: \w+)?)", legend))


def test_a_category_keeps_its_glyph_and_its_colour_in_every_chart() -> None:
    every = {series: mark for mark, series in drawn_marks(1, 1, 1, 1, 1).items()}
    assert len(set(every.values())) == len(RATED)
    few = {series: mark for mark, series in drawn_marks(0, 0, 1, 0, 1).items()}
    assert few == {series: every[series] for series in ("false", "undecided")}
    for report in (each for each in SHIPPED if each.chart):
        series = report.chart.columns if report.chart else ()
        drawing = svg_chart.Drawing("All", series, [svg_chart.Bar("Ann", (1,) * len(series))])
        glyphs = click.unstyle(next(iter(chart.lines(drawing)))).removeprefix("Ann ")
        assert len(set(glyphs.rsplit(" ", 1)[0])) == len(series), report.name


def test_a_page_has_one_title_no_backticks_and_frames_that_scroll() -> None:
    about = "`n` is the number of claims, and 1 < 2."
    page = report_page.page("Claims by kind", about, ("kind", "n"), [{"kind": "-1", "n": 1}], ["rows: 1"], DRAWING)
    assert (page.count("Claims by kind"), page.count("<title>Claims by kind<"), page.count("<h1>")) == (2, 1, 1)
    assert "<p><code>n</code> is the number of claims, and 1 &lt; 2.</p>" in page
    assert "`" not in page
    assert page.count('<div class="wide" role="region" tabindex="0"') == 2
    assert "<td>-1</td>" in page  # without the apostrophe of spreadsheets
    assert page.count("rows: 1") == 1
    assert 'aria-labelledby="desc"' in page
    assert report_page.markdown_about("`n` is *one*") == "`n` is \\*one\\*"
