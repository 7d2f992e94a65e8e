-- One row per actor and reason why rows do not count, with how many and one of them; exclusions_applied has each.
-- Reads: exclusions_applied. Writes: nothing (returns rows). Used by: report.
SELECT actor, rule, count(*) AS number, min(source_file || ' ' || source_line) AS source
FROM exclusions_applied
WHERE case_id = $case_id
GROUP BY actor, rule
ORDER BY actor, number DESC, rule;
