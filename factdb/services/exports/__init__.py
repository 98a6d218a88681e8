"""What the ledger gives out: rows, records, ClaimReviews, AVeriTeC, and whole dumps."""
