"""Lists and pages that only read data, shared by all user interfaces."""
