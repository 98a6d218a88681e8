-- Keeps the claims `c` that count and that were made between :since and :until.
WHERE c.status NOT IN ('declined', 'retracted')
    AND (:since = '' OR CAST(c.said_on AS TEXT) >= :since)
    AND (:until = '' OR CAST(c.said_on AS TEXT) <= :until)
