-- One row per duplicate whose first row is not an earlier first row of the same list with the same cells.
-- Reads: records. Writes: nothing (returns rows). Used by: quality.
-- Level: fail
SELECT later.dataset_no, later.row_no, later.duplicate_of
FROM records AS later
LEFT JOIN records AS earlier
    ON later.dataset_no = earlier.dataset_no AND later.duplicate_of = earlier.row_no AND later.row_hash = earlier.row_hash
WHERE
    later.duplicate_of IS NOT NULL
    AND (earlier.row_no IS NULL OR earlier.row_no >= later.row_no OR earlier.duplicate_of IS NOT NULL);
