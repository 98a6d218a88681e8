"""Records: one claim each, as a file has it, whatever the file's format.

- `claim_record` defines the record of a claim, with its evidence and other publishers' checks
- `row_errors` takes rows to records: what is amiss with a row becomes that row's refusal
- `fields` makes a record of values by the names of its fields; `values` reads one value
- `compared_with_ledger` tells which fields the ledger has changed since, so that an export keeps a file's own spelling
"""
