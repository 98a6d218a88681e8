"""Histories: append-only rows, chained by hashes, from which every table can be told again.

- `events` names every kind of event
- `chain` makes the next row of a history, and verifies a chain row by row
- `claim_replay`, `desk_replay` and `people_and_documents` replay a history: what was so after any of its rows
- `projections` says what the tables must hold after a replay, and how stored rows differ from it
"""
