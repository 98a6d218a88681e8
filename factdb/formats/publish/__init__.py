"""What is published of reports: charts, pages, and Datasette's metadata."""
