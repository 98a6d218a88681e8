-- Verdicts that rest on a single source
--
-- Verdicts in force whose evidence on the same question all comes from one publisher. Only evidence that supports or
-- refutes counts, if it was there when the verdict was decided and has not been withdrawn since. All pages without a
-- known publisher count as one publisher.
--
-- subject: Verdicts
-- ratings
WITH stands AS (
    SELECT
        v.claim_id,
        v.question,
        v.rating,
        max(coalesce(e.source, '(not known)')) AS source,
        count(e.claim_id) AS evidence,
        sum(CASE e.source_class WHEN 'primary' THEN 1 ELSE 0 END) AS "primary",
        count(DISTINCT CASE WHEN e.claim_id IS NOT NULL THEN coalesce(e.source_id, 0) END) AS sources
    FROM v1_verdicts v
    LEFT JOIN v1_evidence e ON e.claim_id = v.claim_id AND e.question = v.question AND e.standing
        AND e.stance <> 'context' AND e.added_at <= v.decided_at
    WHERE v.in_force
    GROUP BY v.claim_id, v.question, v.rating
)
SELECT s.claim_id AS id, s.question, s.rating, s.source, s.evidence, s."primary", c.status, c.claim
FROM stands s
JOIN v1_claims c ON c.id = s.claim_id
WHERE s.sources = 1 AND c.status IN ('reviewed', 'published', 'correcting')
ORDER BY s.claim_id, CASE s.question WHEN 'truth' THEN 1 ELSE 2 END;

-- counted
WITH stands AS (
    SELECT
        v.claim_id,
        max(CASE WHEN c.status IN ('reviewed', 'published', 'correcting') THEN 0 ELSE 1 END) AS gone,
        count(DISTINCT CASE WHEN e.claim_id IS NOT NULL THEN coalesce(e.source_id, 0) END) AS sources
    FROM v1_verdicts v
    JOIN v1_claims c ON c.id = v.claim_id
    LEFT JOIN v1_evidence e ON e.claim_id = v.claim_id AND e.question = v.question AND e.standing
        AND e.stance <> 'context' AND e.added_at <= v.decided_at
    WHERE v.in_force
    GROUP BY v.claim_id, v.question
)
SELECT what, n FROM (
    SELECT 1 AS place, 'verdicts in force' AS what, count(*) AS n FROM stands
    UNION ALL
    SELECT 2, 'left out: rest on several sources', count(*) FROM stands WHERE gone = 0 AND sources > 1
    UNION ALL
    SELECT 3, 'left out: no evidence that supports or refutes', count(*) FROM stands
    WHERE gone = 0 AND sources = 0
    UNION ALL
    SELECT 4, 'left out: the claim is reconsidered, declined or retracted', count(*) FROM stands WHERE gone = 1
) AS counted ORDER BY place;
