"""ClaimReview, the markup of fact-checks: files, feeds and pages to claim records, and the ledger's verdicts to markup.

- `claimreview_reader` finds the reviews of a file of JSON, a Data Commons feed or a page of HTML
- `review_fields` makes a record of one review
- `google` reads saved answers of Google's Fact Check Tools API
- `claimreview_writer` makes reviews of the desk's verdicts and of other publishers' checks
- `rules` checks reviews before they are published
"""
