"""Takes what a file says of claims into the ledger: new claims in bulk, changed ones through their history."""
