"""The pages of people and words: lists of speakers, sources and topics, each with its claims by verdict, and ratings.

`verdict_shares` counts; `people_pages` and `topic_pages` list and show; `merge_suggestions` puts names that may be one
side by side; `rating_pages` shows scales, labels that nobody has mapped, and what a mapping changes.
"""
