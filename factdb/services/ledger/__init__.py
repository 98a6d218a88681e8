"""The only door to a claim's row and to the desk's history: locks, changes, and writes the history.

In goes a change with its event and its actor; out come the changed columns and one more row of a hash chain, in one
transaction that the caller commits.

- `claim_ledger`: locks claims, adds and changes them, and writes their histories;
- `desk_ledger`: writes the one history of what is no claim: people, documents, scales, policy;
- `replay`: reads histories back: claims as they were at a moment.
"""
