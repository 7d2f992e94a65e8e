-- One row per column whose field was found: fills field and reason.
-- Reads: dataset_columns. Writes: dataset_columns. Used by: normalise.
UPDATE dataset_columns
SET field = found.field, reason = found.reason
FROM (
    SELECT unnest($dataset_nos) AS dataset_no, unnest($positions) AS position, unnest($fields) AS field, unnest($reasons) AS reason
) AS found
WHERE dataset_columns.dataset_no = found.dataset_no AND dataset_columns.position = found.position;
