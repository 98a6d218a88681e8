"""Commands on speakers, sources, topics and ratings."""
