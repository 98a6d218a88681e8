"""Runs the revisions on the connection that factdb hands in; logging and the engine are factdb's."""

from alembic import context
from sqlalchemy import Connection

from factdb.store.base import Base
from factdb.store.models import indices

assert indices.METADATA is Base.metadata  # noqa: S101 - the models must be loaded for `alembic check`

connection = context.config.attributes.get("connection")
if not isinstance(connection, Connection):
    raise SystemExit("factdb's migrations run under factdb: factdb db upgrade")

context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
