"""What is published of reports and databases.

- `svg_chart` draws bars as a picture
- `report_page` writes a report as a page of HTML or in Markdown, and the log of corrections
- `datasette` writes the metadata that Datasette shows next to a database
"""
