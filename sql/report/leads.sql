-- One row per group of complaints that may share a source.
-- Reads: leads. Writes: nothing (returns rows). Used by: report.
SELECT
    lead_id, complaints, callers, victims, known_fields, common_attribute, common_value, common_values, p_value, wrong_fields,
    persons_estimate, persons_low, persons_high, ask_first, first_at, last_at
FROM leads
WHERE case_id = $case_id
ORDER BY complaints DESC, lead_id;
