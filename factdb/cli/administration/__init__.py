"""Commands on the desk itself: its database, its settings, its reviewers and its rules.

init        make the database ready, with the worked example where it is wanted
config      what is set and where it comes from, and which versions run
db          upgrade, check, back up, dump and load the database
db_reader   the login of PostgreSQL that questions in SQL are asked with
policy      the rules of the desk: four eyes, assessments, blind
reviewers   who may act, and in which role
verify      prove that the ledger is whole, or list what isn't
"""
