"""Indices for lists: each single filter reads a page of claims in its order, at any depth, without sorting.

A list's order is its column and then the claim's number, so every index ends with the two. A topic's claims have
sort_on beside them, which a trigger keeps as it is in claims.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BY_DAY = [sa.text("sort_on DESC"), "id"]
COMMENT = "the claim's own, which a trigger follows: lists of a topic are read in this order"

# name -> columns, and the rows that it holds where these aren't all
INDICES = {
    "ix_claims_status_sort_on_id": (["status", *BY_DAY], None),
    "ix_claims_kind_sort_on_id": (["kind", *BY_DAY], None),
    "ix_claims_attribution_sort_on_id": (["attribution", *BY_DAY], None),
    "ix_claims_speaker_id_sort_on_id": (["speaker_id", *BY_DAY], None),
    "ix_claims_source_id_sort_on_id": (["source_id", *BY_DAY], None),
    # With the status, by which what is left to do is told from all that somebody ever did.
    "ix_claims_assignee_id_sort_on_id_status": (["assignee_id", *BY_DAY, "status"], "assignee_id IS NOT NULL"),
    "ix_claims_truth_rating_id_sort_on_id": (["truth_rating_id", *BY_DAY], "truth_rating_id IS NOT NULL"),
    "ix_claims_quote_rating_id_sort_on_id": (["quote_rating_id", *BY_DAY], None),
    "ix_claims_dated": (BY_DAY, "said_on IS NOT NULL"),
    "ix_claims_undecided": (BY_DAY, "truth_rating_id IS NULL AND quote_rating_id IS NULL"),
    "ix_claims_no_evidence": (BY_DAY, "evidence_count = 0"),
    "ix_claims_changed_at_id": ([sa.text("changed_at DESC"), "id"], None),
    # What else the index holds tells what is settled: overdue promises of all years aren't read for it.
    "ix_claims_due": (
        ["resolves_on", "id", "truth_rating_id", "quote_rating_id", "status"],
        "resolves_on IS NOT NULL",
    ),
    "ix_claims_document_id": (["document_id"], "document_id IS NOT NULL"),
    "ix_claims_repeats_id": (["repeats_id"], "repeats_id IS NOT NULL"),
}

SQLITE_TRIGGER = """
CREATE TRIGGER follow_claims_sort_on AFTER UPDATE OF sort_on ON claims FOR EACH ROW
BEGIN UPDATE claim_topics SET sort_on = NEW.sort_on WHERE claim_id = NEW.id; END
"""
# The function finds claim_topics beside claims, whatever schema a session searches first.
POSTGRESQL_FUNCTION = """
CREATE FUNCTION factdb_follow_sort_on() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS
$$ BEGIN
    EXECUTE format('UPDATE %I.claim_topics SET sort_on = $1 WHERE claim_id = $2', TG_TABLE_SCHEMA)
        USING NEW.sort_on, NEW.id;
    RETURN NULL;
END $$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER follow_claims_sort_on AFTER UPDATE OF sort_on ON claims FOR EACH ROW
WHEN (NEW.sort_on <> OLD.sort_on) EXECUTE FUNCTION factdb_follow_sort_on()
"""


def upgrade() -> None:
    if _is_sqlite():
        _rebuild(["claim_id", "topic_id", "sort_on"])
        op.execute(SQLITE_TRIGGER.strip())
    else:
        op.add_column("claim_topics", sa.Column("sort_on", sa.Date(), nullable=True, comment=COMMENT))
        op.execute("UPDATE claim_topics SET sort_on = claims.sort_on FROM claims WHERE claims.id = claim_id")
        op.alter_column("claim_topics", "sort_on", nullable=False)
        op.drop_index("ix_claim_topics_topic_id_claim_id")
        op.execute(POSTGRESQL_FUNCTION.strip())
        op.execute(POSTGRESQL_TRIGGER.strip())
    op.create_index("ix_claim_topics_topic_id_sort_on_claim_id", "claim_topics", ["topic_id", BY_DAY[0], "claim_id"])
    for name, (columns, rows) in INDICES.items():
        where = sa.text(rows) if rows else None
        op.create_index(name, "claims", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in reversed(INDICES):
        op.drop_index(name, "claims")
    op.drop_index("ix_claim_topics_topic_id_sort_on_claim_id", "claim_topics")
    if _is_sqlite():
        op.execute("DROP TRIGGER follow_claims_sort_on")
        _rebuild(["claim_id", "topic_id"])
    else:
        op.execute("DROP TRIGGER follow_claims_sort_on ON claims")
        op.execute("DROP FUNCTION factdb_follow_sort_on()")
        op.drop_column("claim_topics", "sort_on")
    op.create_index("ix_claim_topics_topic_id_claim_id", "claim_topics", ["topic_id", "claim_id"])


def _is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _rebuild(columns: list[str]) -> None:
    """Make claim_topics again on SQLite, with or without sort_on; the views over it are made again as they stood."""
    bind = op.get_bind()
    views = bind.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'view'")).all()
    for name, _ in views:
        op.execute(f"DROP VIEW {name}")
    for index in ("ix_claim_topics_topic_id_claim_id",) if "sort_on" in columns else ():
        op.drop_index(index, "claim_topics")
    op.rename_table("claim_topics", "claim_topics_before")
    named = {column: sa.Column(column, BIGINT, autoincrement=False, nullable=False) for column in columns}
    named["sort_on"] = sa.Column("sort_on", sa.Date(), nullable=False)
    op.create_table(
        "claim_topics",
        *(named[column] for column in columns),
        sa.PrimaryKeyConstraint("claim_id", "topic_id", name="pk_claim_topics"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_topics_claim_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_claim_topics_topic_id", ondelete="RESTRICT"),
    )
    listed = ", ".join(columns)
    op.execute(
        f"INSERT INTO claim_topics ({listed}) SELECT {listed.replace('sort_on', 'c.sort_on')} "
        "FROM claim_topics_before JOIN claims c ON c.id = claim_id"
    )
    op.drop_table("claim_topics_before")
    for _, sql in views:
        op.execute(sql)
