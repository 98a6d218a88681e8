"""Control characters stay in an import; with `clean`, texts are repaired, and the raw row is as it was."""

from __future__ import annotations

import pytest

from factdb.domain.text import CONTROLS
from factdb.formats.records.claim_record import Repair
from factdb.formats.records.repairs import repair_text
from tests.formats.sample_files import only_record, refusals_of

ROW = {
    "claim": "Don\u00e2\u20ac\u2122t \x1b[31mpanic",
    "speaker": "Jos\x92s",
    "topics": ["Ro\x01ads", "Roads"],
    "checks": [{"label": "F\x00alse".replace("\x00", "\x05"), "publisher": "Fakt"}],
    "evidence": [{"url": "https://e.example/1", "note": "sch\u00c3\u00b6n", "title": "\x02"}],
}


def test_an_import_keeps_control_characters() -> None:
    record = only_record([ROW])
    assert (record.claim, record.speaker, record.topics) == (ROW["claim"], "Jos\x92s", ("Ro\x01ads", "Roads"))
    assert record.checks[0].label == "F\x05alse"
    assert only_record([{"quote": f"a{CONTROLS}b"}]).quote == f"a{CONTROLS}b"


def test_clean_repairs_every_text_and_keeps_the_raw_row() -> None:
    record = only_record([ROW], repair=True)
    assert (record.claim, record.speaker, record.topics) == ("Don\u2019t [31mpanic", "Jos\u2019s", ("Roads",))
    assert (record.checks[0].label, record.checks[0].publisher) == ("False", "Fakt")
    assert (record.evidence[0].note, record.evidence[0].title) == ("sch\u00f6n", None)
    assert record.raw == ROW
    assert Repair("speaker", "Jos\x92s", "Jos\u2019s") in record.repairs
    assert {repair.field for repair in record.repairs} == {
        "claim", "speaker", "topics", "checks[0].label", "evidence[0].note", "evidence[0].title",
    }  # fmt: skip


def test_a_claim_of_control_characters_alone_is_refused() -> None:
    (refusal,) = refusals_of([{"claim": "\x01\x02"}], repair=True)
    assert "has nothing but control characters" in str(refusal)


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b"])
def test_nul_and_surrogates_stay_refused(bad: str) -> None:
    (refusal,) = refusals_of([{"claim": bad}], repair=True)
    assert "has the forbidden character" in str(refusal)


@pytest.mark.parametrize(
    "sound",
    [
        "Br\u00f8nnene t\u00f8rker ut",
        "Br\u0159nnene",  # a detector's reading of Br\u00f8nnene: it could be meant so
        "voil\u00e0 \u00c0 \u00c3",
        "\u201cSo\u201d \u2014 AT&amp;T \ufb01ne \uff21",
        "\u041f\u0440\u0438\u0432\u0435\u0442",
        "two\nlines\tand a tab",
    ],
)
def test_what_may_be_meant_so_stays(sound: str) -> None:
    assert repair_text(sound) == sound


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        (
            "\u00d0\u0178\u00d1\u20ac\u00d0\u00b8\u00d0\u00b2\u00d0\u00b5\u00d1\u201a",
            "\u041f\u0440\u0438\u0432\u0435\u0442",
        ),
        ("\x93So\x94 \x96 he said", "\u201cSo\u201d \u2013 he said"),
        ("humanit\u00c3\u00a9", "humanit\u00e9"),
        ("A\x81b\x07", "Ab"),  # 0x81 is no letter of Windows-1252
    ],
)
def test_what_is_surely_wrong_is_put_right(broken: str, mended: str) -> None:
    assert repair_text(broken) == mended
