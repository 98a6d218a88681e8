"""Topics of an imported file are looked up and added for a batch at once; merged topics lead on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, select

from factdb.domain.enums import SpeakerKind
from factdb.domain.identities import Families
from factdb.errors.exchange import RowRefusedError
from factdb.services.exports import records
from factdb.services.people import speakers, topics
from factdb.services.verify import claim_checks, people_and_documents
from factdb.services.verify.streams import Checked, Reader
from factdb.store.models import Claim, Topic
from tests.services.claim_files import import_file, row_counts
from tests.services.conftest import Desk


@contextmanager
def statements_of(desk: Desk) -> Iterator[list[str]]:
    """Collect the statements that run meanwhile."""
    connection, statements = desk.session.connection(), list[str]()

    def collect(*execution: object) -> None:
        statements.append(str(execution[2]))

    event.listen(connection, "before_cursor_execute", collect)
    yield statements
    event.remove(connection, "before_cursor_execute", collect)


def topics_of_claims(desk: Desk) -> list[tuple[str, ...]]:
    numbers = list(desk.session.scalars(select(Claim.id).order_by(Claim.id.desc()).limit(3)))
    return [records.record_of(desk.session, number).topics for number in reversed(numbers)]


def findings(desk: Desk) -> list[str]:
    desk.session.flush()
    reader, checked = Reader(desk.session.connection()), Checked()
    with reader.check():
        claims = claim_checks.findings(reader, checked, Families())
        return [str(finding) for finding in (*claims, *people_and_documents.findings(reader, checked))]


def test_many_new_topics_cost_a_few_statements(desk: Desk) -> None:
    rows = "".join(f"The river rose by {n} cm.,water {n}; flood {n}\n" for n in range(300))
    with statements_of(desk) as statements:
        assert row_counts(import_file(desk, f"claim,topics\n{rows}")) == [300, 0, 0]
    assert len(statements) < 150
    assert len(list(desk.session.scalars(select(Topic).where(Topic.name.like("flood %"))))) == 300
    assert findings(desk) == []


def test_topics_are_those_that_the_desk_has_in_any_spelling(desk: Desk) -> None:
    topics.add(desk.session, desk.ed, "Water")
    topics.add(desk.session, desk.ed, "Rivers")
    topics.merge(desk.session, desk.ed, "Rivers", "Water")
    file = "id,claim,topics\n1,One.,WATER; rivers; Bridges\n2,Two.,bridges; Flood\n3,Three.,flood; water; Rivers\n"
    assert row_counts(import_file(desk, file)) == [3, 0, 0]
    assert topics_of_claims(desk) == [("Bridges", "Water"), ("Bridges", "Flood"), ("Flood", "Water")]
    assert findings(desk) == []


def test_a_changed_row_brings_topics_and_takes_them_away(desk: Desk) -> None:
    head = "id,claim,topics\n"
    import_file(desk, f"{head}1,One.,Water\n2,Two.,Water\n3,Three.,Water\n")
    changed = f"{head}1,One.,Flood\n2,Two.,Flood; Water\n3,Three.,Water; Dams\n4,Four.,Dams; Flood\n"
    assert row_counts(import_file(desk, changed)) == [1, 3, 0]
    assert topics_of_claims(desk) == [("Flood", "Water"), ("Dams", "Water"), ("Dams", "Flood")]
    assert findings(desk) == []


def test_a_refused_row_adds_no_topic(desk: Desk) -> None:
    for name in ("Ann Major", "Ann Miner"):
        speakers.insert(desk.session, desk.rita, name, SpeakerKind.PERSON, ["A. M."])
    refused: list[RowRefusedError] = []
    file = "claim,speaker,topics\nOne.,A. M.,Gossip\nTwo.,Carla Novak,Water\n"
    assert row_counts(import_file(desk, file, refused=refused)) == [1, 0, 0]
    assert [refusal.line for refusal in refused] == [2]
    assert topics.topic_by_name(desk.session, "Gossip") is None
