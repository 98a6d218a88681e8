"""Run the command line: `python -m factdb`."""

from factdb.cli.main import run

run()
