"""The review pages, by an HTTP client: what they show, what their forms do, and what they refuse."""
