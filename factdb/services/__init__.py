"""The actions of the desk, on an open session. They never commit and never print; callers pass who acts and when."""
