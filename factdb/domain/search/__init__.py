"""Search and similarity of claims and names.

- `stems` splits a text into the words to compare
- `query` reads a typed search, writes it for both engines, and marks the matches in a text
- `similar` scores the similarity of a claim and a text; `near_identical` finds pairs that say nearly the same
- `similar_names` explains why two names may belong to the same person or outlet
"""
