-- One row per suggestion of what to do next, most gain first.
-- Reads: next_steps. Writes: nothing (returns rows). Used by: report.
SELECT rank, action, target, why, gain
FROM next_steps
WHERE case_id = $case_id
ORDER BY rank, target;
