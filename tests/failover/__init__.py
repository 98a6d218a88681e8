"""Servers that die while people write: what was acknowledged is there afterwards."""
