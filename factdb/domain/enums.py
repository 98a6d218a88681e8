"""The closed lists of words for columns and options, each in its usual order."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The state of the desk's work on a claim. It says nothing about truth, which is the rating of a verdict."""

    NEW = "new"
    IN_REVIEW = "in-review"
    ON_HOLD = "on-hold"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    CORRECTING = "correcting"
    DECLINED = "declined"
    RETRACTED = "retracted"


OPEN_STATUSES = (Status.NEW, Status.IN_REVIEW, Status.ON_HOLD, Status.REVIEWED, Status.CORRECTING)
"""The statuses of claims that the desk still works on."""

DECIDED_STATUSES = (Status.REVIEWED, Status.PUBLISHED, Status.CORRECTING)
"""The statuses in which a verdict in force counts: elsewhere the claim is reconsidered, declined or retracted."""

PUBLIC_STATUSES = (Status.PUBLISHED, Status.CORRECTING)
"""The statuses of claims whose verdict readers see."""

WAITING_STATUSES = (Status.REVIEWED, Status.CORRECTING)
"""The statuses of claims that an editor can approve."""


class Role(StrEnum):
    """What a reviewer may do; each role may do all that the ones before it may."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Return whether this role may do what `needed` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


class Attribution(StrEnum):
    """How the article reports the claim."""

    DIRECT_QUOTE = "direct-quote"
    PARTIAL_QUOTE = "partial-quote"
    PARAPHRASE = "paraphrase"
    NARRATION = "narration"


class Kind(StrEnum):
    """The kind of statement that a claim is."""

    EVENT = "event"
    NUMERICAL = "numerical"
    CAUSAL = "causal"
    POSITION = "position"
    PROMISE = "promise"
    PREDICTION = "prediction"
    OPINION = "opinion"


class Question(StrEnum):
    """The question that a verdict decides: "Is the claim true?" or "Is the quotation accurate?"."""

    TRUTH = "truth"
    QUOTE = "quote"


class Stance(StrEnum):
    """The stance of evidence on its question."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class Category(StrEnum):
    """The meaning of a rating, comparable across scales."""

    TRUTH = "truth"
    PROMISE = "promise"
    QUOTE = "quote"
    NOT_ENOUGH_EVIDENCE = "not-enough-evidence"
    CONFLICTING_EVIDENCE = "conflicting-evidence"
    NOT_CHECKABLE = "not-checkable"
    CONTEXT = "context"
    MEDIA = "media"
    POSITION_CHANGE = "position-change"
    PENDING = "pending"


class Flag(StrEnum):
    """What else a reader of a verdict should know."""

    MISLEADING = "misleading"
    MISSING_CONTEXT = "missing-context"
    CHERRY_PICKED = "cherry-picked"
    EXAGGERATED = "exaggerated"
    UNDERSTATED = "understated"
    OUTDATED = "outdated"
    HEDGE_DROPPED = "hedge-dropped"
    SCOPE_CHANGED = "scope-changed"
    SHORTENED = "shortened"
    UNNAMED_SOURCE = "unnamed-source"
    SINGLE_SOURCE = "single-source"
    SECONDARY_ONLY = "secondary-only"
    ALTERED_MEDIA = "altered-media"
    MISCAPTIONED = "miscaptioned"
    SATIRE = "satire"
    EGREGIOUS = "egregious"


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """How the day of a statement is known: stated, from the publication, inferred, from evidence, or not at all."""

    EXPLICIT = "explicit"
    PUBLISHED = "published"
    INFERRED = "inferred"
    EVIDENCE = "evidence"
    NONE = "none"


class Medium(StrEnum):
    """The kind of document."""

    NEWS = "news"
    WEB = "web"
    TRANSCRIPT = "transcript"
    REPORT = "report"
    DATA = "data"
    VIDEO = "video"
    AUDIO = "audio"
    IMAGE = "image"
    SOCIAL = "social"
    INTERVIEW = "interview"
    LETTER = "letter"
    BOOK = "book"
    FILE = "file"
    OTHER = "other"


class SourceClass(StrEnum):
    """How close evidence is to the facts: the original record, or an account of it."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class SpeakerKind(StrEnum):
    """The kind of speaker; exactly one speaker of the desk is the unknown speaker."""

    PERSON = "person"
    ORGANIZATION = "organization"
    UNKNOWN = "unknown"


class SourceKind(StrEnum):
    """The kind of source; exactly one source of the desk is the unknown source."""

    OUTLET = "outlet"
    UNKNOWN = "unknown"


class LinkKind(StrEnum):
    """The kind of link between two claims."""

    CONTRADICTS = "contradicts"
    PART_OF = "part-of"
    UPDATES = "updates"
    SIMILAR = "similar"
    REPEATS = "repeats"

    @property
    def symmetric(self) -> bool:
        """Whether the link is the same in both directions; such a link is stored with the smaller id first."""
        return self in {LinkKind.CONTRADICTS, LinkKind.SIMILAR}


class LinkState(StrEnum):
    """The state of a link: suggested, or decided by a person."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class ChangeKind(StrEnum):
    """Why a version of a verdict was written."""

    FIRST = "first"
    REVISION = "revision"
    CORRECTION = "correction"
    UPDATE = "update"
    CLARIFICATION = "clarification"


class Approver(StrEnum):
    """Whose approval a claim waits for: the viewer's, or that of others only."""

    ME = "me"
    OTHERS = "others"


class AnswersFor(StrEnum):
    """Who answers for a claim: its speaker, or the source that changed the speaker's words."""

    SPEAKER = "speaker"
    SOURCE = "source"


class Confidence(StrEnum):
    """How sure a reviewer is of an assessment."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class PolicyName(StrEnum):
    """The names of the rules that a desk can change."""

    FOUR_EYES = "four-eyes"
    ASSESSMENTS = "assessments"
    BLIND = "blind"
    DESK_NAME = "desk-name"


class ContactKind(StrEnum):
    """The reason for a contact: a request for a reply, a complaint, or a request to an outlet for a correction."""

    REPLY = "reply"
    COMPLAINT = "complaint"
    OUTREACH = "outreach"


class Comparison(StrEnum):
    """How an assessment compares with the verdict that was published on its question, if one was."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_PUBLISHED = "not-published"


class ContactState(StrEnum):
    """How far a contact is: without an outcome for a week or longer, without an outcome, or with one."""

    DUE = "due"
    OPEN = "open"
    ANSWERED = "answered"


class Channel(StrEnum):
    """The means of contact."""

    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"
    FORM = "form"
    SOCIAL = "social"
    IN_PERSON = "in-person"
    OTHER = "other"


class Outcome(StrEnum):
    """The outcome of a contact."""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    CORRECTED = "corrected"
    REFUSED = "refused"
