-- Verdicts that stand on one source
--
-- Verdicts in force whose standing evidence on their own question, context left aside, all comes from one publisher.
--
-- ratings
SELECT
    v.claim_id AS id,
    v.question,
    v.rating,
    max(coalesce(e.source, '(not known)')) AS source,
    count(*) AS evidence,
    sum(CASE e.source_class WHEN 'primary' THEN 1 ELSE 0 END) AS "primary",
    c.status,
    c.claim
FROM v1_verdicts v
JOIN v1_claims c ON c.id = v.claim_id
JOIN v1_evidence e ON e.claim_id = v.claim_id AND e.question = v.question AND e.standing AND e.stance <> 'context'
WHERE v.in_force AND c.status NOT IN ('declined', 'retracted')
GROUP BY v.claim_id, v.question, v.rating, c.status, c.claim
HAVING count(DISTINCT coalesce(e.source_id, 0)) = 1
ORDER BY v.claim_id, CASE v.question WHEN 'truth' THEN 1 ELSE 2 END;

-- counted
SELECT what, n FROM (
    SELECT 1 AS place, 'verdicts in force' AS what, count(*) AS n FROM v1_verdicts WHERE in_force
    UNION ALL
    SELECT 2, 'left out: stand on no evidence that supports or refutes', count(*) FROM v1_verdicts v
    WHERE v.in_force AND NOT EXISTS (SELECT 1 FROM v1_evidence e WHERE e.claim_id = v.claim_id
        AND e.question = v.question AND e.standing AND e.stance <> 'context')
) AS counted ORDER BY place;
