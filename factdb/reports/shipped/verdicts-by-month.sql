-- Verdicts by month
--
-- How the claims of each month were decided. Each claim counts once. `n` is the number of all claims. `rated` is the
-- number of claims with a truth verdict that the speaker answers for. These have columns of their own: claims whose
-- words an outlet changed (disputed words), claims with a quote verdict only (quote only), claims without a verdict
-- (undecided), not checkable claims, and unmapped ratings. The month is the month in which the claim was made. Claims
-- with only a known year have no month.
--
-- subject: Verdicts
-- param since: Claims said on this day or later.
-- param until: Claims said on this day or before.
-- chart month: true, mostly_true, half_true, mostly_false, false, kept, broken, other_promise, conflicting, unproven, not_checkable, unmapped, other, disputed_words, quote_only, undecided
-- ratings
WITH claims AS (
    SELECT
    CASE WHEN c.said_precision IN ('day', 'month') THEN substr(CAST(c.said_on AS TEXT), 1, 7) ELSE '(not known)' END AS key,
    CASE WHEN c.said_precision IN ('day', 'month') THEN substr(CAST(c.said_on AS TEXT), 1, 7) ELSE '(not known)' END AS month,
    -- use counts-as
    FROM v1_claims c
    -- use said-then
),
counted AS (
    SELECT key, counts_as, min(month) AS month, count(*) AS n FROM claims GROUP BY key, counts_as
)
SELECT
    min(month) AS month,
    -- use outcomes
FROM counted
GROUP BY key
ORDER BY key;

-- counted
-- use claims-counted
