"""Claims, with their topics, links, evidence, verdicts and history."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
# newest first: what refers to another is dropped before it
TABLES = (
    "history",
    "approvals",
    "verdict_evidence",
    "verdicts",
    "other_checks",
    "evidence",
    "claim_links",
    "claim_topics",
    "topics",
    "claims",
)


def upgrade() -> None:
    _create_claims()
    _create_topics()
    _create_claim_topics()
    _create_claim_links()
    _create_evidence()
    _create_other_checks()
    _create_verdicts()
    _create_verdict_evidence()
    _create_approvals()
    _create_history()


def _create_claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", BIGINT, nullable=False, comment="the number that people type"),
        sa.Column("uid", sa.Text(), nullable=False, comment="UUIDv7, the same in every copy of the ledger"),
        sa.Column("claim", sa.Text(), nullable=False, comment="what is claimed, in neutral words"),
        sa.Column("quote", sa.Text(), nullable=True, comment="the passage, to the letter"),
        sa.Column("attribution", sa.Text(), nullable=False, comment="how the article gives it"),
        sa.Column("kind", sa.Text(), nullable=False, comment="what sort of statement it is"),
        sa.Column("speaker_id", BIGINT, nullable=False, comment="who said it"),
        sa.Column("speaker_title", sa.Text(), nullable=True, comment="the speaker's office on that day"),
        sa.Column("speaker_party", sa.Text(), nullable=True, comment="the speaker's party on that day"),
        sa.Column("said_on", sa.Date(), nullable=True, comment="a month or a year is kept as its first day"),
        sa.Column("said_precision", sa.Text(), nullable=False, comment="how much of said_on is known"),
        sa.Column("said_basis", sa.Text(), nullable=False, comment="how said_on is known"),
        sa.Column(
            "sort_on",
            sa.Date(),
            nullable=False,
            comment="said_on, else the document's date, else the day it was added",
        ),
        sa.Column("occasion", sa.Text(), nullable=True, comment="where it was said"),
        sa.Column("source_id", BIGINT, nullable=False, comment="the outlet that carried it"),
        sa.Column("document_id", BIGINT, nullable=True, comment="the article"),
        sa.Column("capture_n", sa.Integer(), nullable=True, comment="which reading of the article"),
        sa.Column(
            "span_start",
            sa.Integer(),
            nullable=True,
            comment="first code point of the passage in the capture's text",
        ),
        sa.Column("span_end", sa.Integer(), nullable=True, comment="the code point after its last"),
        sa.Column("prefix", sa.Text(), nullable=True, comment="the words before the passage"),
        sa.Column("suffix", sa.Text(), nullable=True, comment="the words after it"),
        sa.Column("repeats_id", BIGINT, nullable=True, comment="the claim that this one says again"),
        sa.Column("resolves_on", sa.Date(), nullable=True, comment="when a promise or a prediction falls due"),
        sa.Column("language", sa.Text(), nullable=True, comment="BCP 47: en, pt-BR"),
        sa.Column("headline", sa.Text(), nullable=True, comment="the headline of the desk's fact-check"),
        sa.Column("published_url", sa.Text(), nullable=True, comment="where the desk published it"),
        sa.Column("assignee_id", BIGINT, nullable=True, comment="who works on it"),
        sa.Column("priority", sa.Integer(), nullable=False, comment="0 none to 3 urgent"),
        sa.Column("added_by_id", BIGINT, nullable=False, comment="who added it"),
        sa.Column("added_at", TIMESTAMP, nullable=False, comment="when it was added"),
        sa.Column("changed_at", TIMESTAMP, nullable=False, comment="when its history last grew"),
        sa.Column("status", sa.Text(), nullable=False, comment="where it stands in the desk's work"),
        sa.Column("truth_rating_id", BIGINT, nullable=True, comment="the verdict in force on truth"),
        sa.Column("truth_version", sa.Integer(), nullable=True, comment="its version"),
        sa.Column("quote_rating_id", BIGINT, nullable=True, comment="the verdict in force on the quotation"),
        sa.Column("quote_version", sa.Integer(), nullable=True, comment="its version"),
        sa.Column("flags", sa.Text(), nullable=False, comment="the flags of both verdicts in force"),
        sa.Column("decided_at", TIMESTAMP, nullable=True, comment="when the newest verdict in force was decided"),
        sa.Column(
            "evidence_count",
            sa.Integer(),
            nullable=False,
            comment="standing rows of evidence, on both questions",
        ),
        sa.Column("published_at", TIMESTAMP, nullable=True, comment="when it was last published"),
        sa.Column("history_length", sa.Integer(), nullable=False, comment="the seq of its newest history row"),
        sa.Column("history_head", sa.Text(), nullable=False, comment="that row's hash"),
        sa.Column(
            "row_version",
            sa.Integer(),
            nullable=False,
            comment="what --if-version tests; grows with every change",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.UniqueConstraint("uid", name="uq_claims_uid"),
        sa.ForeignKeyConstraint(["added_by_id"], ["reviewers.id"], name="fk_claims_added_by_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["assignee_id"], ["reviewers.id"], name="fk_claims_assignee_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_claims_document_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["document_id", "capture_n"],
            ["captures.document_id", "captures.n"],
            name="fk_claims_document_id_capture_n",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["quote_rating_id"], ["ratings.id"], name="fk_claims_quote_rating_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["repeats_id"], ["claims.id"], name="fk_claims_repeats_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_claims_source_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], name="fk_claims_speaker_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["truth_rating_id"], ["ratings.id"], name="fk_claims_truth_rating_id", ondelete="RESTRICT"
        ),
        sa.CheckConstraint(
            "attribution IN ('direct-quote', 'partial-quote', 'paraphrase', 'narration')",
            name=op.f("ck_claims_attribution"),
        ),
        sa.CheckConstraint("length(claim) > 0", name=op.f("ck_claims_claim")),
        sa.CheckConstraint("evidence_count >= 0", name=op.f("ck_claims_evidence_count")),
        sa.CheckConstraint(
            "kind IN ('event', 'numerical', 'causal', 'position', 'promise', 'prediction', 'opinion')",
            name=op.f("ck_claims_kind"),
        ),
        sa.CheckConstraint("priority BETWEEN 0 AND 3", name=op.f("ck_claims_priority")),
        sa.CheckConstraint(
            "published_at IS NOT NULL OR status NOT IN ('published', 'correcting', 'retracted')",
            name=op.f("ck_claims_published_at"),
        ),
        sa.CheckConstraint("(quote_rating_id IS NULL) = (quote_version IS NULL)", name=op.f("ck_claims_quote_verdict")),
        sa.CheckConstraint("repeats_id <> id", name=op.f("ck_claims_repeats_id")),
        sa.CheckConstraint(
            "said_basis IN ('explicit', 'published', 'inferred', 'evidence', 'none')",
            name=op.f("ck_claims_said_basis"),
        ),
        sa.CheckConstraint("(said_on IS NULL) = (said_precision = 'unknown')", name=op.f("ck_claims_said_on")),
        sa.CheckConstraint("(said_on IS NULL) = (said_basis = 'none')", name=op.f("ck_claims_said_on_basis")),
        sa.CheckConstraint(
            "said_precision IN ('day', 'month', 'year', 'unknown')", name=op.f("ck_claims_said_precision")
        ),
        sa.CheckConstraint("(span_start IS NULL) = (span_end IS NULL)", name=op.f("ck_claims_span")),
        sa.CheckConstraint("span_start IS NULL OR capture_n IS NOT NULL", name=op.f("ck_claims_span_capture")),
        sa.CheckConstraint("span_start >= 0 AND span_start < span_end", name=op.f("ck_claims_span_order")),
        sa.CheckConstraint(
            "status IN ('new', 'in-review', 'on-hold', 'reviewed', 'published', 'correcting', 'declined', 'retracted')",
            name=op.f("ck_claims_status"),
        ),
        sa.CheckConstraint("(truth_rating_id IS NULL) = (truth_version IS NULL)", name=op.f("ck_claims_truth")),
        comment="who said what, when and where, and where the desk stands with it",
    )
    op.create_index("ix_claims_sort_on_id", "claims", [sa.text("sort_on DESC"), "id"])


def _create_topics() -> None:
    op.create_table(
        "topics",
        sa.Column("id", BIGINT, nullable=False, comment="the number that people type"),
        sa.Column("name", sa.Text(), nullable=False, comment="as written; holds no comma, lists are joined by them"),
        sa.Column("name_key", sa.Text(), nullable=False, comment="NFKC, casefold, one space"),
        sa.PrimaryKeyConstraint("id", name="pk_topics"),
        sa.UniqueConstraint("name_key", name="uq_topics_name_key"),
        comment="what claims are about",
    )


def _create_claim_topics() -> None:
    op.create_table(
        "claim_topics",
        sa.Column("claim_id", BIGINT, nullable=False, comment="the claim"),
        sa.Column("topic_id", BIGINT, autoincrement=False, nullable=False, comment="the topic"),
        sa.PrimaryKeyConstraint("claim_id", "topic_id", name="pk_claim_topics"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_topics_claim_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_claim_topics_topic_id", ondelete="RESTRICT"),
        comment="which claims are about what",
    )
    op.create_index("ix_claim_topics_topic_id_claim_id", "claim_topics", ["topic_id", "claim_id"])


def _create_claim_links() -> None:
    op.create_table(
        "claim_links",
        sa.Column("claim_id", BIGINT, nullable=False, comment="the claim"),
        sa.Column("other_id", BIGINT, autoincrement=False, nullable=False, comment="the other claim"),
        sa.Column("kind", sa.Text(), nullable=False, comment="how they hang together"),
        sa.Column("state", sa.Text(), nullable=False, comment="what people made of it"),
        sa.Column("by_id", BIGINT, nullable=False, comment="who said so"),
        sa.Column("at", TIMESTAMP, nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("claim_id", "other_id", "kind", name="pk_claim_links"),
        sa.ForeignKeyConstraint(["by_id"], ["reviewers.id"], name="fk_claim_links_by_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_links_claim_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["other_id"], ["claims.id"], name="fk_claim_links_other_id", ondelete="RESTRICT"),
        sa.CheckConstraint(
            "kind IN ('contradicts', 'part-of', 'updates', 'similar', 'repeats')",
            name=op.f("ck_claim_links_kind"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('contradicts', 'similar') OR claim_id < other_id", name=op.f("ck_claim_links_order")
        ),
        sa.CheckConstraint("claim_id <> other_id", name=op.f("ck_claim_links_other_id")),
        sa.CheckConstraint("state IN ('suggested', 'confirmed', 'rejected')", name=op.f("ck_claim_links_state")),
        comment="claims that contradict, repeat or update one another",
    )
    op.create_index("ix_claim_links_other_id", "claim_links", ["other_id"])


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("claim_id", BIGINT, nullable=False, comment="the claim"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="numbered from 1 within its owner"),
        sa.Column("question", sa.Text(), nullable=False, comment="on which question"),
        sa.Column("stance", sa.Text(), nullable=False, comment="how it bears on that question"),
        sa.Column("document_id", BIGINT, nullable=True, comment="the document"),
        sa.Column("capture_n", sa.Integer(), nullable=True, comment="which reading of it"),
        sa.Column("excerpt", sa.Text(), nullable=True, comment="the words that matter"),
        sa.Column(
            "span_start",
            sa.Integer(),
            nullable=True,
            comment="first code point of the excerpt in the capture's text",
        ),
        sa.Column("span_end", sa.Integer(), nullable=True, comment="the code point after its last"),
        sa.Column("note", sa.Text(), nullable=True, comment="a remark of whoever added it"),
        sa.Column("source_class", sa.Text(), nullable=False, comment="the matter's own record, or an account of it"),
        sa.Column("asked", sa.Text(), nullable=True, comment="the question asked, of question-and-answer evidence"),
        sa.Column("answer_type", sa.Text(), nullable=True, comment="how that question was answered"),
        sa.Column("added_by_id", BIGINT, nullable=False, comment="who added it"),
        sa.Column("added_at", TIMESTAMP, nullable=False, comment="when it was added"),
        sa.Column("withdrawn_at", TIMESTAMP, nullable=True, comment="since when it no longer counts"),
        sa.PrimaryKeyConstraint("claim_id", "n", name="pk_evidence"),
        sa.ForeignKeyConstraint(["added_by_id"], ["reviewers.id"], name="fk_evidence_added_by_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_evidence_claim_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_evidence_document_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["document_id", "capture_n"],
            ["captures.document_id", "captures.n"],
            name="fk_evidence_document_id_capture_n",
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint("document_id IS NOT NULL OR answer_type IS NOT NULL", name=op.f("ck_evidence_document_id")),
        sa.CheckConstraint("question IN ('truth', 'quote')", name=op.f("ck_evidence_question")),
        sa.CheckConstraint("source_class IN ('primary', 'secondary')", name=op.f("ck_evidence_source_class")),
        sa.CheckConstraint("(span_start IS NULL) = (span_end IS NULL)", name=op.f("ck_evidence_span")),
        sa.CheckConstraint("span_start >= 0 AND span_start < span_end", name=op.f("ck_evidence_span_order")),
        sa.CheckConstraint("stance IN ('supports', 'refutes', 'context')", name=op.f("ck_evidence_stance")),
        comment="documents that bear on a question of a claim; only withdrawn_at may change",
    )
    op.create_index("ix_evidence_document_id", "evidence", ["document_id"])


def _create_other_checks() -> None:
    op.create_table(
        "other_checks",
        sa.Column("claim_id", BIGINT, nullable=False, comment="the claim"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="numbered from 1 within its owner"),
        sa.Column("source_id", BIGINT, nullable=False, comment="the publisher"),
        sa.Column("url", sa.Text(), nullable=True, comment="where it was published"),
        sa.Column("headline", sa.Text(), nullable=True, comment="its headline"),
        sa.Column("scale_code", sa.Text(), nullable=True, comment="the publisher's scale"),
        sa.Column("label", sa.Text(), nullable=True, comment="the rating in the publisher's own words"),
        sa.Column("reviewed_on", sa.Date(), nullable=True, comment="when it was published"),
        sa.PrimaryKeyConstraint("claim_id", "n", name="pk_other_checks"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_other_checks_claim_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_other_checks_source_id", ondelete="RESTRICT"),
        comment="other publishers' checks of a claim; append-only",
    )
    op.create_index("ix_other_checks_source_id", "other_checks", ["source_id"])


def _create_verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("claim_id", BIGINT, nullable=False, comment="the claim"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False, comment="counts per claim, from 1"),
        sa.Column("question", sa.Text(), nullable=False, comment="which question it decides"),
        sa.Column("rating_id", BIGINT, nullable=False, comment="the rating"),
        sa.Column("rationale", sa.Text(), nullable=False, comment="the reasons"),
        sa.Column("flags", sa.Text(), nullable=False, comment="what else a reader should know"),
        sa.Column("as_of", sa.Date(), nullable=True, comment="on what was known by that day"),
        sa.Column("proposed_by_id", BIGINT, nullable=False, comment="who decided"),
        sa.Column("proposed_at", TIMESTAMP, nullable=False, comment="when"),
        sa.Column("searched", sa.Text(), nullable=True, comment="where the desk looked"),
        sa.Column("change_kind", sa.Text(), nullable=False, comment="why this version was written"),
        sa.Column("public_note", sa.Text(), nullable=True, comment="what readers are told of the change"),
        sa.PrimaryKeyConstraint("claim_id", "version", "question", name="pk_verdicts"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_verdicts_claim_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["reviewers.id"], name="fk_verdicts_proposed_by_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["rating_id"], ["ratings.id"], name="fk_verdicts_rating_id", ondelete="RESTRICT"),
        sa.CheckConstraint(
            "change_kind IN ('first', 'revision', 'correction', 'update', 'clarification')",
            name=op.f("ck_verdicts_change_kind"),
        ),
        sa.CheckConstraint("question IN ('truth', 'quote')", name=op.f("ck_verdicts_question")),
        sa.CheckConstraint("length(rationale) > 0", name=op.f("ck_verdicts_rationale")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_verdicts_version")),
        comment="decisions on one question of a claim, by version; append-only",
    )


def _create_verdict_evidence() -> None:
    op.create_table(
        "verdict_evidence",
        sa.Column("claim_id", BIGINT, nullable=False, comment="the claim"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False, comment="the verdict's version"),
        sa.Column("question", sa.Text(), nullable=False, comment="the verdict's question"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="the evidence's number"),
        sa.PrimaryKeyConstraint("claim_id", "version", "question", "n", name="pk_verdict_evidence"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_verdict_evidence_claim_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["claim_id", "n"],
            ["evidence.claim_id", "evidence.n"],
            name="fk_verdict_evidence_claim_id_n",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["claim_id", "version", "question"],
            ["verdicts.claim_id", "verdicts.version", "verdicts.question"],
            name="fk_verdict_evidence_claim_id_version_question",
            ondelete="RESTRICT",
        ),
        comment="the evidence that a verdict stood on; append-only",
    )


def _create_approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("claim_id", BIGINT, nullable=False, comment="the claim"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False, comment="the verdict's version"),
        sa.Column("question", sa.Text(), nullable=False, comment="the verdict's question"),
        sa.Column("approved_by_id", BIGINT, nullable=False, comment="who approved it"),
        sa.Column("at", TIMESTAMP, nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("claim_id", "version", "question", name="pk_approvals"),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["reviewers.id"], name="fk_approvals_approved_by_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_approvals_claim_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["claim_id", "version", "question"],
            ["verdicts.claim_id", "verdicts.version", "verdicts.question"],
            name="fk_approvals_claim_id_version_question",
            ondelete="RESTRICT",
        ),
        comment="who approved a verdict for publication; append-only",
    )


def _create_history() -> None:
    op.create_table(
        "history",
        sa.Column("claim_id", BIGINT, nullable=False, comment="the claim"),
        sa.Column(
            "seq",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="numbered from 1 within its owner",
        ),
        sa.Column("id", sa.Text(), nullable=False, comment="UUIDv7"),
        sa.Column("kind", sa.Text(), nullable=False, comment="what was done"),
        sa.Column("actor_id", BIGINT, nullable=False, comment="who did it"),
        sa.Column("at", TIMESTAMP, nullable=False, comment="when; order is seq, never time"),
        sa.Column("body", sa.Text(), nullable=False, comment="canonical JSON, exactly as hashed"),
        sa.Column("prev", sa.Text(), nullable=False, comment="the hash of the row before"),
        sa.Column(
            "hash",
            sa.Text(),
            nullable=False,
            comment="SHA-256 over tag, prev, id, the claim's uid, seq and body",
        ),
        sa.PrimaryKeyConstraint("claim_id", "seq", name="pk_history"),
        sa.ForeignKeyConstraint(["actor_id"], ["reviewers.id"], name="fk_history_actor_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_history_claim_id", ondelete="RESTRICT"),
        comment="who did what to a claim, chained by hashes; append-only",
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
