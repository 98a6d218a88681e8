"""Commands for articles, for other documents, and for the evidence that links documents to claims.

articles         list articles; show an article with the passages of its claims marked
article_adding   add articles, and find claims in their text
proposal_choice  which proposals are shown and accepted: --all and --accept
article_editing  correct the facts of an article, with the claims that follow
proposal_review  review the proposed claims of an article on a terminal, one key for each
documents        list the documents that the desk used; show a document
evidence         add, list, show and withdraw evidence
"""
