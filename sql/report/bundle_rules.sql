-- One row per rule, outcome and time in force: the version that was applied.
-- Reads: rules. Writes: nothing (returns rows). Used by: report (bundle).
SELECT *
FROM rules
ORDER BY regime, rule, threshold, valid_from;
