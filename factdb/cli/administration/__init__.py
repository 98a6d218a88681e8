"""Commands for the desk itself: its database, its settings, its reviewers and its rules.

init        create the database, with or without the worked example
config      show the settings and where they come from; print the versions
db          upgrade, check, back up, dump and load the database
db_reader   set up the PostgreSQL login that `factdb sql` uses
policy      the rules of the desk: four eyes, assessments, blind
reviewers   list and edit the reviewers and their roles
verify      check that nothing was altered, or list what was
"""
