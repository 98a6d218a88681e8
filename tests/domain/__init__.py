"""Tests of factdb/domain/."""
