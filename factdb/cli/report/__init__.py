"""Commands that report on the desk's work, and that ask the ledger in SQL.

report       the group of reports: those that ship, and the desk's own
agreement    how far reviewers agree in their assessments
corrections  what was corrected or retracted; who has still to be heard
sql          `factdb sql`: one question that only reads
answers      print the answer to a question, and the views that there are to ask
sql_reports  a command for each report that is written in SQL
sql_page     print such a report: as a table, a chart, data, a page or a picture
"""
