"""Files, from bytes to text and to values of JSON, however large or hostile they are.

- `opening` unpacks .gz and .zip, and knows a workbook
- `texts` decodes, a piece or a line at a time
- `json_stream` yields the elements of a file of JSON one at a time
- `strict_json` finds what a row must not contain: equal keys, NaN, NUL, too much depth
"""
