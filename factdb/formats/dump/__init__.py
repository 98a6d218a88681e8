"""Dumps: a whole desk as text, for another engine or for safekeeping.

`dump_file` writes and reads the lines of a dump, which the last line proves to be whole. `dump_columns` says what the
columns of a table hold, and refuses a row that doesn't fit.
"""
