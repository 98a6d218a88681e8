"""Pages: from the bytes of a web page, a PDF or a text to its words and to what it says about itself. No network.

In: bytes, and where they are known the name of the file, the content type that a server sent, and the address. Out: a
`PageReading` with the text, the title, author, outlet, days and address, and a list of what is doubtful about it.

`page_reading.read_page` does all of it. The modules, in the order of the work:

- `page_reading` defines the reading, and sees what kind of page the bytes are.
- `charsets` turns bytes into text, and says where their encoding is uncertain.
- `html_page` finds the running text of a page of HTML, by trafilatura; `page_facts` reads what the page says about
  itself, from the same tree of lxml.
- `pdf_page` reads a PDF; `pdf_child` does so as a program of its own, which a hostile file cannot outgrow; `pdf_text`
  joins its lines to paragraphs.
"""
