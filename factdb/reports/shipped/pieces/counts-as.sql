-- The group that a claim `c` counts in. Disputed words and quote-only claims say nothing about truth. A verdict counts
-- while the claim is reviewed, published or being corrected.
CASE
    WHEN c.status NOT IN ('reviewed', 'published', 'correcting') THEN 'undecided'
    WHEN c.answers_for = 'source' THEN 'disputed words'
    WHEN c.verdict IS NULL AND c.quote_verdict IS NOT NULL THEN 'quote only'
    WHEN c.verdict IS NULL THEN 'undecided'
    WHEN c.verdict_category IS NULL THEN 'unmapped'
    WHEN c.verdict_score IS NOT NULL THEN CAST(c.verdict_score AS TEXT)
    WHEN c.verdict IN ('kept', 'broken') THEN c.verdict
    WHEN c.verdict_category IN ('promise', 'not-enough-evidence', 'conflicting-evidence', 'not-checkable')
        THEN c.verdict_category
    ELSE 'other'
END AS counts_as
