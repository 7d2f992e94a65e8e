-- One row per payment or barter of a sale. Holds no person's value: published as it is.
-- Reads: receipts. Writes: published.receipts. Used by: publish.
INSERT INTO published.receipts BY NAME
SELECT * FROM receipts
ORDER BY case_id, actor, buyer, time, source_file, source_line;
