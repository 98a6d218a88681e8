"""Searching: from what somebody types, or from a claim, to what is like it.

- `stems` cuts a text into the words that are compared
- `query` reads what was typed, writes it for both engines, and marks the matches in a text
- `similar` scores how like a claim is to a text; `near_identical` finds the pairs that say nearly the same
- `similar_names` says why two names may be one person's or one outlet's
"""
