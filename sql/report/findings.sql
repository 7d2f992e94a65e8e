-- One row per place where a file of the case was found.
-- Reads: findings. Writes: nothing (returns rows). Used by: report.
SELECT evidence_id, parent_evidence_id, path, kind, holder, obtained_at, regexp_replace(officer, '\d{5,}', '…', 'g') AS officer, size_bytes, named, state, intake_id
FROM findings
WHERE case_id = $case_id
ORDER BY path, evidence_id, holder;
