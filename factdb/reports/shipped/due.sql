-- Promises and predictions that are due
--
-- Promises and predictions that fall due on or before a day (default: today) and are not decided, or were decided as
-- stalled or in the works. They are those of `factdb claims due`: a claim with a verdict on its quotation alone is
-- decided.
--
-- subject: Work of the desk
-- param until: Claims due on this day or before (default today).
-- ratings
SELECT
    c.id,
    CAST(c.resolves_on AS TEXT) AS due,
    coalesce(c.speaker, '(not known)') AS speaker,
    c.claim,
    c.kind,
    c.status,
    c.verdict
FROM v1_claims c
WHERE c.resolves_on IS NOT NULL AND c.status NOT IN ('declined', 'retracted')
    AND CAST(c.resolves_on AS TEXT) <= CASE WHEN :until = '' THEN :today ELSE :until END
    AND (coalesce(c.verdict, c.quote_verdict) IS NULL OR c.verdict IN ('stalled', 'in-the-works'))
ORDER BY c.resolves_on, c.id;

-- counted
SELECT what, n FROM (
    SELECT 1 AS place, 'claims with a due date' AS what, count(*) AS n FROM v1_claims
    WHERE resolves_on IS NOT NULL
    UNION ALL
    SELECT 2, 'left out: due later', count(*) FROM v1_claims
    WHERE status NOT IN ('declined', 'retracted')
        AND CAST(resolves_on AS TEXT) > CASE WHEN :until = '' THEN :today ELSE :until END
    UNION ALL
    SELECT 3, 'left out: decided', count(*) FROM v1_claims
    WHERE status NOT IN ('declined', 'retracted')
        AND CAST(resolves_on AS TEXT) <= CASE WHEN :until = '' THEN :today ELSE :until END
        AND coalesce(verdict, quote_verdict) IS NOT NULL
        AND (verdict IS NULL OR verdict NOT IN ('stalled', 'in-the-works'))
    UNION ALL
    SELECT 4, 'left out: declined or retracted', count(*) FROM v1_claims
    WHERE resolves_on IS NOT NULL AND status IN ('declined', 'retracted')
    UNION ALL
    SELECT 5, 'left out: promises and predictions without a due date', count(*) FROM v1_claims
    WHERE kind IN ('promise', 'prediction') AND resolves_on IS NULL
) AS counted ORDER BY place;
