"""Commands that read claims from files, and write them into files.

importing    `factdb import`: from any format that is known
export       the list of exports, and what they share: which claims, where to, what is left out
rows         claims, evidence, verdicts, history and speakers, as rows in any format
claimreview  published verdicts as ClaimReview
averitec     claims as AVeriTeC has them; metadata for Datasette
"""
