-- Checks by other publishers, by publisher
--
-- The newest check of each publisher, claim and page. `n` is the number of checks, `claims` the number of claims, and
-- `mapped` the number of checks whose label has a meaning on your desk: all others say nothing about truth. Where your
-- desk has decided on the truth of the claim, `same_as_ours` and `different` compare category and score.
--
-- subject: Checks by other publishers
-- param since: Claims said on this day or later.
-- param until: Claims said on this day or before.
-- chart publisher: true, mostly_true, half_true, mostly_false, false, promise, conflicting, unproven, not_checkable, other, unmapped, no_label
-- ratings
WITH checks AS (
    SELECT
    k.publisher_id AS key,
    coalesce(k.publisher, '(not known)') AS publisher,
    k.claim_id,
    -- use check-counts-as
    FROM v1_other_checks k
    JOIN v1_claims c ON c.id = k.claim_id
    -- use said-then
    AND k.newest
),
counted AS (
    SELECT key, counts_as, compared, min(publisher) AS publisher, count(*) AS n FROM checks
    GROUP BY key, counts_as, compared
),
claims AS (SELECT key, count(DISTINCT claim_id) AS claims FROM checks GROUP BY key)
SELECT
    min(publisher) AS publisher,
    min(claims) AS claims,
    sum(n) AS n,
    -- use check-outcomes
FROM counted
JOIN claims USING (key)
GROUP BY key
ORDER BY n DESC, key;

-- counted
-- use checks-counted
