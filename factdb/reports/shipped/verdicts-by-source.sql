-- How the claims that each outlet carried were decided
--
-- Each claim counts once. `n` is all of them; `rated` those with a verdict on truth that the speaker answers for. Claims
-- whose words an outlet altered (disputed words), claims decided on the quotation alone (quote only) and claims that
-- nobody has decided are in columns of their own, as are ratings that aren't checkable, or that nobody has mapped.
-- Disputed words are what the outlet itself answers for.
--
-- param since: Said on this day or later.
-- param until: Said on this day or before.
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
