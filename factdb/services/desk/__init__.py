"""The desk itself: its reviewers, its policy, and the set-up of a new desk.

- `reviewers`: adds, edits, disables and lists reviewers; the first admin;
- `desk_policy`: the rules of the desk that an admin sets, such as four eyes;
- `setup`: loads the shipped scales into a new desk, and the worked example if requested.
"""
