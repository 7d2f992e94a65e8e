-- One row per actor and rule: which numeric threshold a count meets.
-- Reads: severity. Writes: nothing (returns rows). Used by: report.
SELECT actor, regime, rule, value, threshold, score, outcome, citation
FROM severity
WHERE case_id = $case_id
ORDER BY score DESC NULLS LAST, actor, regime, rule;
