"""Tables: CSV, TSV, JSON, workbooks and Parquet, read and written."""
