"""Tests of factdb/formats/."""
