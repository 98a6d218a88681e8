"""Pages that answer questions: reports, SQL and the guide."""
