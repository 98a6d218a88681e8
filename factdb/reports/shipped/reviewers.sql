-- Work of each reviewer
--
-- Claims added, changes of status, evidence added, verdicts decided and approved, and assessments. Only assessments of
-- questions that have a verdict in force are counted; the others stay confidential.
--
-- subject: Work of the desk
-- param since: Work done on this day (UTC) or later.
-- chart reviewer: claims_added, evidence_added, verdicts, approvals, assessments
WITH work AS (
    SELECT changed_by_id AS id, CASE WHEN seq = 1 THEN 'added' ELSE 'moved' END AS what, count(*) AS n
    FROM v1_status_changes WHERE :since = '' OR substr(CAST(changed_at AS TEXT), 1, 10) >= :since
    GROUP BY changed_by_id, CASE WHEN seq = 1 THEN 'added' ELSE 'moved' END
    UNION ALL
    -- The tables, not the views: for a count, a view would also look up the document or the rating of every row.
    SELECT added_by_id, 'evidence', count(*) FROM evidence
    WHERE :since = '' OR substr(CAST(added_at AS TEXT), 1, 10) >= :since GROUP BY added_by_id
    UNION ALL
    SELECT proposed_by_id, 'verdict', count(*) FROM verdicts
    WHERE :since = '' OR substr(CAST(proposed_at AS TEXT), 1, 10) >= :since GROUP BY proposed_by_id
    UNION ALL
    SELECT approved_by_id, 'approval', count(*) FROM approvals
    WHERE :since = '' OR substr(CAST(at AS TEXT), 1, 10) >= :since GROUP BY approved_by_id
    UNION ALL
    SELECT reviewer_id, 'assessment', count(*) FROM v1_assessments
    WHERE :since = '' OR substr(CAST(submitted_at AS TEXT), 1, 10) >= :since GROUP BY reviewer_id
)
SELECT
    r.handle AS reviewer,
    r.role,
    sum(CASE work.what WHEN 'added' THEN work.n ELSE 0 END) AS claims_added,
    sum(CASE work.what WHEN 'moved' THEN work.n ELSE 0 END) AS moves,
    sum(CASE work.what WHEN 'evidence' THEN work.n ELSE 0 END) AS evidence_added,
    sum(CASE work.what WHEN 'verdict' THEN work.n ELSE 0 END) AS verdicts,
    sum(CASE work.what WHEN 'approval' THEN work.n ELSE 0 END) AS approvals,
    sum(CASE work.what WHEN 'assessment' THEN work.n ELSE 0 END) AS assessments
FROM v1_reviewers r
LEFT JOIN work ON work.id = r.id
GROUP BY r.id, r.handle, r.role
ORDER BY r.id;

-- counted
SELECT what, n FROM (
    SELECT 1 AS place, 'reviewers' AS what, count(*) AS n FROM v1_reviewers
) AS counted ORDER BY place;
