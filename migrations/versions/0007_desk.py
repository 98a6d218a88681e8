"""The desk's own work: policy, leases, blind assessments, corrections that wait, and contacts with those checked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
TABLES = ("contacts", "proposed_changes", "assessments", "leases", "policies")

QUESTIONS = "question IN ('truth', 'quote')"
# table -> its key, and the columns that never change; of assessments nothing does
GUARDED = {
    "assessments": (("claim_id", "question", "reviewer_id", "round"), ()),
    "proposed_changes": (("claim_id", "version"), ("claim_id", "version", "fields")),
    "contacts": (
        ("claim_id", "n"),
        ("claim_id", "n", "kind", "who", "how", "made_on", "text", "added_by_id", "added_at"),
    ),
}
MESSAGES = {
    "assessments": "assessments is append-only: a row is never changed or removed",
    "proposed_changes": "proposed_changes are append-only: of a row only its withdrawn_at may change",
    "contacts": "contacts are append-only: of a row only its answer and outcome may change",
}
WAITING = "assignee_id IS NULL AND status IN ('new', 'in-review')"


def upgrade() -> None:
    _create_policies()
    _create_leases()
    _create_assessments()
    _create_proposed_changes()
    _create_contacts()
    op.create_index(
        "ix_claims_waiting",
        "claims",
        [sa.text("priority DESC"), "id"],
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    )
    for table, (key, fixed) in GUARDED.items():
        if op.get_bind().dialect.name == "sqlite":
            _guard_sqlite(table, key, fixed)
        else:
            _guard_postgresql(table, fixed)


def _create_policies() -> None:
    op.create_table(
        "policies",
        sa.Column("name", sa.Text(), nullable=False, comment="what it rules"),
        sa.Column("value", sa.Text(), nullable=False, comment="on, off or a number"),
        sa.PrimaryKeyConstraint("name", name="pk_policies"),
        sa.CheckConstraint("name IN ('four-eyes', 'assessments', 'blind')", name=op.f("ck_policies_name")),
        comment="how the desk works, where it differs from a desk of one",
    )


def _create_leases() -> None:
    op.create_table(
        "leases",
        _claim_id(),
        sa.Column("reviewer_id", BIGINT, nullable=False, comment="who has it"),
        sa.Column("until", TIMESTAMP, nullable=False, comment="after this anybody may take it"),
        sa.PrimaryKeyConstraint("claim_id", name="pk_leases"),
        _to_claim("leases"),
        _to_reviewer("leases", "reviewer_id"),
        comment="who took which claim to work on, for a while",
    )


def _create_assessments() -> None:
    op.create_table(
        "assessments",
        _claim_id(),
        sa.Column("question", sa.Text(), nullable=False, comment="which question it answers"),
        sa.Column("reviewer_id", BIGINT, autoincrement=False, nullable=False, comment="whose opinion it is"),
        sa.Column(
            "round", sa.Integer(), autoincrement=False, nullable=False, comment="counts a reviewer's own, from 1"
        ),
        sa.Column("rating_id", BIGINT, nullable=False, comment="the rating"),
        sa.Column("rationale", sa.Text(), nullable=False, comment="the reasons"),
        sa.Column("confidence", sa.Text(), nullable=True, comment="how sure the reviewer is"),
        sa.Column("submitted_at", TIMESTAMP, nullable=False, comment="when"),
        sa.Column("saw_others", sa.Boolean(), nullable=False, comment="others' of the same round could be seen before"),
        sa.PrimaryKeyConstraint("claim_id", "question", "reviewer_id", "round", name="pk_assessments"),
        _to_claim("assessments"),
        _to_reviewer("assessments", "reviewer_id"),
        sa.ForeignKeyConstraint(["rating_id"], ["ratings.id"], name="fk_assessments_rating_id", ondelete="RESTRICT"),
        sa.CheckConstraint(QUESTIONS, name=op.f("ck_assessments_question")),
        sa.CheckConstraint("confidence IN ('low', 'medium', 'high')", name=op.f("ck_assessments_confidence")),
        sa.CheckConstraint("length(rationale) > 0", name=op.f("ck_assessments_rationale")),
        sa.CheckConstraint("round >= 1", name=op.f("ck_assessments_round")),
        comment="reviewers' own opinions before the decision; append-only",
    )


def _create_proposed_changes() -> None:
    op.create_table(
        "proposed_changes",
        _claim_id(),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False, comment="the correction's version"),
        sa.Column("fields", sa.Text(), nullable=False, comment="canonical JSON: the claim's columns as they are to be"),
        sa.Column("withdrawn_at", TIMESTAMP, nullable=True, comment="since when it is no longer proposed"),
        sa.PrimaryKeyConstraint("claim_id", "version", name="pk_proposed_changes"),
        _to_claim("proposed_changes"),
        comment="corrections of published claims that wait, or waited, for approval",
    )


def _create_contacts() -> None:
    op.create_table(
        "contacts",
        _claim_id(),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="numbered from 1 within its owner"),
        sa.Column("kind", sa.Text(), nullable=False, comment="a reply asked for, a complaint, or a correction asked"),
        sa.Column("who", sa.Text(), nullable=False, comment="with whom"),
        sa.Column("how", sa.Text(), nullable=False, comment="by what means"),
        sa.Column("made_on", sa.Date(), nullable=False, comment="on which day"),
        sa.Column("text", sa.Text(), nullable=True, comment="what was asked or complained of"),
        sa.Column("answer", sa.Text(), nullable=True, comment="what was answered"),
        sa.Column("outcome", sa.Text(), nullable=True, comment="how it ended; empty: it is open"),
        sa.Column("added_by_id", BIGINT, nullable=False, comment="who wrote it down"),
        sa.Column("added_at", TIMESTAMP, nullable=False, comment="when"),
        sa.Column("answered_at", TIMESTAMP, nullable=True, comment="when the answer was written down"),
        sa.PrimaryKeyConstraint("claim_id", "n", name="pk_contacts"),
        _to_claim("contacts"),
        _to_reviewer("contacts", "added_by_id"),
        sa.CheckConstraint("kind IN ('reply', 'complaint', 'outreach')", name=op.f("ck_contacts_kind")),
        sa.CheckConstraint(
            "how IN ('email', 'phone', 'letter', 'form', 'social', 'in-person', 'other')", name=op.f("ck_contacts_how")
        ),
        sa.CheckConstraint(
            "outcome IN ('answered', 'no-answer', 'corrected', 'refused')", name=op.f("ck_contacts_outcome")
        ),
        sa.CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_contacts_answered_at")),
        comment="whom the desk asked for a reply or a correction, and who complained",
    )


def _claim_id() -> sa.Column:
    return sa.Column("claim_id", BIGINT, nullable=False, comment="the claim")


def _to_claim(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=f"fk_{table}_claim_id", ondelete="RESTRICT")


def _to_reviewer(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["reviewers.id"], name=f"fk_{table}_{column}", ondelete="RESTRICT")


def _guard_sqlite(table: str, key: tuple[str, ...], fixed: tuple[str, ...]) -> None:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in [*fixed, "rowid"])
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE ({same}) OR (rowid = NEW.rowid))"
    for event, when in (("UPDATE", changed if fixed else ""), ("DELETE", ""), ("INSERT", taken)):
        op.execute(
            f"CREATE TRIGGER guard_{table}_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW"
            f"{f' WHEN {when}' if when else ''}\nBEGIN SELECT RAISE(ABORT, '{MESSAGES[table]}'); END"
        )


def _guard_postgresql(table: str, fixed: tuple[str, ...]) -> None:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in fixed)
    for event, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        when = f" WHEN ({changed})" if event == "UPDATE" and fixed else ""
        trigger = f"guard_{table}_{event.lower()}"
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH {each}{when} "
            f"EXECUTE FUNCTION factdb_refuse('{MESSAGES[table]}')"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


def downgrade() -> None:
    op.drop_index("ix_claims_waiting", "claims")
    for table in TABLES:
        op.drop_table(table)
