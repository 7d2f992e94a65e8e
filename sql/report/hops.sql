-- One row per hop of the case, earliest first.
-- Reads: hops. Writes: nothing (returns rows). Used by: report.
SELECT
    hop_id,
    seller,
    buyer,
    coalesce(confidence, 0) AS confidence,
    coalesce(status, 'suspected') AS status,
    first_at,
    last_at,
    records,
    amount,
    currency,
    unit_price
FROM hops
WHERE case_id = $case_id
ORDER BY first_at NULLS LAST, seller, buyer, hop_id;
