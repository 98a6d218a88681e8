-- How the claims of each month were decided
--
-- Each claim counts once. `n` is all of them; `rated` those with a verdict on truth that the speaker answers for. Claims
-- whose words an outlet altered (disputed words), claims decided on the quotation alone (quote only) and claims that
-- nobody has decided are in columns of their own, as are ratings that aren't checkable, or that nobody has mapped.
-- A month is the one in which it was said; what is known by its year alone is not in one.
--
-- param since: Said on this day or later.
-- param until: Said on this day or before.
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
