-- How accurately each outlet quotes
--
-- For quotations and for paraphrases: how many were compared with the original words, how many kept the words or the
-- sense (verbatim, faithful), how many altered them, and how many failed in another way (out of context, misattributed,
-- not found). Percentages are of the claims compared. Claims that were not compared have a column of their own.
-- Narration is left out, because it quotes nobody.
--
-- subject: Speakers and outlets
-- param since: Claims said on this day or later.
-- param until: Claims said on this day or before.
-- chart outlet: quotations_kept, quotations_altered, quotations_failed, paraphrases_kept, paraphrases_altered, paraphrases_failed
-- ratings
WITH said AS (
    SELECT
        c.source_id,
        coalesce(c.source, '(not known)') AS outlet,
        CASE WHEN c.attribution = 'paraphrase' THEN 1 ELSE 0 END AS paraphrased,
        CASE WHEN c.quote_verdict IS NULL OR c.status NOT IN ('reviewed', 'published', 'correcting') THEN 'not compared'
            WHEN c.quote_verdict IN ('verbatim', 'faithful') THEN 'kept'
            WHEN c.quote_verdict = 'altered' THEN 'altered' ELSE 'failed' END AS ended
    FROM v1_claims c
    WHERE c.attribution <> 'narration' AND c.status NOT IN ('declined', 'retracted')
        AND (:since = '' OR CAST(c.said_on AS TEXT) >= :since)
        AND (:until = '' OR CAST(c.said_on AS TEXT) <= :until)
),
counted AS (
    SELECT
        source_id,
        outlet,
        sum(CASE WHEN ended <> 'not compared' THEN 1 ELSE 0 END) AS n,
        sum(CASE WHEN paraphrased = 0 AND ended <> 'not compared' THEN 1 ELSE 0 END) AS quotations,
        sum(CASE WHEN paraphrased = 0 AND ended = 'kept' THEN 1 ELSE 0 END) AS quotations_kept,
        sum(CASE WHEN paraphrased = 0 AND ended = 'altered' THEN 1 ELSE 0 END) AS quotations_altered,
        sum(CASE WHEN paraphrased = 0 AND ended = 'failed' THEN 1 ELSE 0 END) AS quotations_failed,
        sum(CASE WHEN paraphrased = 1 AND ended <> 'not compared' THEN 1 ELSE 0 END) AS paraphrases,
        sum(CASE WHEN paraphrased = 1 AND ended = 'kept' THEN 1 ELSE 0 END) AS paraphrases_kept,
        sum(CASE WHEN paraphrased = 1 AND ended = 'altered' THEN 1 ELSE 0 END) AS paraphrases_altered,
        sum(CASE WHEN paraphrased = 1 AND ended = 'failed' THEN 1 ELSE 0 END) AS paraphrases_failed,
        sum(CASE WHEN ended = 'not compared' THEN 1 ELSE 0 END) AS not_compared
    FROM said
    GROUP BY source_id, outlet
)
SELECT
    outlet,
    n,
    quotations,
    quotations_kept,
    quotations_altered,
    quotations_failed,
    CASE WHEN quotations > 0 THEN (200 * quotations_altered + quotations) / (2 * quotations) END AS quotations_altered_pct,
    paraphrases,
    paraphrases_kept,
    paraphrases_altered,
    paraphrases_failed,
    CASE WHEN paraphrases > 0 THEN (200 * paraphrases_altered + paraphrases) / (2 * paraphrases) END AS paraphrases_altered_pct,
    not_compared
FROM counted
ORDER BY n DESC, source_id;

-- counted
WITH sums AS (
    SELECT
        sum(CASE WHEN attribution <> 'narration' AND status IN ('reviewed', 'published', 'correcting') AND quote_verdict IS NOT NULL
            AND (:since = '' OR CAST(said_on AS TEXT) >= :since) AND (:until = '' OR CAST(said_on AS TEXT) <= :until)
            THEN 1 ELSE 0 END) AS compared,
        sum(CASE WHEN attribution = 'narration' THEN 1 ELSE 0 END) AS narration,
        sum(CASE WHEN status IN ('declined', 'retracted') THEN 1 ELSE 0 END) AS dropped
    FROM v1_claims
)
SELECT what, n FROM (
    SELECT 1 AS place, 'quotations and paraphrases compared' AS what, coalesce(compared, 0) AS n FROM sums
    UNION ALL
    SELECT 2, 'left out: narration', coalesce(narration, 0) FROM sums
    UNION ALL
    SELECT 3, 'left out: declined or retracted', coalesce(dropped, 0) FROM sums
) AS counted ORDER BY place;
