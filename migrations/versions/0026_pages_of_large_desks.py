"""Indexes for pages that read a whole table to show a few rows: articles, corrections, the state of cited pages.

Two are of rows that an import never writes. Of the others, one has only the articles, and one a number for each
document: sources were counted by reading all documents.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CORRECTIONS = "change_kind IN ('correction', 'update', 'clarification')"
NOT_AS_CITED = "state NOT IN ('ok', 'moved')"
BY_DAY = [sa.text("published_on DESC"), "id"]


def upgrade() -> None:
    op.create_index(
        "ix_documents_articles",
        "documents",
        BY_DAY,
        sqlite_where=sa.text("is_article = 1"),
        postgresql_where=sa.text("is_article"),
    )
    op.create_index("ix_documents_source_id", "documents", ["source_id"])
    _create_partial("ix_verdicts_corrections", "verdicts", ["claim_id", "version"], CORRECTIONS)
    _create_partial("ix_page_checks_not_as_cited", "page_checks", ["document_id", "n"], NOT_AS_CITED)


def downgrade() -> None:
    op.drop_index("ix_page_checks_not_as_cited", "page_checks")
    op.drop_index("ix_verdicts_corrections", "verdicts")
    op.drop_index("ix_documents_source_id", "documents")
    op.drop_index("ix_documents_articles", "documents")


def _create_partial(name: str, table: str, columns: list[str], only: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only))
