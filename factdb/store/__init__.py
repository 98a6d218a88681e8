"""The database: its tables, its engine, its schema, and the queries that read it."""
