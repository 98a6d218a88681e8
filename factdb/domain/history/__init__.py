"""Histories: append-only rows, chained by hashes, from which every table can be told again.

- `events` names every kind of event
- `chain` makes the next row of a history, and verifies a chain row by row
- `claim`, `desk` and `people_and_documents` replay the bodies of a history: what was so after any of its rows
- `projections` says what the tables must hold after a replay, and how stored rows differ from it
"""
