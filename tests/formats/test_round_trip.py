"""Whatever legal records a desk has, they come back from each text format as they were."""

from __future__ import annotations

import io
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factdb.domain import dates, names, text
from factdb.domain.dates import PartialDate
from factdb.domain.enums import Attribution, Basis, Kind, Medium, Precision, Question, SourceClass, SpeakerKind, Stance
from factdb.formats import rows
from factdb.formats.reading import ImportFormat, read
from factdb.formats.records.claim_record import NOT_FIELDS, CheckRecord, ClaimRecord, EvidenceRecord, as_row
from factdb.formats.rows import Format

COLUMNS = [each.name for each in fields(ClaimRecord) if each.name not in NOT_FIELDS]

_letters = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")
_raw = st.one_of(
    st.text(_letters, min_size=1, max_size=40),
    st.builds("".join, st.tuples(st.sampled_from(["=", "'=", "''-", "+", "@", '"', "'", ",", "{"]), st.text(_letters))),
)


def _clean(written: str, *, lines: bool) -> str | None:
    return text.clean(written, "x", lines=lines) if written.strip() else None


lines = _raw.map(lambda raw: _clean(raw, lines=False)).filter(bool)
words = _raw.map(lambda raw: _clean(raw, lines=True)).filter(bool)
called = _raw.filter(lambda raw: any(ch.isprintable() and ch != " " for ch in raw) and raw.strip()).map(
    lambda raw: names.clean_name(raw, "x")
)
topics = st.lists(called.filter(lambda name: not set(name) & set(",;")), max_size=3, unique_by=names.name_key).map(
    tuple
)
urls = st.sampled_from(
    ["https://news.example/a?b=c,d", "http://archive.example/x y".replace(" ", "%20"), "HTTPS://É.example/'"]
)
days = st.dates(min_value=date(1000, 1, 1))
said = st.builds(PartialDate, days, st.sampled_from([each for each in Precision if each is not Precision.UNKNOWN]))


def _maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


def _evidence() -> st.SearchStrategy[EvidenceRecord]:
    return st.builds(
        EvidenceRecord,
        question=st.sampled_from(Question),
        stance=st.sampled_from(Stance),
        medium=_maybe(st.sampled_from(Medium)),
        source_class=_maybe(st.sampled_from(SourceClass)),
        **{name: _maybe(urls) for name in ("url", "archived_url")},
        **{name: _maybe(words) for name in ("excerpt", "note", "asked")},
        **{name: _maybe(lines) for name in ("title", "answer_type")},
    )


def _check() -> st.SearchStrategy[CheckRecord]:
    return st.builds(
        CheckRecord,
        publisher=called,
        url=_maybe(urls),
        reviewed_on=_maybe(days),
        **{name: _maybe(lines) for name in ("headline", "label", "scale")},
    )


records = st.builds(
    ClaimRecord,
    claim=lines,
    quote=_maybe(words),
    uid=_maybe(st.uuids().map(str)),
    said_on=_maybe(said),
    document_published=_maybe(said),
    resolves_on=_maybe(days),
    language=_maybe(st.sampled_from(["en", "pt-BR"])),
    attribution=_maybe(st.sampled_from(Attribution)),
    kind=_maybe(st.sampled_from(Kind)),
    said_basis=_maybe(st.sampled_from(Basis)),
    speaker_kind=_maybe(st.sampled_from(SpeakerKind)),
    speaker_wikidata=_maybe(st.sampled_from(["Q1", "Q6279"])),
    topics=topics,
    evidence=st.lists(_evidence(), max_size=2).map(tuple),
    checks=st.lists(_check(), max_size=2).map(tuple),
    **{name: _maybe(called) for name in ("speaker", "source")},
    **{name: _maybe(urls) for name in ("url", "archived_url", "published_url")},
    **{
        name: _maybe(lines)
        for name in (
            "external_id", "speaker_title", "speaker_party", "occasion", "document_title", "author", "headline",
        )
    },
)  # fmt: skip


@pytest.mark.parametrize("fmt", ["csv", "tsv", "json", "jsonl"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(given_records=st.lists(records, min_size=1, max_size=3))
def test_records_come_back_as_they_were(fmt: str, given_records: list[ClaimRecord]) -> None:
    out = io.StringIO(newline="")
    rows.write([as_row(each) for each in given_records], COLUMNS, Format(fmt), out)
    found = read(io.BytesIO(out.getvalue().encode()), "claims", ImportFormat(fmt))
    assert list(found.records) == given_records


def test_the_texts_that_are_told_apart_are_those_that_cells_confuse() -> None:
    cells = ["=1", "'=1", "''=1", "'a", "a'=1", "-", "'"]
    written = [rows.remove_guard(rows.cell(cell)) for cell in cells]
    assert written == cells


def test_an_unknown_day_is_no_day() -> None:
    (found,) = read(io.BytesIO(b"claim,said_on\nx,unknown\n"), "f").records
    assert isinstance(found, ClaimRecord)
    assert found.said_on is None
    assert as_row(found)["said_on"] is None
    assert str(dates.UNKNOWN) == "unknown"
