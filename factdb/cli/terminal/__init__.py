"""What people see on a terminal: tables, pages, charts, colours, progress; and the files that data goes to."""
