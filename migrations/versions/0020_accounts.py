"""Accounts of the review pages: passwords, invitations and sessions, of which only hashes are stored.

They are in no history, dump, export or view: what leaves the desk, or is read through SQL, signs nobody in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "passwords",
        sa.Column(
            "reviewer_id",
            BIGINT,
            autoincrement=False,
            nullable=False,
            comment="reviewer who signs in with the password",
        ),
        sa.Column("hash", sa.Text(), nullable=False, comment="hash of the password, with its salt and costs"),
        sa.Column("set_at", TIMESTAMP, nullable=False, comment="when the password was set"),
        sa.PrimaryKeyConstraint("reviewer_id", name="pk_passwords"),
        _to_reviewer("passwords", "reviewer_id"),
        comment="passwords of the review pages, as hashes; in no dump, export or view",
    )
    op.create_table(
        "invitations",
        sa.Column(
            "reviewer_id", BIGINT, autoincrement=False, nullable=False, comment="reviewer who may set a password"
        ),
        sa.Column("token_hash", sa.Text(), nullable=False, comment="hash of the token in the link"),
        sa.Column("made_by_id", BIGINT, nullable=False, comment="admin who made the invitation"),
        sa.Column("expires_at", TIMESTAMP, nullable=False, comment="end of the invitation"),
        sa.Column("used_at", TIMESTAMP, nullable=True, comment="when the reviewer used it; NULL if nobody has used it"),
        sa.PrimaryKeyConstraint("reviewer_id", name="pk_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
        _to_reviewer("invitations", "reviewer_id"),
        _to_reviewer("invitations", "made_by_id"),
        comment="the latest invitation of each reviewer to set a password; in no dump, export or view",
    )
    op.create_table(
        "web_sessions",
        sa.Column("token_hash", sa.Text(), nullable=False, comment="hash of the token in the cookie"),
        sa.Column("reviewer_id", BIGINT, nullable=False, comment="reviewer who is signed in"),
        sa.Column("created_at", TIMESTAMP, nullable=False, comment="when the reviewer signed in"),
        sa.Column(
            "expires_at", TIMESTAMP, nullable=False, comment="end of the session, which moves on while it is used"
        ),
        sa.Column(
            "revoked_at", TIMESTAMP, nullable=True, comment="when the session was ended early; NULL if it was not"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_web_sessions"),
        _to_reviewer("web_sessions", "reviewer_id"),
        comment="sessions of the review pages; in no dump, export or view",
    )


def downgrade() -> None:
    for table in ("web_sessions", "invitations", "passwords"):
        op.drop_table(table)


def _to_reviewer(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["reviewers.id"], name=f"fk_{table}_{column}", ondelete="RESTRICT")
