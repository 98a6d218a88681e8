"""Pages of people and words: speakers, sources, topics and ratings."""
