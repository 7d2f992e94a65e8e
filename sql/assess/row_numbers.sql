-- One row per list that is read: how many rows it has, and the last one's number.
-- Reads: records, temp.lists_read. Writes: nothing (returns rows). Used by: assess.
SELECT dataset_no, count(*) AS found, max(row_no) AS last_row
FROM records
WHERE dataset_no IN (SELECT dataset_no FROM lists_read)
GROUP BY dataset_no
ORDER BY dataset_no;
