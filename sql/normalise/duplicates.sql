-- One row per row that equals an earlier one of its list cell for cell: sets duplicate_of to the first of them.
-- Reads: records. Writes: records. Used by: normalise.
UPDATE records
SET duplicate_of = twins.first_row
FROM (
    SELECT dataset_no, row_hash, min(row_no) AS first_row
    FROM records
    WHERE dataset_no IN (SELECT unnest($datasets))
    GROUP BY dataset_no, row_hash
    HAVING count(*) > 1
) AS twins
WHERE records.dataset_no = twins.dataset_no AND records.row_hash = twins.row_hash AND records.row_no > twins.first_row;
