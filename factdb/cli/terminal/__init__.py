"""How commands print and write output: rows, facts and texts become tables, pages, data and files.

output           rows in any format, on the terminal, into a pipe or into a file
lists_and_facts  lists and pages of facts, shared by all commands
table            rows as a table that fits the terminal
layout           wrap text to the terminal, and make control characters visible
chart            bar charts
pager            show long pages in the pager of the user
display          colours, and replacements for letters that the terminal lacks
files            read input files, and open output files
"""
