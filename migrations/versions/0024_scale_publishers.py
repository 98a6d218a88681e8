"""Scales name their publishers by the keys of their names, so that a check without a scale finds its publisher's.

A publisher is a source that has one of the names: sources that come later, aliases and merges need no change here.
Labels get a new key, in which half-true, "Half True." and HALF_TRUE are one. Of the labels of one scale that are now
one, the first has the key, and the others have none.
"""

import json
import re
import unicodedata
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LABEL_KEY = "the label as searches compare it: without words before it, closing signs, hyphens and underscores"
LABEL_KEY_BEFORE = "the label as searches compare it, without words that some publishers write before it"
PUBLISHER = "publisher that uses the scale; NULL for the desk's own scales"

# A publisher's source may have several of the names, and several scales. Where they differ, none of them is right.
PUBLISHER_LABELS = """SELECT
        coalesce(named.merged_into_id, named.id) AS publisher_id,
        known.label_key,
        coalesce(min(CASE WHEN known.category IS NOT NULL THEN known.id END), min(known.id)) AS rating_id
    FROM scale_publishers sp
    JOIN scales used ON used.id = sp.scale_id
        AND used.version = (SELECT max(newer.version) FROM scales newer WHERE newer.code = used.code)
    JOIN source_names n ON n.name_key = sp.name_key
    JOIN sources named ON named.id = n.source_id
    JOIN ratings known ON known.scale_id = used.id
    WHERE known.label_key IS NOT NULL
    GROUP BY coalesce(named.merged_into_id, named.id), known.label_key
    HAVING coalesce(min(known.category), '') = coalesce(max(known.category), '')
        AND coalesce(min(known.score), -1) = coalesce(max(known.score), -1)"""

# As in revision 0023: a check counts unless its import was undone, or a later import of the row took it back.
COUNTS = """NOT EXISTS (
        SELECT 1 FROM imports undone WHERE undone.id = {check}.import_id AND undone.undone_at IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM withdrawn_checks w JOIN imports mended ON mended.id = w.import_id
        WHERE w.claim_id = {check}.claim_id AND w.n = {check}.n AND mended.undone_at IS NULL)"""
OTHER_CHECKS = """
SELECT
    oc.claim_id,
    oc.n,
    CASE WHEN p.kind <> 'unknown' THEN p.name END AS publisher,
    p.id AS publisher_id,
    oc.url,
    oc.headline,
    {scale} AS scale,
    oc.label,
    oc.reviewed_on,
    r.code AS rating,
    r.category,
    r.score,
    CASE WHEN r.flags <> '' THEN r.flags END AS flags,
    r.category IS NOT NULL AS mapped,
    NOT EXISTS (
        SELECT 1 FROM other_checks later JOIN sources theirs ON theirs.id = later.source_id
        WHERE later.claim_id = oc.claim_id AND later.n > oc.n
        AND coalesce(theirs.merged_into_id, theirs.id) = p.id AND coalesce(later.url, '') = coalesce(oc.url, '')
        AND {later_counts}
    ) AS newest
FROM other_checks oc{claim}
JOIN sources checked ON checked.id = oc.source_id
JOIN sources p ON p.id = coalesce(checked.merged_into_id, checked.id)
LEFT JOIN scales s ON s.code = oc.scale_code
    AND s.version = (SELECT max(newer.version) FROM scales newer WHERE newer.code = oc.scale_code)
{rating}
WHERE {counts}{where}
"""
SCALE = "coalesce((SELECT of_rating.code FROM scales of_rating WHERE of_rating.id = r.scale_id), oc.scale_code)"
RATING = f"""LEFT JOIN ratings stated ON stated.scale_id = s.id AND stated.label_key = oc.label_key
LEFT JOIN (
    {PUBLISHER_LABELS}
) by_publisher ON oc.scale_code IS NULL AND by_publisher.publisher_id = p.id AND by_publisher.label_key = oc.label_key
LEFT JOIN ratings r ON r.id = coalesce(stated.id, by_publisher.rating_id)"""
RATING_BEFORE = "LEFT JOIN ratings r ON r.scale_id = s.id AND r.label_key = oc.label_key"
OF_CLAIM = {
    "v1_other_checks": {"claim": "", "where": ""},
    "public1_other_checks": {
        "claim": "\nJOIN claims c ON c.id = oc.claim_id",
        "where": "\n    AND c.status IN ('published', 'correcting')",
    },
}

PUBLIC1_SOURCES = """
SELECT
    s.id,
    s.uid,
    CASE WHEN s.kind <> 'unknown' THEN s.name END AS name,
    s.kind
FROM sources s
WHERE s.merged_into_id IS NULL AND s.id IN (
    SELECT coalesce(carried.merged_into_id, carried.id) FROM claims c JOIN sources carried ON carried.id = c.source_id
    WHERE c.status IN ('published', 'correcting')
    UNION SELECT source_id FROM public1_documents
    UNION SELECT publisher_id FROM public1_other_checks)
"""


def upgrade() -> None:
    op.create_table(
        "scale_publishers",
        sa.Column("scale_id", BIGINT, nullable=False, autoincrement=False, comment="version of a scale"),
        sa.Column(
            "name_key", sa.Text(), nullable=False, comment="key of the name: sources with this name use the scale"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="name of the publisher as the scale has it"),
        sa.PrimaryKeyConstraint("scale_id", "name_key", name="pk_scale_publishers"),
        sa.ForeignKeyConstraint(["scale_id"], ["scales.id"], name="fk_scale_publishers_scale_id", ondelete="RESTRICT"),
        comment="names of the publishers that use a scale",
    )
    _fill_publishers()
    _write_keys(_label_key, LABEL_KEY)
    _create_views(SCALE, RATING)


def downgrade() -> None:
    _create_views("oc.scale_code", RATING_BEFORE)
    _write_keys(_label_key_before, LABEL_KEY_BEFORE)
    op.drop_table("scale_publishers")


def _fill_publishers() -> None:
    """Give each scale its publisher, and the further ones that the desk history says.

    A desk of before has no further ones, unless it came back from this revision: its history still has them.
    """
    connection = op.get_bind()
    scales = connection.execute(sa.text("SELECT id, code, version, publisher FROM scales ORDER BY id")).all()
    further = _further_publishers(connection)
    insert = """INSERT INTO scale_publishers (scale_id, name_key, name) VALUES (:scale, :key, :name)
        ON CONFLICT (scale_id, name_key) DO NOTHING"""
    for scale, code, version, publisher in scales:
        main = [publisher] if publisher else []
        for name in (*main, *sorted(further.get((code, version), ()), key=_name_key)):
            connection.execute(sa.text(insert), {"scale": scale, "key": _name_key(name), "name": name})


def _further_publishers(connection: sa.Connection) -> dict[tuple[str, int], list[str]]:
    added = """SELECT body FROM desk_history WHERE kind = 'scale-added' AND body LIKE '%"publishers"%' ORDER BY seq"""
    events = [json.loads(body) for body in connection.execute(sa.text(added)).scalars()]
    return {(event["scale"]["code"], event["version"]): event["scale"].get("publishers", []) for event in events}


# -- views -----------------------------------------------------------------------------------------------------


def _create_views(scale: str, rating: str) -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # SQLite replaces no view, and public1_sources reads one that is made again.
        for name in ("public1_sources", *OF_CLAIM):
            op.execute(f"DROP VIEW {name}")
    counts = {"counts": COUNTS.format(check="oc"), "later_counts": COUNTS.format(check="later")}
    for name, parts in OF_CLAIM.items():
        # PostgreSQL keeps who may read a view that is replaced, but not its barrier.
        options = " WITH (security_barrier)" if not is_sqlite and name.startswith("public1_") else ""
        text = OTHER_CHECKS.strip().format(scale=scale, rating=rating, **counts, **parts)
        connection.exec_driver_sql(f"CREATE {'' if is_sqlite else 'OR REPLACE '}VIEW {name}{options} AS\n{text}")
    if is_sqlite:
        connection.exec_driver_sql(f"CREATE VIEW public1_sources AS\n{PUBLIC1_SOURCES.strip()}")


# -- keys of labels --------------------------------------------------------------------------------------------


def _write_keys(label_key: Callable[[str], str], comment: str) -> None:
    _write_ratings(label_key)
    _write_checks(label_key)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("ratings", "other_checks"):
            op.execute(f"COMMENT ON COLUMN {table}.label_key IS '{comment}'")


def _write_ratings(label_key: Callable[[str], str]) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, scale_id, label, label_key FROM ratings ORDER BY scale_id, position"))
    taken: set[tuple[int, str]] = set()
    changed = []
    for number, scale, label, stored in rows.all():
        key = label_key(label)
        new = None if (scale, key) in taken else key
        taken.add((scale, key))
        if new != stored:
            changed.append({"id": number, "key": new})
    # First without keys: the new key of one label can be the old key of another of its scale.
    for values in ([{**row, "key": None} for row in changed], changed):
        if values:
            connection.execute(sa.text("UPDATE ratings SET label_key = :key WHERE id = :id"), values)


def _write_checks(label_key: Callable[[str], str]) -> None:
    """Write the keys of other_checks, which is append-only, and guard it again as it was."""
    connection = op.get_bind()
    labels = connection.execute(sa.text("SELECT DISTINCT label, label_key FROM other_checks WHERE label IS NOT NULL"))
    changed = [
        {"label": label, "key": label_key(label)} for label, stored in labels.all() if label_key(label) != stored
    ]
    if not changed:
        return
    # A table of labels, read by its key: with one UPDATE for each label, a large desk would be read as often.
    connection.execute(sa.text("CREATE TEMPORARY TABLE new_keys (label TEXT PRIMARY KEY, label_key TEXT NOT NULL)"))
    insert = "INSERT INTO new_keys (label, label_key) VALUES (:label, :key) ON CONFLICT (label) DO NOTHING"
    connection.execute(sa.text(insert), changed)
    update = """UPDATE other_checks
        SET label_key = (SELECT k.label_key FROM new_keys k WHERE k.label = other_checks.label)
        WHERE label IN (SELECT label FROM new_keys)"""
    if connection.dialect.name == "postgresql":
        op.execute("ALTER TABLE other_checks DISABLE TRIGGER guard_other_checks_change")
        op.execute(update)
        op.execute("ALTER TABLE other_checks ENABLE ALWAYS TRIGGER guard_other_checks_change")
    else:
        guard = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'guard_other_checks_update'"
        sql = connection.execute(sa.text(guard)).scalar_one()
        op.execute("DROP TRIGGER guard_other_checks_update")
        op.execute(update)
        connection.exec_driver_sql(sql)
    op.execute("DROP TABLE new_keys")


_NOISE = re.compile(r"^\s*(?:(?:rating|verdict|our rating|claim)\s*)?:\s*", re.IGNORECASE)
_JOINED = re.compile(r"(?<=[^\W\d_])[-_\u2010\u2011]+(?=\w)|(?<=\w)[-_\u2010\u2011]+(?=[^\W\d_])")
_OPENING, _CLOSING = (
    "\"'\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb\u00a1 ",
    "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb.!\u2026 ",
)
_ONE_LABEL = {"pants fire": "pants on fire"}


def _name_key(name: str) -> str:
    key = name
    while (folded := " ".join(unicodedata.normalize("NFKC", key).casefold().split())) != key:
        key = folded
    return key


def _label_key_before(label: str) -> str:
    return _name_key(_NOISE.sub("", label).strip() or label)


def _label_key(label: str) -> str:
    key = _label_key_before(label)
    plain = _name_key(_JOINED.sub(" ", key).lstrip(_OPENING).rstrip(_CLOSING)) or key
    return _ONE_LABEL.get(plain, plain)
