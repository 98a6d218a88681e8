-- The group that another publisher's check `k` counts in, by what the desk's scales say of its label.
CASE
    WHEN k.label IS NULL THEN 'no label'
    WHEN k.category IS NULL THEN 'unmapped'
    WHEN k.score IS NOT NULL THEN CAST(k.score AS TEXT)
    WHEN k.category IN ('promise', 'not-enough-evidence', 'conflicting-evidence', 'not-checkable') THEN k.category
    ELSE 'other'
END AS counts_as,
-- The category and score of both, where both have them.
CASE
    WHEN k.category IS NULL OR c.verdict_category IS NULL OR c.status NOT IN ('reviewed', 'published', 'correcting')
        THEN 'not compared'
    WHEN k.category = c.verdict_category AND coalesce(k.score, -1) = coalesce(c.verdict_score, -1) THEN 'same'
    ELSE 'different'
END AS compared
