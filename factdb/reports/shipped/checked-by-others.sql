-- Claims that others checked, and your desk did not
--
-- The checks of claims that are open on your desk and have no verdict that counts: one row per check, the newest of each
-- publisher and page. As a filter: claims list --checked-by-others
--
-- subject: Checks by other publishers
-- param publisher: Checks by this publisher only.
WITH checks AS (
    SELECT c.id, c.claim, c.speaker, c.status, k.publisher, k.label, k.category, k.score, k.reviewed_on, k.url, k.n
    FROM v1_other_checks k
    JOIN v1_claims c ON c.id = k.claim_id
    WHERE k.newest AND c.status NOT IN ('declined', 'retracted')
        AND NOT (c.status IN ('reviewed', 'published', 'correcting')
            AND (c.verdict IS NOT NULL OR c.quote_verdict IS NOT NULL))
)
SELECT id, claim, speaker, status, publisher, label, category, score, CAST(reviewed_on AS TEXT) AS reviewed_on, url
FROM checks
WHERE :publisher = '' OR publisher = :publisher
ORDER BY id, n;

-- counted
WITH sums AS (
    SELECT
        count(*) AS checks,
        sum(CASE WHEN c.status IN ('declined', 'retracted') THEN 1 ELSE 0 END) AS dropped,
        sum(CASE WHEN c.status IN ('reviewed', 'published', 'correcting')
            AND (c.verdict IS NOT NULL OR c.quote_verdict IS NOT NULL) THEN 1 ELSE 0 END) AS decided
    FROM v1_other_checks k
    JOIN v1_claims c ON c.id = k.claim_id
    WHERE k.newest AND (:publisher = '' OR k.publisher = :publisher)
)
SELECT what, n FROM (
    SELECT 1 AS place, 'newest checks by others' AS what, checks AS n FROM sums
    UNION ALL
    SELECT 2, 'left out: your desk decided', coalesce(decided, 0) FROM sums
    UNION ALL
    SELECT 3, 'left out: declined or retracted', coalesce(dropped, 0) FROM sums
) AS counted ORDER BY place;
