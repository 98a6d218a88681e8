-- Checks by other publishers, by speaker
--
-- `claims` is the number of all claims of the speaker, and `checked` the number of those that another publisher checked.
-- `n` is the number of checks, the newest of each publisher, claim and page, and `mapped` the number of checks whose
-- label has a meaning on your desk. Publishers choose what they check: the numbers say nothing about anybody's honesty.
--
-- subject: Checks by other publishers
-- param since: Claims said on this day or later.
-- param until: Claims said on this day or before.
-- chart speaker: true, mostly_true, half_true, mostly_false, false, promise, conflicting, unproven, not_checkable, other, unmapped, no_label
-- ratings
WITH claims AS (
    SELECT c.speaker_id AS key, min(coalesce(c.speaker, '(not known)')) AS speaker, count(*) AS claims
    FROM v1_claims c
    -- use said-then
    GROUP BY c.speaker_id
),
checks AS (
    SELECT
    c.speaker_id AS key,
    k.claim_id,
    -- use check-counts-as
    FROM v1_other_checks k
    JOIN v1_claims c ON c.id = k.claim_id
    -- use said-then
    AND k.newest
),
counted AS (SELECT key, counts_as, compared, count(*) AS n FROM checks GROUP BY key, counts_as, compared),
checked AS (SELECT key, count(DISTINCT claim_id) AS checked FROM checks GROUP BY key)
SELECT
    min(speaker) AS speaker,
    min(claims) AS claims,
    min(checked) AS checked,
    sum(n) AS n,
    -- use check-outcomes
FROM counted
JOIN checked USING (key)
JOIN claims USING (key)
GROUP BY key
ORDER BY n DESC, key;

-- counted
-- use checks-counted
