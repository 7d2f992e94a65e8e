-- One row per payment or barter of a sale. Holds no person's value: published as it is.
-- Reads: receipt_lines. Writes: published.receipt_lines. Used by: publish.
INSERT INTO published.receipt_lines BY NAME
SELECT * FROM receipt_lines
ORDER BY case_id, actor, buyer, time, source_file, source_line;
