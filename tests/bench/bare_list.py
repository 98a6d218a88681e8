"""The peer of `factdb claims list`: click, SQLAlchemy's ORM and the same query, with nothing around it."""

from __future__ import annotations

import csv
import sys

import click
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

QUERY = """
SELECT v.* FROM v1_claims v JOIN claims c ON c.id = v.id ORDER BY c.sort_on DESC, c.id LIMIT :limit
"""


@click.command()
@click.argument("path")
@click.option("--limit", type=int, default=20)
def bare_list(path: str, limit: int) -> None:
    """List claims as TSV."""
    with Session(create_engine(f"sqlite:///{path}")) as session:
        rows = session.execute(text(QUERY), {"limit": limit})
        out = csv.writer(sys.stdout, "excel-tab")
        out.writerow(rows.keys())
        out.writerows(rows)


if __name__ == "__main__":
    bare_list()
