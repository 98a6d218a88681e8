"""How commands show and write anything: in come rows, facts and texts, out go tables, pages, data and files.

output           rows in any format, on the terminal, into a pipe or into a file
lists_and_facts  the lists and pages that all nouns share
table            rows as a table that fits the terminal
layout           text wrapped by cells, control characters made visible
chart            bars
pager            long pages, through the pager that people have chosen
display          colours, and stand-ins for letters that the terminal lacks
files            read what people hand in, and open what data goes to
"""
