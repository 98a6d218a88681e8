"""Articles and other documents: one row for each page or file, with its captures.

Functions take the known facts of a page and the text that was read. They find or add the document, and a capture.

- `documents`: finds or adds a document, fills in missing facts, and stores captures;
- `articles`: adds, lists and shows articles, the documents whose claims the desk checks.
"""
