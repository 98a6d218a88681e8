-- Open claims by status and age
--
-- Open claims are new, in-review, on-hold or reviewed. They are counted by status and by the time since they were
-- added: within a week, 30 days, 90 days, or earlier.
--
-- subject: Work of the desk
-- chart status: within_week, within_30_days, within_90_days, older
WITH open AS (
    SELECT status, assignee, substr(CAST(added_at AS TEXT), 1, 10) AS day FROM v1_claims
    WHERE status IN ('new', 'in-review', 'on-hold', 'reviewed')
)
SELECT
    status,
    count(*) AS n,
    sum(CASE WHEN day >= :week_ago THEN 1 ELSE 0 END) AS within_week,
    sum(CASE WHEN day < :week_ago AND day >= :month_ago THEN 1 ELSE 0 END) AS within_30_days,
    sum(CASE WHEN day < :month_ago AND day >= :quarter_ago THEN 1 ELSE 0 END) AS within_90_days,
    sum(CASE WHEN day < :quarter_ago THEN 1 ELSE 0 END) AS older,
    sum(CASE WHEN assignee IS NULL THEN 1 ELSE 0 END) AS unassigned,
    min(day) AS oldest
FROM open
GROUP BY status
ORDER BY CASE status WHEN 'new' THEN 1 WHEN 'in-review' THEN 2 WHEN 'on-hold' THEN 3 ELSE 4 END;

-- counted
WITH sums AS (
    SELECT count(CASE WHEN status IN ('new', 'in-review', 'on-hold', 'reviewed') THEN 1 END) AS open, count(*) AS claims
    FROM v1_claims
)
SELECT what, n FROM (
    SELECT 1 AS place, 'open claims' AS what, open AS n FROM sums
    UNION ALL
    SELECT 2, 'left out: published, being corrected, declined or retracted', claims - open FROM sums
) AS counted ORDER BY place;
