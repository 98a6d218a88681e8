-- Claims repeated most often
--
-- Each claim with its repeats: how often the claim was made, by how many speakers, on which first and last day, and how
-- it was decided, where that verdict counts. Only confirmed repeats count, and each points to the claim made first.
--
-- subject: Speakers and outlets
-- param least=2: Claims made at least this often.
-- chart claim: times
-- ratings
WITH said (id, root) AS (
    SELECT id, repeats_id FROM v1_claims WHERE repeats_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT repeats_id, repeats_id FROM v1_claims WHERE repeats_id IS NOT NULL
), made (root, times, speakers, since, last) AS (
    SELECT
        said.root,
        count(*),
        count(DISTINCT c.speaker_id),
        min(substr(CAST(c.said_on AS TEXT), 1, CASE c.said_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END)),
        max(substr(CAST(c.said_on AS TEXT), 1, CASE c.said_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END))
    FROM said
    CROSS JOIN v1_claims c
    WHERE c.id = said.id AND c.status NOT IN ('declined', 'retracted')
    GROUP BY said.root
    HAVING count(*) >= CAST(:least AS INTEGER)
)
SELECT
    o.id,
    o.claim,
    made.times,
    made.speakers,
    made.since,
    made.last,
    CASE WHEN o.status IN ('reviewed', 'published', 'correcting') THEN o.verdict END AS verdict,
    CASE WHEN o.status IN ('reviewed', 'published', 'correcting') THEN o.quote_verdict END AS quote_verdict,
    o.status
FROM made
CROSS JOIN v1_claims o
WHERE o.id = made.root
ORDER BY made.times DESC, o.id;

-- counted
SELECT what, n FROM (
    SELECT 1 AS place, 'claims that repeat another' AS what, count(*) AS n FROM v1_claims WHERE repeats_id IS NOT NULL
    UNION ALL
    SELECT 2, 'left out: repeats that were declined or retracted', count(*) FROM v1_claims
    WHERE repeats_id IS NOT NULL AND status IN ('declined', 'retracted')
) AS counted ORDER BY place;
