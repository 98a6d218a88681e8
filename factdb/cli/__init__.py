"""The command line: a command parses what was typed, calls one service, and prints what that returns.

A command takes words, options and files, and prints tables, data and sentences; its exit code says how it went.
The rules of the desk are in the services.

main        the program: its options, its groups of commands, and how errors are printed
lazy        groups that import a command only when it is called, so that help stays quick
desk        what every command works with: settings, database, who acts, where to print
options     the types of values, and the options that several commands share

administration/  the desk and its database         articles/    articles, documents and evidence
claims/          claims, their pages and decisions  completion/  completion of words in the shell
exchange/        import and export                  people/      speakers, sources, topics, ratings
report/          reports, and queries in SQL        terminal/    how output is printed and files are written
"""
