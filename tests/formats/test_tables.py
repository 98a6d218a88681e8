"""A desk's own tables: which column is which, what is refused, and where."""

from __future__ import annotations

import json
from datetime import date

import pytest

from factdb.domain.enums import Attribution, Kind, Question, SourceClass, Stance
from factdb.errors.exchange import (
    BadMappingError,
    FileRefusedError,
    NoClaimColumnError,
    RowRefusedError,
    TwoColumnsError,
)
from factdb.errors.import_files import NoHeadingsError
from factdb.formats.records.claim_record import CheckRecord, EvidenceRecord, fingerprint, raw_text
from factdb.formats.records.fields import FIELDS
from factdb.formats.records.values import Options
from factdb.formats.tables import column_mapping, headings
from tests.formats.sample_files import only_record, read_file, records_of, refusals_of

SHEET = (
    "No,Statement,Said by,Party,Date said,Outlet,Tags,Verdict,Publisher,Review date,Evidence link,Remark\n"
    "1,Wells are dry,Ada Lund,Blue,26 July 2021,The Fjord Post,water; wells,Half true,Fakt AS,2021-08-01,"
    "https://wells.example/r,call back\n"
)


def test_a_sheet_is_read_by_its_headings_and_keeps_what_has_no_field() -> None:
    record = only_record(SHEET)
    assert (record.line, record.claim, record.speaker, record.speaker_party) == (2, "Wells are dry", "Ada Lund", "Blue")
    assert (str(record.said_on), record.source, record.topics) == ("2021-07-26", "The Fjord Post", ("water", "wells"))
    assert record.checks == (CheckRecord(publisher="Fakt AS", label="Half true", reviewed_on=date(2021, 8, 1)),)
    assert record.evidence == (EvidenceRecord(url="https://wells.example/r"),)
    assert record.raw["Remark"] == "call back"
    assert record.raw["No"] == "1"
    assert record.external_id is None


def test_the_guess_can_be_typed() -> None:
    found = read_file(SHEET).mapping
    assert column_mapping.render(found).startswith(
        "--map Statement=claim --map 'Said by=speaker' --map Party=speaker_party"
    )
    typed = [f"{column}={field}" for column, field in found.items()]
    assert read_file(SHEET, maps=tuple(typed)).mapping == found


def test_what_is_said_of_a_column_comes_before_any_guess() -> None:
    record = only_record(SHEET, maps=("Said by=author", "No=external_id", "Tags=", "Remark = Speaker"))
    assert (record.author, record.speaker, record.external_id, record.topics) == ("Ada Lund", "call back", "1", ())


def test_a_column_named_as_its_field_comes_before_one_that_means_it() -> None:
    record = only_record("Statement,claim,id,external_id\na,b,1,2\n")
    assert (record.claim, record.external_id) == ("b", "2")


def test_every_synonym_means_one_field_and_every_field_itself() -> None:
    words = [word for own in headings.SYNONYMS.values() for word in own]
    assert len(words) == len(set(words))
    assert set(headings.SYNONYMS) <= set(FIELDS)
    assert not set(words) & {field.replace("_", " ") for field in FIELDS}
    for field, synonyms in headings.SYNONYMS.items():
        for word in (*synonyms, field, word_with_marks(field)):
            assert column_mapping.fields_of("f", [word], Options()) == {word: field}


def word_with_marks(field: str) -> str:
    return f" {field.replace('_', '-').upper()}: "


@pytest.mark.parametrize(
    ("file", "maps", "error", "why"),
    [
        ("a,b\n1,2\n", (), NoClaimColumnError, 'no column of claims in .* first value of each: "a" \\("1"\\), "b"'),
        ("Claimant,Said by,claim\na,b,c\n", (), TwoColumnsError, 'look like speaker: "Claimant" and "Said by"'),
        (
            "who,Claimant,Said by,claim\na,b,c,d\n",
            (),
            TwoColumnsError,
            'look like speaker: "who", "Claimant" and "Said by"',
        ),
        ("claim\nx\n", ("clam=speaker",), BadMappingError, 'map "clam" names a column that does not exist'),
        ("claim\nx\n", ("claim=clam",), BadMappingError, 'names a field that does not exist: "clam"'),
        ("claim\nx\n", ("claim",), BadMappingError, "has no column before an equals sign"),
        ("claim\nx\n", ("a=claim", "b=claim"), BadMappingError, "repeats a column or a field"),
        ("claim,claim\nx,y\n", (), FileRefusedError, 'line 1 has two columns called "claim"'),
        ("claim,a\x00\nx,y\n", (), FileRefusedError, "has a heading that has the forbidden character U\\+0000"),
        ("\n\n", (), FileRefusedError, "has no headings"),
    ],
)
def test_a_table_that_cannot_be_mapped_is_refused(
    file: str, maps: tuple[str, ...], error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        read_file(file, "csv", maps=maps)


def test_a_file_of_mappings_is_read_by_line() -> None:
    assert column_mapping.lines("# ours\n\n Said by = speaker \nX=\n") == ["Said by = speaker", "X="]
    assert column_mapping.parse(["Said by = speaker", "X=", "a=b=claim"]) == {
        "Said by": "speaker",
        "X": "",
        "a=b": "claim",
    }


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("x,3/4/2021,,,,", "said_on", "could be 3 April or 4 March"),
        ("x,soon,,,,", "said_on", "cannot be read"),
        ("x,,nowhere,,,", "url", "does not start with http"),
        ("x,,,deed,,", "kind", "is not an allowed word"),
        ("x,,,,y,", "uid", "is not a uid"),
        ("x,,,,,{", "checks", "does not contain valid JSON"),
        ('x,,,,,"{""label"":""a"",""label"":""b""}"', "checks", "occurs twice as a key"),
        ('x,,,,,"{""mark"":1}"', "checks[0]", "is not one of its fields"),
        ("x,,,,,{}", "checks[0]", "is empty"),
        ("x,,,,,7", "checks[0]", "is not an object"),
        ("a\x00b,,,,,", "claim", "has the forbidden character U+0000"),
        ("a\x07b,,,,y,", "uid", "is not a uid"),
        ("  ,2021,,,,", "claim", "is empty"),
        ("x" * 100_001 + ",,,,,", "claim", "has 100,001 characters"),
    ],
)
def test_a_cell_that_cannot_be_taken_refuses_its_row_alone(row: str, column: str, why: str) -> None:
    file = f"claim,said_on,url,kind,uid,checks\nfine,,,,,\n{row}\nfine too,,,,,\n"
    (refusal,) = refusals_of(file)
    assert (refusal.line, refusal.column) == (3, column)
    assert why in str(refusal)
    assert str(refusal).startswith(f"claims, line 3: {column} ")
    assert [each.claim for each in read_file(file).records if not isinstance(each, RowRefusedError)] == [
        "fine",
        "fine too",
    ]


def test_a_date_order_decides_for_the_whole_file() -> None:
    file = "claim,said_on\nx,3/4/2021\n"
    assert str(only_record(file, order="dmy").said_on) == "2021-04-03"
    assert str(only_record(file, order="mdy").said_on) == "2021-03-04"
    assert "not in the order ymd" in str(refusals_of(file, order="ymd")[0])


def test_short_and_long_rows_are_refused_and_empty_ones_passed_over() -> None:
    short, long = refusals_of("claim,speaker,url\nx,y\n\n,,\na,b,,c\nd,e,\n")
    assert str(short) == "claims, line 2: the row has 2 cells, but there are 3 headings."
    assert (long.line, long.as_row()["_cells"]) == (5, ["a", "b", "", "c"])


def test_a_cell_of_several_lines_is_one_cell() -> None:
    first, second = records_of('claim,quote\r\n"a, ""b""","one\r\ntwo"\r\nc,\r\n')
    assert (first.claim, first.quote, second.line) == ('a, "b"', "one\ntwo", 4)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ('claim,b\n1,2\n"3,4\n5,6\n', "line 3 opens a quotation mark that is never closed"),
        ('claim,b\n"1"x,2\n', 'line 2 has a closing quotation mark without ","'),
        ('"claim"\t"b"\n"1"x\t2\n', "without a tab"),
        (f"claim,b\n{'x' * 140_000},2\n", "line 2 has a cell of more than 131,072 characters"),
    ],
)
def test_a_fault_in_the_marks_ends_the_reading(file: str, why: str) -> None:
    with pytest.raises(FileRefusedError, match=why):
        list(read_file(file).records)


def test_semicolons_part_cells_where_the_headings_say_so() -> None:
    record = only_record("claim;speaker\na, b;Ada Lund\n")
    assert (record.claim, record.speaker) == ("a, b", "Ada Lund")


def test_a_quotation_alone_is_a_claim_in_its_own_words() -> None:
    record = only_record("quote\n“Wells are dry”\n", "csv")
    assert (record.claim, record.quote) == ("Wells are dry", "“Wells are dry”")


def test_only_our_own_files_lose_the_apostrophe_before_a_formula() -> None:
    assert only_record("claim,uid\n'=1+1,\n").claim == "=1+1"
    assert only_record("claim,id\n'-5 degrees' he said,\n").claim == "'-5 degrees' he said"


def test_json_has_lists_and_objects_where_cells_have_text() -> None:
    record = only_record(
        {
            "claims": [
                {
                    "claim": "Wells are dry",
                    "kind": "Numerical",
                    "attribution": "direct quote",
                    "said_on": 2021,
                    "topics": ["Water", "water", "wells"],
                    "evidence": [{"url": "https://a.example/", "stance": "refutes", "source_class": "primary"}],
                    "checks": [{"publisher": "Fakt AS", "label": 3.5}],
                }
            ]
        }
    )
    assert (record.kind, record.attribution) == (Kind.NUMERICAL, Attribution.DIRECT_QUOTE)
    assert (str(record.said_on), record.topics) == ("2021", ("Water", "wells"))
    (evidence,) = record.evidence
    assert (evidence.stance, evidence.question) == (Stance.REFUTES, Question.TRUTH)
    assert evidence.source_class is SourceClass.PRIMARY
    assert record.checks[0].label == "3.5"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('{"claim": 5}', "claim 5 is a number, not text"),
        ('{"claim": true}', "is true or false, not text"),
        ('{"claim": ["x"]}', "is a list, not text"),
        ('{"claim": {"a": 1}}', "is an object, not text"),
        ('{"claim": null}', "is empty"),
        ('{"claim": "x", "topics": [1]}', "topics 1 is a number"),
        ('{"claim": "x", "topics": ["a, b"]}', "has a comma"),
        ('{"claim": "x", "evidence": {}}', "is not a list of objects"),
        ('{"claim": "x", "claim": "y"}', '"claim" occurs twice as a key of the same object'),
        ('{"claim": "x", "a": {"b": [0, NaN]}}', 'a.b[1] "NaN" is not a number in JSON'),
        ('{"claim": "x", "a": -Infinity}', "is not a number in JSON"),
        ('{"claim": "x", "a": 1e999}', "is a number that is too large"),
        (f'{{"claim": "x", "a": {"9" * 5000}}}', "is a number with too many digits"),
        ('{"claim": "\\ud800"}', "has the forbidden character U+D800"),
        ('{"claim": "x", "\\u0000": 1}', "has the forbidden character U+0000"),
        (f'{{"claim": "x", "a": {"[" * 64}{"]" * 64}}}', "has more than 64 levels"),
        ('{"Claimant": "a", "Said by": "b", "claim": "x"}', "several columns for one field"),
        ('["claim"]', "is not an object"),
        ('"claim"', "is not an object"),
        ('{"claim": "x"', "is not valid JSON"),
        ("claim", "is not valid JSON"),
        ("[" * 100_000, "has more than 64 levels"),  # Python itself reads some thousand levels
    ],
)
def test_a_line_of_json_that_cannot_be_taken_is_refused_alone(row: str, why: str) -> None:
    (refusal,) = refusals_of(f'{{"claim": "a"}}\n{row}\n\n{{"claim": "b"}}\n', "jsonl")
    assert refusal.line == 2
    assert why in str(refusal)
    assert raw_text(refusal.as_row())  # type: ignore[arg-type]


def test_a_refused_row_can_be_mended_and_read_again() -> None:
    (refusal,) = refusals_of("Statement,Date said\nx,3/4/2021\n")
    row = refusal.as_row()
    assert row["_error"] == {
        "line": 2,
        "column": "Date said",
        "value": '"3/4/2021"',
        "reason": "could be 3 April or 4 March",
    }
    record = only_record([{**row, "Date said": "2021-04-03"}])
    assert (record.claim, str(record.said_on), record.raw) == (
        "x",
        "2021-04-03",
        {"Statement": "x", "Date said": "2021-04-03"},
    )


def test_a_row_cut_short_is_refused_again_until_somebody_mends_it() -> None:
    (refusal,) = refusals_of("claim,speaker\nx\n")
    assert "is empty" in str(refusals_of([refusal.as_row()])[0])


def test_a_fingerprint_is_of_the_whole_row_in_any_order() -> None:
    first, second = records_of('{"claim": "x", "b": "é"}\n{"b": "é", "claim": "x"}')
    prints = [fingerprint(raw_text(raw)) for raw in (first.raw, second.raw, {"claim": "x"})]
    assert prints[0] == prints[1] != prints[2]
    assert raw_text(second.raw) == '{"b":"é","claim":"x"}'


@pytest.mark.parametrize("file_format", ["csv", "tsv"])
def test_a_table_of_more_than_2000_columns_is_refused(file_format: str) -> None:
    delimiter = "," if file_format == "csv" else "\t"
    headings = ["claim", *(f"c{n}" for n in range(1, 2_001))]
    assert len(records_of(f"{delimiter.join(headings[:-1])}\nx{delimiter * 1_999}\n", file_format)) == 1
    with pytest.raises(FileRefusedError, match="line 1 has 2,001 columns, but factdb reads at most 2,000"):
        read_file(delimiter.join(headings), file_format)


def test_an_object_of_more_than_2000_keys_is_refused_alone() -> None:
    keys = {f"c{n}": "x" for n in range(2_000)}
    rows = read_file(f'{json.dumps({"claim": "x", **keys})}\n{{"claim": "y"}}\n').records
    refusal, record = rows
    assert str(refusal) == "claims, line 1: the row has 2,001 keys, but factdb reads at most 2,000."
    assert getattr(record, "claim", None) == "y"


@pytest.mark.parametrize(
    ("cell", "topics"),
    [
        ("['Roads', 'Money']", ("Roads", "Money")),
        ("[\"Roads\", 'Ann''s']", ("Roads", "Ann", "s")),  # as numpy joins what stands side by side
        ('["Ann\'s roads", "Money",]', ("Ann's roads", "Money")),
        ("['Roads' 'Money']", ("Roads", "Money")),
        ("[]", ()),
        (r"['Stra\u00dfe']", ("Straße",)),
        ("[Roads], Money", ("[Roads]", "Money")),
        (r"['\x']", (r"['\x']",)),
    ],
)
def test_a_list_literal_is_a_list(cell: str, topics: tuple[str, ...]) -> None:
    assert only_record([{"claim": "a", "topics": cell}]).topics == topics


@pytest.mark.parametrize(
    "sheet",
    [
        "The dam cost 4 million.,Ann Mayor,https://t.example/a\nIt is old.,Bo,https://t.example/b\n",
        "1,The dam cost 4 million.\n2,It is old.\n",
        "0,0,The dam cost 4 million.\n",
        "The dam cost 4 million.,2021-03-04 10:00\n",
    ],
)
def test_a_table_without_headings_is_refused_as_such(sheet: str) -> None:
    with pytest.raises(NoHeadingsError, match="The table claims has no headings: its first line is "):
        read_file(sheet, "csv")


def test_a_table_whose_headings_mean_nothing_has_headings() -> None:
    with pytest.raises(NoClaimColumnError):
        read_file("What they say,1st source\nIt is old.,Bo\n", "csv")
    assert only_record("claim,2021\nIt is old.,Bo\n").claim == "It is old."
