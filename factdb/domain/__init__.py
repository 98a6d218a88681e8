"""The rules of fact-checking, in the standard library alone: no database, no terminal, no network."""
