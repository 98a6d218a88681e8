"""Imports files into the ledger: new claims in bulk, changed claims through their history."""
