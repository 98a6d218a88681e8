"""Writes many rows at once, and draws the numbers of new rows."""
