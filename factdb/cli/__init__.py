"""The command line: parses what was typed, calls one service, prints what it returns."""
