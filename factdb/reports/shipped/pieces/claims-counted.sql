-- Counts the claims of the report, and the claims left out with the reason.
WITH sums AS (
    SELECT
        sum(CASE WHEN status IN ('declined', 'retracted') THEN 0 WHEN then_said = 1 THEN 1 ELSE 0 END) AS counted,
        sum(CASE status WHEN 'declined' THEN 1 ELSE 0 END) AS declined,
        sum(CASE status WHEN 'retracted' THEN 1 ELSE 0 END) AS retracted,
        sum(CASE WHEN status IN ('declined', 'retracted') THEN 0 WHEN then_said = 1 THEN 0 ELSE 1 END) AS other_days
    FROM (
        SELECT status, CASE WHEN (:since = '' OR CAST(said_on AS TEXT) >= :since)
            AND (:until = '' OR CAST(said_on AS TEXT) <= :until) THEN 1 ELSE 0 END AS then_said
        FROM v1_claims
    ) AS claims
)
SELECT what, n FROM (
    SELECT 1 AS place, 'claims counted' AS what, coalesce(counted, 0) AS n FROM sums
    UNION ALL
    SELECT 2, 'left out: declined', coalesce(declined, 0) FROM sums
    UNION ALL
    SELECT 3, 'left out: retracted', coalesce(retracted, 0) FROM sums
    UNION ALL
    SELECT 4, 'left out: said on other days, or on an unknown day', coalesce(other_days, 0) FROM sums
) AS counted ORDER BY place;
