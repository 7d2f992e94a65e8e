-- One row per file, field and kind of problem: how many rows, the first of them, and one message.
-- Reads: load_issues. Writes: nothing (returns rows). Used by: report.
SELECT path, field, code, count(*) AS times, min("row") AS first_row, min(message) AS message
FROM load_issues
WHERE case_id = $case_id
GROUP BY path, field, code
ORDER BY path, code, field NULLS FIRST;
