"""The public door for Python programs, on both engines; what type checkers say of it is in test_typing."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import factdb
from factdb.python.desk import Desk
from factdb.services.actor import find_actor
from factdb.services.desk import saved_searches
from factdb.store import sessions
from factdb.store.engine import Database
from tests.cli.conftest import ok
from tests.conftest import NOW


@pytest.fixture
def desk(demo: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Desk]:
    """The worked example, opened by its admin."""
    monkeypatch.chdir(tmp_path)
    with factdb.open(demo.location, user="ana") as opened:
        yield opened


def test_claims_are_read_as_typed_rows(desk: Desk) -> None:
    false = desk.claims(verdict="false")
    assert [(row["id"], row["verdict"]) for row in false] == [(18, "false")]
    assert len(desk.claims(speaker="biden", status=["published", "new"])) == 6
    assert [row["id"] for row in desk.claims([7, 3], sort="id", limit=1)] == [3]
    assert [row["id"] for row in desk.claims(sort="-id", after=20)] == list(range(19, 0, -1))
    assert desk.claims(q="nothing has these words") == []
    assert desk.claims(since=dt.date(2022, 1, 1)) == []
    assert desk.claims(at="2020-01-01") == desk.claims(at=dt.date(2020, 1, 1)) == []
    assert [row["id"] for row in desk.claims("7")] == [7]


def test_one_claim_with_all_that_is_known_of_it(desk: Desk) -> None:
    claim = desk.claim(7, history=True)
    assert claim["verdicts"][0]["rating"] == "altered"
    assert claim["history"][0]["kind"] == "added"
    assert "history" not in desk.claim(claim["uid"])
    assert [row["stance"] for row in desk.evidence(7)] == ["refutes"]
    assert desk.check_quotation(7)["result"] == "altered"
    assert desk.check_quotation(7, against="Nothing of this was said. " * 20)["result"] == "not-found"
    assert desk.check_quotation(7, against="Too short.")["result"] == "not-compared"


def test_checks_of_several_publishers_find_their_scales(desk: Desk, tmp_path: Path) -> None:
    lines = ("claim,check_publisher,check_label", "It fell.,PolitiFact,pants-fire", "It rose.,Snopes,MIXTURE")
    file = tmp_path / "checks.csv"
    file.write_text("\n".join([*lines, "It sank.,River,Wet"]))
    assert desk.import_file(file, scale="aap").added == 3
    checks = [desk.claim(number)["checks"][0] for number in (23, 24, 25)]
    assert [(check["scale"], check["rating"], check["score"]) for check in checks] == [
        ("politifact", "pants-on-fire", 0), ("snopes", "mixture", 2), ("aap", None, None),
    ]  # fmt: skip


def test_a_claim_goes_from_its_words_to_a_published_verdict(desk: Desk) -> None:
    added = desk.add_claim(
        "The bridge cost 4 million.",
        speaker="Jane Doe",
        said_on=dt.date(2026, 3, 2),
        source="The Example Times",
        topics=["bridges"],
        kind="numerical",
    )
    assert added.claim == 23
    evidence = desk.add_evidence(
        added.claim, "https://example.org/accounts", "refutes", excerpt="9 million", primary=True
    )
    assert (evidence.id, evidence.on) == ("23.1", "truth")
    rated = desk.rate(added.claim, "false", because="The accounts say 9 million.", publish=True)
    assert (rated.version, rated.ratings, rated.status, rated.waits) == (1, ("false",), "published", False)
    claim = desk.claim(added.uid)
    assert (claim["verdict"], claim["said_on"], claim["topics"]) == ("false", "2026-03-02", ["bridges"])
    assert desk.status(9, "on-hold", reason="We wait for the transcript.").after == "on-hold"


def add_and_fail(desk: Desk) -> None:
    before = len(desk.claims())
    with desk.transaction():
        desk.add_claim("The bridge leans.", source="The Example Times")
        assert len(desk.claims()) == before + 1
        desk.status(7, "new")


def test_an_unnamed_source_is_added_and_read(desk: Desk) -> None:
    added = desk.add_claim("The bridge may close.", source="The Example Times", attributed_to="some officials")
    assert desk.claim(added.claim)["attributed_to"] == "some officials"
    assert [row["attributed_to"] for row in desk.claims([added.claim, 7], sort="id")] == [None, "some officials"]


def test_a_transaction_is_taken_whole_or_not_at_all(desk: Desk) -> None:
    before = len(desk.claims())
    with pytest.raises(factdb.FactdbError, match="published"):
        add_and_fail(desk)
    assert len(desk.claims()) == before
    with desk.transaction():
        desk.add_claim("The bridge leans.", source="The Example Times")
        desk.add_claim("The bridge is closed.", source="The Example Times")
    assert len(desk.claims()) == before + 2


def test_a_saved_search_is_listed_and_run(desk: Desk) -> None:
    with sessions.writing(desk.database) as session:
        actor = find_actor(session, desk.handle, NOW)
        saved_searches.save(session, actor, "Published", [("status", "published")])
    (search,) = desk.searches()
    published = desk.claims(status="published")
    assert (search["name"], search["claims"]) == ("Published", len(published))
    assert desk.claims(saved="published") == published
    assert desk.claims(saved="Published", status="new") == desk.claims(status="new")
    with pytest.raises(factdb.FactdbError, match="There is no saved search"):
        desk.claims(saved="Nothing")


def test_what_a_command_refuses_the_door_refuses(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(factdb.FactdbError) as refused:
        desk.claim(999)
    assert (refused.value.exit_code, bool(refused.value.next_step)) == (3, True)
    for filters in ({"status": "done"}, {"since": "yesterday"}, {"answers_for": "nobody"}, {"colour": "red"}):
        with pytest.raises(factdb.FactdbError) as refused:
            desk.claims(**filters)  # type: ignore[arg-type]
        assert refused.value.exit_code == 2
    with pytest.raises(factdb.FactdbError) as refused:
        desk.rate(7, "false", because="x", if_version=1)
    assert refused.value.exit_code == 5
    with pytest.raises(factdb.FactdbError) as refused:
        factdb.open(tmp_path / "nothing.db")
    assert refused.value.exit_code == 3
    assert not (tmp_path / "nothing.db").exists()
    with pytest.raises(factdb.FactdbError), factdb.open(desk.database.location, user="stranger") as stranger:
        stranger.add_claim("The bridge leans.", source="The Example Times")


def test_duplicates_name_the_better_spelling_last(desk: Desk) -> None:
    for name in ("DR. ADA LUND MP", "Ada Lund", "A. Lund"):
        desk.add_claim(f"{name} says so.", speaker=name)
    pairs = desk.duplicates(name="lund")
    assert {pair["reason"] for pair in pairs} == {"honorific", "initials"}
    best = next(claim["speaker_id"] for claim in desk.claims(speaker="Ada Lund"))
    assert {(len(pair["merge_ids"]), pair["merge_ids"][-1]) for pair in pairs} == {(3, best)}
    assert desk.duplicates("source") == []
    with pytest.raises(factdb.FactdbError) as refused:
        desk.duplicates("topic")  # type: ignore[arg-type]
    assert refused.value.exit_code == 2


def test_an_article_and_a_public_correction(desk: Desk) -> None:
    text = 'The bridge opened on Sunday. "It cost 4 million," Jane Doe said.'
    added = desk.add_article(text, source="The Example Times", published="2026-03-02", accept_all=True)
    assert (added.added, len(added.claims)) == (True, 2)
    assert desk.add_article(text, source="The Example Times", published="2026-03-02").added is False
    corrected = desk.correct(4, "stalled", because="Troops stayed.", public_note="We had this promise as kept.")
    assert (corrected.version, corrected.status) == (2, "published")
    assert desk.retract(4, public_note="We mixed up two speeches.").after == "retracted"
    evidence = desk.add_evidence(added.claims[1], None, "context", interview="Jane Doe")
    assert desk.evidence(added.claims[1])[0]["title"] == "Interview with Jane Doe"
    assert evidence.stance == "context"


def test_what_a_refused_method_half_did_is_taken_back(desk: Desk) -> None:
    with factdb.open(desk.database.location, user="rita") as rita, rita.transaction():
        with pytest.raises(factdb.FactdbError):
            rita.rate(19, "true", because="x", evidence="https://example.org/a", publish=True)
        rita.add_claim("The bridge leans.", source="The Example Times")
    assert (desk.claim(19)["status"], desk.evidence(19), len(desk.claims())) == ("new", [], 23)


def test_text_is_read_for_proposals_and_likeness(desk: Desk) -> None:
    text = 'The bridge opened on Sunday. "The mission in Iraq will end," Biden said on Monday.'
    proposal = desk.proposals(text, published="2021-07-28")[-1]
    assert (proposal.speaker, str(proposal.said_on)) == ("Joe Biden", "2021-07-26")
    assert desk.proposals(text, source="The Example Times")[0].speaker == "The Example Times"
    assert desk.similar("The combat mission in Iraq is over", limit=1)[0]["id"] == 4
    assert all(row["id"] != 4 for row in desk.similar(4))


def test_files_go_out_and_come_in(desk: Desk, tmp_path: Path) -> None:
    assert desk.export("claims.jsonl.gz", speaker="biden") == 6
    assert desk.export("evidence.csv", "evidence", claims=7) == 1
    with factdb.open(tmp_path / "other.db", user="zoe", create=True) as other:
        assert other.import_file("claims.jsonl.gz").added == 6
        assert other.import_file("claims.jsonl.gz").same == 6
        (tmp_path / "rows.csv").write_text("Who,claim,said on\nAnn,The bridge is open.,2021-01-02\nAnn,,soon\n")
        columns = {"Who": "speaker"}
        with pytest.raises(factdb.FactdbError) as refused:
            other.import_file("rows.csv", columns=columns)
        assert refused.value.__notes__
        assert len(other.claims()) == 6
        summary = other.summarise_import("rows.csv", columns=columns)
        assert [(column["column"], column["field"]) for column in summary["columns"]] == [
            ("Who", "speaker"), ("claim", "claim"), ("said on", "said_on"),
        ]  # fmt: skip
        assert (summary["rows"], summary["refused"], summary["claims"][0]["speaker"]) == (2, 1, "Ann")
        assert len(other.claims()) == 6
        skipped = other.import_file("rows.csv", columns=columns, on_error="skip")
        assert (skipped.added, len(skipped.refused)) == (1, 1)
        with pytest.raises(factdb.FactdbError):
            other.import_file("missing.csv")
        with pytest.raises(factdb.FactdbError, match="it is a folder"):
            other.import_file(tmp_path)
        with pytest.raises(factdb.FactdbError, match="missing"):
            other.add_evidence(1, None, "supports", file="missing.txt")
        with pytest.raises(factdb.FactdbError, match="claim"):
            other.export("claims.csv", "claim")  # type: ignore[arg-type]
        with pytest.raises(factdb.FactdbError, match=r"claims\.pdf"):
            other.export("claims.pdf")


def test_sql_reads_the_public_views_alone(desk: Desk) -> None:
    if desk.database.is_postgresql:
        with pytest.raises(factdb.FactdbError, match="FACTDB_READER_URL"):
            desk.sql("SELECT 1")
        return
    rows = desk.sql("SELECT id FROM v1_claims WHERE verdict = :verdict", {"verdict": "false"})
    assert rows == [{"id": 18}]
    with pytest.raises(factdb.FactdbError):
        desk.sql("SELECT * FROM reviewers")


def test_the_command_line_sees_the_same(demo: Database) -> None:
    with factdb.open(demo.location, user="ana") as desk:
        desk.add_claim("The bridge leans.", source="The Example Times")
    assert ok(demo, "claims", "list", "--source", "The Example Times", "--json").ids == [23]


def test_importing_factdb_imports_nothing_else() -> None:
    script = "import sys; before = set(sys.modules); import factdb; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__future__", "factdb"]
    assert {"open", "Desk", "FactdbError"} <= set(dir(factdb))
    assert all(getattr(factdb, name) for name in factdb.__all__)
    with pytest.raises(AttributeError):
        factdb.nothing  # noqa: B018
