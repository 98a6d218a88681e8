"""Articles and other documents, with what was read of them."""
