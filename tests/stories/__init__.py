"""Whole stories through the installed program, each command a process of its own."""
