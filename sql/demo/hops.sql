-- One row per hop of a case that was not rejected.
-- Reads: hops. Writes: nothing (returns rows). Used by: demo (check).
SELECT seller, buyer, confidence, status, records, amount
FROM hops
WHERE case_id = $case_id AND status <> 'rejected'
ORDER BY confidence DESC, seller, buyer;
