"""Names: who is meant by the words that name a speaker. In: the words of an article. Out: a full name, or several.

- `known_names` lists first names and places; `names_in_text` collects the people and bodies that are named in full.
- `mentions` finds where each is named in a sentence, and as what: its subject, an owner, somebody who is told.
- `names_in_phrases` finds the name in "the mayor of Orr, Ann Lee"; `bodies` the body or author behind "the bank".
- `people` resolves names, offices and pronouns in the order of the text.
"""
