"""The only door to a claim's row and to the desk's history: locks, changes, and writes the history."""
