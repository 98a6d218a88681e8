"""Values on their way from the child process: what PostgreSQL's driver makes of them is what a question returns."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import make_url

from factdb.reports.sql import values
from factdb.reports.sql.questions import SqlQuestion, ask
from factdb.store.engine import Database
from tests.databases import Templates
from tests.reports.attacks import make_reader

ROLE = "factdb_values_reader"
EXPRESSIONS = """
NULL; true; 7; 9223372036854775807; 1.5::float8; 'infinity'::float8; 1.50; 'NaN'::numeric; 'words, ☃ and 😀'; ''
date '2021-07-01'; time '10:00:00.000001'; timetz '10:00+01'; timestamp '2021-07-01 10:00'
timestamptz '2021-07-01 10:00+02'; interval '-1 day 2 hours 0.000001 seconds'; 'x'::bytea; ''::bytea
'a3371428-116c-4b49-bd3f-ad0cd45d27c6'::uuid; array[1, NULL, 2]; array[array[date '2020-01-01']]; '{}'::integer[]
'{"a": [1, null, {"Decimal": "1"}]}'::jsonb; '[]'::json; '"text"'::json; row(1, 'a'); int4range(1, 5); int4range(1, 1)
numrange(1.5, NULL); daterange('2020-01-01', NULL, '[)'); int4multirange(int4range(1, 3), int4range(7, 9))
'10.0.0.1'::inet; '10.0.0.1/8'::inet; '10.0.0.0/8'::cidr; '::1'::inet; 'fe80::/10'::cidr; point(1, 2); '12'::money
to_tsvector('a b'); 'a'::"char"; B'101'; '<a/>'::text
"""


@pytest.fixture(scope="module")
def desk(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A desk on PostgreSQL."""
    for database in templates.copy("postgresql", "desk", tmp_path_factory.mktemp("values") / "desk.db"):
        yield database
        with database.engine("rw").begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {ROLE}")
            connection.exec_driver_sql(f"DROP ROLE {ROLE}")


def test_a_question_returns_what_the_driver_does(desk: Database) -> None:
    import psycopg  # noqa: PLC0415 - as the child does

    expressions = [expression.strip() for line in EXPRESSIONS.strip().splitlines() for expression in line.split(";")]
    sql = f"SELECT {', '.join(expressions)}"
    answer = ask(desk, make_reader(desk, ROLE), SqlQuestion(sql))
    address = make_url(desk.location).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, options="-c timezone=UTC") as connection:
        expected = connection.execute(sql.encode()).fetchone()
    assert expected
    for expression, ours, theirs in zip(expressions, answer.rows[0], expected, strict=True):
        assert type(ours) is type(theirs), expression
        assert str(ours) == str(theirs), expression
        assert repr(ours) == repr(theirs), expression


def test_what_is_written_is_read_again() -> None:
    row = (None, True, 2, 2.5, "x", [1, [date(2020, 1, 1)]], ("1", None), {"date": {"Decimal": Decimal("1.50")}})
    assert values.read_row(values.written_row(row)) == row
    assert math.isnan(values.read(values.written(Decimal("NaN"))))


def test_a_type_that_nobody_knows_is_its_text() -> None:
    assert values.written(1j) == "1j"
