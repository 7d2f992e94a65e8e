-- One row per finding that waits for load; of these ids when any are given.
-- Reads: findings. Writes: nothing (returns rows). Used by: load.
SELECT finding_id, evidence_id, path, file_name, kind, case_id, holder, obtained_at
FROM findings
WHERE state = 'sealed' AND (len($ids) = 0 OR finding_id IN (SELECT unnest($ids)))
ORDER BY finding_id;
