"""Commands on articles, on all other documents, and on the evidence that links documents to claims.

articles         list articles; an article's page, with the passages of its claims marked
article_adding   add articles, and propose claims from their text
reading_files    read articles from text and HTML files
proposal_review  walk through an article's proposed claims on a terminal, one key each
documents        list every document that the desk has used; a document's page
evidence         add, list, show and withdraw evidence
"""
