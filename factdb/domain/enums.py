"""The closed lists of the field: every word that a column or an option may hold, in its proper order."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a claim stands in the desk's work. Says nothing about truth: that is a verdict's rating."""

    NEW = "new"
    IN_REVIEW = "in-review"
    ON_HOLD = "on-hold"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    CORRECTING = "correcting"
    DECLINED = "declined"
    RETRACTED = "retracted"


class Role(StrEnum):
    """What a reviewer may do; each role may do all that the ones before it may."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Tell whether this role may do what `needed` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


class Attribution(StrEnum):
    """How the article gives the claim."""

    DIRECT_QUOTE = "direct-quote"
    PARTIAL_QUOTE = "partial-quote"
    PARAPHRASE = "paraphrase"
    NARRATION = "narration"


class Kind(StrEnum):
    """What sort of statement a claim is."""

    EVENT = "event"
    NUMERICAL = "numerical"
    CAUSAL = "causal"
    POSITION = "position"
    PROMISE = "promise"
    PREDICTION = "prediction"
    OPINION = "opinion"


class Question(StrEnum):
    """What a verdict decides: is it so, or was it said so."""

    TRUTH = "truth"
    QUOTE = "quote"


class Stance(StrEnum):
    """How evidence bears on its question."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class Category(StrEnum):
    """What a rating means across scales."""

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
    """How the day of a statement is known: from the text, its publication, a guess, evidence, or not."""

    EXPLICIT = "explicit"
    PUBLISHED = "published"
    INFERRED = "inferred"
    EVIDENCE = "evidence"
    NONE = "none"


class Medium(StrEnum):
    """What a document is."""

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
    """How close evidence is to the matter: the matter's own record, or somebody's account of it."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class SpeakerKind(StrEnum):
    """What a speaker is; one speaker of the desk is the unknown one."""

    PERSON = "person"
    ORGANIZATION = "organization"
    UNKNOWN = "unknown"


class SourceKind(StrEnum):
    """What a source is; one source of the desk is the unknown one."""

    OUTLET = "outlet"
    UNKNOWN = "unknown"


class LinkKind(StrEnum):
    """How two claims hang together."""

    CONTRADICTS = "contradicts"
    PART_OF = "part-of"
    UPDATES = "updates"
    SIMILAR = "similar"
    REPEATS = "repeats"

    @property
    def symmetric(self) -> bool:
        """Whether it says the same both ways; such a link is kept with the smaller id first."""
        return self in {LinkKind.CONTRADICTS, LinkKind.SIMILAR}


class LinkState(StrEnum):
    """What people made of a link."""

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


class AnswersFor(StrEnum):
    """Who a claim counts for: its speaker, or the source that changed the speaker's words."""

    SPEAKER = "speaker"
    SOURCE = "source"


class Confidence(StrEnum):
    """How sure a reviewer is of an assessment."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class PolicyName(StrEnum):
    """What a desk can rule for itself."""

    FOUR_EYES = "four-eyes"
    ASSESSMENTS = "assessments"
    BLIND = "blind"


class ContactKind(StrEnum):
    """Why the desk was in touch: it asked for a reply, was complained to, or asked an outlet for a correction."""

    REPLY = "reply"
    COMPLAINT = "complaint"
    OUTREACH = "outreach"


class Channel(StrEnum):
    """By what means the desk was in touch."""

    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"
    FORM = "form"
    SOCIAL = "social"
    IN_PERSON = "in-person"
    OTHER = "other"


class Outcome(StrEnum):
    """How a contact ended."""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    CORRECTED = "corrected"
    REFUSED = "refused"
