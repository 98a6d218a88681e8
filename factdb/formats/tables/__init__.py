"""Tables with headings: from rows of cells to claim records, and from rows to files.

- `column_mapping` finds the field of each column
- `layouts` has the fields of the columns of public data sets
- `tables` reads CSV, TSV and objects of JSON
- `workbook` reads and writes the first sheet of a workbook: `xlsx_rows` reads its rows, `sheets` makes a table of them
- `ods_rows` and `parquet_reader` read such files
- `table_writer` writes rows in any format of an export, Parquet among them
"""
