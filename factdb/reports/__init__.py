"""The reports about the ledger. Each report reads an open session and shows only what the person asking may see."""
