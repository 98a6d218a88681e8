"""Evidence that stays: fetching pages, keeping them byte for byte, and saying what a check saw. No database.

In: the address of a page. Out: its bytes as a file of WARC, and observations about it. Nothing here decides anything.

- `guard` says which addresses may be fetched; `wire` connects to these alone, and keeps what goes over the wire.
- `client` fetches a page over its redirects; `fetched` is what it returns; `decoding` unpacks compressed bodies.
- `warc_writing` writes a fetch as a WARC file; `warc_reading` reads such files of any tool, `wacz` those in a zip,
  `http_message` the responses in them; `archived_page` finds the page in an archive.
- `capture_files` is the folder in which captures lie under their SHA-256.
- `page_signs` knows walls and error pages; `page_state` says what a fetch saw of a cited page.
- `wayback` asks the Wayback Machine to keep a page; `memento` asks archives which copies they have.

This is the only room that imports a network client, and `wire` the only module of it that does. Files of captures are
read and verified without the extra `pages`; to fetch, and to unpack br and zstd, it must be installed.
"""
