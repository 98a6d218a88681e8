"""The commands that import claims from files and export them to files.

importing    `factdb import`: read claims from a file, in any of ten formats
export       the group `factdb export`, and the options and messages that its commands share
rows         export claims, evidence, verdicts, history or speakers as rows, in any format
claimreview  export published verdicts as ClaimReview
averitec     export claims in the AVeriTeC format, and metadata for Datasette
"""
