"""The topics of many locked claims: read at once, changed in a batch, with the history that `topics.tag` writes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import aliased

from factdb.domain import names
from factdb.domain.history.events import ClaimEvent
from factdb.store.models import ClaimTopic, Topic
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.ledger.claim_batch import ClaimBatch
    from factdb.store.models import Claim


class LivingTopic(NamedTuple):
    """A topic as claims show it: the number and the name of the topic that lives, after merges."""

    id: int
    name: str


class ClaimTags:
    """The topics of claims; the caller of `tag` writes the batch, and then calls `write`."""

    def __init__(self, session: Session, claim_numbers: Sequence[int]) -> None:
        """Read the topics of the claims."""
        self._session = session
        self._tags: dict[int, dict[int, LivingTopic]] = defaultdict(dict)  # by claim, and the topic as it was tagged
        self._removed: list[dict[str, int]] = []
        self._living: dict[str, int | None] = {}
        tagged, living = aliased(Topic), aliased(Topic)
        query = select(ClaimTopic.claim_id, ClaimTopic.topic_id, living.id, living.name)
        query = query.join(tagged, tagged.id == ClaimTopic.topic_id).join(living, living.id == living_id(tagged))
        for claim_id, topic_id, number, name in session.execute(query.where(ClaimTopic.claim_id.in_(claim_numbers))):
            self._tags[claim_id][topic_id] = LivingTopic(number, name)

    def names(self, claim_id: int) -> list[str]:
        """Return the names of a claim's topics in their order; a merged topic appears as its target."""
        return sorted({topic.name for topic in self._tags[claim_id].values()}, key=names.name_key)

    def tag(self, batch: ClaimBatch, claim: Claim, add: Iterable[LivingTopic], remove: Iterable[str]) -> None:
        """Change a claim's topics; a name to remove that the claim does not have is passed over."""
        before, tags = self.names(claim.id), self._tags[claim.id]
        for topic in add:
            if topic.id not in {tag.id for tag in tags.values()}:
                tags[topic.id] = topic
                batch.add("claim_topics", (claim.id, topic.id, claim.sort_on.isoformat()))
        for name in remove:
            number = self._number(name)
            for topic_id in [topic_id for topic_id, topic in tags.items() if topic.id == number]:
                del tags[topic_id]
                self._removed.append({"claim": claim.id, "topic": topic_id})
        after = self.names(claim.id)
        if before != after:
            batch.record(claim, ClaimEvent.TAGGED, {"topics": {"was": before, "now": after}})

    def write(self) -> None:
        """Remove the topics that claims no longer have."""
        if self._removed:
            of_claim = ClaimTopic.claim_id == bindparam("claim"), ClaimTopic.topic_id == bindparam("topic")
            self._session.connection().execute(delete(ClaimTopic).where(*of_claim), self._removed)
            self._removed = []

    def _number(self, name: str) -> int | None:
        """Return the number of the living topic of a name."""
        key = names.name_key(name)
        if key not in self._living:
            self._living[key] = self._session.scalar(select(living_id(Topic)).where(Topic.name_key == key))
        return self._living[key]
