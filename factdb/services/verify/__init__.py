"""Verifies a ledger: its hash chains, the tables that repeat them, its schema and its pages."""
