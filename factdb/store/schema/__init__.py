"""The schema of the database: upgrades by revisions, comparison with this program, and descriptions."""
