"""Rules about ratings: their direction, who answers for a claim, and the evidence that a verdict needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from factdb.domain.enums import DECIDED_STATUSES, AnswersFor, Category, Question, Stance, Status
from factdb.domain.names import name_key, plain_name
from factdb.errors.evidence import EvidenceContradictsError, EvidenceNeededError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# With these quote verdicts, the words are not the speaker's: the source answers for the claim.
DISPUTED_WORDS = frozenset({"altered", "out-of-context", "misattributed", "not-found"})

# Ratings of promises that are not final: the promises still fall due.
UNSETTLED = frozenset({"stalled", "in-the-works"})

# The direction of ratings without a score, by code: what evidence that agrees with the rating does.
_SUPPORTED = frozenset({"kept", "verbatim", "faithful"})
_REFUTED = frozenset({"broken", "altered", "misattributed"})
_LEAST_SUPPORTED, _MOST_REFUTED = 3, 1  # scores; 2 is half true, which has no direction
_NEED_MORE_THAN_CONTEXT = frozenset({Category.TRUTH, Category.PROMISE, Category.CONFLICTING_EVIDENCE})

# Words that some publishers write before a label: ": false", "Our rating: False".
_NOISE = re.compile(r"^\s*(?:(?:rating|verdict|our rating|claim)\s*)?:\s*", re.IGNORECASE)
# Spellings of one label: half-true and half_true, but not C- or -1; "Pants on Fire!" and “False.”
_JOINED = re.compile(r"(?<=[^\W\d_])[-_\u2010\u2011]+(?=\w)|(?<=\w)[-_\u2010\u2011]+(?=[^\W\d_])")
_QUOTATION_MARKS = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb "
_OPENING, _CLOSING = f"{_QUOTATION_MARKS}\u201e\u00a1", f"{_QUOTATION_MARKS}.!\u2026"
_ONE_LABEL = {"pants fire": "pants on fire"}  # LIAR's word for PolitiFact's

TONES = {
    **dict.fromkeys(("true", "mostly-true", "kept", "verbatim", "faithful"), "good"),
    **dict.fromkeys(("half-true", "compromise", "unproven", "conflicting"), "mixed"),
    **dict.fromkeys(
        ("false", "mostly-false", "broken", "altered", "out-of-context", "misattributed", "not-found"), "bad"
    ),
}
"""What a rating of the desk's own scales says of a claim, for colours and signs; other words have no tone."""

# The groups of claims without a verdict that says something of the speaker.
DISPUTED, QUOTE_ONLY, UNDECIDED = "disputed words", "quotation only", "undecided"
WITHOUT_VERDICT = (DISPUTED, QUOTE_ONLY, UNDECIDED)
_LEFT_OUT = frozenset({Status.DECLINED, Status.RETRACTED})


def bare_label(label: str) -> str:
    """Return a publisher's label without such words before it; it can be empty."""
    return _NOISE.sub("", label).strip()


@lru_cache(maxsize=4_096)  # a file has the same few labels in every row
def label_key(label: str) -> str:
    """Return the key for comparing labels: half-true, HALF_TRUE, "Half True." and "Rating: half true" have one.

    It is like the key of a name, without words before the label, quotation marks around it and stops or exclamation
    marks after it. Other signs stay, because a grade of C+ is no C, and -1 is not 1.
    """
    key = name_key(bare_label(label) or label)
    plain = name_key(_JOINED.sub(" ", key).lstrip(_OPENING).rstrip(_CLOSING)) or key
    return _ONE_LABEL.get(plain, plain)


def label_keys(labels: Iterable[str]) -> list[str | None]:
    """Return the keys of the labels of one scale; None for a label that is one with an earlier label."""
    taken: set[str] = set()
    keys: list[str | None] = []
    for key in map(label_key, labels):
        keys.append(None if key in taken else key)
        taken.add(key)
    return keys


def publisher_names(scale: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the publishers that use a scale, by key: its `publisher`, then its `publishers` by key."""
    main = [scale["publisher"]] if scale.get("publisher") else []
    names: dict[str, str] = {}
    for name in (*main, *sorted(scale.get("publishers", ()), key=name_key)):
        names.setdefault(name_key(name), name)
    return names


def code_of(label: str) -> str:
    """Return a code for a label: "Pants on Fire!" gives pants-on-fire; a label without a-z and 0-9 gives "rating"."""
    return "-".join(re.findall(r"[a-z0-9]+", plain_name(bare_label(label)))) or "rating"


def answers_for(quote_verdict: str | None) -> AnswersFor:
    """Return who answers for a claim: the source, if the outlet changed the words, or else the speaker."""
    return AnswersFor.SOURCE if quote_verdict in DISPUTED_WORDS else AnswersFor.SPEAKER


def direction(code: str, category: Category | None, score: int | None, declared: Stance | None) -> Stance | None:
    """Return the stance of evidence that agrees with a rating; None for a rating that leans neither way.

    Truth has a score, which decides; promises and quotations are decided by code. `declared` is what the scale says of
    any other rating.
    """
    if score is not None:
        if _MOST_REFUTED < score < _LEAST_SUPPORTED:
            return None
        return Stance.SUPPORTS if score >= _LEAST_SUPPORTED else Stance.REFUTES
    if category in {Category.PROMISE, Category.QUOTE}:
        known = promise_code(code)
        if known in _SUPPORTED | _REFUTED:
            return Stance.SUPPORTS if known in _SUPPORTED else Stance.REFUTES
    return declared


def promise_code(code: str) -> str:
    """Return a rating's code without the word that some publishers write first: promise-kept is kept."""
    return code.removeprefix("promise-")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rating on a question of a claim, as the rules on evidence need it."""

    claim_id: int
    question: Question
    rating: str
    category: Category | None
    direction: Stance | None
    is_correction: bool = False


def require_evidence(judged: Judgement, stances: Sequence[Stance], searched: str | None) -> None:
    """Refuse a verdict without enough evidence; `stances` are the stances of the evidence that it cites."""
    if judged.direction is not None:
        if judged.direction not in stances:
            raise EvidenceNeededError(
                judged.claim_id, judged.rating, judged.question, f"that {judged.direction} it", judged.direction
            )
    elif judged.category in _NEED_MORE_THAN_CONTEXT:
        if all(stance is Stance.CONTEXT for stance in stances):
            raise EvidenceNeededError(judged.claim_id, judged.rating, judged.question, "that supports or refutes it")
    elif judged.category is Category.NOT_ENOUGH_EVIDENCE or judged.rating == "not-found":
        if not stances and not searched:
            raise EvidenceNeededError(
                judged.claim_id, judged.rating, judged.question, "or --searched (where you looked)"
            )
    elif judged.question is Question.QUOTE and not stances:
        raise EvidenceNeededError(judged.claim_id, judged.rating, judged.question)


def contradiction(judged: Judgement, standing: Mapping[int, Stance]) -> EvidenceContradictsError | None:
    """Return the refusal of a verdict that standing evidence contradicts; None if no evidence does.

    `standing` has the stance of all evidence on the question that is not withdrawn, by number. Context is never
    against a verdict.
    """
    if judged.direction is None:
        return None
    against = [n for n, stance in standing.items() if stance not in {judged.direction, Stance.CONTEXT}]
    if not against:
        return None
    says = stance_text(standing[against[0]], judged.question, several=len(against) > 1)
    return EvidenceContradictsError(
        judged.claim_id, judged.rating, len(standing), against, says, is_correction=judged.is_correction
    )


_SUBJECTS = {Question.TRUTH: "the claim", Question.QUOTE: "the quotation"}


def stance_text(stance: str, question: str, *, several: bool = False) -> str:
    """Return what evidence says of a question: "supports the claim", "context on the quotation"."""
    verb = "context on" if stance == Stance.CONTEXT else stance.removesuffix("s") if several else stance
    return f"{verb} {_SUBJECTS[Question(question)]}"


def counts_as(status: Status, verdict: str | None, quote_verdict: str | None) -> str | None:
    """Return the group of a claim; None for a declined or retracted claim, which counts in none.

    The reports count in the same groups (reports/shipped/pieces/counts-as.sql). Whose words an outlet changed is not
    charged with them: such a claim is in a group of its own, whatever its truth.
    """
    if status in _LEFT_OUT:
        return None
    if status not in DECIDED_STATUSES:
        return UNDECIDED
    if answers_for(quote_verdict) is AnswersFor.SOURCE:
        return DISPUTED
    return verdict or (QUOTE_ONLY if quote_verdict else UNDECIDED)


def in_order(groups: Iterable[str], codes: Sequence[str]) -> list[str]:
    """Return groups in the order of the desk's ratings; then those of other scales, and those without a verdict."""
    places = {code: place for place, code in enumerate(dict.fromkeys(codes))}
    last = {group: len(places) + 1 + place for place, group in enumerate(WITHOUT_VERDICT)}
    return sorted(groups, key=lambda group: (places.get(group, last.get(group, len(places))), group))
