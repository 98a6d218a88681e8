"""Proposals: what people made of the claims that factdb found in an article, so that none is proposed twice."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "proposal_decisions",
        sa.Column("document_id", BIGINT, autoincrement=False, nullable=False, comment="the article"),
        sa.Column("capture_n", sa.Integer(), autoincrement=False, nullable=False, comment="which reading of it"),
        sa.Column("span_start", sa.Integer(), autoincrement=False, nullable=False, comment="first code point proposed"),
        sa.Column("span_end", sa.Integer(), autoincrement=False, nullable=False, comment="the one after its last"),
        sa.Column("decision", sa.Text(), nullable=False, comment="accepted or rejected"),
        sa.Column("by_id", BIGINT, nullable=False, comment="who decided it"),
        sa.Column("at", TIMESTAMP, nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("document_id", "capture_n", "span_start", "span_end", name="pk_proposal_decisions"),
        sa.ForeignKeyConstraint(
            ["document_id", "capture_n"],
            ["captures.document_id", "captures.n"],
            name="fk_proposal_decisions_document_id_capture_n",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["reviewers.id"], name="fk_proposal_decisions_by_id", ondelete="RESTRICT"),
        sa.CheckConstraint("decision IN ('accepted', 'rejected')", name=op.f("ck_proposal_decisions_decision")),
        sa.CheckConstraint("span_start >= 0 AND span_start < span_end", name=op.f("ck_proposal_decisions_span")),
        comment="what people made of proposed claims",
    )


def downgrade() -> None:
    op.drop_table("proposal_decisions")
