"""Erases personal words on request; the histories stay whole, because they hold only commitments to the words.

- `requests`: an admin asks for an erasure, another approves or refuses it
- `targets`: what can be named, and where its words stand
- `removal`: takes the words out of every table, in one transaction
- `completion`: clears what the files of the database still hold of them, and records the end
"""
