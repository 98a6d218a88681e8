"""Files of claims go in: each row once, whatever its format; what changed changes, what is published waits."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from factdb.domain import dates
from factdb.domain.claim_filter import ClaimRequest
from factdb.domain.enums import Attribution, Basis, Kind, SpeakerKind, Status
from factdb.domain.identities import Families
from factdb.errors import BadValueError, FactdbError, NoSuchError
from factdb.errors.claims import RoleNeededError
from factdb.errors.exchange import RowRefusedError
from factdb.services.claims import editing
from factdb.services.decisions import correcting, statuses
from factdb.services.exports import records
from factdb.services.imports import importing
from factdb.services.people import merging, sources, speakers, topics
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import claim_list, other_check_list
from factdb.services.verify import claim_checks as verifying_claims
from factdb.services.verify import people_and_documents
from factdb.services.verify.streams import Checked, Reader
from factdb.store.base import select_unknown
from factdb.store.models import Claim, Evidence, Origin, Source, Speaker
from tests.formats.test_malformed import FILES
from tests.services.claim_files import import_file, row_counts
from tests.services.conftest import Desk

SHEET = """\
id,claim,who,claim date,outlet,url,verdict,review url,publisher,topics
1,The bridge cost 4 million.,Ann Mayor,2021-05-02,Times,https://t.example/a,False,https://c.example,Us,Roads; Money
2,The bridge is old.,,,,,,,,
"""
LIAR = "7.json\thalf-true\tWe built a bridge.\troads,money\tann-mayor\tMayor\tOhio\tnone\t1\t0\t2\t1\t0\ta rally\n"


def newest(desk: Desk, back: int = 0) -> Claim:
    return desk.session.scalars(select(Claim).order_by(Claim.id.desc()).offset(back).limit(1)).one()


def count(desk: Desk, model: type) -> int:
    return desk.session.scalar(select(func.count()).select_from(model)) or 0


def findings(desk: Desk) -> list[str]:
    desk.session.flush()
    reader, checked = Reader(desk.session.connection()), Checked()
    with reader.check():
        found = [
            *verifying_claims.findings(reader, checked, Families()),
            *people_and_documents.findings(reader, checked),
        ]
        return [str(each) for each in found]


def test_rows_become_claims_with_all_that_they_say(desk: Desk) -> None:
    assert row_counts(import_file(desk, SHEET)) == [2, 0, 0]
    bridge, old = newest(desk, 1), newest(desk)
    found = records.record_of(desk.session, bridge.id)
    assert (found.claim, found.speaker, found.source) == ("The bridge cost 4 million.", "Ann Mayor", "Times")
    assert (str(found.said_on), found.said_basis, found.url) == (
        "2021-05-02",
        Basis.EXPLICIT,
        "https://t.example/a",
    )
    assert set(found.topics) == {"Roads", "Money"}
    (check,) = found.checks
    assert (check.publisher, check.label, check.url) == ("Us", "False", "https://c.example")
    assert (bridge.truth_rating_id, bridge.status) == (None, Status.NEW)
    assert (old.speaker_id, old.said_on) == (desk.session.scalars(select_unknown(Speaker)).one().id, None)
    assert findings(desk) == []


def test_the_same_file_again_adds_and_changes_nothing(desk: Desk) -> None:
    import_file(desk, SHEET)
    history = newest(desk).history_length
    assert row_counts(import_file(desk, SHEET)) == [0, 0, 2]
    assert newest(desk).history_length == history


def test_a_sheet_is_known_again_in_another_format(desk: Desk) -> None:
    import_file(desk, "id,claim\n1,It is so.\n2,It is old.\n")
    assert row_counts(import_file(desk, "id\tclaim\n1\tIt is so.\n2\tIt is old.\n")) == [0, 0, 2]


def test_the_ids_of_another_sheet_are_other_ids_unless_they_are_said_to_be_ids(desk: Desk) -> None:
    import_file(desk, "id,claim\n1,It is so.\n", name="one.csv")
    assert row_counts(import_file(desk, "id,claim\n1,It is raining.\n", name="two.csv")) == [1, 0, 0]
    assert row_counts(import_file(desk, "id,claim\n1,It is so.\n", name="two.csv")) == [0, 0, 1]
    said = {"id": "external_id"}
    assert row_counts(import_file(desk, "id,claim\n9,One.\n", name="one.csv", columns=said)) == [1, 0, 0]
    assert row_counts(import_file(desk, "id,claim\n9,Two.\n", name="two.csv", columns=said)) == [0, 1, 0]


def test_equal_rows_without_an_id_are_told_apart_by_their_number(desk: Desk) -> None:
    sheet = "claim,speaker\n" + "It is so.,Ann Mayor\n" * 3
    assert row_counts(import_file(desk, sheet)) == [3, 0, 0]
    assert row_counts(import_file(desk, sheet + "It is so.,Ann Mayor\n")) == [1, 0, 3]


def test_what_changed_in_a_row_changes_in_the_claim_and_nothing_else(desk: Desk) -> None:
    import_file(desk, SHEET)
    bridge = newest(desk, 1)
    editing.edit(
        desk.session, desk.claim(bridge.id), desk.rita, editing.ClaimChanges(occasion="A visit", claim="Ours.")
    )
    changed = SHEET.replace("Ann Mayor", "Anne Mayor").replace("Roads; Money", "Roads").replace(",False,", ",True,")
    assert row_counts(import_file(desk, changed)) == [0, 1, 1]
    bridge = desk.claim(bridge.id)
    found = records.record_of(desk.session, bridge.id)
    assert (found.claim, found.occasion, found.speaker, found.topics) == ("Ours.", "A visit", "Anne Mayor", ("Roads",))
    assert [check.label for check in found.checks] == ["False", "True"]
    assert desk.kinds(bridge) == ["added", "edited", "imported", "checked", "tagged"]
    assert row_counts(import_file(desk, changed)) == [0, 0, 2]
    assert findings(desk) == []


def test_a_published_claim_waits_for_approval(desk: Desk) -> None:
    import_file(desk, SHEET)
    claim = newest(desk, 1)
    desk.cite(claim)
    desk.rate(claim, "true")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    changed = SHEET.replace("4 million", "5 million")
    taken = import_file(desk, changed)
    assert (row_counts(taken), taken.waiting) == ([0, 1, 1], [claim.id])
    claim = desk.claim(claim.id)
    assert (claim.status, claim.claim) == (Status.CORRECTING, "The bridge cost 4 million.")
    assert import_file(desk, SHEET.replace("4 million", "6 million")).waiting == [claim.id]
    statuses.set_status(desk.session, desk.claim(claim.id), desk.ed, Status.PUBLISHED)
    assert desk.claim(claim.id).claim == "The bridge cost 6 million."
    assert findings(desk) == []


def test_whom_a_refused_change_brought_is_nobody_afterwards(desk: Desk) -> None:
    head = "id,claim,speaker,topics\n"
    import_file(desk, f"{head}1,One.,Ann Mayor,\n2,Two.,Ann Mayor,\n")
    claim = newest(desk, 1)
    desk.cite(claim)
    desk.rate(claim, "true")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    correcting.retract(desk.session, desk.claim(claim.id), desk.ed, "It was never said.")
    refused: list[RowRefusedError] = []
    changed = f"{head}1,One.,Carla Novak,Rivers\n2,Two.,Carla Novak,Rivers\n3,Three.,Boris Quist,Rivers\n"
    assert row_counts(import_file(desk, changed, refused=refused)) == [1, 1, 0]
    assert "is retracted" in str(refused[0])
    found = [records.record_of(desk.session, newest(desk, back).id) for back in (1, 0)]
    assert [(each.speaker, each.topics) for each in found] == [
        ("Carla Novak", ("Rivers",)),
        ("Boris Quist", ("Rivers",)),
    ]
    assert findings(desk) == []


def test_a_changed_row_that_names_one_of_several_is_refused_too(desk: Desk) -> None:
    import_file(desk, "id,claim,speaker\n1,One.,Ann Mayor\n")
    for name in ("Ann Major", "Ann Miner"):
        speakers.insert(desk.session, desk.rita, name, SpeakerKind.PERSON, ["A. M."])
    refused: list[RowRefusedError] = []
    sheet = "id,claim,speaker\n1,One.,A. M.\n2,Two.,A. M.\n"
    assert row_counts(import_file(desk, sheet, refused=refused)) == [0, 0, 0]
    assert [refusal.line for refusal in refused] == [3, 2]


def test_a_claim_is_known_by_its_uid_and_changed_where_the_file_differs(desk: Desk) -> None:
    claim = desk.claim(19)
    sheet = f"uid\tclaim\tspeaker\toccasion\n{claim.uid}\t{claim.claim}\t\tA visit\n"
    before = records.record_of(desk.session, claim.id)
    assert row_counts(import_file(desk, sheet)) == [0, 1, 0]
    assert desk.claim(19).occasion == "A visit"
    assert records.record_of(desk.session, 19).claim == before.claim
    assert row_counts(import_file(desk, sheet)) == [0, 0, 1]
    refused: list[RowRefusedError] = []
    row = f"{claim.uid}\t{claim.claim}\t\tA visit\n"
    import_file(desk, sheet + row, refused=refused)
    assert "earlier row" in str(refused[0])


def test_questions_and_answers_are_evidence_repeats_too(desk: Desk) -> None:
    answer = {"answer": "4 million.", "answer_type": "Abstractive", "source_url": "https://a.example/1"}
    bare = {"answer": "No.", "answer_type": "Unanswerable", "source_url": ""}
    item = {
        "claim": "The bridge cost 4 million.", "claim_date": "1-10-2020", "label": "Refuted", "speaker": None,
        "fact_checking_strategies": [],
        "questions": [{"question": "What did it cost?", "answers": [answer, answer, bare]}],
    }  # fmt: skip
    import_file(desk, json.dumps([item]))
    claim = newest(desk)
    assert (str(claim.said_on), claim.evidence_count) == ("2020-10-01", 3)
    rows = desk.session.scalars(select(Evidence).where(Evidence.claim_id == claim.id).order_by(Evidence.n)).all()
    assert [row.asked for row in rows] == ["What did it cost?"] * 3
    assert rows[0].document_id == rows[1].document_id is not None
    assert rows[2].document_id is None
    item["questions"] = [{"question": "What did it cost?", "answers": [answer, bare, bare]}]
    # Without an id a changed row is another row.
    assert row_counts(import_file(desk, json.dumps([item]))) == [1, 0, 0]
    assert findings(desk) == []


def test_liar_keeps_job_occasion_and_label(desk: Desk) -> None:
    import_file(desk, LIAR)
    claim = newest(desk)
    assert (claim.speaker_title, claim.occasion, claim.said_on) == ("Mayor", "a rally", None)
    (check,) = other_check_list.checks_of(desk.session, claim.id)
    assert (check["publisher"], check["label"], check["scale"]) == ("PolitiFact", "half-true", "liar")
    (origin,) = desk.session.scalars(select(Origin).where(Origin.claim_id == claim.id))
    assert json.loads(origin.raw)["state_info"] == "Ohio"
    import_file(desk, LIAR.replace("\tMayor\t", "\tGovernor\t"))
    assert desk.claim(claim.id).speaker_title == "Governor"


def test_names_are_those_that_the_desk_knows(desk: Desk) -> None:
    people, outlets = count(desk, Speaker), count(desk, Source)
    import_file(desk, "claim,speaker,source\nOne.,JOE  biden,The Epoch Times\nTwo.,joe biden,the epoch times\n")
    assert (count(desk, Speaker), count(desk, Source)) == (people, outlets)
    office = speakers.office(desk.session, newest(desk).speaker_id, None)
    assert newest(desk).speaker_title == (office.title if office else None)


def test_what_could_be_several_people_is_refused_by_its_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_BATCH", 1)  # so whom else the refused row named is new to the next batch still
    for name in ("Ann Mayor", "Ann Major"):
        made = speakers.insert(desk.session, desk.rita, name, SpeakerKind.PERSON, ["A. M."])
        assert made.id
    refused: list[RowRefusedError] = []
    before = count(desk, Speaker)
    sheet = "claim,speaker,source\nOne.,A. M.,New Times\nTwo.,Somebody New,New Times\n"
    taken = import_file(desk, sheet, refused=refused)
    assert (row_counts(taken), [refusal.line for refusal in refused]) == ([1, 0, 0], [2])
    assert count(desk, Speaker) == before + 1


def sources_named(desk: Desk, name: str) -> int:
    return desk.session.scalar(select(func.count()).select_from(Source).where(Source.name == name)) or 0


def test_a_page_that_comes_with_its_source_later_adds_the_source_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_BATCH", 1)
    pages = "https://vanguard.example"
    import_file(desk, f"claim,url\nThe dam broke.,{pages}/x\n")
    # The first row makes the import read who owns which domain; the second gives the known page its source.
    import_file(
        desk,
        f"claim,source,url\nIt rained.,,{pages}/new\nThe dam was old.,Vanguard,{pages}/x\n"
        f"The dam was new.,Vanguard,{pages}/y\n",
    )
    import_file(desk, "claim,source\nThe dam was high.,Vanguard\n")
    assert sources_named(desk, "Vanguard") == 1
    assert findings(desk) == []


def test_a_publisher_of_a_changed_row_is_a_source_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_BATCH", 1)
    import_file(desk, "id,claim,publisher\n1,The dam broke.,\n")
    sheet = "id,claim,publisher\n1,The dam broke.,Vanguard\n2,The dam was old.,Vanguard\n"
    assert row_counts(import_file(desk, sheet)) == [1, 1, 0]
    assert sources_named(desk, "Vanguard") == 1
    assert row_counts(import_file(desk, "claim,source\nThe dam was new.,Vanguard\n")) == [1, 0, 0]


def test_verify_names_two_sources_of_one_name(desk: Desk) -> None:
    first, second = (sources.insert(desk.session, desk.ed, name) for name in ("Vanguard", "VANGUARD"))
    (finding,) = findings(desk)
    assert f'sources {first.id} and {second.id} have the same name "vanguard"' in finding
    assert f"factdb sources merge {second.id} {first.id}" in finding
    merging.merge(desk.session, desk.ed, SOURCES, str(second.id), str(first.id))
    assert findings(desk) == []


CONTROLS = (
    "id,claim,speaker,outlet,url,document title,topics,publisher,verdict,occasion\n"
    "1,\x1b[31mA cell\x01.,Jos\x92s,T\x02imes,https://t.example/x,Ti\x03tle,Ro\x04ads,Pol\x05,F\x06alse,occ\x07\n"
)


def test_control_characters_stay_and_the_rows_are_counted(desk: Desk) -> None:
    taken = import_file(desk, CONTROLS + "2,Sound.,,,,,,,,\n3,C1 \x9b.,,,,,,,,\n4,A backslash \\b \\u0001.,,,,,,,,\n")
    assert (row_counts(taken), taken.with_controls) == ([4, 0, 0], 2)
    first = records.record_of(desk.session, newest(desk, 3).id)
    assert (first.claim, first.speaker, first.source) == ("\x1b[31mA cell\x01.", "Jos\x92s", "T\x02imes")
    assert (first.document_title, first.topics, first.occasion) == ("Ti\x03tle", ("Ro\x04ads",), "occ\x07")
    # A known page, a changed row and new names take the other ways into the desk.
    import_file(desk, "claim,url\nNo source.,https://t.example/y\n")
    import_file(desk, "claim,url,outlet,author\nWith.,https://t.example/y,N\x02ew,An\x03n\n")
    changed = CONTROLS.replace("A cell", "One cell").replace("Pol", "Poly").replace("Ro", "Zo")
    assert row_counts(import_file(desk, changed)) == [0, 1, 0]
    assert findings(desk) == []


def test_typing_refuses_new_control_characters_and_lets_those_pass_that_stand_there(desk: Desk) -> None:
    import_file(desk, CONTROLS)
    claim = newest(desk)
    changes = editing.ClaimChanges(claim="\x1b[31mThe cell\x01.", speaker="Jos\x92s", source="T\x02imes")
    editing.edit(desk.session, desk.claim(claim.id), desk.rita, changes)
    assert desk.claim(claim.id).claim == "\x1b[31mThe cell\x01."
    new_signs = [
        editing.ClaimChanges(claim="A cell\x0e."),
        editing.ClaimChanges(speaker="Nobody\x92"),
        editing.ClaimChanges(source="No\x02thing"),
    ]
    for change in new_signs:
        with pytest.raises(BadValueError, match="has the forbidden character"):
            editing.edit(desk.session, desk.claim(claim.id), desk.rita, change)
    with pytest.raises(BadValueError, match="has the forbidden character"):
        desk.new("A cell\x01.")


def test_what_a_file_does_not_say_can_be_said_for_all_of_it(desk: Desk) -> None:
    import_file(desk, "claim,verdict\nOne.,Nope\n", source="Example Times", scale="factdb-truth")
    claim = newest(desk)
    found = records.record_of(desk.session, claim.id)
    assert (found.source, found.checks[0].scale) == ("Example Times", "factdb-truth")
    with pytest.raises(NoSuchError, match="scale"):
        import_file(desk, "claim\nOne.\n", "csv", scale="nope")


def test_only_editors_import(desk: Desk) -> None:
    with pytest.raises(RoleNeededError):
        import_file(replace(desk, ana=desk.rita), SHEET)


def test_a_large_load_makes_its_indices_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_MANY", 10)
    monkeypatch.setattr(importing, "_BATCH", 7)
    sheet = "claim,speaker\n" + "".join(f"Claim {n}.,Speaker number{n % 50}\n" for n in range(60))
    before = schema(desk)
    assert row_counts(import_file(desk, sheet)) == [60, 0, 0]
    assert schema(desk) == before
    for name, claims in (("number2", 2), ("number49", 1)):  # named before and after the triggers were dropped
        wanted = claim_list.resolve(desk.session, ClaimRequest(q=name))
        assert len([*claim_list.rows(desk.session, wanted, limit=9)]) == claims
    assert row_counts(import_file(desk, sheet)) == [0, 0, 60]
    assert findings(desk) == []


def schema(desk: Desk) -> list[str]:
    from factdb.store.schema import schema_text  # noqa: PLC0415 - for this test alone

    return schema_text.lines(desk.session.connection())


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {"claim": words},
            optional={
                **dict.fromkeys(("quote", "speaker", "source", "occasion", "speaker_title", "headline"), words),
                "said_on": st.sampled_from(["2021", "2020-02-29"]),
                "kind": st.sampled_from(list(Kind)), "attribution": st.sampled_from(list(Attribution)),
                "url": st.sampled_from(["https://a.example/1", "https://b.example"]),
            },
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_whatever_a_row_says_comes_out_as_it_went_in(desk: Desk, rows: list[dict[str, str]]) -> None:
    with desk.session.begin_nested() as savepoint:
        text = json.dumps(rows)
        if row_counts(import_file(desk, text, "json"))[0] != len(rows):
            pytest.fail("a row was lost")
        claims = desk.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(len(rows))).all()[::-1]
        for row, claim in zip(rows, claims, strict=True):
            found = records.record_of(desk.session, claim.id)
            for name in row.keys() & {"occasion", "kind", "attribution", "headline", "speaker_title", "url"}:
                assert (
                    str(getattr(found, name)) == " ".join(row[name].split())
                    or getattr(found, name) == row[name].strip()
                )
            assert str(found.said_on or "") in {row.get("said_on", ""), "unknown"} | {str(dates.UNKNOWN)}
        assert row_counts(import_file(desk, text, "json")) == [0, 0, len(rows)]
        savepoint.rollback()
    desk.session.expire_all()
    assert topics.topic_by_name(desk.session, "nothing") is None


def test_a_spoilt_file_leaves_nothing_behind(desk: Desk) -> None:
    before = count(desk, Claim), count(desk, Origin), count(desk, Speaker)
    refused_files = 0
    for name, raw in FILES[::2]:
        form = "claimreview" if name.startswith("a page") else name.split(maxsplit=1)[0]
        with desk.session.begin_nested() as savepoint:
            refused: list[RowRefusedError] = []
            try:
                taken = import_file(desk, raw, form, refused)
            except FactdbError:
                refused_files += 1
            else:
                assert count(desk, Claim) == before[0] + taken.added, name
            savepoint.rollback()
        desk.session.expire_all()
    assert (count(desk, Claim), count(desk, Origin), count(desk, Speaker)) == before
    assert refused_files > 50
