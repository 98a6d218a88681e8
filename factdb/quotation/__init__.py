"""The quotation check: compares the quoted words of an article with a source, word by word.

In: a passage of the article, the rest of its sentence, and the text of a source (a transcript, an excerpt, a page).
Out: a `findings.Comparison`: a result, each change by name with its place on both sides, columns to show one over the
other, and the rating of the quote scale that fits. A person decides. The check reads no file and no database.

Four public functions, in the order of their use:

    before, after = quoted_passage.sentence_around(article_text, span)
    quotation = quoted_passage.read_quotation(passage, is_partial=True, before=before, after=after)
    sources = source_text.read_sources(text, is_whole=True)
    comparison = comparing.compare(quotation, sources, near=span_where_the_words_should_be)

Of several comparisons, the one with the highest `rank` counts. Each module does one step:

- `marks` finds the parts of a passage that are inside quotation marks, also where marks are broken.
- `tokens` cuts a text into words without case, hyphens and contractions; `numbers` gives 2,500 and
  "two thousand five hundred" the same key.
- `quoted_passage` reads a passage: its words, the quoter's brackets and ellipses, and the sentence around it.
- `source_text` reads a source: its words, the place of each one, and a transcript without its notes.
- `places` finds where in the source the words are: candidates by rare words, then the best chain of parts.
- `alignment` pairs quoted words with the source's words at the least cost.
- `groups` joins these pairs into changes of whole written words; `lexicon` knows hedges, negations and light words.
- `surroundings` compares the hedges and negations next to a partial quotation.
- `comparing` runs these steps and decides on the result; `findings` defines the result.
"""
