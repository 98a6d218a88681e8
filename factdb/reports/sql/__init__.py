"""Questions in SQL that nobody vouches for: on SQLite in a child process, on PostgreSQL by a login that only reads."""
