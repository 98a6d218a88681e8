"""${message}

A revision imports nothing of factdb, so that it does the same in ten years. On SQLite, altering a table drops
its triggers and fails under its views: drop both first and make them again, in this revision. Adding a column
with a default, or an index, locks the whole table on PostgreSQL: say so here if it is a large one.
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
