"""Topics in an imported file: looked up for a whole batch at once, and added with the batch's other rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import names
from factdb.domain.history.events import DeskEvent
from factdb.domain.text import CONTROLS
from factdb.services.people import topics
from factdb.services.people.claim_tags import LivingTopic
from factdb.store.models import Topic
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from factdb.services.ledger.desk_ledger import DeskBatch
    from factdb.store.bulk.loader import Row

_MOST_KEYS = 10_000  # of one query; SQLite takes 32,766


class FileTopics:
    """The topics in a file; `rows` are those that the batch adds, with numbers from `numbers`."""

    def __init__(self, session: Session) -> None:
        """Start without topics."""
        self.session = session
        self.numbers: Iterator[int] = iter(())
        self.rows: list[Row] = []
        self._keys: dict[str, str] = {}  # by the spelling in the file
        self._known: dict[str, LivingTopic] = {}  # by key

    def look_up(self, wanted: Iterable[str]) -> int:
        """Look up the topics of a batch; return how many of them are new."""
        self.rows = []
        unknown = {key for spelling in wanted if (key := self._key(spelling)) not in self._known}
        for keys in _parts(unknown):
            self._learn(keys)
        return len(unknown - self._known.keys())

    def forget(self) -> None:
        """Look up every topic again."""
        self._keys.clear()
        self._known.clear()

    def of(self, events: DeskBatch, spellings: Iterable[str]) -> list[LivingTopic]:
        """Return topics that were looked up, each once; add those that are new."""
        return list(dict.fromkeys(self._one(events, spelling) for spelling in spellings))

    def _key(self, spelling: str) -> str:
        if spelling not in self._keys:
            self._keys[spelling] = names.name_key(topics.clean_name(spelling, CONTROLS))
        return self._keys[spelling]

    def _one(self, events: DeskBatch, spelling: str) -> LivingTopic:
        key = self._keys[spelling]
        if key not in self._known:
            self._known[key] = self._add(events, topics.clean_name(spelling, CONTROLS), key)
        return self._known[key]

    def _add(self, events: DeskBatch, name: str, key: str) -> LivingTopic:
        topic = LivingTopic(next(self.numbers), name)
        self.rows.append((topic.id, name, key, None))
        events.add(DeskEvent.TOPIC_ADDED, {"name": name})
        return topic

    def _learn(self, keys: list[str]) -> None:
        query = select(Topic.name_key, living_id(Topic)).where(Topic.name_key.in_(keys))
        numbers = {key: number for key, number in self.session.execute(query)}  # noqa: C416 - rows
        living = select(Topic.id, Topic.name).where(Topic.id.in_(set(numbers.values())))
        topics_by_number = {number: LivingTopic(number, name) for number, name in self.session.execute(living)}
        self._known |= {key: topics_by_number[number] for key, number in numbers.items()}


def _parts(keys: set[str]) -> Iterator[list[str]]:
    """Yield keys in order, as many at once as one query takes."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), _MOST_KEYS):
        yield ordered[start : start + _MOST_KEYS]
