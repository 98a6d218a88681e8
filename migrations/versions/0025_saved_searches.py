"""Searches that reviewers keep under a name: saved_searches.

They belong to one person and say nothing about a claim, so they are in no history, view or export; a dump has them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("reviewer_id", BIGINT, autoincrement=False, nullable=False, comment="reviewer whose search this is"),
        sa.Column("name_key", sa.Text(), nullable=False, comment="folded name: a reviewer has each name once"),
        sa.Column("name", sa.Text(), nullable=False, comment="name of the search"),
        sa.Column("query", sa.Text(), nullable=False, comment="filters of the search, as in the address of the list"),
        sa.Column("saved_at", TIMESTAMP, nullable=False, comment="when the filters were saved"),
        sa.PrimaryKeyConstraint("reviewer_id", "name_key", name="pk_saved_searches"),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewers.id"], name="fk_saved_searches_reviewer_id", ondelete="RESTRICT"
        ),
        sa.CheckConstraint("length(name_key) > 0", name="ck_saved_searches_name_key"),
        comment="searches that reviewers keep under a name, each for themselves; in no history, export or view",
    )


def downgrade() -> None:
    op.drop_table("saved_searches")
