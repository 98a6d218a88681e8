"""Completion of words in the shell, without SQLAlchemy: a key press cannot wait for its import.

It takes the line that somebody is typing and returns the words that may follow.

shells   `factdb completion`, and click's completion corrected for names with spaces, commas and quotes
values   names, handles, ratings and numbers from the ledger, as they are typed
"""
