"""Tests of factdb.archive: nothing in them leaves the loopback."""
