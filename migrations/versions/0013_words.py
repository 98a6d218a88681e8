"""The words of a claim and of an excerpt stand beside them on PostgreSQL; names are found by whose they are.

An index over an expression finds rows, but whoever weighs them, or looks for a phrase, takes each apart again: some 60
microseconds a claim, 15 seconds for a phrase among a million. A generated column keeps what the index was made of.
The table is written anew, under a lock that also keeps readers out. On both engines, the names of one speaker or
source are read by an index: SQLite's search index reads them whenever one changes.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OWNERS = {"speaker_names": "speaker_id", "source_names": "source_id"}
COMMENT = "what a search looks through; derived, the database itself keeps it"
# table -> its words, and the rows that are searched where these aren't all
WORDS = {
    "claims": ("factdb_words(claim, headline, quote)", ""),
    "evidence": ("factdb_words(excerpt)", " WHERE withdrawn_at IS NULL AND excerpt IS NOT NULL"),
}


def upgrade() -> None:
    for table, owner in OWNERS.items():
        op.create_index(f"ix_{table}_{owner}", table, [owner])
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, (words, _) in WORDS.items():
        op.execute(f"DROP INDEX ix_{table}_words")
        op.execute(f"ALTER TABLE {table} ADD COLUMN search_words tsvector GENERATED ALWAYS AS ({words}) STORED")
        op.execute(f"COMMENT ON COLUMN {table}.search_words IS '{COMMENT}'")
        _index(table, "search_words")
        # Which words are common is known at once: searches are planned by it, and likenesses weighed.
        op.execute(f"ANALYZE {table} (search_words)")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for table, (words, _) in WORDS.items():
            op.execute(f"ALTER TABLE {table} DROP COLUMN search_words")  # with the index over it
            _index(table, words)
    for table, owner in OWNERS.items():
        op.drop_index(f"ix_{table}_{owner}", table)


def _index(table: str, words: str) -> None:
    rows = WORDS[table][1]
    op.execute(f"CREATE INDEX ix_{table}_words ON {table} USING gin ({words}) WITH (fastupdate = off){rows}")
