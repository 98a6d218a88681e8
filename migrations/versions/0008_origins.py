"""Origins: what a file said of a claim, kept as it was, so that the same row is known again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
REFUSED = "origins is append-only: a row is never changed or removed"


def upgrade() -> None:
    op.create_table(
        "origins",
        sa.Column("claim_id", BIGINT, nullable=False, comment="the claim"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="numbered from 1 within its owner"),
        sa.Column("format", sa.Text(), nullable=False, comment="csv, claimreview, liar, ..."),
        sa.Column("file", sa.Text(), nullable=False, comment="the name of the file"),
        sa.Column("external_id", sa.Text(), nullable=True, comment="the format's own id of the row"),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="SHA-256 of raw"),
        sa.Column("nth", sa.Integer(), nullable=False, comment="which of the rows of one file that are known alike"),
        sa.Column("raw", sa.Text(), nullable=False, comment="the row as the file had it, as JSON with sorted keys"),
        sa.Column("imported_at", TIMESTAMP, nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("claim_id", "n", name="pk_origins"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_origins_claim_id", ondelete="RESTRICT"),
        sa.CheckConstraint("nth >= 1", name=op.f("ck_origins_nth")),
        comment="what files said of claims, as they said it; append-only",
    )
    op.create_index("ix_origins_external_id_format_nth", "origins", ["external_id", "format", "nth"])
    op.create_index("ix_origins_fingerprint_format_nth", "origins", ["fingerprint", "format", "nth"])
    nameless = sa.text("url IS NULL")
    op.create_index("ix_documents_title", "documents", ["title"], sqlite_where=nameless, postgresql_where=nameless)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    taken = "EXISTS (SELECT 1 FROM origins WHERE (claim_id = NEW.claim_id AND n = NEW.n) OR (rowid = NEW.rowid))"
    for event, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", f" WHEN {taken}")):
        op.execute(
            f"CREATE TRIGGER guard_origins_{event.lower()} BEFORE {event} ON origins FOR EACH ROW{when}\n"
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def _guard_postgresql() -> None:
    for name, event, each in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER guard_origins_{name} BEFORE {event} ON origins FOR EACH {each} "
            f"EXECUTE FUNCTION factdb_refuse('{REFUSED}')"
        )
        op.execute(f"ALTER TABLE origins ENABLE ALWAYS TRIGGER guard_origins_{name}")


def downgrade() -> None:
    op.drop_index("ix_documents_title", "documents")
    op.drop_table("origins")
