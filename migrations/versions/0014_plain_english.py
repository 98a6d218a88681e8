"""The comments on tables and columns in plain English. PostgreSQL keeps comments; SQLite keeps none.

Without this revision, `factdb db check` would report the old comments of an older desk as changes made by hand. The
comments on the public views are not here: factdb writes them itself, when a schema reaches the newest revision.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# One line for each comment that changes: the table, or the table and its column, and then the words.
NEW = """
approvals: approvals of verdicts for publication; append-only
approvals.approved_by_id: editor who approved the verdict
approvals.at: when the verdict was approved
approvals.claim_id: number of the claim
approvals.question: question of the verdict
approvals.version: version of the verdict
assessments.claim_id: number of the claim
assessments.confidence: confidence of the reviewer
assessments.question: question that the assessment answers
assessments.rating_id: rating that the reviewer gave
assessments.rationale: reasons for the assessment
assessments.reviewer_id: reviewer whose assessment this is
assessments.round: the reviewer's first assessment of this question is round 1, the next is round 2
assessments.saw_others: whether the reviewer could already see other assessments of the same round
assessments.submitted_at: when the assessment was submitted
captures.archived_url: URL of an archived copy
captures.captured_at: when the document was read
captures.document_id: document that was read
captures.file_name: name of the file that was read
captures.n: number within the claim, speaker or document, from 1
captures.sha256: SHA-256 of the bytes that were read, in hexadecimal
captures.text: text of the document, if it is text; offsets count its code points
claim_links: links between two claims, such as contradicts, repeats or updates
claim_links.at: when this state was set
claim_links.by_id: reviewer who set this state
claim_links.claim_id: number of the claim
claim_links.kind: kind of link between the two claims
claim_links.state: suggested, confirmed or rejected
claim_topics: topics of each claim
claim_topics.claim_id: number of the claim
claim_topics.sort_on: copy of the claim's sort_on, kept equal by a trigger; sorts the lists of a topic
claim_topics.topic_id: topic of the claim
claims: who said what, when and where, and the state of the desk's work on it
claims.added_at: when the claim was added
claims.added_by_id: reviewer who added the claim
claims.assignee_id: reviewer who works on the claim
claims.attribution: how the article reports the claim
claims.capture_n: capture of the article that contains the passage
claims.changed_at: when the newest entry in the claim's history was written
claims.document_id: article that contains the claim
claims.evidence_count: number of rows of evidence that are not withdrawn, on both questions
claims.flags: flags of both verdicts in force
claims.headline: headline of the desk's fact-check
claims.history_head: hash of the claim's newest history row
claims.history_length: seq of the claim's newest history row
claims.id: number that identifies the row
claims.kind: kind of statement
claims.language: language as a BCP 47 code, such as en or pt-BR
claims.occasion: occasion of the claim, such as a press briefing
claims.priority: priority, from 0 (none) to 3 (urgent)
claims.published_at: when the claim was last published
claims.published_url: URL of the desk's published fact-check
claims.quote: the passage, word for word
claims.quote_rating_id: rating of the quote verdict in force
claims.quote_version: version of the quote verdict in force
claims.repeats_id: the claim that this claim repeats
claims.resolves_on: day when a promise or prediction falls due
claims.row_version: grows with every change of the row; --if-version compares it
claims.said_on: day of the claim; the first day of the month or year if only that is known
claims.said_precision: precision of said_on
claims.search_words: words that a search looks through; PostgreSQL makes them from the row
claims.sort_on: said_on, or else the document's date, or else the day when the claim was added
claims.source_id: outlet that carried the claim
claims.span_end: the code point after the end of the passage
claims.speaker_id: speaker who made the claim
claims.speaker_party: party of the speaker on the day of the claim
claims.speaker_title: office of the speaker on the day of the claim
claims.status: status of the desk's work on the claim; says nothing about truth
claims.suffix: the words after the passage
claims.truth_rating_id: rating of the truth verdict in force
claims.truth_version: version of the truth verdict in force
claims.uid: identifier (UUIDv7), the same in every copy of the ledger
contacts: requests for a reply or a correction, and complaints
contacts.added_at: when the contact was recorded
contacts.added_by_id: reviewer who recorded the contact
contacts.answer: the answer
contacts.answered_at: when the outcome was recorded
contacts.claim_id: number of the claim
contacts.how: means of contact
contacts.kind: reply (the desk asked for one), complaint (about the claim) or outreach (a request for a correction)
contacts.made_on: day of the contact
contacts.n: number within the claim, speaker or document, from 1
contacts.outcome: outcome of the contact; NULL if the contact is open
contacts.text: what the desk asked, or the text of the complaint
contacts.who: person or organisation in contact with the desk
desk_history: who did what to the desk itself, in one chain of hashes; append-only
desk_history.actor_id: reviewer who made the change
desk_history.at: when the change was made; sort by seq, not by time
desk_history.hash: SHA-256 of the tag, prev, id, the word desk, seq and body
desk_history.id: identifier of the history row (UUIDv7)
desk_history.kind: kind of change
desk_history.prev: hash of the row before
desk_history.seq: position in the history, from 1
documents: pages, articles, transcripts, videos and data sets
documents.author: byline of the document
documents.id: number that identifies the row
documents.is_article: whether the desk checks the claims of this document
documents.language: language as a BCP 47 code, such as en or pt-BR
documents.medium: medium of the document
documents.published_on: day of publication; the first day of the month or year if only that is known
documents.published_precision: precision of published_on
documents.source_id: source that published the document
documents.title: title or headline of the document
documents.typed_url: URL as it was typed
documents.uid: identifier (UUIDv7), the same in every copy of the ledger
documents.url: canonical URL; NULL if there is none, as for an interview, a letter or a file
evidence: evidence on one question of a claim; only withdrawn_at may change
evidence.added_at: when the evidence was added
evidence.added_by_id: reviewer who added the evidence
evidence.asked: the question asked, for question-and-answer evidence
evidence.capture_n: capture of the document that was read
evidence.claim_id: number of the claim
evidence.document_id: document that is the evidence
evidence.excerpt: the relevant words of the document
evidence.n: number within the claim, speaker or document, from 1
evidence.note: note by the reviewer who added the evidence
evidence.question: question that the evidence is about
evidence.search_words: words that a search looks through; PostgreSQL makes them from the row
evidence.source_class: primary (the original record) or secondary (an account of it)
evidence.span_end: the code point after the end of the excerpt
evidence.stance: stance on that question
evidence.withdrawn_at: when the evidence was withdrawn; NULL if it still counts
history: who did what to a claim, in a chain of hashes for each claim; append-only
history.actor_id: reviewer who made the change
history.at: when the change was made; sort by seq, not by time
history.claim_id: number of the claim
history.hash: SHA-256 of the tag, prev, id, the claim's uid, seq and body
history.id: identifier of the history row (UUIDv7)
history.kind: kind of change
history.prev: hash of the row before
history.seq: position in the history, from 1
identity_decisions: the desk's decisions on which speakers or sources are the same, and which are different
identity_decisions.a: uid of the first one; if they are the same, of the one that was merged
identity_decisions.at: when the decision was made
identity_decisions.b: uid of the second one; if they are the same, of the one that it was merged into
identity_decisions.by_id: reviewer who decided
identity_decisions.decision: same or different
leases: claims that a reviewer has taken to work on, for a limited time
leases.claim_id: number of the claim
leases.reviewer_id: reviewer who has taken the claim
leases.until: end of the lease; after this time anybody may take the claim
origins: rows of imported files, exactly as the files had them; append-only
origins.claim_id: number of the claim
origins.external_id: the format's own identifier of the row
origins.file: name of the file
origins.format: format of the file: csv, claimreview, liar, ...
origins.imported_at: when the row was imported
origins.n: number within the claim, speaker or document, from 1
origins.nth: number among the rows of one file that are identified alike, from 1
other_checks: fact-checks of a claim by other publishers; append-only
other_checks.claim_id: number of the claim
other_checks.headline: headline of the check
other_checks.label_key: the label as searches compare it, without words that some publishers write before it
other_checks.n: number within the claim, speaker or document, from 1
other_checks.reviewed_on: day when the check was published
other_checks.scale_code: code of the publisher's rating scale
other_checks.source_id: publisher of the check
other_checks.url: URL of the check
policies: rules of the desk that differ from the defaults
policies.name: name of the rule
proposal_decisions: decisions on claims that factdb proposed from an article's text
proposal_decisions.at: when the decision was made
proposal_decisions.by_id: reviewer who decided
proposal_decisions.capture_n: capture of the article that the claim was proposed from
proposal_decisions.document_id: article that the claim was proposed from
proposal_decisions.span_end: the code point after the end of the proposed passage
proposal_decisions.span_start: first code point of the proposed passage
proposed_changes.claim_id: number of the claim
proposed_changes.fields: the claim's columns after the correction, as canonical JSON
proposed_changes.version: version of the correction
proposed_changes.withdrawn_at: when the correction was withdrawn; NULL if it was not
ratings: the values of the rating scales
ratings.category: category, comparable across scales; NULL if nobody has mapped the rating
ratings.code: code of the rating, such as mostly-true
ratings.definition: what the rating means
ratings.id: number that identifies the row
ratings.label: label of the rating, such as Mostly true
ratings.label_key: the label as searches compare it, without words that some publishers write before it
ratings.mapping_reason: reason for this mapping
ratings.position: position in the scale, from 1
ratings.scale_id: scale that the rating belongs to
ratings.score: from 0 (false) to 4 (true), for category truth only
reviewers: people who may work on the desk
reviewers.disabled_at: when the reviewer was disabled; NULL if the reviewer may act
reviewers.handle: short name of the reviewer, for --as
reviewers.id: number that identifies the row
reviewers.name: full name of the reviewer
reviewers.role: reader, reviewer, editor or admin; each role may do everything that the roles before it may do
scales.code: code of the scale, such as factdb-truth
scales.id: number that identifies the row
scales.note: note on the use of the scale
scales.publisher: publisher that uses the scale; NULL for the desk's own scales
scales.question: question that the ratings answer
scales.version: version of the scale, from 1; the newest counts
source_domains: web domains that belong to sources
source_domains.domain: domain in lower case, without www.
source_domains.source_id: source that the domain belongs to
source_names.name: the name as written
source_names.name_key: the name as searches compare it: NFKC, case folded, single spaces
source_names.source_id: source that has this name
sources.id: number that identifies the row
sources.kind: outlet or unknown; exactly one source is the unknown one
sources.merged_into_id: the source that this source was merged into
sources.name: name that lists show
sources.uid: identifier (UUIDv7), the same in every copy of the ledger
speaker_names.name: the name as written
speaker_names.name_key: the name as searches compare it: NFKC, case folded, single spaces
speaker_names.speaker_id: speaker who has this name
speaker_roles: offices that speakers held
speaker_roles.n: number within the claim, speaker or document, from 1
speaker_roles.organization: organisation of the office
speaker_roles.party: party of the speaker at that time
speaker_roles.since: first day in the office; NULL if unknown
speaker_roles.speaker_id: speaker who held the office
speaker_roles.title: title of the office, such as President of the United States
speaker_roles.until: last day in the office; NULL if unknown, or if the speaker still holds it
speakers: people and organisations that make claims
speakers.id: number that identifies the row
speakers.kind: person, organization or unknown; exactly one speaker is the unknown one
speakers.merged_into_id: the speaker that this speaker was merged into
speakers.name: name that lists show
speakers.uid: identifier (UUIDv7), the same in every copy of the ledger
speakers.wikidata_id: Wikidata identifier: Q and a number
topics: subjects of claims
topics.id: number that identifies the row
topics.merged_into_id: the topic that this topic was merged into
topics.name: name as written, without commas, because lists of topics are separated by commas
topics.name_key: the name as searches compare it: NFKC, case folded, single spaces
verdict_evidence: the evidence that a verdict rests on; append-only
verdict_evidence.claim_id: number of the claim
verdict_evidence.n: number of the evidence within the claim
verdict_evidence.question: question of the verdict
verdict_evidence.version: version of the verdict
verdicts.as_of: the verdict considers what was known on this day
verdicts.change_kind: kind of change: first, revision, correction, update or clarification
verdicts.claim_id: number of the claim
verdicts.flags: flags: what else a reader should know
verdicts.proposed_at: when the verdict was decided
verdicts.proposed_by_id: reviewer who decided
verdicts.public_note: what readers are told about the change
verdicts.question: question that the verdict decides
verdicts.rating_id: rating of the verdict
verdicts.rationale: reasons for the verdict
verdicts.searched: where the desk looked for evidence
verdicts.version: version within the claim, from 1; two questions decided together share one version
"""
OLD = """
approvals: who approved a verdict for publication; append-only
approvals.approved_by_id: who approved it
approvals.at: when
approvals.claim_id: the claim
approvals.question: the verdict's question
approvals.version: the verdict's version
assessments.claim_id: the claim
assessments.confidence: how sure the reviewer is
assessments.question: which question it answers
assessments.rating_id: the rating
assessments.rationale: the reasons
assessments.reviewer_id: whose opinion it is
assessments.round: counts a reviewer's own, from 1
assessments.saw_others: others' of the same round could be seen before
assessments.submitted_at: when
captures.archived_url: an archive's copy
captures.captured_at: when it was read
captures.document_id: of what
captures.file_name: the name of the file it was read from
captures.n: numbered from 1 within its owner
captures.sha256: of the bytes that were read, in hex
captures.text: the text, where it is text; offsets count its code points
claim_links: claims that contradict, repeat or update one another
claim_links.at: when
claim_links.by_id: who said so
claim_links.claim_id: the claim
claim_links.kind: how they hang together
claim_links.state: what people made of it
claim_topics: which claims are about what
claim_topics.claim_id: the claim
claim_topics.sort_on: the claim's own, which a trigger follows: lists of a topic are read in this order
claim_topics.topic_id: the topic
claims: who said what, when and where, and where the desk stands with it
claims.added_at: when it was added
claims.added_by_id: who added it
claims.assignee_id: who works on it
claims.attribution: how the article gives it
claims.capture_n: which reading of the article
claims.changed_at: when its history last grew
claims.document_id: the article
claims.evidence_count: standing rows of evidence, on both questions
claims.flags: the flags of both verdicts in force
claims.headline: the headline of the desk's fact-check
claims.history_head: that row's hash
claims.history_length: the seq of its newest history row
claims.id: the number that people type
claims.kind: what sort of statement it is
claims.language: BCP 47: en, pt-BR
claims.occasion: where it was said
claims.priority: 0 none to 3 urgent
claims.published_at: when it was last published
claims.published_url: where the desk published it
claims.quote: the passage, to the letter
claims.quote_rating_id: the verdict in force on the quotation
claims.quote_version: its version
claims.repeats_id: the claim that this one says again
claims.resolves_on: when a promise or a prediction falls due
claims.row_version: what --if-version tests; grows with every change
claims.said_on: a month or a year is kept as its first day
claims.said_precision: how much of said_on is known
claims.search_words: what a search looks through; derived, the database itself keeps it
claims.sort_on: said_on, else the document's date, else the day it was added
claims.source_id: the outlet that carried it
claims.span_end: the code point after its last
claims.speaker_id: who said it
claims.speaker_party: the speaker's party on that day
claims.speaker_title: the speaker's office on that day
claims.status: where it stands in the desk's work
claims.suffix: the words after it
claims.truth_rating_id: the verdict in force on truth
claims.truth_version: its version
claims.uid: UUIDv7, the same in every copy of the ledger
contacts: whom the desk asked for a reply or a correction, and who complained
contacts.added_at: when
contacts.added_by_id: who wrote it down
contacts.answer: what was answered
contacts.answered_at: when the answer was written down
contacts.claim_id: the claim
contacts.how: by what means
contacts.kind: a reply asked for, a complaint, or a correction asked
contacts.made_on: on which day
contacts.n: numbered from 1 within its owner
contacts.outcome: how it ended; empty: it is open
contacts.text: what was asked or complained of
contacts.who: with whom
desk_history: who did what to the desk itself, one chain; append-only
desk_history.actor_id: who did it
desk_history.at: when; order is seq, never time
desk_history.hash: SHA-256 over tag, prev, id, the word desk, seq and body
desk_history.id: UUIDv7
desk_history.kind: what was done
desk_history.prev: the hash of the row before
desk_history.seq: numbered from 1 within its owner
documents: pages, articles, transcripts, videos, data sets
documents.author: its byline
documents.id: the number that people type
documents.is_article: whether its claims are checked
documents.language: BCP 47: en, pt-BR
documents.medium: what it is
documents.published_on: a month or a year is kept as its first day
documents.published_precision: how much of published_on is known
documents.source_id: who published it
documents.title: its headline
documents.typed_url: as it was typed
documents.uid: UUIDv7, the same in every copy of the ledger
documents.url: canonical; empty for an interview, a letter, a file
evidence: documents that bear on a question of a claim; only withdrawn_at may change
evidence.added_at: when it was added
evidence.added_by_id: who added it
evidence.asked: the question asked, of question-and-answer evidence
evidence.capture_n: which reading of it
evidence.claim_id: the claim
evidence.document_id: the document
evidence.excerpt: the words that matter
evidence.n: numbered from 1 within its owner
evidence.note: a remark of whoever added it
evidence.question: on which question
evidence.search_words: what a search looks through; derived, the database itself keeps it
evidence.source_class: the matter's own record, or an account of it
evidence.span_end: the code point after its last
evidence.stance: how it bears on that question
evidence.withdrawn_at: since when it no longer counts
history: who did what to a claim, chained by hashes; append-only
history.actor_id: who did it
history.at: when; order is seq, never time
history.claim_id: the claim
history.hash: SHA-256 over tag, prev, id, the claim's uid, seq and body
history.id: UUIDv7
history.kind: what was done
history.prev: the hash of the row before
history.seq: numbered from 1 within its owner
identity_decisions: who is the same as whom and who is not, as the desk decided
identity_decisions.a: uid of the one: of the same, whichever was merged
identity_decisions.at: when
identity_decisions.b: uid of the other: of the same, what it was merged into
identity_decisions.by_id: who decided it
identity_decisions.decision: the same, or different
leases: who took which claim to work on, for a while
leases.claim_id: the claim
leases.reviewer_id: who has it
leases.until: after this anybody may take it
origins: what files said of claims, as they said it; append-only
origins.claim_id: the claim
origins.external_id: the format's own id of the row
origins.file: the name of the file
origins.format: csv, claimreview, liar, ...
origins.imported_at: when
origins.n: numbered from 1 within its owner
origins.nth: which of the rows of one file that are known alike
other_checks: other publishers' checks of a claim; append-only
other_checks.claim_id: the claim
other_checks.headline: its headline
other_checks.label_key: what it is found by: its name's key, without what some publishers write before a rating
other_checks.n: numbered from 1 within its owner
other_checks.reviewed_on: when it was published
other_checks.scale_code: the publisher's scale
other_checks.source_id: the publisher
other_checks.url: where it was published
policies: how the desk works, where it differs from a desk of one
policies.name: what it rules
proposal_decisions: what people made of proposed claims
proposal_decisions.at: when
proposal_decisions.by_id: who decided it
proposal_decisions.capture_n: which reading of it
proposal_decisions.document_id: the article
proposal_decisions.span_end: the one after its last
proposal_decisions.span_start: first code point proposed
proposed_changes.claim_id: the claim
proposed_changes.fields: canonical JSON: the claim's columns as they are to be
proposed_changes.version: the correction's version
proposed_changes.withdrawn_at: since when it is no longer proposed
ratings: the values of the scales
ratings.category: across scales; empty: nobody has mapped it
ratings.code: mostly-true
ratings.definition: what it says
ratings.id: the number that people type
ratings.label: Mostly true
ratings.label_key: what it is found by: its name's key, without what some publishers write before a rating
ratings.mapping_reason: why it was mapped so
ratings.position: its place in the scale, from 1
ratings.scale_id: of which scale
ratings.score: 0 false to 4 true; for truth only
reviewers: who may act on the desk
reviewers.disabled_at: since when they may not act
reviewers.handle: the short name that --as takes
reviewers.id: the number that people type
reviewers.name: the name for people
reviewers.role: each role may do all that the ones before it may
scales.code: factdb-truth
scales.id: the number that people type
scales.note: how it is meant
scales.publisher: whose scale; empty: the desk's own
scales.question: what its ratings decide
scales.version: from 1; the newest counts
source_domains: hosts that belong to sources
source_domains.domain: lower case, without www.
source_domains.source_id: whose pages these are
source_names.name: as written
source_names.name_key: NFKC, casefold, one space
source_names.source_id: whose name it is
sources.id: the number that people type
sources.kind: one source is the unknown one
sources.merged_into_id: the source that this one turned out to be
sources.name: the name that lists show
sources.uid: UUIDv7, the same in every copy of the ledger
speaker_names.name: as written
speaker_names.name_key: NFKC, casefold, one space
speaker_names.speaker_id: whose name it is
speaker_roles: offices of speakers
speaker_roles.n: numbered from 1 within its owner
speaker_roles.organization: of what
speaker_roles.party: the party, then
speaker_roles.since: first day; empty: not known
speaker_roles.speaker_id: who held it
speaker_roles.title: President of the United States
speaker_roles.until: last day; empty: not known, or still
speakers: who makes claims
speakers.id: the number that people type
speakers.kind: one speaker is the unknown one
speakers.merged_into_id: the speaker that this one turned out to be
speakers.name: the name that lists show
speakers.uid: UUIDv7, the same in every copy of the ledger
speakers.wikidata_id: Q and a number
topics: what claims are about
topics.id: the number that people type
topics.merged_into_id: the topic that this one turned out to be
topics.name: as written; holds no comma, lists are joined by them
topics.name_key: NFKC, casefold, one space
verdict_evidence: the evidence that a verdict stood on; append-only
verdict_evidence.claim_id: the claim
verdict_evidence.n: the evidence's number
verdict_evidence.question: the verdict's question
verdict_evidence.version: the verdict's version
verdicts.as_of: on what was known by that day
verdicts.change_kind: why this version was written
verdicts.claim_id: the claim
verdicts.flags: what else a reader should know
verdicts.proposed_at: when
verdicts.proposed_by_id: who decided
verdicts.public_note: what readers are told of the change
verdicts.question: which question it decides
verdicts.rating_id: the rating
verdicts.rationale: the reasons
verdicts.searched: where the desk looked
verdicts.version: counts per claim, from 1
"""


def upgrade() -> None:
    _write(NEW)


def downgrade() -> None:
    _write(OLD)


def _write(comments: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for line in comments.strip().splitlines():
        name, words = line.split(": ", 1)
        kind = "COLUMN" if "." in name else "TABLE"
        quoted = words.replace("'", "''")
        # exec_driver_sql, because op.execute would read a colon in the words as a parameter.
        op.get_bind().exec_driver_sql(f"COMMENT ON {kind} {name} IS '{quoted}'")
