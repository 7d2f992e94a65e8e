-- One row per phone call of the case.
-- Reads: calls. Returns rows. Used by: trace.
SELECT time, caller, callee, source_file, source_line
FROM calls
WHERE case_id = $case_id
ORDER BY source_file, source_line, time, caller, callee;
