"""Rows into text and text into rows: one module a format, and no database.

An import goes in as bytes and comes out as claim records, one at a time:

- `reading` opens the file (`files/`), finds its format, and gives it to a reader
- `tables/`, `claimreview/`, `averitec/` and `liar` are the readers; each yields a record for each row, or a refusal
- `records/` defines a record, and reads single values

An export goes the other way:

- `rows` writes JSON, JSON Lines, CSV and TSV; `tables/` also workbooks and Parquet
- `claimreview/` and `averitec/` write their formats
- `dump/` writes and reads a whole desk as text
- `publish/` makes charts and pages of reports

`scale_file` reads rating scales.
"""
