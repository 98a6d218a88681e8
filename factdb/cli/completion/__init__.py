"""What a shell completes, without SQLAlchemy: a key press can't wait for its import.

In comes the line that somebody is typing; out go the words that may follow.

shells   `factdb completion`, and click's completion mended for names with spaces, commas and quotes
values   names, handles, ratings and numbers from the ledger, as they are typed
"""
