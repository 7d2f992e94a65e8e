-- One row per case that has complaints.
-- Reads: complaints. Writes: nothing (returns rows). Used by: assess.
SELECT DISTINCT case_id FROM complaints WHERE case_id IS NOT NULL ORDER BY case_id;
