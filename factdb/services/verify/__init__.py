"""Proves that a ledger is whole: its chains, what the tables repeat of them, its schema and its pages."""
