"""Reads of histories: their events in the words of people, the log of the desk, and how two versions differ."""
