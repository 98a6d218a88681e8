"""Queries of claims: what a filter means in SQL, pages by key, and claims that are alike."""
