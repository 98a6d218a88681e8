"""Commands on claims, and the pages that show them."""
