"""Forms that say who speaks without a verb of saying: press releases, lists, interviews, headlines that quote.

In: an article that is cut into words, paragraphs and sentences, with its quotations. Out: `FormSpeeches`, what is said
in each paragraph of such a form. `speech_forms` asks the other modules in turn; `speaker_labels` reads names before a
colon for all of them.
"""
