-- Time from adding a claim to publishing it
--
-- For each month of first publication, and for all months: the number of claims, the median and the 90th percentile in
-- hours. Half of the claims took no longer than the median. Nine in ten took no longer than the 90th percentile.
--
-- subject: Work of the desk
-- chart month: median_hours
WITH published AS (
    SELECT claim_id, min(seconds) AS seconds, substr(min(CAST(changed_at AS TEXT)), 1, 7) AS month
    FROM v1_status_changes WHERE seq > 1 AND now = 'published' GROUP BY claim_id
),
grouped AS (
    SELECT month, seconds FROM published
    UNION ALL
    SELECT '(all)', seconds FROM published
),
placed AS (
    SELECT
        month,
        seconds,
        row_number() OVER (PARTITION BY month ORDER BY seconds) AS place,
        count(*) OVER (PARTITION BY month) AS n
    FROM grouped
)
SELECT
    month,
    max(n) AS n,
    CAST((max(CASE WHEN place = (n + 1) / 2 THEN seconds END) + max(CASE WHEN place = (n + 2) / 2 THEN seconds END)
        + 360) / 720 AS INTEGER) / 10.0 AS median_hours,
    CAST((max(CASE WHEN place = (9 * n + 9) / 10 THEN seconds END) + 180) / 360 AS INTEGER) / 10.0 AS p90_hours
FROM placed
GROUP BY month
ORDER BY CASE month WHEN '(all)' THEN 0 ELSE 1 END, month;

-- counted
WITH sums AS (SELECT count(published_at) AS published, count(*) AS claims FROM v1_claims)
SELECT what, n FROM (
    SELECT 1 AS place, 'published claims' AS what, published AS n FROM sums
    UNION ALL
    SELECT 2, 'left out: never published', claims - published FROM sums
) AS counted ORDER BY place;
