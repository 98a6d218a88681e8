"""ClaimReview: the markup of fact-checks, read and written, and Google's answers in it."""
