-- One row per group of complaints that may share a source.
-- Reads: leads. Writes: nothing (returns rows). Used by: report.
SELECT lead_id, complaints, callers, known_fields, common_attribute, common_value, persons_estimate
FROM leads
WHERE case_id = $case_id
ORDER BY complaints DESC, lead_id;
