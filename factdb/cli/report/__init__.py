"""Reports and questions in SQL."""
