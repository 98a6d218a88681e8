"""`python -m factdb` is the command line."""

from factdb.cli.main import run

run()
