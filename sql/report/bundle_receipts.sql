-- One row per payment or barter of a sale, with its line.
-- Reads: receipt_lines. Writes: nothing (returns rows). Used by: report (bundle).
SELECT hop_id, actor, buyer, kind, confirmed::INTEGER AS confirmed, time, amount, currency, dataset_id, source_file, source_line
FROM receipt_lines
WHERE case_id = $case_id
ORDER BY actor, buyer, time, source_file, source_line;
