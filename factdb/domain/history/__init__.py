"""Histories: append-only rows, chained by hashes, from which every table can be computed again.

- `events` names every kind of event
- `sealing` keeps personal words beside a history, so that they can be erased
- `chain` makes the next row of a history, and verifies a chain row by row
- `claim_replay`, `desk_replay` and `people_and_documents` replay a history: the state after any of its rows
- `projections` computes the rows that tables must have after a replay, and how stored rows differ from them
"""
