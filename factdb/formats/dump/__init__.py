"""Dumps: a whole desk as text, for another engine or for safekeeping.

`dump_file` writes and reads the lines of a dump, and the last line proves that it is complete. `dump_columns`
says what the columns of a table contain, and checks that a row fits them.
"""
