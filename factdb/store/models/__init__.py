"""The models of all tables, one file per subject. Import the models from this package."""

from factdb.store.models.accounts import Invitation, Password, WebSession
from factdb.store.models.claims import Claim, ClaimLink, ClaimTopic, Topic
from factdb.store.models.desk import Assessment, Contact, Erasure, Lease, Policy, ProposedChange, SavedSearch
from factdb.store.models.evidence import Evidence, Import, Origin, OtherCheck, WithdrawnCheck
from factdb.store.models.history import DeskHead, DeskHistory, History, OldChain
from factdb.store.models.pages import ArchiveRequest, EvidenceCapture, PageCheck
from factdb.store.models.people import IdentityDecision, Reviewer, Speaker, SpeakerName, SpeakerRole
from factdb.store.models.scales import Rating, Scale, ScalePublisher
from factdb.store.models.sources import Capture, Document, ProposalDecision, Source, SourceDomain, SourceName
from factdb.store.models.verdicts import Approval, Verdict, VerdictEvidence

__all__ = [
    "Approval",
    "ArchiveRequest",
    "Assessment",
    "Capture",
    "Claim",
    "ClaimLink",
    "ClaimTopic",
    "Contact",
    "DeskHead",
    "DeskHistory",
    "Document",
    "Erasure",
    "Evidence",
    "EvidenceCapture",
    "History",
    "IdentityDecision",
    "Import",
    "Invitation",
    "Lease",
    "OldChain",
    "Origin",
    "OtherCheck",
    "PageCheck",
    "Password",
    "Policy",
    "ProposalDecision",
    "ProposedChange",
    "Rating",
    "Reviewer",
    "SavedSearch",
    "Scale",
    "ScalePublisher",
    "Source",
    "SourceDomain",
    "SourceName",
    "Speaker",
    "SpeakerName",
    "SpeakerRole",
    "Topic",
    "Verdict",
    "VerdictEvidence",
    "WebSession",
    "WithdrawnCheck",
]
