"""Everything about a claim except its verdicts: adding, editing, evidence, notes, links, contacts, and the queue.

Functions take the user's input and a claim that `claim_ledger` has locked. They change the claim's columns, add rows
that belong to it, and write an event into its history.

- `adding`: adds a claim: its passage in the article, its speaker, source and date;
- `proposals`: the claims that extraction finds in an article, accepted or rejected one by one;
- `editing`: changes what a claim says, while nothing of it is published;
- `claim_evidence`: links documents to a question of a claim, and withdraws such links;
- `notes_and_links`: notes, and links between claims that repeat or contradict each other;
- `contacts`: replies asked for, complaints, and outlets asked for a correction;
- `queue`: hands out the claims that wait, the most urgent first;
- `splitting_people`: gives some of a speaker's or a source's claims to another.
"""
