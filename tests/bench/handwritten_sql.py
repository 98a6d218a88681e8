"""The reports' questions as somebody writes them who knows the tables: what a question needs of a view, and no more.

Each is the report's own query over a slim stand-in for the view; a test holds that the rows are the report's.
"""

from __future__ import annotations

import re
from dataclasses import replace

from factdb.reports import catalogue
from factdb.reports.catalogue import Report

# What a claim's row has, and what comes with each table that is joined to it.
_OWN = "id claim status attribution said_on said_precision speaker_party added_at published_at repeats_id assignee_id"
_SPEAKER = "CASE WHEN sp.kind <> 'unknown' THEN sp.name END AS speaker"
_SOURCE = "CASE WHEN so.kind <> 'unknown' THEN so.name END AS source"
_VERDICTS = """tr.code AS verdict, tr.category AS verdict_category, tr.score AS verdict_score, qr.code AS quote_verdict,
    CASE WHEN qr.code IN ('altered', 'out-of-context', 'misattributed', 'not-found') THEN 'source' ELSE 'speaker' END
        AS answers_for"""
_JOINS = {
    "speaker": (
        f"sp.id AS speaker_id, {_SPEAKER}",
        """JOIN speakers said ON said.id = c.speaker_id
    JOIN speakers sp ON sp.id = coalesce(said.merged_into_id, said.id)""",
    ),
    "source": (
        f"so.id AS source_id, {_SOURCE}",
        """JOIN sources carried ON carried.id = c.source_id
    JOIN sources so ON so.id = coalesce(carried.merged_into_id, carried.id)""",
    ),
    "verdicts": (
        _VERDICTS,
        "LEFT JOIN ratings tr ON tr.id = c.truth_rating_id LEFT JOIN ratings qr ON qr.id = c.quote_rating_id",
    ),
    "assignee": ("a.handle AS assignee", "LEFT JOIN reviewers a ON a.id = c.assignee_id"),
}
# Without most-repeated: the order of its joins is fixed for views, and a named part of a query cannot take their place
# (SQLite makes its rows again for each row before it). `growth` measures it.
NEEDS = {
    "verdicts-by-speaker": ("speaker", "verdicts"),
    "verdicts by speaker and month": ("speaker", "verdicts"),
    "verdicts-by-month": ("verdicts",),
    "quotes-by-outlet": ("source", "verdicts"),
    "balance": ("speaker", "source", "verdicts"),
    "time-to-publish": (),
    "open-by-age": ("assignee",),
}
_STATUSES = {
    "sqlite": ("json_extract(h.body, '$.changed.status.now')", "CAST(strftime('%s', {0}) AS INTEGER)"),
    "postgresql": ("(h.body::json #>> '{{changed,status,now}}')", "floor(extract(epoch FROM {0}))::bigint"),
}
_MOVES = """SELECT h.claim_id, h.seq, {now} AS now, h.at AS changed_at, {at} - {added} AS seconds
    FROM history h JOIN {claims} c ON c.id = h.claim_id WHERE h.kind = 'moved'"""
_ANY_DAY = re.compile(r"\(:\w+ = '' OR CAST\([\w.]+ AS TEXT\) [<>]= :\w+\)")


def questions() -> list[Report]:
    """Return the reports that are measured, and one that nobody ships: the verdicts of each speaker by month."""
    shipped = {report.name: report for report in catalogue.shipped()}
    first = shipped["verdicts-by-speaker"]
    month = "coalesce(substr(CAST(c.said_on AS TEXT), 1, 7), '(not known)')"
    rows = first.rows.replace("c.speaker_id AS key", f"c.speaker_id || ' ' || {month} AS key")
    rows = rows.replace("(c.speaker, '(not known)') AS", f"(c.speaker, '(not known)') || ' ' || {month} AS")
    shipped["verdicts by speaker and month"] = replace(first, name="verdicts by speaker and month", rows=rows)
    return [shipped[name] for name in NEEDS]


def written(report: Report, dialect: str) -> str:
    """Return the query for a report's rows over the tables, for all days."""
    parts = [_JOINS[name] for name in NEEDS[report.name]]
    columns = ", ".join([*(f"c.{name}" for name in _OWN.split()), *(columns for columns, _ in parts)])
    if "assignee" in NEEDS[report.name]:
        columns = columns.replace("c.assignee_id, ", "")
    joins = " ".join(joins for _, joins in parts)
    # By its schema: a report may give the name to a part of its own.
    table = "main.claims" if dialect == "sqlite" else "public.claims"
    now, epoch = (part.replace("{{", "{").replace("}}", "}") for part in _STATUSES[dialect])
    moves = _MOVES.replace("{now}", now).replace("{at}", epoch.replace("{0}", "h.at"))
    moves = moves.replace("{added}", epoch.replace("{0}", "c.added_at")).replace("{claims}", table)
    claims = f"v1_claims AS NOT MATERIALIZED (SELECT {columns} FROM {table} c {joins})"  # noqa: S608 - names of this file
    head = f"{claims}, v1_status_changes AS NOT MATERIALIZED ({moves}), "
    own = _ANY_DAY.sub("1 = 1", report.rows)
    kind = "WITH RECURSIVE" if own.startswith("WITH RECURSIVE") else "WITH"
    return f"{kind} {head}{own.removeprefix(kind).lstrip()}"
