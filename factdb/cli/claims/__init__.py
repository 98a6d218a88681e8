"""Commands on claims, and the pages that show them.

claims           the group of commands, and the morning view
listing          list claims by the filters that exports take too; promises that fall due
showing          a claim's page (page) and its history (history_page)
similar          claims that look like a text or like one another
adding           add a claim, and decide it in the same command
deciding         move a claim to a status; give it a verdict
correcting       correct or retract what was published
adopting         make another publisher's check a verdict of the desk
assessing        reviewers' own opinions before the decision
editing          change what a claim says, also in an editor; link two claims
notes_and_links  notes, assignees and topics
contacts         replies asked for, complaints, corrections asked of outlets
queue            the morning view; take the next claim, and give claims back
check_quote      compare quotations with their sources (quotation_page prints them)
"""
