"""Exports of the ledger: rows, records, ClaimReviews, AVeriTeC, and whole dumps."""
