-- Where the desk's evidence comes from, and what it supports or refutes
--
-- Evidence that is not withdrawn, by the publisher of the document: how much supports, refutes or gives context, how
-- much is primary or secondary, and for how many claims.
--
-- subject: Evidence and pages
-- chart source: supports, refutes, context
SELECT
    coalesce(source, '(not known)') AS source,
    count(*) AS n,
    sum(CASE stance WHEN 'supports' THEN 1 ELSE 0 END) AS supports,
    sum(CASE stance WHEN 'refutes' THEN 1 ELSE 0 END) AS refutes,
    sum(CASE stance WHEN 'context' THEN 1 ELSE 0 END) AS context,
    sum(CASE source_class WHEN 'primary' THEN 1 ELSE 0 END) AS "primary",
    sum(CASE source_class WHEN 'secondary' THEN 1 ELSE 0 END) AS secondary,
    count(DISTINCT claim_id) AS claims
FROM v1_evidence
WHERE standing AND document_id IS NOT NULL
GROUP BY source_id, source
ORDER BY n DESC, source_id;

-- counted
SELECT what, n FROM (
    SELECT 1 AS place, 'rows of evidence' AS what, count(*) AS n FROM v1_evidence
    WHERE standing AND document_id IS NOT NULL
    UNION ALL
    SELECT 2, 'left out: withdrawn', count(*) FROM v1_evidence WHERE NOT standing
    UNION ALL
    SELECT 3, 'left out: without a document', count(*) FROM v1_evidence WHERE standing AND document_id IS NULL
) AS counted ORDER BY place;
