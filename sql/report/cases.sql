-- One row per case of the home.
-- Reads: findings. Writes: nothing (returns rows). Used by: report, when no case is named.
SELECT DISTINCT case_id
FROM findings
WHERE case_id IS NOT NULL
ORDER BY case_id;
