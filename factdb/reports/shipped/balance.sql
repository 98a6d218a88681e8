-- Share of each speaker, party and source in the checked claims
--
-- Claims by speaker, by the speaker's party on the day of the claim, and by source: how many, their share of all claims
-- in percent, and how many are decided and published. The numbers show which claims the desk chose to check. They say
-- nothing about anybody's honesty.
--
-- subject: Speakers and outlets
-- param since: Claims said on this day or later.
-- param until: Claims said on this day or before.
-- chart of_what, name: n
WITH claims AS (
    SELECT
        c.speaker_id,
        c.speaker,
        c.speaker_party,
        c.source_id,
        c.source,
        CASE WHEN c.status IN ('reviewed', 'published', 'correcting')
            AND (c.verdict IS NOT NULL OR c.quote_verdict IS NOT NULL) THEN 1 ELSE 0 END AS is_decided,
        CASE WHEN c.status IN ('published', 'correcting') THEN 1 ELSE 0 END AS is_published
    FROM v1_claims c
    WHERE (:since = '' OR CAST(c.said_on AS TEXT) >= :since) AND (:until = '' OR CAST(c.said_on AS TEXT) <= :until)
),
counted AS (
    SELECT 1 AS place, 'speaker' AS of_what, speaker_id AS key, coalesce(speaker, '(not known)') AS name,
        count(*) AS n, sum(is_decided) AS decided, sum(is_published) AS published
    FROM claims GROUP BY speaker_id, speaker
    UNION ALL
    SELECT 2, 'party', 0, coalesce(speaker_party, '(none, or not known)'), count(*), sum(is_decided), sum(is_published)
    FROM claims GROUP BY speaker_party
    UNION ALL
    SELECT 3, 'source', source_id, coalesce(source, '(not known)'), count(*), sum(is_decided), sum(is_published)
    FROM claims GROUP BY source_id, source
)
SELECT
    of_what,
    name,
    n,
    (200 * n + (SELECT count(*) FROM claims)) / (2 * (SELECT count(*) FROM claims)) AS pct,
    decided,
    published
FROM counted
ORDER BY place, n DESC, key;

-- counted
WITH sums AS (
    SELECT count(*) AS claims, count(CASE WHEN (:since = '' OR CAST(said_on AS TEXT) >= :since)
        AND (:until = '' OR CAST(said_on AS TEXT) <= :until) THEN 1 END) AS counted
    FROM v1_claims
)
SELECT what, n FROM (
    SELECT 1 AS place, 'claims counted' AS what, counted AS n FROM sums
    UNION ALL
    SELECT 2, 'left out: said on other days, or on an unknown day', claims - counted FROM sums
) AS counted ORDER BY place;
