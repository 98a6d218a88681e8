"""The verbs of the desk, on an open session: they never commit, never print, and take who acts and when."""
