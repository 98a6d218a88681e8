"""What is decided of a claim: assessments, ratings, versions of verdicts, statuses, corrections."""
