"""Pages of articles: the list, an article with its text, its facts, and its proposals."""
