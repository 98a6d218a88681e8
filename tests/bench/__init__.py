"""Benchmarks: each runs the program and a peer in turn, and prints the ratio. `python -m tests.bench` runs them all."""
