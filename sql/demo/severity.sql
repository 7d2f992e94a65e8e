-- One row per rule of one actor that came to an outcome, main practice and the gravest first.
-- Reads: severity. Writes: nothing (returns rows). Used by: demo (check).
SELECT rule, profile, value, threshold, score, outcome, basis, citation, coalesce(highest, false) AS highest
FROM severity
WHERE case_id = $case_id AND actor = $actor
ORDER BY profile <> 'main', highest DESC, score DESC, rule;
