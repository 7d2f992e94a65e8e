-- One row per rule of one actor that came to an outcome, highest score first.
-- Reads: severity. Writes: nothing (returns rows). Used by: demo (check).
SELECT rule, value, threshold, score, outcome, citation
FROM severity
WHERE case_id = $case_id AND actor = $actor
ORDER BY score DESC, rule;
