"""Tests of factdb.store."""
