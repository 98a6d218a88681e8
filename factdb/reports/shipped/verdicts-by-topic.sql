-- Verdicts by topic
--
-- How the claims of each topic were decided. Each claim counts once. `n` is the number of all claims. `rated` is the
-- number of claims with a truth verdict that the speaker answers for. These have columns of their own: claims whose
-- words an outlet changed (disputed words), claims with a quote verdict only (quote only), claims without a verdict
-- (undecided), not checkable claims, and unmapped ratings. A claim about two topics counts once for each topic.
--
-- subject: Verdicts
-- param since: Claims said on this day or later.
-- param until: Claims said on this day or before.
-- chart topic: true, mostly_true, half_true, mostly_false, false, kept, broken, other_promise, conflicting, unproven, not_checkable, unmapped, other, disputed_words, quote_only, undecided
-- ratings
WITH claims AS (
    SELECT
    coalesce(t.topic_id, 0) AS key,
    coalesce(t.topic, '(none)') AS topic,
    -- use counts-as
    FROM v1_claims c LEFT JOIN v1_claim_topics t ON t.claim_id = c.id
    -- use said-then
),
counted AS (
    SELECT key, counts_as, min(topic) AS topic, count(*) AS n FROM claims GROUP BY key, counts_as
)
SELECT
    min(topic) AS topic,
    -- use outcomes
FROM counted
GROUP BY key
ORDER BY n DESC, key;

-- counted
-- use claims-counted
