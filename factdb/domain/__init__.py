"""The rules of fact-checking: pure functions and frozen values, without a database, a terminal or a network.

Functions take values and return values. A broken rule raises an error of `factdb.errors`.

- decisions: `workflow` (moves and roles), `ratings` (what ratings mean), `policy_settings` (the rules that a desk
  can change), `agreement` (how far reviewers agree), `enums` (every closed list of words)
- claims: `new_claim` (what stated facts become), `proposals` (which proposed claims still wait), `passages` (a
  quotation's place in a text), `quotation_marks`, `claim_filter` (which claims somebody asks for), `ids`
- people and pages: `names`, `identities` (who is the same), `urls`, `linked_data` (JSON-LD of a page)
- days and texts: `dates`, `dates_as_written`, `text` (what is refused, what is escaped), `locations` (of databases)
- `history/` holds the hash chains and their replays, `search/` what is compared when somebody searches
"""
