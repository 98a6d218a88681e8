"""The command line: a command parses what was typed, calls one service, and prints what that returns.

In come words, options and files; out go tables, data and sentences, and an exit code. A command holds no rule.

main        the program: its options, its groups of commands, and what becomes of an error
lazy        groups that import a command only when it is called, so that help stays quick
desk        what every command works with: settings, database, who acts, where to print
options     the types of values, and the options that several commands share

administration/  the desk and its database         articles/    articles, documents and evidence
claims/          claims, their pages and decisions  completion/  what a shell completes
exchange/        import and export                  people/      speakers, sources, topics, ratings
report/          reports, and questions in SQL      terminal/    how anything is shown or written
"""
