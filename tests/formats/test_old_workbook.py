"""Old workbooks are read by their values; that errors are read as empty is said each time."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from factdb.errors import UnreadableFileError
from factdb.errors.exchange import FileRefusedError, MissingExtraError
from tests.formats.old_workbook import workbook
from tests.formats.sample_files import only_record, read_file, records_of


def test_cells_of_every_type_become_text() -> None:
    head = ["claim", "id", "said_on", "n", "b", "e"]
    record = only_record(workbook([], head, ["Brønnene er tørre", 7, date(2021, 7, 26), 2.5, True, ValueError()]))
    assert (record.line, record.claim, record.external_id) == (3, "Brønnene er tørre", "7")
    assert str(record.said_on) == "2021-07-26"
    assert [record.raw[key] for key in "nbe"] == ["2.5", "true", ""]


def test_the_remarks_say_that_errors_are_empty_and_which_sheets_are_not_read() -> None:
    found = read_file(workbook(["claim"], ["x"], others=("Old",)))
    assert found.format == "xls"
    assert found.remarks == (
        "in .xls, cells with an error such as #REF! are read as empty: save the file as .xlsx to find them",
        "only the sheet Claims was read, not Old",
    )
    assert len(list(found.records)) == 1


def test_rows_may_be_short_and_empty() -> None:
    assert [record.claim for record in records_of(workbook(["claim", "id"], ["x"], [None], ["y", 2]))] == ["x", "y"]


@pytest.mark.parametrize(
    "raw", [workbook(["claim"], ["x"])[:700], workbook(["claim"])[:8] + b"\x00" * 900], ids=["cut", "other"]
)
def test_a_broken_workbook_is_refused_in_a_sentence(raw: bytes) -> None:
    with pytest.raises(FileRefusedError, match="line 1 is where the workbook is damaged"):
        read_file(raw)


def test_the_format_is_xls_and_no_other() -> None:
    with pytest.raises(UnreadableFileError, match="as xlsx: it is an old workbook"):
        read_file(workbook(["claim"]), "xlsx")


def test_the_extra_is_named_where_its_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtraError, match="The library for old workbooks") as refusal:
        read_file(workbook(["claim"], ["x"]))
    assert refusal.value.next_step == "Install it: pip install 'factdb[xls]'"
