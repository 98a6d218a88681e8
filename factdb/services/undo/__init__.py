"""How the last action is taken back: the commands that do so, and their effect in one transaction."""
