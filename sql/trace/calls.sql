-- One row per phone call of the case; the same call on two bills counts once.
-- Reads: calls. Returns rows. Used by: trace.
SELECT time, caller, callee, source_file, source_line
FROM calls
WHERE case_id = $case_id
QUALIFY row_number() OVER (
    PARTITION BY time, caller, callee, CASE WHEN time IS NULL THEN source_line END
    ORDER BY source_file, source_line
) = 1
ORDER BY source_file, source_line, time, caller, callee;
