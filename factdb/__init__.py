"""factdb: the ledger of a fact-checking desk."""
