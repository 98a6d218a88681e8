"""What Citus would refuse among the statements that factdb sends, found without a Citus.

`shapes` names the refused shapes, each with Citus's own message, an example and an allowed twin; `blocks` reads a
statement; `planning` decides as the planner of Citus does, by the rules of its version 11.2 and later; `tables` says
which tables are distributed; `listening` hears the statements of a test session.
"""
