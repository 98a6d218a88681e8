"""Queries of claims: filters as SQL conditions, pages of lists, and similar claims."""
