"""The commands of `factdb claims`, and the pages that show claims.

claims           the group of commands, and the morning view
listing          list claims; the filters, which exports use too; promises that fall due
showing          show a claim (page) and its history (history_page)
similar          list claims that are similar to a text or to each other
adding           add a claim, and decide it in the same command
deciding         move a claim to another status; give it a verdict
correcting       correct or retract a published claim
adopting         adopt another publisher's check as a verdict of the desk
assessing        reviewers' own opinions before the decision
editing          edit a claim, with options or in an editor; link two claims
notes_and_links  notes, assignees and topics
contacts         record requests for a reply, complaints, and requests for a correction
queue            the morning view; take the next claim, give claims back
check_quote      compare quotations with their sources (quotation_page prints them)
"""
