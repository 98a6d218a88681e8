"""Searching: what is typed, the words that are compared, and how alike claims and names are."""
