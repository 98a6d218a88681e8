"""The peer of `factdb claims list`: click, SQLAlchemy without its ORM and the same query, with nothing around it."""

from __future__ import annotations

import csv
import sys

import click
from sqlalchemy import create_engine, text

QUERY = """
SELECT v.* FROM (SELECT id, sort_on FROM claims ORDER BY sort_on DESC, id LIMIT {limit}) AS page
JOIN v1_claims v ON v.id = page.id ORDER BY page.sort_on DESC, page.id
"""


@click.command()
@click.argument("where")
@click.option("--limit", type=int, default=20)
def bare_list(where: str, limit: int) -> None:
    """List claims as TSV, of a SQLite file or a PostgreSQL URL."""
    if "://" in where:
        engine = create_engine(where, connect_args={"options": "-c join_collapse_limit=16"})
    else:
        engine = create_engine(f"sqlite:///{where}")
    with engine.connect() as connection:
        rows = connection.execute(text(QUERY.format(limit=limit)))
        out = csv.writer(sys.stdout, "excel-tab")
        out.writerow(rows.keys())
        out.writerows(rows)


if __name__ == "__main__":
    bare_list()
