"""Runs untrusted SQL queries: on SQLite in a child process, on PostgreSQL with a read-only login."""
