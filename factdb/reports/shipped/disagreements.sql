-- Claims on which your desk and others disagree
--
-- The checks of decided claims whose category or score is not that of your verdict on truth: one row per check, the newest
-- of each publisher and page. `steps` is how far the scores are apart; where one has no score, it is empty. Labels that
-- nobody has mapped are not compared. As a filter: claims list --disagree
--
-- subject: Checks by other publishers
-- param least=1: Scores that are at least this far apart.
-- param publisher: Checks by this publisher only.
-- ratings
WITH compared AS (
    SELECT
        c.id, c.claim, c.speaker, c.verdict, c.verdict_category, k.publisher, k.label, k.rating, k.category, k.url, k.n,
        CASE WHEN k.score > c.verdict_score THEN k.score - c.verdict_score ELSE c.verdict_score - k.score END AS steps
    FROM v1_other_checks k
    JOIN v1_claims c ON c.id = k.claim_id
    WHERE k.newest AND k.mapped AND c.status IN ('reviewed', 'published', 'correcting')
        AND c.verdict_category IS NOT NULL
        AND (k.category <> c.verdict_category OR coalesce(k.score, -1) <> coalesce(c.verdict_score, -1))
)
SELECT id, claim, speaker, verdict, publisher, label, rating, category, steps, url
FROM compared
WHERE (steps IS NULL OR steps >= CAST(:least AS INTEGER)) AND (:publisher = '' OR publisher = :publisher)
ORDER BY coalesce(steps, 0) DESC, id, n;

-- counted
WITH sums AS (
    SELECT
        count(*) AS checks,
        sum(CASE WHEN k.mapped THEN 0 ELSE 1 END) AS unmapped,
        sum(CASE WHEN k.mapped AND k.category = c.verdict_category
            AND coalesce(k.score, -1) = coalesce(c.verdict_score, -1) THEN 1 ELSE 0 END) AS same
    FROM v1_other_checks k
    JOIN v1_claims c ON c.id = k.claim_id
    WHERE k.newest AND c.status IN ('reviewed', 'published', 'correcting') AND c.verdict_category IS NOT NULL
        AND (:publisher = '' OR k.publisher = :publisher)
)
SELECT what, n FROM (
    SELECT 1 AS place, 'checks of claims that your desk decided on truth' AS what, checks AS n FROM sums
    UNION ALL
    SELECT 2, 'left out: the same category and score', coalesce(same, 0) FROM sums
    UNION ALL
    SELECT 3, 'left out: unmapped labels', coalesce(unmapped, 0) FROM sums
) AS counted ORDER BY place;
