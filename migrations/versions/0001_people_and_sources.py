"""Reviewers, speakers, sources, documents, scales and the desk's own history.

The unknown speaker and the unknown source are rows like others, so that every claim has one of each; they are
the same rows, with the same uid, in every ledger.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
UNKNOWN_UID = "00000000-0000-7000-8000-000000000000"
# newest first: what refers to another is dropped before it
TABLES = (
    "ratings",
    "scales",
    "captures",
    "documents",
    "source_domains",
    "source_names",
    "sources",
    "speaker_roles",
    "speaker_names",
    "speakers",
    "desk_history",
    "reviewers",
)


def upgrade() -> None:
    _create_reviewers()
    _create_desk_history()
    _create_speakers()
    _create_speaker_names()
    _create_speaker_roles()
    _create_sources()
    _create_source_names()
    _create_source_domains()
    _create_documents()
    _create_captures()
    _create_scales()
    _create_ratings()
    for table, key, names in (
        ("speakers", "speaker_id", "speaker_names"),
        ("sources", "source_id", "source_names"),
    ):
        op.execute(f"INSERT INTO {table} (uid, name, kind) VALUES ('{UNKNOWN_UID}', 'unknown', 'unknown')")
        op.execute(f"INSERT INTO {names} (name_key, {key}, name) SELECT name, id, name FROM {table}")


def _create_reviewers() -> None:
    op.create_table(
        "reviewers",
        sa.Column("id", BIGINT, nullable=False, comment="the number that people type"),
        sa.Column("handle", sa.Text(), nullable=False, comment="the short name that --as takes"),
        sa.Column("name", sa.Text(), nullable=True, comment="the name for people"),
        sa.Column("role", sa.Text(), nullable=False, comment="each role may do all that the ones before it may"),
        sa.Column("disabled_at", TIMESTAMP, nullable=True, comment="since when they may not act"),
        sa.PrimaryKeyConstraint("id", name="pk_reviewers"),
        sa.UniqueConstraint("handle", name="uq_reviewers_handle"),
        sa.CheckConstraint("role IN ('reader', 'reviewer', 'editor', 'admin')", name=op.f("ck_reviewers_role")),
        comment="who may act on the desk",
    )


def _create_desk_history() -> None:
    op.create_table(
        "desk_history",
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
            comment="SHA-256 over tag, prev, id, the word desk, seq and body",
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_desk_history"),
        sa.ForeignKeyConstraint(["actor_id"], ["reviewers.id"], name="fk_desk_history_actor_id", ondelete="RESTRICT"),
        comment="who did what to the desk itself, one chain; append-only",
    )


def _create_speakers() -> None:
    op.create_table(
        "speakers",
        sa.Column("id", BIGINT, nullable=False, comment="the number that people type"),
        sa.Column("uid", sa.Text(), nullable=False, comment="UUIDv7, the same in every copy of the ledger"),
        sa.Column("name", sa.Text(), nullable=False, comment="the name that lists show"),
        sa.Column("kind", sa.Text(), nullable=False, comment="one speaker is the unknown one"),
        sa.Column("wikidata_id", sa.Text(), nullable=True, comment="Q and a number"),
        sa.Column("merged_into_id", BIGINT, nullable=True, comment="the speaker that this one turned out to be"),
        sa.PrimaryKeyConstraint("id", name="pk_speakers"),
        sa.UniqueConstraint("uid", name="uq_speakers_uid"),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["speakers.id"], name="fk_speakers_merged_into_id", ondelete="RESTRICT"
        ),
        sa.CheckConstraint("kind IN ('person', 'organization', 'unknown')", name=op.f("ck_speakers_kind")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_speakers_merged_into_id")),
        sa.CheckConstraint(f"(kind = 'unknown') = (uid = '{UNKNOWN_UID}')", name=op.f("ck_speakers_unknown")),
        comment="who makes claims",
    )


def _create_speaker_names() -> None:
    op.create_table(
        "speaker_names",
        sa.Column("name_key", sa.Text(), nullable=False, comment="NFKC, casefold, one space"),
        sa.Column("speaker_id", BIGINT, autoincrement=False, nullable=False, comment="whose name it is"),
        sa.Column("name", sa.Text(), nullable=False, comment="as written"),
        sa.PrimaryKeyConstraint("name_key", "speaker_id", name="pk_speaker_names"),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name="fk_speaker_names_speaker_id", ondelete="RESTRICT"
        ),
        comment="names and aliases of speakers",
    )


def _create_speaker_roles() -> None:
    op.create_table(
        "speaker_roles",
        sa.Column("speaker_id", BIGINT, autoincrement=False, nullable=False, comment="who held it"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="numbered from 1 within its owner"),
        sa.Column("title", sa.Text(), nullable=True, comment="President of the United States"),
        sa.Column("organization", sa.Text(), nullable=True, comment="of what"),
        sa.Column("party", sa.Text(), nullable=True, comment="the party, then"),
        sa.Column("since", sa.Date(), nullable=True, comment="first day; empty: not known"),
        sa.Column("until", sa.Date(), nullable=True, comment="last day; empty: not known, or still"),
        sa.PrimaryKeyConstraint("speaker_id", "n", name="pk_speaker_roles"),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name="fk_speaker_roles_speaker_id", ondelete="RESTRICT"
        ),
        sa.CheckConstraint("since <= until", name=op.f("ck_speaker_roles_since_until")),
        sa.CheckConstraint(
            "title IS NOT NULL OR organization IS NOT NULL OR party IS NOT NULL",
            name=op.f("ck_speaker_roles_something"),
        ),
        comment="offices of speakers",
    )


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", BIGINT, nullable=False, comment="the number that people type"),
        sa.Column("uid", sa.Text(), nullable=False, comment="UUIDv7, the same in every copy of the ledger"),
        sa.Column("name", sa.Text(), nullable=False, comment="the name that lists show"),
        sa.Column("kind", sa.Text(), nullable=False, comment="one source is the unknown one"),
        sa.Column("merged_into_id", BIGINT, nullable=True, comment="the source that this one turned out to be"),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("uid", name="uq_sources_uid"),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["sources.id"], name="fk_sources_merged_into_id", ondelete="RESTRICT"
        ),
        sa.CheckConstraint("kind IN ('outlet', 'unknown')", name=op.f("ck_sources_kind")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_sources_merged_into_id")),
        sa.CheckConstraint(f"(kind = 'unknown') = (uid = '{UNKNOWN_UID}')", name=op.f("ck_sources_unknown")),
        comment="outlets that carry claims",
    )


def _create_source_names() -> None:
    op.create_table(
        "source_names",
        sa.Column("name_key", sa.Text(), nullable=False, comment="NFKC, casefold, one space"),
        sa.Column("source_id", BIGINT, autoincrement=False, nullable=False, comment="whose name it is"),
        sa.Column("name", sa.Text(), nullable=False, comment="as written"),
        sa.PrimaryKeyConstraint("name_key", "source_id", name="pk_source_names"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_source_names_source_id", ondelete="RESTRICT"),
        comment="names and aliases of sources",
    )


def _create_source_domains() -> None:
    op.create_table(
        "source_domains",
        sa.Column("domain", sa.Text(), nullable=False, comment="lower case, without www."),
        sa.Column("source_id", BIGINT, autoincrement=False, nullable=False, comment="whose pages these are"),
        sa.PrimaryKeyConstraint("domain", "source_id", name="pk_source_domains"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_source_domains_source_id", ondelete="RESTRICT"),
        comment="hosts that belong to sources",
    )


def _create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", BIGINT, nullable=False, comment="the number that people type"),
        sa.Column("uid", sa.Text(), nullable=False, comment="UUIDv7, the same in every copy of the ledger"),
        sa.Column("url", sa.Text(), nullable=True, comment="canonical; empty for an interview, a letter, a file"),
        sa.Column("typed_url", sa.Text(), nullable=True, comment="as it was typed"),
        sa.Column("source_id", BIGINT, nullable=False, comment="who published it"),
        sa.Column("title", sa.Text(), nullable=True, comment="its headline"),
        sa.Column("author", sa.Text(), nullable=True, comment="its byline"),
        sa.Column("published_on", sa.Date(), nullable=True, comment="a month or a year is kept as its first day"),
        sa.Column("published_precision", sa.Text(), nullable=False, comment="how much of published_on is known"),
        sa.Column("medium", sa.Text(), nullable=False, comment="what it is"),
        sa.Column("language", sa.Text(), nullable=True, comment="BCP 47: en, pt-BR"),
        sa.Column("is_article", sa.Boolean(), nullable=False, comment="whether its claims are checked"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("uid", name="uq_documents_uid"),
        sa.UniqueConstraint("url", name="uq_documents_url"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_documents_source_id", ondelete="RESTRICT"),
        sa.CheckConstraint(
            "medium IN ('news', 'web', 'transcript', 'report', 'data', 'video', 'audio', 'image', 'social', "
            "'interview', 'letter', 'book', 'file', 'other')",
            name=op.f("ck_documents_medium"),
        ),
        sa.CheckConstraint(
            "(published_on IS NULL) = (published_precision = 'unknown')",
            name=op.f("ck_documents_published_on"),
        ),
        sa.CheckConstraint(
            "published_precision IN ('day', 'month', 'year', 'unknown')",
            name=op.f("ck_documents_published_precision"),
        ),
        comment="pages, articles, transcripts, videos, data sets",
    )


def _create_captures() -> None:
    op.create_table(
        "captures",
        sa.Column("document_id", BIGINT, autoincrement=False, nullable=False, comment="of what"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="numbered from 1 within its owner"),
        sa.Column("captured_at", TIMESTAMP, nullable=False, comment="when it was read"),
        sa.Column("sha256", sa.Text(), nullable=True, comment="of the bytes that were read, in hex"),
        sa.Column(
            "text",
            sa.Text(),
            nullable=True,
            comment="the text, where it is text; offsets count its code points",
        ),
        sa.Column("file_name", sa.Text(), nullable=True, comment="the name of the file it was read from"),
        sa.Column("archived_url", sa.Text(), nullable=True, comment="an archive's copy"),
        sa.PrimaryKeyConstraint("document_id", "n", name="pk_captures"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_captures_document_id", ondelete="RESTRICT"),
        sa.CheckConstraint("sha256 IS NOT NULL OR archived_url IS NOT NULL", name=op.f("ck_captures_something")),
        sa.CheckConstraint("text IS NULL OR sha256 IS NOT NULL", name=op.f("ck_captures_text")),
        comment="what was read of a document at one moment; append-only",
    )
    op.create_index("ix_captures_sha256", "captures", ["sha256"])


def _create_scales() -> None:
    op.create_table(
        "scales",
        sa.Column("id", BIGINT, nullable=False, comment="the number that people type"),
        sa.Column("code", sa.Text(), nullable=False, comment="factdb-truth"),
        sa.Column("version", sa.Integer(), nullable=False, comment="from 1; the newest counts"),
        sa.Column("publisher", sa.Text(), nullable=True, comment="whose scale; empty: the desk's own"),
        sa.Column("question", sa.Text(), nullable=False, comment="what its ratings decide"),
        sa.Column("note", sa.Text(), nullable=True, comment="how it is meant"),
        sa.PrimaryKeyConstraint("id", name="pk_scales"),
        sa.UniqueConstraint("code", "version", name="uq_scales_code_version"),
        sa.CheckConstraint("question IN ('truth', 'quote')", name=op.f("ck_scales_question")),
        comment="rating scales, by version",
    )


def _create_ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", BIGINT, nullable=False, comment="the number that people type"),
        sa.Column("scale_id", BIGINT, nullable=False, comment="of which scale"),
        sa.Column("code", sa.Text(), nullable=False, comment="mostly-true"),
        sa.Column("label", sa.Text(), nullable=False, comment="Mostly true"),
        sa.Column("definition", sa.Text(), nullable=True, comment="what it says"),
        sa.Column("position", sa.Integer(), nullable=False, comment="its place in the scale, from 1"),
        sa.Column("category", sa.Text(), nullable=True, comment="across scales; empty: nobody has mapped it"),
        sa.Column("score", sa.Integer(), nullable=True, comment="0 false to 4 true; for truth only"),
        sa.Column("flags", sa.Text(), nullable=False, comment="flags that the rating implies"),
        sa.Column("mapping_reason", sa.Text(), nullable=True, comment="why it was mapped so"),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
        sa.UniqueConstraint("scale_id", "code", name="uq_ratings_scale_id_code"),
        sa.ForeignKeyConstraint(["scale_id"], ["scales.id"], name="fk_ratings_scale_id", ondelete="RESTRICT"),
        sa.CheckConstraint(
            "category IN ('truth', 'promise', 'quote', 'not-enough-evidence', 'conflicting-evidence', "
            "'not-checkable', 'context', 'media', 'position-change', 'pending')",
            name=op.f("ck_ratings_category"),
        ),
        sa.CheckConstraint(
            "score IS NULL OR (category = 'truth' AND score BETWEEN 0 AND 4)", name=op.f("ck_ratings_score")
        ),
        comment="the values of the scales",
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
