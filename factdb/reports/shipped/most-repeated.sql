-- Claims repeated most often
--
-- Each claim with its repeats, and the repeats of those repeats: how often the claim was made, by how many speakers, on
-- which first and last day, and how it was decided, where that verdict counts. Only confirmed repeats count.
--
-- subject: Speakers and outlets
-- param least=2: Claims made at least this often.
-- chart claim: times
-- ratings
WITH RECURSIVE said (id, root) AS (
    SELECT c.id, c.id FROM (SELECT DISTINCT repeats_id FROM v1_claims WHERE repeats_id IS NOT NULL) AS repeated
    CROSS JOIN v1_claims c
    WHERE c.id = repeated.repeats_id AND c.repeats_id IS NULL
    UNION ALL
    SELECT c.id, said.root FROM said CROSS JOIN v1_claims c WHERE c.repeats_id = said.id
)
SELECT
    o.id,
    o.claim,
    count(*) AS times,
    count(DISTINCT c.speaker_id) AS speakers,
    min(substr(CAST(c.said_on AS TEXT), 1, CASE c.said_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END)) AS since,
    max(substr(CAST(c.said_on AS TEXT), 1, CASE c.said_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END)) AS last,
    CASE WHEN o.status IN ('reviewed', 'published', 'correcting') THEN o.verdict END AS verdict,
    CASE WHEN o.status IN ('reviewed', 'published', 'correcting') THEN o.quote_verdict END AS quote_verdict,
    o.status
FROM said
CROSS JOIN v1_claims c
CROSS JOIN v1_claims o
WHERE c.id = said.id AND o.id = said.root AND c.status NOT IN ('declined', 'retracted')
GROUP BY o.id, o.claim, o.verdict, o.quote_verdict, o.status
HAVING count(*) >= CAST(:least AS INTEGER)
ORDER BY times DESC, o.id;

-- counted
SELECT what, n FROM (
    SELECT 1 AS place, 'claims that repeat another' AS what, count(*) AS n FROM v1_claims WHERE repeats_id IS NOT NULL
    UNION ALL
    SELECT 2, 'left out: repeats that were declined or retracted', count(*) FROM v1_claims
    WHERE repeats_id IS NOT NULL AND status IN ('declined', 'retracted')
) AS counted ORDER BY place;
