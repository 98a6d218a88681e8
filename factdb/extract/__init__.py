"""From the text of an article to the claims that it may hold."""
