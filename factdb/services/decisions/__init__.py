"""Decisions on a claim: assessments, ratings, verdicts and their versions, statuses, corrections.

Functions take a claim that `claim_ledger` has locked, the actor, and the user's input. They write verdicts, approvals
and assessments, change the claim's columns, and write an event into its history.

- `assessing`: a reviewer's own opinion before the desk decides, hidden from reviewers without an own opinion;
- `scales`: the rating scales in the database, and the rating that a typed word means;
- `mapping`: what other publishers' labels mean on the desk's scales;
- `rating`: turns a request to rate into decisions: which reason, flag and evidence belongs to which question;
- `deciding`: takes a claim to `reviewed` with a decision on it;
- `versions`: writes versions of verdicts, and keeps what waits for approval;
- `newest_versions`: says which versions are the newest, and which of them stand;
- `pending_work`, `approving`: what waits for an approval, and who may approve it;
- `statuses`: moves a claim through the workflow; publishing approves;
- `correcting`: corrects and retracts published claims;
- `other_checks`: other publishers' checks of a claim, and their adoption as a verdict of the desk.
"""
