"""Ready mappings of public data sets, on rows that we made up."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from factdb.cli.exchange.importing import _LAYOUTS
from factdb.errors import NoSuchError
from factdb.errors.exchange import FileRefusedError, RowRefusedError
from factdb.errors.import_files import LayoutColumnsError, LayoutNotNeededError
from factdb.formats.reading import read
from factdb.formats.records.claim_record import CheckRecord, ClaimRecord
from factdb.formats.records.fields import FIELDS
from factdb.formats.records.values import Options
from factdb.formats.tables import column_mapping
from factdb.formats.tables.quoting import Quoting
from factdb.services.imports.import_run import ready_layout
from tests.formats.public_layouts import LAYOUTS

LIAR_PLUS = [
    "9.json", "half-true", 'We "doubled" the wells.', "water,rivers", "ada-lund", "Mayor", "Nowhere", "none",
    "1", "0", "2", "1", "0", "a rally", "The wells were counted twice.",
]  # fmt: skip
MULTIFC = [
    "abcd-00001", "Wells are dry, all of them", "in-the-red", "https://fakt.example/1", "None", "None", "Ada Lund",
    "Ivo Quist", "water, wells", "Are the wells dry?", "July 26, 2021", "last week", "['Well']",
]  # fmt: skip
FEVER = {
    "id": 7,
    "verifiable": "VERIFIABLE",
    "label": "SUPPORTS",
    "claim": "The well is deep.",
    "evidence": [[[1, 2, "Well", 0]]],
}
CLAIMSKG = {
    "": "0",
    "rating_ratingValue": "",
    "rating_alternateName": "Hardly true",
    "creativeWork_author_name": "Ada Lund",
    "creativeWork_datePublished": "2021-07-26",
    "claimReview_author_name": "fakt",
    "claimReview_url": "https://fakt.example/1",
    "claimReview_claimReviewed": "Wells are dry.",
    "claimReview_datePublished": "2021-08-01",
    "extra_title": "Are the wells dry?",
    "extra_tags": "water,wells",
    "extra_body": "Long text, with commas.",
}


def rows_like(name: str, text: str, *maps: str) -> list[ClaimRecord | RowRefusedError]:
    """Return the rows of a text that has the layout of a data set."""
    layout = ready_layout(name)
    marks = Quoting(layout.quoting) if layout.quoting else None
    options = Options(column_mapping.parse(maps), None, marks, layout=layout)
    return list(read(io.BytesIO(text.encode()), name, None, options).records)


def record_like(name: str, text: str, *maps: str) -> ClaimRecord:
    (record,) = rows_like(name, text, *maps)
    assert isinstance(record, ClaimRecord), str(record)
    return record


@pytest.mark.parametrize("row", [LIAR_PLUS, ["0", *LIAR_PLUS]], ids=["first version", "second version"])
def test_liar_plus_has_no_headings_and_slugs_for_names(row: list[str]) -> None:
    record = record_like("liar-plus", "\t".join(row) + "\n")
    assert (record.line, record.external_id, record.claim) == (1, "9.json", 'We "doubled" the wells.')
    assert (record.speaker, record.speaker_title, record.speaker_party) == ("Ada Lund", "Mayor", None)
    assert (record.topics, record.occasion) == (("water", "rivers"), "a rally")
    assert record.checks == (CheckRecord(publisher="PolitiFact", label="half-true", scale="liar"),)
    assert record.raw["justification"] == "The wells were counted twice."


def test_multifc_writes_none_for_nothing_and_dates_as_its_sites_do() -> None:
    record = record_like("multifc", "\t".join(MULTIFC) + "\n")
    assert (record.external_id, record.claim, record.speaker) == ("abcd-00001", MULTIFC[1], "Ada Lund")
    (check,) = record.checks
    assert (check.label, check.url, check.reviewed_on) == ("in-the-red", "https://fakt.example/1", date(2021, 7, 26))
    assert record.said_on is None
    assert record.remarks == ('Cannot read the claimDate "last week". The value is kept only in the raw row.',)
    test_row = record_like("multifc", "\t".join(MULTIFC[:2] + MULTIFC[3:]) + "\n")
    assert (test_row.claim, test_row.checks[0].label) == (MULTIFC[1], None)


def test_fever_keeps_its_evidence_in_the_raw_row() -> None:
    record = record_like("fever", json.dumps(FEVER) + "\n")
    assert (record.external_id, record.claim, record.evidence) == ("7", "The well is deep.", ())
    assert record.checks == (CheckRecord(publisher="FEVER", label="SUPPORTS", scale="fever"),)
    assert record.raw["evidence"] == FEVER["evidence"]
    (first, second) = rows_like("fever", f"{json.dumps(FEVER)}\n{json.dumps({'id': 8, 'claim': 'No label.'})}\n")
    assert isinstance(second, ClaimRecord)
    assert (getattr(first, "line", 0), second.checks) == (1, ())


def test_claimskg_is_read_by_its_headings() -> None:
    cells = [f'"{value}"' for value in CLAIMSKG.values()]
    record = record_like("claimskg", f"{','.join(CLAIMSKG)}\n{','.join(cells)}\n")
    assert (record.claim, record.speaker, str(record.said_on)) == ("Wells are dry.", "Ada Lund", "2021-07-26")
    assert record.topics == ("water", "wells")
    assert record.checks == (
        CheckRecord(
            publisher="fakt",
            url="https://fakt.example/1",
            headline="Are the wells dry?",
            label="Hardly true",
            reviewed_on=date(2021, 8, 1),
        ),
    )


def test_what_is_typed_comes_before_the_layout() -> None:
    record = record_like("liar-plus", "\t".join(LIAR_PLUS) + "\n", "justification=occasion", "subject=")
    assert (record.occasion, record.topics) == ("The wells were counted twice.", ())


def test_a_claim_that_cannot_be_read_refuses_its_row() -> None:
    (row,) = rows_like("fever", json.dumps({**FEVER, "claim": 5}) + "\n")
    assert isinstance(row, RowRefusedError)


def test_a_file_of_another_width_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="has 14 cells, but liar-plus has 15 or 16"):
        rows_like("liar-plus", "\t".join([*LIAR_PLUS[1:14], "x"]) + "\n")


@pytest.mark.parametrize("name", ["claimskg", "fever", "multifc"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_file_without_the_columns_of_the_layout_is_refused(name: str, form: str) -> None:
    layout = ready_layout(name)
    claim = next(column for column, field in layout.fields.items() if field == "claim")
    label = next(column for column, field in layout.fields.items() if field == "check_label")
    few, none = {claim: "Wells are dry.", "Who": "Ada"}, {"named_entities_claim": "x", "text": "Wells are dry."}
    for row, has in ((few, "too few"), (none, "none")):
        text = json.dumps(row) + "\n" if form == "json" else f"{','.join(row)}\n{','.join(row.values())}\n"
        if form == "csv" and name == "multifc" and row is none:
            continue  # a table without its headings is refused for its width
        with pytest.raises(LayoutColumnsError, match=f'has {has} of the columns of {name}: .*"{label}"') as refusal:
            rows_like(name, text)
        assert refusal.value.next_step == "Leave out --like."


def test_climate_fever_is_no_fever() -> None:
    with pytest.raises(LayoutColumnsError, match='too few of the columns of fever: "id", "label" are missing'):
        rows_like("fever", LAYOUTS["climate-fever"].text)
    assert len(rows_like("fever", LAYOUTS["climate-fever"].text, "claim_label=check_label")) == 2


def test_rows_of_a_publisher_have_no_layout() -> None:
    with pytest.raises(LayoutNotNeededError, match="has the format claimreview, not the columns of claimskg"):
        rows_like("claimskg", LAYOUTS["claimreview"].text)


def test_the_command_knows_each_layout_and_each_names_its_source() -> None:
    for name in _LAYOUTS:
        layout = ready_layout(name)
        assert layout.columns_from.startswith("https://")
        assert set(layout.fields.values()) | set(layout.all) | set(layout.slugs) <= set(FIELDS)
        assert all(set(layout.fields) <= {*names, "label"} for names in layout.headings)
    with pytest.raises(NoSuchError) as refusal:
        ready_layout("liar-plu")
    assert "liar-plus" in refusal.value.next_step
