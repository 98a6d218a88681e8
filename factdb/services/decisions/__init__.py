"""Decisions on a claim: assessments, ratings, verdicts and their versions, statuses, corrections.

In goes a claim that `claim_ledger` has locked, the actor, and what somebody typed; out come rows of verdicts,
approvals and assessments, the claim's new columns, and an event in its history.

- `assessing`: a reviewer's own opinion before the desk decides, hidden from those who have not given theirs;
- `scales`: the rating scales in the database, and the rating that a typed word means;
- `mapping`: what other publishers' labels mean on the desk's scales;
- `rating`: turns a request to rate into decisions: which reason, flag and evidence belongs to which question;
- `deciding`: takes a claim to `reviewed` with a decision on it;
- `versions`: writes versions of verdicts, and says which are the newest and which are in force;
- `statuses`: moves a claim through the workflow; publishing approves;
- `correcting`: corrects and retracts what was published;
- `other_checks`: other publishers' checks of a claim, and their adoption as a verdict of the desk.
"""
