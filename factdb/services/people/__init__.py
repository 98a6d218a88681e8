"""Speakers, sources and topics: found, added, renamed, merged and counted."""
