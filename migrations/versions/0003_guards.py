"""The guards: what was recorded is append-only in the database itself, whatever program writes.

On SQLite `INSERT OR REPLACE` deletes without firing BEFORE DELETE, so a BEFORE INSERT guard tests every
unique key and the rowid. On PostgreSQL TRUNCATE has a trigger of its own, and ALWAYS keeps the guards on
in a session that replays a replica.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# table -> its unique keys, each a tuple of columns
APPEND_ONLY = {
    "captures": [("document_id", "n")],
    "other_checks": [("claim_id", "n")],
    "verdicts": [("claim_id", "version", "question")],
    "verdict_evidence": [("claim_id", "version", "question", "n")],
    "approvals": [("claim_id", "version", "question")],
    "history": [("claim_id", "seq")],
    "desk_history": [("seq",)],
}
# rows of these stay, but some columns may change
KEPT = {"claims": [("id",), ("uid",)], "evidence": [("claim_id", "n")]}
FIXED = {
    "claims": ["id", "uid"],
    "evidence": [
        "claim_id", "n", "question", "stance", "document_id", "capture_n", "excerpt", "span_start",
        "span_end", "note", "source_class", "asked", "answer_type", "added_by_id", "added_at",
    ],
}  # fmt: skip


def _message(table: str) -> str:
    if table == "claims":
        return "claims are append-only: a claim is never removed, nor its id or uid changed"
    if table == "evidence":
        return "evidence is append-only: a row is never removed, and only its withdrawn_at may change"
    return f"{table} is append-only: a row is never changed or removed"


def _sqlite_guard(table: str, event: str, when: str = "") -> None:
    name = f"guard_{table}_{event.lower()}"
    condition = f" WHEN {when}" if when else ""
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{condition}\n"
        f"BEGIN SELECT RAISE(ABORT, '{_message(table)}'); END"
    )


def _sqlite_replace(table: str, keys: list[tuple[str, ...]]) -> None:
    same = [" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys]
    tests = " OR ".join(f"({test})" for test in [*same, "rowid = NEW.rowid"])
    _sqlite_guard(table, "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {tests})")


def _upgrade_sqlite() -> None:
    for table, keys in APPEND_ONLY.items():
        _sqlite_guard(table, "UPDATE")
        _sqlite_guard(table, "DELETE")
        _sqlite_replace(table, keys)
    for table, keys in KEPT.items():
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in [*FIXED[table], "rowid"])
        _sqlite_guard(table, "UPDATE", changed)
        _sqlite_guard(table, "DELETE")
        _sqlite_replace(table, keys)


def _upgrade_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION factdb_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS\n"
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in APPEND_ONLY:
        _postgresql_guard(table, "change", "UPDATE OR DELETE", "ROW")
        _postgresql_guard(table, "truncate", "TRUNCATE", "STATEMENT")
    for table in KEPT:
        changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED[table])
        _postgresql_guard(table, "update", "UPDATE", "ROW", f" WHEN ({changed})")
        _postgresql_guard(table, "delete", "DELETE", "ROW")
        _postgresql_guard(table, "truncate", "TRUNCATE", "STATEMENT")


def _postgresql_guard(table: str, name: str, event: str, each: str, when: str = "") -> None:
    trigger = f"guard_{table}_{name}"
    op.execute(
        f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH {each}{when} "
        f"EXECUTE FUNCTION factdb_refuse('{_message(table)}')"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in [*APPEND_ONLY, *KEPT]:
            for event in ("update", "delete", "insert"):
                op.execute(f"DROP TRIGGER guard_{table}_{event}")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER guard_{table}_change ON {table}")
        op.execute(f"DROP TRIGGER guard_{table}_truncate ON {table}")
    for table in KEPT:
        for event in ("update", "delete", "truncate"):
            op.execute(f"DROP TRIGGER guard_{table}_{event} ON {table}")
    op.execute("DROP FUNCTION factdb_refuse()")
