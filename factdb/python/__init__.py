"""The public door for Python programs: `factdb.open` returns a `Desk`, whose methods return typed rows.

- `desk`: the ledger with its methods, to read and to write
- `rows`: what methods take and return: filters of claims, results of writes

A face beside the command line and the web: it parses, calls one service and returns the result. All other packages of
factdb are internal and may move.
"""
