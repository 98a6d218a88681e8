-- How the claims about each topic were decided
--
-- Each claim counts once. `n` is all of them; `rated` those with a verdict on truth that the speaker answers for. Claims
-- whose words an outlet altered (disputed words), claims decided on the quotation alone (quote only) and claims that
-- nobody has decided are in columns of their own, as are ratings that aren't checkable, or that nobody has mapped. A claim about two
-- topics counts for both.
--
-- param since: Said on this day or later.
-- param until: Said on this day or before.
-- chart topic: true, mostly_true, half_true, mostly_false, false, kept, broken, other_promise, conflicting, unproven, not_checkable, unmapped, other, disputed_words, quote_only, undecided
-- ratings
WITH counted AS (
    SELECT
    coalesce(t.topic_id, 0) AS key,
    coalesce(t.topic, '(none)') AS topic,
    CASE
        WHEN c.answers_for = 'source' THEN 'disputed words'
        WHEN c.verdict IS NULL AND c.quote_verdict IS NOT NULL THEN 'quote only'
        WHEN c.verdict IS NULL THEN 'undecided'
        WHEN c.verdict_category IS NULL THEN 'unmapped'
        WHEN c.verdict_score IS NOT NULL THEN CAST(c.verdict_score AS TEXT)
        WHEN c.verdict IN ('kept', 'broken') THEN c.verdict
        WHEN c.verdict_category IN ('promise', 'not-enough-evidence', 'conflicting-evidence', 'not-checkable')
            THEN c.verdict_category
        ELSE 'other'
    END AS counts_as
    FROM v1_claims c LEFT JOIN v1_claim_topics t ON t.claim_id = c.id
    WHERE c.status NOT IN ('declined', 'retracted')
        AND (:since = '' OR CAST(c.said_on AS TEXT) >= :since)
        AND (:until = '' OR CAST(c.said_on AS TEXT) <= :until)
)
SELECT
    topic,
    count(*) AS n,
    sum(CASE WHEN counts_as NOT IN ('disputed words', 'quote only', 'undecided') THEN 1 ELSE 0 END) AS rated,
    sum(CASE counts_as WHEN '4' THEN 1 ELSE 0 END) AS "true",
    sum(CASE counts_as WHEN '3' THEN 1 ELSE 0 END) AS mostly_true,
    sum(CASE counts_as WHEN '2' THEN 1 ELSE 0 END) AS half_true,
    sum(CASE counts_as WHEN '1' THEN 1 ELSE 0 END) AS mostly_false,
    sum(CASE counts_as WHEN '0' THEN 1 ELSE 0 END) AS "false",
    sum(CASE counts_as WHEN 'kept' THEN 1 ELSE 0 END) AS kept,
    sum(CASE counts_as WHEN 'broken' THEN 1 ELSE 0 END) AS broken,
    sum(CASE counts_as WHEN 'promise' THEN 1 ELSE 0 END) AS other_promise,
    sum(CASE counts_as WHEN 'conflicting-evidence' THEN 1 ELSE 0 END) AS conflicting,
    sum(CASE counts_as WHEN 'not-enough-evidence' THEN 1 ELSE 0 END) AS unproven,
    sum(CASE counts_as WHEN 'not-checkable' THEN 1 ELSE 0 END) AS not_checkable,
    sum(CASE counts_as WHEN 'unmapped' THEN 1 ELSE 0 END) AS unmapped,
    sum(CASE counts_as WHEN 'other' THEN 1 ELSE 0 END) AS other,
    sum(CASE counts_as WHEN 'disputed words' THEN 1 ELSE 0 END) AS disputed_words,
    sum(CASE counts_as WHEN 'quote only' THEN 1 ELSE 0 END) AS quote_only,
    sum(CASE counts_as WHEN 'undecided' THEN 1 ELSE 0 END) AS undecided
FROM counted
GROUP BY key, topic
ORDER BY n DESC, key;

-- counted
SELECT what, n FROM (
    SELECT 1 AS place, 'claims counted' AS what, count(*) AS n FROM v1_claims
    WHERE status NOT IN ('declined', 'retracted')
        AND (:since = '' OR CAST(said_on AS TEXT) >= :since) AND (:until = '' OR CAST(said_on AS TEXT) <= :until)
    UNION ALL
    SELECT 2, 'left out: declined', count(*) FROM v1_claims WHERE status = 'declined'
    UNION ALL
    SELECT 3, 'left out: retracted', count(*) FROM v1_claims WHERE status = 'retracted'
    UNION ALL
    SELECT 4, 'left out: said on other days, or nobody knows when', count(*) FROM v1_claims
    WHERE status NOT IN ('declined', 'retracted') AND NOT (
        (:since = '' OR coalesce(CAST(said_on AS TEXT), '') >= :since)
        AND (:until = '' OR coalesce(CAST(said_on AS TEXT), '9999') <= :until))
) AS counted ORDER BY place;
