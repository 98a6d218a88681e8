"""The shapes of statements that Citus refuses: its own message, an example, and the twin that it accepts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class _Facts:
    message: str
    refused: str
    allowed: str


_COMPLEX = (
    "complex joins are only supported when all distributed tables are co-located and joined on their distribution"
    " columns"
)


class Shape(Enum):
    """A refused shape; its name says what to look for."""

    CORRELATED_WITH_WHOLE = _Facts(
        "correlated subqueries are not supported when the FROM clause contains a reference table",
        "SELECT r.id FROM ratings r WHERE EXISTS (SELECT 1 FROM claims c WHERE c.truth_rating_id = r.id)",
        "SELECT r.id FROM ratings r WHERE r.id IN (SELECT DISTINCT truth_rating_id FROM claims)",
    )
    CORRELATED_OFF_CLAIM = _Facts(
        _COMPLEX,
        "SELECT c.id, (SELECT count(*) FROM claims r WHERE r.repeats_id = c.id) FROM claims c",
        "SELECT c.id, (SELECT count(*) FROM evidence e WHERE e.claim_id = c.id) FROM claims c",
    )
    JOIN_WITH_OR = _Facts(
        _COMPLEX,
        "SELECT c.claim FROM claim_links l JOIN claims c ON c.id = l.claim_id OR c.id = l.other_id",
        "SELECT c.claim FROM claim_links l JOIN claims c ON c.id = l.claim_id",
    )
    JOIN_OFF_CLAIM = _Facts(
        _COMPLEX,
        "SELECT c.id, r.claim FROM claims c JOIN claims r ON r.id = c.repeats_id",
        "SELECT c.id, r.claim FROM claims c JOIN (SELECT id, claim FROM claims) r ON r.id = c.repeats_id",
    )
    RECURSIVE = _Facts(
        "recursive CTEs are not supported in distributed queries",
        "WITH RECURSIVE said (id) AS (SELECT id FROM claims UNION ALL SELECT c.id FROM said JOIN claims c"
        " ON c.repeats_id = said.id) SELECT id FROM said",
        "WITH said (id) AS (SELECT id FROM claims) SELECT id FROM said",
    )
    OUTSIDE_IN_WITH = _Facts(
        "CTEs that refer to other subqueries are not supported in multi-shard queries",
        "SELECT c.id FROM claims c WHERE EXISTS (WITH own AS (SELECT n FROM evidence e WHERE e.claim_id = c.id)"
        " SELECT n FROM own)",
        "SELECT c.id FROM claims c WHERE EXISTS (SELECT n FROM evidence e WHERE e.claim_id = c.id)",
    )
    LATERAL = _Facts(
        "cannot perform a lateral outer join when a distributed subquery references a reference table",
        "SELECT d.id, n.id FROM documents d LEFT JOIN LATERAL"
        " (SELECT c.id FROM claims c WHERE c.document_id = d.id ORDER BY c.id LIMIT 1) n ON true",
        "SELECT d.id, n.id FROM documents d LEFT JOIN"
        " (SELECT c.document_id, min(c.id) AS id FROM claims c GROUP BY c.document_id) n ON n.document_id = d.id",
    )
    UNION_OF_WHOLE = _Facts(
        "cannot push down this subquery: Reference tables are not supported with union operator",
        "SELECT c.id FROM claims c WHERE EXISTS (SELECT 1 FROM speakers s WHERE s.id = c.speaker_id"
        " UNION ALL SELECT 1 FROM sources s WHERE s.id = c.source_id)",
        "SELECT c.id FROM claims c WHERE EXISTS (SELECT 1 FROM speakers s WHERE s.id = c.speaker_id)"
        " OR EXISTS (SELECT 1 FROM sources s WHERE s.id = c.source_id)",
    )
    LOCK_OF_SEVERAL = _Facts(
        "could not run distributed query with FOR UPDATE/SHARE commands",
        "SELECT id FROM claims WHERE id IN (1, 2) FOR UPDATE",
        "SELECT id FROM claims WHERE id = 1 FOR UPDATE",
    )
    KEY_CHANGED = _Facts(
        "modifying the partition value of rows is not allowed",
        "UPDATE evidence SET claim_id = 2 WHERE claim_id = 1",
        "UPDATE evidence SET note = 'x' WHERE claim_id = 1",
    )
    KEY_MISSING = _Facts(
        "cannot perform an INSERT without a partition column value",
        "INSERT INTO evidence (n) VALUES (1)",
        "INSERT INTO evidence (claim_id, n) VALUES (1, 1)",
    )
    VOLATILE = _Facts(
        "functions used in UPDATE queries on distributed tables must not be VOLATILE",
        "UPDATE claims SET changed_at = clock_timestamp() WHERE status = 'new'",
        "UPDATE claims SET changed_at = now() WHERE status = 'new'",
    )
    SELECT_IN_VALUES = _Facts(
        "subqueries are not supported within INSERT queries",
        "INSERT INTO evidence (claim_id, n) VALUES (1, (SELECT max(n) FROM evidence WHERE claim_id = 1))",
        "INSERT INTO evidence (claim_id, n) SELECT 1, max(n) FROM evidence WHERE claim_id = 1",
    )
    WHOLE_CHANGED_BY_PARTED = _Facts(
        "only reference tables may be queried when targeting a reference table with multi shard UPDATE/DELETE queries"
        " with multiple tables",
        "UPDATE documents SET is_article = true FROM claims c WHERE c.document_id = documents.id",
        "UPDATE documents SET is_article = true WHERE id IN (SELECT document_id FROM claims)",
    )
    DEFINITION_AFTER_ROWS = _Facts(
        'cannot modify table "claims" because there was a parallel operation on a distributed table in the transaction',
        "DROP INDEX ix_claims_status",
        "ANALYZE claims",
    )


class RefusedError(Exception):
    """Citus would refuse the statement."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape.value.message)
        self.shape = shape
