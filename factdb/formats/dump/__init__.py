"""Dumps: a whole desk as text."""
