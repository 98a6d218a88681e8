"""Tests of factdb.cli."""
