"""Commands that report on the work of the desk, and that query the ledger in SQL.

report       the group of reports: those of factdb, and the desk's own
agreement    how far the assessments of reviewers agree
corrections  corrections and retractions; replies that are missing
sql          `factdb sql`: one read-only SQL statement
answers      print the rows of a query, and the list of views
sql_reports  one command for each report that is written in SQL
sql_page     print an SQL report as a table, a chart, data, a page or a picture
"""
