-- One row per case that has files of these paths.
-- Reads: findings. Writes: nothing (returns rows). Used by: seal.
SELECT DISTINCT case_id
FROM findings
WHERE case_id IS NOT NULL AND path IN (SELECT unnest($paths))
ORDER BY case_id;
