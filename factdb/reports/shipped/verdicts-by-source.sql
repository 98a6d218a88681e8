-- Verdicts by source
--
-- How the claims of each outlet were decided. Each claim counts once. `n` is the number of all claims. `rated` is the
-- number of claims with a truth verdict that the speaker answers for. These have columns of their own: claims whose
-- words an outlet changed (disputed words), claims with a quote verdict only (quote only), claims without a verdict
-- (undecided), not checkable claims, and unmapped ratings. The outlet itself answers for disputed words.
--
-- subject: Verdicts
-- param since: Claims said on this day or later.
-- param until: Claims said on this day or before.
-- chart source: true, mostly_true, half_true, mostly_false, false, kept, broken, other_promise, conflicting, unproven, not_checkable, unmapped, other, disputed_words, quote_only, undecided
-- ratings
WITH claims AS (
    SELECT
    c.source_id AS key,
    coalesce(c.source, '(not known)') AS source,
    -- use counts-as
    FROM v1_claims c
    -- use said-then
),
counted AS (
    SELECT key, counts_as, min(source) AS source, count(*) AS n FROM claims GROUP BY key, counts_as
)
SELECT
    min(source) AS source,
    -- use outcomes
FROM counted
GROUP BY key
ORDER BY n DESC, key;

-- counted
-- use claims-counted
