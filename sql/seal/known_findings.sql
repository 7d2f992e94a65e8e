-- One row per finding, of these ids, that the warehouse holds already.
-- Reads: findings. Writes: nothing (returns rows). Used by: seal.
SELECT finding_id
FROM findings
WHERE finding_id IN (SELECT unnest($ids));
