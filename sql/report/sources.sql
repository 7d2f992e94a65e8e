-- One row per candidate source for a complaint of the case, most probable first.
-- Reads: sources. Writes: nothing (returns rows). Used by: report.
SELECT complaint_id, rank, actor, probability
FROM sources
WHERE case_id = $case_id
ORDER BY complaint_id, rank, actor;
