"""The tests mirror factdb/: one module of tests beside each module."""
