"""The kinds of events that histories record: what was done to a claim, and what was done to the desk.

The texts are hashed and stored in every ledger, so they must never change; a new kind of event is a new member. Each
member is written by a service, applied by a replay, and has a sentence on the page of a claim's history.
"""

from __future__ import annotations

from enum import StrEnum

UNDONE_IMPORT = "undone_import"
"""The key by which an event of a claim names the import that was undone with it; its value is the import's uid."""


class ClaimEvent(StrEnum):
    """The kinds of events of a claim."""

    ADDED = "added"
    IMPORTED = "imported"
    EDITED = "edited"
    ASSIGNED = "assigned"
    MOVED = "moved"
    NOTED = "noted"
    TAGGED = "tagged"
    LINKED = "linked"
    EVIDENCE_ADDED = "evidence-added"
    EVIDENCE_WITHDRAWN = "evidence-withdrawn"
    CHECKED = "checked"
    CHECK_WITHDRAWN = "check-withdrawn"
    ASSESSED = "assessed"
    RATED = "rated"
    CORRECTED = "corrected"
    CORRECTION_WITHDRAWN = "correction-withdrawn"
    RETRACTION_PROPOSED = "retraction-proposed"
    CONTACTED = "contacted"
    CONTACT_ANSWERED = "contact-answered"
    ERASED = "erased"


class DeskEvent(StrEnum):
    """The kinds of events of the desk: on reviewers, policy, scales, topics, speakers, sources and documents."""

    DEMO_LOADED = "demo-loaded"
    RECHAINED = "rechained"
    ERASURE_REQUESTED = "erasure-requested"
    ERASURE_REFUSED = "erasure-refused"
    ERASURE_APPROVED = "erasure-approved"
    ERASURE_DONE = "erasure-done"
    FILE_IMPORTED = "file-imported"
    IMPORT_UNDONE = "import-undone"
    REVIEWER_ADDED = "reviewer-added"
    REVIEWER_EDITED = "reviewer-edited"
    REVIEWER_DISABLED = "reviewer-disabled"
    REVIEWER_ENABLED = "reviewer-enabled"
    REVIEWER_INVITED = "reviewer-invited"
    REVIEWER_PASSWORD_SET = "reviewer-password-set"  # noqa: S105 - a kind, and no password
    REVIEWER_PASSWORD_CHANGED = "reviewer-password-changed"  # noqa: S105 - the same
    REVIEWER_SIGNED_OUT = "reviewer-signed-out"
    POLICY_SET = "policy-set"
    SCALE_ADDED = "scale-added"
    SCALES_TAKEN_UP = "scales-taken-up"
    TOPIC_ADDED = "topic-added"
    TOPIC_RENAMED = "topic-renamed"
    TOPIC_MERGED = "topic-merged"
    TOPIC_UNMERGED = "topic-unmerged"
    SPEAKER_ADDED = "speaker-added"
    SPEAKER_EDITED = "speaker-edited"
    SPEAKER_CHANGE_PROPOSED = "speaker-change-proposed"
    SPEAKER_MERGED = "speaker-merged"
    SPEAKER_FOLLOWED = "speaker-followed"
    SPEAKER_UNMERGED = "speaker-unmerged"
    SPEAKER_TOLD_APART = "speaker-told-apart"
    SPEAKER_TOLD_APART_UNDONE = "speaker-told-apart-undone"
    SPEAKER_ALIAS_ADDED = "speaker-alias-added"
    SPEAKER_ALIAS_REMOVED = "speaker-alias-removed"
    SPEAKER_ROLE_ADDED = "speaker-role-added"
    SPEAKER_ROLE_EDITED = "speaker-role-edited"
    SPEAKER_ROLE_REMOVED = "speaker-role-removed"
    SOURCE_ADDED = "source-added"
    SOURCE_EDITED = "source-edited"
    SOURCE_CHANGE_PROPOSED = "source-change-proposed"
    SOURCE_MERGED = "source-merged"
    SOURCE_FOLLOWED = "source-followed"
    SOURCE_UNMERGED = "source-unmerged"
    SOURCE_TOLD_APART = "source-told-apart"
    SOURCE_TOLD_APART_UNDONE = "source-told-apart-undone"
    SOURCE_ALIAS_ADDED = "source-alias-added"
    SOURCE_ALIAS_REMOVED = "source-alias-removed"
    SOURCE_DOMAIN_ADDED = "source-domain-added"
    SOURCE_DOMAIN_REMOVED = "source-domain-removed"
    DOCUMENT_ADDED = "document-added"
    DOCUMENT_EDITED = "document-edited"
    DOCUMENT_CAPTURED = "document-captured"
    DOCUMENT_PROPOSAL_DECIDED = "document-proposal-decided"
    DOCUMENT_PROPOSAL_REOPENED = "document-proposal-reopened"
