-- One row per candidate source of a complaint, most probable first.
-- Reads: sources. Writes: nothing (returns rows). Used by: demo (check).
SELECT rank, actor, probability
FROM sources
WHERE case_id = $case_id AND complaint_id = $complaint_id
ORDER BY rank;
