"""The desk itself: reviewers, policy, and how a new desk begins."""
