"""Records: one claim each, as a file has it, whatever the file's format.

- `claim_record` defines the record of a claim, with its evidence and other publishers' checks
- `row_errors` turns rows into records, and a fault in a row into the refusal of that row
- `fields` makes a record from values by the names of its fields; `values` reads one value
- `compared_with_ledger` finds which fields the ledger has changed since, so that an export keeps a file's own spelling
"""
