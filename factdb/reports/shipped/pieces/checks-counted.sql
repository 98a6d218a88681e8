-- Counts the checks of the report, and the checks left out with the reason.
WITH sums AS (
    SELECT
        count(*) AS checks,
        sum(CASE WHEN k.newest THEN 0 ELSE 1 END) AS replaced,
        sum(CASE WHEN k.newest AND c.status IN ('declined', 'retracted') THEN 1 ELSE 0 END) AS dropped,
        sum(CASE WHEN k.newest AND c.status NOT IN ('declined', 'retracted')
            AND (:since = '' OR CAST(c.said_on AS TEXT) >= :since)
            AND (:until = '' OR CAST(c.said_on AS TEXT) <= :until) THEN 1 ELSE 0 END) AS counted
    FROM v1_other_checks k
    JOIN v1_claims c ON c.id = k.claim_id
)
SELECT what, n FROM (
    SELECT 1 AS place, 'checks counted' AS what, coalesce(counted, 0) AS n FROM sums
    UNION ALL
    SELECT 2, 'left out: replaced by a newer check of the same publisher and page', coalesce(replaced, 0) FROM sums
    UNION ALL
    SELECT 3, 'left out: of declined or retracted claims', coalesce(dropped, 0) FROM sums
    UNION ALL
    SELECT 4, 'left out: of claims said on other days, or on an unknown day',
        checks - coalesce(replaced, 0) - coalesce(dropped, 0) - coalesce(counted, 0) FROM sums
) AS counted ORDER BY place;
