"""Commands for articles, for other documents, and for the evidence that links documents to claims.

articles         list articles; show an article with the passages of its claims marked
article_adding   add articles, and find claims in their text
article_editing  correct the facts of an article, with the claims that follow
proposal_review  review the proposed claims of an article on a terminal, one key for each
new_articles     read articles, and find claims before anything is written
documents        list the documents that the desk used; show a document
evidence         add, list, show and withdraw evidence
"""
