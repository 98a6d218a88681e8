"""Articles and other documents: one row for each page or file, with the texts that were read of it.

In goes what somebody knows of a page, and what was read; out come the document's row, found or added, and a capture.

- `documents`: finds or adds a document, fills in what was not known of it, and keeps what was read;
- `articles`: the documents whose claims the desk checks: adds, lists and shows them.
"""
