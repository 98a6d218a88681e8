"""The sentence of a proposed claim: readable alone, without its article; what is added stands in brackets.

In: a draft of a proposal, and the article as read. Out: the claim as one sentence; None where words of the article
itself cannot be completed. The passage stays as it is: only `Proposal.claim` is written here.

- `standalone` writes the sentence: with the verb of a promise or a denial, with the words that a quotation is a part
  of, with a source that has no name.
- `whole_clauses` completes a clause of the article's own; `clause_shapes` knows its subject, its verb, its end.
- `pointing_words` says what "it" and "they" are, with `things_before`; `names_in_claims` who "he" and "the governor";
  `dates_in_claims` which day and year; `sentence_before` puts in the sentence that a quotation goes on from.
- `article_mentions` is what they look things up in; `claim_text` writes the letters, the marks and the brackets.
"""
