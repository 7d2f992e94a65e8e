-- One row per finding of an intake.
-- Reads: findings. Writes: nothing (returns rows). Used by: seal.
SELECT finding_id
FROM findings
WHERE intake_id = $intake_id
ORDER BY finding_id;
