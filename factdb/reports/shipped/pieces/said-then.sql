-- Claims `c` that count, of the days that :since and :until name.
WHERE c.status NOT IN ('declined', 'retracted')
    AND (:since = '' OR CAST(c.said_on AS TEXT) >= :since)
    AND (:until = '' OR CAST(c.said_on AS TEXT) <= :until)
