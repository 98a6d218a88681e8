"""Pages of claims: the list with its filters and searches, a claim with its forms, and its evidence."""
