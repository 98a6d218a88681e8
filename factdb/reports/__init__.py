"""The reports: what the ledger says of itself, each made on an open session for somebody who looks at it."""
