"""Tests of factdb.services."""
