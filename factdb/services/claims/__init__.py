"""What is done to a claim: added, edited, queued, given evidence, notes, links and contacts."""
