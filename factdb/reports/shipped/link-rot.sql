-- How many of the cited pages are gone, by source
--
-- Pages that evidence cites, by their publisher and by what the newest check saw: there (also at another address),
-- changed, without the cited words, unclear (a wall, a block, an error, or a page that says that it was not found), gone,
-- or dead after three failures in three days. The share is that of gone and dead pages in those that were checked.
--
-- subject: Evidence and pages
-- chart source: there, changed, excerpt_gone, unclear, gone, dead, not_checked
WITH cited AS (
    SELECT DISTINCT document_id, source_id, source FROM v1_evidence WHERE standing AND document_url IS NOT NULL
),
newest AS (
    SELECT document_id, page_state FROM v1_page_checks WHERE is_newest
),
counts AS (
    SELECT
        cited.source_id,
        coalesce(cited.source, '(not known)') AS source,
        count(*) AS n,
        sum(CASE WHEN newest.page_state IN ('ok', 'moved') THEN 1 ELSE 0 END) AS there,
        sum(CASE newest.page_state WHEN 'changed' THEN 1 ELSE 0 END) AS changed,
        sum(CASE newest.page_state WHEN 'excerpt-gone' THEN 1 ELSE 0 END) AS excerpt_gone,
        sum(CASE WHEN newest.page_state IN ('soft-404', 'wall', 'blocked', 'error') THEN 1 ELSE 0 END) AS unclear,
        sum(CASE newest.page_state WHEN 'gone' THEN 1 ELSE 0 END) AS gone,
        sum(CASE newest.page_state WHEN 'dead' THEN 1 ELSE 0 END) AS dead,
        count(*) - count(newest.page_state) AS not_checked
    FROM cited
    LEFT JOIN newest ON newest.document_id = cited.document_id
    GROUP BY cited.source_id, cited.source
)
SELECT
    source, n, there, changed, excerpt_gone, unclear, gone, dead, not_checked,
    CASE WHEN n > not_checked
        THEN (2000 * (gone + dead) + n - not_checked) / (2 * (n - not_checked)) / 10.0 END AS lost_percent
FROM counts
ORDER BY n DESC, source_id;

-- counted
WITH cited AS (
    SELECT document_id, max(CASE WHEN standing THEN 1 ELSE 0 END) AS standing, max(document_url) AS url
    FROM v1_evidence WHERE document_id IS NOT NULL GROUP BY document_id
)
SELECT what, n FROM (
    SELECT 1 AS place, 'cited pages' AS what, count(*) AS n FROM cited WHERE standing = 1 AND url IS NOT NULL
    UNION ALL
    SELECT 2, 'left out: cited by withdrawn evidence alone', count(*) FROM cited WHERE standing = 0
    UNION ALL
    SELECT 3, 'left out: documents without an address', count(*) FROM cited WHERE standing = 1 AND url IS NULL
) AS counted ORDER BY place;
