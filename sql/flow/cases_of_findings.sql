-- One row per case that has findings of these intakes.
-- Reads: findings. Writes: nothing (returns rows). Used by: flow (hopback run).
SELECT DISTINCT case_id
FROM findings
WHERE case_id IS NOT NULL AND finding_id IN (SELECT unnest($findings))
ORDER BY case_id;
