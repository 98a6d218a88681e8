"""The desk itself: who may act on it, by which rules, and how a new desk begins.

- `reviewers`: adds, edits, disables and lists reviewers; the first admin;
- `desk_policy`: the rules of the desk that an admin sets, such as four eyes;
- `setup`: loads the scales that ship into a new desk, and the worked example where it is asked for.
"""
