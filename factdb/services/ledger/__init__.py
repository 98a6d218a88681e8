"""The only modules that change a claim's row or write a history: they lock, change, and record.

A change comes with its event and its actor. It changes the columns and adds one row to a hash chain, in one transaction
that the caller commits.

- `claim_ledger`: locks, adds and changes claims, and writes their histories;
- `claim_batch`: the same for many claims, written at once;
- `history_values`: the values of columns as histories have them;
- `desk_ledger`: writes the desk history: people, documents, scales, policy;
- `replay`: reads histories: claims as they were at an earlier time.
"""
